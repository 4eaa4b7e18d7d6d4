"""The sections of the payments page: each a title, a sentence read from the data, a table."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.charts import waiting
from dashboard.i18n import formats, t
from dashboard.session import Scope
from dashboard.widgets import frame, rows_table
from dashboard.widgets.rows_table import Opens

PAYERS_SHOWN = 100


def show_nothing_supplied() -> None:
    """Says that there are no invoices, which files would bring them, and where to look instead."""
    with st.container(border=True):
        st.subheader(t("payments.empty.title"))
        st.write(t("payments.empty.text"))
        st.write(t("payments.empty.would"))
        for name in ("invoices", "payments", "clocks"):
            st.markdown("- " + t(f"payments.empty.{name}"))
        st.caption(t("payments.empty.loaded"))
        frame.link("data", t("pages.data"))


def totals_of(tiers: pl.DataFrame) -> dict:
    """All tiers added up; None where no tier knows, never 0."""
    added = (
        "invoice_count",
        "settled_count",
        "judged_count",
        "late_count",
        "open_count",
        "overdue_count",
        "open_amount",
        "open_without_amount_count",
        "unknown_count",
    )
    return tiers.select(
        *(pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()) for name in added),
        pl.when(pl.col("judged_count").sum() > 0)
        .then(pl.col("late_count").sum() / pl.col("judged_count").sum())
        .alias("late_share"),
        pl.col("longest_open_days").max(),
        pl.col("payments_known_date").min(),
    ).row(0, named=True)


def show_totals(totals: dict, tiers: pl.DataFrame) -> None:
    """The sentence of the page and four numbers, each with what it was counted over."""
    currency = session.build_facts()["currency"]
    late = ""
    if totals["late_share"] is not None:
        late = t("payments.sentence_late", share=formats.share(totals["late_share"]))
    st.markdown(
        "**"
        + t(
            "payments.sentence" if totals["open_count"] else "payments.sentence_none_open",
            settled=formats.count(totals["settled_count"]),
            total=formats.count(totals["invoice_count"]),
            late=late,
            open=formats.count(totals["open_count"]),
            amount=formats.money(totals["open_amount"], currency),
            age=formats.days(totals["longest_open_days"]),
        )
        + "**"
    )
    first = tiers.row(0, named=True)
    judged = t("payments.late_note", count=formats.count(totals["judged_count"]))
    has_late = totals["late_share"] is not None
    has_overdue = totals["overdue_count"] is not None
    with st.container(horizontal=True):
        _number(
            t("payments.median", tier=t(f"payments.tier.{first['tier']}").lower()),
            formats.days(first["median_days"]),
            t("payments.median_note", count=formats.count(first["timed_count"])),
        )
        _number(
            t("payments.late_share"),
            formats.share(totals["late_share"]) if has_late else t("payments.no_share"),
            judged if has_late else t("payments.due_unknown"),
        )
        _number(
            t("payments.open"),
            formats.count(totals["open_count"]),
            formats.money(totals["open_amount"], currency),
        )
        _number(
            t("payments.overdue"),
            formats.count(totals["overdue_count"]) if has_overdue else t("payments.no_share"),
            t("payments.overdue_note") if has_overdue else t("payments.due_unknown"),
        )
    notes = []
    if totals["unknown_count"]:
        notes.append(t("payments.unknown", count=formats.count(totals["unknown_count"])))
    if totals["open_without_amount_count"]:
        count = formats.count(totals["open_without_amount_count"])
        notes.append(t("payments.without_amount", count=count))
    if totals["payments_known_date"] is not None:
        day = formats.day(totals["payments_known_date"])
        notes.append(t("payments.known_until", day=day))
    st.caption(" ".join(notes))


def _number(label: str, value: str, note: str) -> None:
    st.metric(
        label,
        value,
        delta=note,
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",
    )


def show_tiers(tiers: pl.DataFrame) -> None:
    """Days to pay by tier as a chart and as its table."""
    st.subheader(t("payments.tiers_title"))
    st.write(waiting.tiers_reading(tiers))
    if tiers["timed_count"].sum():
        st.plotly_chart(waiting.days_by_tier(tiers), alt=t("payments.tiers_alt"), key="chart_tiers")
    label = "payments.column."
    named = with_share_state(with_tier_names(tiers))
    rows_table.show(
        named,
        "days-to-pay-by-tier",
        {
            "tier_name": rows_table.text(t(label + "tier"), pinned=True),
            "settled_count": rows_table.count(t(label + "settled")),
            "median_days": rows_table.days(t(label + "median")),
            "p80_days": rows_table.days(t(label + "p80")),
            "p90_days": rows_table.days(t(label + "p90")),
            "median_allowed_days": rows_table.days(t(label + "allowed")),
            "share_state": rows_table.text(t(label + "state"), alignment="right"),
        },
        alt=t("payments.tiers_alt"),
    )
    st.write(waiting.open_reading(tiers))
    rows_table.show(
        named,
        "open-by-tier",
        {
            "tier_name": rows_table.text(t(label + "tier"), pinned=True),
            "invoice_count": rows_table.count(t(label + "invoices")),
            "unpaid_after_30_share": rows_table.share(t(label + "after_30")),
            "unpaid_after_60_share": rows_table.share(t(label + "after_60")),
            "unpaid_after_90_share": rows_table.share(t(label + "after_90")),
            "open_count": rows_table.count(t(label + "open")),
            "open_amount": rows_table.money(t(label + "open_amount")),
        },
        alt=t("payments.open_tiers_alt"),
    )
    st.caption(t("payments.tiers_note"))


def show_clocks() -> None:
    """The legal clocks of the jurisdiction with their citations, or that none is known."""
    st.subheader(t("payments.clocks_title"))
    clocks = session.relation("ref_payment_clocks")
    if clocks.is_empty():
        st.info(
            t("payments.no_clock", jurisdiction=session.build_facts()["jurisdiction"]),
            icon=":material/gavel:",
        )
        return
    label = "payments.column."
    named = with_tier_names(clocks).with_columns(
        pl.col("clock").replace_strict({name: t(f"payments.clock.{name}") for name in CLOCKS}),
        pl.col("verification").replace(
            {tag: f"{t(f'verification.{tag}')} [{tag}]" for tag in VERIFICATIONS}
        ),
    )
    rows_table.show(
        named,
        "legal-clocks",
        {
            "tier_name": rows_table.text(t(label + "tier")),
            "clock": rows_table.text(t(label + "starts")),
            "limit_days": rows_table.count(t(label + "limit")),
            "citation": rows_table.text(t(label + "citation"), width="large"),
            "verification": rows_table.text(t(label + "verification")),
        },
        alt=t("payments.clocks_alt"),
    )


CLOCKS = (
    "received_date",
    "approved_date",
    "issued_date",
    "work_received_date",
    "parent_settled_date",
)
VERIFICATIONS = ("V", "V2", "M", "D")
TIERS = ("client_prime", "prime_sub", "sub_sub", "wage", "equipment", "material")


def with_tier_names(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with `tier_name`, what their tier is called on the page."""
    names = {tier: t(f"payments.tier.{tier}") for tier in TIERS}
    return rows.with_columns(pl.col("tier").replace(names).alias("tier_name"))


