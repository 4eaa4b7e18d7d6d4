"""Contracting processes: the tender, the bidders, the contract, its changes and its payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.ingest.oc4ids import measures, parties, tendering
from dashboard.ingest.oc4ids.own_columns import own_columns
from dashboard.ingest.oc4ids.parts import Money, Part
from dashboard.ingest.oc4ids.scope import Scope, holds_anything, identified, scoped
from dashboard.ingest.oc4ids.tendering import METHODS, Process
from dashboard.ingest.values import REPAIRED

STATUSES = {"pre-award": "pending", "active": "active", "closed": "closed"}


def read(scope: Scope) -> set[tuple]:
    """Every contracting process of the project; returns the payments said under them."""
    paid: set[tuple] = set()
    seen: dict[str, str] = {}
    for part in scope.part.parts("contractingProcesses"):
        process_id = part.identifier()
        summary = part.part("summary")
        if process_id is None:
            process_id = summary.identifier("ocid") if summary else None
        if process_id is None:
            if holds_anything(part.value):
                scope.notes.set_aside(part.path, "id is missing", part.value)
            continue
        if process_id in seen:
            scope.notes.set_aside(part.path, f"id is shared with {seen[process_id]}", part.value)
            continue
        seen[process_id] = part.path
        ocid = (summary.identifier("ocid") if summary else None) or process_id
        scope.notes.add("project_processes", part, project_id=scope.project_id, ocid=ocid)
        if summary and _is_first(scope, part, process_id):
            owner = process_id if process_id != scope.project_id else f"{process_id}/process"
            _read(Process(scope, part, process_id, owner), ocid, paid)
    return paid


def _is_first(scope: Scope, part: Part, process_id: str) -> bool:
    """Whether no other project of that day has told of this process; it counts only once."""
    key = (process_id, scope.published)
    other = scope.publication.processes.setdefault(key, scope.project_id)
    if other == scope.project_id:
        return True
    part.notes.issue(
        f"{part.name}/id", process_id, f"repeated: counted once, for the project {other}"
    )
    return False


def _read(process: Process, ocid: str, paid: set[tuple]) -> None:
    scope, summary, process_id = process.scope, process.summary, process.process_id
    own = own_columns(summary.own(), "contracts")
    value, period = summary.money("contractValue"), summary.part("contractPeriod")
    changes = _changes(process, value.currency)
    suppliers = _suppliers(process)
    tendering.read(process, ocid, value.currency, suppliers)
    if summary.own().flag("isContract") is not False:  # else a tender that has none yet
        _contract(process, value, period, changes, suppliers, own)
    for change in changes:
        scope.notes.add("contract_amendments", change.part, **change.row)
    _schedule(process, period, changes)
    measures.documents(scope, summary, process.owner, "contract", process_id)
    measures.milestones(scope, summary, process.owner, process_id)
    measures.transactions(scope, summary, process.owner, process_id, paid)


@dataclass(frozen=True)
class Change:
    """One modification: its row, and the day its old period began."""

    part: Part
    row: dict
    currency: str | None
    old_start: date | None


def _changes(process: Process, currency: str | None) -> list[Change]:
    """The modifications in the order of their days, where all have one, else as published."""
    found = []
    for identifier, part in identified(process.summary.parts("modifications")):
        old, new = part.money("oldContractValue"), part.money("newContractValue")
        before, after = part.part("oldContractPeriod"), part.part("newContractPeriod")
        other = next((m.currency for m in (old, new) if m.currency not in (None, currency)), None)
        if other and currency:
            issue = "another currency than the contract: no value of it is taken over"
            part.notes.issue(f"{part.name}/currency", other, issue, REPAIRED)
        change = None
        if old.amount is not None and new.amount is not None and old.currency == new.currency:
            change = new.amount - old.amount
        row = {
            "amendment_id": scoped(process.owner, identifier),
            "contract_id": process.process_id,
            "amendment_date": part.day("date"),
            "amount_before": old.amount,
            "amount_after": new.amount,
            "amount_change": change,
            "end_date_before": before.day("endDate") if before else None,
            "end_date_after": after.day("endDate") if after else None,
            "reason_code": part.text("type"),
            "rationale": part.text("rationale") or part.text("description"),
        } | own_columns(part.own(), "contract_amendments")
        start = before.day("startDate") if before else None
        found.append(Change(part, row, new.currency or old.currency, start))
    if all(change.row["amendment_date"] for change in found):
        found.sort(key=lambda change: change.row["amendment_date"])
    return found


def _contract(
    process: Process,
    value: Money,
    period: Part | None,
    changes: list[Change],
    suppliers: list[tuple[str | None, str | None]],
    own: dict,
) -> None:
    """The first value is what the first modification calls old, the current what the last left."""
    scope, summary = process.scope, process.summary
    same = [one.row for one in changes if one.currency in (None, value.currency)]
    if value.currency is None:
        same = [one.row for one in changes]
    before = [row["amount_before"] for row in same if row["amount_before"] is not None]
    after = [row["amount_after"] for row in same if row["amount_after"] is not None]
    rows = [one.row for one in changes]
    ends_before = [row["end_date_before"] for row in rows if row["end_date_before"]]
    ends_after = [row["end_date_after"] for row in rows if row["end_date_after"]]
    end = period.day("endDate") if period else None
    final = summary.money("finalValue")
    supplier_id, supplier_name = _supplier(process, suppliers)
    tender = summary.part("tender")
    currency = value.currency or next((one.currency for one in changes if one.currency), None)
    if final.currency and currency and final.currency != currency:
        issue = "another currency than the contract"
        scope.notes.issue(f"{summary.name}/finalValue", final.currency, issue)
        final = Money()
    buyer_id, buyer_name = _procurer(scope, tender)
    row = {
        "contract_id": process.process_id,
        "project_id": scope.project_id,
        "contract_name": summary.text("title"),
        "description": summary.text("description"),
        "nature": ", ".join(summary.words("nature")) or None,
        "procurement_method": tender.word("procurementMethod", METHODS) if tender else None,
        "supplier_id": supplier_id,
        "supplier_name": supplier_name,
        "start_date": period.day("startDate") if period else None,
        "original_end_date": ends_before[0] if ends_before else end,
        "current_end_date": ends_after[-1] if ends_after else end,
        "original_amount": before[0] if before else value.amount,
        "contract_amount": after[-1] if after else value.amount,
        "final_amount": final.amount,
        "currency": currency or final.currency,
        "status": summary.word("status", STATUSES),
        "tender_id": process.process_id if tender else None,
        "award_id": f"{process.owner}/award" if tender and suppliers else None,
        "buyer_id": buyer_id,
        "buyer_name": buyer_name,
    }
    scope.notes.add("contracts", summary, **row | own)


def _procurer(scope: Scope, tender: Part | None) -> tuple[str | None, str | None]:
    found = parties.reference(scope, tender.part("procuringEntity")) if tender else (None, None)
    return found if any(found) else parties.reference(scope, scope.part.part("publicAuthority"))


def _suppliers(process: Process) -> list[tuple[str | None, str | None]]:
    found = []
    for part in process.summary.parts("suppliers"):
        one, name = parties.reference(process.scope, part)
        if (one or name) and (one, name) not in found:
            found.append((one, name))
            role = (one, "supplier", "contract", process.process_id)
            parties.add_role(process.scope, part, *role)
    return found


def _supplier(
    process: Process, suppliers: list[tuple[str | None, str | None]]
) -> tuple[str | None, str | None]:
    """The supplier of the contract; several together are a party of their own."""
    if len(suppliers) <= 1:
        return suppliers[0] if suppliers else (None, None)
    names = " / ".join(name or one or "" for one, name in suppliers)
    ids = sorted(one for one, _ in suppliers if one)
    if len(ids) < len(suppliers):
        return None, names
    together = "+".join(ids)
    process.scope.notes.add(
        "parties",
        process.summary,
        party_id=together,
        party_name=names,
        party_kind="consortium",
    )
    return together, names


def _schedule(process: Process, period: Part | None, changes: list[Change]) -> None:
    """The plan of the works, first and after each change, from their one contract with changes.

    The periods of the project are a plan that is never changed while it is carried out, and those
    of its stages are no versions of one another, so only a contract can say what was moved.
    """
    scope, moved = process.scope, [one for one in changes if one.row["end_date_after"]]
    if not moved or process.scope.part.own().says("scheduleVersions"):
        return
    is_works = "construction" in process.summary.words("nature")
    if not is_works and len(scope.part.parts("contractingProcesses")) > 1:
        return
    first = moved[0]
    end = first.row["end_date_before"] or (period.day("endDate") if period else None)
    start = first.old_start or (period.day("startDate") if period else None)
    versions = [(start, end, None)] if start and end else []
    versions += [
        (one.row["amendment_date"], one.row["end_date_after"], one.row["rationale"])
        for one in moved
    ]
    for day, completion, reason in versions:
        if day is not None:
            scope.notes.add(
                "project_schedules",
                process.summary,
                contract=process.process_id,
                project_id=scope.project_id,
                schedule_date=day,
                start_date=start,
                completion_date=completion,
                reason=reason,
            )
