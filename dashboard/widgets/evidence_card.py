"""The evidence card of one flag: what was measured, the sum, the peers, what would clear it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import session
from dashboard.i18n import evidence_words, formats, t
from dashboard.widgets.plain_text import plain


def show(code: str, row: dict[str, Any], currency: str | None) -> None:
    """Draws the card's sentences for one raised row of an indicator's own relation."""
    header = session.indicators()[code].header
    currency = row.get("currency") or currency
    for key in ("sentence", "worked"):
        if header.get(key):
            text = evidence_words.filled(header[key], row, header["unit"], currency)
            st.markdown(t(f"evidence.{key}", text=plain(text)))
    peers = peer_words(row)
    if peers:
        st.markdown(t("evidence.peers", text=plain(peers)))
    if row.get("q_value") is not None:
        st.markdown(t("evidence.chance", share=formats.share(row["q_value"], 1)))
    if header.get("clears"):
        st.markdown(t("evidence.clears", text=plain(header["clears"])))


def peer_words(row: dict[str, Any]) -> str:
    """Which peers a row was compared with and how far it lies from them; empty where with none."""
    if row.get("peer_count") is None:
        return ""
    above, below = row.get("above_distance") or 0.0, row.get("below_distance") or 0.0
    side = "above" if above >= below else "below"
    return t(
        f"evidence.peers_{side}",
        count=formats.count(row["peer_count"]),
        group=row.get("peer_group") or "",
        distance=f"{max(above, below):.1f}",
        date=formats.day(row.get("baseline_date")),
    )


def show_measured(code: str) -> None:
    """Draws how often this kind of flag was right where the truth is known, or that none is."""
    for text in measured_words(code):
        st.markdown(f"- {text}")


def measured_words(code: str) -> list[str]:
    """Sentences on recall, precision and false flags, each with what it was measured on."""
    found = next((one for one in session.evidence_kept("planted") if one["code"] == code), None)
    if found is None or found["precision"] is None:
        return [t("evidence.not_measured")]
    sentences = [
        t(
            "evidence.planted",
            cities=formats.count(found["city_count"]),
            planted=formats.count(found["planted_count"]),
            recall=interval(found, "recall"),
            precision=interval(found, "precision"),
            false=f"{found['false_per_thousand']:.1f}",
        )
    ]
    if found["twin_count"]:
        sentences.append(
            t(
                "evidence.twins",
                count=formats.count(found["twin_count"]),
                raised=formats.count(found["false_twin_count"]),
            )
        )
    if found["null_share"] is not None:
        sentences.append(t("evidence.null", share=f"{found['null_share'] * 1000:.1f}"))
    return sentences


def interval(found: dict[str, Any], name: str) -> str:
    """98.4 % (97.1 % to 99.2 %)."""
    value, low, high = (found[column] for column in (name, f"{name}_low", f"{name}_high"))
    return t(
        "evidence.interval",
        value=formats.share(value, 1),
        low=formats.share(low, 1),
        high=formats.share(high, 1),
    )
