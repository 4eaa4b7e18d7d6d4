"""A choice among few parts of a page, kept in the address under names that no language changes.

A bound widget would write what the reader sees into the address, so a link would break with
another language or another count in the label.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st


def show(
    name: str,
    options: Sequence[str],
    *,
    label: str,
    format_func: Callable[[str], str],
    drops: Sequence[str] = (),
) -> str:
    """Draws the options and returns the chosen one: that of the address, else the first.

    A new choice goes into the address as `name` and takes the parameters in `drops` out of it.
    """
    asked = st.query_params.get(name)
    key = f"choice_{name}"
    st.session_state[key] = asked if asked in options else options[0]

    def remember() -> None:
        st.query_params[name] = st.session_state[key]
        for parameter in drops:
            st.query_params.pop(parameter, None)

    return st.segmented_control(
        label,
        options,
        format_func=format_func,
        label_visibility="collapsed",
        required=True,
        key=key,
        on_change=remember,
    )
