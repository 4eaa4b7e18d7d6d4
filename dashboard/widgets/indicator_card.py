"""The evidence card of one flag on the page of its indicator."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import session
from dashboard.i18n import t
from dashboard.session import Scope
from dashboard.widgets import evidence_card, frame, linked_choice
from dashboard.widgets.plain_text import plain

OFFERED = 50


def show(definition: dict[str, Any], scope: Scope) -> None:
    """Draws the card of the flag that the address names, else of the gravest one."""
    code = definition["code"]
    flagged = session.view(
        "indicator_rows", scope, code=code, outcome="flagged", row_limit=OFFERED, row_offset=0
    )
    if flagged.is_empty():
        return
    st.subheader(t("evidence.card"), anchor="card")
    st.markdown(t("evidence.card_text"))
    named = {
        row["subject_id"]: "{} · {}".format(
            row["subject_id"], t(f"indicators.severity.{row['severity']}")
        )
        for row in flagged.iter_rows(named=True)
    }
    asked = st.query_params.get("subject")
    if asked and asked not in named:
        named = {asked: asked} | named
    subject_id = linked_choice.select(
        t("evidence.subject"), named, key="subject", default=next(iter(named))
    )
    rows = session.evidence(code, (subject_id,))
    rows = rows.filter(outcome="flagged") if "outcome" in rows.columns else rows
    if rows.is_empty():
        st.info(t("indicators.rows_none"), icon=":material/search_off:")
        return
    row = rows.row(0, named=True)
    sources = evidence_card.sources(row, definition["subject_kind"])
    published = sources["published_date"].max() if sources.height else None
    with st.container(border=True):
        st.markdown(f"**{plain(subject_id)}**")
        currency = session.build_facts()["currency"]
        evidence_card.show(code, row, currency)
        evidence_card.show_more(code, row, currency, published)
        st.markdown(evidence_card.source_row_words(sources, definition["subject_kind"]))
        if row.get("project_id"):
            frame.link("project", t("evidence.to_project"), project=row["project_id"])
    frame.question_note()
