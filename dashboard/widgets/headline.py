"""The overview in words: what the data say, topic by topic, and what they cannot say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t

TOPICS = ("cost", "delay", "payment", "stalled")
CODES = {
    "cost": ("C1", "C2"),
    "delay": ("S1",),
    "payment": ("P1", "P2", "P3"),
    "stalled": ("S4",),
}
Numbers = Mapping[str, Mapping[str, Any]]


def by_topic(rows: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """The rows of the view `overview_numbers` by topic; a topic without data has no entry."""
    return {row["topic"]: row for row in rows.iter_rows(named=True)}


def is_judged(numbers: Numbers, topic: str) -> bool:
    """Whether anything of a topic could be judged."""
    return bool(numbers.get(topic, {}).get("judged_count"))


def said(numbers: Numbers, totals: Mapping[str, Any], currency: str | None) -> str:
    """One sentence over all topics that have data; empty where none has."""
    clauses = [
        _cost(numbers, totals),
        _delay(numbers, totals),
        _payment(totals, currency),
        _stalled(numbers, totals),
    ]
    found = [clause for clause in clauses if clause]
    if not found:
        return ""
    return t(
        "overview.said",
        projects=formats.count(totals["project_count"]),
        clauses="; ".join(found),
    )


def unsaid(numbers: Numbers, totals: Mapping[str, Any]) -> str:
    """One sentence that names the topics about which nothing can be said; empty where all can."""
    missing = [topic for topic in TOPICS if not is_judged(numbers, topic)]
    if totals["open_count"] and "payment" in missing:
        missing.remove("payment")  # its clause says what is not known
    if not missing:
        return ""
    named = ", ".join(t(f"overview.unsaid_topics.{topic}") for topic in missing)
    return t("overview.unsaid", topics=named)


def _cost(numbers: Numbers, totals: Mapping[str, Any]) -> str:
    if not is_judged(numbers, "cost"):
        return ""
    by_contract = totals["contract_judged_project_count"] > 0
    by_budget = totals["budget_judged_project_count"] > 0
    variant = "both" if by_contract and by_budget else "contract" if by_contract else "budget"
    return t(
        f"overview.cost.{variant}",
        flagged=formats.count(numbers["cost"]["flagged_project_count"]),
        judged=formats.count(numbers["cost"]["judged_project_count"]),
        contract=formats.share(totals["contract_growth_threshold"]),
    )


def _delay(numbers: Numbers, totals: Mapping[str, Any]) -> str:
    if not is_judged(numbers, "delay"):
        return ""
    return t(
        "overview.delay",
        flagged=formats.count(numbers["delay"]["flagged_project_count"]),
        judged=formats.count(numbers["delay"]["judged_project_count"]),
        threshold=formats.share(totals["slippage_threshold"]),
    )


def _payment(totals: Mapping[str, Any], currency: str | None) -> str:
    if not totals["open_count"]:
        return ""
    variant = "dated" if totals["dated_open_count"] else "undated"
    overdue = totals["overdue_count"] or 0
    return t(
        f"overview.payment.{variant}",
        open=formats.count(totals["open_count"]),
        oldest=formats.days(totals["oldest_open_days"]),
        overdue=formats.count(overdue),
        dated=formats.count(totals["dated_open_count"]),
        amount=formats.money(totals["overdue_amount"] if overdue else 0, currency),
    )


def _stalled(numbers: Numbers, totals: Mapping[str, Any]) -> str:
    if not is_judged(numbers, "stalled"):
        return ""
    return t(
        "overview.stalled",
        flagged=formats.count(numbers["stalled"]["flagged_project_count"]),
        judged=formats.count(numbers["stalled"]["judged_project_count"]),
        threshold=formats.days(totals["stalled_threshold_days"]),
    )


def topic_numbers(numbers: Numbers) -> None:
    """Draws the four numbers, each with how much of it could be judged."""
    for topic, column in zip(TOPICS, st.columns(len(TOPICS)), strict=True):
        with column:
            _topic_number(topic, numbers.get(topic))


def _topic_number(topic: str, found: Mapping[str, Any] | None) -> None:
    counts = "" if topic == "payment" else "project_"
    unit = t(f"overview.topics.{topic}.unit")
    with st.container(border=True, height="stretch", gap="xsmall"):
        judged = found[f"judged_{counts}count"] if found else 0
        if not judged:
            st.metric(t(f"overview.topics.{topic}.title"), formats.NOT_SUPPLIED, help=_rules(topic))
            scope = formats.count(found[_all(counts)]) if found else None
            st.caption(
                t("overview.none_judged", all=scope, unit=unit) if scope else t("overview.no_rows")
            )
            return
        flagged = found[f"flagged_{counts}count"]
        st.metric(t(f"overview.topics.{topic}.title"), formats.count(flagged), help=_rules(topic))
        st.caption(
            t(
                "overview.coverage",
                share=formats.share(flagged / judged),
                judged=formats.count(judged),
                all=formats.count(found[_all(counts)]),
                unit=unit,
            )
        )


def _all(counts: str) -> str:
    return "subject_count" if not counts else "project_count"


def _rules(topic: str) -> str:
    """The rules behind a number, as a list of their codes and titles."""
    known = session.indicators()
    rules = [f"{code} {known[code].header['title']}" for code in CODES[topic] if code in known]
    return t("overview.rules", rules="; ".join(rules))
