"""Waiting for money: days to pay at each tier, and the age of what is still open."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard.charts import row_labels, theme
from dashboard.i18n import formats, t

# Each number has a sign of its own, so that nobody needs the colours to tell them apart.
MARKS = {
    "median_days": ("circle", theme.CATEGORIES[0], 13),
    "p80_days": ("diamond", theme.CATEGORIES[1], 11),
    "p90_days": ("square", theme.CATEGORIES[2], 11),
    "median_allowed_days": ("line-ns-open", theme.LIMIT, 18),
}


def days_by_tier(rows: pl.DataFrame) -> dict[str, Any]:
    """Median, 80th and 90th percentile of days to pay, a line per tier, with the days allowed.

    Takes `tier`, `timed_count` and the four columns of MARKS. Tiers without a day are left out;
    the first row is drawn on top.
    """
    drawn = rows.filter(pl.col("timed_count") > 0)
    names = [_tier_with_count(row) for row in drawn.iter_rows(named=True)]
    spans = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [low, high],
            "y": [name, name],
            "line": {"color": theme.NEUTRAL, "width": 2},
            "hoverinfo": "skip",
            "showlegend": False,
        }
        for name, low, high in zip(names, drawn["median_days"], drawn["p90_days"], strict=True)
    ]
    points = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": t(f"payments.mark.{column}"),
            "x": drawn[column].to_list(),
            "y": names,
            "marker": {
                "symbol": symbol,
                "color": color,
                "size": size,
                "line": {"width": 3 if symbol.startswith("line") else 0, "color": color},
            },
            "hovertemplate": "%{y}<br>%{fullData.name}: %{x:,.0f} "
            + t("payments.days_unit")
            + "<extra></extra>",
        }
        for column, (symbol, color, size) in MARKS.items()
        if drawn[column].drop_nulls().len()
    ]
    layout = theme.layout(
        x=t("payments.days_axis"),
        height=120 + 56 * drawn.height,
        showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
    )
    layout["xaxis"] |= {"rangemode": "tozero", "tickformat": ",d"}
    row_labels.put_above(layout, names)
    return {"data": spans + points, "layout": layout}


def _tier_with_count(row: dict) -> str:
    return f"{t('payments.tier.' + row['tier'])} (n = {formats.count(row['timed_count'])})"


def age_bands(rows: pl.DataFrame) -> dict[str, Any]:
    """Open invoices by age, those past due set apart by colour and hatching.

    Takes `band_order`, `open_count`, `overdue_count`, in the order in which they are drawn.
    """
    bands = [t(f"payments.band.{order}") for order in rows["band_order"]]
    overdue = [count or 0 for count in rows["overdue_count"]]
    other = [total - late for total, late in zip(rows["open_count"], overdue, strict=True)]
    series = (
        ("payments.overdue", overdue, theme.RAISED, "/"),
        ("payments.not_overdue", other, theme.CATEGORIES[0], ""),
    )
    bars = [
        {
            "type": "bar",
            "name": t(name),
            "x": bands,
            "y": counts,
            "marker": {
                "color": color,
                "pattern": {"shape": shape, "fillmode": "overlay", "fgcolor": theme.LIMIT},
            },
            "hovertemplate": "%{x}: %{y:,d} " + t(name).lower() + "<extra></extra>",
        }
        for name, counts, color, shape in series
        if any(counts)
    ]
    layout = theme.layout(
        y=t("payments.open_axis"),
        height=320,
        barmode="stack",
        showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
    )
    layout["xaxis"] |= {"type": "category"}
    layout["yaxis"] |= {"tickformat": ",d", "rangemode": "tozero"}
    return {"data": bars, "layout": layout}


def tiers_reading(rows: pl.DataFrame) -> str:
    """One sentence: the tier whose slowest tenth waits longest, and how long half of it waits."""
    timed = rows.filter(pl.col("timed_count") > 0)
    if timed.is_empty():
        return t("payments.no_days")
    slowest = timed.sort(["p90_days", "tier"], descending=[True, False]).row(0, named=True)
    key = "payments.reading_one_tier" if timed.height == 1 else "payments.reading_tiers"
    return t(
        key,
        tier=t(f"payments.tier.{slowest['tier']}"),
        median=formats.days(slowest["median_days"]),
        p90=formats.days(slowest["p90_days"]),
        shortest=formats.count(slowest["shortest_days"]),
        longest=formats.days(slowest["longest_days"]),
        n=formats.count(slowest["timed_count"]),
    )


def open_reading(rows: pl.DataFrame) -> str:
    """One sentence: the tier where most invoices, open ones included, are unpaid after 60 days."""
    watched = rows.drop_nulls("unpaid_after_60_share")
    if watched.is_empty():
        return t("payments.reading_not_watched")
    worst = watched.sort(["unpaid_after_60_share", "tier"], descending=[True, False]).row(
        0, named=True
    )
    return t(
        "payments.reading_open",
        tier=t(f"payments.tier.{worst['tier']}"),
        share=formats.share(worst["unpaid_after_60_share"]),
    )


def ages_reading(rows: pl.DataFrame) -> str:
    """One sentence: how many invoices are open, and how many of them for over a year."""
    total = rows["open_count"].sum()
    oldest = rows.filter(pl.col("band_order") == 6)
    undated = rows.filter(pl.col("band_order") == 7)
    key = "payments.reading_ages_undated" if undated.height else "payments.reading_ages"
    return t(
        key,
        total=formats.count(total),
        year=formats.count(oldest["open_count"].sum()),
        undated=formats.count(undated["open_count"].sum()),
    )
