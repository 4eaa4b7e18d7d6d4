"""A project's invoices and payments, tier by tier."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t
from dashboard.widgets import rows_table
from dashboard.widgets.project_columns import (
    NOT_AVAILABLE,
    SOURCE,
    configured,
    named,
    without_persons,
)

TIERS = [
    "tier",
    "invoice_count",
    "payable_amount",
    "settled_count",
    "late_count",
    "median_days_to_pay",
    "open_count",
    "open_amount",
    "overdue_count",
    "overdue_amount",
    "unknown_count",
]
INVOICES = [
    "tier",
    "state",
    "late_days",
    "open_amount",
    "payable_amount",
    "issued_date",
    "due_date",
    "settled_date",
    "payee_name",
    "due_basis",
    "waiting_desk",
    "invoice_number",
]
PAYMENTS = [
    "tier",
    "paid_date",
    "paid_amount",
    "payee_name",
    "payment_type",
    "instrument",
    "invoice_number",
]


def show(project_id: str, currency: str | None) -> None:
    """Draws the reading, the tiers, each invoice and each payment; a row opens its source row."""
    st.subheader(t("project.payments.title"), anchor="payments")
    invoices = session.view("project_invoices", project_id=project_id)
    payments = session.view("project_payments", project_id=project_id)
    if invoices.is_empty() and payments.is_empty():
        st.info(t("project.payments.nothing"), icon=":material/database_off:")
        return
    if invoices.is_empty():
        st.caption(t("project.payments.no_invoices"))
    else:
        tiers = session.view("project_payment_tiers", project_id=project_id)
        st.markdown(reading(tiers, currency))
        rows = named(tiers, "tier", "payments.tier")
        alt = t("project.payments.tiers_alt")
        columns = configured(rows, TIERS, currency)
        rows_table.show(rows, "tiers", columns, alt=alt, missing=NOT_AVAILABLE)
        st.markdown(f"**{t('project.payments.invoices')}**")
        rows = without_persons(
            named(named(invoices, "tier", "payments.tier"), "state", "project.states")
        )
        columns = configured(rows, INVOICES, currency)
        alt = t("project.payments.invoices_alt")
        rows_table.show(rows, "invoices", columns, alt=alt, opens=SOURCE, missing=NOT_AVAILABLE)
    st.markdown(f"**{t('project.payments.payments')}**")
    if payments.is_empty():
        st.caption(t("project.payments.no_payments"))
        return
    rows = without_persons(
        named(named(payments, "tier", "payments.tier"), "payment_type", "project.payment_types")
    )
    columns = configured(rows, PAYMENTS, currency)
    alt = t("project.payments.payments_alt")
    rows_table.show(rows, "payments", columns, alt=alt, opens=SOURCE, missing=NOT_AVAILABLE)


def reading(tiers: pl.DataFrame, currency: str | None) -> str:
    """What is paid, late and open of the invoices to the client."""
    client = tiers.filter(pl.col("tier") == "client_prime")
    if client.is_empty():
        return t("project.payments.lower_only")
    row = client.row(0, named=True)
    dated = "client" if row["due_date_count"] else "client_undated"
    parts = [
        t(
            f"project.payments.{dated}",
            settled=formats.count(row["settled_count"]),
            count=formats.count(row["invoice_count"]),
            late=formats.count(row["late_count"]),
        )
    ]
    if row["open_count"]:
        parts.append(
            t(
                "project.payments.open"
                if row["due_date_count"]
                else "project.payments.open_undated",
                count=formats.count(row["open_count"]),
                amount=formats.money(row["open_amount"], currency),
                overdue=formats.count(row["overdue_count"]),
            )
        )
    if row["unknown_count"]:
        parts.append(t("project.payments.unknown", count=formats.count(row["unknown_count"])))
    elif not row["open_count"]:
        parts.append(t("project.payments.none_open"))
    return " ".join(parts)
