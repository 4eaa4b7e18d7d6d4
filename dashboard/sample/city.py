"""Make the sample city: the files that a city would hand in, and beside them the truth.

    make(folder, projects=2000, payments=60000, neighbourhoods=40, seed=1)

The same arguments give the same bytes. Any size: projects are made in chunks, each with a random
stream of its own, and written as they come, so memory does not grow with the city.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from dashboard.ingest import tables
from dashboard.messages import InputError
from dashboard.sample import (
    aliases,
    chunk,
    geography,
    imperfections,
    money_files,
    parties,
    planted,
    project_files,
    projects,
    truth,
    truth_of_payments,
    truth_of_works,
)
from dashboard.sample.geography import Geography
from dashboard.sample.planted import network_parties
from dashboard.sample.planting import Planting

HANDED_IN = (
    "projects",
    "project_places",
    "project_costs",
    "project_budgets",
    "project_schedules",
    "milestones",
    "contracts",
    "contract_amendments",
    "contract_suspensions",
    "progress_reports",
    "subcontracts",
    "invoices",
    "payments",
    "parties",
    "tenders",
    "lots",
    "bids",
    "bid_items",
    "bid_parties",
    "awards",
    "award_suppliers",
    "party_roles",
    "party_owners",
    "party_keys",
    "sanctions",
    "documents",
    "contract_items",
    "payment_allocations",
    "inspections",
    "safety_incidents",
    "labour_exposure",
)
REGISTER = "party_register.csv"
CHUNK_PROJECTS = 2_500
CHUNK_PAYMENTS = 90_000
LAST_CHUNK = 2**31  # the stream of whatever belongs to the whole city
FEW = (0, 1, 2, 3, 4)  # projects in the smallest neighbourhoods: none, and too few to judge
TROUBLED_SHARE = 0.12  # of the neighbourhoods are markedly worse than the rest
TROUBLED = 1.3  # by these log odds


def make(
    folder: Path,
    *,
    projects: int = 2_000,
    payments: int = 60_000,
    neighbourhoods: int = 40,
    seed: int = 1,
    progress: Callable[[str, int, int], None] | None = None,
) -> dict[str, Path]:
    """Write the city into `folder`; returns the file of each source by the source's name.

    About `payments` payments: within a few per cent, from about ten a project on.
    `progress(what, done, total)` counts projects. The truth goes to `folder/truth`, which is not
    among the files returned. Raises InputError for sizes that make no city.
    """
    _check(projects, payments, neighbourhoods, seed)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "truth").mkdir(exist_ok=True)
    random = np.random.default_rng([seed, LAST_CHUNK])
    map_ = geography.draw(random, neighbourhoods)
    everyone = parties.make(random)
    trouble = _trouble(random, neighbourhoods)
    places, second = _places(random, map_, projects)
    files = _Files(folder)
    _write_parties(files, everyone.frame, seed)
    size = int(np.clip(CHUNK_PAYMENTS * projects / payments, 5, CHUNK_PROJECTS))
    for start in range(0, projects, size):
        rows = slice(start, min(start + size, projects))
        wanted = round(payments * rows.stop / projects) - round(payments * start / projects)
        stream = np.random.default_rng([seed, start // size])
        chunk_of = (seed, start // size)
        _write_chunk(
            stream, files, map_, everyone, places[rows], second[rows], trouble, wanted, chunk_of
        )
        if progress:
            progress("making the sample city", rows.stop, projects)
    files.close()
    path = folder / "neighbourhoods.geojson"
    map_.write(path)
    troubled = [map_.ids[i] for i in np.flatnonzero(trouble > TROUBLED / 2)]
    _write_summary(folder / "truth", files, seed, troubled)
    named = {"sample-neighbourhoods": path, "sample-party-register": folder / REGISTER}
    return named | {
        f"sample-{table.replace('_', '-')}": folder / f"{table}.csv" for table in HANDED_IN
    }


def _write_parties(files: _Files, frame: pl.DataFrame, seed: int) -> None:
    """The register of the city, a second one with other spellings, and who is who in both."""
    listed = network_parties.registered(aliases.addressed(frame, seed), seed)
    register = aliases.make(listed, seed)
    files.write("parties", listed)
    files.listed = listed
    register.frame.write_csv(files.folder / REGISTER)
    files.write_truth("party_identities", register.truth)


def _check(projects: int, payments: int, neighbourhoods: int, seed: int) -> None:
    for name, value, least in (
        ("projects", projects, 20),
        ("payments", payments, projects),
        ("neighbourhoods", neighbourhoods, 8),
        ("seed", seed, 0),
    ):
        if value < least:
            raise InputError(
                "sample city", f"{name} = {value} is too small", f"At least {least} is needed"
            )


def _trouble(random: np.random.Generator, count: int) -> np.ndarray:
    """Log odds by which each neighbourhood fares worse; a few are markedly worse."""
    trouble = random.normal(0, 0.35, count)
    worst = random.permutation(count)[: max(1, round(TROUBLED_SHARE * count))]
    trouble[worst] = TROUBLED + random.normal(0, 0.15, len(worst))
    return np.where(np.isin(np.arange(count), worst), trouble, np.minimum(trouble, 0.5))


def _places(
    random: np.random.Generator, map_: Geography, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """The neighbourhood of every project, and for one in sixteen a second one (else -1)."""
    weights = map_.population * random.lognormal(0, 0.35, len(map_.ids))
    smallest = np.argsort(map_.population, kind="stable")[: len(FEW)]
    weights[smallest] = 0
    places = random.choice(len(map_.ids), count, p=weights / weights.sum())
    some = random.choice(count, sum(FEW), replace=False)
    places[some] = np.repeat(smallest, FEW)
    second = map_.beside[places]
    shared = (random.random(count) < 1 / 16) & ~np.isin(second, smallest)
    shared[some] = False
    return places, np.where(shared, second, -1)


def _write_chunk(
    random: np.random.Generator,
    files: _Files,
    map_: Geography,
    everyone: parties.Parties,
    places: np.ndarray,
    second: np.ndarray,
    trouble: np.ndarray,
    payments: int,
    chunk_of: tuple[int, int],
) -> None:
    seed, number = chunk_of
    first = files.counted["projects"] == 0
    project = projects.make(random, files.counted["projects"] + 1, places, trouble, everyone)
    project["second_place"] = second
    made = chunk.make(random, project, everyone, payments, files.counted)
    imperfections.mark(random, made)
    names = everyone.frame.select("party_id", "party_name")
    frames = project_files.make(random, made, map_) | money_files.make(random, made, names)
    imperfections.apply_to_projects(made, frames)
    imperfections.blank_optional(random, frames)
    known = truth.Truth(made)
    truth_of_works.add(known)
    truth_of_payments.add(known)
    planting = Planting(
        seed,
        number,
        frames,
        files.listed,
        map_.ids,
        np.datetime64(projects.AS_OF, "D"),
        truth.placements(made, map_.ids),
        [map_.ids[i] for i in map_.patch],
        [map_.ids[i] for i in map_.inside],
    )
    planted.plant(planting)
    counted = {table: frame.height for table, frame in frames.items()}
    counted["invoices"] = len(made.invoice["issued"])  # releases have a number, but no row
    if first:
        spoiled = imperfections.spoil(frames)
        files.write_truth("rows", pl.DataFrame(spoiled))
        imperfections.say_unsigned(planting, spoiled)
    files.write_truth("truth", pl.concat([known.frame(), planting.truth_frame()]))
    # Firms and persons of the patterns stand in one register only, each once.
    newcomers = planting.rows("parties").select("party_id", entity_id="party_id")
    files.write_truth("party_identities", newcomers.with_columns(planted=pl.lit("original")))
    files.write_truth("placements", truth.placements(made, map_.ids))
    for table, frame in frames.items():
        files.write(table, frame)
        files.counted[table] += counted[table]


class _Files:
    """The CSV files while they are written: one open file per table."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.open: dict[str, io.BufferedWriter] = {}
        self.listed = pl.DataFrame()  # the parties of the city
        self.counted: Counter[str] = Counter()  # rows, without those that nobody can load
        self.written: Counter[str] = Counter()
        self.outcomes: Counter[tuple[str, str, str]] = Counter()

    def write(self, table: str, frame: pl.DataFrame) -> None:
        """Append to the table's file, with exactly the columns of the border table that it has."""
        own = [name for name in tables.polars_schema(table) if name in frame.columns]
        assert len(own) == frame.width, set(frame.columns) - set(own)
        self._append(f"{table}.csv", frame.select(own))
        self.written[table] += frame.height

    def write_truth(self, name: str, frame: pl.DataFrame) -> None:
        """Append to a file of the truth, and count its outcomes by code and severity."""
        self._append(f"truth/{name}.csv", frame)
        if name == "truth":
            keys = ["code", "expected_outcome", "expected_severity"]
            for *key, count in frame.group_by(keys).len().iter_rows():
                self.outcomes[tuple(key)] += count

    def _append(self, name: str, frame: pl.DataFrame) -> None:
        new = name not in self.open
        if new:
            self.open[name] = (self.folder / name).open("wb")
        frame.write_csv(self.open[name], include_header=new, datetime_format="%Y-%m-%dT%H:%M:%S")

    def close(self) -> None:
        """Close the files; a table without a row gets a file with its header alone."""
        for table in HANDED_IN:
            if f"{table}.csv" not in self.open:
                self.write(table, pl.DataFrame(schema=_columns(table)))
        for file in self.open.values():
            file.close()


def _columns(table: str) -> dict[str, pl.DataType]:
    schema = tables.polars_schema(table)
    return {name: kind for name, kind in schema.items() if name not in tables.LINEAGE_COLUMNS}


def _write_summary(folder: Path, files: _Files, seed: int, troubled: list[str]) -> None:
    """`truth.json`: what was asked for, what came of it, and where things are worse."""
    codes: dict[str, dict[str, int]] = {}
    for (code, outcome, severity), count in sorted(files.outcomes.items()):
        word = f"{outcome} {severity}".strip()
        codes.setdefault(code, {})[word] = count
    summary = {
        "seed": seed,
        "as_of": str(np.datetime64(projects.AS_OF, "D")),
        "rows": dict(sorted(files.written.items())),
        "expected": codes,
        "troubled_neighbourhoods": troubled,
        "stories": {
            "cost": projects.COST_STORIES,
            "schedule": projects.SCHEDULE_STORIES,
            "stops": projects.STOPS,
            "payment": projects.PAYMENT_STORIES,
        },
    }
    text = json.dumps(summary, indent=2, ensure_ascii=False)
    (folder / "truth.json").write_text(text + "\n", encoding="utf-8")
