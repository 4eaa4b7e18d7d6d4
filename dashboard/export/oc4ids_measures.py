"""Progress, forecasts and measured costs of a project as metrics."""

from __future__ import annotations

from itertools import groupby

from dashboard.export.oc4ids_values import EXTENSION, day, filled, money, own, period
from dashboard.export.project_rows import ProjectRows

PHYSICAL = "physicalProgress"
PERCENT = {"name": "percent", "scheme": "UNCEFACT", "id": "P1"}
OF_REPORT = (
    "report_id",
    "reported_date",
    "is_verified",
    "materials_on_site_amount",
    "unrecovered_advance_amount",
)


def metrics(rows: ProjectRows, project_id: str, kind: str) -> list[dict]:
    """The metrics of a project, or with `kind` forecast its forecasts."""
    reports = rows.of("progress_reports", project_id)
    share = "physical_share" if kind == "metric" else "planned_share"
    physical = [_report(row, row[share], kind) for row in reports if row[share] is not None]
    observed = [
        row
        for row in rows.of("metric_observations", project_id)
        if row["kind"] == kind and row["metric_id"] != PHYSICAL
    ]
    found = []
    if physical:
        found.append({"id": PHYSICAL, "title": "Physical progress", "observations": physical})
    known = set()
    for metric_id, series in groupby(observed, key=lambda row: row["metric_id"]):
        listed = list(series)
        known.add(metric_id)
        found.append(
            filled(
                id=metric_id or "unnamed",
                title=listed[0]["metric_name"],
                observations=[_observation(row) for row in listed],
            )
        )
    return found + [one for one in _costs(rows, project_id, kind) if one["id"] not in known]


def _report(row: dict, share: float, kind: str) -> dict:
    """A report as an observation in percent; a plan and what was measured share their id."""
    return filled(
        id=row["report_id"],
        period=period(row["period_end_date"], row["period_end_date"]),
        measure=round(share * 100, 6),
        unit=PERCENT,
        dimensions=filled(contractingProcess=row["contract_id"]),
        **{EXTENSION: own(row, OF_REPORT)},
    )


def _observation(row: dict) -> dict:
    return filled(
        id=row["observation_id"],
        period=period(row["period_start_date"], row["period_end_date"]),
        value=money(row["observation_amount"], row["currency"]),
        measure=row["measure"],
        unit=filled(name=row["unit"]),
        dimensions=filled(contractingProcess=row["contract_id"]),
        **{EXTENSION: own(row, ["observation_id", "group_name"])},
    )


def _costs(rows: ProjectRows, project_id: str, kind: str) -> list[dict]:
    """What was spent so far as a metric, what it will cost in the end as a forecast."""
    row = rows.one("project_costs", project_id)
    column, metric_id, title = (
        ("spent_amount", "financialProgress", "Spent so far")
        if kind == "metric"
        else ("forecast_amount", "costAtCompletion", "Expected cost at completion")
    )
    if not row or row[column] is None or row["currency_count"] > 1:
        return []
    observation = filled(
        id="1",
        period=period(None, row["published_date"]),
        value=money(row[column], row["currency"]),
    )
    return [{"id": metric_id, "title": title, "observations": [observation]}]


def cost_measurements(rows: ProjectRows, project_id: str) -> list[dict]:
    """Measured costs, those of one day together."""
    observed = [row for row in rows.of("metric_observations", project_id) if row["kind"] == "cost"]
    days = sorted({row["period_end_date"] for row in observed if row["period_end_date"]})
    found = []
    for number, measured in enumerate([*days, None], start=1):
        listed = [row for row in observed if row["period_end_date"] == measured]
        if not listed:
            continue
        whole = next((row for row in listed if row["metric_id"] == "lifeCycleCosting"), None)
        parts = [row for row in listed if row is not whole]
        found.append(
            filled(
                id=str(number),
                date=day(measured),
                lifeCycleCosting=_cost(whole, None) if whole else None,
                costGroups=[
                    filled(
                        id=str(group),
                        category=category,
                        costs=[_cost(row, row["observation_id"]) for row in listed_costs],
                    )
                    for group, (category, listed_costs) in enumerate(_grouped(parts), start=1)
                ],
            )
        )
    return found


def _grouped(rows: list[dict]) -> list[tuple[str | None, list[dict]]]:
    ordered = sorted(rows, key=lambda row: row["metric_id"] or "")
    return [
        (category, list(group))
        for category, group in groupby(ordered, key=lambda row: row["metric_id"])
    ]


def _cost(row: dict, identifier: str | None) -> dict:
    return filled(
        id=identifier,
        value=money(row["observation_amount"], row["currency"]),
        classification=filled(scheme=row["group_name"], description=row["metric_name"]),
        **{EXTENSION: own(row, ["observation_id"])},
    )
