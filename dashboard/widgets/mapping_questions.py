"""What the file leaves open, as choices with their consequence; nothing is chosen beforehand."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard.i18n import t
from dashboard.widgets.mapping_file import Desk
from dashboard.widgets.plain_text import plain

DAY = "published"


def show(desk: Desk) -> None:
    """Every question of the proposal, the open ones first."""
    found = desk.proposal()
    if not found.questions:
        return
    n = len(found.open_questions)
    st.subheader(t("mapping.questions"))
    st.write(t("mapping.questions_open", n=n) if n else t("mapping.questions_answered"))
    for question in sorted(found.questions, key=lambda one: not one.is_open):
        _show_question(desk, question)


def _show_question(desk: Desk, question) -> None:
    labels = {option.value: option.consequence for option in question.options}
    values = list(labels)
    chosen = st.radio(
        plain(question.text),
        values,
        index=values.index(question.answer) if question.answer in values else None,
        format_func=lambda value: f"{plain(_in_words(value))}: {plain(labels[value])}",
        key=f"mapping_answer_{question.id}_{desk.version}",
    )
    answer = chosen or ""
    if question.form:
        answer = _free(desk, question) or answer
    if answer and answer != question.answer:
        desk.say(answers=desk.answers | {question.id: answer})
        st.rerun()


def _in_words(value: str) -> str:
    return value.replace("_", " ").replace("-", " ")


def _free(desk: Desk, question) -> str:
    """An answer that is no option: a day, or a currency."""
    key = f"mapping_free_{question.id}_{desk.version}"
    options = {option.value for option in question.options}
    given = "" if question.answer in options else question.answer
    if question.id == DAY:
        day = st.date_input(
            t("mapping.day"),
            value=date.fromisoformat(given) if given else None,
            key=key,
            format="YYYY-MM-DD",
        )
        text = day.isoformat() if day else ""
    else:
        text = st.text_input(t("mapping.currency"), value=given, max_chars=3, key=key)
        text = text.strip().upper()
    if text and not question.accepts(text):
        st.warning(t("mapping.no_answer", answer=plain(text)))
        return ""
    return text if text != given else ""
