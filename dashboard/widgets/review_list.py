"""The review queue as tables: by tier, by money alone, and what data to ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t
from dashboard.session import Scope
from dashboard.widgets import (
    drawn_scenarios,
    frame,
    linked_choice,
    paging,
    rows_table,
    tier_words,
)
from dashboard.widgets.rows_table import Opens

KINDS = ("project", "contract", "tender", "party", "buyer")
OF_MANY_PROJECTS = ("party", "buyer")
QUEUED = ("critical", "high", "watch")
DOWNLOADED = 50_000
TOO_MANY = 0.30
LABEL = "queue.column."


@dataclass(frozen=True)
class Asked:
    """What a reader asked the queue for."""

    kind: str
    scope: Scope
    tier: str | None = None
    code: str | None = None


def choose(part: str, scope: Scope) -> Asked:
    """Draws the choices above the table, which stand in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kinds = {kind: t(f"tier.kinds.{kind}") for kind in KINDS}
        kind = linked_choice.select(t("queue.kind"), kinds, key="kind", default=KINDS[0], width=220)
        if part == "requests":
            return Asked(kind, scope)
        tiers = {tier: tier_words.name(tier) for tier in QUEUED}
        tier = linked_choice.select(
            t("queue.tier"), tiers, key="tier", placeholder=t("queue.any_tier"), width=180
        )
        codes = {
            code: f"{code} {query.header['title']}"
            for code, query in session.indicators().items()
            if query.family != "neighbourhood"
        }
        code = linked_choice.select(
            t("queue.code"), codes, key="raised", placeholder=t("queue.any_code"), width=300
        )
    return Asked(kind, scope, tier, code)


def show(asked: Asked, ranking: str) -> None:
    """Draws the queue, in the order of tiers or of money, a page at a time."""
    totals = _view("review_totals", asked)
    in_all = session.view("tier_counts").filter(entity_kind=asked.kind)
    if totals.is_empty():
        _nothing(asked, in_all)
        return
    count = totals["entity_count"].sum()
    st.markdown(sentence(asked.kind, totals))
    _notes(asked, totals, in_all, ranking)
    first = paging.offset(f"queue_{asked.kind}", count)
    rows = page(asked, ranking, paging.ROWS_PER_PAGE, first)
    rows_table.show(
        rows,
        f"queue-{asked.kind}-{ranking}",
        _columns(rows, ranking, totals["currency"].drop_nulls().first()),
        alt=t("queue.alt"),
        opens=opens(asked.kind),
        missing="–",
        units=t("queue.units"),
        file=lambda: page(asked, ranking, DOWNLOADED, 0),
    )
    st.caption(t(f"queue.order_{ranking}") + " " + t("queue.opens"))
    _show_firmness(asked.kind)


def page(asked: Asked, ranking: str, size: int, first: int) -> pl.DataFrame:
    """A page of the queue with the score in words and how firm each tier is."""
    rows = _view("review_page", asked, ranking=ranking, page_size=size, page_start=first)
    return drawn_scenarios.with_kept_share(in_words(rows))


