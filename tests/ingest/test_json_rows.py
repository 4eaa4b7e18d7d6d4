"""JSON in every shape: each record is a row or is set aside with its path, and numbers stay."""

import json
import zipfile
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.ingest import json_rows, load, manifest, source_row, store
from dashboard.ingest.privacy import REMOVED
from dashboard.messages import InputError
from dashboard.workspaces import Workspace

HEAD = """
title = "Contracts"
owner = "Town hall"
licence = "CC0"
kind = "rows"
files = ["*"]
published = { date = 2025-01-31 }
personal = ["contact.name", "people"]
"""
COLUMNS = """
[columns]
number = { from = "id", type = "code", required = true }
name = { from = "what.title", type = "text", required = true }
amount = { from = "what.amount", type = "money", decimal = "." }

[tables.projects]
first_per = "number"
project_id = "number"
project_name = "name"

[tables.project_costs]
when = "amount"
first_per = "number"
project_id = "number"
budget_amount = "amount"
"""
BIDDERS = """
[columns.bidder]
from = "bids.who"
type = "text"

[tables.parties]
when = "bidder"
first_per = "bidder"
party_id = "bidder"
party_name = "bidder"
"""


def record(number: object = 1, title: object = "Bridge", **others) -> dict:
    return {"id": number, "what": {"title": title, "amount": 5}} | others


@pytest.fixture
def town(tmp_path, monkeypatch):
    """A function that loads content under a format, and gives the report and the tables."""
    monkeypatch.setattr(manifest, "SOURCES", tmp_path / "sources")
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path / "local"))
    return lambda: Office(tmp_path)


class Office:
    """A workspace with one JSON source."""

    def __init__(self, folder):
        self.folder = folder
        self.workspace = Workspace("town", "Town", "", "sample", ("office",), ())

    def load(self, content, layout='kind = "json"', more="", name="contracts.json"):
        (self.folder / "sources").mkdir(exist_ok=True)
        text = f"{HEAD}format = {{ {layout} }}\n{COLUMNS}{more}"
        (self.folder / "sources" / "office.toml").write_text(text, encoding="utf-8")
        path = self.folder / name
        if isinstance(content, dict) and name.endswith("/"):
            path.mkdir()
            for member, inside in content.items():
                (path / member).write_bytes(inside.encode())
        elif not isinstance(content, bytes):
            path.write_text(content if isinstance(content, str) else json.dumps(content))
        else:
            path.write_bytes(content)
        (report,) = load.load_files(self.workspace, "office", [path])
        assert report.rows_read == report.rows_loaded + report.rows_quarantined
        return report

    def table(self, relation):
        (found,) = store.records(self.workspace)
        return pl.read_parquet(f"{found['folder']}/{relation}.parquet")

    def reasons(self):
        return dict(self.table("src_quarantined_rows").select("source_line", "reason").rows())

    def source(self, line):
        (found,) = store.records(self.workspace)
        return source_row.read(self.workspace, found["source_file_id"], line)


def test_a_list_of_objects_is_a_table_with_a_column_for_each_path(town):
    office = town()
    report = office.load([record(1), record(2, "Road")])
    assert (report.rows_read, report.rows_loaded) == (2, 2)
    projects = office.table("src_projects")
    assert projects["project_name"].to_list() == ["Bridge", "Road"]
    assert projects["source_line"].to_list() == [1, 2]


@pytest.mark.parametrize(
    ("content", "path"),
    [
        ({"meta": {"n": [1]}, "data": {"rows": [record(1), record(2)]}, "end": 1}, "data.rows"),
        ({"data": record(1)}, "data"),
        (record(1), ""),
        ([record(1)], ""),
    ],
)
def test_the_records_may_lie_under_a_path_and_one_object_is_one_record(town, content, path):
    report = town().load(content, f'kind = "json", records = "{path}"')
    assert report.rows_loaded == (2 if "meta" in content else 1)


