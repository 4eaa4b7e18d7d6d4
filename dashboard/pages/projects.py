"""Projects: every project, searched, filtered and ranked; a row opens its own page."""

import streamlit as st

from dashboard import session
from dashboard.i18n import t
from dashboard.widgets import filters, frame, project_search, project_table

frame.title(t("pages.projects"), t("projects.intro"))
scope = filters.sidebar()
asked = project_search.chosen()

matches = session.view("project_matches", scope, **asked).row(0, named=True)
if not matches["project_count"]:
    project_search.show_nothing_left(scope, asked)
    st.stop()

reading, list_place = st.container(), st.container()
start = project_table.page_start(
    matches["project_count"], (session.current().run_id, scope, *asked.values())
)
rows = session.view(
    "project_page", scope, page_size=project_table.PAGE_SIZE, page_start=start, **asked
)
with reading:
    if start == 0:
        project_table.show_reading(matches, rows.row(0, named=True), asked["ranking"])
with list_place:
    project_table.show(rows, scope, asked)
st.caption(t("projects.cut"))
frame.question_note()
