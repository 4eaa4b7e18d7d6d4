"""What works of its class came to in cost and time, carried over to one project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t
from dashboard.widgets import rows_table
from dashboard.widgets.plain_text import plain

LEVELS = (10, 50, 80, 90)
Forecast = Mapping[str, Any]


def show(project_id: str) -> None:
    """Draws the forecast of cost and finish as intervals, or why there is none."""
    st.subheader(t("project.forecast.title"), anchor="forecast")
    found = session.relation("project_forecasts", project_id=project_id)
    if found.is_empty():
        st.markdown(t("project.forecast.none"))
        return
    forecast = found.row(0, named=True)
    st.markdown("\n\n".join([cost_words(forecast), finish_words(forecast)]))
    rows = table(forecast)
    if rows.height:
        label = "project.forecast.column."
        names = {"what": rows_table.text(t(label + "what"), pinned=True)}
        names |= {name: rows_table.text(t(label + name)) for name in rows.columns[1:]}
        rows_table.show(rows, "forecast", names, alt=t("project.forecast.alt"))
        st.caption(t("project.forecast.limits") + " " + measured_words())


def cost_words(forecast: Forecast) -> str:
    """The final cost as an interval with its class, or the reason why there is none."""
    if forecast["cost_reason"]:
        return t("project.forecast.no_cost", reason=plain(forecast["cost_reason"]))
    money = {
        level: formats.money(forecast[f"cost_p{level}_amount"], forecast["currency"])
        for level in LEVELS
    }
    text = t(
        "project.forecast.cost",
        low=money[10],
        middle=money[50],
        p80=money[80],
        high=money[90],
        promised=formats.money(forecast["promised_amount"], forecast["currency"]),
    )
    return f"{text} {_class(forecast, 'cost')}"


def finish_words(forecast: Forecast) -> str:
    """The finish as an interval of dates with its class, or the reason why there is none."""
    if forecast["finish_reason"]:
        return t("project.forecast.no_finish", reason=plain(forecast["finish_reason"]))
    days = {level: formats.day(forecast[f"finish_p{level}_date"]) for level in LEVELS}
    text = t(
        "project.forecast.finish",
        low=days[10],
        middle=days[50],
        p80=days[80],
        high=days[90],
        promised=formats.day(forecast["promised_end_date"]),
    )
    return f"{text} {_class(forecast, 'finish')}"


def _class(forecast: Forecast, target: str) -> str:
    return t(
        "project.forecast.class",
        name=plain(forecast[f"{target}_class"]),
        count=formats.count(forecast[f"{target}_work_count"]),
    )


def table(forecast: Forecast) -> pl.DataFrame:
    """One row for cost and one for finish, where there is one: the promise and the quantiles."""
    rows = []
    if not forecast["cost_reason"]:
        amounts = {
            f"p{level}": formats.money(forecast[f"cost_p{level}_amount"], forecast["currency"])
            for level in LEVELS
        }
        first = formats.money(forecast["promised_amount"], forecast["currency"])
        rows.append({"what": t("project.forecast.target.cost"), "first": first} | amounts)
    if not forecast["finish_reason"]:
        days = {f"p{level}": formats.day(forecast[f"finish_p{level}_date"]) for level in LEVELS}
        first = formats.day(forecast["promised_end_date"])
        rows.append({"what": t("project.forecast.target.finish"), "first": first} | days)
    names = ("what", "first", *(f"p{level}" for level in LEVELS))
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))


def measured_words() -> str:
    """How often such forecasts held on published data, series by series."""
    kept = session.evidence_kept("forecasts")
    if not kept:
        return t("project.forecast.not_measured")
    parts = [
        t(
            "project.forecast.measured_one",
            series=plain(row["series"]),
            target=t(f"project.forecast.target.{row['target']}"),
            share=formats.share(row["inside_share"]),
            count=formats.count(row["forecast_count"]),
            verdict=t(
                "project.forecast.beats" if row["beats_both"] else "project.forecast.beats_not"
            ),
        )
        for row in kept
    ]
    return t("project.forecast.measured", list="; ".join(parts))
