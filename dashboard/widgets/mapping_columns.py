"""What each column is taken for, to be corrected; and the first rows as they would load."""

from __future__ import annotations

import polars as pl
import polars.selectors as cs
import streamlit as st

from dashboard.desk import mapping
from dashboard.i18n import formats, t
from dashboard.messages import InputError
from dashboard.widgets.mapping_file import Desk
from dashboard.widgets.plain_text import plain

ROWS_SHOWN = 10
PERSONAL = "personal"
NOTHING = "nothing"  # an empty option would be drawn as None


def show_summary(desk: Desk) -> None:
    """What kind of file it is, which tables it fills, and what was noticed."""
    found = desk.proposal()
    st.subheader(t("mapping.summary"))
    kind = t("mapping.kind", file=plain(found.path.name), kind=found.format["kind"].upper())
    if found.is_standard:
        st.write(kind)
    else:
        row = t("mapping.row", row=t(f"mapping.rows.{found.row_kind}"))
        tables = ", ".join(name.replace("_", " ") for name in found.tables)
        fills = t("mapping.fills", tables=tables) if tables else t("mapping.fills_nothing")
        st.write(f"{kind} {row} {fills}")
    for note in found.notes:
        st.caption(plain(note))


def show_columns(desk: Desk) -> None:
    """A table with one line a column, in which a person says what the column holds."""
    found = desk.proposal()
    if found.choice is None:
        return
    st.subheader(t("mapping.columns"))
    st.write(t("mapping.columns_intro"))
    before = _lines(found)
    labels = {NOTHING: t("mapping.not_read"), PERSONAL: t("mapping.personal")}
    labels |= {name: mapping.in_words(name) for name in mapping.can_be_chosen()}
    with st.form(f"mapping_columns_{desk.version}", border=False):
        after = st.data_editor(
            before,
            key=f"mapping_editor_{desk.version}",
            hide_index=True,
            alt=t("mapping.columns_alt", n=before.height),
            disabled=("header", "sure", "why", "examples"),
            column_config={
                "header": st.column_config.TextColumn(t("mapping.header"), pinned=True),
                "field": st.column_config.SelectboxColumn(
                    t("mapping.holds"),
                    options=list(labels),
                    format_func=lambda name: labels.get(name, name),
                    required=True,
                    width="medium",
                ),
                "sure": st.column_config.TextColumn(t("mapping.sure")),
                "examples": st.column_config.TextColumn(t("mapping.examples")),
                "why": st.column_config.TextColumn(t("mapping.why"), width="large"),
            },
        )
        pressed = st.form_submit_button(t("mapping.again"), icon=":material/refresh:")
    if pressed:
        changed = {
            header: "" if name == NOTHING else name
            for header, name, was in zip(
                after["header"], after["field"], before["field"], strict=True
            )
            if name != was
        }
        if changed:
            desk.say(given=desk.given | changed)
            st.rerun()


def _lines(found: mapping.Proposal) -> pl.DataFrame:
    """One line a column of the file; no value of a column with contacts is in it."""
    lines = []
    for header, one in found.choice.columns.items():
        field = PERSONAL if one.is_personal else one.field or NOTHING
        lines.append(
            {
                "header": header,
                "field": field,
                "sure": mapping.sure_in_words(one.confidence) if one.field else "",
                "examples": "" if one.is_personal else " | ".join(one.seen.examples),
                "why": found.unmapped.get(header) or "; ".join(one.reasons),
            }
        )
    names = ("header", "field", "sure", "examples", "why")
    return pl.DataFrame(lines, schema=dict.fromkeys(names, pl.String))


def show_rows(desk: Desk, text: str) -> None:
    """The first rows as they would load, what would be set aside and why, values with an issue."""
    st.subheader(t("mapping.preview"))
    try:
        tried = mapping.try_rows(desk.proposal(), text)
    except InputError as error:
        st.warning(plain(error), icon=":material/block:")
        return
    st.markdown(
        t(
            "mapping.preview_sentence",
            read=formats.count(tried.rows_read),
            loaded=formats.count(tried.rows_loaded),
            aside=formats.count(tried.rows_quarantined),
        )
    )
    for table, rows in tried.tables.items():
        title = t("mapping.table", table=table.replace("_", " "), n=formats.count(rows.height))
        with st.expander(title, expanded=table == next(iter(tried.tables))):
            shown = rows.head(ROWS_SHOWN).with_columns(cs.date().cast(pl.String))
            st.dataframe(shown, hide_index=True, alt=title, key=f"mapping_{table}")
    if tried.set_aside:
        st.markdown(f"**{t('mapping.set_aside')}**")
        rows = [(row.line, row.reason, row.text) for row in tried.set_aside[:ROWS_SHOWN]]
        names = [t(f"mapping.aside_{name}") for name in ("line", "reason", "text")]
        st.dataframe(
            pl.DataFrame(rows, schema=names, orient="row"),
            hide_index=True,
            alt=t("mapping.set_aside"),
            key="mapping_aside",
        )
    if tried.issues.height:
        st.markdown(f"**{t('mapping.issues')}**")
        st.dataframe(tried.issues, hide_index=True, alt=t("mapping.issues"), key="mapping_issues")
