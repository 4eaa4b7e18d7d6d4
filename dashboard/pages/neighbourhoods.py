"""Neighbourhoods: one rate on a map, in a ranked table and against chance."""

import streamlit as st

from dashboard import session
from dashboard.i18n import t
from dashboard.widgets import filters, frame, place_choice, place_map, place_tables, place_words
from dashboard.widgets.place_funnel import funnel

frame.title(t("pages.neighbourhoods"), t("neighbourhoods.intro"))
levels = session.view("neighbourhood_levels")
if levels.is_empty():
    filters.show_nothing_left(session.Scope(), t("neighbourhoods.no_places"))
    st.stop()

with st.container(horizontal=True):
    level = place_choice.level(levels)
    measures = session.relation("rate_measures", level=level)
    code = place_choice.measure(measures)
    place_choice.open_by_name(level)

if code is None:
    place_tables.without_rates(level)
    st.stop()

measure = measures.filter(measures["code"] == code).row(0, named=True)
rows = session.relation("neighbourhood_ranking", code=code, level=level, limit=10_000)
reading = place_words.level_reading(measure)
st.markdown(f"#### {reading}")
frame.question_note()

where, ranked = st.columns([2, 3], gap="large")
with where:
    st.subheader(t("neighbourhoods.map_title"))
    place_map.large(rows, measure, level, reading)
    st.caption(t("neighbourhoods.map_caption"))
with ranked:
    st.subheader(t("neighbourhoods.table"))
    place_tables.ranking(rows, measure)
place_tables.totals(measure)

st.subheader(t("neighbourhoods.funnel_title"))
funnel(rows, measure, reading)