def show_payers(scope: Scope) -> None:
    """Who pays late and who leaves most open."""
    payers = session.view("payment_performance_by_payer", scope, row_limit=PAYERS_SHOWN)
    st.subheader(t("payments.payers_title"))
    label = "payments.column."
    rows_table.show(
        with_share_state(with_tier_names(payers)),
        "by-payer",
        {
            "payer_name": rows_table.text(t(label + "payer"), pinned=True),
            "tier_name": rows_table.text(t(label + "tier")),
            "open_amount": rows_table.money(t(label + "open_amount")),
            "open_count": rows_table.count(t(label + "open")),
            "overdue_count": rows_table.count(t(label + "overdue")),
            "settled_count": rows_table.count(t(label + "settled")),
            "mean_days": rows_table.days(t(label + "mean")),
            "share_state": rows_table.text(t(label + "state"), alignment="right"),
        },
        alt=t("payments.payers_alt"),
        file=lambda: session.view("payment_performance_by_payer", scope, row_limit=100_000),
    )
    total = formats.count(payers["row_total"].max())
    st.caption(t("payments.payers_note", shown=formats.count(payers.height), total=total))


def with_share_state(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with `share_state`: the share settled late, or in words why there is none."""
    state = [
        t(
            "payments.share_of",
            share=formats.share(row["late_share"], 1),
            count=formats.count(round(row["judged_count"])),
        )
        if row["late_share"] is not None
        else t("payments.too_few" if row["is_too_few"] else "payments.no_share")
        for row in rows.iter_rows(named=True)
    ]
    return rows.with_columns(pl.Series("share_state", state, dtype=pl.String))


def show_places(scope: Scope) -> None:
    """The share settled late in each neighbourhood of one level; a row opens its page."""
    places = session.view("payment_performance_by_neighbourhood", scope)
    levels = places["level"].drop_nulls().unique(maintain_order=True).sort().to_list()
    if not levels:
        return
    st.subheader(t("payments.places_title"))
    level = levels[0]
    if len(levels) > 1:
        level = st.segmented_control(
            t("payments.level"),
            levels,
            default=level,
            key="payment_level",
            bind="query-params",
            required=True,
        )
    drawn = places.filter(pl.col("level") == level)
    judged = drawn.drop_nulls(["late_share", "neighbourhood_name"])
    if not judged.is_empty():
        worst = judged.row(0, named=True)
        st.write(
            t(
                "payments.places_reading",
                place=worst["neighbourhood_name"],
                share=formats.share(worst["late_share"]),
                count=formats.count(round(worst["judged_count"])),
            )
        )
    label = "payments.column."
    rows_table.show(
        with_share_state(drawn).with_columns(
            pl.col("neighbourhood_name").fill_null(t("payments.unplaced"))
        ),
        "by-neighbourhood",
        {
            "neighbourhood_name": rows_table.text(t(label + "place"), pinned=True),
            "share_state": rows_table.text(t(label + "state"), alignment="right"),
            "mean_days": rows_table.days(t(label + "mean")),
            "open_count": rows_table.days(t(label + "open")),
            "open_amount": rows_table.money(t(label + "open_amount")),
            "project_count": rows_table.count(t(label + "projects")),
        },
        alt=t("payments.places_alt"),
        opens=Opens("neighbourhood", {"neighbourhood": "neighbourhood_id"}),
    )
    st.caption(t("payments.places_note"))
