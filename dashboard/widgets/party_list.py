"""The list of companies, the pairs that wait for a person, and how companies are joined."""

from __future__ import annotations

import math

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.desk import parties as desk
from dashboard.i18n import formats, t
from dashboard.widgets import linked_choice, paging, party_columns, rows_table
from dashboard.widgets.plain_text import plain
from dashboard.widgets.project_columns import NOT_AVAILABLE
from dashboard.widgets.rows_table import Opens

RANKINGS = ("contracts", "received", "spent", "joined")
PAGE_SIZE = 100
COLUMNS = [
    "cluster_name",
    "contract_amount",
    "received_amount",
    "spent_amount",
    "currency",
    "contract_count",
    "project_count",
    "party_count",
    "spelling_count",
    "review_count",
    "cluster_id",
]
PAIR = ["party_name", "other_party_name", "match_probability", "evidence"]


def show_list() -> None:
    """Draws the search and the ranked list; a row opens its company."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(
            t("parties.search"),
            type="search",
            placeholder=t("parties.search_placeholder"),
            key="company",
            bind="query-params",
            width=320,
        )
        ranking = linked_choice.select(
            t("parties.ranking"),
            {name: t(f"parties.rankings.{name}") for name in RANKINGS},
            key="rank_companies",
            default=RANKINGS[0],
            width=240,
        )
    search = " ".join((words or "").split()) or None
    counts = session.view("company_counts", search=search).row(0, named=True)
    if not counts["company_count"]:
        st.info(t("parties.none" if search else "parties.nothing"), icon=":material/search_off:")
        return
    reading = st.container()
    start = paging.offset("companies", counts["company_count"], size=PAGE_SIZE)
    rows = session.view(
        "company_page", search=search, ranking=ranking, page_size=PAGE_SIZE, page_start=start
    )
    if start == 0:
        with reading:
            _show_reading(counts, rows, ranking)
    rows_table.show(
        rows,
        "companies",
        party_columns.configured(rows, COLUMNS),
        alt=t("parties.alt"),
        missing=NOT_AVAILABLE,
        opens=Opens("party", {"company": "cluster_id"}),
        units=t("parties.units"),
    )
    st.caption(t("parties.limits"))


def _show_reading(counts: dict, rows: pl.DataFrame, ranking: str) -> None:
    st.markdown(
        t(
            "parties.sentence",
            count=formats.count(counts["company_count"]),
            parties=formats.count(counts["party_count"]),
            joined=formats.count(counts["joined_count"]),
            ranking=t(f"parties.rankings.{ranking}"),
            name=plain(rows["cluster_name"][0]),
        )
    )
    if counts["currency_count"] > 1:
        st.caption(t("parties.mixed_currencies"))


def show_reviews() -> None:
    """Draws the pairs that wait for a person, a page at a time; a row opens the company."""
    count = session.view("review_count")["pair_count"][0]
    if not count:
        st.info(t("parties.review.none"), icon=":material/task_alt:")
        return
    st.markdown(t("parties.review.text", count=formats.count(count)))
    start = paging.offset("reviews", count)
    rows = session.view("company_reviews", row_limit=paging.ROWS_PER_PAGE, row_offset=start)
    rows_table.show(
        rows,
        "company-reviews",
        party_columns.configured(rows, PAIR),
        alt=t("parties.review.alt"),
        missing=NOT_AVAILABLE,
        opens=Opens("party", {"company": "cluster_id"}),
    )


def show_method() -> None:
    """Says in the open how companies are joined: thresholds, rules and weights."""
    rules = desk.matching_rules()
    st.markdown(t("parties.method.text", review=_share(rules.review), same=_share(rules.same)))
    st.markdown(t("parties.method.written"))
    st.markdown(t("parties.method.consortia"))
    st.markdown(t("parties.method.weights"))
    label = "parties.method."
    rows = pl.DataFrame(
        [
            {
                "property": t(f"parties.properties.{prop}"),
                "level": level.words,
                "m": level.m,
                "u": level.u,
                "bits": t(label + "by_frequency")
                if level.by_frequency
                else f"{math.log2(level.m / level.u):+.1f}",
            }
            for prop, levels in rules.levels.items()
            for level in levels
        ]
    )
    rows_table.show(
        rows,
        "matching-weights",
        {
            "property": rows_table.text(t(label + "property")),
            "level": rows_table.text(t(label + "level"), width="large"),
            "m": st.column_config.NumberColumn(t(label + "m"), format="percent"),
            "u": st.column_config.NumberColumn(t(label + "u"), format="%.4f"),
            "bits": rows_table.text(t(label + "bits"), alignment="right"),
        },
        alt=t(label + "alt"),
        height="content",
    )


def _share(value: float) -> str:
    return f"{value:.0%}"
