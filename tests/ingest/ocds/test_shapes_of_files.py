"""Whatever is wrapped around releases, the same releases come out."""

from __future__ import annotations

import copy
import json

import pytest

from dashboard.ingest.ocds import json_stream, package
from dashboard.messages import InputError


def second(release: dict) -> dict:
    return copy.deepcopy(release) | {"ocid": "ocds-town-2", "id": "2"}


def lines(*values) -> str:
    return "\n".join(json.dumps(value) for value in values) + "\n"


def shapes(one: dict, two: dict) -> dict[str, str]:
    head = {"uri": "https://example.org", "publishedDate": "2024-03-01T00:00:00Z"}
    records = [
        {"ocid": r["ocid"], "releases": [r], "compiledRelease": {**r, "tag": ["compiled"]}}
        for r in (one, two)
    ]
    compiled = [
        {"ocid": r["ocid"], "compiledRelease": {**r, "tag": ["compiled"]}} for r in (one, two)
    ]
    return {
        "a release package": json.dumps(head | {"releases": [one, two]}),
        "an indented release package": json.dumps(head | {"releases": [one, two]}, indent=2),
        "a record package": json.dumps(head | {"records": records}),
        "a record package of compiled releases": json.dumps(head | {"records": compiled}),
        "a list of releases": json.dumps([one, two]),
        "a list of packages": json.dumps([head | {"releases": [one]}, head | {"releases": [two]}]),
        "lines of releases": lines(one, two),
        "lines of records": lines(*records),
        "lines of packages": lines(head | {"releases": [one]}, head | {"records": records[1:]}),
        "documents one after the other": json.dumps(one, indent=1) + json.dumps(two, indent=1),
    }


SHAPES = list(shapes({"ocid": 1}, {"ocid": 2}))


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_same_two_processes(processes, release, shape):
    report = processes.give(shapes(release, second(release))[shape])
    assert (report.rows_read, report.rows_quarantined) == (2, 0)
    contracts = processes.rows("contracts")
    assert [row["contract_id"] for row in contracts] == [
        "ocds-town-1/contract/C",
        "ocds-town-2/contract/C",
    ]
    assert [row["source_line"] for row in contracts] == [1, 2]
    assert {str(row["contract_amount"]) for row in contracts} == {"1000.00"}
    assert len(processes.rows("payments")) == 2


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("line", [1, 2])
def test_the_release_behind_a_row_is_found_again_without_contacts(processes, release, shape, line):
    processes.give(shapes(release, second(release))[shape])
    row = processes.source_row(line)
    assert row["ocid"] == f"ocds-town-{line}"
    assert row["contracts/0/value/amount"] == "1000"
    assert row["parties/0/contactPoint"] == "[contact removed]"
    assert "ann@example.org" not in str(row)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("chunk", [7, 400, 10_000])
def test_a_document_too_large_to_be_read_at_once_gives_the_same(
    processes, release, monkeypatch, shape, chunk
):
    monkeypatch.setattr(package, "WHOLE_BYTES", 10)
    monkeypatch.setattr(json_stream, "CHUNK", chunk)
    report = processes.give(shapes(release, second(release))[shape])
    assert (report.rows_loaded, report.rows_quarantined) == (2, 0)
    assert len(processes.rows("payments")) == 2
    assert processes.source_row(2)["ocid"] == "ocds-town-2"


def test_a_bare_release_and_a_bare_record_are_read(processes, release):
    assert processes.give(release, "one.json").rows_loaded == 1
    record = {"ocid": "ocds-town-2", "releases": [second(release)]}
    assert processes.give(record, "two.json").rows_loaded == 1
    assert len(processes.rows("projects")) == 2


def test_the_files_of_an_archive_are_one_publication_in_the_order_of_their_names(
    processes, release
):
    report = processes.give_archive(
        {
            "b/two.json": json.dumps(second(release)),
            "a/one.jsonl": lines(release),
            "README.md": "not read",
        }
    )
    assert report.rows_read == 2
    assert [row["ocid"] for row in processes.rows("tenders")] == ["ocds-town-1", "ocds-town-2"]
    assert processes.source_row(2)["ocid"] == "ocds-town-2"


def test_a_folder_is_one_publication_and_the_same_folder_again_is_nothing_new(processes, release):
    from dashboard.ingest import load

    folder = processes.incoming / "months"
    folder.mkdir()
    (folder / "1.json").write_text(json.dumps(release))
    (folder / "2.json").write_text(json.dumps(second(release)))
    first, again = (
        load.load_files(processes.workspace, "processes", [folder])[0] for _ in range(2)
    )
    assert first.rows_loaded == 2 and not first.repeated
    assert again.repeated
    assert len(processes.rows("contracts")) == 2


def test_a_record_whose_releases_are_only_linked_is_set_aside_with_the_reason(processes, release):
    linked = {"ocid": "x", "releases": [{"url": "https://example.org/1", "date": "2024-01-01"}]}
    report = processes.give({"records": [linked, {"ocid": "y", "releases": [release]}]})
    assert (report.rows_loaded, report.rows_quarantined) == (1, 1)
    (reason,) = processes.reasons()
    assert reason == "records/0: its releases are only linked to, and there is no compiled one"


def test_a_versioned_release_alone_gives_the_states_that_it_tells_of(processes):
    def value(date, number, what):
        return {"releaseDate": date, "releaseID": number, "releaseTag": ["contract"], "value": what}

    amounts = [value("2024-01-01T00:00:00Z", "1", 100), value("2024-02-01T00:00:00Z", "2", 150)]
    versioned = {
        "ocid": "v-1",
        "tender": {"title": [value("2024-01-01T00:00:00Z", "1", "A road")]},
        "contracts": [{"id": "C", "value": {"amount": amounts}}],
    }
    report = processes.give({"records": [{"ocid": "v-1", "versionedRelease": versioned}]})
    assert report.rows_loaded == 2
    told = [
        (str(r["published_date"]), str(r["contract_amount"])) for r in processes.rows("contracts")
    ]
    assert told == [("2024-01-01", "100.00"), ("2024-02-01", "150.00")]
    assert [row["tender_name"] for row in processes.rows("tenders")] == ["A road"]


@pytest.mark.parametrize(
    "content", ['{"a": 1}', "[]", "{}", '"text"', "17", '{"releases": []}', "no JSON at all"]
)
def test_a_file_without_any_release_is_refused(processes, content):
    with pytest.raises(InputError, match=r"no release|nothing"):
        processes.give(content)
    assert processes.table("src_projects").is_empty()


def test_an_empty_file_is_refused(processes):
    with pytest.raises(InputError, match="the file is empty"):
        processes.give("")


def test_an_empty_file_in_an_archive_is_one_row_set_aside(processes, release):
    report = processes.give_archive({"1.json": json.dumps(release), "2.json": ""})
    assert (report.rows_loaded, report.rows_quarantined) == (1, 1)
    assert processes.reasons() == ["2.json: there is no release in it"]
