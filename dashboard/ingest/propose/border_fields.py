"""Which fields fill which columns of the border tables, and which tables a kind of row fills."""

from __future__ import annotations

from dashboard.ingest import tables

ONE_PROJECT = "one project"
# For each border table its columns and the fields that fill them, the first that the file has.
COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "projects": {
        **{
            name: (name,) for name in ["project_name", "programme", "sector", "status", "component"]
        },
        "description": ("scope", "description"),
        "agency": ("agency", "buyer_name"),
        "status_text": ("status",),
        **{
            name: (name,)
            for name in [
                "planned_start_date",
                "planned_end_date",
                "actual_start_date",
                "actual_end_date",
                "forecast_end_date",
                "delay_reason",
                "address",
                "project_type",
                "purpose",
            ]
        },
    },
    "project_places": {
        "place_name": ("neighbourhood",),
        **{name: (name,) for name in ["place_code", "longitude", "latitude", "location_id"]},
    },
    "project_costs": {
        name: (name,) for name in ["component", "budget_amount", "forecast_amount", "spent_amount"]
    },
    "project_budgets": {"budget_date": ("report_date",), "budget_amount": ("budget_amount",)},
    "project_schedules": {
        "schedule_date": ("report_date", "=published_date"),
        "start_date": ("planned_start_date", "actual_start_date", "design_start_date"),
        "completion_date": ("planned_end_date",),
    },
    "contracts": {
        **{
            name: (name,)
            for name in [
                "contract_name",
                "nature",
                "procurement_method",
                "supplier_name",
                "signed_date",
                "current_end_date",
                "original_amount",
                "contract_amount",
                "final_amount",
                "payment_term_days",
                "advance_share",
                "tender_id",
                "award_id",
                "buyer_id",
                "buyer_name",
                "is_tax_included",
            ]
        },
        "supplier_id": ("=supplier_id",),
    },
    "subcontracts": {
        "supplier_id": ("=supplier_id",),
        "subcontract_amount": ("contract_amount",),
        "signed_date": ("signed_date",),
    },
    "progress_reports": {
        "period_end_date": ("report_date", "=published_date"),
        "physical_share": ("physical_share",),
        "planned_share": ("planned_share",),
        "contract_id": ("contract_id",),
    },
    "milestones": {
        "milestone_name": ("milestone_name", "component"),
        "baseline_date": ("baseline_date", "planned_end_date", "due_date"),
        "forecast_date": ("forecast_date", "forecast_end_date"),
        "actual_date": ("actual_date", "actual_end_date"),
    },
    "invoices": {
        **{
            name: (name,)
            for name in [
                "invoice_number",
                "payee_name",
                "issued_date",
                "received_date",
                "approved_date",
                "due_date",
                "gross_amount",
                "invoice_amount",
                "retention_amount",
            ]
        },
        "payee_id": ("=supplier_id",),
        "payer_id": ("buyer_id", "payer_name", "agency", "buyer_name"),
        "payee_name": ("payee_name", "supplier_name"),
        "status": ("invoice_status",),
    },
    "payments": {
        "invoice_number": ("invoice_number",),
        "payer_id": ("buyer_id", "payer_name", "agency", "buyer_name"),
        "payee_id": ("=supplier_id",),
        "paid_date": ("paid_date",),
        "paid_amount": ("paid_amount",),
        "payment_type": ("payment_type",),
        "instrument": ("instrument",),
    },
    "contract_amendments": {
        name: (name,)
        for name in [
            "amendment_date",
            "amount_before",
            "amount_after",
            "amount_change",
            "end_date_before",
            "end_date_after",
            "rationale",
        ]
    },
    "contract_suspensions": {
        "suspended_date": ("suspended_date",),
        "resumed_date": ("resumed_date",),
        "reason": ("reason", "rationale"),
    },
    "tenders": {
        **{
            name: (name,)
            for name in [
                "ocid",
                "tender_name",
                "description",
                "buyer_id",
                "buyer_name",
                "procurement_method",
                "award_criteria",
                "estimate_amount",
                "notice_published_date",
                "submission_deadline",
                "bid_opening",
                "tenderer_count",
            ]
        },
        "status": ("status",),
    },
    "bids": {
        **{name: (name,) for name in ["lot_id", "bid_date", "bid_amount", "is_winner"]},
    },
    "bid_parties": {"party_id": ("=bidder",), "party_name": ("bidder_name",)},
    "award_suppliers": {"party_id": ("=bidder",), "party_name": ("bidder_name",)},
    "awards": {
        "award_date": ("award_date", "bid_date"),
        "award_amount": ("award_amount", "bid_amount"),
    },
    "parties": {
        "party_name": ("supplier_name", "bidder_name", "party_name", "payee_name"),
        "party_identifier": ("supplier_id", "party_identifier"),
        "founded_date": ("founded_date",),
        "locality": ("locality",),
        "postal_code": ("postal_code",),
        "country": ("country",),
        "classification": ("classification",),
    },
}
# A table is filled where the file has one of these.
NEEDS: dict[str, tuple[str, ...]] = {
    "project_places": ("neighbourhood", "place_code", "longitude"),
    "project_costs": ("budget_amount", "forecast_amount", "spent_amount"),
    "project_schedules": ("planned_end_date", "forecast_end_date"),
    "contracts": [
        "contract_amount",
        "original_amount",
        "final_amount",
        "contract_id",
        "supplier_name",
        "signed_date",
        "procurement_method",
    ],
    "progress_reports": ("physical_share", "planned_share"),
    "awards": ("award_amount", "award_date"),
}
TABLES_OF = {
    "project": ("projects", "project_places", "project_costs", "project_budgets")
    + ("project_schedules", "contracts", "progress_reports", "milestones", "parties"),
    "contract": ("projects", "project_places", "contracts", "progress_reports", "parties"),
    "invoice": ("projects", "project_places", "contracts", "invoices", "payments", "parties"),
    "payment": ("projects", "project_places", "contracts", "payments", "parties"),
    "amendment": ("contract_amendments",),
    "suspension": ("contract_suspensions",),
    "report": ("progress_reports",),
    "milestone": ("milestones",),
    "tender": ("tenders", "awards"),
    "bid": ("tenders", "bids", "bid_parties", "awards", "award_suppliers", "parties"),
    "party": ("parties",),
}
MONEY_TABLES = {name for name in tables.TABLES if "currency" in tables.polars_schema(name)}
# The table that a kind of row is for: that it is left out is said.
OWN_TABLE = {
    **{"project": "projects", "contract": "contracts", "invoice": "invoices"},
    **{"payment": "payments", "amendment": "contract_amendments", "report": "progress_reports"},
    **{"suspension": "contract_suspensions", "milestone": "milestones", "tender": "tenders"},
    **{"bid": "bids", "party": "parties"},
}
