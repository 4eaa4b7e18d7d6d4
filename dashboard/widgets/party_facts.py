"""What the files say of one company: spellings, contracts, projects, payments, places."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t
from dashboard.widgets import party_columns, rows_table
from dashboard.widgets.project_columns import NOT_AVAILABLE, SOURCE, named
from dashboard.widgets.rows_table import Opens

NAMES = [
    "party_name",
    "party_identifier",
    "identifier_scheme",
    "address",
    "locality",
    "postal_code",
    "row_count",
    "method",
    "certainty",
    "party_id",
]
CONTRACTS = [
    "contract_id",
    "project_name",
    "contract_amount",
    "original_amount",
    "currency",
    "signed_date",
    "agency",
    "supplier_name",
]
PROJECTS = ["project_name", "flagged_count", "flagged_codes", "contract_amount", "currency"]
PAYMENTS = ["side", "tier", "paid_year", "payment_count", "paid_amount", "currency"]
CONSORTIA = ["consortium_name", "member_name"]
SANCTIONS = ["list_name", "listed_name", "status", "reason", "start_date", "end_date"]


def show_sentence(totals: dict) -> None:
    """How many ids and spellings it is, and what it holds, received and paid."""
    money = {
        name: formats.measured(totals[f"{name}_amount"], "money", totals["currency"])
        if totals[f"{name}_amount"] is not None
        else t("parties.none_supplied")
        for name in ("contract", "received", "spent")
    }
    st.markdown(
        t(
            "party.sentence",
            parties=_counted("ids", totals["party_count"]),
            spellings=_counted("spellings", totals["spelling_count"]),
            contracts=_counted("contracts", totals["contract_count"]),
            amount=money["contract"],
            received=money["received"],
            paid=money["spent"],
        )
    )


def _counted(what: str, count: int) -> str:
    return t(f"party.{what}_one") if count == 1 else t(f"party.{what}", count=formats.count(count))


def show_names(members: pl.DataFrame) -> None:
    """Every id and spelling, with number and address; a row opens its source row."""
    _table(members, "names", NAMES, SOURCE)


def show_contracts(cluster_id: str) -> None:
    """Its contracts; a row opens the source row."""
    _section(
        "contracts", session.view("company_contracts", cluster_id=cluster_id), CONTRACTS, SOURCE
    )


def show_projects(cluster_id: str) -> None:
    """The projects of its contracts with their flags; a row opens the project."""
    rows = session.view("company_projects", cluster_id=cluster_id)
    opens = Opens("project", {"project": "project_id"})
    _section("projects", rows, PROJECTS, opens, text="party.projects_text")


def show_payments(cluster_id: str) -> None:
    """What it received and what it paid, by tier and year."""
    rows = session.view("company_payments", cluster_id=cluster_id)
    words = {"received": t("party.received"), "paid": t("party.paid")}
    rows = named(rows.with_columns(pl.col("side").replace(words)), "tier", "payments.tier")
    _section("payments", rows, PAYMENTS)


def show_places(cluster_id: str) -> None:
    """Where its projects lie; a row opens the neighbourhood."""
    rows = session.view("company_neighbourhoods", cluster_id=cluster_id).with_columns(
        pl.col("neighbourhood_name").fill_null(t("party.unplaced"))
    )
    opens = Opens("neighbourhood", {"neighbourhood": "neighbourhood_id"})
    _section("places", rows, ["neighbourhood_name", "project_count"], opens)


def show_consortia(cluster_id: str) -> None:
    """The consortia it is in, or its members; nothing where there are none."""
    rows = session.view("company_consortia", cluster_id=cluster_id)
    if rows.is_empty():
        return
    other = pl.when(pl.col("consortium_cluster_id") == cluster_id).then("member_cluster_id")
    rows = rows.with_columns(other.otherwise("consortium_cluster_id").alias("cluster_id"))
    _section("consortia", rows, CONSORTIA, Opens("party", {"company": "cluster_id"}))


def show_sanctions(cluster_id: str) -> None:
    """Entries of sanction lists under one of its numbers, where lists are loaded."""
    if session.relation("sanctions", limit=1).is_empty():
        return
    rows = session.view("company_sanctions", cluster_id=cluster_id)
    _section("sanctions", rows, SANCTIONS, SOURCE, text="party.sanctions_text")


def _section(
    name: str,
    rows: pl.DataFrame,
    columns: list[str],
    opens: Opens | None = None,
    text: str | None = None,
) -> None:
    st.subheader(t(f"party.{name}_title"), anchor=name)
    if rows.is_empty():
        st.markdown(t(f"party.{name}_none"))
        return
    if text:
        st.markdown(t(text))
    _table(rows, name, columns, opens)


def _table(rows: pl.DataFrame, name: str, columns: list[str], opens: Opens | None = None) -> None:
    shown = party_columns.worded(rows) if name == "names" else rows
    rows_table.show(
        shown,
        f"company-{name}",
        party_columns.configured(rows, columns),
        alt=t(f"party.{name}_alt"),
        missing=NOT_AVAILABLE,
        opens=opens,
    )
