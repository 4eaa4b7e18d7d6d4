"""Rows of contracts, their items and their payments."""

from __future__ import annotations

from dashboard.ingest.ocds import amendments
from dashboard.ingest.ocds.facts import CLIENT, Object, Process, amount_of, notice_day
from dashboard.ingest.ocds.milestones import milestones, observations
from dashboard.ingest.values import REPAIRED


def rows(process: Process) -> None:
    """Fill in the tables of contracts and of what happens under them."""
    awards = {one["id"]: one for one in process.awards}
    for contract in process.contracts:
        contract_id = f"{process.ocid}/contract/{contract['id']}"
        _contract(process, contract, contract_id, awards)
    if process.memory is not None:
        amendments.remember(process, process.memory)


def _contract(process: Process, contract: Object, contract_id: str, awards: dict) -> None:
    amount, currency = amount_of(contract)
    implementation: Object = contract.get("implementation") or {}
    period = contract.get("period") or {}
    award = _award(process, contract, awards)
    supplier, supplier_name = _supplier(process, contract, award, contract_id)
    buyer = process.party(process.release.get("buyer"))
    process.rows["contracts"].append(
        (
            contract_id,
            process.project_id,
            contract.get("title") or (award or {}).get("title") or process.tender.get("title"),
            process.tender.get("mainProcurementCategory"),
            process.tender.get("procurementMethod"),
            supplier,
            supplier_name,
            contract.get("dateSigned"),
            period.get("startDate"),
            period.get("endDate"),
            implementation.get("endDate"),
            amount,
            amount_of(implementation, "finalValue")[0],
            currency,
            contract.get("status"),
            process.tender_id if process.tender or process.awards else None,
            f"{process.ocid}/award/{award['id']}" if award else None,
            *buyer,
            contract.get("description"),
            notice_day(contract, "contractsigned", "contractnotice"),
            (contract.get("value") or {}).get("valueAddedTaxIncluded"),
        )
    )
    amendments.rows(process, contract, contract_id)
    _items(process, contract, contract_id)
    process.documents(contract, contract_id, "contract", contract_id)
    inside = f"{contract_id}/implementation"
    process.documents(implementation, inside, "contract", contract_id)
    milestones(process, contract.get("milestones"), contract_id, contract_id)
    due = milestones(
        process,
        implementation.get("milestones"),
        inside,
        contract_id,
        (buyer[0], supplier, supplier_name),
    )
    _payments(process, implementation, contract_id, due)
    observations(process, implementation.get("metrics"), inside, contract_id, "metric")


def _award(process: Process, contract: Object, awards: dict[str, Object]) -> Object | None:
    """The award that led to a contract: the one it names, else the only one there is."""
    named = contract.get("awardID")
    if named in awards:
        return awards[named]
    if len(awards) != 1 or len(process.contracts) != 1:
        return None
    if named:
        issue = "no award of that id: the only award of the process is taken"
        process.say("contracts/awardID", named, issue, REPAIRED)
    return next(iter(awards.values()))


def _supplier(
    process: Process, contract: Object, award: Object | None, contract_id: str
) -> tuple[str | None, str | None]:
    """The contractor; of several the names only, since a framework is no consortium."""
    named = contract.get("suppliers") or (award or {}).get("suppliers") or ()
    found = dict(process.party(one) for one in named)
    found.pop(None, None)
    for known_as in found:
        process.role(known_as, "supplier", "contract", contract_id)
    if len(found) == 1:
        return next(iter(found.items()))
    return None, "; ".join(name for name in found.values() if name) or None


def _items(process: Process, contract: Object, contract_id: str) -> None:
    for item in contract.get("items") or ():
        unit = item.get("unit") or {}
        process.rows["contract_items"].append(
            (
                f"{contract_id}/item/{item['id']}",
                contract_id,
                (item.get("classification") or {}).get("id"),
                item.get("description"),
                item.get("quantity"),
                unit.get("id") or unit.get("name"),
                *amount_of(unit),
            )
        )


def _payments(process: Process, implementation: Object, contract_id: str, due: set[str]) -> None:
    for one in implementation.get("transactions") or ():
        payer, payee = process.party(one.get("payer"))[0], process.party(one.get("payee"))[0]
        process.role(payer, "payer", "contract", contract_id)
        process.role(payee, "payee", "contract", contract_id)
        milestone = (one.get("relatedImplementationMilestone") or {}).get("id")
        invoice = (
            f"{contract_id}/implementation/milestone/{milestone}" if milestone in due else None
        )
        process.rows["payments"].append(
            (
                f"{contract_id}/transaction/{one['id']}",
                invoice,
                process.project_id,
                contract_id,
                CLIENT,
                payer,
                payee,
                one.get("date"),
                *amount_of(one),
                one.get("type"),
            )
        )
