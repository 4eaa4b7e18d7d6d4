"""The file on the mapping desk: handed in, judged by its bytes, kept until the next comes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from dashboard.desk import mapping
from dashboard.i18n import t
from dashboard.messages import InputError
from dashboard.widgets.plain_text import plain

STATE = "mapping_desk"


@dataclass
class Desk:
    """One file on the desk of one session: what a person said of it, and what came out."""

    workspace: str
    path: Path
    upload: str
    answers: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    sheet: str = ""
    version: int = 0  # of what a person said: widgets begin anew with each
    saved: str = ""
    found: mapping.Proposal | None = None

    def say(self, **changed: object) -> None:
        """Takes down an answer, a field or a sheet; the proposal is made again from it."""
        for name, value in changed.items():
            setattr(self, name, value)
        self.version += 1
        self.saved, self.found = "", None

    def proposal(self) -> mapping.Proposal:
        """What the file is taken for, under all that was said. Raises InputError."""
        if self.found is None:
            self.found = mapping.propose(
                self.path,
                workspace=self.workspace,
                answers=self.answers,
                given=self.given,
                sheet=self.sheet,
            )
        return self.found


def show_title() -> None:
    """The page's title and what it is for."""
    st.title(t("pages.mapping"))
    st.write(t("mapping.intro"))


def choose() -> Desk | None:
    """The field for a file; the desk once there is one that can be read."""
    workspace = st.session_state["workspace"]
    limit = mapping.largest_upload_mb()
    file = st.file_uploader(
        t("mapping.file"),
        key="mapping_file",
        max_upload_size=limit,
        help=t("mapping.file_help", limit=limit),
    )
    st.caption(t("mapping.file_help", limit=limit))
    desk: Desk | None = st.session_state.get(STATE)
    if file is None:
        return _cleared(desk)
    if desk is None or desk.upload != file.file_id or desk.workspace != workspace:
        _cleared(desk)
        desk = _taken_in(workspace, file)
    if desk is None:
        return None
    try:
        found = desk.proposal()
    except InputError as error:
        st.warning(plain(error), icon=":material/block:")
        return None
    _choose_sheet(desk, found)
    return desk


def _cleared(desk: Desk | None) -> None:
    if desk is not None:
        mapping.forget_upload(desk.path)
        st.session_state.pop(STATE, None)
    return None


def _taken_in(workspace: str, file) -> Desk | None:
    try:
        path = mapping.keep_upload(workspace, file.name, file.getvalue())
    except InputError as error:
        st.warning(plain(error), icon=":material/block:")
        return None
    desk = Desk(workspace, path, file.file_id)
    st.session_state[STATE] = desk
    return desk


def _choose_sheet(desk: Desk, found: mapping.Proposal) -> None:
    """Which sheet of a workbook; each is a source of its own."""
    if len(found.sheets) < 2:
        return
    current = str(found.format.get("sheet", found.sheets[0]))
    chosen = st.selectbox(
        t("mapping.sheet"),
        found.sheets,
        index=found.sheets.index(current),
        key=f"mapping_sheet_{desk.version}",
        help=t("mapping.sheet_help"),
    )
    if chosen != current:
        desk.say(sheet=chosen, answers={}, given={})
        st.rerun()
