"""Where a project is: what it states of its place, turned into shares of neighbourhoods."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy
import polars as pl
import shapely

from dashboard.ingest import place_distances, place_shapes, place_statements, tables
from dashboard.ingest.place_levels import SHAPES_FILE, Neighbourhoods, by_words, plain_code, shapes
from dashboard.ingest.place_statements import Statements

__all__ = ["NOT_PLACED", "SHAPES_FILE", "Placed", "placements", "plain_code", "shapes"]

NOT_PLACED = "not placed"
# The fixed order: of two statements that contradict each other the one with the earlier method
# stands. The numbers are house defaults: how sure it is that the place is meant.
CERTAINTY = {
    "code": 1.0,
    "name": 1.0,
    "alias": 0.95,
    "polygon": 0.95,
    "line": 0.95,
    "point": 0.95,
    "near point": 0.9,  # at the border, falling to 0.5 at the limit
    "address": 0.5,
}
NEAR_FALLS = 0.4
CONTRADICTED = 0.6  # times, where another statement of the row says otherwise
NEAR_KILOMETRES = 1.0  # simplified coastlines and borders leave gaps of up to that
APART_KILOMETRES = 2.0  # from the place that is named: nearer may be rounding

NOTHING_STATED = "nothing stated"
UNKNOWN_LEVEL = "no boundaries of this level"
UNKNOWN_NAME = "name or code is not known"
OUTSIDE = "outside every polygon"
NO_NAME_IN_ADDRESS = "address names no place"
SEVERAL_IN_ADDRESS = "address names several places"
CONTRADICTION = "name and position contradict each other"


class Place(NamedTuple):
    """One part of a row's answer; without an id it is the part that lies in no place."""

    place_id: str | None
    share: float
    method: str
    certainty: float | None
    reason: str | None = None
    candidates: str | None = None


Answers = list[tuple[Place, ...]]


@dataclass(frozen=True)
class Placed:
    """`rows` as in PLACEMENTS, and `issues` as in LOAD_ISSUES on what was not believed."""

    rows: pl.DataFrame
    issues: pl.DataFrame


def placements(files: list[Path], found: pl.DataFrame, boundaries: tuple[str, ...]) -> Placed:
    """Where every row of `files` lies, as in PLACEMENTS, and what of it was not believed.

    By the order in `CERTAINTY`. Several names in one cell share equally; names among them that
    are no place of the level are left out. A row without a level is tried on all, the finest
    first. What fits nowhere has no neighbourhood, the method `not placed` and a reason. The shares
    of a row sum to 1; what part of a line or polygon lies in no place is a row without one.
    """
    known = Neighbourhoods.of(found, boundaries)
    rows = [pl.DataFrame(schema=tables.PLACEMENTS)]
    issues = [pl.DataFrame(schema=tables.LOAD_ISSUES)]
    for file in files:
        stated = place_statements.read(pl.read_parquet(file), known)
        rows.append(_frame(stated.rows, _answers(stated, known)))
        issues.append(stated.issues())
    return Placed(pl.concat(rows), pl.concat(issues))


def _answers(stated: Statements, known: Neighbourhoods) -> Answers:
    """The places of every row; an unplaced one has a single part that says why."""
    answers = _by_words(stated, known)
    positions = _by_position(stated, known)
    for number, answer in enumerate(answers):
        position = positions.get(number, ())
        if not answer or _is_within(position, answer, known):
            answers[number] = position or answer
        else:
            answers[number] = _weighed(stated, number, answer, position, known)
    _add_near(stated, answers, known)
    _add_addresses(stated, answers, known)
    return answers


def _by_words(stated: Statements, known: Neighbourhoods) -> Answers:
    """Every row's places by its code or name; empty where these say nothing that is known."""
    cache: dict[tuple, tuple[Place, ...]] = {}
    answers = []
    for key in stated.rows.select("place_level", "place_code", "place_name").iter_rows():
        if key not in cache:
            level, code, name = key
            tried = (by_words(one, code, name) for one in known.tried(level))
            found = next(filter(None, tried), [])
            cache[key] = tuple(
                Place(place_id, 1 / len(found), method, CERTAINTY[method])
                for place_id, method in found
            )
        answers.append(cache[key])
    return answers


def _by_position(stated: Statements, known: Neighbourhoods) -> dict[int, tuple[Place, ...]]:
    """The places of the rows whose line, polygon or point lies in some, by the row's number."""
    found: dict[int, tuple[Place, ...]] = {}
    for number, shape in stated.shapes.items():
        tried = (place_shapes.shared(shape, one) for one in known.tried(stated.levels[number]))
        if shared := next(filter(None, tried), None):
            found[number] = _of_shape(shared)
    for level in known.levels.values():
        numbers = [
            number
            for number in stated.points
            if number not in found and stated.levels[number] in (None, level.name)
        ]
        spots = shapely.points(numpy.array([stated.points[one] for one in numbers]).reshape(-1, 2))
        pairs = zip(*level.tree.query(spots, predicate="intersects"), strict=True)
        for one, place in sorted(pairs):
            whole = Place(level.ids[place], 1.0, "point", CERTAINTY["point"])
            found.setdefault(numbers[one], (whole,))
    return found


def _of_shape(shared: place_shapes.Shared) -> tuple[Place, ...]:
    parts = [
        Place(place_id, share, shared.method, CERTAINTY[shared.method])
        for place_id, share in shared.shares
    ]
    if shared.outside_share:
        parts.append(Place(None, shared.outside_share, shared.method, None, OUTSIDE))
    return tuple(parts)


