"""The neighbourhoods that rows are placed in, level by level, found by code, name, alias, place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import shapely

from dashboard.ingest import manifest as manifests
from dashboard.ingest.boundaries import SHAPE_SCHEMA
from dashboard.ingest.place_address import Gazetteer
from dashboard.ingest.values import fold

SHAPES_FILE = "shapes.parquet"
_SEVERAL = re.compile(r"\s*[,;/\n]\s*|\s+(?:y|e|and|&)\s+|\s+[-–]\s+")


@dataclass(frozen=True)
class Level:
    """The neighbourhoods of one level, found by code, name, alias or position."""

    name: str
    ids: list[str]
    codes: dict[str, str]
    names: dict[str, str]
    aliases: dict[str, str]
    parents: dict[str, str]
    labels: dict[str, str]
    tree: shapely.STRtree
    geometry: list
    positions: dict[str, int]
    projected: dict = field(default_factory=dict)  # what was projected before, by cell and id

    def shape_of(self, place_id: str):
        """The polygon of a place of the level."""
        return self.geometry[self.positions[place_id]]


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


@dataclass(frozen=True)
class Neighbourhoods:
    """All levels by name, those with the smallest areas first, and how they hang together."""

    levels: dict[str, Level]
    level_of: dict[str, Level]
    parents: dict[str, str]
    gazetteers: dict[str, Gazetteer]

    @classmethod
    def of(cls, found: pl.DataFrame, boundaries: tuple[str, ...]) -> Neighbourhoods:
        """The neighbourhoods of `found`, with the aliases that the manifests give them."""
        known = _levels(found, boundaries)
        level_of = {place_id: level for level in known.values() for place_id in level.ids}
        parents = {child: up for level in known.values() for child, up in level.parents.items()}
        gazetteers = {
            name: Gazetteer.of(level.codes, level.aliases | level.names)
            for name, level in known.items()
        }
        return cls(known, level_of, parents, gazetteers)

    def tried(self, level: str | None) -> list[Level]:
        """The levels that a row may be placed in: the stated one, or all, the finest first."""
        if level is None:
            return list(self.levels.values())
        return [self.levels[level]] if level in self.levels else []

    def gazetteer(self, level: str) -> Gazetteer:
        """What the places of a level are called."""
        return self.gazetteers[level]

    def label(self, place_id: str) -> str:
        """The name of a place for readers."""
        return self.level_of[place_id].labels[place_id] or place_id


def _levels(found: pl.DataFrame, boundaries: tuple[str, ...]) -> dict[str, Level]:
    aliases: dict[str, dict[str, str]] = {}
    for name in boundaries:
        rule = manifests.read(name).boundary
        if rule:
            aliases.setdefault(rule.level, {}).update(rule.aliases)
    finest_first = (
        found.group_by("level").agg(pl.col("area_km2").median()).sort("area_km2", "level")
    )
    return {
        level: _level(level, found.filter(pl.col("level") == level), aliases.get(level, {}))
        for level in finest_first["level"]
    }


def _level(level: str, rows: pl.DataFrame, aliases: dict[str, str]) -> Level:
    ids = rows["neighbourhood_id"].to_list()
    geometry = list(shapely.from_wkb(rows["geometry"].to_list()))
    shapely.prepare(geometry)
    names = _unambiguous(rows["published_name"].to_list(), ids, fold)
    english = _unambiguous(rows["neighbourhood_name_english"].to_list(), ids, fold)
    known = english | names | _unambiguous(rows["neighbourhood_name"].to_list(), ids, fold)
    parents = zip(ids, rows["parent_id"], strict=True)
    return Level(
        name=level,
        ids=ids,
        codes=_unambiguous(rows["place_code"].to_list(), ids, plain_code)
        | {place_id: place_id for place_id in ids},
        names=known,
        aliases={
            fold(alias): known.get(fold(target), target)
            for alias, target in aliases.items()
            if fold(target) in known or target in ids
        },
        parents={place_id: parent for place_id, parent in parents if parent},
        labels=dict(zip(ids, rows["neighbourhood_name"], strict=True)),
        tree=shapely.STRtree(geometry),
        geometry=geometry,
        positions={place_id: position for position, place_id in enumerate(ids)},
    )


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


def by_words(level: Level, code: str | None, name: str | None) -> list[tuple[str, str]]:
    """The neighbourhoods that a code or name means, each with the method; empty if none.

    Names among several in one cell that are no place of the level are left out.
    """
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
