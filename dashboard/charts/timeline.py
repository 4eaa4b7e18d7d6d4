"""Timeline: stated plans, the actual or expected period and ordered stops, on one time axis."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from dashboard.charts import theme
from dashboard.i18n import formats, t

STYLES = {
    "baseline": {"color": theme.NEUTRAL, "dash": "solid", "symbol": "line-ns-open"},
    "actual": {"color": theme.CATEGORIES[0], "dash": "solid", "symbol": "diamond"},
    "expected": {"color": theme.CATEGORIES[0], "dash": "dot", "symbol": "diamond-open"},
    "still_open": {"color": theme.CATEGORIES[0], "dash": "dot", "symbol": "triangle-right"},
    "unknown_end": {"color": theme.CATEGORIES[0], "dash": "dot", "symbol": "triangle-right-open"},
    "stop": {"color": theme.RAISED, "dash": "solid", "symbol": "square"},
    "open_stop": {"color": theme.RAISED, "dash": "dot", "symbol": "square-open"},
}
ROW_HEIGHT, FRAME_HEIGHT = 34, 90


def periods(rows: pl.DataFrame, *, known_until: date | None) -> dict[str, Any]:
    """One line per row of the view `project_timeline`, the first on top, its end named.

    Kinds differ by dash and marker as well as by colour. A row without a start is a point at its
    end, one without an end runs to `known_until`, where a vertical line stands.
    """
    drawn = list(rows.iter_rows(named=True))
    names = period_names(rows)
    data = [_line(row, name, known_until) for row, name in zip(drawn, names, strict=True)]
    layout = theme.layout(height=FRAME_HEIGHT + ROW_HEIGHT * max(1, len(drawn)))
    layout["xaxis"] |= {"type": "date"}
    layout["yaxis"] |= {"categoryorder": "array", "categoryarray": names[::-1], "type": "category"}
    layout["margin"] |= {"t": 30, "r": 90}
    if known_until is not None:
        layout["shapes"] = [_known_line(known_until)]
        layout["annotations"] = [_known_words(known_until)]
    return {"data": data, "layout": layout}


def period_names(rows: pl.DataFrame) -> list[str]:
    """What each row is called on the axis and in the table, in order."""
    return [
        t(f"project.dates.{row['period_kind']}", number=row["period_number"])
        for row in rows.iter_rows(named=True)
    ]


def _line(row: dict[str, Any], name: str, known_until: date | None) -> dict[str, Any]:
    style = STYLES[row["period_kind"]]
    end = row["end_date"] or known_until
    days = [day for day in (row["start_date"], end) if day is not None]
    said = f"  {formats.day(end)}" if row["end_date"] else ""
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "x": [day.isoformat() for day in days],
        "y": [name] * len(days),
        "text": [""] * (len(days) - 1) + [said],
        "textposition": "middle right",
        "cliponaxis": False,
        "line": {"color": style["color"], "width": 7, "dash": style["dash"]},
        "marker": {
            "color": style["color"],
            "symbol": style["symbol"],
            "size": [0] * (len(days) - 1) + [13],
            "line": {"width": 2, "color": style["color"]},
        },
        "hovertemplate": f"{name}: %{{x|%-d %b %Y}}<extra></extra>",
    }


def _known_line(day: date) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": day.isoformat(),
        "x1": day.isoformat(),
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": theme.NEUTRAL, "width": 1, "dash": "dash"},
    }


def _known_words(day: date) -> dict[str, Any]:
    return {
        "x": day.isoformat(),
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "xanchor": "right",
        "showarrow": False,
        "text": t("project.dates.known", day=formats.day(day)),
    }
