"""Overview: what the data say and cannot say, and where to look first."""

import streamlit as st

from dashboard import session
from dashboard.i18n import t
from dashboard.widgets import filters, frame, headline, overview_lists, place_map

scope = filters.sidebar()
currency = session.build_facts()["currency"]
totals = session.view("overview_totals", scope).row(0, named=True)
numbers = headline.by_topic(session.view("overview_numbers", scope))

frame.title(t("pages.overview"))
if not totals["project_count"] and scope.described():
    filters.show_nothing_left(scope, t("overview.what"))
    st.stop()

if totals["project_count"]:
    st.markdown(f"#### {headline.said(numbers, totals, currency)}")
    if missing := headline.unsaid(numbers, totals):
        st.markdown(missing)
    headline.topic_numbers(numbers)
    frame.question_note()
else:
    st.info(t("overview.nothing_said"), icon=":material/inventory_2:")

where, lists = st.columns([2, 3], gap="large")
with where:
    st.subheader(t("overview.map.title"))
    place_map.thumbnail_to_neighbourhoods()
if totals["project_count"]:
    with lists:
        st.subheader(t("overview.lists"))
        overview_lists.overruns(session.view("overview_overruns", scope), numbers, currency)
        overview_lists.unpaid(session.view("overview_unpaid", scope), totals, currency)
        overview_lists.stalled(session.view("overview_stalled", scope), numbers)
    overview_lists.freshness(session.view("source_freshness"))
