"""The files about projects: identity, places, costs, versions, milestones, reports, suspensions."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.sample.chunk import Chunk, at
from dashboard.sample.claims import claimed_share
from dashboard.sample.columns import MISSING, chosen, dates, decimals, money, numbered
from dashboard.sample.contracts import CONSTRUCTION
from dashboard.sample.geography import POINTS_PER_NEIGHBOURHOOD, Geography
from dashboard.sample.lower_tiers import CLIENT_PRIME
from dashboard.sample.parties import AGENCIES, SECTORS
from dashboard.sample.progress import STEPS
from dashboard.sample.projects import (
    AS_OF,
    CANCELLED,
    COMPLETION,
    IMPLEMENTATION,
    PAYMENT_STORIES,
    PREPARATION,
    number,
)

CURRENCY = "XTS"  # ISO 4217 keeps this code for testing
STATES = ("preparation", "implementation", "completion", "cancelled")
STATE_WORDS = ("In preparation", "Works under way", "Finished", "Cancelled")
KINDS_OF_WORK = ("Renewal", "Extension", "New build", "Repair", "Upgrade")
DELAYS = ("Weather", "Utilities in the way", "Design changed", "Late deliveries", "Not stated")
STOP_REASONS = ("Buried pipes found", "Court order", "Flooding", "Finds under the ground")
PROGRAMMES = ("Safe Streets", "Blue Water", "Better Schools", "Green Edges", "Core Repairs")
BY_CODE, BY_NAME, BY_POINT, UNPLACED = range(4)


def make(random: np.random.Generator, chunk: Chunk, city: Geography) -> dict[str, pl.DataFrame]:
    """One frame per file, by the name of its border table."""
    return {
        "projects": _projects(random, chunk, city),
        "project_places": _places(random, chunk, city),
        "project_costs": _costs(chunk),
        "project_budgets": _budgets(chunk),
        "project_schedules": _schedules(chunk),
        "milestones": _milestones(chunk),
        "contract_suspensions": _suspensions(chunk),
        "progress_reports": _reports(chunk),
    }


def _projects(random: np.random.Generator, chunk: Chunk, city: Geography) -> pl.DataFrame:
    project = chunk.project
    count = len(project["start"])
    state, ended = project["state"], project["state"] == COMPLETION
    running = state == IMPLEMENTATION
    begun = running | ended
    sector = chosen(SECTORS, project["sector"])
    work = chosen(KINDS_OF_WORK, random.integers(0, len(KINDS_OF_WORK), count))
    place = chosen(city.names, project["place"])
    late = np.where(project["slip"] > 0.1 * project["planned_days"], 0, -1)
    delay = np.where(late == 0, random.integers(0, len(DELAYS), count), -1)
    agency = chosen([entry[0] for entry in AGENCIES], project["agency"])
    return pl.DataFrame(
        {
            "project_id": chunk.ids["project"],
            "project_name": work + ": " + sector + ", " + place,
            "description": work + " of a " + sector + " by the " + agency,
            "programme": chosen(PROGRAMMES, random.integers(-3, len(PROGRAMMES), count)),
            "sector": sector,
            "agency": agency,
            "status": chosen(STATES, state),
            "status_text": chosen(STATE_WORDS, state),
            "planned_start_date": dates(project["start"]),
            "planned_end_date": dates(project["planned_end"]),
            "actual_start_date": dates(np.where(begun, project["actual_start"], MISSING)),
            "actual_end_date": dates(np.where(ended, project["end"], MISSING)),
            "forecast_end_date": dates(np.where(running, project["end"], MISSING)),
            "currency": pl.repeat(CURRENCY, count, eager=True),
            "delay_reason": chosen(DELAYS, delay),
            "address": numbered("Plot ", random.integers(1, 400, count), 1) + ", " + place,
        }
    )


def _places(random: np.random.Generator, chunk: Chunk, city: Geography) -> pl.DataFrame:
    """A code for most, a name or a point for some; a few name a place that is on no map."""
    project = chunk.project
    count = len(project["place"])
    way = np.searchsorted([0.78, 0.90, 0.985], random.random(count), side="right")
    way[project["second_place"] >= 0] = BY_CODE
    project["way"] = way
    two = np.flatnonzero(project["second_place"] >= 0)
    rows = np.r_[np.arange(count), two]
    place = np.r_[project["place"], project["second_place"][two]]
    order = np.argsort(rows, kind="stable")
    rows, place = rows[order], place[order]
    way = way[rows]
    point = city.points[place, random.integers(0, POINTS_PER_NEIGHBOURHOOD, len(rows))]
    point[way != BY_POINT] = np.nan
    code = chosen(city.ids, np.where(way == BY_CODE, place, -1))
    name = chosen(city.names, np.where(way == BY_NAME, place, -1))
    off = pl.Series(way == UNPLACED)
    return pl.DataFrame(
        {
            "project_id": at(chunk.ids["project"], rows),
            "place_level": pl.repeat("neighbourhood", len(rows), eager=True),
            "place_name": pl.select(
                pl.when(off).then(pl.lit("Several places")).otherwise(name)
            ).to_series(),
            "place_code": code,
            "longitude": decimals(point[:, 0], 6),
            "latitude": decimals(point[:, 1], 6),
        }
    )


def _costs(chunk: Chunk) -> pl.DataFrame:
    project, contract, budget = chunk.project, chunk.contract, chunk.budget
    count = len(project["start"])
    outturn = np.bincount(contract["project"], contract["published"], count).astype(np.int64)
    built = np.isin(project["state"], [IMPLEMENTATION, COMPLETION])
    first = budget["amount"][budget["version"] == 1]
    forecast = np.where(built, outturn, first)
    top = chunk.invoice["tier"][chunk.payment["invoice"]] == CLIENT_PRIME
    paid_project = contract["project"][chunk.invoice["contract"][chunk.payment["invoice"][top]]]
    spent = np.bincount(paid_project, chunk.payment["amount"][top], count).astype(np.int64)
    project["outturn"] = np.where(built, outturn, 0)
    return pl.DataFrame(
        {
            "project_id": chunk.ids["project"],
            "budget_amount": money(np.where(project["no_budget"], MISSING, first)),
            "forecast_amount": money(np.where(project["state"] == CANCELLED, MISSING, forecast)),
            "spent_amount": money(spent),
            "currency": pl.repeat(CURRENCY, count, eager=True),
        }
    )


def _budgets(chunk: Chunk) -> pl.DataFrame:
    budget = chunk.budget
    words = ("First approval", "Revised after tender or amendment")
    frame = pl.DataFrame(
        {
            "project_id": at(chunk.ids["project"], budget["project"]),
            "budget_date": dates(budget["date"]),
            "budget_amount": money(budget["amount"]),
            "currency": pl.repeat(CURRENCY, len(budget["date"]), eager=True),
            "reason": chosen(words, np.minimum(budget["version"] - 1, 1)),
        }
    )
    return frame.filter(~pl.Series(chunk.project["no_budget"][budget["project"]]))


def _schedules(chunk: Chunk) -> pl.DataFrame:
    schedule = chunk.schedule
    words = ("First approval", "Revised end")
    return pl.DataFrame(
        {
            "project_id": at(chunk.ids["project"], schedule["project"]),
            "schedule_date": dates(schedule["date"]),
            "start_date": dates(chunk.project["start"][schedule["project"]]),
            "completion_date": dates(schedule["end"]),
            "reason": chosen(words, np.minimum(schedule["version"] - 1, 1)),
        }
    )


def main_contracts(chunk: Chunk) -> np.ndarray:
    """Per project the position of its construction contract, or -1."""
    rows = np.flatnonzero(chunk.contract["nature"] == CONSTRUCTION)
    main = np.full(len(chunk.project["start"]), -1)
    main[chunk.contract["project"][rows]] = rows
    return main


def _milestones(chunk: Chunk) -> pl.DataFrame:
    milestone = chunk.milestone
    rows = milestone["project"]
    met = milestone["actual"] != MISSING
    coming = ~met & (milestone["forecast"] == MISSING)
    rank = numbered("", milestone["rank"] + 1, 2)
    states = ("scheduled", "met", "notMet")
    standing = (
        ~met & (milestone["baseline"] <= AS_OF) & (chunk.project["state"][rows] != PREPARATION)
    )
    return pl.DataFrame(
        {
            "milestone_id": at(chunk.ids["project"], rows) + "-M" + rank,
            "project_id": at(chunk.ids["project"], rows),
            "contract_id": at(chunk.ids["contract"], main_contracts(chunk)[rows]),
            "milestone_name": chosen(STEPS, milestone["step"]),
            "baseline_date": dates(milestone["baseline"]),
            "forecast_date": dates(np.where(coming, MISSING, milestone["forecast"])),
            "actual_date": dates(milestone["actual"]),
            "status": chosen(states, np.where(met, 1, np.where(standing, 2, 0))),
        }
    )


def _suspensions(chunk: Chunk) -> pl.DataFrame:
    stop = chunk.suspension
    project = at(chunk.ids["project"], stop["project"])
    return pl.DataFrame(
        {
            "suspension_id": project + "-S1",
            "project_id": project,
            "contract_id": at(chunk.ids["contract"], main_contracts(chunk)[stop["project"]]),
            "suspended_date": dates(stop["from"]),
            "resumed_date": dates(np.where(stop["to"] == MISSING, MISSING, stop["to"] + 1)),
            "reason": chosen(STOP_REASONS, stop["reason"]),
            "is_approved": pl.Series(stop["approved"]),
        }
    )


def _reports(chunk: Chunk) -> pl.DataFrame:
    report, contract, project = chunk.report, chunk.contract, chunk.project
    rows = report["project"]
    main = main_contracts(chunk)[rows]
    stored = project["payment"][rows] == number(PAYMENT_STORIES, "materials")
    lead = claimed_share(project, rows, report["share"]) - report["share"]
    materials = np.rint(np.where(stored, lead, 0) * contract["published"][main]).astype(np.int64)
    report["materials"] = materials
    report["unrecovered"] = _unrecovered(chunk, main, report["period"])
    period = numbered("", report["period"], 5)
    return pl.DataFrame(
        {
            "report_id": at(chunk.ids["project"], rows) + "-R" + period,
            "project_id": at(chunk.ids["project"], rows),
            "contract_id": at(chunk.ids["contract"], main),
            "period_end_date": dates(report["period"]),
            "reported_date": dates(report["reported"]),
            "physical_share": decimals(report["share"], 4),
            "planned_share": decimals(report["planned"], 4),
            "is_verified": pl.Series(report["verified"]),
            "materials_on_site_amount": money(materials),
            "unrecovered_advance_amount": money(report["unrecovered"]),
        }
    )


def running_sum(
    contract: np.ndarray, days: np.ndarray, amounts: np.ndarray, of: np.ndarray, on: np.ndarray
) -> np.ndarray:
    """The sum of `amounts` of each contract `of` up to and including the day `on`."""
    order = np.lexsort((days, contract))
    key = contract[order] * 100_000 + days[order]
    sums = np.r_[0, np.cumsum(amounts[order])]
    return (
        sums[np.searchsorted(key, of * 100_000 + on, side="right")]
        - sums[np.searchsorted(key, of * 100_000, side="left")]
    )


def _unrecovered(chunk: Chunk, main: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Advances paid by that day, less what claims issued by then have deducted."""
    invoice, payment = chunk.invoice, chunk.payment
    top = invoice["tier"] == CLIENT_PRIME
    deducted = running_sum(
        invoice["contract"][top], invoice["issued"][top], invoice["recovered"][top], main, days
    )
    advance = top[payment["invoice"]] & (invoice["kind"][payment["invoice"]] == 0)
    rows = payment["invoice"][advance]
    paid = running_sum(
        invoice["contract"][rows], payment["day"][advance], payment["amount"][advance], main, days
    )
    return np.maximum(0, paid - deducted)
