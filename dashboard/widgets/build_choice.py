"""As the data stood on a day: which kept build a reader looks at, and asking for another one."""

from __future__ import annotations

import datetime

import streamlit as st

from dashboard.desk import builds
from dashboard.i18n import formats, t
from dashboard.messages import InputError
from dashboard.session import Shown
from dashboard.widgets import linked_choice
from dashboard.widgets.plain_text import plain
from dashboard.workspaces import Workspace

KEY = "build"


def choose(workspace: Workspace) -> str | None:
    """Draws the choice among kept builds, and the way to another day; None for the one in service.

    The chosen build stands in the address as `?build=<run id>`.
    """
    found = builds.kept(workspace)
    others = [one for one in found if not one.is_in_service and one.as_of]
    labels = {one.run_id: _label(one) for one in others}
    asked = st.query_params.get(KEY)
    if asked and asked not in labels and asked not in {one.run_id for one in found}:
        st.warning(t("frame.build_gone", run=plain(asked)), icon=":material/history_toggle_off:")
    chosen = linked_choice.select(
        t("frame.stood_on"),
        labels,
        key=KEY,
        placeholder=t("frame.in_service"),
        help=t("frame.stood_on_help"),
        filter_mode=None,
    )
    _another_day(workspace, found)
    return chosen


def _label(one: builds.Kept) -> str:
    known = one.facts_known_on
    if known is None:
        return t("frame.build_label", as_of=formats.day(one.as_of), run=one.run_id[:6])
    key = "frame.build_label_asked" if one.known_on else "frame.build_label_known"
    return t(key, as_of=formats.day(one.as_of), known=formats.day(known.date()), run=one.run_id[:6])


def _another_day(workspace: Workspace, found: list[builds.Kept]) -> None:
    """A form that makes the build of another day in a process of its own, and then shows it."""
    latest = max((one.as_of for one in found if one.as_of), default=datetime.date.today())
    earliest = datetime.date(1990, 1, 1)
    with st.popover(t("frame.another_day"), icon=":material/event:"), st.form("another_day"):
        st.caption(t("frame.another_day_note"))
        as_of = st.date_input(
            t("frame.as_of_day"), value=latest, min_value=earliest, format="YYYY-MM-DD"
        )
        known_on = st.date_input(
            t("frame.known_on_day"), value=None, min_value=earliest, format="YYYY-MM-DD"
        )
        if not st.form_submit_button(t("frame.make_build")):
            return
        try:
            with st.spinner(t("frame.making_build", as_of=formats.day(as_of))):
                run_id = builds.ask(workspace, as_of, known_on)
        except InputError as error:
            st.error(plain(error), icon=":material/error:")
            return
        if run_id == (workspace.published() or {}).get("run_id"):
            st.query_params.pop(KEY, None)
            st.session_state[f"{KEY}_in_address"] = None
        else:
            st.query_params[KEY] = run_id
        st.rerun()


def say_not_in_service(shown: Shown) -> None:
    """The line under the title where the page shows another build than the one in service."""
    pointer = shown.workspace.published() or {}
    in_service = datetime.date.fromisoformat(pointer["as_of"])
    one = next(one for one in builds.kept(shown.workspace) if one.run_id == shown.run_id)
    known = one.facts_known_on
    st.warning(
        t(
            "frame.not_in_service",
            as_of=formats.day(shown.as_of),
            known=t("frame.known_by", day=formats.day(known.date())) if known else "",
            in_service=formats.day(in_service),
        ),
        icon=":material/history:",
    )
