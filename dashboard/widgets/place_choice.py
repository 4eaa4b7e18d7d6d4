"""What the reader chooses on the page of neighbourhoods: level, rate, or one area by name."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import t
from dashboard.widgets import frame, linked_choice, place_words


def level(levels: pl.DataFrame) -> str:
    """Which kind of area to show; without a choice the one that places the most projects."""
    names = levels["level"].to_list()
    if len(names) == 1:
        return names[0]
    labels = {name: place_words.level_name(name) for name in names}
    return linked_choice.select(
        t("neighbourhoods.level"), labels, key="level", default=names[0], width=240
    )


def measure(measures: pl.DataFrame) -> str | None:
    """Which rate to show, by code; None where nothing has been judged."""
    titles = dict(zip(measures["code"], measures["title"], strict=True))
    if not titles:
        return None
    codes = sorted(titles, key=lambda code: (code != place_words.ANY, code[0], len(code), code))
    labels = {code: place_words.measure_name(code, titles[code]) for code in codes}
    return linked_choice.select(
        t("neighbourhoods.measure"), labels, key="measure", default=codes[0], width=360
    )


def open_by_name(level_shown: str) -> None:
    """A box to type a name into; the area chosen opens at once."""
    areas = session.relation(
        "neighbourhood_profiles", level=level_shown, order_by="neighbourhood_name", limit=10_000
    )
    names = dict(zip(areas["neighbourhood_id"], areas["neighbourhood_name"], strict=True))
    chosen = st.selectbox(
        t("neighbourhoods.find"),
        list(names),
        index=None,
        format_func=names.get,
        placeholder=t("neighbourhoods.find_hint"),
        key=f"find_{level_shown}",
        width=300,
    )
    if chosen:
        frame.go("neighbourhood", neighbourhood=chosen)
