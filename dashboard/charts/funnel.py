"""Funnel plots: which areas lie outside what chance explains for their size."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard.charts import theme
from dashboard.charts.choropleth import escaped
from dashboard.i18n import t

WIDE_RANGE = 40  # beyond this ratio of largest to smallest the axis is logarithmic
# Shape and words as well as colour: some readers see only one of them.
MARKERS = {
    "far above": ("triangle-up", theme.RAISED, 13),
    "above": ("diamond", theme.RAISED, 11),
    "within": ("circle-open", theme.NEUTRAL, 8),
    "below": ("diamond", theme.CATEGORIES[1], 11),
    "far below": ("triangle-down", theme.CATEGORIES[1], 13),
}
NAMED_AT_MOST = 12


def funnel(rows: pl.DataFrame, *, unit: str, measure: str) -> dict[str, Any]:
    """Raw rates against the number judged, with the limits that chance explains.

    `rows` are those of the view `neighbourhood_ranking` for one code and level; only areas in state
    `shown` are drawn. `unit` is the plural of what was judged, `measure` the name of the rate.
    Points carry the area's id as `customdata`.
    """
    shown = rows.filter(pl.col("state") == "shown").sort("base_count", "neighbourhood_name")
    base = shown["base_count"].to_list()
    lines = [
        _line(base, shown[column].to_list(), dash, name)
        for column, dash, name in (
            ("alarm_high_rate", "dash", t("neighbourhoods.funnel.alarm")),
            ("alarm_low_rate", "dash", ""),
            ("alert_high_rate", "dot", t("neighbourhoods.funnel.alert")),
            ("alert_low_rate", "dot", ""),
            ("group_rate", "solid", t("neighbourhoods.funnel.city")),
        )
    ]
    named = shown.filter(pl.col("signal") != "within").height <= NAMED_AT_MOST
    points = [
        _points(shown.filter(pl.col("signal") == signal), signal, unit, named) for signal in MARKERS
    ]
    is_wide = bool(base) and max(base) / max(min(base), 1) > WIDE_RANGE
    layout = theme.layout(
        x=t("neighbourhoods.funnel.x", unit=unit),
        y=measure,
        height=430,
        showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        clickmode="event+select",
        margin={"l": 10, "r": 24, "t": 10, "b": 10},
    )
    layout["xaxis"] |= {"type": "log", "dtick": 1} if is_wide else {"rangemode": "tozero"}
    layout["yaxis"] |= {"tickformat": ".0%", "rangemode": "tozero"}
    return {"data": [*lines, *(trace for trace in points if trace["x"])], "layout": layout}


def _line(base: list[float], rates: list[float], dash: str, name: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": base,
        "y": rates,
        "name": name,
        "showlegend": bool(name),
        "line": {"color": theme.LIMIT if dash != "solid" else theme.NEUTRAL, "dash": dash},
        "hoverinfo": "skip",
    }


def _points(rows: pl.DataFrame, signal: str, unit: str, named: bool) -> dict[str, Any]:
    shape, colour, size = MARKERS[signal]
    names = [escaped(name) for name in rows["neighbourhood_name"]]
    return {
        "type": "scatter",
        "mode": "markers+text" if named and signal != "within" else "markers",
        "x": rows["base_count"].to_list(),
        "y": rows["raw_rate"].to_list(),
        "text": names,
        "textposition": _sides(signal, rows.height),
        "textfont": {"color": theme.NEUTRAL},
        "cliponaxis": False,
        "customdata": rows["neighbourhood_id"].to_list(),
        "name": t(f"neighbourhoods.signals.{signal.replace(' ', '_')}"),
        "marker": {"symbol": shape, "color": colour, "size": size, "line": {"width": 1.5}},
        "hovertemplate": f"<b>%{{text}}</b><br>%{{y:.1%}}, %{{x:,}} {unit}<extra></extra>",
    }


def _sides(signal: str, count: int) -> list[str]:
    """Where the names stand: away from the funnel, in turns left and right of the point."""
    edge = "bottom" if "below" in signal else "top"
    return [f"{edge} {'left' if index % 2 else 'right'}" for index in range(count)]
