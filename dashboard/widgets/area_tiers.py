"""What the order of review says of a place: counts of its projects, and checks of the place."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t
from dashboard.session import Scope
from dashboard.widgets import frame, rows_table, tier_words
from dashboard.widgets.party_flags import show_one

FEWEST = 5  # below, a count would speak of single projects


def show(area_id: str) -> None:
    """Draws how many projects of an area stand in each tier; nobody is named."""
    st.subheader(t("area_tiers.title"), anchor="tiers")
    rows = session.view("area_tiers", Scope(neighbourhood_id=area_id))
    count = rows["project_count"].sum()
    if count < FEWEST:
        st.markdown(t("area_tiers.few"))
        return
    st.markdown(reading(rows))
    label = "area_tiers."
    shown = rows.with_columns(
        pl.Series("name", [tier_words.name(tier) for tier in rows["tier"]], dtype=pl.String),
        (pl.col("project_count") / count).alias("project_share"),
    )
    rows_table.show(
        shown.select("name", "project_count", "project_share", "provisional_count"),
        "area-tiers",
        {
            "name": rows_table.text(t("queue.column.tier")),
            "project_count": rows_table.count(t(label + "projects")),
            "project_share": rows_table.share(t(label + "share")),
            "provisional_count": rows_table.count(t(label + "provisional")),
        },
        alt=t(label + "alt"),
    )


def reading(rows: pl.DataFrame) -> str:
    """One sentence: how many projects stand in each tier, and how much could be computed."""
    tiers = [
        t(
            "queue.sentence_part",
            count=formats.count(row["project_count"]),
            tier=tier_words.name(row["tier"]).lower(),
        )
        for row in rows.iter_rows(named=True)
    ]
    known = rows.drop_nulls("coverage")
    total = known["project_count"].sum()
    mean = (known["coverage"] * known["project_count"]).sum() / total if total else None
    return t(
        "area_tiers.text",
        count=formats.count(rows["project_count"].sum()),
        tiers=", ".join(tiers),
        share=formats.share(mean),
    )


def show_flags(area_id: str) -> None:
    """Draws the checks of the place itself: cards of those raised, and what was not judged."""
    st.subheader(t("area_tiers.flags"), anchor="flags")
    definitions = session.relation("indicator_definitions").select("code", "name", "title", "unit")
    found = session.relation(
        "indicator_results", subject_kind="neighbourhood", subject_id=area_id
    ).join(definitions, on="code")
    flagged = found.filter(outcome="flagged").sort("code")
    for row in flagged.partition_by("code", maintain_order=True):
        show_one(row, session.build_facts()["currency"])
    if not flagged.is_empty():
        frame.question_note()
    unjudged = found.filter(pl.col("outcome").is_in(["insufficient", "contradictory"]))
    clear = found.filter(outcome="clear")
    if flagged.is_empty():
        counts = {"clear": clear.height, "unjudged": unjudged.height}
        words = {name: formats.count(count) for name, count in counts.items()}
        st.markdown(t("area_tiers.flags_none", **words))
    if clear.height:
        st.caption(t("area_tiers.clear", list=_listed(clear, "")))
    if unjudged.height:
        st.caption(t("area_tiers.unjudged", list=_listed(unjudged, "skip_reason")))


def _listed(rows: pl.DataFrame, reason: str) -> str:
    return "; ".join(
        f"{row['title']} ({row['code']})" + (f": {row[reason]}" if reason else "")
        for row in rows.sort("code").iter_rows(named=True)
    )
