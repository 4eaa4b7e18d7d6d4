"""What is wrong with the files themselves: gaps, dates that contradict each other, unreadable rows.

Everything here is recorded in the truth, apart from gaps in optional columns, which change nothing.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.sample import contracts
from dashboard.sample.chunk import Chunk
from dashboard.sample.claims import RETENTION_RELEASE
from dashboard.sample.columns import MISSING, Arrays
from dashboard.sample.contracts import CONSTRUCTION
from dashboard.sample.lower_tiers import CLIENT_PRIME, PRIME_SUB
from dashboard.sample.planting import Planting
from dashboard.sample.projects import AS_OF, COMPLETION, IMPLEMENTATION

OPTIONAL = {
    "projects": ("description", "sector", "address", "programme"),
    "contracts": ("procurement_method", "contract_name"),
    "contract_amendments": ("rationale", "reason_code"),
    "contract_suspensions": ("reason",),
    "progress_reports": ("reported_date", "planned_share"),
    "project_budgets": ("reason",),
    "invoices": ("waiting_desk", "work_from_date"),
    "payments": ("instrument",),
}
GAPS = 0.01
# Table, column, what stands there, and which row of the first chunk (from its end).
UNREADABLE = (
    ("contracts", "signed_date", "2025-02-30", 5),
    ("contracts", "signed_date", "not yet", 9),
    ("milestones", "forecast_date", "spring", 3),
    ("projects", "planned_start_date", "31/06/2024", 4),
    ("invoices", "gross_amount", "see annex", 7),
    ("invoices", "work_from_date", "00-00-0000", 11),
    ("progress_reports", "reported_date", "2025-11-31", 2),
)


def mark(random: np.random.Generator, chunk: Chunk) -> None:
    """Decide gaps and contradictions, as columns that the files and the truth both read."""
    project, contract, invoice = chunk.project, chunk.contract, chunk.invoice

    def some(like: np.ndarray, share: float) -> np.ndarray:
        return random.random(len(like)) < share

    plain = project["cost"] == 0
    project["no_budget"] = plain & some(plain, 0.006)
    contract["extended"] = contracts.extensions(random, project, contract)
    simple = plain[contract["project"]] & (contract["nature"] == CONSTRUCTION)
    simple &= (project["payment"][contract["project"]] == 0) & (contract["start"] <= AS_OF)
    # Without amendments, or the original amount could be worked out from them.
    simple &= (contract["changes"] == 0).all(axis=1) & (contract["extended"] == MISSING)
    contract["no_original"] = simple & (contract["end"] > AS_OF) & some(simple, 0.03)
    odd = simple & ~contract["no_original"] & some(simple, 0.012)
    contract["unexplained"] = np.where(odd, np.rint(0.05 * contract["amount"]), 0).astype(np.int64)
    single = np.bincount(chunk.schedule["project"], minlength=len(plain)) == 1
    steady = single & (project["schedule"] == 0) & (project["stop"] == 0)
    project["reversed"] = steady & (project["state"] == COMPLETION) & some(plain, 0.006)
    waiting = steady & (project["state"] == IMPLEMENTATION) & (project["planned_end"] > AS_OF + 5)
    project["no_forecast"] = waiting & some(plain, 0.03)
    _mark_invoices(random, invoice)
    _mark_milestones(random, chunk)


def _mark_invoices(random: np.random.Generator, invoice: Arrays) -> None:
    top = (invoice["tier"] == CLIENT_PRIME) & (invoice["kind"] != RETENTION_RELEASE)
    paid = invoice["settled"] <= AS_OF - 20
    undisputed = invoice["dispute_start"] == MISSING
    draw = random.random(len(top))
    invoice["unreceived"] = top & undisputed & (draw < 0.004)
    invoice["impossible"] = top & undisputed & paid & (draw > 0.9985)
    # Issued after it was paid: the day of receipt follows, so that both cannot be true.
    later = invoice["settled"] + 5
    invoice["issued"] = np.where(invoice["impossible"], later, invoice["issued"])
    invoice["received"] = np.where(invoice["impossible"], later + 2, invoice["received"])
    invoice["received"] = np.where(invoice["unreceived"], MISSING, invoice["received"])
    unclocked = (invoice["tier"] == PRIME_SUB) & (random.random(len(top)) < 0.002)
    unclocked &= ~invoice["direct"]
    invoice["unclocked"] = unclocked
    invoice["worked"] = np.where(unclocked, MISSING, invoice["worked"])
    invoice["above"] = np.where(unclocked, -1, invoice["above"])


def _mark_milestones(random: np.random.Generator, chunk: Chunk) -> None:
    """A few milestones lose their planned date, and forecasts go where there are none."""
    milestone, project = chunk.milestone, chunk.project
    rows = milestone["project"]
    steady = (project["slip"] <= 0) & (project["schedule"] == 0) & (project["stop"] == 0)
    many = np.bincount(rows, minlength=len(steady)) >= 7
    middle = (milestone["rank"] == 2) & (steady & many)[rows]
    lost = middle & (random.random(len(rows)) < 0.01)
    milestone["baseline"] = np.where(lost, MISSING, milestone["baseline"])
    unmet = milestone["actual"] == MISSING
    silent = unmet & project["no_forecast"][rows]
    milestone["forecast"] = np.where(silent, MISSING, milestone["forecast"])


def apply_to_projects(chunk: Chunk, frames: dict[str, pl.DataFrame]) -> None:
    """Put reversed planned dates and missing forecasts into the files of projects."""
    backwards = pl.Series(chunk.project["reversed"])
    silent = pl.Series(chunk.project["no_forecast"])
    start, end = pl.col("planned_start_date"), pl.col("planned_end_date")
    frames["projects"] = frames["projects"].with_columns(
        pl.when(backwards).then(end).otherwise(start).alias("planned_start_date"),
        pl.when(backwards).then(start).otherwise(end).alias("planned_end_date"),
        pl.when(~silent).then("forecast_end_date").alias("forecast_end_date"),
    )
    versions = pl.Series(chunk.project["reversed"][chunk.schedule["project"]])
    start, end = pl.col("start_date"), pl.col("completion_date")
    frames["project_schedules"] = frames["project_schedules"].with_columns(
        pl.when(versions).then(end).otherwise(start).alias("start_date"),
        pl.when(versions).then(start).otherwise(end).alias("completion_date"),
    )


def blank_optional(random: np.random.Generator, frames: dict[str, pl.DataFrame]) -> None:
    """Leave about one value in a hundred of the optional columns empty."""
    for table, columns in OPTIONAL.items():
        frame = frames[table]
        frames[table] = frame.with_columns(
            pl.when(pl.Series(random.random(frame.height) >= GAPS)).then(name).alias(name)
            for name in columns
        )


def spoil(frames: dict[str, pl.DataFrame]) -> list[dict]:
    """Unreadable values and rows that cannot be loaded, put into the first chunk's files.

    Returns one record each: `table`, `line` (the header is line 1), `column_name`, `raw_value`,
    `expected` (nulled or quarantined) and `reason`. Such rows are all extra rows: taking them out
    changes nothing else.
    """
    records = []
    for table, column, text, back in UNREADABLE:
        frame = frames[table]
        row = frame.height - back
        if row < 0:
            continue
        words = frame[column].cast(pl.String).to_list()
        words[row] = text
        frames[table] = frame.with_columns(pl.Series(column, words, dtype=pl.String))
        records.append(_record(table, row, column, text, "nulled", "not readable"))
    for table, prefix in (("payments", "PAY-X"), ("invoices", "INV-X")):
        frames[table], found = _with_lost_rows(table, frames[table], prefix)
        records += found
    return records


def say_unsigned(planting: Planting, spoiled: list[dict]) -> None:
    """The truth about contracts that are pending and whose day of signature nobody can read."""
    rows = [
        record["line"] - 2
        for record in spoiled
        if (record["table"], record["column_name"]) == ("contracts", "signed_date")
    ]
    pending = planting.rows("contracts")[rows].filter(
        pl.col("status") == "pending", pl.col("tender_id").is_not_null()
    )
    note = "awarded, pending, and no day of signature that can be read"
    planting.truth("B4", "tender", pending["tender_id"].to_list(), "flagged", note, "watch")


def _with_lost_rows(
    table: str, frame: pl.DataFrame, prefix: str
) -> tuple[pl.DataFrame, list[dict]]:
    """Rows without a project, rows that share an id, and a row of an unknown tier."""
    key = frame.columns[0]
    model = frame.head(6)
    if model.height < 6:
        return frame, []
    links = [name for name in ("invoice_id", "parent_invoice_id", "reverses_payment_id")]
    links = [name for name in links if name in frame.columns and name != key]
    ids = [f"{prefix}{number}" for number in (1, 2, 3, 4, 4, 5)]
    project = pl.Series([True, True, True, False, False, False])
    extra = model.with_columns(
        pl.Series(key, ids),
        pl.when(~project).then("project_id").alias("project_id"),
        *(pl.lit(None, dtype=pl.String).alias(name) for name in links),
        pl.Series("tier", [*model["tier"][:5], "consultant"]),
    )
    first = frame.height
    records = [
        _record(table, first + i, "project_id", "", "quarantined", "project missing")
        for i in range(3)
    ]
    records += [
        _record(table, first + i, key, ids[i], "quarantined", "id comes twice") for i in (3, 4)
    ]
    records.append(_record(table, first + 5, "tier", "consultant", "quarantined", "unknown tier"))
    return pl.concat([frame, extra]), records


def _record(table: str, row: int, column: str, raw: str, expected: str, reason: str) -> dict:
    return {
        "table": table,
        "line": row + 2,
        "column_name": column,
        "raw_value": raw,
        "expected": expected,
        "reason": reason,
    }