def _is_within(
    position: tuple[Place, ...], named: tuple[Place, ...], known: Neighbourhoods
) -> bool:
    """Whether the position only says more exactly what the row names."""
    whole = {place.place_id for place in named}
    return bool(position) and all(known.parents.get(one.place_id) in whole for one in position)


def _weighed(
    stated: Statements,
    number: int,
    named: tuple[Place, ...],
    position: tuple[Place, ...],
    known: Neighbourhoods,
) -> tuple[Place, ...]:
    """What a row names, with less certainty and a reason where it lies far from there."""
    spot = stated.spot(number)
    ids = [place.place_id for place in named]
    beside = {place.place_id for place in position} - {None}
    if spot is None or beside & set(ids) or {known.parents.get(one) for one in beside} & set(ids):
        return named
    level = known.level_of[ids[0]]
    kilometres = place_distances.apart(spot, level, ids)
    if kilometres <= APART_KILOMETRES:
        return named
    names = ", ".join(known.label(one) for one in ids)
    others = ", ".join(map(known.label, sorted(beside))) or "no known place"
    stated.said.append(
        (
            number,
            "place",
            f"{names}; the position is {kilometres:.1f} km away, in {others}",
            CONTRADICTION,
            f"placed by {named[0].method}",
        )
    )
    return tuple(
        one._replace(
            certainty=round(one.certainty * CONTRADICTED, 3),
            reason=CONTRADICTION,
            candidates=others,
        )
        for one in named
    )


def _add_near(stated: Statements, answers: Answers, known: Neighbourhoods) -> None:
    """Places the points that lie just outside every polygon of a level.

    A row without a level that has only a larger area gets the nearest part of that area.
    """
    for level in known.levels.values():
        numbers = [
            number
            for number in stated.points
            if (not answers[number] and stated.levels[number] in (None, level.name))
            or (stated.levels[number] is None and _is_larger(answers[number], level.name, known))
        ]
        spots = [stated.points[number] for number in numbers]
        for one, near in place_distances.nearest(level, spots, NEAR_KILOMETRES).items():
            before = answers[numbers[one]]
            if before and known.parents.get(near.place_id) != before[0].place_id:
                continue
            certainty = CERTAINTY["near point"] - NEAR_FALLS * near.kilometres / NEAR_KILOMETRES
            reason = f"{near.kilometres:.2f} km outside the polygon"
            answers[numbers[one]] = (
                Place(near.place_id, 1.0, "near point", round(certainty, 3), reason),
            )


def _is_larger(answer: tuple[Place, ...], level: str, known: Neighbourhoods) -> bool:
    """Whether a row lies by its point in an area of a level above this one."""
    if not answer or answer[0].method != "point":
        return False
    order = list(known.levels)
    return order.index(known.level_of[answer[0].place_id].name) > order.index(level)


def _add_addresses(stated: Statements, answers: Answers, known: Neighbourhoods) -> None:
    """Places what an address names; what stays unplaced gets its reason.

    A name or code that is not known speaks against the address: the place may lie elsewhere.
    """
    columns = ("place_level", "place_code", "place_name", "address")
    for number, (level, code, name, address) in enumerate(stated.rows.select(columns).iter_rows()):
        if answers[number]:
            continue
        places: list[str] = []
        if address and not (code or name):
            tried = (known.gazetteer(one.name).places_in(address) for one in known.tried(level))
            places = next(filter(None, tried), [])
        if len(places) == 1:
            answers[number] = (Place(places[0], 1.0, "address", CERTAINTY["address"]),)
            continue
        reason = _why_not(stated, number, level, known, bool(code or name), address, places)
        candidates = "; ".join(map(known.label, places)) or None
        answers[number] = (Place(None, 1.0, NOT_PLACED, None, reason, candidates),)


def _why_not(
    stated: Statements,
    number: int,
    level: str | None,
    known: Neighbourhoods,
    is_named: bool,
    address: str | None,
    places: list[str],
) -> str:
    """Why a row lies in no neighbourhood; the strongest statement that failed speaks."""
    if not known.tried(level):
        return UNKNOWN_LEVEL
    if places:
        return SEVERAL_IN_ADDRESS
    if number in stated.refused:
        return stated.refused[number]
    if stated.spot(number):
        return OUTSIDE
    if is_named:
        return UNKNOWN_NAME
    return NO_NAME_IN_ADDRESS if address else NOTHING_STATED


def _frame(rows: pl.DataFrame, answers: Answers) -> pl.DataFrame:
    """The answers as rows of PLACEMENTS, in the order of the source rows."""
    parts = [
        (number, *part, len({one.place_id for one in answer} - {None}) > 1)
        for number, answer in enumerate(answers)
        for part in answer
    ]
    names = ("neighbourhood_id", "neighbourhood_share", "method", "certainty", "reason")
    schema = {"number": pl.UInt32} | {
        name: tables.PLACEMENTS[name] for name in (*names, "candidates", "is_shared")
    }
    lineage = rows.select("number", *tables.LINEAGE_COLUMNS, "project_id")
    found = pl.DataFrame(parts, schema, orient="row")
    return found.join(lineage, on="number", how="left", maintain_order="left").select(
        tables.PLACEMENTS.keys()
    )
