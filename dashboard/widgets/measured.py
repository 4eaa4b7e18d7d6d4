"""What was measured where the truth is known: planted patterns, known cartels, past forecasts."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t
from dashboard.widgets import rows_table
from dashboard.widgets.evidence_card import interval
from dashboard.widgets.plain_text import plain

# All other columns hold figures, written out because an interval stands beside some.
WORDS = {"code", "title", "set", "screen", "kind", "series", "target", "beats"}
LABEL = "measured.column."
PLACES = {"combined": 0, "single": 1, "participation": 2}
SCREENS = {
    "B5": ("price_level",),
    "B6": ("narrow_gap", "wide_gap"),
    "B7": ("identical_bids",),
    "B8": ("variation", "spread", "uniform_distance"),
    "B9": ("relative_distance", "skewness", "kurtosis"),
    "B10": ("frequent_losers",),
    "B15": ("repeated_pairs",),
}


def show() -> None:
    """Draws all that was measured, part by part; a part without a measurement is left out."""
    st.subheader(t("measured.title"), anchor="measured")
    parts = {
        "planted": _planted,
        "cartels": cartels,
        "forecasts": _forecasts,
        "cardinal": _cardinal,
    }
    kept = {name: session.evidence_kept(name) for name in parts}
    if not any(kept.values()):
        st.markdown(t("measured.none"))
        return
    st.markdown(t("measured.text"))
    for name, draw in parts.items():
        if kept[name]:
            draw(kept[name])


def precisions() -> dict[str, str]:
    """Of each code that was measured, its precision with the interval, in words."""
    return {
        row["code"]: interval(row, "precision")
        for row in session.evidence_kept("planted")
        if row["precision"] is not None
    }


def show_screens(code: str) -> None:
    """Draws how the screens behind one indicator ranked known cartels; nothing for others."""
    wanted = SCREENS.get(code, ())
    rows = [row for row in session.evidence_kept("cartels") if row["screen"] in wanted]
    if rows:
        cartels(rows)


def _planted(rows: list[dict[str, Any]]) -> None:
    order = {code: place for place, code in enumerate(session.indicators())}
    with st.expander(t("measured.planted")):
        cities = formats.count(max(row["city_count"] for row in rows))
        st.markdown(t("measured.planted_text", cities=cities))
        known = sorted(rows, key=lambda row: order.get(row["code"], len(order)))
        _table(
            "planted",
            [
                {
                    "code": row["code"],
                    "title": row["title"],
                    "planted": formats.count(row["planted_count"]),
                    "recall": _share(row, "recall"),
                    "precision": _share(row, "precision"),
                    "false": "–"
                    if row["false_per_thousand"] is None
                    else f"{row['false_per_thousand']:.1f}",
                }
                for row in known
            ],
        )


def _gain(row: dict[str, Any]) -> str:
    """By how much a screen is ahead; where it rounds to nothing, with one sign."""
    return "–" if row["gain"] is None else f"{row['gain']:+z.2f}"


def cartels(rows: list[dict[str, Any]]) -> None:
    """Draws how screens ranked tenders that are known to have been arranged."""
    with st.expander(t("measured.cartels")):
        st.markdown(t("measured.cartels_text"))
        combined = [row for row in rows if row["kind"] == "combined" and row["gain"] is not None]
        if combined:
            ahead = sum(row["gain"] > 0 for row in combined)
            st.markdown(t("measured.combined", ahead=ahead, sets=len(combined)))
        _table(
            "cartels",
            [
                {
                    "set": row["set_name"],
                    "screen": row["screen"].replace("_", " "),
                    "kind": row["kind"],
                    "tenders": formats.count(row["tender_count"]),
                    "labelled": formats.count(row["labelled_count"]),
                    "auc": _figures(row, "auc"),
                    "gain": _gain(row),
                    "top": "–"
                    if row["top_precision"] is None
                    else formats.share(row["top_precision"]),
                }
                for row in sorted(rows, key=lambda row: PLACES.get(row["kind"], len(PLACES)))
            ],
        )
        for note in dict.fromkeys(
            f"{row['set_name']}: {row['note']}" for row in rows if row["note"]
        ):
            st.caption(plain(note))


def _forecasts(rows: list[dict[str, Any]]) -> None:
    with st.expander(t("measured.forecasts")):
        st.markdown(t("measured.forecasts_text"))
        _table(
            "forecasts",
            [
                {
                    "series": row["series"],
                    "target": t(f"project.forecast.target.{row['target']}"),
                    "count": formats.count(row["forecast_count"]),
                    "inside": _share(row, "inside_share", "inside"),
                    "loss": f"{row['loss']:.4g}",
                    "promise": f"{row['promise_loss']:.4g}",
                    "median": f"{row['median_loss']:.4g}",
                    "beats": t("measured.yes" if row["beats_both"] else "measured.no"),
                }
                for row in rows
            ],
        )


def _cardinal(rows: list[dict[str, Any]]) -> None:
    with st.expander(t("measured.cardinal")):
        st.caption(t("measured.cardinal_text"))
        _table(
            "cardinal",
            [
                {
                    "set": row["set"],
                    "code": row["code"],
                    "cases": formats.count(row["case_count"]),
                    "same": formats.count(row["same_count"]),
                }
                for row in rows
                if row["case_count"]
            ],
        )


def _figures(row: dict[str, Any], name: str) -> str:
    """0.92 (0.85 to 0.97); a dash where the screen is defined for none."""
    if row[name] is None:
        return "–"
    return t(
        "evidence.interval",
        value=f"{row[name]:.2f}",
        low=f"{row[f'{name}_low']:.2f}",
        high=f"{row[f'{name}_high']:.2f}",
    )


def _share(row: dict[str, Any], value: str, name: str | None = None) -> str:
    if row[value] is None:
        return "–"
    named = {value: row[value]} | {
        f"{value}_{end}": row[f"{name or value}_{end}"] for end in ("low", "high")
    }
    return interval(named, value)


def _table(name: str, rows: list[dict[str, str]]) -> None:
    frame = pl.DataFrame(rows)
    rows_table.show(
        frame,
        f"measured-{name}",
        {
            column: rows_table.text(
                t(LABEL + column), alignment="left" if column in WORDS else "right"
            )
            for column in frame.columns
        },
        alt=t(f"measured.{name}"),
        missing="–",
    )
