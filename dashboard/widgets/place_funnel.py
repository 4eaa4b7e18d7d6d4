"""The funnel plot of one rate, with a sentence where none can be drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard.charts.funnel import funnel as funnel_chart
from dashboard.i18n import formats, t
from dashboard.widgets import frame, place_words


def funnel(rows: pl.DataFrame, measure: Mapping[str, Any], reading: str) -> None:
    """Raw shares against the number judged; a click on a point opens the area."""
    if not measure["shown_area_count"]:
        st.info(t("neighbourhoods.funnel_none", reading=reading), icon=":material/scatter_plot:")
        return
    event = st.plotly_chart(
        funnel_chart(
            rows,
            unit=place_words.unit_name(measure["subject_kind"]),
            measure=t("neighbourhoods.funnel.y"),
        ),
        key=f"funnel_{measure['level']}_{measure['code']}",
        on_select="rerun",
        selection_mode="points",
        config={"displayModeBar": False},
        alt=t("neighbourhoods.funnel_alt", reading=reading),
    )
    left_out = formats.count(rows.height - measure["shown_area_count"])
    st.caption(t("neighbourhoods.funnel_caption", left_out=left_out))
    for point in event.selection.points:
        if point.get("customdata"):
            frame.go("neighbourhood", neighbourhood=_id(point["customdata"]))


def _id(customdata: object) -> str:
    """Plotly hands an id back alone or as a list of one."""
    return str(customdata[0] if isinstance(customdata, list | tuple) else customdata)
