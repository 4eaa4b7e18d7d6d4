"""One indicator: its rule and where that comes from, what it found, and what it could not judge."""

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import t
from dashboard.widgets import (
    evidence_card,
    expectations,
    filters,
    frame,
    indicator_card,
    indicator_catalogue,
    indicator_findings,
    measured,
    rule_card,
    what_if,
)

code = st.query_params.get("code", "")
definitions = session.relation("indicator_definitions", code=code)
if definitions.is_empty():
    frame.title(t("pages.indicator"))
    text = t("indicators.unknown", code=code) if code else t("indicators.no_code")
    st.warning(text, icon=":material/search_off:")
    frame.link("indicators", t("indicators.back"))
    st.stop()

definition = definitions.row(0, named=True)
frame.link("indicators", t("indicators.back"))
frame.title(f"{code} {definition['title']}")
scope = filters.sidebar()
counts = indicator_catalogue.rows(scope).row(by_predicate=pl.col("code") == code, named=True)

st.subheader(t("indicators.rule"))
rule_card.show(code, definition)
st.subheader(t("evidence.title"), anchor="evidence")
evidence_card.show_measured(code)
measured.show_screens(code)
indicator_findings.show_counts(counts)
chance = expectations.words(code)
if chance:
    st.markdown(chance)
indicator_findings.show_rows(definition, counts, scope)
indicator_card.show(definition, scope)
what_if.show(definition)
indicator_findings.show_distribution(definition, scope)
indicator_findings.show_skips(code, scope)
with st.expander(t("indicators.sql")):
    st.code(definition["sql"], language="sql")
