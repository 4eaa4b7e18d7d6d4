"""Progress: what is done, what was planned and what was paid, as shares on one axis."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard.charts import theme
from dashboard.i18n import t

LINES = {
    "planned": {"color": theme.NEUTRAL, "dash": "dash", "shape": "linear"},
    "physical": {"color": theme.CATEGORIES[0], "dash": "solid", "shape": "linear"},
    "paid": {"color": theme.CATEGORIES[3], "dash": "dot", "shape": "hv"},
}
NEAREST = 0.06


def curves(rows: pl.DataFrame) -> dict[str, Any]:
    """The three shares of the view `project_progress` over time, each named at its last point.

    Payments stand until the next one, so their line has steps. A share that is nowhere known has
    no line.
    """
    known = {name: rows.drop_nulls(f"{name}_share") for name in LINES}
    data = [_curve(known[name], name) for name in LINES if not known[name].is_empty()]
    names = _names(data)
    drawn = [share for line in data for share in line["y"]] + [name["y"] for name in names]
    layout = theme.layout(y=t("project.progress.axis"), height=340)
    layout["xaxis"] |= {"type": "date"}
    layout["yaxis"] |= {"tickformat": ".0%", "range": [-0.02, max([1.0, *drawn]) + NEAREST]}
    layout["margin"] |= {"r": 80}
    layout["annotations"] = names
    return {"data": data, "layout": layout}


def _curve(rows: pl.DataFrame, name: str) -> dict[str, Any]:
    style = LINES[name]
    return {
        "type": "scatter",
        "mode": "lines+markers" if name == "physical" or rows.height == 1 else "lines",
        "name": t(f"project.progress.{name}"),
        "x": [day.isoformat() for day in rows["progress_date"]],
        "y": rows[f"{name}_share"].to_list(),
        "line": {
            "color": style["color"],
            "dash": style["dash"],
            "shape": style["shape"],
            "width": 2.5,
        },
        "marker": {"size": 5, "color": style["color"]},
        "hovertemplate": f"%{{x|%-d %b %Y}}: %{{y:.1%}} {t(f'project.progress.{name}')}"
        "<extra></extra>",
    }


def _names(data: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The name of each line at its end, moved apart where two ends lie close."""
    placed: list[dict[str, Any]] = []
    height = None
    for line in sorted(data, key=lambda line: line["y"][-1]):
        at = line["y"][-1] if height is None else max(line["y"][-1], height + NEAREST)
        height = at
        placed.append(
            {
                "x": line["x"][-1],
                "y": at,
                "xanchor": "left",
                "xshift": 6,
                "showarrow": False,
                "text": line["name"],
                "font": {"color": line["line"]["color"]},
            }
        )
    return placed
