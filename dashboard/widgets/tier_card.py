"""The tier of one entity: its sentence, its interval, and how it follows from the flags."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t
from dashboard.widgets import drawn_scenarios, frame, rows_table, tier_words
from dashboard.widgets.plain_text import plain


def show(entity_kind: str, entity_id: str, currency: str | None) -> pl.DataFrame:
    """Draws the tier of a project, contract, party or buyer; returns its flags (entity_flags).

    Nothing is drawn for an entity that the build does not know.
    """
    flags = session.view("entity_flags", entity_kind=entity_kind, entity_id=entity_id)
    found = session.view("entity_tier", entity_kind=entity_kind, entity_id=entity_id)
    if found.is_empty():
        return flags
    tier = found.row(0, named=True)
    with st.container(border=True, gap="xsmall"):
        st.markdown(tier_words.sentence(tier, flags.filter(pl.col("is_own")), currency))
        st.caption(_numbers(tier, entity_kind, entity_id, currency))
        with st.expander(t("tier.how"), icon=":material/account_tree:"):
            _how(tier, entity_kind, entity_id)
        if tier["queue_position"] is not None:
            frame.link("queue", t("tier.to_queue"), kind=entity_kind)
    return flags


def _numbers(tier: dict[str, Any], kind: str, entity_id: str, currency: str | None) -> str:
    parts = [tier_words.score(tier)]
    if tier["exposure_amount"] is not None:
        money = formats.money(tier["exposure_amount"], tier["exposure_currency"] or currency)
        parts.append(t("tier.exposure", amount=plain(money)))
    if tier["queue_position"] is not None:
        kinds = t(f"tier.kinds_in_queue.{kind}")
        position = formats.count(tier["queue_position"])
        parts.append(t("tier.position", position=position, kinds=kinds))
    kept = drawn_scenarios.kept_share(kind, entity_id)
    if kept is not None:
        parts.append(t("tier.kept", tier=tier_words.name(tier["tier"]), share=kept))
    return " · ".join(parts)


def _how(tier: dict[str, Any], kind: str, entity_id: str) -> None:
    """The clusters behind a tier, one row each, and the rules by which it follows."""
    st.markdown(t("tier.rules"))
    titles = session.relation("scoring_clusters").select("cluster", "cluster_title")
    clusters = session.relation(
        "entity_cluster_points", entity_kind=kind, entity_id=entity_id
    ).join(titles, on="cluster", how="left")
    if clusters.is_empty():
        st.markdown(t("tier.no_clusters"))
        return
    label = "tier.column."
    words = {0: "–"} | {
        rank: t(f"indicators.severity.{severity}")
        for rank, severity in enumerate(("watch", "high", "critical"), start=1)
    }
    rows = clusters.sort("lowest_points", "cluster", descending=[True, False]).with_columns(
        pl.col("severity_rank").replace_strict(words, return_dtype=pl.String).alias("severity"),
        pl.col("rule_rank").replace_strict(words, return_dtype=pl.String).alias("by_rule"),
        pl.concat_str(
            pl.col("lowest_points").round(1).cast(pl.String),
            pl.lit(" – "),
            pl.col("highest_points").round(1).cast(pl.String),
        ).alias("points"),
    )
    rows_table.show(
        rows,
        f"clusters-{kind}",
        {
            "cluster_title": rows_table.text(t(label + "cluster"), pinned=True),
            "severity": rows_table.text(t(label + "severity")),
            "by_rule": rows_table.text(t(label + "by_rule")),
            "flagged_codes": rows_table.text(t(label + "flagged")),
            "deciding_code": rows_table.text(t(label + "deciding")),
            "points": rows_table.text(t(label + "points")),
            "unjudged_core_count": rows_table.count(t(label + "unjudged")),
        },
        alt=t("tier.clusters_alt"),
        missing="–",
    )
    st.caption(t("tier.house_defaults"))
    if tier["missing_fields"]:
        st.markdown(t("tier.missing", fields=plain(tier["missing_fields"])))
