"""A project's money from first to current: budget steps and one bridge per contract."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t
from dashboard.widgets import rows_table
from dashboard.widgets.plain_text import plain
from dashboard.widgets.project_columns import NOT_AVAILABLE, SOURCE, configured, named

BRIDGE = ["step", "change_amount", "amount", "step_date", "reason"]


def show(project_id: str, currency: str | None) -> None:
    """Draws the reading, the budget steps and the contracts; a row opens its source row."""
    st.subheader(t("project.money.title"), anchor="money")
    budget = session.view("project_budget_steps", project_id=project_id)
    contracts = session.view("project_contract_steps", project_id=project_id)
    if budget.is_empty() and contracts.is_empty():
        st.info(t("project.money.nothing"), icon=":material/database_off:")
        return
    totals = session.view("project_contract_totals", project_id=project_id).row(0, named=True)
    st.markdown(reading(totals, currency))
    if budget.is_empty():
        st.caption(t("project.money.no_budget"))
    else:
        st.markdown(f"**{t('project.money.budget_title')}**")
        _bridge(budget, "budget", t("project.money.budget_alt"), currency)
    for steps in contracts.partition_by("contract_id", maintain_order=True):
        _contract(steps, currency)


def reading(totals: dict[str, Any], currency: str | None) -> str:
    """One sentence on how far recorded changes explain the growth of the contracts."""
    if not totals["contract_count"]:
        return t("project.money.no_contracts")
    if not totals["compared_count"]:
        return t("project.money.no_values")
    growth = totals["growth_amount"]
    kind = "growth" if growth > 0 else "shrink" if growth < 0 else "level"
    sign = "+" if growth > 0 else ""
    text = t(
        f"project.money.{kind}",
        original=formats.money(totals["original_amount"], currency),
        closing=formats.money(totals["closing_amount"], currency),
        ratio=sign + formats.share(totals["growth_ratio"], 1),
        explained=formats.money(totals["explained_amount"], currency),
        unexplained=formats.money(totals["unexplained_amount"], currency),
    )
    if totals["compared_count"] < totals["contract_count"]:
        text += " " + t(
            "project.money.partly",
            compared=formats.count(totals["compared_count"]),
            all=formats.count(totals["contract_count"]),
        )
    return text


def _contract(steps: pl.DataFrame, currency: str | None) -> None:
    first = steps.row(0, named=True)
    if first["contract_id"] is None:
        st.markdown(f"**{t('project.money.payments_title')}**")
    else:
        st.markdown("**" + t("project.money.contract_title", contract=plain(name(first))) + "**")
        note = [first["supplier_name"] or formats.NOT_SUPPLIED, first["nature"]]
        st.caption(plain("; ".join(part for part in note if part)))
    _bridge(
        steps,
        f"contract-{first['contract_id'] or 'none'}",
        t("project.money.contract_alt"),
        first["currency"] or currency,
    )


def name(contract: dict[str, Any]) -> str:
    """A contract's name and id, whichever there are."""
    parts = [contract["contract_name"], contract["contract_id"]]
    return ", ".join(part for part in parts if part)


def _bridge(steps: pl.DataFrame, file: str, alt: str, currency: str | None) -> None:
    basis = {
        "first seen": t("project.money.first_seen"),
        "at signature": t("project.money.at_signature"),
    }
    rows = named(steps, "step", "project.money.steps").with_columns(
        pl.col("reason").cast(pl.String).replace(basis)
    )
    columns = configured(rows, BRIDGE, currency)
    columns["step"] = rows_table.text(t("project.columns.step"), pinned=True)
    rows_table.show(rows, file, columns, alt=alt, opens=SOURCE, missing=NOT_AVAILABLE)
