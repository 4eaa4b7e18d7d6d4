"""The shapes for the map: one GeoJSON a level, small enough to be sent to a browser."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import polars as pl
import shapely

LARGEST = 350_000  # bytes a level
COORDINATE = 1e-5  # degrees, about a metre
BYTES_A_POINT = 20


def write(shapes: pl.DataFrame, folder: Path) -> list[Path]:
    """`<level>.geojson` in `folder` for every level of `shapes`; returns the files.

    Feature id and property `neighbourhood_id` agree; rings run as RFC 7946 has them. Shapes are
    simplified together, so that neighbours still share their border.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for (level,), rows in shapes.group_by("level", maintain_order=True):
        geometry = geopandas.GeoSeries.from_wkb(rows["geometry"].to_list(), crs=4326)
        shapes_of_level = geometry.values
        tolerance = 0.0
        while _byte_count(shapes_of_level) > LARGEST and tolerance < 0.005:
            tolerance = tolerance * 2 or 0.0001
            shapes_of_level = _simplified(geometry.values, tolerance)
        path = folder / f"{level}.geojson"
        path.write_text(_text(rows, shapes_of_level), encoding="utf-8")
        files.append(path)
    return files


def _byte_count(geometry) -> int:
    """About how large the level will be as GeoJSON."""
    return int(shapely.get_num_coordinates(geometry).sum()) * BYTES_A_POINT


def _simplified(geometry, tolerance: float):
    simple = shapely.coverage_simplify(geometry, tolerance)
    return [
        small if not small.is_empty and small.is_valid else whole.simplify(tolerance / 4)
        for small, whole in zip(simple, geometry, strict=True)
    ]


def _text(rows: pl.DataFrame, geometry) -> str:
    features = []
    for row, shape in zip(
        rows.select("neighbourhood_id", "neighbourhood_name").iter_rows(named=True),
        geometry,
        strict=True,
    ):
        drawn = shapely.orient_polygons(shapely.set_precision(shape, COORDINATE))
        features.append(
            {
                "type": "Feature",
                "id": row["neighbourhood_id"],
                "properties": row | {"name": row["neighbourhood_name"]},
                "geometry": _rounded(shapely.geometry.mapping(drawn)),
            }
        )
    content = {"type": "FeatureCollection", "features": features}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _rounded(geometry: dict) -> dict:
    def shorten(part):
        if isinstance(part, float | int):
            return round(part, 5)
        return [shorten(inner) for inner in part]

    return {"type": geometry["type"], "coordinates": shorten(geometry["coordinates"])}
