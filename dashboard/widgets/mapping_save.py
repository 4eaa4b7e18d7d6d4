"""The manifest as text, saved under a name; then the file is loaded and the city built again."""

from __future__ import annotations

import streamlit as st

from dashboard.desk import mapping
from dashboard.i18n import formats, t
from dashboard.messages import InputError
from dashboard.widgets.mapping_file import Desk
from dashboard.widgets.plain_text import plain

BUILD = "mapping_build"
ABOUT = ("title", "owner", "licence")
LONGEST_ABOUT = 300


def show_manifest(desk: Desk) -> str:
    """Who publishes the file, and the manifest that a person may change; returns its text."""
    found = desk.proposal()
    st.subheader(t("mapping.about"))
    about = {
        name: st.text_input(
            t(f"mapping.{name}"),
            value=getattr(found, name),
            max_chars=LONGEST_ABOUT,
            key=f"mapping_{name}_{desk.upload}",
        )
        for name in ABOUT
    }
    if not found.can_load:
        return ""
    text = mapping.text_as(found, **about)
    with st.expander(t("mapping.manifest"), icon=":material/code:"):
        st.write(t("mapping.manifest_intro"))
        return st.text_area(
            t("mapping.manifest"),
            value=text,
            height=420,
            key=f"mapping_text_{desk.version}_{hash(text)}",
            label_visibility="collapsed",
        )


def show(desk: Desk, text: str) -> None:
    """Saving, then loading, then building, each with its outcome."""
    found = desk.proposal()
    st.subheader(t("mapping.save_title"))
    if found.open_questions:
        st.info(
            t("mapping.still_open", n=len(found.open_questions)), icon=":material/help_outline:"
        )
    name = st.text_input(
        t("mapping.name"),
        value=desk.saved or mapping.suggested_name(found),
        key=f"mapping_name_{desk.upload}",
        help=t("mapping.name_help"),
    )
    is_waiting = not found.can_load or bool(desk.saved)
    if st.button(t("mapping.save"), icon=":material/save:", disabled=is_waiting):
        try:
            mapping.save(found, desk.workspace, name.strip(), text)
        except InputError as error:
            st.warning(plain(error), icon=":material/block:")
        else:
            desk.saved = name.strip()
            st.rerun()
    if desk.saved:
        st.success(t("mapping.saved", name=plain(desk.saved)), icon=":material/check_circle:")
        _show_load(desk)
    _show_build(desk)


def _show_load(desk: Desk) -> None:
    key = f"mapping_loaded_{desk.upload}_{desk.saved}"
    if st.button(t("mapping.load"), icon=":material/upload_file:"):
        try:
            with st.spinner(t("mapping.loading")):
                st.session_state[key] = mapping.load(desk.workspace, desk.saved, desk.path)
        except InputError as error:
            st.warning(plain(error), icon=":material/block:")
    report = st.session_state.get(key)
    if report is None:
        return
    st.success(
        t(
            "mapping.loaded",
            read=formats.count(report.rows_read),
            loaded=formats.count(report.rows_loaded),
            aside=formats.count(report.rows_quarantined),
            issues=formats.count(report.issues),
        ),
        icon=":material/check_circle:",
    )
    st.write(t("mapping.needs_build"))
    running = st.session_state.get(BUILD)
    is_running = running is not None and not isinstance(running, tuple)
    if st.button(t("mapping.build"), icon=":material/construction:", disabled=is_running):
        st.session_state[BUILD] = mapping.start_build(desk.workspace)
        st.rerun()


def _show_build(desk: Desk) -> None:
    if st.session_state.get(BUILD) is not None:
        _watch_build()


@st.fragment(run_every=2)
def _watch_build() -> None:
    """Looks every two seconds whether the build is done; the rest of the page stays as it is."""
    if isinstance(st.session_state[BUILD], tuple):
        ended_well, said = st.session_state[BUILD]
        if ended_well:
            st.success(t("mapping.built"), icon=":material/check_circle:")
        else:
            st.warning(t("mapping.not_built", said=plain(said)), icon=":material/block:")
        return
    outcome = mapping.build_outcome(st.session_state[BUILD])
    if outcome is None:
        st.progress(0.5, text=t("mapping.building"))
        return
    st.session_state[BUILD] = outcome
    st.rerun()
