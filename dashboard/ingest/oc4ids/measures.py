"""What was measured, promised, documented and paid: metrics, milestones, documents, transactions"""

from __future__ import annotations

from datetime import date

from dashboard.ingest.oc4ids import parties
from dashboard.ingest.oc4ids.own_columns import own_columns
from dashboard.ingest.oc4ids.parts import Part
from dashboard.ingest.oc4ids.scope import Scope, identified, scoped
from dashboard.ingest.oc4ids.works import end_of_period

PHYSICAL = "physicalProgress"
MILESTONE_STATUSES = {code: code for code in ("scheduled", "met", "notMet", "partiallyMet")}
HIGHEST_PERCENT = 120  # a little above 100 is possible where work was re-measured


def milestones(scope: Scope, part: Part, owner: str, contract_id: str | None) -> None:
    """The milestones of the project or of one contracting process."""
    for identifier, one in identified(part.parts("milestones")):
        value = one.money("value")
        row = {
            "milestone_id": scoped(owner, identifier),
            "project_id": scope.project_id,
            "contract_id": contract_id,
            "milestone_name": one.text("title") or one.text("description"),
            "baseline_date": one.day("dueDate"),
            "actual_date": one.day("dateMet"),
            "status": one.word("status", MILESTONE_STATUSES),
            "milestone_type": one.text("type"),
            "milestone_amount": value.amount,
            "currency": value.currency,
        }
        scope.notes.add("milestones", one, **row | own_columns(one.own(), "milestones"))


def documents(scope: Scope, part: Part, owner: str, kind: str, entity: str) -> None:
    """The documents of the project or of one contracting process; their authors stay out."""
    for identifier, one in identified(part.parts("documents")):
        row = {
            "document_id": scoped(owner, identifier),
            "entity_kind": kind,
            "entity_id": entity,
            "project_id": scope.project_id,
            "document_type": one.text("documentType"),
            "document_name": one.text("title") or one.text("description"),
            "url": one.text("url"),
            "notice_published_date": one.day("datePublished"),
            "modified_date": one.day("dateModified"),
        }
        scope.notes.add("documents", one, **row | own_columns(one.own(), "documents"))


def transactions(
    scope: Scope, part: Part, owner: str, contract_id: str | None, known: set[tuple]
) -> None:
    """Payments. `known` holds those of the contracts: one said again of the project counts once."""
    authority = scope.part.part("publicAuthority")
    funded = authority.identifier() if authority else None
    for identifier, one in identified(part.parts("transactions")):
        value, paid = one.money("value"), one.day("date")
        same = (identifier, paid, value.amount)
        if contract_id is None and same in known:
            one.notes.issue(f"{one.name}/id", identifier, "repeated: counted once")
            continue
        known.add(same)
        payer, _ = parties.reference(scope, one.part("payer"))
        payee_part = one.part("payee")
        payee, _ = parties.reference(scope, payee_part)
        # Money that comes to the authority pays for the project, not for work.
        is_funding = bool(funded and payee_part and payee_part.identifier() == funded)
        row = {
            "payment_id": scoped(owner, identifier),
            "project_id": scope.project_id,
            "contract_id": contract_id,
            "tier": "client_prime",
            "payer_id": payer,
            "payee_id": payee,
            "paid_date": paid,
            "paid_amount": value.amount,
            "currency": value.currency,
            "payment_type": "funding" if is_funding and contract_id is None else None,
        }
        scope.notes.add("payments", one, **row | own_columns(one.own(), "payments"))


def metrics(scope: Scope) -> None:
    """Every observation and forecast, every measured cost; physical progress also as reports."""
    measured, forecast = [], []
    for key, kind, reports in (
        ("metrics", "metric", measured),
        ("forecasts", "forecast", forecast),
    ):
        for metric_id, series in identified(scope.part.parts(key)):
            for identifier, one in identified(series.parts("observations")):
                _observation(scope, series, one, kind, metric_id, identifier)
                if metric_id == PHYSICAL:
                    reports.append((identifier, one, end_of_period(one), _share(one)))
    _reports(scope, measured, forecast)
    for identifier, one in identified(scope.part.parts("costMeasurements")):
        _costs(scope, identifier, one)


def _share(one: Part) -> float | None:
    percent = one.number("measure")
    if percent is None:
        return None
    if not 0 <= percent <= HIGHEST_PERCENT:
        one.notes.issue(f"{one.name}/measure", percent, "out of range for a percentage")
        return None
    return round(percent / 100, 8)


