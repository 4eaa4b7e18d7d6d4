"""Which thing a detail page shows: the one in its address, or the last one where that was lost."""

from __future__ import annotations

import streamlit as st

from dashboard import session


def named(*names: str) -> dict[str, str | None]:
    """The parameters `names` of the address; all None where the page was opened without any.

    Going from one page to another, the parameters of the next one are written over the address of
    the page that is left, so the browser's way back no longer names what that page showed. Then
    what it showed last in this session and workspace is taken, and written back.
    """
    found = {name: st.query_params.get(name) for name in names}
    place = f"shown_{session.current().workspace.name}_{'_'.join(names)}"
    if any(found.values()):
        st.session_state[place] = found
        return found
    shown = st.session_state.get(place, found)
    for name, value in shown.items():
        if value:
            st.query_params[name] = value
    return shown
