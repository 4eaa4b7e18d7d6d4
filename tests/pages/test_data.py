"""Data and method: every file adds up, every issue leads to its row, raw text stays text."""

import pytest

from dashboard.i18n import t, texts


def table_with(app, *columns: str):
    """The first table that has these columns, as a pandas frame."""
    return next(table.value for table in app.dataframe if set(columns) <= set(table.value.columns))


def words(app) -> str:
    """All running text of the page."""
    parts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.text, *app.subheader]
    return "\n".join(str(part.value) for part in parts)


def test_every_file_is_listed_and_its_rows_add_up(open_page, facts):
    shown = table_with(open_page("data"), "file_name", "rows_read")
    assert len(shown) == facts.single("SELECT COUNT(*) FROM source_files")
    assert (shown["rows_read"] == shown["rows_loaded"] + shown["rows_quarantined"]).all()
    assert shown["rows_quarantined"].sum() > 0


def test_the_build_names_its_day_run_and_version(open_page, facts):
    text = words(open_page("data"))
    build = facts.rows("SELECT run_id, code_version FROM build").row(0)
    assert all(part in text for part in build)


def test_issues_are_counted_with_examples(open_page, facts):
    shown = table_with(open_page("data", part="issues"), "issue", "examples")
    assert shown["n"].sum() == facts.single("SELECT COUNT(*) FROM load_issues")
    assert shown["examples"].str.len().min() > 0


def test_an_issue_leads_to_the_source_rows_behind_it(open_page, facts):
    issue = facts.rows("SELECT * FROM issues_by_column ORDER BY n DESC, source_file_id LIMIT 1")
    file, column, name, n = issue.select("source_file_id", "column_name", "issue", "n").row(0)
    app = open_page("data", part="issues", file=file, column=column, issue=name)
    shown = table_with(app, "source_line", "raw_value", "open_link")
    assert len(shown) == min(n, 200)
    assert f"file={file}" in shown["open_link"].iloc[0]
    assert f"line={shown['source_line'].iloc[0]}" in shown["open_link"].iloc[0]


def test_an_issue_that_does_not_exist_gets_a_message(open_page):
    app = open_page("data", part="issues", file="none", column="none", issue="none")
    assert app.warning[0].value == t("data.behind_unknown")


def test_quarantined_rows_show_their_reason_and_raw_text(open_page, facts):
    shown = table_with(open_page("data", part="issues"), "reason", "raw_text")
    assert len(shown) == facts.single("SELECT COUNT(*) FROM quarantined_rows")
    assert shown["raw_text"].str.len().min() > 0


def test_placed_and_unplaced_projects_add_up_to_all(open_page, facts):
    shown = table_with(open_page("data", part="places"), "method", "project_count")
    assert shown["project_count"].sum() == facts.single("SELECT COUNT(*) FROM projects")
    unplaced = facts.single(
        "SELECT COUNT(*) FROM projects WHERE project_id NOT IN"
        " (SELECT project_id FROM project_neighbourhoods)"
    )
    named = shown.set_index("method")["project_count"]
    assert named.get(texts()["data.method.not placed"], 0) == unplaced


def test_what_a_source_cannot_say_comes_with_the_commonest_reason(open_page, facts):
    app = open_page("data", part="coverage")
    blind = facts.rows("SELECT * FROM coverage_by_source WHERE is_below_half")
    if blind.is_empty():
        assert t("data.coverage_fine") in words(app)
    else:
        shown = table_with(app, "code", "judged_share", "skip_reason")
        assert len(shown) == blind.height
        assert (shown["judged_share"] < 0.5).all()


def test_legal_clocks_and_a_dozen_terms_are_explained(open_page):
    assert len(table_with(open_page("data", part="clocks"), "citation")) > 0
    entries = [key for key in texts() if key.startswith("data.glossary.")]
    assert len(entries) >= 12
    text = words(open_page("data", part="glossary"))
    assert all(texts()[key] in text for key in entries)


def test_a_part_that_does_not_exist_shows_the_first(open_page):
    assert table_with(open_page("data", part="nonsense"), "file_name", "sha") is not None


@pytest.mark.parametrize("part", ["files", "issues", "places", "coverage", "clocks", "glossary"])
def test_no_part_hands_raw_text_to_markdown(open_page, facts, part):
    app = open_page("data", part=part)
    raw = facts.rows("SELECT raw_text FROM quarantined_rows")["raw_text"].to_list()
    markdown = "\n".join(str(block.value) for block in [*app.markdown, *app.caption])
    assert not any(text in markdown for text in raw)
