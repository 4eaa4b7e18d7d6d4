"""Files of projects in every shape they come in, whole and broken: nothing is lost or guessed."""

import json
import zipfile
from datetime import date

import pytest

from dashboard.ingest import load, manifest, source_row, store
from dashboard.messages import InputError
from tests.ingest.oc4ids.conftest import OLD_FORM, package


def three(project) -> list[dict]:
    return [project | {"id": f"P-{n}", "contractingProcesses": []} for n in (1, 2, 3)]


@pytest.mark.parametrize("shape", ["package", "list", "lines", "packages as lines", "bare"])
def test_the_same_projects_come_out_of_every_shape(projects, project, shape):
    many = three(project)
    content = {
        "package": json.dumps(package(*many), indent=1),
        "list": json.dumps(many, indent=1),
        "lines": "\n".join(json.dumps(one) for one in many) + "\n\n",
        "packages as lines": "\n".join(json.dumps(package(one)) for one in many),
        "bare": json.dumps(many[0], indent=1),
    }[shape]
    report = projects.give(content)
    expected = ["P-1"] if shape == "bare" else ["P-1", "P-2", "P-3"]
    assert [row["project_id"] for row in projects.rows("projects")] == expected
    assert [row["source_line"] for row in projects.rows("projects")] == list(
        range(1, len(expected) + 1)
    )
    assert (report.rows_read, report.rows_quarantined, report.issues) == (len(expected), 0, 0)
    day = date(2024, 3, 1) if "package" in shape else date(2024, 2, 1)
    assert {row["published_date"] for row in projects.rows("projects")} == {day}


def test_the_day_of_a_package_may_stand_after_its_projects(projects, project):
    late = package(project)
    late["publishedDate"] = late.pop("publishedDate")
    late = {"projects": late["projects"]} | late
    projects.give(late)
    assert projects.rows("projects")[0]["published_date"] == date(2024, 3, 1)
    assert store.records(projects.workspace)[0]["published_date"] == "2024-03-01"


def test_a_folder_and_its_archive_are_one_publication(projects, project):
    folder = projects.incoming / "all"
    folder.mkdir()
    one, two, three_ = three(project)
    (folder / "a.json").write_text(json.dumps(package(one)))
    (folder / "b.jsonl").write_text(json.dumps(two) + "\n" + json.dumps(three_) + "\n")
    (folder / "notes.txt").write_text("not read")
    (report,) = load.load_files(projects.workspace, "projects", [folder])
    assert (report.rows_read, report.rows_loaded) == (3, 3)
    assert [row["source_line"] for row in projects.rows("projects")] == [1, 2, 3]
    packed = projects.incoming / "all.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.json", json.dumps(package(one, 7)))
    (report,) = load.load_files(projects.workspace, "projects", [packed])
    assert (report.rows_read, report.rows_quarantined) == (2, 1)
    assert "a.json: projects/1: an object was expected, found a number" in projects.reasons()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "nothing of ours")
    with pytest.raises(InputError, match="holds no JSON file"):
        load.load_files(projects.workspace, "projects", [packed])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "the file is empty"),
        (" \n ", "the file is empty"),
        ("id,title\n1,Bridge\n", "this is not JSON"),
        ("<html></html>", "this is not JSON"),
        ("[]", "it holds no project"),
        ('{"projects": [], "version": "0.9"}', "it holds no project"),
        ('{"releases": [{"ocid": "ocds-1"}]}', "OCDS releases or records"),
        ('[{"ocid": "ocds-1", "releases": []}]', "OCDS releases or records"),
        (b"PK\x03\x04 cut off", "this is not JSON"),
    ],
)
def test_a_file_without_projects_is_refused_in_a_sentence(projects, content, words):
    with pytest.raises(InputError, match=words):
        projects.give(content)
    assert store.records(projects.workspace) == []


def test_of_truncated_json_all_that_is_whole_is_taken(projects, project):
    text = json.dumps(package(*three(project)))
    report = projects.give(text[: text.index("P-3") + 40])
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (3, 2, 1)
    assert projects.reasons()[0].startswith("projects/2: the file ends")
    # The cut may go through anybody's contact data.
    cut = text[: text.index("ann@example") + 6]
    projects.give(cut, "cut.json")
    assert "Ann" not in str(projects.rows("quarantined_rows"))
    assert "ann@" not in str(projects.rows("quarantined_rows"))


def test_every_cut_of_a_file_is_accounted_for(projects, project):
    text = json.dumps(package(project), indent=0)
    for end in range(1, len(text), 97):
        try:
            report = projects.give(text[:end], f"cut-{end}.json")
        except InputError:
            continue
        assert report.rows_read == report.rows_loaded + report.rows_quarantined >= 1


def test_a_broken_line_costs_itself_and_no_other(projects, project):
    lines = [json.dumps(one) for one in three(project)]
    lines[1] = lines[1][:50]
    report = projects.give("\n".join(lines))
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (3, 2, 1)
    assert projects.reasons()[0].startswith("projects/1: this is not JSON")
    assert [row["source_line"] for row in projects.rows("projects")] == [1, 3]


