"""Rows of the planning, the tender, the bids and the awards of a process."""

from __future__ import annotations

from typing import Any

from dashboard.ingest.ocds import delivery
from dashboard.ingest.ocds.facts import Object, Process, amount_of, notice_day
from dashboard.ingest.ocds.milestones import milestones, observations

# A process that has nothing but a contract is one that came to one.
_CALLED_OFF = frozenset({"cancelled", "withdrawn"})


def rows(process: Process) -> None:
    """Fill in the tables of project, procurement and planning."""
    _project(process)
    delivery.rows(process)
    if process.tender or process.awards or process.release.get("bids"):
        lots = _tender(process)
        _bids(process, lots)
        _awards(process, lots)


def _project(process: Process) -> None:
    stated: Object = process.planning.get("project") or {}
    budget_amount, budget_currency = amount_of(process.budget, "amount")
    tender = process.tender
    agency = process.party(process.release.get("buyer"))[1]
    agency = agency or process.party(tender.get("procuringEntity"))[1]
    currencies = [
        budget_currency,
        amount_of(tender)[1],
        *(amount_of(one)[1] for one in process.contracts),
    ]
    own = _own_dates(process) if process.is_own_project else (None,) * 5
    status, status_text, start, end, actual_end = own
    finals = [
        amount_of(one.get("implementation") or {}, "finalValue")[0] for one in process.contracts
    ]
    process.rows["projects"].append(
        (
            process.project_id,
            _project_name(process, stated),
            stated.get("description")
            or (tender.get("description") if process.is_own_project else None),
            process.budget.get("project") if process.is_own_project else None,
            (stated.get("sector") or {}).get("description")
            or (stated.get("sector") or {}).get("id"),
            agency,
            status,
            status_text,
            start,
            end,
            actual_end,
            next((one for one in currencies if one), None),
            process.planning.get("rationale") if process.is_own_project else None,
            finals[0] if process.is_own_project and len(finals) == 1 else None,
        )
    )
    if process.is_own_project:
        total, currency = budget_amount, budget_currency
    else:  # the budget of a process is only a part of that of its project
        total, currency = amount_of(stated, "totalValue")
    if total is not None:
        process.rows["project_budgets"].append((process.project_id, process.day, total, currency))
    process.rows["project_processes"].append((process.project_id, process.ocid))
    planning, path = process.planning, f"{process.ocid}/planning"
    process.documents(planning, path, "project", process.project_id)
    milestones(process, planning.get("milestones"), path, None)
    observations(process, planning.get("forecasts"), path, None, "forecast")


def _project_name(process: Process, stated: Object) -> str:
    awards = (one.get("title") for one in process.awards)
    contracts = (one.get("title") for one in process.contracts)
    own = [process.tender.get("title"), *awards, *contracts, process.tender.get("description")]
    shared = [stated.get("title"), process.budget.get("project")]
    names = [*own, *shared] if process.is_own_project else [*shared, *own]
    if process.is_own_project and stated.get("title"):
        names = [stated["title"], *names]
    return next((one for one in names if one), process.ocid)


def _own_dates(process: Process) -> tuple:
    """Status, its published word, planned start and end, actual end of a process' own project."""
    contracts = process.contracts
    standing = [one for one in contracts if one.get("status") != "cancelled"] or contracts
    statuses = {one.get("status") for one in contracts}
    tender_status = (process.tender.get("status") or "").casefold() or None
    if contracts:
        status, text = (
            _status_of(statuses),
            f"contract {' and '.join(sorted(filter(None, statuses)))}",
        )
        text = text if any(statuses) else None
    else:
        status = "cancelled" if tender_status in _CALLED_OFF else "preparation"
        text = f"tender {tender_status}" if tender_status else None
        if not process.tender:
            status = "identification" if process.planning and not process.awards else None
    periods = [one.get("period") or {} for one in standing]
    starts = [one["startDate"] for one in periods if one.get("startDate")]
    ends = [one["endDate"] for one in periods if one.get("endDate")]
    actual = [(one.get("implementation") or {}).get("endDate") for one in standing]
    if not contracts:
        planned = process.tender.get("contractPeriod") or {}
        return status, text, planned.get("startDate"), planned.get("endDate"), None
    return (
        status,
        text,
        min(starts, default=None),
        # One contract without an end leaves the end of all unknown.
        max(ends) if len(ends) == len(periods) else None,
        max(actual) if actual and all(actual) else None,
    )


def _status_of(statuses: set[str | None]) -> str | None:
    """The project's status by those of its contracts.

    `terminated` is the standard's word for a contract that was in force and has come to a close.
    """
    if "active" in statuses:
        return "implementation"
    if statuses == {"cancelled"}:
        return "cancelled"
    if statuses <= {"terminated", "closed", "cancelled"}:
        return "completion"
    return "preparation" if statuses <= {"pending", "cancelled"} else None


