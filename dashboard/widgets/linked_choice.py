"""Choices that live in the address of the page by their id.

Streamlit's own binding writes the label that the reader sees, so an address would change with a
text or a count in it, and a link could not name a choice by its id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st


def select(
    label: str, labels: Mapping[str, str], *, key: str, default: str | None = None, **more: Any
) -> str | None:
    """A select box over the ids of `labels`; the chosen id stands in the address as `?<key>=<id>`.

    Without a `default` the box may stay empty, and then the address does not name it. An id in the
    address that is none of `labels` is passed over. `more` goes to `st.selectbox`.
    """
    st.session_state[key] = _current(key, labels, default)
    # The state holds the value, so `index` only says whether the box may be empty.
    chosen = st.selectbox(
        label,
        list(labels),
        index=None if default is None else 0,
        format_func=lambda option: labels.get(option, str(option)),
        key=key,
        **more,
    )
    if chosen is None:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != chosen:
        st.query_params[key] = chosen
    st.session_state[_seen(key)] = chosen
    return chosen


def _current(key: str, labels: Mapping[str, str], default: str | None) -> str | None:
    """What the address says if that is news, else what was chosen, here or on another page."""
    seen = st.session_state.get(_seen(key))
    addressed = st.query_params.get(key)
    if addressed in labels and addressed != seen:
        return addressed
    chosen = st.session_state.get(key, seen)
    return chosen if chosen in labels else default


def _seen(key: str) -> str:
    return f"{key}_in_address"