def test_other_encodings_are_read_by_their_mark_or_by_the_manifest(projects, project):
    text = json.dumps(package(project | {"title": "Café"}), ensure_ascii=False)
    for number, encoding in enumerate(("utf-8-sig", "utf-16", "utf-16-be", "utf-32")):
        projects.give(text.encode(encoding), f"{number}.json")
    assert {row["project_name"] for row in projects.rows("projects")} == {"Café"}
    path = manifest.SOURCES / "projects.toml"
    path.write_text(OLD_FORM)
    projects.give(text.encode("cp1252"), "old.json")
    assert {row["project_name"] for row in projects.rows("projects")} == {"Café"}


def test_bytes_of_another_encoding_set_aside_their_project_only(projects, project):
    many = three(project)
    many[1]["title"] = "Café"
    text = json.dumps(package(*many), ensure_ascii=False).encode("latin-1")
    report = projects.give(text)
    assert (report.rows_loaded, report.rows_quarantined) == (2, 1)
    assert projects.reasons() == ["projects/1: it holds bytes that are not utf-8"]


def test_text_and_lists_where_objects_belong_are_set_aside_by_their_path(projects, project):
    project["budget"] = "much"
    project["parties"].append("Builder")
    project["milestones"] = {"id": "1"}
    process = project["contractingProcesses"][0]
    process["summary"]["tender"] = ["open"]
    project["contractingProcesses"] += ["second", {"summary": {"title": "No id"}}]
    report = projects.give(package("text", project, [project]))
    assert sorted(projects.reasons()) == [
        "projects/0: an object was expected, found text",
        "projects/1/budget: an object was expected, found text",
        "projects/1/contractingProcesses/0/summary/tender: an object was expected, found a list",
        "projects/1/contractingProcesses/1: an object was expected, found text",
        "projects/1/contractingProcesses/2: id is missing",
        "projects/1/milestones: a list was expected, found an object",
        "projects/1/parties/1: an object was expected, found text",
        "projects/2: an object was expected, found a list",
    ]
    # Three projects and six parts were read; one project is loaded.
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (9, 1, 8)
    assert projects.rows("contracts")[0]["contract_amount"] == 800


def test_projects_that_are_no_list_are_one_row_set_aside(projects, project):
    for number, wrong in enumerate((project, "text", 7)):
        report = projects.give({"version": "0.9", "projects": wrong}, f"{number}.json")
        assert (report.rows_read, report.rows_quarantined) == (1, 1)
    assert projects.reasons() == ["projects/0: a list of projects was expected"] * 3


def test_a_project_id_said_twice_sets_the_second_aside(projects, project):
    other = project | {"title": "Another", "contractingProcesses": []}
    report = projects.give(package(project, other))
    assert (report.rows_read, report.rows_loaded) == (2, 1)
    assert projects.reasons() == ["projects/1/id: 'P-1' is shared with projects/0"]
    assert [row["project_name"] for row in projects.rows("projects")] == ["Bridge"]


def test_packages_of_two_days_tell_of_a_project_twice(projects, project):
    later = package(project | {"title": "Bridge, wider"}, publishedDate="2024-06-01T00:00:00Z")
    report = projects.give(json.dumps(package(project)) + "\n" + json.dumps(later))
    assert (report.rows_read, report.rows_loaded) == (2, 2)
    assert [row["published_date"] for row in projects.rows("contracts")] == [
        date(2024, 3, 1),
        date(2024, 6, 1),
    ]


def test_parts_that_share_an_id_are_told_apart_and_the_same_again_counts_once(projects, project):
    summary = project["contractingProcesses"][0]["summary"]
    first = summary["transactions"][0]
    other = first | {"value": {"amount": 50, "currency": "EUR"}}
    unnamed = {"date": "2023-08-01T00:00:00Z", "value": {"amount": 7, "currency": "EUR"}}
    summary["transactions"] = [first, dict(first), other, unnamed, {"id": "", "date": ""}]
    projects.give(package(project))
    amounts = {row["payment_id"]: float(row["paid_amount"]) for row in projects.rows("payments")}
    assert sorted(amounts.values()) == [7, 50, 100.25]
    assert {"ocds-1/T-1", "ocds-1/T-1-2"} < set(amounts)
    assert sorted(issue for _, issue, _ in projects.issues()) == [
        "no id: made from the content",
        "repeated: counted once",
        "the same id as an earlier part; told apart",
    ]


