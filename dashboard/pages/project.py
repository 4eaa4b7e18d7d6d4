"""One project: what it is, its money, dates, progress, payments, flags and source rows."""

import streamlit as st

from dashboard import session
from dashboard.i18n import t
from dashboard.widgets import (
    detail_address,
    flag_list,
    frame,
    project_dates,
    project_forecast,
    project_identity,
    project_money,
    project_payments,
    project_sources,
    tier_card,
)

project_id = detail_address.named("project")["project"]
found = session.view("project_identity", project_id=project_id or "")
if found.is_empty():
    project_identity.show_unknown(project_id)
    st.stop()

facts = found.row(0, named=True)
frame.title(project_identity.title(facts))
tier_card.show("project", project_id, facts["currency"])
st.markdown(t("project.contents"))
st.caption(t("project.opens_source"))
project_identity.show_numbers(facts)
project_identity.show(facts, session.view("project_places", project_id=project_id))
project_money.show(project_id, facts["currency"])
project_dates.show_dates(facts)
project_dates.show_progress(facts)
project_forecast.show(project_id)
project_payments.show(project_id, facts["currency"])
flag_list.show(project_id, facts["currency"])
project_sources.show_publications(project_id, facts["currency"])
project_sources.show(project_id)
frame.link("projects", t("project.to_list"))
