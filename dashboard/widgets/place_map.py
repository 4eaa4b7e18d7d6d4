"""Maps of places: the small still one and the large one that leads to an area's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.charts import choropleth, theme, thumbnail
from dashboard.i18n import t
from dashboard.widgets import frame, place_shapes, place_words

BUTTONS = {
    "displaylogo": False,
    "scrollZoom": False,
    "modeBarButtons": [["zoomInMap", "zoomOutMap", "resetViewMap"]],
}
PHONE, DESK = 330, 370


def fills(rows: pl.DataFrame) -> dict[str, str]:
    """The colour, or hatch, of every area of `rows` on a still map, by id."""
    breaks = choropleth.class_breaks(rows["group_rate"].max() if rows.height else None)
    found = {}
    for row in rows.iter_rows(named=True):
        if row["state"] == "shown":
            colour = theme.SEQUENCE[choropleth.class_of(row["shrunken_rate"], breaks)]
        else:
            few = row["state"] in choropleth.TOO_FEW_STATES
            colour = thumbnail.TOO_FEW if few else theme.NO_DATA
        found[row["neighbourhood_id"]] = colour
    return found


def thumbnail_to_neighbourhoods() -> None:
    """A still map of the share of projects raised, and the way to the page that explains it."""
    levels = session.view("neighbourhood_levels")
    if levels.is_empty():
        st.info(t("overview.map.none"), icon=":material/database_off:")
        return
    level = levels["level"][0]
    rows = session.relation("neighbourhood_ranking", code=place_words.ANY, level=level)
    measures = session.relation("rate_measures", code=place_words.ANY, level=level)
    reading = place_words.level_reading(measures.row(0, named=True)) if measures.height else ""
    still(
        level,
        rows,
        alt=t(
            "overview.map.alt",
            areas=levels["area_count"][0],
            level=place_words.level_name(level).lower(),
            reading=reading,
        ),
    )
    if reading:
        st.markdown(reading)
        st.caption(t("overview.map.caption"))
    frame.link("neighbourhoods", t("overview.map.open"))


def still(
    level: str, rows: pl.DataFrame, *, alt: str, picked: str | None = None, width: int = 380
) -> None:
    """A still map of a level; draws nothing where the level has no polygons."""
    found = place_shapes.features(level)
    if found:
        st.image(thumbnail.area_map(found, fills(rows), width=width, picked=picked), alt=alt)


def large(rows: pl.DataFrame, measure: Mapping[str, Any], level: str, reading: str) -> None:
    """The map of one rate; a click on an area opens its page."""
    bounds = place_shapes.bounds(level)
    if bounds is None:
        return
    figure = choropleth.choropleth(
        rows,
        geojson=session.map_url(level),
        bounds=bounds,
        unit=place_words.unit_name(measure["subject_kind"]),
        width=PHONE if _is_phone() else DESK,
    )
    event = st.plotly_chart(
        figure,
        key=f"map_{level}_{measure['code']}",
        on_select="rerun",
        selection_mode="points",
        config=BUTTONS,
        alt=t("neighbourhoods.map_alt", reading=reading),
    )
    for point in event.selection.points:
        frame.go("neighbourhood", neighbourhood=point["location"])


def _is_phone() -> bool:
    return "Mobi" in (st.context.headers.get("User-Agent") or "")