def in_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with `tier` as readers see it and `score`, the interval from its lower end up."""
    names = {tier: tier_words.name(tier) for tier in tier_words.TIERS}
    scores = [
        tier_words.interval(lowest, highest)
        for lowest, highest in rows.select("lowest_score", "highest_score").iter_rows()
    ]
    rows = rows.with_columns(
        pl.Series("score", scores, dtype=pl.String),
        tier_words.labelled(),
    )
    if "tier" not in rows.columns:
        return rows
    return rows.with_columns(
        pl.col("tier").replace_strict(names, default=None), pl.col("exposure_amount").round(0)
    )


def sentence(kind: str, totals: pl.DataFrame) -> str:
    """How many stand in the queue, by tier, and the money tied to their flags."""
    kinds = t(f"tier.kinds_in_queue.{kind}")
    parts = [
        t(
            "queue.sentence_part",
            count=formats.count(row["entity_count"]),
            tier=tier_words.name(row["tier"]).lower(),
        )
        for row in totals.iter_rows(named=True)
    ]
    text = t(
        "queue.sentence",
        count=formats.count(totals["entity_count"].sum()),
        kinds=kinds,
        tiers=", ".join(parts),
    )
    exposed, currencies = totals["exposed_count"].sum(), totals["currency"].drop_nulls().unique()
    amounts = totals.filter(pl.col("exposed_count") > 0)["exposure_amount"]
    if exposed and len(currencies) == 1 and not amounts.null_count():
        amount = formats.money(amounts.sum(), currencies[0])
        text += " " + t("queue.money", amount=amount, count=formats.count(exposed))
    return text


def opens(kind: str) -> Opens:
    """The page that a row opens: of the company, or of the project that it belongs to."""
    if kind in OF_MANY_PROJECTS:
        return Opens("party", {"company": "entity_id"})
    return Opens("project", {"project": "project_id"})


def _view(name: str, asked: Asked, **more: Any) -> pl.DataFrame:
    return session.view(
        name, asked.scope, entity_kind=asked.kind, tier=asked.tier, code=asked.code, **more
    )


def _nothing(asked: Asked, in_all: pl.DataFrame) -> None:
    kinds = t(f"tier.kinds_in_queue.{asked.kind}")
    text = t("queue.nothing") if in_all.is_empty() else t("queue.none", kinds=kinds)
    st.info(text, icon=":material/search_off:")


def _notes(asked: Asked, totals: pl.DataFrame, in_all: pl.DataFrame, ranking: str) -> None:
    """What to beware of: who is not in the queue, that it is long, that filters do not apply."""
    counts = dict(in_all.select("tier", "entity_count").rows())
    rest = t(
        "queue.rest",
        silent=formats.count(counts.get("no signal", 0)),
        unrated=formats.count(counts.get("not rated", 0)),
    )
    notes = [rest]
    queued = sum(counts.get(tier, 0) for tier in QUEUED) / max(sum(counts.values()), 1)
    if queued > TOO_MANY and asked.tier is None and asked.code is None:
        kinds = t(f"tier.kinds_in_queue.{asked.kind}")
        notes.append(t("queue.many", share=formats.share(queued, 1), kinds=kinds))
    if asked.kind in OF_MANY_PROJECTS and asked.scope.described():
        notes.append(t("queue.named"))
    if ranking == "money" and not totals["exposed_count"].sum():
        notes.append(t("queue.none_exposed"))
    st.caption(" ".join(notes))
    if asked.kind in OF_MANY_PROJECTS:
        st.caption(":material/visibility_lock: " + t("tier.oversight"))


def _columns(rows: pl.DataFrame, ranking: str, currency: str | None) -> dict[str, Any]:
    money = st.column_config.NumberColumn(
        t(LABEL + "exposure", currency=currency or "–"), format="localized"
    )
    shown = {
        f"{'money' if ranking == 'money' else 'queue'}_position": rows_table.count(
            t(LABEL + "position"), width=50
        ),
        "entity_name": rows_table.text(t(LABEL + "entity"), width=230),
        "tier": rows_table.text(t(LABEL + "tier"), width=75),
        "rule_cluster_count": rows_table.count(t(LABEL + "clusters"), width=105),
        "score": rows_table.text(t(LABEL + "score"), width=85),
        "exposure_amount": money,
        "reasons": rows_table.text(t(LABEL + "reasons"), width=330),
        "coverage": rows_table.share(t(LABEL + "coverage")),
        "is_provisional": st.column_config.CheckboxColumn(t(LABEL + "provisional")),
    }
    if rows["kept_share"].is_not_null().any():
        shown["kept_share"] = rows_table.share(t(LABEL + "kept"))
    if ranking == "money":  # first seen is what orders the table
        order = ["money_position", "entity_name", "exposure_amount"]
        shown = {name: shown[name] for name in order} | shown
    return shown | {"entity_id": rows_table.text(t(LABEL + "id"))}


def _show_firmness(kind: str) -> None:
    """How much of the top of the queue random scenarios left in place."""
    found = drawn_scenarios.drawn()
    if found is None:
        workspace = session.current().workspace.name
        st.caption(t("queue.not_drawn", workspace=workspace))
        return
    for row in found.top.filter(entity_kind=kind).iter_rows(named=True):
        st.caption(
            t(
                "queue.firm",
                draws=formats.count(found.summary["draws"]),
                share=formats.share(row["mean_overlap"]),
                count=formats.count(row["top_count"]),
            )
        )


def show_requests(asked: Asked) -> None:
    """Draws whose missing fields hide the most, with the fields, a page at a time."""
    st.markdown(t("queue.requests_text"))
    first_rows = requests(asked, 1, 0)
    if first_rows.is_empty():
        st.info(t("queue.requests_none"), icon=":material/task_alt:")
        return
    count = first_rows["request_count"][0]
    kinds = t(f"tier.kinds_in_queue.{asked.kind}")
    st.markdown(t("queue.requests_count", count=formats.count(count), kinds=kinds))
    first = paging.offset(f"requests_{asked.kind}", count)
    rows = requests(asked, paging.ROWS_PER_PAGE, first)
    amount = t(LABEL + "contract", currency=rows["currency"].drop_nulls().first() or "–")
    rows_table.show(
        rows,
        f"requests-{asked.kind}",
        {
            "queue_position": rows_table.count(t(LABEL + "position"), width=55),
            "entity_name": rows_table.text(t(LABEL + "entity"), width=230),
            "missing_fields": rows_table.text(t(LABEL + "missing"), width=420),
            "score": rows_table.text(t(LABEL + "score"), width=85),
            "coverage": rows_table.share(t(LABEL + "coverage")),
            "contract_amount": st.column_config.NumberColumn(amount, format="localized"),
            "request_weight": rows_table.days(t(LABEL + "weight")),
            "field_count": rows_table.count(t(LABEL + "fields")),
            "entity_id": rows_table.text(t(LABEL + "id")),
        },
        alt=t("queue.requests_alt"),
        opens=opens(asked.kind),
        missing=formats.NOT_SUPPLIED,
        units=t("queue.units"),
        file=lambda: requests(asked, DOWNLOADED, 0),
    )
    frame.link("data", t("queue.requests_link"))


def requests(asked: Asked, size: int, first: int) -> pl.DataFrame:
    """A page of the data-request queue with the score in words."""
    rows = session.view(
        "data_request_page",
        asked.scope,
        entity_kind=asked.kind,
        page_size=size,
        page_start=first,
    )
    return in_words(rows)
