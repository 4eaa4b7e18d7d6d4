"""Bars by year: how many, how many of them raised, how much money."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard.charts import theme
from dashboard.i18n import t


def projects_by_year(rows: pl.DataFrame) -> dict[str, Any]:
    """Stacked bars of projects by the year they started: raised, clear, not judged.

    Takes `start_year`, `project_count`, `judged_project_count`, `flagged_project_count`.
    Rows without a year are not drawn.
    """
    drawn = rows.drop_nulls("start_year").sort("start_year")
    raised = drawn["flagged_project_count"]
    clear = drawn["judged_project_count"] - raised
    unjudged = drawn["project_count"] - drawn["judged_project_count"]
    parts = (
        (t("neighbourhood.years.raised"), raised, theme.RAISED, "/"),
        (t("neighbourhood.years.clear"), clear, theme.CATEGORIES[0], ""),
        (t("neighbourhood.years.unjudged"), unjudged, theme.TOO_FEW, ""),
    )
    layout = theme.layout(
        y=t("neighbourhood.years.projects"),
        height=320,
        barmode="stack",
        showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
    )
    layout["xaxis"] |= {"type": "category"}
    return {
        "data": [_bars(drawn["start_year"], values, name, colour, shape)
                 for name, values, colour, shape in parts],
        "layout": layout,
    }  # fmt: skip


def money_by_year(rows: pl.DataFrame, *, currency: str) -> dict[str, Any]:
    """Bars of `paid_amount` by `paid_year`; rows without a year are not drawn."""
    drawn = rows.drop_nulls("paid_year").sort("paid_year")
    layout = theme.layout(y=currency, height=320)
    layout["xaxis"] |= {"type": "category"}
    layout["yaxis"] |= {"tickformat": "~s", "rangemode": "tozero"}
    bars = _bars(drawn["paid_year"], drawn["paid_amount"], currency, theme.CATEGORIES[0], "")
    return {"data": [bars], "layout": layout}


def _bars(years: pl.Series, values: pl.Series, name: str, colour: str, shape: str) -> dict:
    return {
        "type": "bar",
        "x": [str(year) for year in years],
        "y": values.to_list(),
        "name": name,
        # A pattern as well as a colour: some readers see only one of them.
        "marker": {"color": colour, "pattern": {"shape": shape, "fillmode": "overlay"}},
        "hovertemplate": f"%{{x}}, {name}: %{{y:,}}<extra></extra>",
    }
