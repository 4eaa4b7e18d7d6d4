"""Payments: who waits for their money, for how long, and where."""

import streamlit as st

from dashboard import session
from dashboard.i18n import t
from dashboard.widgets import filters, frame, payment_sections, unpaid_sections

frame.title(t("pages.payments"), t("payments.intro"))
scope = filters.sidebar()

everywhere = session.view("payment_performance_by_tier")
if everywhere.is_empty():
    payment_sections.show_nothing_supplied()
    st.stop()

tiers = session.view("payment_performance_in_scope", scope) if scope.described() else everywhere
if tiers.is_empty():
    filters.show_nothing_left(scope, t("payments.invoices"))
    st.stop()

totals = payment_sections.totals_of(tiers)
payment_sections.show_totals(totals, tiers)
payment_sections.show_tiers(tiers)
payment_sections.show_clocks()
unpaid_sections.show_ages(scope)
unpaid_sections.show_desks(scope)
unpaid_sections.show_oldest(scope, totals["open_count"])
payment_sections.show_payers(scope)
payment_sections.show_places(scope)
frame.question_note()
