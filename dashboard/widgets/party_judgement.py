"""The evidence of each match, and the place where a person says what is right."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.desk import parties as desk
from dashboard.i18n import formats, t
from dashboard.messages import InputError
from dashboard.widgets import party_columns, rows_table
from dashboard.widgets.plain_text import plain
from dashboard.widgets.project_columns import NOT_AVAILABLE
from dashboard.widgets.rows_table import Opens

EVIDENCE = [
    "status", "party_name", "other_party_name", "match_probability", "evidence", "party_id",
    "other_party_id",
]  # fmt: skip
LOG = ["decided_at", "decided_by", "judgement", "reason", "party_id", "other_party_id"]


def show(cluster_id: str, party_ids: list[str]) -> None:
    """Draws the pairs of a company with their evidence, the form, and what was said before."""
    pairs = session.view("company_evidence", cluster_id=cluster_id)
    st.subheader(t("party.evidence_title"), anchor="evidence")
    if pairs.is_empty():
        st.markdown(t("party.evidence_none"))
        return
    st.markdown(t("party.evidence_text"))
    rows_table.show(
        party_columns.worded(pairs),
        "company-evidence",
        party_columns.configured(pairs, EVIDENCE),
        alt=t("party.evidence_alt"),
        missing=NOT_AVAILABLE,
        opens=Opens("party", {"company": "other_cluster_id"}),
    )
    _form(pairs)
    _log(party_ids)


def _form(pairs: pl.DataFrame) -> None:
    """One judgement on one pair."""
    labels = {
        (row["party_id"], row["other_party_id"]): (
            f"{row['party_name']} ({row['party_id']}) / "
            f"{row['other_party_name']} ({row['other_party_id']})"
        )
        for row in pairs.iter_rows(named=True)
    }
    evidence = dict(zip(labels, pairs["evidence"], strict=True))
    with st.expander(t("party.judge.title"), icon=":material/gavel:"):
        st.markdown(t("party.judge.text"))
        pair = st.selectbox(t("party.judge.pair"), list(labels), format_func=labels.get)
        st.markdown("\n".join(f"- {plain(part)}" for part in evidence[pair].split("; ")))
        with st.form("party_judgement", border=False):
            said = st.radio(
                t("party.judge.choice"),
                [desk.SAME, desk.APART, desk.WITHDRAWN],
                format_func=lambda word: t(f"parties.judgements.{word}"),
                horizontal=True,
            )
            who = st.text_input(t("party.judge.who"), help=t("party.judge.who_help"), max_chars=100)
            why = st.text_area(t("party.judge.why"), help=t("party.judge.why_help"), max_chars=1000)
            sent = st.form_submit_button(t("party.judge.save"))
        if sent:
            _record(pair, said, who, why)


def _record(pair: tuple[str, str], said: str, who: str, why: str) -> None:
    workspace = session.current().workspace
    try:
        desk.judge(workspace, *pair, said, who, why)
    except InputError as error:
        st.error(plain(error), icon=":material/error:")
        return
    st.success(t("party.judge.saved", workspace=workspace.name), icon=":material/check:")


def _log(party_ids: list[str]) -> None:
    """What people said of this company's pairs, the newest first."""
    workspace = session.current().workspace
    said = desk.said_of(workspace, party_ids)
    if said.is_empty():
        return
    matches = session.view("company_decided")
    waiting = desk.waiting(workspace, matches).height
    if waiting:
        text = "waiting_one" if waiting == 1 else "waiting"
        st.warning(
            t(f"party.judge.{text}", count=formats.count(waiting)), icon=":material/schedule:"
        )
    st.markdown(f"**{t('party.judge.log')}**")
    rows_table.show(
        party_columns.worded(said),
        "company-judgements",
        party_columns.configured(said, LOG),
        alt=t("party.judge.log_alt"),
    )
