"""Rankings: estimates with their intervals, so that nobody reads an order into chance."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard.charts import theme
from dashboard.charts.choropleth import escaped
from dashboard.i18n import formats, t

ROW_HEIGHT = 30


def interval_ranking(rows: pl.DataFrame, *, label: str, x: str, top: int = 15) -> dict[str, Any]:
    """A dot and a 90 % interval per row in the order given, and a tick at the rate of all areas.

    Takes the columns `label`, `shrunken_rate`, `interval_low_rate`, `interval_high_rate`,
    `group_rate`, `signal`. Rows without a rate are not drawn. The first row stands on top.
    """
    drawn = rows.drop_nulls("shrunken_rate").head(top).reverse()  # Plotly starts at the bottom
    names = [escaped(name) for name in drawn[label]]
    stands_out = [signal not in (None, "within") for signal in drawn["signal"]]
    rates = drawn["shrunken_rate"].to_list()
    estimates = {
        "type": "scatter",
        "mode": "markers",
        "orientation": "h",
        "x": rates,
        "y": names,
        "name": t("neighbourhoods.intervals.area"),
        "marker": {
            "symbol": ["diamond" if out else "circle" for out in stands_out],
            "color": [theme.RAISED if out else theme.CATEGORIES[0] for out in stands_out],
            "size": 11,
        },
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": _gaps(drawn["interval_high_rate"], rates),
            "arrayminus": _gaps(rates, drawn["interval_low_rate"]),
            "color": theme.NEUTRAL,
            "thickness": 1.5,
            "width": 4,
        },
        "text": [
            t(
                "neighbourhoods.intervals.hover",
                rate=formats.share(row["shrunken_rate"], 1),
                low=formats.share(row["interval_low_rate"], 1),
                high=formats.share(row["interval_high_rate"], 1),
                city=formats.share(row["group_rate"], 1),
            )
            for row in drawn.iter_rows(named=True)
        ],
        "hovertemplate": "<b>%{y}</b><br>%{text}<extra></extra>",
    }
    city = {
        "type": "scatter",
        "mode": "markers",
        "x": drawn["group_rate"].to_list(),
        "y": names,
        "name": t("neighbourhoods.intervals.city"),
        "marker": {
            "symbol": "line-ns-open",
            "color": theme.LIMIT,
            "size": 16,
            "line": {"width": 2},
        },
        "hoverinfo": "skip",
    }
    layout = theme.layout(
        x=x,
        height=110 + ROW_HEIGHT * drawn.height,
        showlegend=True,
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
    )
    layout["xaxis"] |= {"tickformat": ".0%", "rangemode": "tozero"}
    return {"data": [city, estimates], "layout": layout}


def _gaps(upper, lower) -> list[float]:
    return [max(0.0, high - low) for high, low in zip(upper, lower, strict=True)]
