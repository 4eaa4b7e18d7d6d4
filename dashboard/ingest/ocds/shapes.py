"""Places of delivery: GeoJSON geometries of a release as points and shapes in WGS84."""

from __future__ import annotations

import math
from typing import Any

import shapely.geometry
from shapely.errors import ShapelyError

from dashboard.ingest.values import NULLED

# The standard's documentation shows this point, and portals have published it as their own.
EXAMPLE_POINT = (51.751944, -1.257778)


def geometry(value: Any) -> tuple[dict[str, Any] | None, str, str]:
    """`{longitude, latitude}` of a point, `{wkt}` of another shape, or None and what is wrong."""
    if not isinstance(value, dict):
        return None, "a geometry was expected", NULLED
    if value.get("type") == "Point":
        return _point(value.get("coordinates"))
    if not value.get("coordinates"):
        return None, "", NULLED
    try:
        shape = shapely.geometry.shape(value)
        west, south, east, north = shape.bounds
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, ShapelyError):
        return None, "not a geometry", NULLED
    if shape.is_empty or not (_is_place(west, south) and _is_place(east, north)):
        return None, "out of range for coordinates", NULLED
    return {"wkt": shape.wkt}, "", NULLED


def _point(coordinates: Any) -> tuple[dict[str, Any] | None, str, str]:
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        return None, "not a geometry", NULLED
    try:
        longitude, latitude = (float(one) for one in coordinates[:2])
    except (TypeError, ValueError, OverflowError):
        return None, "not a coordinate", NULLED
    if not _is_place(longitude, latitude):
        return None, "out of range for coordinates", NULLED
    if (longitude, latitude) in (EXAMPLE_POINT, EXAMPLE_POINT[::-1]):
        return None, "the example point of the standard's documentation", NULLED
    return {"longitude": longitude, "latitude": latitude}, "", NULLED


def _is_place(longitude: float, latitude: float) -> bool:
    return (
        math.isfinite(longitude)
        and math.isfinite(latitude)
        and -180 <= longitude <= 180
        and -90 <= latitude <= 90
    )
