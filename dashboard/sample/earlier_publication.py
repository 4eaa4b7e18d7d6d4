"""Earlier publications of the sample city, and the quiet edits that were made since.

What the city knew on an earlier day is worked back from its files. Then a few values are put as
they were before somebody changed them, each of them recorded in the truth.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl

DAYS = ("2025-06-30", "2025-09-30")
FIRST, LAST = DAYS
STREAM = 2**31 + 1
SHARE = 0.006  # of the rows that could be edited are, of each kind
FEWEST = 2
EDIT_COLUMNS = ("entity_kind", "entity_id", "field", "direction", "value_before", "value_after")


@dataclass
class _City:
    """The files of the city, what was taken for an edit already, and the edits made."""

    projects: pl.DataFrame
    contracts: pl.DataFrame
    amendments: pl.DataFrame
    random: np.random.Generator
    taken: set[str] = field(default_factory=set)
    edits: list[tuple] = field(default_factory=list)

    def some(self, rows: pl.DataFrame) -> list[dict]:
        """A few of `rows`, none of a project that has an edit already."""
        free = rows.filter(~pl.col("project_id").is_in(list(self.taken)))
        free = free.unique("project_id", keep="first", maintain_order=True)
        count = min(free.height, max(FEWEST, round(SHARE * rows.height)))
        chosen = sorted(self.random.choice(free.height, count, replace=False)) if count else []
        found = [free.row(int(place), named=True) for place in chosen]
        self.taken |= {row["project_id"] for row in found}
        return found


def make(folder: Path, seed: int = 1) -> dict[str, list[Path]]:
    """Writes earlier publications of projects and contracts into `folder/earlier`.

    Returns their files by source, oldest first. The edits planted since go to
    `folder/truth/edits.csv` with the columns EDIT_COLUMNS.
    """
    city = _City(
        *(
            pl.read_csv(folder / f"{table}.csv", infer_schema=False)
            for table in ("projects", "contracts", "contract_amendments")
        ),
        random=np.random.default_rng([seed, STREAM]),
    )
    changed = _edited_projects(city)
    absent = _absent_for_a_while(city)
    prices = _edited_contracts(city)
    earlier = folder / "earlier"
    earlier.mkdir(exist_ok=True)
    files: dict[str, list[Path]] = {"sample-projects": [], "sample-contracts": []}
    for day in DAYS:
        rows = _with(_projects_on(city, day), "project_id", changed)
        if day == LAST:
            rows = rows.filter(~pl.col("project_id").is_in(absent))
        files["sample-projects"].append(_written(earlier / f"projects_{day}.csv", rows))
    contracts = _with(_contracts_on(city, LAST), "contract_id", prices)
    files["sample-contracts"].append(_written(earlier / f"contracts_{LAST}.csv", contracts))
    truth = pl.DataFrame(
        sorted(city.edits), schema=dict.fromkeys(EDIT_COLUMNS, pl.String), orient="row"
    )
    truth.write_csv(folder / "truth" / "edits.csv")
    return files


def _written(path: Path, rows: pl.DataFrame) -> Path:
    rows.write_csv(path)
    return path


def _with(rows: pl.DataFrame, key: str, values: dict[str, dict[str, str | None]]) -> pl.DataFrame:
    """`rows` with other values in some cells: by key and column."""
    for name in sorted({name for row in values.values() for name in row}):
        there = {one: row[name] for one, row in values.items() if name in row}
        changed = pl.col(key).replace_strict(there, default=None, return_dtype=pl.String)
        is_changed = pl.col(key).is_in(list(there))
        rows = rows.with_columns(pl.when(is_changed).then(changed).otherwise(name).alias(name))
    return rows


def _projects_on(city: _City, day: str) -> pl.DataFrame:
    """The projects as an honest publication of that day would have them."""
    ended = pl.col("actual_end_date") > day
    unbegun = (pl.col("actual_start_date") > day).fill_null(False)
    back_to_work = ended.fill_null(False) & ~unbegun
    return city.projects.filter(~_is_new(day)).with_columns(
        pl.when(unbegun)
        .then(pl.lit("preparation"))
        .when(back_to_work)
        .then(pl.lit("implementation"))
        .otherwise("status")
        .alias("status"),
        pl.when(unbegun)
        .then(pl.lit("In preparation"))
        .when(back_to_work)
        .then(pl.lit("Works under way"))
        .otherwise("status_text")
        .alias("status_text"),
        pl.when(back_to_work)
        .then("actual_end_date")
        .when(~unbegun)
        .then("forecast_end_date")
        .alias("forecast_end_date"),
        pl.when(~ended.fill_null(False)).then("actual_end_date").alias("actual_end_date"),
        pl.when(~unbegun).then("actual_start_date").alias("actual_start_date"),
    )


def _is_new(day: str) -> pl.Expr:
    """Whether a project came onto the list only after `day`: its start lies far ahead."""
    months = int(day[:4]) * 12 + int(day[5:7]) + 4
    far = f"{(months - 1) // 12}-{(months - 1) % 12 + 1:02d}-01"
    waits = pl.col("status") == "preparation"
    return (waits & (pl.col("planned_start_date") >= far)).fill_null(False)


def _contracts_on(city: _City, day: str) -> pl.DataFrame:
    """The contracts signed by a day, without what later amendments added to them.

    One whose value at signature is not published is left out: the value first seen would be known.
    """
    since = (
        city.amendments.filter(pl.col("amendment_date") > day)
        .group_by("contract_id")
        .agg(_amount("amount_change").sum().alias("since"))
    )
    known = _projects_on(city, day).select("project_id")
    ended = (pl.col("actual_end_date") > day).fill_null(False)
    amount = _amount("contract_amount") - pl.col("since").fill_null(0)
    return (
        city.contracts.filter(pl.col("signed_date") <= day, pl.col("original_amount").is_not_null())
        .join(known, on="project_id", how="semi", maintain_order="left")
        .join(since, on="contract_id", how="left", maintain_order="left")
        .with_columns(
            amount.cast(pl.String).alias("contract_amount"),
            pl.when(~ended).then("actual_end_date").alias("actual_end_date"),
            pl.when(~ended).then("final_amount").alias("final_amount"),
            pl.when(ended).then(pl.lit("active")).otherwise("status").alias("status"),
        )
        .drop("since")
    )


def _moved(day: str, by: int) -> str:
    return str(np.datetime64(day) + by)


def _edited_projects(city: _City) -> dict[str, dict[str, str | None]]:
    """Planned ends moved afterwards, starts put later, and works that were finished before."""
    known = _projects_on(city, FIRST)
    before: dict[str, dict[str, str | None]] = {}
    planned = known.filter(pl.col("planned_end_date").str.contains(r"^\d{4}-\d\d-\d\d$"))
    for row in city.some(planned):
        was = _moved(row["planned_end_date"], -90)
        before[row["project_id"]] = {"planned_end_date": was}
        _project_edit(city, row, "planned_end_date", "later", was, row["planned_end_date"])
    for row in city.some(known.filter(pl.col("actual_start_date").is_not_null())):
        was = _moved(row["actual_start_date"], -30)
        before[row["project_id"]] = {"actual_start_date": was}
        _project_edit(city, row, "actual_start_date", "later", was, row["actual_start_date"])
    running = (pl.col("status") == "implementation") & (pl.col("actual_start_date") < "2025-01-01")
    still = city.projects.filter(running).select("project_id")
    for row in city.some(known.join(still, on="project_id", how="semi", maintain_order="left")):
        was = _moved(FIRST, -20)
        before[row["project_id"]] = {
            "status": "completion",
            "status_text": "Finished",
            "actual_end_date": was,
            "forecast_end_date": None,
        }
        _project_edit(city, row, "status", "backwards", "completion", "implementation")
        _project_edit(city, row, "actual_end_date", "removed", was, None)
    return before


def _project_edit(
    city: _City, row: dict, name: str, direction: str, before: str, after: str | None
) -> None:
    city.edits.append(("project", row["project_id"], name, direction, before, after or ""))


def _absent_for_a_while(city: _City) -> list[str]:
    """Projects that the list of one day leaves out, although they were on it before and after."""
    rows = city.some(_projects_on(city, FIRST))
    on_last = {row["project_id"]: row for row in _projects_on(city, LAST).iter_rows(named=True)}
    now = {row["project_id"]: row for row in city.projects.iter_rows(named=True)}
    for row in rows:
        one = row["project_id"]
        assert one in on_last
        _project_edit(city, row, "presence", "vanished", row["status"], None)
        _project_edit(city, row, "presence", "reappeared", row["status"], now[one]["status"])
    return [row["project_id"] for row in rows]


def _edited_contracts(city: _City) -> dict[str, dict[str, str | None]]:
    """Prices raised without an amendment, values at signature and days of signing changed."""
    known = _contracts_on(city, LAST)
    amended = city.amendments.select("contract_id").unique()
    plain = known.join(amended, on="contract_id", how="anti", maintain_order="left")
    plain = plain.filter(_amount("original_amount") == _amount("contract_amount"))
    before: dict[str, dict[str, str | None]] = {}
    # Kept below what counts as growth or as a contradiction: the edit itself is the finding.
    for name, less in (("original_amount", Decimal("0.003")), ("contract_amount", Decimal("0.04"))):
        for row in city.some(plain):
            was = f"{Decimal(row[name]) * (1 - less):.2f}"
            before[row["contract_id"]] = {name: was}
            _contract_edit(city, row, name, "up", was, f"{Decimal(row[name]):.2f}")
    for row in city.some(plain.filter(pl.col("signed_date").str.contains(r"^\d{4}-"))):
        was = _moved(row["signed_date"], 14)
        before[row["contract_id"]] = {"signed_date": was}
        _contract_edit(city, row, "signed_date", "earlier", was, row["signed_date"])
    return before


def _amount(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Decimal(18, 2))


def _contract_edit(
    city: _City, row: dict, name: str, direction: str, before: str, after: str
) -> None:
    city.edits.append(("contract", row["contract_id"], name, direction, before, after))
