"""Maps of rates: areas in five classes, and two greys for what cannot be said."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import polars as pl

from dashboard.charts import theme
from dashboard.i18n import formats, t

# Four limits between five classes, by the size of the rate of all areas. They hang on nothing else,
# so the same colour means the same rate in every period and build, until the rate itself moves to
# another rung.
BREAKS: tuple[tuple[float, tuple[float, float, float, float]], ...] = (
    (0.005, (0.001, 0.0025, 0.005, 0.01)),
    (0.02, (0.005, 0.01, 0.015, 0.03)),
    (0.05, (0.02, 0.03, 0.05, 0.08)),
    (0.10, (0.04, 0.06, 0.08, 0.12)),
    (0.20, (0.08, 0.12, 0.16, 0.24)),
    (0.35, (0.15, 0.22, 0.30, 0.40)),
    (0.50, (0.30, 0.38, 0.46, 0.55)),
    (0.65, (0.45, 0.53, 0.61, 0.70)),
    (0.80, (0.60, 0.68, 0.76, 0.85)),
    (1.01, (0.75, 0.82, 0.89, 0.95)),
)
TOO_FEW_STATES = ("too few", "level not judged")
NO_DATA_STATES = ("no projects", "not judged")
TILE = 512  # pixels of the whole world at zoom 0 in MapLibre
BORDER = "#5B6672"
LEGEND_HEIGHT = 80


def class_breaks(rate: float | None) -> tuple[float, float, float, float]:
    """The four limits between the classes for a city whose rate is `rate` (0 to 1)."""
    return next(limits for top, limits in BREAKS if (rate or 0) < top)


def class_of(rate: float, breaks: Iterable[float]) -> int:
    """The class of a rate, 0 to 4; a rate on a limit belongs to the class above it."""
    return sum(rate >= limit for limit in breaks)


def class_names(breaks: tuple[float, ...]) -> list[str]:
    """The five classes in words: under 8 %, 8 to 12 %, …, 24 % or more."""
    shown = [f"{limit * 100:g}" for limit in breaks]
    middle = [
        t("neighbourhoods.map.between", low=low, high=high)
        for low, high in zip(shown, shown[1:], strict=False)
    ]
    return [
        t("neighbourhoods.map.under", high=shown[0]),
        *middle,
        t("neighbourhoods.map.at_least", low=shown[-1]),
    ]


def choropleth(
    rows: pl.DataFrame,
    *,
    geojson: str,
    bounds: tuple[float, float, float, float],
    unit: str,
    width: int = 370,
) -> dict[str, Any]:
    """A map of the column `shrunken_rate` of `rows`, one trace per class and state.

    `rows` are those of the view `neighbourhood_ranking` for one code and level, `geojson` the local
    address of the polygons, `bounds` west, south, east, north in degrees, `unit` the plural of what
    was judged. Areas in `rows` only; `width` is the smallest number of pixels to fit into.
    """
    breaks = class_breaks(rows["group_rate"].max() if rows.height else None)
    shown = rows.filter(pl.col("state") == "shown")
    classes = [class_of(rate, breaks) for rate in shown["shrunken_rate"]]
    groups = [
        (shown.filter(pl.Series(classes, dtype=pl.Int64) == index), name, theme.SEQUENCE[index])
        for index, name in enumerate(class_names(breaks))
    ]
    few = rows.filter(pl.col("state").is_in(TOO_FEW_STATES))
    none = rows.filter(pl.col("state").is_in(NO_DATA_STATES))
    traces = [_trace(group, name, colour, geojson, unit) for group, name, colour in groups]
    traces.append(_trace(few, t("neighbourhoods.map.too_few"), theme.TOO_FEW, geojson, unit))
    traces.append(_trace(none, t("neighbourhoods.map.no_data"), theme.NO_DATA, geojson, unit))
    height = fitting_height(bounds, width)
    centre, zoom = viewport(bounds, width, height)
    layout = theme.layout(
        height=height + LEGEND_HEIGHT,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        map={"style": "white-bg", "center": centre, "zoom": zoom},
        showlegend=True,
        legend={
            "orientation": "h",
            "y": -0.02,
            "yanchor": "top",
            "x": 0,
            "itemclick": False,
            "itemdoubleclick": False,
        },
        clickmode="event+select",
    )
    return {"data": [trace for trace in traces if trace["locations"]], "layout": layout}


def _trace(rows: pl.DataFrame, name: str, colour: str, geojson: str, unit: str) -> dict[str, Any]:
    """One class as a trace of its own, so that the legend names it in words."""
    has_rate = rows["shrunken_rate"].null_count() == 0
    return {
        "type": "choroplethmap",
        "name": name,
        "geojson": geojson,
        "featureidkey": "properties.neighbourhood_id",
        "locations": rows["neighbourhood_id"].to_list(),
        "z": rows["shrunken_rate"].to_list() if has_rate else [0.0] * rows.height,
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, colour], [1, colour]],
        "showscale": False,
        "showlegend": True,
        "marker": {"line": {"color": BORDER, "width": 0.7}, "opacity": 1},
        # A click leads to another page; nothing is picked out here.
        "unselected": {"marker": {"opacity": 1}},
        "text": [_hover(row, unit) for row in rows.iter_rows(named=True)],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _hover(row: dict[str, Any], unit: str) -> str:
    """What the map says about one area."""
    key = "shown" if row["state"] == "shown" else row["state"].replace(" ", "_")
    return t(
        f"neighbourhoods.map.hover.{key}",
        name=escaped(row["neighbourhood_name"]),
        rate=formats.share(row["shrunken_rate"], 1),
        low=formats.share(row["interval_low_rate"], 1),
        high=formats.share(row["interval_high_rate"], 1),
        events=formats.count(row["event_count"]),
        base=formats.count(row["base_count"]),
        projects=formats.count(row["project_count"]),
        unit=unit,
    )


def escaped(text: str) -> str:
    """Text that Plotly will not read as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def viewport(
    bounds: tuple[float, float, float, float], width: int, height: int
) -> tuple[dict[str, float], float]:
    """Centre and zoom at which `bounds` (degrees) fit into `width` × `height` pixels."""
    west, south, east, north = bounds
    top, bottom = _mercator(north), _mercator(south)
    across = max((east - west) / 360, 1e-7)
    down = max(top - bottom, 1e-7)
    zoom = math.log2(min(width / (TILE * across), height / (TILE * down))) - 0.08
    middle = math.degrees(math.atan(math.sinh(math.pi * (top + bottom))))
    return {"lon": (west + east) / 2, "lat": middle}, round(zoom, 3)


def fitting_height(bounds: tuple[float, float, float, float], width: int) -> int:
    """Pixels of height at which `bounds` fill a map of `width`, within what a page can bear."""
    west, south, east, north = bounds
    across = max((east - west) / 360, 1e-7)
    return round(min(max(width * (_mercator(north) - _mercator(south)) / across, 260), 480))


def _mercator(latitude: float) -> float:
    """How far north a latitude lies on the Mercator square, as part of its side."""
    return math.asinh(math.tan(math.radians(latitude))) / (2 * math.pi)
