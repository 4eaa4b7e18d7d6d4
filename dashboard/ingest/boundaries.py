"""Boundary files to neighbourhoods: repaired polygons in WGS84 with an id, a name, an area."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import geopandas
import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.ingest import tables
from dashboard.ingest.columns import ISSUE_SCHEMA
from dashboard.ingest.declarations import Manifest, PlaceRule
from dashboard.ingest.geojson_rows import is_packed, read_geometries, read_packed, text_of
from dashboard.ingest.reading import LINE, BadRow
from dashboard.ingest.values import REPAIRED, slug
from dashboard.messages import InputError, did_you_mean

EQUAL_AREA = "ESRI:54034"  # World Cylindrical Equal Area, metres
SMALL_WORDS = {"De", "Del", "La", "Las", "Los", "Y", "Of", "The", "And"}
# Beside the columns of NEIGHBOURHOODS: what placing needs.
SHAPE_SCHEMA = {
    **tables.NEIGHBOURHOODS,
    "place_code": pl.String(),
    "published_name": pl.String(),
    "geometry": pl.Binary(),
}


@dataclass(frozen=True)
class Places:
    """`shapes` has `SHAPE_SCHEMA`; every feature is in it, or among `bad_rows`."""

    shapes: pl.DataFrame
    bad_rows: list[BadRow]
    issues: pl.DataFrame
    rows_read: int


def read(path: Path, manifest: Manifest, source_file_id: str) -> Places:
    """The neighbourhoods of a boundary file, or of all files in an archive of them.

    Raises InputError if it cannot be such a file. A file in an archive that holds no feature is
    set aside as a row of its own, after all features.
    """
    rule = manifest.boundary
    features, empty_files = read_packed(path) if is_packed(path) else (read_geometries(path), [])
    _check_properties(path, manifest, features)
    grouped: dict[str, list[int]] = {}
    bad_rows = [
        BadRow(len(features) + number, "the file holds no feature", name)
        for number, name in enumerate(empty_files, start=1)
    ]
    repaired: dict[int, BaseGeometry] = {}
    for number, (shape, source) in enumerate(
        zip(features.geometry, features[rule.id.source], strict=True), start=1
    ):
        place_id = make_id(rule.id, source)
        whole = polygons(shape)
        if place_id is None or whole is None:
            what = "it has no polygon" if place_id else f"{rule.id.source} is missing"
            bad_rows.append(BadRow(number, what, text_of(_plain(source)) or ""))
            continue
        repaired[number] = whole
        grouped.setdefault(place_id, []).append(number)
    shared = [place_id for place_id, numbers in grouped.items() if len(numbers) > 1]
    if shared and not rule.dissolve:
        raise InputError(
            path.name,
            f"{len(shared)} places come in several features, such as '{shared[0]}'",
            "One feature a place was expected",
            f"Say dissolve = true in {manifest.where} if they belong together",
        )
    invalid = {n for n in repaired if not shapely.is_valid(features.geometry.iloc[n - 1])}
    rows = [
        _row(features, manifest, place_id, numbers, repaired, invalid, source_file_id)
        for place_id, numbers in grouped.items()
    ]
    shapes = pl.DataFrame(rows, schema=SHAPE_SCHEMA, orient="row")
    rows_read = len(features) + len(empty_files)
    return Places(_with_area(shapes), bad_rows, _repairs(features, invalid, rule), rows_read)


def _check_properties(path: Path, manifest: Manifest, features: geopandas.GeoDataFrame) -> None:
    rule = manifest.boundary
    known = [str(name) for name in features.columns if name != "geometry"]
    wanted = [rule.id.source, rule.name, rule.name_english, rule.population, rule.deprivation]
    if rule.parent:
        wanted.append(rule.parent.source)
    for name in filter(None, wanted):
        if name not in known:
            raise InputError(
                manifest.where,
                f"the property '{name}' is not in {path.name}",
                f"It has: {', '.join(known) or 'none'}. {did_you_mean(name, known)}",
                f"Change the manifest, or ask the owner ({manifest.owner}) what changed",
            )


def _plain(value: object) -> object:
    """A property without its NumPy type; what is missing as None."""
    if value is None or value != value:
        return None
    return value.item() if hasattr(value, "item") else value


def _index(features: geopandas.GeoDataFrame, name: str, numbers: list[int]) -> float | None:
    """The index of an area; of an area drawn from several features the mean, if all have one."""
    values = [_plain(features.iloc[number - 1][name]) for number in numbers if name]
    if not values or None in values:
        return None
    return float(sum(map(float, values)) / len(values))


def make_id(rule: PlaceRule, source: object) -> str | None:
    """The id of a place from its property, such as `ward-001` from 1.0; None where it is empty."""
    code = make_code(source)
    if not code:
        return None
    if rule.characters:
        code = code[: rule.characters]
    if rule.style == "slug":
        code = slug(code)
    return rule.prefix + code.zfill(rule.digits)


def make_code(source: object) -> str:
    """A property as a code: whole numbers without decimals."""
    value = _plain(source)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else re.sub(r"^(\d+)\.0+$", r"\1", str(value).strip())


def polygons(shape: BaseGeometry | None) -> BaseGeometry | None:
    """The valid polygons in `shape`, or None if there are none."""
    if shape is None or shape.is_empty:
        return None
    valid = shape if shapely.is_valid(shape) else shapely.make_valid(shape)
    parts = [
        part
        for part in shapely.get_parts(shapely.get_parts(shapely.force_2d(valid)))
        if part.geom_type == "Polygon" and not part.is_empty
    ]
    return shapely.union_all(parts) if parts else None


def _row(
    features: geopandas.GeoDataFrame,
    manifest: Manifest,
    place_id: str,
    numbers: list[int],
    repaired: dict[int, BaseGeometry],
    invalid: set[int],
    source_file_id: str,
) -> dict[str, object]:
    rule = manifest.boundary
    first = features.iloc[numbers[0] - 1]
    name = make_code(first[rule.name])
    shape = shapely.union_all([repaired[number] for number in numbers])
    population = [
        _plain(features.iloc[number - 1][rule.population]) for number in numbers if rule.population
    ]
    known = population and None not in population
    return {
        "neighbourhood_id": place_id,
        "neighbourhood_name": rule.name_prefix + (_titled(name) if rule.name_style else name),
        "neighbourhood_name_english": make_code(first[rule.name_english]) or None
        if rule.name_english
        else None,
        "level": rule.level,
        "parent_id": make_id(rule.parent, first[rule.parent.source]) if rule.parent else None,
        "area_km2": None,
        "population": int(sum(population)) if known else None,
        "population_year": rule.population_year if known else None,
        "deprivation_index": _index(features, rule.deprivation, numbers),
        "is_repaired": any(number in invalid for number in numbers),
        "source_file_id": source_file_id,
        "source_line": numbers[0],
        "place_code": make_code(first[rule.id.source]),
        "published_name": name,
        "geometry": shapely.to_wkb(shapely.orient_polygons(shape)),
    }


def _titled(name: str) -> str:
    """A name in capitals as a reader writes it: `VILLA DEL PARQUE` as `Villa del Parque`."""
    first, *others = name.title().split()
    return " ".join([first, *(w.lower() if w in SMALL_WORDS else w for w in others)])


def _with_area(shapes: pl.DataFrame) -> pl.DataFrame:
    """`shapes` with `area_km2`, measured in an equal-area projection."""
    geometry = geopandas.GeoSeries.from_wkb(shapes["geometry"].to_list(), crs=4326)
    areas = geometry.to_crs(EQUAL_AREA).area / 1e6
    return shapes.with_columns(area_km2=pl.Series(areas.to_list(), dtype=pl.Float64).round(6))


def _repairs(features: geopandas.GeoDataFrame, invalid: set[int], rule) -> pl.DataFrame:
    rows = [
        (
            number,
            "geometry",
            f"{make_code(features.iloc[number - 1][rule.name])}: "
            f"{shapely.is_valid_reason(features.geometry.iloc[number - 1])}",
            "invalid polygon",
            REPAIRED,
        )
        for number in sorted(invalid)
    ]
    return pl.DataFrame(rows, schema={**ISSUE_SCHEMA, LINE: pl.Int64()}, orient="row")
