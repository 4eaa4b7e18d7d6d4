"""What a column of an incoming file may be: the fields that the mapping desk knows, by kind.

A field is nearer to what publishers write than a border column is: one field may fill several
border columns, and the same field fills others in a list of projects than in a list of bills.
"""

from __future__ import annotations

IGNORED = "ignored"
# Names that say too little: what they mean depends on what a row is, or has to be asked.
GENERIC = ("name", "amount", "date", "start_date", "end_date")

FIELDS: dict[str, str] = {
    **dict.fromkeys(
        [
            "project_id",
            "contract_id",
            "tender_id",
            "ocid",
            "lot_id",
            "bid_id",
            "award_id",
            "invoice_id",
            "invoice_number",
            "payment_id",
            "amendment_id",
            "milestone_id",
            "report_id",
            "subcontract_id",
            "supplier_id",
            "party_identifier",
            "buyer_id",
            "bidder_id",
            "party_id",
            "place_code",
            "location_id",
            "postal_code",
        ],
        "code",
    ),
    **dict.fromkeys(
        [
            "name",
            "project_name",
            "contract_name",
            "tender_name",
            "milestone_name",
            "description",
            "scope",
            "programme",
            "sector",
            "project_type",
            "purpose",
            "agency",
            "buyer_name",
            "status",
            "component",
            "address",
            "neighbourhood",
            "delay_reason",
            "supplier_name",
            "bidder_name",
            "party_name",
            "payee_name",
            "payer_name",
            "procurement_method",
            "nature",
            "invoice_status",
            "payment_type",
            "bill_type",
            "instrument",
            "rationale",
            "reason",
            "locality",
            "country",
            "classification",
            "award_criteria",
            "currency",
            "unit",
        ],
        "text",
    ),
    **dict.fromkeys(
        [
            "start_date",
            "end_date",
            "planned_start_date",
            "planned_end_date",
            "actual_start_date",
            "actual_end_date",
            "forecast_end_date",
            "current_end_date",
            "design_start_date",
            "signed_date",
            "report_date",
            "issued_date",
            "received_date",
            "approved_date",
            "due_date",
            "paid_date",
            "amendment_date",
            "suspended_date",
            "resumed_date",
            "notice_published_date",
            "submission_deadline",
            "bid_opening",
            "bid_date",
            "award_date",
            "baseline_date",
            "forecast_date",
            "actual_date",
            "founded_date",
            "date",
            "end_date_before",
            "end_date_after",
        ],
        "date",
    ),
    **dict.fromkeys(
        [
            "amount",
            "budget_amount",
            "forecast_amount",
            "spent_amount",
            "contract_amount",
            "original_amount",
            "final_amount",
            "estimate_amount",
            "award_amount",
            "bid_amount",
            "invoice_amount",
            "gross_amount",
            "retention_amount",
            "paid_amount",
            "amount_before",
            "amount_after",
            "amount_change",
            "unit_price_amount",
        ],
        "money",
    ),
    **dict.fromkeys(["physical_share", "planned_share", "advance_share", "owner_share"], "share"),
    **dict.fromkeys(["latitude", "longitude"], "coordinate"),
    **dict.fromkeys(["tenderer_count", "payment_term_days"], "integer"),
    "quantity": "number",
    **dict.fromkeys(["is_winner", "is_tax_included"], "flag"),
    # Known by name only so that nothing else is taken for them or they for something else.
    **dict.fromkeys(
        [
            "row_number",
            "financial_share",
            "retention_share",
            "duration",
            "label",
            "file_link",
            "year",
            "in_words",
        ],
        IGNORED,
    ),
}
# The closed list whose words a field's values stand for.
CODE_LISTS = {"status": "project_status"}


def can_be_chosen() -> list[str]:
    """The fields that a person may give a column, without those that say too little."""
    return sorted(name for name, kind in FIELDS.items() if kind != IGNORED and name not in GENERIC)


def in_words(field: str) -> str:
    """A field as a person reads it: `planned_end_date` as `planned end date`."""
    return field.replace("_", " ")
