"""The tender of a contracting process, who took part, and who won."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.ingest.oc4ids import parties
from dashboard.ingest.oc4ids.own_columns import own_columns
from dashboard.ingest.oc4ids.parts import Part
from dashboard.ingest.oc4ids.scope import Scope, scoped

METHODS = {code: code for code in ("open", "selective", "limited", "direct")}


@dataclass
class Process:
    """One contracting process while it is read."""

    scope: Scope
    part: Part
    process_id: str  # also of its contract and its tender: a summary tells of one of each
    owner: str  # what ids inside it are scoped by

    @property
    def summary(self) -> Part:
        return self.part.part("summary")


def read(
    process: Process,
    ocid: str,
    currency: str | None,
    suppliers: list[tuple[str | None, str | None]],
) -> None:
    """The tender, its one lot, a bid per tenderer, and the award, where the summary has them."""
    scope, summary = process.scope, process.summary
    tender = summary.part("tender")
    if tender is None:
        return
    estimate = tender.money("costEstimate")
    procurer = tender.part("procuringEntity")
    procurer_id, procurer_name = parties.reference(scope, procurer)
    parties.add_role(scope, tender, procurer_id, "procuringEntity", "tender", process.process_id)
    administrator, _ = parties.reference(scope, tender.part("administrativeEntity"))
    role = (administrator, "administrativeEntity", "contract", process.process_id)
    parties.add_role(scope, tender, *role)
    row = {
        "tender_id": process.process_id,
        "ocid": ocid,
        "project_id": scope.project_id,
        "tender_name": summary.text("title"),
        "description": summary.text("description"),
        "procuring_entity_id": procurer_id,
        "procuring_entity_name": procurer_name,
        "procurement_method": tender.word("procurementMethod", METHODS),
        "procurement_method_details": tender.text("procurementMethodDetails"),
        "estimate_amount": estimate.amount,
        "currency": estimate.currency or currency,
        "notice_published_date": tender.day("datePublished"),
        "tenderer_count": _tenderer_count(tender),
    }
    scope.notes.add("tenders", tender, **row | own_columns(tender.own(), "tenders"))
    scope.notes.add(
        "lots",
        tender,
        lot_id=f"{process.owner}/lot",
        tender_id=process.process_id,
        lot_name=summary.text("title"),
        estimate_amount=estimate.amount,
        currency=estimate.currency or currency,
    )
    _bids(process, tender, suppliers)
    _award(process, tender, suppliers)


def _tenderer_count(tender: Part) -> int | None:
    count = tender.count("numberOfTenderers")
    if count is not None and count < 0:
        tender.notes.issue(f"{tender.name}/numberOfTenderers", count, "below zero")
        return None
    return count


def _bids(process: Process, tender: Part, suppliers: list[tuple[str | None, str | None]]) -> None:
    """One bid per tenderer; of its price the standard says nothing."""
    won = {one for one, _ in suppliers if one}
    seen = set()
    for part in tender.parts("tenderers"):
        one, name = parties.named(process.scope, part, process.owner)
        if one is None or one in seen:
            continue
        seen.add(one)
        bid_id = scoped(f"{process.owner}/bid", one)
        process.scope.notes.add(
            "bids",
            part,
            bid_id=bid_id,
            tender_id=process.process_id,
            lot_id=f"{process.owner}/lot",
            is_winner=(one in won) if won else None,
        )
        process.scope.notes.add("bid_parties", part, bid_id=bid_id, party_id=one, party_name=name)


def _award(process: Process, tender: Part, suppliers: list[tuple[str | None, str | None]]) -> None:
    """The decision behind the suppliers; its own value is not said, only the contract's."""
    if not suppliers:
        return
    award_id = f"{process.owner}/award"
    process.scope.notes.add(
        "awards",
        tender,
        award_id=award_id,
        tender_id=process.process_id,
        lot_id=f"{process.owner}/lot",
    )
    for part in process.summary.parts("suppliers"):
        one, name = parties.named(process.scope, part, process.owner)
        known = process.scope.notes.rows.get("award_suppliers", ())
        if one and not any((row["award_id"], row["party_id"]) == (award_id, one) for row in known):
            process.scope.notes.add(
                "award_suppliers", part, award_id=award_id, party_id=one, party_name=name
            )
