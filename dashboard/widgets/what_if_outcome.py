"""What a moved threshold would change: flags, tiers and money, and the names that come and go."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard.i18n import formats, t
from dashboard.widgets import rows_table, tier_words
from dashboard.widgets.plain_text import plain

KINDS = ("project", "contract", "tender", "party", "buyer")
SEVERITIES = ("watch", "high", "critical")
SHARES = ("ratio", "share", "points")
SHOWN = 200
LABEL = "what_if.column."


def show(found: dict[str, Any]) -> None:
    """Counts of flags, tiers and money, before and after."""
    counts = {name: formats.count(value) for name, value in found.items() if name.endswith("count")}
    flags = t(
        "what_if.counts",
        after=formats.count(found["flagged_after"]),
        before=formats.count(found["flagged_before"]),
        coming=counts["coming_count"],
        going=counts["going_count"],
        changed=counts["changed_count"],
    )
    tiers = t(
        "what_if.tiers",
        count=counts["tier_change_count"],
        coming=counts["entities_coming_count"],
        going=counts["entities_going_count"],
    )
    for column, text in zip(st.columns(3), (flags, tiers, money_words(found)), strict=True):
        with column.container(border=True, height="stretch"):
            st.markdown(text)
    if not found["is_complete"]:
        st.warning(t("what_if.incomplete"), icon=":material/info:")


def money_words(found: dict[str, Any]) -> str:
    """The money tied to the flags, after instead of before."""
    before, after = found["exposure_before"], found["exposure_after"]
    if before is None and after is None:
        return t("what_if.money_none")
    currency = found["currency"]
    return t(
        "what_if.money",
        after=plain(formats.money(after or 0, currency)),
        before=plain(formats.money(before or 0, currency)),
    )


def entities(tiers: pl.DataFrame, code: str, units: str) -> None:
    """The names that come and go, those that enter the queue first."""
    st.markdown(f"**{t('what_if.entities')}**")
    order = {name: place for place, name in enumerate(("comes", "goes", "rises", "falls"))}
    moved = tiers.filter(pl.col("movement") != "stays").sort(
        pl.col("movement").replace_strict(order, default=9),
        "tier_rank_after",
        "entity_kind",
        "entity_id",
        descending=[False, True, False, False],
    )
    if moved.is_empty():
        st.markdown(t("what_if.entities_none"))
        return
    names = {tier: tier_words.name(tier) for tier in tier_words.TIERS}
    rows = moved.with_columns(
        tier_words.labelled(),
        pl.col("movement").replace({name: t(f"what_if.movement.{name}") for name in order}),
        pl.col("entity_kind").replace({kind: t(f"tier.kinds.{kind}") for kind in KINDS}),
        pl.col("tier_before", "tier_after").replace(names),
        *(_interval(moved, side).alias(f"score_{side}") for side in ("before", "after")),
    )
    _table(
        rows,
        f"moved-tiers-{code}",
        {
            "movement": rows_table.text(t(LABEL + "movement"), width=150),
            "entity_kind": rows_table.text(t(LABEL + "kind"), width=110),
            "entity_name": rows_table.text(t(LABEL + "entity"), width=300),
            "tier_before": rows_table.text(t(LABEL + "before")),
            "tier_after": rows_table.text(t(LABEL + "after")),
            "score_before": rows_table.text(t(LABEL + "score_before")),
            "score_after": rows_table.text(t(LABEL + "score_after")),
        },
        t("what_if.entities_alt"),
        units,
    )


def _interval(rows: pl.DataFrame, side: str) -> pl.Series:
    ends = rows.select(f"lowest_score_{side}", f"highest_score_{side}").iter_rows()
    return pl.Series([tier_words.interval(*pair) for pair in ends], dtype=pl.String)


def subjects(flags: pl.DataFrame, definition: dict[str, Any], units: str) -> None:
    """The flags that come, go or change, the gravest first."""
    with st.expander(t("what_if.subjects")):
        moved = flags.filter(pl.col("rank_before") != pl.col("rank_after")).sort(
            "rank_after", "subject_id", descending=[True, False]
        )
        if moved.is_empty():
            st.markdown(t("what_if.subjects_none"))
            return
        words = {name: t(f"indicators.severity.{name}") for name in SEVERITIES}
        share = definition["unit"] in SHARES
        value = rows_table.share if share else rows_table.number
        _table(
            moved.with_columns(pl.col("severity_before", "severity_after").replace(words)),
            f"moved-flags-{definition['code']}",
            {
                "subject_id": rows_table.text(t(LABEL + "subject"), width=260),
                "severity_before": rows_table.text(t(LABEL + "flag_before")),
                "severity_after": rows_table.text(t(LABEL + "flag_after")),
                "value": value(t(LABEL + "value")),
                "exposure_amount": rows_table.number(t(LABEL + "exposure")),
            },
            t("what_if.subjects_alt"),
            units,
        )


def _table(rows: pl.DataFrame, name: str, columns: dict, alt: str, units: str) -> None:
    shown = rows.head(SHOWN)
    if rows.height > SHOWN:
        values = {"shown": formats.count(SHOWN), "count": formats.count(rows.height)}
        st.caption(t("what_if.many", **values))
    rows_table.show(shown, name, columns, alt=alt, missing="–", units=units, file=rows)
