"""Indicators: what is tested, on how much of the data, and how often it raises a question."""

import streamlit as st

from dashboard.charts import outcomes
from dashboard.i18n import t
from dashboard.widgets import (
    expectations,
    filters,
    frame,
    indicator_catalogue,
    measured,
    tornado_table,
)

frame.title(t("pages.indicators"), t("indicators.intro"))
scope = filters.sidebar()

found = indicator_catalogue.rows(scope)
st.markdown(f"**{outcomes.outcomes_reading(found)}**")

st.subheader(t("indicators.table_title"))
indicator_catalogue.show(found)
st.caption(t("indicators.table_note"))
if scope.described():
    st.caption(t("indicators.scope_note"))

frame.question_note()

st.subheader(t("expected.title"), anchor="expected")
expectations.show()
measured.show()
tornado_table.show()

st.subheader(t("indicators.chart_title"))
st.plotly_chart(outcomes.outcome_bars(found), alt=t("indicators.chart_alt"), key="chart_outcomes")
