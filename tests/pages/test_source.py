"""The page of one source row: the publisher's own text, and what was made of it."""

import csv
import hashlib

import pytest


@pytest.fixture(scope="module")
def row(facts):
    """File and line of the first project's row in the list of projects."""
    return facts.rows(
        "SELECT projects.project_id, projects.source_file_id, projects.source_line,"
        " source_files.sha256, source_files.file_name"
        " FROM projects JOIN source_files USING (source_file_id)"
        " ORDER BY project_id LIMIT 1"
    ).row(0, named=True)


def opened(open_page, row, **changed):
    """The page of a source row."""
    address = {"file": row["source_file_id"], "line": str(row["source_line"])} | changed
    return open_page("source", **address)


def test_the_row_is_shown_as_it_stands_in_the_file(open_page, sample_city, row):
    app = opened(open_page, row)
    raw = sample_city.raw / row["sha256"] / row["file_name"]
    assert hashlib.sha256(raw.read_bytes()).hexdigest() == row["sha256"]
    lines = raw.read_text(encoding="utf-8").splitlines()
    published = dict(
        zip(
            next(csv.reader([lines[0]])),
            next(csv.reader([lines[row["source_line"] - 1]])),
            strict=True,
        )
    )
    table = app.table[1].value
    shown = {
        name.replace("\\", ""): text.replace("\\", "")
        for name, text in zip(table["Column"], table["As published"], strict=True)
    }
    assert shown == {name: text or "(empty)" for name, text in published.items()}


def test_file_line_digest_publisher_and_licence_are_named(open_page, row):
    app = opened(open_page, row)
    words = " ".join(str(value) for value in app.table[0].value.to_numpy().ravel())
    for part in (row["sha256"], str(row["source_line"]), "Apache", "does not exist"):
        assert part in words.replace("\\", "")


def test_the_facts_of_the_row_lead_to_their_project(open_page, facts, row):
    app = opened(open_page, row)
    kinds = facts.rows(
        f"SELECT DISTINCT fact_kind FROM lineage WHERE source_file_id = '{row['source_file_id']}'"
        f" AND source_line = {row['source_line']}"
    )
    table = app.dataframe[0].value
    assert len(table) >= kinds.height
    link = [column for column in table.columns if column.endswith("link")][0]
    assert table[link].str.contains(f"project={row['project_id']}").any()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"file": "no-such-file"}, "There is no loaded file"),
        ({"line": "twelve"}, "is not a line number"),
        ({"line": "-1"}, "is not a line number"),
        ({"line": "0"}, "has no line 0"),
        ({"line": "99999999"}, "has no line 99999999"),
    ],
)
def test_an_address_that_leads_nowhere_gets_a_message(open_page, row, changed, words):
    app = opened(open_page, row, **changed)
    assert words in app.warning[0].value.replace("\\", "")


def test_an_address_without_file_and_line_says_what_is_missing(open_page):
    assert "needs a file and a line" in open_page("source").warning[0].value


def test_values_that_were_not_taken_as_they_stood_are_named(open_page, facts):
    issue = facts.rows(
        "SELECT source_file_id, source_line, column_name FROM load_issues"
        " ORDER BY source_file_id, source_line LIMIT 1"
    )
    if issue.is_empty():
        pytest.skip("this sample city has no load issue")
    found = issue.row(0, named=True)
    app = open_page("source", file=found["source_file_id"], line=str(found["source_line"]))
    remarks = app.dataframe[-1].value
    assert found["column_name"] in set(remarks["column_name"])