def test_numbers_are_taken_as_they_were_written(town):
    office = town()
    office.load('[{"id": 12345678901234567890123, "what": {"title": 1.10, "amount": 1.5e3}}]')
    row = office.table("src_projects").row(0, named=True)
    assert (row["project_id"], row["project_name"]) == ("12345678901234567890123", "1.10")
    assert office.table("src_project_costs")["budget_amount"].to_list() == [Decimal(1500)]
    assert office.source(1)["what.amount"] == "1.5e3"


def test_each_item_of_the_unfolded_list_is_a_row_of_the_same_record(town):
    office = town()
    bids = [{"who": "North"}, {"who": "South"}]
    report = office.load(
        [record(1, bids=bids), record(2, bids=[]), record(3, bids=None)],
        'kind = "json", unfold = "bids"',
        BIDDERS,
    )
    assert (report.rows_read, report.rows_loaded) == (3, 3)
    assert office.table("src_parties")["source_line"].to_list() == [1, 1]
    assert office.table("src_projects")["source_line"].to_list() == [1, 2, 3]
    assert office.source(1)["bids"] == '[{"who": "North"}, {"who": "South"}]'


def test_an_issue_of_a_record_with_many_rows_is_told_once(town):
    office = town()
    bad = {"id": 1, "what": {"title": "Bridge", "amount": "much"}, "bids": [{"who": "North"}] * 3}
    assert office.load([bad], 'kind = "json", unfold = "bids"', BIDDERS).issues == 1


def test_a_folder_of_documents_is_one_publication_numbered_by_name(town):
    office = town()
    report = office.load(
        {"b.json": json.dumps({"data": record(2)}), "a.json": json.dumps({"data": record(1)}),
         "c.json": '{"data": {"id": 3'},
        'kind = "json", records = "data"', name="contracts/",
    )  # fmt: skip
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (3, 2, 1)
    assert office.table("src_projects")["project_id"].to_list() == ["1", "2"]
    assert office.reasons()[3].startswith("c.json: $.data: ")
    assert office.source(2)["id"] == "2"


def test_an_archive_with_a_path_out_of_it_is_refused(town, tmp_path):
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../out.json", json.dumps(record(1)))
    with pytest.raises(InputError, match="leads out of the archive"):
        town().load(path.read_bytes(), name="contracts.zip")


def test_a_document_that_is_cut_off_gives_all_records_before_the_cut(town):
    office = town()
    whole = json.dumps([record(number) for number in range(1, 6)])
    report = office.load(whole[: whole.rindex("Bridge")])
    assert (report.rows_loaded, report.rows_quarantined) == (4, 1)
    assert "$[4]" in office.reasons()[5]
    assert "nothing after it could be told apart" in office.reasons()[5]


BROKEN = {
    "a number where an object was expected": "7",
    "a text where an object was expected": '"seven"',
    "a list where an object was expected": "[1]",
    "nothing where an object was expected": "null",
    "it says the key 'id' twice": '{"id": 1, "id": 2, "what": {"title": "x", "amount": 1}}',
    "NaN is no value that JSON knows": '{"id": 9, "what": {"title": "x", "amount": NaN}}',
    "it is no JSON": '{"id": 9, "what": {"title": x}}',
    "it is nested deeper than 60 levels": '{"id": 9, "what": ' + "[" * 90 + "]" * 90 + "}",
    "it is nested too deeply": '{"id": 9, "what": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "another key of the record has the same path": '{"id": 1, "a.b": 1, "a": {"b": 2}}',
    "it holds bytes that are no text": '{"id": "\\ud800", "what": {"title": "x", "amount": 1}}',
}


@pytest.mark.parametrize("reason", BROKEN)
def test_a_broken_record_is_set_aside_with_its_path_and_the_others_load(town, reason):
    office = town()
    report = office.load(f"[{json.dumps(record(1))}, {BROKEN[reason]}, {json.dumps(record(2))}]")
    assert (report.rows_loaded, report.rows_quarantined) == (2, 1)
    (told,) = office.reasons().values()
    assert reason in told
    assert told.startswith("$[1]")
    assert "record" in office.source(2)


