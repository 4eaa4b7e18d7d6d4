"""One source row: the publisher's own text behind a figure, and what was made of it."""

import streamlit as st

from dashboard import session
from dashboard.i18n import t
from dashboard.messages import InputError
from dashboard.widgets import detail_address, frame, source_row
from dashboard.widgets.plain_text import plain

address = detail_address.named("file", "line")
file_id, line = address["file"], address["line"]
if not file_id or not line:
    source_row.show_problem(t("source.missing"))
    st.stop()
if not line.isdecimal():
    source_row.show_problem(t("source.bad_line", line=plain(line)))
    st.stop()
files = session.relation("source_files", source_file_id=file_id)
if files.is_empty():
    source_row.show_unknown_file(file_id)
    st.stop()
try:
    cells = session.source_row(file_id, int(line))
except InputError as error:
    source_row.show_problem(plain(error))
    st.stop()

frame.title(t("source.title", line=line))
source_row.show_file(files.row(0, named=True), int(line))
source_row.show_cells(cells)
source_row.show_facts(file_id, int(line))
source_row.show_remarks(file_id, int(line))