def _observation(
    scope: Scope, series: Part, one: Part, kind: str, metric_id: str, identifier: str
) -> None:
    period, unit, value = one.part("period"), one.part("unit"), one.money("value")
    folder = "metrics" if kind == "metric" else "forecasts"
    is_text = isinstance(one.value.get("measure"), str) and metric_id != PHYSICAL
    row = {
        "observation_id": scoped(f"{scope.project_id}/{folder}/{metric_id}", identifier),
        "project_id": scope.project_id,
        "contract_id": _process(one),
        "kind": kind,
        "metric_id": metric_id,
        "metric_name": series.text("title"),
        "period_start_date": period.day("startDate") if period else None,
        "period_end_date": end_of_period(one),
        "measure": _measure(one) if is_text else one.number("measure"),
        "unit": (unit.text("name") or unit.identifier()) if unit else None,
        "observation_amount": value.amount,
        "currency": value.currency,
        "group_name": _dimensions(one),
    }
    scope.notes.add(
        "metric_observations", one, **row | own_columns(one.own(), "metric_observations")
    )


def _measure(one: Part) -> float | None:
    """Measures may be free text; only one that is a number is kept as one."""
    return one.number("measure")


def _process(one: Part) -> str | None:
    found = one.part("dimensions")
    return found.identifier("contractingProcess") if found else None


def _dimensions(one: Part) -> str | None:
    found = one.part("dimensions")
    if found is None:
        return None
    words = {
        key: value for key, value in sorted(found.value.items()) if key != "contractingProcess"
    }
    texts = [f"{key}: {text}" for key in words if (text := found.text(key))]
    return "; ".join(texts) or None


Report = tuple[str, Part, date | None, float | None]


def _reports(scope: Scope, measured: list[Report], forecast: list[Report]) -> None:
    """One report per measured day; a forecast for the same day stands beside it as the plan."""
    planned = {(identifier, day): share for identifier, _, day, share in forecast}
    by_day: dict[date | None, list[float | None]] = {}
    for _, _, day, share in forecast:
        by_day.setdefault(day, []).append(share)
    days = [day for _, _, day, _ in measured]
    used = set()
    for identifier, one, day, share in measured:
        if day is None:
            one.notes.issue(f"{one.name}/period", one.value, "progress without a day; no report")
            continue
        plan = planned.get((identifier, day))
        if plan is None and days.count(day) == 1 and len(by_day.get(day, ())) == 1:
            plan = by_day[day][0]
        used.add(day)
        _report(scope, identifier, one, day, physical_share=share, planned_share=plan)
    for identifier, one, day, share in forecast:
        if day is not None and day not in used and share is not None:
            _report(scope, f"forecast-{identifier}", one, day, planned_share=share)


def _report(scope: Scope, identifier: str, one: Part, day: date, **shares: float | None) -> None:
    row = {
        "report_id": scoped(f"{scope.project_id}/{PHYSICAL}", identifier),
        "project_id": scope.project_id,
        "contract_id": _process(one),
        "period_end_date": day,
        **shares,
    }
    scope.notes.add("progress_reports", one, **row | own_columns(one.own(), "progress_reports"))


def _costs(scope: Scope, measurement_id: str, measurement: Part) -> None:
    """The life-cycle cost of one measurement, and each cost in its groups."""
    owner = f"{scope.project_id}/costs/{measurement_id}"
    day = measurement.day("date")
    whole = measurement.part("lifeCycleCosting")
    if whole:
        _cost(scope, whole, owner, day, "lifeCycleCosting", None)
    for group_id, group in identified(measurement.parts("costGroups")):
        for cost_id, cost in identified(group.parts("costs")):
            category = group.text("category")
            _cost(scope, cost, f"{owner}/{group_id}/{cost_id}", day, category, group)


def _cost(
    scope: Scope, part: Part, identifier: str, day: date | None, category: str | None, group
) -> None:
    value = part.money("value")
    kind = part.part("classification")
    name = (kind.text("description") or kind.identifier()) if kind else None
    row = {
        "observation_id": identifier,
        "project_id": scope.project_id,
        "kind": "cost",
        "metric_id": category,
        "metric_name": name,
        "period_end_date": day,
        "observation_amount": value.amount,
        "currency": value.currency,
        "group_name": kind.text("scheme") if kind and group else None,
    }
    scope.notes.add(
        "metric_observations", part, **row | own_columns(part.own(), "metric_observations")
    )