def _tender(process: Process) -> list[str]:
    """The tender and its lots; returns the ids of the lots."""
    tender, ocid = process.tender, process.ocid
    buyer = process.party(process.release.get("buyer"))
    entity = process.party(tender.get("procuringEntity"))
    process.role(buyer[0], "buyer", "tender", process.tender_id)
    process.role(entity[0], "procuringEntity", "tender", process.tender_id)
    for one in tender.get("tenderers") or ():
        process.role(process.party(one)[0], "tenderer", "tender", process.tender_id)
    estimate, currency = amount_of(tender)
    period = tender.get("tenderPeriod") or {}
    items = tender.get("items") or ()
    codes = ((one.get("classification") or {}).get("id") for one in items)
    process.rows["tenders"].append(
        (
            process.tender_id,
            ocid,
            process.project_id,
            tender.get("title"),
            tender.get("description"),
            *buyer,
            *entity,
            tender.get("mainProcurementCategory"),
            next((one for one in codes if one), None),
            tender.get("procurementMethod"),
            tender.get("procurementMethodDetails"),
            tender.get("procurementMethodRationale"),
            tender.get("awardCriteria"),
            estimate,
            currency,
            notice_day(tender, "tendernotice"),
            (period.get("startDate") or "")[:10] or None,
            period.get("endDate"),
            (tender.get("bidOpening") or {}).get("date"),
            tender.get("numberOfTenderers"),
            tender.get("status"),
        )
    )
    process.documents(tender, process.tender_id, "tender", process.tender_id)
    milestones(process, tender.get("milestones"), process.tender_id, None)
    lots = []
    for lot in tender.get("lots") or ():
        lots.append(f"{ocid}/lot/{lot['id']}")
        name, status = lot.get("title") or lot.get("description"), lot.get("status")
        row = (lots[-1], process.tender_id, name, *amount_of(lot), status)
        process.rows["lots"].append(row)
    if not lots:
        lots = [f"{ocid}/lot"]
        name, status = tender.get("title"), tender.get("status")
        row = (lots[0], process.tender_id, name, estimate, currency, status)
        process.rows["lots"].append(row)
    return lots


def _lot(process: Process, holder: Object, lots: list[str]) -> str | None:
    """The lot that a bid or award is for; None where it is for several, or nothing tells."""
    named = holder.get("relatedLots") or [holder.get("relatedLot") or holder.get("lotID")]
    named = [one for one in named if one]
    if len(named) == 1:
        return f"{process.ocid}/lot/{named[0]}"
    return lots[0] if not named and len(lots) == 1 else None


def _winning_bids(award: Object) -> list[str]:
    bids = award.get("relatedBids") or []
    single = award.get("relatedBid") or award.get("bidID") or award.get("bid_id")
    return [*bids, single] if single and single not in bids else list(bids)


def _bids(process: Process, lots: list[str]) -> None:
    bids = (process.release.get("bids") or {}).get("details") or ()
    if not bids:
        return
    won = [one for one in process.awards if one.get("status") == "active"]
    winners = {bid for award in won for bid in _winning_bids(award)}
    # Only where every award names its bid is a bid that is not named one that did not win.
    is_told = bool(won) and all(_winning_bids(award) for award in won)
    for bid in bids:
        bid_id = f"{process.ocid}/bid/{bid['id']}"
        is_winner: Any = True if bid["id"] in winners else (False if is_told else None)
        submitted = bid.get("date")
        process.rows["bids"].append(
            (
                bid_id,
                process.tender_id,
                _lot(process, bid, lots),
                submitted,
                submitted and submitted[:10],
                *amount_of(bid),
                bid.get("status"),
                is_winner,
            )
        )
        tenderers = {}
        for one in bid.get("tenderers") or ():
            known_as, name = process.party(one)
            if known_as:
                tenderers.setdefault(known_as, name)
                process.role(known_as, "tenderer", "tender", process.tender_id)
        is_alone = True if len(tenderers) == 1 else None
        process.rows["bid_parties"].extend(
            (bid_id, known_as, name, is_alone) for known_as, name in tenderers.items()
        )


def _awards(process: Process, lots: list[str]) -> None:
    for award in process.awards:
        award_id = f"{process.ocid}/award/{award['id']}"
        bids = _winning_bids(award)
        process.rows["awards"].append(
            (
                award_id,
                process.tender_id,
                _lot(process, award, lots),
                award.get("date"),
                *amount_of(award),
                award.get("status"),
                f"{process.ocid}/bid/{bids[0]}" if len(bids) == 1 else None,
                notice_day(award, "awardnotice"),
            )
        )
        suppliers = {}
        for one in award.get("suppliers") or ():
            known_as, name = process.party(one)
            if known_as:
                suppliers.setdefault(known_as, name)
        process.rows["award_suppliers"].extend(
            (award_id, known_as, name) for known_as, name in suppliers.items()
        )
        process.documents(award, award_id, "award", award_id)
