"""The overview's three lists, and which sources have grown old."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard.i18n import formats, t
from dashboard.widgets import columns, headline, rows_table
from dashboard.widgets.headline import Numbers

SHOWN = 5
PROJECT = rows_table.Opens("project", {"project": "project_id"})


def overruns(rows: pl.DataFrame, numbers: Numbers, currency: str | None) -> None:
    """The projects whose cost grew most in money."""
    _list(
        rows,
        "overruns",
        is_supplied=headline.is_judged(numbers, "cost"),
        units=t("overview.units.overruns", currency=currency),
        shown={
            "project_name": rows_table.text(t("overview.overruns.project"), width=200),
            "growth_amount": rows_table.money(t("overview.overruns.growth")),
            "growth_ratio": rows_table.share(t("overview.overruns.ratio")),
            "latest_amount": rows_table.money(t("overview.overruns.latest")),
        },
    )


def unpaid(rows: pl.DataFrame, totals: Mapping[str, Any], currency: str | None) -> None:
    """The invoices that have waited longest."""
    withheld = pl.lit(t("overview.unpaid.withheld"))
    named = rows.with_columns(
        pl.when("is_payee_withheld").then(withheld).otherwise("payee_name").alias("payee_name")
    )
    shown = {
        "project_name": rows_table.text(t("overview.unpaid.project"), width=200),
        "open_amount": rows_table.money(t("overview.unpaid.amount")),
        "overdue_days": rows_table.days(t("overview.unpaid.overdue")),
        "open_days": rows_table.days(t("overview.unpaid.open")),
        "payee_name": rows_table.text(t("overview.unpaid.payee")),
        "waiting_desk": rows_table.text(t("overview.unpaid.desk")),
    }
    _list(
        named,
        "unpaid",
        is_supplied=bool(totals["open_count"]),
        units=t("overview.units.unpaid", currency=currency),
        shown=columns.with_values(named, shown) if named.height else shown,
    )


def stalled(rows: pl.DataFrame, numbers: Numbers) -> None:
    """The works that have stood still longest."""
    _list(
        rows,
        "stalled_works",
        is_supplied=headline.is_judged(numbers, "stalled"),
        units=t("overview.units.stalled"),
        shown={
            "project_name": rows_table.text(t("overview.stalled_works.project"), width=200),
            "stalled_days": rows_table.days(t("overview.stalled_works.days")),
            "physical_share": rows_table.share(t("overview.stalled_works.progress")),
            "last_rise_date": rows_table.date(t("overview.stalled_works.last_rise")),
            "neighbourhood_names": rows_table.text(t("overview.stalled_works.places")),
        },
    )


def _list(
    rows: pl.DataFrame, name: str, *, is_supplied: bool, units: str, shown: dict[str, Any]
) -> None:
    """One list with its title, or a sentence that says why there is none."""
    st.markdown(f"**{t(f'overview.{name}.title')}**")
    if rows.is_empty():
        why = "none" if is_supplied else "not_judged"
        st.info(t(f"overview.{name}.{why}"), icon=":material/database_off:")
        return
    rows_table.show(
        rows.head(SHOWN),
        f"overview_{name}",
        shown,
        alt=t(f"overview.{name}.alt"),
        opens=PROJECT,
        units=units,
        file=rows,
    )


def freshness(rows: pl.DataFrame) -> None:
    """Which sources were old already on the reporting date."""
    st.subheader(t("overview.sources"))
    old = rows.filter("is_stale")
    if old.is_empty():
        st.caption(t("overview.fresh"))
        return
    st.caption(t("overview.stale_intro"))
    for row in old.iter_rows(named=True):
        st.markdown(
            ":material/schedule: "
            + t(
                "overview.stale",
                title=row["title"],
                published=formats.day(row["published_date"]),
                age=formats.days(row["age_days"]),
            )
        )
