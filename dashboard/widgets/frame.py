"""What stands around every page: the workspace, the title, and as of when it all is."""

from __future__ import annotations

import streamlit as st

from dashboard import session, workspaces
from dashboard.i18n import formats, t
from dashboard.widgets import build_choice, linked_choice


def choose_workspace() -> bool:
    """Draws the switch between workspaces; False where there is nothing to show yet."""
    titles = {name: workspaces.read(name).title for name in workspaces.names()}
    with st.sidebar:
        name = linked_choice.select(
            t("frame.workspace"), titles, key="workspace", default=session.DEFAULT_WORKSPACE
        )
        if session.shown(name) is not None:
            run_id = build_choice.choose(workspaces.read(name))
    shown = session.shown(name)
    if shown is None:
        show_nothing_built(workspaces.read(name))
        return False
    shown = session.shown(name, run_id)
    st.session_state["shown"] = shown
    return True


def show_nothing_built(workspace: workspaces.Workspace) -> None:
    """Says what to do where a workspace has no build."""
    st.title(workspace.title)
    st.info(t("frame.nothing_built"), icon=":material/inventory_2:")
    source = next(iter([*workspace.sources, *workspace.boundaries]), "SOURCE")
    st.code(
        f"python -m dashboard load {workspace.name} {source} FILE\n"
        f"python -m dashboard build {workspace.name}",
        language="bash",
    )


def title(text: str, intro: str = "") -> None:
    """The page's title, and below it whose data this is, as of when, and what it is not."""
    shown = session.current()
    st.title(text)
    facts = session.build_facts()
    st.caption(
        t(
            "frame.as_of",
            title=facts["title"],
            as_of=formats.day(shown.as_of),
            run=shown.run_id,
        )
    )
    if not shown.is_in_service:
        build_choice.say_not_in_service(shown)
    if shown.workspace.is_made_up:
        st.caption(":material/science: " + t("frame.made_up"))
    if intro:
        st.write(intro)


def question_note() -> None:
    """The sentence that stands under every list of flags."""
    st.caption(t("frame.question"))


def link(page: str, label: str, **params: str) -> None:
    """A link to another page that keeps the workspace and the build."""
    st.page_link(
        page_path(page),
        label=label,
        query_params=session.current().address | params,
    )


def go(page: str, **params: str) -> None:
    """Opens another page and keeps the workspace and the build."""
    st.switch_page(
        page_path(page),
        query_params=session.current().address | params,
    )


def page_path(page: str) -> str:
    """The file of a page as navigation knows it."""
    return f"../pages/{page}.py"
