"""The states of one process: its releases merged one after the other, each state as rows.

A row is kept where it differs from what was published before under the same key; several releases
of one day are one publication, since the border knows days.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from ocdsmerge.merge import CompiledRelease

from dashboard.ingest import tables
from dashboard.ingest.ocds import procurement, works
from dashboard.ingest.ocds.facts import COLUMNS, Memory, Process, Row, new_rows
from dashboard.ingest.ocds.options import Options

# From the release schema 1.1.5, as far as `schema` reads it; other lists merge by id.
MERGE_RULES = {
    ("id",): "omitWhenMerged",
    ("date",): "omitWhenMerged",
    ("tag",): "omitWhenMerged",
    ("contracts", "amendments", "changes"): "wholeListMerge",
}
# Their models count and date publications, so that each of them states these in full.
STATED_TABLES = ("projects", "contracts", "project_budgets")
# Without a key; read publication by publication, so that a part would look like the whole.
WHOLE_TABLES = ("project_places",)
KEYS = {
    table: tuple(COLUMNS[table].index(name) for name in tables.TABLES[table].primary_key())
    for table in COLUMNS
}


class Release(NamedTuple):
    """A sound release in the form of 1.1, with its number, day and moment."""

    line: int
    day: str
    moment: str
    content: dict[str, Any]

    @property
    def is_compiled(self) -> bool:
        return "compiled" in (self.content.get("tag") or ())


class Stated(NamedTuple):
    """The rows that a release adds to a table."""

    table: str
    line: int
    day: str
    rows: list[Row]


Said = Callable[..., None]  # line, column, raw value, issue, action


def single(release: Release, options: Options, say: Said) -> dict[str, list[Row]]:
    """The rows of a process with one release."""
    rows = new_rows()
    _fill(Process(release.content, release.day, options, rows, partial(say, release.line)))
    return rows


def _fill(process: Process) -> None:
    procurement.rows(process)
    works.rows(process)
    process.finish()


def states(releases: list[Release], options: Options, say: Said) -> list[Stated]:
    """The rows of a process with several releases, by the release that brought them."""
    found: list[Stated] = []
    memory, merged = Memory(), CompiledRelease(merge_rules=MERGE_RULES)
    published: dict[str, Any] = {}
    day = ""
    for number, release in enumerate(releases):
        # Zones can make a later moment an earlier day.
        day = max(day, release.day)
        merged.append(release.content)
        memory.release_id = release.content.get("id")
        rows = new_rows()
        told = _Once(partial(say, release.line), memory.told)
        _fill(Process(merged.asdict(), day, options, rows, told, memory))
        if number + 1 < len(releases) and releases[number + 1].day <= day:
            continue  # the next release speaks for the same day
        found += _differences(release.line, day, rows, published)
    _say_overwritten(releases, say)
    return found


class _Once:
    """Says what was not said of an earlier state already."""

    def __init__(self, say: Callable[..., None], told: set) -> None:
        self.say, self.told = say, told

    def __call__(self, *issue: Any) -> None:
        if issue not in self.told:
            self.told.add(issue)
            self.say(*issue)


def _differences(
    line: int, day: str, rows: dict[str, list[Row]], published: dict[str, Any]
) -> list[Stated]:
    """What of `rows` was not published before; `published` is brought up to date."""
    found = []
    for table in COLUMNS:
        new = rows.get(table)
        if not new:
            continue
        if table in STATED_TABLES or table in WHOLE_TABLES:
            if table in STATED_TABLES or published.get(table) != new:
                published[table] = new
                found.append(Stated(table, line, day, new))
            continue
        key = KEYS[table]
        known = published.setdefault(table, {})
        kept = []
        for row in new:
            name = tuple(row[place] for place in key)
            if known.get(name) != row:
                known[name] = row
                kept.append(row)
        if kept:
            found.append(Stated(table, line, day, kept))
    return found


def _say_overwritten(releases: list[Release], say: Said) -> None:
    """An issue for each contract value that another release of the same day replaced."""
    for earlier, later in zip(releases, releases[1:], strict=False):
        if later.day > earlier.day:
            continue
        values = _values(later)
        for contract, amount in _values(earlier).items():
            if amount is not None and values.get(contract, amount) != amount:
                issue = "replaced by another release of the same day"
                say(earlier.line, "contracts/value/amount", amount, issue)


def _values(release: Release) -> dict[str, str | None]:
    return {
        one["id"]: (one.get("value") or {}).get("amount")
        for one in release.content.get("contracts") or ()
    }
