"""One contract as a contracting process: tender, supplier, values, changes, payments, milestones"""

from __future__ import annotations

from dashboard.export.codes import (
    CURRENCIES,
    METHODS,
    MILESTONE_STATUSES,
    NATURES,
    PROCESS_STATUSES,
    STATUS_READ_BACK,
)
from dashboard.export.oc4ids_parties import Named
from dashboard.export.oc4ids_values import EXTENSION, day, filled, is_uri, money, own, period, plain

# Columns of a contract that the standard has no place for, or only under another rule.
OF_CONTRACT = (
    "signed_date",
    "actual_end_date",
    "original_end_date",
    "current_end_date",
    "original_amount",
    "payment_term_days",
    "advance_share",
    "retention_share",
    "notice_published_date",
    "is_tax_included",
    "buyer_id",
    "buyer_name",
)
OF_TENDER = (
    "buyer_id",
    "buyer_name",
    "category",
    "item_code",
    "procurement_method_rationale",
    "award_criteria",
    "submission_start_date",
    "submission_deadline",
    "bid_opening",
    "status",
)
OF_PAYMENT = (
    "payment_id",
    "contract_id",
    "subcontract_id",
    "invoice_id",
    "invoice_number",
    "payment_type",
    "instrument",
    "reverses_payment_id",
)


def process(
    contract: dict,
    tender: dict | None,
    named: Named,
    *,
    amendments: list[dict],
    milestones: list[dict],
    payments: list[dict],
    documents: list[dict],
    tenderers: list[dict],
    members: list[dict],
) -> dict:
    """The ContractingProcess of one contract, with what belongs to it."""
    currency = contract["currency"]
    natures = [word for word in (contract["nature"] or "").split(", ") if word]
    first = contract["original_amount"]
    status = PROCESS_STATUSES.get(contract["status"])
    extra = own(contract, OF_CONTRACT)
    # A null says that the last publication gave no value, though an earlier one did.
    extra["contractAmount"] = plain(contract["current_amount"])
    if contract["status"] and STATUS_READ_BACK.get(status) != contract["status"]:
        extra["status"] = contract["status"]
    if not set(natures) <= NATURES:
        extra["nature"] = contract["nature"]
    told = _tender(contract, tender, tenderers, named)
    # The tender's method stands in the standard's place; a null says that the contract names none.
    if contract["procurement_method"] != told.get("procurementMethod"):
        extra["procurementMethod"] = contract["procurement_method"]
    valued = (contract["original_amount"], contract["current_amount"], contract["final_amount"])
    if currency not in CURRENCIES or not any(amount is not None for amount in valued):
        extra |= own(contract, ["currency"])
    summary = filled(
        ocid=tender["ocid"] if tender else None,
        nature=[word for word in dict.fromkeys(natures) if word in NATURES],
        title=contract["contract_name"],
        description=contract["description"],
        status=status,
        tender=told,
        suppliers=_suppliers(contract, members, named),
        contractValue=money(contract["current_amount"] if first is None else first, currency),
        contractPeriod=period(
            contract["start_date"], contract["original_end_date"] or contract["current_end_date"]
        ),
        finalValue=money(contract["final_amount"], currency),
        documents=[document(row) for row in documents],
        modifications=[_modification(row, currency) for row in amendments],
        transactions=[transaction(row, named) for row in payments],
        milestones=[milestone(row) for row in milestones],
        **{EXTENSION: extra},
    )
    return filled(id=contract["contract_id"], summary=summary)


def tender_only(tender: dict, tenderers: list[dict], documents: list[dict], named: Named) -> dict:
    """The ContractingProcess of a tender that no contract is known of."""
    summary = filled(
        ocid=tender["ocid"],
        title=tender["tender_name"],
        description=tender["description"],
        tender=_tender({}, tender, tenderers, named),
        documents=[document(row) for row in documents],
        **{EXTENSION: {"isContract": False}},
    )
    return filled(id=tender["tender_id"], summary=summary)


