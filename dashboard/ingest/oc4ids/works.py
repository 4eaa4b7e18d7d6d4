"""The project itself: what and where it is, when it was to be done, and for how much."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import shapely

from dashboard.ingest.oc4ids import parties
from dashboard.ingest.oc4ids.own_columns import own_columns
from dashboard.ingest.oc4ids.parts import Money, Part
from dashboard.ingest.oc4ids.scope import Scope, identified
from dashboard.ingest.values import REPAIRED
from dashboard.ingest.works_tables import PROJECT_STATUSES

# `completed` was renamed to `maintenance` in 0.9.4; files before that still say it.
STATUSES = {code: code for code in PROJECT_STATUSES} | {"completed": "maintenance"}
STARTED = PROJECT_STATUSES[2:7]
TYPES = ("construction", "rehabilitation", "replacement", "expansion", "decommissioning")


def read(scope: Scope) -> None:
    """The project, its places, budgets and costs."""
    part = scope.part
    final = _completion_value(part)
    budget = part.part("budget")
    approved = budget.money("amount") if budget else Money()
    _project(scope, approved, final)
    for identifier, place in identified(part.parts("locations")):
        _places(scope, identifier, place)
    if budget:
        _budgets(scope, budget, approved)
    _costs(scope, budget or part, approved, final)


def _project(scope: Scope, approved: Money, final: Money) -> None:
    part = scope.part
    status = part.word("status", STATUSES)
    period, works = part.part("period"), part.part("implementationPeriod")
    planned = period or works
    completion = part.part("completion")
    title = part.text("title")
    if title is None:
        scope.notes.issue("title", scope.project_id, "no title: the id stands in", REPAIRED)
    _, agency = parties.reference(scope, part.part("publicAuthority"))
    row = {
        "project_id": scope.project_id,
        "project_name": title or scope.project_id,
        "description": part.text("description"),
        "sector": _sector(part.words("sector")),
        "agency": agency or _public_authority(scope),
        "status": status,
        "status_text": part.text("status"),
        "planned_start_date": _planned_start(period, works, status),
        "planned_end_date": planned.day("endDate") if planned else None,
        # The period of the works is a plan until they have begun.
        "actual_start_date": works.day("startDate") if works and status in STARTED else None,
        "actual_end_date": completion.day("endDate") if completion else None,
        "currency": approved.currency or final.currency or _any_currency(part),
        "delay_reason": completion.text("endDateDetails") if completion else None,
        "address": _first_address(part),
        "project_type": _type(part),
        "purpose": part.text("purpose"),
        "completion_amount": final.amount,
    }
    scope.notes.add("projects", part, **row | own_columns(part.own(), "projects"))


def _planned_start(period: Part | None, works: Part | None, status: str | None) -> date | None:
    """The start of the project, or of the works as long as they have not begun."""
    if period:
        return period.day("startDate")
    return works.day("startDate") if works and status not in STARTED else None


def _type(part: Part) -> str | None:
    text = part.text("type")
    if text and text not in TYPES:
        part.notes.issue("type", text, "not in the code list; kept as published", REPAIRED)
    return text


def _sector(words: list[str]) -> str | None:
    """The sectors, without those that only head another one: `transport` before `transport.road`"""
    kept = [one for one in words if not any(other.startswith(f"{one}.") for other in words)]
    return "; ".join(kept) or None


def _public_authority(scope: Scope) -> str | None:
    for row in scope.notes.rows.get("party_roles", ()):
        if row["role"] == "publicAuthority":
            return scope.parties.get(row["party_id"])
    return None


def _any_currency(part: Part) -> str | None:
    """The one currency of the contracts, where the budget names none."""
    found = set(_currencies(part.value.get("contractingProcesses")))
    return found.pop() if len(found) == 1 else None


def _currencies(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _currencies(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key == "currency" and isinstance(one, str) and one.strip():
                yield one.strip().upper()
            else:
                yield from _currencies(one)


def _completion_value(part: Part) -> Money:
    completion = part.part("completion")
    return completion.money("finalValue") if completion else Money()


def _first_address(part: Part) -> str | None:
    for place in part.parts("locations"):
        if text := _address(place):
            return text
    return None


def _address(place: Part) -> str | None:
    address = place.part("address")
    if address is None:
        return None
    keys = ("streetAddress", "locality", "region", "postalCode", "countryName")
    return ", ".join(text for key in keys if (text := address.text(key))) or None


def _places(scope: Scope, identifier: str, place: Part) -> None:
    """One row per gazetteer code of a location, or one without a code."""
    longitude, latitude, geometry = _geometry(place)
    gazetteer = place.part("gazetteer")
    row = {
        "project_id": scope.project_id,
        "place_level": gazetteer.text("scheme") if gazetteer else None,
        "place_name": place.text("description"),
        "longitude": longitude,
        "latitude": latitude,
        "location_id": identifier,
        "geometry": geometry,
        "address": _address(place),
    }
    row |= own_columns(place.own(), "project_places")
    for code in (gazetteer.words("identifiers") if gazetteer else []) or [None]:
        scope.notes.add("project_places", place, **row | {"place_code": code})


def _geometry(place: Part) -> tuple[float | None, float | None, str | None]:
    """Longitude and latitude of a point, and any shape as WKT."""
    found = place.part("geometry")
    if found is None or not (found.says("type") or found.says("coordinates")):
        return None, None, None
    try:
        content = {"type": found.value.get("type"), "coordinates": _floats(found.value)}
        shape = shapely.geometry.shape(content)
        west, south, east, north = shape.bounds
    except (ValueError, TypeError, KeyError, AttributeError, shapely.errors.ShapelyError):
        place.notes.issue(f"{place.name}/geometry", found.value, "not a shape")
        return None, None, None
    if shape.is_empty or not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        place.notes.issue(
            f"{place.name}/geometry", found.value, "out of range for coordinates in degrees"
        )
        return None, None, None
    is_point = shape.geom_type == "Point"
    wkt = shapely.to_wkt(shape, rounding_precision=-1)
    return (shape.x, shape.y, wkt) if is_point else (None, None, wkt)


def _floats(value):
    if isinstance(value, dict):
        value = value.get("coordinates")
    if isinstance(value, list):
        return [_floats(one) if isinstance(one, list) else float(one) for one in value]
    raise TypeError("coordinates are a list")


def _budgets(scope: Scope, budget: Part, approved: Money) -> None:
    """The versions of the budget: by day of approval where its parts are dated, else one."""
    versions = _versions(budget, approved)
    if not versions and approved.amount is not None:
        day = budget.day("approvalDate") or budget.day("requestDate")
        versions = [(day or scope.published, approved.amount, budget.text("description"))]
    for day, amount, reason in versions:
        scope.notes.add(
            "project_budgets",
            budget,
            project_id=scope.project_id,
            budget_date=day,
            budget_amount=amount,
            currency=approved.currency,
            reason=reason,
        )


def _versions(budget: Part, approved: Money) -> list[tuple[date, object, str | None]]:
    """The running total of a breakdown after each day on which some of it was approved.

    Only a breakdown counts whose parts all have a day, of which there are several, and whose
    total is the budget: others are split by year or funder and say nothing of versions.
    """
    for breakdown in budget.parts("budgetBreakdowns"):
        parts = [part for _, part in identified(breakdown.parts("budgetBreakdown"))]
        dated = []
        for part in parts:
            if not part.says("approvalDate"):
                break
            money = part.money("amount")
            same = money.currency in (None, approved.currency)
            dated.append((part.day("approvalDate"), money.amount if same else None, part))
        complete = len(dated) == len(parts) and all(day and amount for day, amount, _ in dated)
        if not complete or len({day for day, _, _ in dated}) < 2:
            continue
        if sum(amount for _, amount, _ in dated) != approved.amount:
            continue
        total, found = 0, {}
        for day, amount, part in sorted(dated, key=lambda one: one[0]):
            total += amount
            found[day] = (day, total, part.text("description"))
        return list(found.values())
    return []


def _costs(scope: Scope, part: Part, approved: Money, final: Money) -> None:
    """Budget, expected cost and spending; amounts in another currency than the budget stay out."""
    currency = approved.currency or final.currency
    forecast = _latest_value(scope.part, "forecasts", "costAtCompletion", currency)
    currency = currency or forecast.currency
    spent = _latest_value(scope.part, "metrics", "financialProgress", currency)
    expected = final.amount if final.currency in (None, currency) else None
    row = {
        "project_id": scope.project_id,
        "budget_amount": approved.amount,
        "forecast_amount": expected if forecast.amount is None else forecast.amount,
        "spent_amount": spent.amount,
        "currency": currency or spent.currency,
    } | (own_columns(part.own(), "project_costs") if part.name == "budget" else {})
    if any(row[name] is not None for name in ("budget_amount", "forecast_amount", "spent_amount")):
        scope.notes.add("project_costs", part, **row)


def _latest_value(part: Part, key: str, metric: str, currency: str | None) -> Money:
    """The last amount observed of one metric, by the end of its period."""
    found = []
    for series in part.parts(key):
        if series.identifier() != metric:
            continue
        for observation in series.parts("observations"):
            money, day = observation.money("value"), end_of_period(observation)
            same = currency is None or money.currency in (None, currency)
            if money.amount is not None and same:
                found.append((day or date.min, len(found), money))
    return max(found)[2] if found else Money()


def end_of_period(observation: Part) -> date | None:
    """The day that an observation speaks for."""
    period = observation.part("period")
    return (period.day("endDate") or period.day("startDate")) if period else None
