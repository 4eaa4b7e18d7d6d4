"""Outcomes: what each indicator could say, and how the values it measured lie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard.charts import row_labels, theme
from dashboard.i18n import formats, t

# Colour and hatching both tell the four apart. Grey is what could not be said.
OUTCOMES = {
    "flagged": (theme.RAISED, "/"),
    "clear": (theme.CATEGORIES[0], ""),
    "insufficient": (theme.NO_DATA, "."),
    "contradictory": (theme.CATEGORIES[2], "x"),
}
DASHES = {"watch": "dot", "high": "dash", "critical": "solid"}


def outcome_bars(rows: pl.DataFrame) -> dict[str, Any]:
    """One bar per indicator: the shares of its four outcomes, in the order of the rows.

    Takes `code`, `title`, `subject_count` and a count per outcome. Indicators without a subject
    are left out.
    """
    drawn = rows.filter(pl.col("subject_count") > 0)
    labels = [f"{code}  {title}" for code, title in zip(drawn["code"], drawn["title"], strict=True)]
    bars = [
        {
            "type": "bar",
            "orientation": "h",
            "name": t(f"indicators.outcome.{outcome}"),
            "y": labels,
            "x": (drawn[f"{outcome}_count"] / drawn["subject_count"]).to_list(),
            "customdata": [
                [formats.count(n), formats.count(total)]
                for n, total in zip(drawn[f"{outcome}_count"], drawn["subject_count"], strict=True)
            ],
            "marker": {
                "color": color,
                "pattern": {"shape": shape, "fillmode": "overlay", "fgcolor": theme.LIMIT},
            },
            "hovertemplate": "%{y}<br>%{fullData.name}: %{customdata[0]} of %{customdata[1]}"
            " (%{x:.1%})<extra></extra>",
        }
        for outcome, (color, shape) in OUTCOMES.items()
    ]
    layout = theme.layout(
        x=t("indicators.share_axis"),
        height=110 + 40 * drawn.height,
        barmode="stack",
        bargap=0.55,
        showlegend=True,
        legend={"orientation": "h", "y": 1.01, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
    )
    layout["xaxis"] |= {"tickformat": ".0%", "range": [0, 1]}
    row_labels.put_above(layout, labels)
    return {"data": bars, "layout": layout}


def outcomes_reading(rows: pl.DataFrame) -> str:
    """One sentence: how many indicators could judge anything, and which raises most."""
    judged = rows.filter(pl.col("flagged_share").is_not_null())
    if judged.is_empty():
        return t("indicators.reading_none", total=formats.count(rows.height))
    # What is shown for context only does not raise a question about anybody.
    raising = judged.filter(pl.col("evidence_class") != "X", pl.col("flagged_share") > 0)
    if raising.is_empty():
        return t(
            "indicators.reading_nothing_raised",
            judged=formats.count(judged.height),
            total=formats.count(rows.height),
        )
    top = raising.sort(["flagged_share", "code"], descending=[True, False]).row(0, named=True)
    return t(
        "indicators.reading",
        judged=formats.count(judged.height),
        total=formats.count(rows.height),
        code=top["code"],
        title=top["title"],
        share=formats.share(top["flagged_share"]),
    )


def value_steps(
    rows: pl.DataFrame, *, unit: str, thresholds: Mapping[str, float], currency: str | None = None
) -> dict[str, Any]:
    """A histogram of an indicator's values, flagged ones hatched, with a line per threshold.

    Takes `from_value`, `to_value`, `flagged_count`, `clear_count`, one row per step.
    """
    centres = ((rows["from_value"] + rows["to_value"]) / 2).to_list()
    widths = (rows["to_value"] - rows["from_value"]).to_list()
    spans = [
        f"{formats.measured(low, unit, currency)} – {formats.measured(high, unit, currency)}"
        for low, high in zip(rows["from_value"], rows["to_value"], strict=True)
    ]
    bars = [
        {
            "type": "bar",
            "name": t(f"indicators.outcome.{outcome}"),
            "x": centres,
            "width": widths,
            "y": rows[f"{outcome}_count"].to_list(),
            "customdata": spans,
            "marker": {
                "color": color,
                "line": {"width": 0},
                "pattern": {"shape": shape, "fillmode": "overlay", "fgcolor": theme.LIMIT},
            },
            "hovertemplate": "%{customdata}: %{y:,d}<extra>%{fullData.name}</extra>",
        }
        for outcome, (color, shape) in list(OUTCOMES.items())[:2]
        if rows[f"{outcome}_count"].sum()
    ]
    tallest = max((rows["flagged_count"] + rows["clear_count"]).to_list(), default=0)
    lines = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": f"{t('indicators.severity.' + severity)}: {formats.measured(value, unit)}",
            "x": [value, value],
            "y": [0, tallest],
            "line": {"color": theme.LIMIT, "width": 2, "dash": DASHES[severity]},
            "hoverinfo": "skip",
        }
        for severity, value in thresholds.items()
    ]
    layout = theme.layout(
        x=t(f"indicators.unit.{unit}"),
        y=t("indicators.rows_axis"),
        height=360,
        barmode="stack",
        showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
    )
    layout["xaxis"] |= {"tickformat": ".0%" if unit in ("ratio", "share", "points") else ",.4~g"}
    layout["yaxis"] |= {"tickformat": ",d", "rangemode": "tozero"}
    return {"data": bars + lines, "layout": layout}


def steps_reading(rows: pl.DataFrame, *, unit: str, currency: str | None = None) -> str:
    """One sentence: how many values there are, and between which they lie."""
    return t(
        "indicators.reading_values",
        n=formats.count(rows["flagged_count"].sum() + rows["clear_count"].sum()),
        flagged=formats.count(rows["flagged_count"].sum()),
        lowest=formats.measured(rows["lowest_value"].min(), unit, currency),
        highest=formats.measured(rows["highest_value"].max(), unit, currency),
    )
