"""One neighbourhood: its rates against the city, its projects, its years, its suppliers."""

import streamlit as st

from dashboard import session
from dashboard.i18n import t
from dashboard.widgets import area_sections, area_tiers, frame, place_words

area_id = st.query_params.get("neighbourhood")
found = session.relation("neighbourhood_profiles", neighbourhood_id=area_id or "")
if found.is_empty():
    frame.title(t("pages.neighbourhood"))
    st.warning(
        t("neighbourhood.unknown", id=area_id) if area_id else t("neighbourhood.missing"),
        icon=":material/wrong_location:",
    )
    frame.link("neighbourhoods", t("neighbourhood.back"))
    st.stop()

profile = found.row(0, named=True)
scope = session.Scope(neighbourhood_id=area_id)
rates = session.relation("neighbourhood_ranking", neighbourhood_id=area_id, order_by="code")

frame.title(profile["neighbourhood_name"])
frame.link("neighbourhoods", t("neighbourhood.back"))
st.markdown(f"#### {place_words.area_reading(profile, rates)}")
area_sections.identity(profile)
frame.question_note()

area_tiers.show(area_id)
area_sections.rates(rates)
area_tiers.show_flags(area_id)
area_sections.projects(session.view("area_projects", scope))
trend, paid = st.columns(2, gap="large")
with trend:
    area_sections.years(session.relation("neighbourhood_years", neighbourhood_id=area_id))
with paid:
    area_sections.payments(session.relation("neighbourhood_payments", neighbourhood_id=area_id))
area_sections.suppliers(session.view("area_suppliers", scope))