def test_numbers_as_text_are_read_and_what_is_no_number_is_null(projects, project):
    summary = project["contractingProcesses"][0]["summary"]
    summary["contractValue"]["amount"] = "29,000,000.50"
    summary["transactions"][0]["value"]["amount"] = "much"
    project["budget"]["amount"] = {"amount": True, "currency": "euro"}
    project["id"] = 17
    projects.give(package(project))
    assert str(projects.rows("contracts")[0]["contract_amount"]) == "29000000.50"
    assert projects.rows("payments")[0]["paid_amount"] is None
    assert projects.rows("projects")[0]["project_id"] == "17"
    summary_path = "contractingProcesses/summary"
    assert set(projects.issues()) == {
        ("budget/amount/amount", "a number was expected, found true or false", "nulled"),
        ("budget/amount/currency", "not a currency", "nulled"),
        (f"{summary_path}/contractValue/amount", "a number written as text", "repaired"),
        (f"{summary_path}/transactions/value/amount", "not an amount", "nulled"),
    }


def test_numbers_keep_every_cent(projects, project):
    text = json.dumps(package(project)).replace("800", "123456789012345.67")
    projects.give(text)
    assert str(projects.rows("contracts")[0]["contract_amount"]) == "123456789012345.67"


def test_values_out_of_range_or_reason_are_null_with_an_issue(projects, project):
    project["period"] = {"startDate": "1823-01-01T00:00:00Z", "endDate": "31/12/2024"}
    project["status"] = "nearly there"
    project["title"] = ["Bridge"]
    project["budget"]["amount"]["amount"] = 10**16
    projects.give(package(project))
    row = projects.rows("projects")[0]
    assert (row["planned_start_date"], row["planned_end_date"], row["status"]) == (None,) * 3
    assert (row["project_name"], row["status_text"]) == ("P-1", "nearly there")
    assert {issue for _, issue, _ in projects.issues()} == {
        "out of range for a date",
        "not a date",
        "not in the code list",
        "text was expected, found a list",
        "no title: the id stands in",
        "out of range for an amount",
    }


def test_a_skeleton_of_empty_texts_says_nothing(projects):
    empty = {"id": "P-1", "title": "", "status": "", "period": {"startDate": ""}}
    empty |= {"budget": {"amount": {"amount": "", "currency": ""}}, "sector": []}
    empty |= {"milestones": [{"id": "", "title": ""}], "transactions": [{"id": "", "date": ""}]}
    empty |= {"contractingProcesses": [{"id": "", "summary": {"ocid": ""}}], "locations": [{}]}
    report = projects.give(package(empty))
    assert (report.rows_read, report.rows_quarantined) == (1, 0)
    assert projects.issues() == [("title", "no title: the id stands in", "repaired")]
    for table in ("milestones", "payments", "contracts", "project_budgets", "project_places"):
        assert projects.rows(table) == []
    report = projects.give(package(empty | {"id": ""}), "none.json")
    assert (report.rows_read, report.rows_quarantined) == (1, 1)
    assert projects.reasons() == ["projects/0/id: it is missing"]


def test_a_project_nested_too_deep_is_set_aside(projects, project):
    deep = "[" * 100_000 + "]" * 100_000
    text = json.dumps(package(project)).replace('"Bridge"', deep)
    report = projects.give(text)
    assert (report.rows_loaded, report.rows_quarantined) == (0, 1)
    # A bracket in a text is none, however many there are.
    texts = package(project | {"description": "[" * 5000})
    assert projects.give(texts, "texts.json").rows_loaded == 1
    line = json.dumps(project) + "\n" + '{"id": "P-2", "x": ' + deep + "}"
    report = projects.give(line, "lines.json")
    assert (report.rows_loaded, report.rows_quarantined) == (1, 1)


def test_halves_of_characters_are_no_obstacle(projects, project):
    text = json.dumps(package(project)).replace('"Bridge"', '"Bri\\ud800dge\\u0000"')
    for name, content in (("whole.json", text), ("lines.json", f"{text}\n{text}")):
        report = projects.give(content, name)
        assert report.rows_read == report.rows_loaded + report.rows_quarantined >= 1


def test_a_source_project_is_shown_without_persons(projects, project):
    project["parties"][0]["people"] = [{"id": "1", "name": "Ann Example"}]
    project["parties"][0]["beneficialOwners"] = [{"id": "1", "name": "Ann Example"}]
    projects.give(package(project, 7))
    file_id = projects.rows("projects")[0]["source_file_id"]
    row = source_row.read(projects.workspace, file_id, 1)
    assert row["title"] == "Bridge"
    assert "Roads Office" in row["parties"]
    assert "Ann" not in str(row)
    assert list(source_row.read(projects.workspace, file_id, 2)) == ["projects/1"]
    with pytest.raises(InputError, match="no line 3"):
        source_row.read(projects.workspace, file_id, 3)


def test_loading_twice_changes_nothing_and_gives_the_same_bytes(projects, project):
    projects.give(package(project))
    folder = next((projects.workspace.loads / "projects").iterdir())
    before = {file.name: file.read_bytes() for file in folder.glob("*.parquet")}
    assert projects.give(package(project)).repeated
    store.forget(projects.workspace)
    projects.give(package(project))
    assert before == {file.name: file.read_bytes() for file in folder.glob("*.parquet")}
