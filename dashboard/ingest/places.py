"""Where a project is: its stated code, name or point, turned into shares of neighbourhoods."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import shapely

from dashboard.ingest import manifest as manifests
from dashboard.ingest import tables
from dashboard.ingest.boundaries import SHAPE_SCHEMA
from dashboard.ingest.values import fold

SHAPES_FILE = "shapes.parquet"
NOT_PLACED = "not placed"
_SEVERAL = re.compile(r"\s*[,;/\n]\s*|\s+(?:y|e|and|&)\s+|\s+[-–]\s+")


@dataclass(frozen=True)
class Level:
    """The neighbourhoods of one level, found by code, name, alias or point."""

    ids: list[str]
    codes: dict[str, str]
    names: dict[str, str]
    aliases: dict[str, str]
    tree: shapely.STRtree
    geometry: list


def shapes(loads: list[Path]) -> pl.DataFrame:
    """All neighbourhoods that were loaded, with `SHAPE_SCHEMA`, by level and id.

    Where a boundary file was published again, the last one in the order of `loads` stands.
    """
    latest: dict[str, Path] = {}
    for load in loads:
        if (load / SHAPES_FILE).is_file():
            latest[load.parent.name] = load / SHAPES_FILE
    frames = [pl.read_parquet(path) for path in latest.values()]
    found = pl.concat([pl.DataFrame(schema=SHAPE_SCHEMA), *frames])
    return found.unique("neighbourhood_id", keep="last", maintain_order=True).sort(
        "level", "neighbourhood_id"
    )


def levels(found: pl.DataFrame, boundaries: tuple[str, ...]) -> dict[str, Level]:
    """The levels of `found` by their name, with the aliases that the manifests give them."""
    aliases: dict[str, dict[str, str]] = {}
    for name in boundaries:
        rule = manifests.read(name).boundary
        if rule:
            aliases.setdefault(rule.level, {}).update(rule.aliases)
    result = {}
    for (level,), rows in found.group_by("level", maintain_order=True):
        ids = rows["neighbourhood_id"].to_list()
        geometry = list(shapely.from_wkb(rows["geometry"].to_list()))
        shapely.prepare(geometry)
        names = _unambiguous(rows["published_name"].to_list(), ids, fold)
        english = _unambiguous(rows["neighbourhood_name_english"].to_list(), ids, fold)
        known = english | names | _unambiguous(rows["neighbourhood_name"].to_list(), ids, fold)
        result[level] = Level(
            ids=ids,
            codes=_unambiguous(rows["place_code"].to_list(), ids, plain_code)
            | {place_id: place_id for place_id in ids},
            names=known,
            aliases={
                fold(alias): known.get(fold(target), target)
                for alias, target in aliases.get(level, {}).items()
                if fold(target) in known or target in ids
            },
            tree=shapely.STRtree(geometry),
            geometry=geometry,
        )
    return result


def _unambiguous(texts: list[str | None], ids: list[str], key) -> dict[str, str]:
    """Each text's id, without the texts that two places share."""
    found: dict[str, str | None] = {}
    for text, place_id in zip(texts, ids, strict=True):
        if text:
            known = key(text)
            found[known] = place_id if found.get(known, place_id) == place_id else None
    return {text: place_id for text, place_id in found.items() if place_id}


def plain_code(code: str) -> str:
    """A code without leading zeros or a trailing `.0`, so that `001` and `1.0` are the same."""
    short = re.sub(r"\.0+$", "", code.strip())
    return (short.lstrip("0") or "0") if short.isdigit() else short.casefold()


def placements(files: list[Path], found: pl.DataFrame, boundaries: tuple[str, ...]) -> pl.DataFrame:
    """One row per source row and neighbourhood, as in PLACEMENTS.

    By code first, then name, alias and point. Several names in one cell share equally; names among
    them that are no place of the level are left out. What fits nowhere has no neighbourhood and
    the method `not placed`.
    """
    known = levels(found, boundaries)
    parts = [pl.DataFrame(schema=tables.PLACEMENTS)]
    for file in files:
        parts.append(_placed(pl.read_parquet(file), known))
    return pl.concat(parts)


def _placed(rows: pl.DataFrame, known: dict[str, Level]) -> pl.DataFrame:
    points = _by_point(rows, known)
    cache: dict[tuple, list[tuple[str, str]]] = {}
    counts, ids, methods = [], [], []
    for number, (level, code, name) in enumerate(
        rows.select("place_level", "place_code", "place_name").iter_rows()
    ):
        key = (level, code, name)
        if key not in cache:
            cache[key] = _by_words(known.get(level), code, name)
        point = points.get(number)
        found = cache[key] or ([(point, "point")] if point else [(None, NOT_PLACED)])
        counts.append(len(found))
        ids += [place_id for place_id, _ in found]
        methods += [method for _, method in found]
    repeated = pl.Series(range(rows.height), dtype=pl.UInt32).repeat_by(pl.Series(counts))
    index = repeated.explode() if rows.height else pl.Series([], dtype=pl.UInt32)
    several = pl.Series("count", counts, dtype=pl.Int64).gather(index)
    lineage = rows.select(*tables.LINEAGE_COLUMNS, "project_id")[index]
    return lineage.with_columns(
        neighbourhood_id=pl.Series(ids, dtype=pl.String),
        neighbourhood_share=1.0 / several,
        method=pl.Series(methods, dtype=pl.String),
        certainty=pl.Series(ids, dtype=pl.String).is_not_null().replace({False: None}).cast(float),
        is_shared=several > 1,
    ).select(tables.PLACEMENTS.keys())


def _by_words(level: Level | None, code: str | None, name: str | None) -> list[tuple[str, str]]:
    """The neighbourhoods that a code or name means, each with the method; empty if none."""
    if level is None:
        return []
    if code and (found := level.codes.get(code) or level.codes.get(plain_code(code))):
        return [(found, "code")]
    if not name:
        return []
    if whole := _by_name(level, name):
        return [whole]
    parts = [_by_name(level, part) for part in _SEVERAL.split(name)]
    return list(dict.fromkeys(part for part in parts if part))


def _by_name(level: Level, name: str) -> tuple[str, str] | None:
    folded = fold(name)
    if folded in level.names:
        return level.names[folded], "name"
    if folded in level.aliases:
        return level.aliases[folded], "alias"
    return None


def _by_point(rows: pl.DataFrame, known: dict[str, Level]) -> dict[int, str]:
    """The neighbourhood of the row's level that its point lies in, by the row's number."""
    numbered = rows.with_row_index("number").filter(
        pl.col("longitude").is_not_null() & pl.col("latitude").is_not_null()
    )
    found: dict[int, str] = {}
    for (name,), part in numbered.group_by("place_level", maintain_order=True):
        level = known.get(name)
        if level is None:
            continue
        points = shapely.points(part["longitude"].to_numpy(), part["latitude"].to_numpy())
        which, where = level.tree.query(points, predicate="intersects")
        numbers = part["number"].to_list()
        for one, place in sorted(zip(which.tolist(), where.tolist(), strict=True)):
            found.setdefault(numbers[one], level.ids[place])
    return found