def _tender(contract: dict, tender: dict | None, tenderers: list[dict], named: Named) -> dict:
    row = tender or {}
    method = row.get("procurement_method") or contract.get("procurement_method")
    details = row.get("procurement_method_details")
    if method and method not in METHODS:
        details, method = details or method, None
    procurer = named.refer(
        row.get("procuring_entity_id"), row.get("procuring_entity_name"), "procuringEntity"
    )
    extra = own(row, OF_TENDER)
    if row.get("currency") not in (None, contract.get("currency")):
        extra |= own(row, ["currency"])
    return filled(
        procurementMethod=method,
        procurementMethodDetails=details,
        datePublished=day(row.get("notice_published_date")),
        costEstimate=money(row.get("estimate_amount"), row.get("currency")),
        numberOfTenderers=row.get("tenderer_count"),
        tenderers=_once(
            [named.refer(one["party_id"], one["party_name"], "tenderer") for one in tenderers]
        ),
        procuringEntity=procurer,
        **{EXTENSION: extra},
    )


def _once(found: list[dict]) -> list[dict]:
    return [one for number, one in enumerate(found) if one and one not in found[:number]]


def _suppliers(contract: dict, members: list[dict], named: Named) -> list[dict]:
    """The supplier; of several together, each of them."""
    if len(members) > 1:
        return _once(
            [named.refer(one["party_id"], one["party_name"], "supplier") for one in members]
        )
    one = named.refer(contract["supplier_id"], contract["supplier_name"], "supplier")
    return [one] if one else []


def _modification(row: dict, currency: str | None) -> dict:
    before, after = row["amount_before"], row["amount_after"]
    changes_time = row["end_date_before"] or row["end_date_after"]
    derived = "value" if before is not None or after is not None else None
    derived = derived or ("duration" if changes_time else None)
    columns = ["amendment_id", "is_price_index", "is_in_review_clause"]
    if before is None or after is None or after - before != row["amount_change"]:
        columns.append("amount_change")
    extra = own(row, columns)
    if row["reason_code"] is None and derived:
        extra["reasonCode"] = None
    return filled(
        id=row["amendment_id"],
        date=day(row["amendment_date"]),
        rationale=row["rationale"],
        type=row["reason_code"] or derived,
        oldContractValue=money(before, currency),
        newContractValue=money(after, currency),
        oldContractPeriod=period(None, row["end_date_before"]),
        newContractPeriod=period(None, row["end_date_after"]),
        **{EXTENSION: extra},
    )


def transaction(row: dict, named: Named) -> dict:
    """A payment as a Transaction."""
    return filled(
        id=row["payment_id"],
        date=day(row["paid_date"]),
        value=money(row["paid_amount"], row["currency"]),
        payer=named.refer(row["payer_id"], None, "payer"),
        payee=named.refer(row["payee_id"], None, "payee"),
        **{EXTENSION: own(row, OF_PAYMENT)},
    )


def milestone(row: dict) -> dict:
    """A milestone of a project or of a contract."""
    extra = own(row, ["milestone_id", "contract_id", "forecast_date"])
    if row["milestone_amount"] is None:
        extra |= own(row, ["currency"])
    return filled(
        id=row["milestone_id"],
        title=row["milestone_name"],
        type=row["milestone_type"],
        dueDate=day(row["baseline_date"]),
        dateMet=day(row["actual_date"]),
        status=row["status"] if row["status"] in MILESTONE_STATUSES else None,
        value=money(row["milestone_amount"], row["currency"]),
        **{EXTENSION: extra},
    )


def document(row: dict) -> dict:
    """A document with its address, where that is one."""
    columns = ["document_id", "document_date"]
    columns += [] if is_uri(row["url"]) else ["url"]
    return filled(
        id=row["document_id"],
        documentType=row["document_type"],
        title=row["document_name"],
        url=row["url"] if is_uri(row["url"]) else None,
        datePublished=day(row["notice_published_date"]),
        dateModified=day(row["modified_date"]),
        **{EXTENSION: own(row, columns)},
    )
