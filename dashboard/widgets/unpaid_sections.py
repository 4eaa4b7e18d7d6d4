"""The sections of the payments page on what is open: how old, at which desk, which invoices."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.charts import waiting
from dashboard.i18n import t
from dashboard.session import Scope
from dashboard.widgets import paging, rows_table
from dashboard.widgets.payment_sections import with_tier_names
from dashboard.widgets.rows_table import Opens


def show_ages(scope: Scope) -> None:
    """Open invoices by age, as a chart and as its table."""
    ages = session.view("unpaid_invoices_by_age", scope)
    if ages.is_empty():
        return
    st.subheader(t("payments.ages_title"))
    st.write(waiting.ages_reading(ages))
    st.plotly_chart(waiting.age_bands(ages), alt=t("payments.ages_alt"), key="chart_ages")
    label = "payments.column."
    rows_table.show(
        ages.with_columns(
            pl.col("band_order")
            .cast(pl.String)
            .replace({str(n): t(f"payments.band.{n}") for n in range(1, 8)})
            .alias("band")
        ),
        "open-by-age",
        {
            "band": rows_table.text(t(label + "band")),
            "open_count": rows_table.count(t(label + "open")),
            "open_share": rows_table.share(t(label + "share")),
            "overdue_count": rows_table.count(t(label + "overdue")),
            "open_amount": rows_table.money(t(label + "open_amount")),
        },
        alt=t("payments.ages_alt"),
    )
    st.caption(t("payments.ages_note"))


def show_desks(scope: Scope) -> None:
    """The desks where open invoices lie; nothing where no source says so."""
    desks = session.view("unpaid_invoices_by_desk", scope)
    if desks.is_empty():
        return
    st.subheader(t("payments.desks_title"))
    label = "payments.column."
    rows_table.show(
        desks,
        "open-by-desk",
        {
            "waiting_desk": rows_table.text(t(label + "desk")),
            "open_count": rows_table.count(t(label + "open")),
            "open_amount": rows_table.money(t(label + "open_amount")),
            "median_open_days": rows_table.days(t(label + "median_open")),
            "longest_open_days": rows_table.days(t(label + "longest_open")),
        },
        alt=t("payments.desks_alt"),
    )


def show_oldest(scope: Scope, open_count: int) -> None:
    """The open invoices, longest waiting first, a page at a time; a row opens its project."""
    if not open_count:
        return
    st.subheader(t("payments.oldest_title"))
    st.caption(t("payments.oldest_note"))
    first = paging.offset("unpaid", open_count)

    def page(limit: int, offset: int) -> pl.DataFrame:
        rows = session.view("oldest_unpaid", scope, row_limit=limit, row_offset=offset)
        return with_tier_names(rows).with_columns(
            pl.when("is_payee_withheld")
            .then(pl.lit(t("payments.withheld")))
            .otherwise("payee_name")
            .alias("payee_name"),
            pl.when(pl.col("overdue_days").is_not_null())
            .then(pl.col("overdue_days").cast(pl.String))
            .when(pl.col("due_date").is_null())
            .then(pl.lit(t("payments.no_due_date")))
            .otherwise(pl.lit(t("payments.not_yet_due")))
            .alias("overdue_state"),
        )

    label = "payments.column."
    rows_table.show(
        page(paging.ROWS_PER_PAGE, first),
        "oldest-unpaid",
        {
            "open_days": rows_table.days(t(label + "age")),
            "overdue_state": rows_table.text(t(label + "overdue_days"), alignment="right"),
            "open_amount": rows_table.money(t(label + "open_amount")),
            "tier_name": rows_table.text(t(label + "tier")),
            "payer_name": rows_table.text(t(label + "payer")),
            "payee_name": rows_table.text(t(label + "payee")),
            "waiting_desk": rows_table.text(t(label + "desk")),
            "project_name": rows_table.text(t(label + "project"), width="medium"),
            "issued_date": rows_table.date(t(label + "issued")),
            "due_date": rows_table.date(t(label + "due")),
            "invoice_number": rows_table.text(t(label + "invoice")),
        },
        alt=t("payments.oldest_alt"),
        opens=Opens("project", {"project": "project_id"}),
        file=lambda: page(100_000, 0),
    )
