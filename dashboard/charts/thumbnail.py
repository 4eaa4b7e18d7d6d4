"""Small still maps as SVG: drawn on the server, no chart library in the browser."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from dashboard.charts import theme
from dashboard.charts.choropleth import BORDER

HATCH = (
    '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
    f'patternTransform="rotate(45)"><rect width="6" height="6" fill="{theme.NO_DATA}"/>'
    f'<path d="M0 0V6" stroke="{theme.NEUTRAL}" stroke-width="1.4"/></pattern>'
)
TOO_FEW = "url(#hatch)"


def area_map(
    features: Sequence[Mapping[str, Any]],
    fills: Mapping[str, str],
    *,
    width: int = 360,
    picked: str | None = None,
) -> str:
    """The areas as one SVG text, each filled as `fills` says by id (colour or `TOO_FEW`).

    `features` are GeoJSON features in degrees with an `id`. What `fills` does not name is drawn as
    without data; the area `picked` gets a thick edge. Points closer than half a pixel are left out.
    """
    west, south, east, north = bounds(features)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = (width - 6) / max((east - west) * squeeze, 1e-9)
    scale = min(scale, (width - 6) / max(north - south, 1e-9))
    height = round((north - south) * scale + 6)
    drawn_width = round((east - west) * squeeze * scale + 6)

    def place(point: Sequence[float]) -> tuple[float, float]:
        return (
            round((point[0] - west) * squeeze * scale + 3, 1),
            round((north - point[1]) * scale + 3, 1),
        )

    shapes = []
    for feature in features:
        outline = "".join(_path(ring, place) for ring in rings(feature["geometry"]))
        name = escape(str(feature["properties"].get("neighbourhood_name", "")))
        fill = fills.get(feature["id"], theme.NO_DATA)
        shapes.append(
            (
                feature["id"] == picked,
                f'<path d="{outline}" fill="{fill}" fill-rule="evenodd"'
                + (f' stroke="{theme.RAISED}" stroke-width="3"' if feature["id"] == picked else "")
                + f"><title>{name}</title></path>",
            )
        )
    shapes.sort(key=lambda shape: shape[0])  # the thick edge is drawn last, on top
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawn_width} {height}" '
        f'width="{drawn_width}" height="{height}" stroke="{BORDER}" stroke-width="0.7">'
        f"<defs>{HATCH}</defs>{''.join(shape for _, shape in shapes)}</svg>"
    )


def _path(ring: Sequence[Sequence[float]], place) -> str:
    """One ring as SVG path data, without points that would fall on the same half pixel."""
    kept: list[tuple[float, float]] = []
    for point in ring:
        x, y = place(point)
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= 0.5:
            kept.append((x, y))
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z" if len(kept) > 2 else ""


def rings(geometry: Mapping[str, Any]) -> list[Sequence[Sequence[float]]]:
    """Every ring of a Polygon or MultiPolygon; none of anything else."""
    if geometry["type"] == "Polygon":
        return list(geometry["coordinates"])
    if geometry["type"] == "MultiPolygon":
        return [ring for part in geometry["coordinates"] for ring in part]
    return []


def bounds(features: Sequence[Mapping[str, Any]]) -> tuple[float, float, float, float]:
    """West, south, east, north of all features. Raises ValueError where there is no point."""
    points = [
        point for feature in features for ring in rings(feature["geometry"]) for point in ring
    ]
    longitudes = [point[0] for point in points]
    latitudes = [point[1] for point in points]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)
