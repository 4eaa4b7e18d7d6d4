"""Projects followed through the publications of a source, whatever order they were loaded in.

Each project keeps the id under which it was first seen; a build's inputs are rewritten to it and
the loads stay as they are.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from dashboard.ingest import follow_keys, follow_matches, store, tables
from dashboard.ingest import manifest as manifests
from dashboard.ingest.follow_keys import DAY
from dashboard.ingest.follow_matches import Matches, Texts
from dashboard.ingest.follow_rule import PROJECT, FollowRule

LIST_SHARE = 0.5  # a publication that repeats fewer of the last one's projects is no full list
RENAMED = {DAY: pl.Date(), PROJECT: pl.String(), "known_as": pl.String()}


@dataclass
class Followed:
    """What following found: the links to show, and per source the ids that a build renames.

    `renamed`: per source a frame of RENAMED, one row for each id of a publication that the build
    calls by another name. `called`: the same for all ids, of sources that rename any.
    """

    links: pl.DataFrame
    renamed: dict[str, pl.DataFrame] = field(default_factory=dict)
    called: dict[str, pl.DataFrame] = field(default_factory=dict)


def follow(found: list[dict], latest: dict[str, datetime.date] | None = None) -> Followed:
    """The projects of every source of the records `found`, followed through its publications.

    `latest`: by source the last day whose publications count.
    """
    by_source: dict[str, list[dict]] = {}
    for record in found:
        if record["kind"] == "rows":
            by_source.setdefault(record["source"], []).append(record)
    followed = Followed(pl.DataFrame(schema=tables.PROJECT_LINKS))
    links = [followed.links]
    for source, records in sorted(by_source.items()):
        rule = manifests.read(source).follow if source in manifests.names() else None
        rule = rule or FollowRule()
        loads = [Path(record["folder"]) for record in records]
        if not _are_lists(loads):
            continue
        said = follow_keys.read(loads, rule)
        if latest and source in latest:
            said = said.filter(pl.col(DAY) <= latest[source])
        if said[DAY].n_unique() < 2:
            continue
        told, called = _through(source, said, rule)
        links.append(told)
        renamed = called.filter(pl.col(PROJECT) != pl.col("known_as"))
        if not renamed.is_empty():
            followed.renamed[source], followed.called[source] = renamed, called
    followed.links = pl.concat(links)
    return followed


def _are_lists(loads: list[Path]) -> bool:
    """Whether every load speaks for one day: a file of releases says of each only what is new."""
    for load in loads:
        days = {
            day
            for path in store.parts(load, "src_projects")
            for day in pl.scan_parquet(path).select(pl.col(DAY).unique()).collect()[DAY]
        }
        if len(days) > 1:
            return False
    return True


@dataclass
class _Known:
    """A project as last seen: what it said, when, and under which id."""

    texts: Texts
    day: datetime.date
    published_id: str


def _through(
    source: str, said: pl.DataFrame, rule: FollowRule
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The links of one source (PROJECT_LINKS) and what each publication's ids are called."""
    known: dict[str, _Known] = {}
    links: list[dict] = []
    called: list[tuple[datetime.date, str, str]] = []
    before: datetime.date | None = None
    for day in said[DAY].unique().sort():
        rows = said.filter(pl.col(DAY) == day).select(PROJECT, *rule.columns)
        now = {row[PROJECT]: row for row in rows.iter_rows(named=True)}
        previous = {one: was.texts for one, was in known.items() if was.day == before}
        older = {one: was.texts for one, was in known.items() if was.day != before}
        matches = follow_matches.match(now, previous, older, rule)
        ids = _ids(now, matches, known, day)
        if before is not None:
            links += _links(source, day, before, ids, matches, known, previous)
        for published_id, one in ids.items():
            known[one] = _Known(now[published_id], day, published_id)
            called.append((day, published_id, one))
        before = day
    return (
        pl.DataFrame(links, schema=tables.PROJECT_LINKS),
        pl.DataFrame(called, schema=RENAMED, orient="row"),
    )


def _ids(
    now: dict[str, Texts], matches: Matches, known: dict[str, _Known], day: datetime.date
) -> dict[str, str]:
    """What the build calls each project: as it was first seen; a name already taken gets a day."""
    ids = {}
    for published_id in now:
        if match := matches.found.get(published_id):
            ids[published_id] = match.known_id
        else:
            taken = published_id in known
            ids[published_id] = f"{published_id}-{day:%Y%m%d}" if taken else published_id
    return ids


def _links(
    source: str,
    day: datetime.date,
    before: datetime.date,
    ids: dict[str, str],
    matches: Matches,
    known: dict[str, _Known],
    previous: dict[str, Texts],
) -> list[dict]:
    """One row per project of the publication, and one per project that is not in it any more."""
    place = {"source": source, DAY: day}
    rows = []
    for published_id, one in sorted(ids.items()):
        row = place | {"published_project_id": published_id, PROJECT: one}
        if match := matches.found.get(published_id):
            was = known[match.known_id]
            row |= {
                "previous_published_date": was.day,
                "previous_project_id": was.published_id,
                "method": match.method,
                "score": match.score,
                "status": "matched",
            }
        elif doubt := matches.doubts.get(published_id):
            row |= {
                "previous_published_date": before,
                "method": doubt.method,
                "score": doubt.candidates[0][1],
                "status": "ambiguous",
                "candidates": json.dumps(
                    [{"project_id": name, "score": score} for name, score in doubt.candidates],
                    ensure_ascii=False,
                ),
            }
        else:
            row |= {"previous_published_date": before, "status": "new"}
        rows.append(row)
    return rows + _vanished(place, before, ids, matches, known, previous)


def _vanished(
    place: dict,
    before: datetime.date,
    ids: dict[str, str],
    matches: Matches,
    known: dict[str, _Known],
    previous: dict[str, Texts],
) -> list[dict]:
    """Who was in the publication before and is not in this one, where this one is a full list.

    What may be one of several ambiguous rows is not said to have vanished.
    """
    gone = set(previous) - set(ids.values())
    if len(gone) > LIST_SHARE * len(previous):
        return []
    doubtful = {name for doubt in matches.doubts.values() for name, _ in doubt.candidates}
    return [
        place
        | {
            "previous_published_date": before,
            PROJECT: one,
            "previous_project_id": known[one].published_id,
            "status": "vanished",
        }
        for one in sorted(gone - doubtful)
    ]