@pytest.mark.parametrize("reason", BROKEN)
def test_a_broken_line_is_set_aside_with_its_line(town, reason):
    office = town()
    lines = f"{json.dumps(record(1))}\n\n{BROKEN[reason]}\n{json.dumps(record(2))}\n"
    report = office.load(lines, 'kind = "jsonl"')
    assert (report.rows_loaded, report.rows_quarantined) == (2, 1)
    assert list(office.reasons()) == [3]
    assert office.table("src_projects")["source_line"].to_list() == [1, 4]
    assert office.source(4)["id"] == "2"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("kind", ["json", "jsonl"])
def test_other_unicode_encodings_are_told_by_their_bytes(town, encoding, kind):
    office = town()
    text = "\n".join(json.dumps(record(n, "Niño"), ensure_ascii=False) for n in (1, 2))
    office.load(text.encode(encoding), f'kind = "{kind}"')
    assert office.table("src_projects")["project_name"].to_list() == ["Niño", "Niño"]


def test_bytes_of_another_encoding_cost_only_their_own_record(town):
    office = town()
    text = json.dumps([record(1), record(2, "Niño")], ensure_ascii=False).encode("latin-1")
    assert office.load(text).rows_quarantined == 1
    again = town()
    assert again.load(text, 'kind = "json", encodings = ["utf-8", "latin-1"]').rows_loaded == 2


def test_a_second_list_and_text_after_the_document_are_not_lost(town):
    office = town()
    one, two = json.dumps([record(1)]), json.dumps([record(2)])
    report = office.load(
        f'{{"data": {one}, "data": {two}}} and more', 'kind = "json", records = "data"'
    )
    assert (report.rows_loaded, report.rows_quarantined) == (2, 1)


@pytest.mark.parametrize(
    "content", ["<html></html>", "{", "[}", '"text"', '{"data": 5}', b"\x89PNG"]
)
def test_a_file_of_which_nothing_can_be_read_is_refused_in_words(town, content):
    with pytest.raises(InputError, match="records can be read|is missing|lacks"):
        town().load(content, 'kind = "json", records = "data"')


def test_an_empty_list_is_a_publication_without_rows(town):
    assert town().load("[]").rows_read == 0


def test_a_missing_path_says_where_it_looked(town):
    with pytest.raises(InputError, match="it lacks 'contracts'"):
        town().load({"data": []}, 'kind = "json", records = "contracts"')


def test_personal_values_get_into_no_table_no_quarantine_and_no_source_row(town):
    office = town()
    people = [{"name": "Ana Doe", "mail": "ana@example.org"}]
    named = {"contact": {"name": "Ana Doe"}, "people": people}
    twice = '{"id": 9, "id": 9, "what": 1, "people": [{"name": "Ana Doe"}], "tail": "x"}'
    office.load(f"[{json.dumps(record(1, **named))}, {twice}, {json.dumps({'people': people})}]")
    (found,) = store.records(office.workspace)
    written = [pl.read_parquet(path).rows() for path in Path(found["folder"]).glob("*.parquet")]
    assert found["rows_quarantined"] == 2
    assert len(written) >= 4
    assert "Ana" not in str(written) + str(office.source(1)) + json.dumps(found)
    assert office.source(1)["contact.name"] == REMOVED


NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(NESTED, max_size=4), st.integers(0, 400), st.sampled_from(["json", "jsonl"]))
def test_any_json_and_any_piece_of_it_is_rows_and_reasons_or_a_refusal(tmp_path, items, cut, kind):
    mark = {"id": 1, "what": {"title": "Bridge", "amount": 5}}
    text = (
        json.dumps([mark, *items]) if kind == "json" else "\n".join(map(json.dumps, [mark, *items]))
    )
    path = tmp_path / "any.json"
    path.write_text(text[: len(json.dumps(mark)) + 1 + cut])
    rule = manifest.parse("any", f'{HEAD}format = {{ kind = "{kind}", unfold = "what" }}{COLUMNS}')
    read = json_rows.read_documents if kind == "json" else json_rows.read_lines
    raw = read(path, rule)
    whole = path.read_text() == text
    blank = sum(not line.strip() for line in text.split("\n")) if kind == "jsonl" else 0
    if whole and kind == "json":
        assert raw.record_count == len(items) + 1 - blank
    for line in raw.frame["source_line"].unique():
        assert json_rows.record(path, raw.layout, line) is not None
