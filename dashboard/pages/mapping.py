"""Mapping desk: hand in an unknown file, look over what it is taken for, save, load, build."""

from dashboard.widgets import mapping_columns, mapping_file, mapping_questions, mapping_save

mapping_file.show_title()
desk = mapping_file.choose()
if desk is not None:
    mapping_columns.show_summary(desk)
    mapping_questions.show(desk)
    mapping_columns.show_columns(desk)
    text = mapping_save.show_manifest(desk)
    mapping_columns.show_rows(desk, text)
    mapping_save.show(desk, text)
