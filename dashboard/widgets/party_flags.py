"""The flags of one company with their evidence cards, and those it is only linked with."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import t
from dashboard.widgets import evidence_card, frame, indicator_findings, rows_table, tier_card
from dashboard.widgets.flag_list import ICONS
from dashboard.widgets.rows_table import Opens

MOST_SUBJECTS = 200


def show_tiers(cluster_id: str, currency: str | None) -> pl.DataFrame:
    """Draws its tier as a supplier, and as a buyer where it is one; returns the flags of both."""
    st.caption(":material/visibility_lock: " + t("tier.oversight"))
    flags = tier_card.show("party", cluster_id, currency)
    # A contractor that pays others is a buyer too; it is shown where that says anything.
    contracts = session.relation("entity_amounts", entity_kind="buyer", entity_id=cluster_id)
    judged = session.relation("entity_tiers", entity_kind="buyer", entity_id=cluster_id)
    if contracts.is_empty() and not judged["severity_rank"].sum():
        return flags
    st.caption(t("tier.as_buyer"))
    return pl.concat([flags, tier_card.show("buyer", cluster_id, currency)])


def show(flags: pl.DataFrame, currency: str | None) -> None:
    """Draws `flags`, rows of the view entity_flags: its own with cards, the linked as a table."""
    st.subheader(t("tier.flags"), anchor="flags")
    own, linked = flags.filter("is_own"), flags.filter(~pl.col("is_own"))
    if own.is_empty():
        st.markdown(t("tier.flags_none"))
    for of_code in own.partition_by("code", maintain_order=True):
        show_one(of_code, currency)
    if linked.is_empty():
        st.markdown(t("tier.flags_linked_none"))
    else:
        _show_linked(linked)
    frame.question_note()


def show_one(flags: pl.DataFrame, currency: str | None) -> None:
    """The card of the gravest flag of one indicator, and all its rows behind it."""
    worst = flags.row(0, named=True)
    code = worst["code"]
    found = session.evidence(code, tuple(flags["subject_id"].head(MOST_SUBJECTS)))
    order = flags.select("subject_id").with_row_index("place").unique("subject_id", keep="first")
    rows = found.join(order, on="subject_id").sort("place").drop("place")
    if rows.is_empty():
        return
    row = rows.row(0, named=True)
    sources = evidence_card.sources(row, worst["subject_kind"])
    published = sources["published_date"].max() if sources.height else None
    with st.container(border=True):
        severity = t(f"project.severity.{worst['severity']}")
        heading = t("project.flags.heading", severity=severity, title=worst["title"], code=code)
        st.markdown(f"##### {ICONS[worst['severity']]} {heading}")
        evidence_card.show(code, row, currency)
        with st.expander(t("evidence.more"), icon=":material/table_rows:"):
            evidence_card.show_more(code, row, currency, published)
            st.markdown(evidence_card.source_row_words(sources, worst["subject_kind"]))
            rows_table.show(
                rows,
                f"evidence-{code}",
                indicator_findings.columns(_named(rows), worst["unit"]),
                alt=t("project.flags.alt", title=worst["title"]),
                opens=Opens("project", {"project": "project_id"}),
                missing="–",
            )
            frame.link("indicator", t("project.flags.link"), code=code)


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the columns that the table of findings looks for."""
    missing = [name for name in ("project_name", "skip_reason") if name not in rows.columns]
    return rows.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in missing)


def _show_linked(flags: pl.DataFrame) -> None:
    st.markdown(t("tier.flags_linked"))
    label = "indicators.column."
    severities = {name: t(f"indicators.severity.{name}") for name in ICONS}
    rows_table.show(
        flags.with_columns(pl.col("severity").replace(severities)),
        "linked-flags",
        {
            "code": rows_table.text(t(label + "code"), width="small"),
            "title": rows_table.text(t(label + "title"), width="medium"),
            "severity": rows_table.text(t(label + "severity"), width="small"),
            "subject_kind": rows_table.text(t(label + "kind"), width="small"),
            "subject_id": rows_table.text(t(label + "subject")),
        },
        alt=t("tier.flags_linked_alt"),
        opens=Opens("indicator", {"code": "code"}),
    )
