"""Projects are followed by the keys of their manifest, likeness comes last, doubt is not forced."""

import datetime
import itertools
import json

import polars as pl
import pytest

from dashboard.ingest import build_inputs, manifest, store, tables
from dashboard.messages import InputError
from tests.ingest.town import WORKS

FOLLOWED = """
title = "Works"
owner = "Town hall"
licence = "CC0"
kind = "rows"
files = ["works_*.csv"]
published = { file_name = '(?P<year>20\\d\\d)-(?P<month>\\d\\d)' }

[columns]
number = { from = "Number", type = "text" }
name = { from = "Name", type = "text", required = true }
programme = { from = "Programme", type = "text" }
amount = { from = "Amount", type = "money" }

[identity]
project_id = { columns = ["number"], prefix = "work-" }
contract_id = { columns = ["project_id"], prefix = "contract-" }

[follow.project_id]
keys = [["number"], ["name", "programme"]]
agree = { column = "name", at_least = 0.6 }
fuzzy = { column = "name", within = ["programme"], at_least = 0.9, margin = 0.05 }

[tables.projects]
project_id = "project_id"
project_name = "name"
programme = "programme"

[tables.contracts]
contract_id = "contract_id"
project_id = "project_id"
contract_amount = "amount"
"""
HEADER = "Number,Name,Programme,Amount\n"
FIRST = HEADER + (
    "1,Harbour bridge repair,Roads,100\n2,School of the hill,Schools,200\n"
    "3,Park by the lake,Parks,300\n4,Library in the square,Culture,400\n"
)


@pytest.fixture
def followed_town(town, monkeypatch):
    (manifest.SOURCES / "works.toml").write_text(FOLLOWED, encoding="utf-8")
    return town


def inputs_of(town, tmp_path, name: str = "inputs"):
    return build_inputs.prepare(town.workspace, tmp_path / name, store.records(town.workspace))


def read(inputs, relation: str) -> pl.DataFrame:
    return pl.concat([pl.read_parquet(path) for path in inputs[relation]])


def links(inputs, status: str) -> list[dict]:
    return read(inputs, "src_project_links").filter(status=status).to_dicts()


def later(inputs, relation: str) -> pl.DataFrame:
    """The rows of the second publication."""
    return read(inputs, relation).filter(pl.col("published_date") == datetime.date(2024, 1, 1))


def test_a_work_under_another_number_keeps_its_first_id_and_so_does_its_contract(
    followed_town, tmp_path
):
    followed_town.load("works_2023-01.csv", FIRST)
    followed_town.load("works_2024-01.csv", FIRST.replace("1,Harbour", "91,Harbour"))
    inputs = inputs_of(followed_town, tmp_path)
    bridge = later(inputs, "src_projects").filter(project_name="Harbour bridge repair")
    assert bridge["project_id"].to_list() == ["work-1"]
    contract = later(inputs, "src_contracts").filter(project_id="work-1")
    assert contract["contract_id"].to_list() == ["contract-work-1"]
    (link,) = [one for one in links(inputs, "matched") if one["project_id"] == "work-1"]
    assert (link["method"], link["score"]) == ("name + programme", 1.0)
    assert link["published_project_id"] == "work-91"


def test_the_loads_themselves_are_never_rewritten(followed_town, tmp_path):
    followed_town.load("works_2023-01.csv", FIRST)
    followed_town.load("works_2024-01.csv", FIRST.replace("1,Harbour", "91,Harbour"))
    before = followed_town.table("src_projects")
    inputs_of(followed_town, tmp_path)
    assert followed_town.table("src_projects").equals(before)
    assert "work-91" in before["project_id"].to_list()


def test_numbers_given_anew_to_other_works_are_not_believed(followed_town, tmp_path):
    shifted = HEADER + (
        "2,Harbour bridge repair,Roads,100\n3,School of the hill,Schools,200\n"
        "4,Park by the lake,Parks,300\n1,Library in the square,Culture,400\n"
    )
    followed_town.load("works_2023-01.csv", FIRST)
    followed_town.load("works_2024-01.csv", shifted)
    found = later(inputs_of(followed_town, tmp_path), "src_projects")
    assert dict(found.select("project_name", "project_id").rows()) == {
        "Harbour bridge repair": "work-1",
        "School of the hill": "work-2",
        "Park by the lake": "work-3",
        "Library in the square": "work-4",
    }


def test_a_new_work_under_a_number_that_was_taken_gets_an_id_of_its_own(followed_town, tmp_path):
    followed_town.load("works_2023-01.csv", FIRST)
    followed_town.load(
        "works_2024-01.csv", FIRST.replace("1,Harbour bridge repair,Roads", "1,Swimming pool,Sport")
    )
    inputs = inputs_of(followed_town, tmp_path)
    pool = later(inputs, "src_projects").filter(project_name="Swimming pool")
    assert pool["project_id"].to_list() == ["work-1-20240101"]
    (gone,) = links(inputs, "vanished")
    assert (gone["project_id"], gone["published_project_id"]) == ("work-1", None)


def test_a_name_written_otherwise_is_matched_last_scored_and_only_where_it_is_clear(
    followed_town, tmp_path
):
    followed_town.load("works_2023-01.csv", FIRST)
    followed_town.load(
        "works_2024-01.csv", FIRST.replace("2,School of the hill", "72,School of the hilll")
    )
    inputs = inputs_of(followed_town, tmp_path)
    (link,) = [one for one in links(inputs, "matched") if one["method"] == "likeness of name"]
    assert link["project_id"] == "work-2"
    assert 0.9 <= link["score"] < 1


def test_names_that_differ_in_a_number_are_different_works(followed_town, tmp_path):
    followed_town.load("works_2023-01.csv", FIRST + "5,Renewal of the sewers stage 1,Water,1\n")
    followed_town.load("works_2024-01.csv", FIRST + "6,Renewal of the sewers stage 2,Water,1\n")
    inputs = inputs_of(followed_town, tmp_path)
    assert [one["published_project_id"] for one in links(inputs, "new")] == ["work-6"]
    assert [one["project_id"] for one in links(inputs, "vanished")] == ["work-5"]


def test_two_candidates_are_listed_and_nothing_is_forced(followed_town, tmp_path):
    twins = "5,Fountain in the east,Parks,1\n6,Fountain in the east,Parks,2\n"
    followed_town.load("works_2023-01.csv", FIRST + twins)
    followed_town.load("works_2024-01.csv", FIRST + "9,Fountain in the east,Parks,3\n")
    inputs = inputs_of(followed_town, tmp_path)
    (doubt,) = links(inputs, "ambiguous")
    assert doubt["project_id"] == doubt["published_project_id"] == "work-9"
    assert {one["project_id"] for one in json.loads(doubt["candidates"])} == {"work-5", "work-6"}
    assert links(inputs, "vanished") == []  # either of them may be the one that stayed


def test_a_work_that_comes_back_is_the_one_that_went(followed_town, tmp_path):
    followed_town.load("works_2023-01.csv", FIRST)
    followed_town.load("works_2023-06.csv", FIRST.replace("3,Park by the lake,Parks,300\n", ""))
    followed_town.load("works_2024-01.csv", FIRST.replace("3,Park", "33,Park"))
    inputs = inputs_of(followed_town, tmp_path)
    assert [one["project_id"] for one in links(inputs, "vanished")] == ["work-3"]
    (back,) = [one for one in links(inputs, "matched") if one["published_project_id"] == "work-33"]
    assert back["project_id"] == "work-3"
    assert back["previous_published_date"] == datetime.date(2023, 1, 1)


def test_a_file_with_little_of_the_last_one_is_no_list_and_nothing_vanished(
    followed_town, tmp_path
):
    followed_town.load("works_2023-01.csv", FIRST)
    followed_town.load("works_2024-01.csv", HEADER + "1,Harbour bridge repair,Roads,100\n")
    assert links(inputs_of(followed_town, tmp_path), "vanished") == []


def test_any_order_of_loading_gives_the_same_inputs(followed_town, tmp_path):
    files = {
        "works_2023-01.csv": FIRST,
        "works_2023-06.csv": FIRST.replace("1,Harbour", "91,Harbour"),
        "works_2024-01.csv": FIRST.replace("1,Harbour bridge", "92,Harbour bridges"),
    }
    seen = []
    for number, order in enumerate(itertools.permutations(files)):
        store.forget(followed_town.workspace)
        for name in order:
            followed_town.load(name, files[name])
        inputs = inputs_of(followed_town, tmp_path, f"inputs-{number}")
        seen.append([read(inputs, f"src_{table}") for table in ("projects", "contracts")])
        seen[-1].append(read(inputs, "src_project_links"))
    assert all(a.equals(b) for one in seen for a, b in zip(one, seen[0], strict=True))
    assert set(seen[0][0]["project_id"]) == {"work-1", "work-2", "work-3", "work-4"}


def test_payments_of_another_file_follow_the_number_of_their_day(followed_town, tmp_path):
    followed_town.load("works_2023-01.csv", FIRST)
    followed_town.load("works_2024-01.csv", FIRST.replace("1,Harbour", "91,Harbour"))
    followed_town.load(
        "payments.csv",
        "payment_id,project_id,tier,paid_date,paid_amount\n"
        "Y1,work-91,client_prime,2024-02-01,10\nY2,work-2,client_prime,2024-02-01,20\n",
        "town-payments",
    )
    paid = read(inputs_of(followed_town, tmp_path), "src_payments")
    assert dict(paid.select("payment_id", "project_id").rows()) == {"Y1": "work-1", "Y2": "work-2"}


def test_another_order_of_the_same_rows_gives_the_same_ids(town, tmp_path):
    rows = ["Lamp,N,5,2024-01-01", "Lamp,N,5,2024-06-01", "Lamp,N,5,2024-03-01"]
    header = "Name,Area,Amount,End\n"
    town.load("works_2023-01.csv", header + "\n".join(rows))
    town.load("works_2024-01.csv", header + "\n".join(reversed(rows)))
    said = town.table("src_projects").select("published_date", "project_id", "planned_end_date")
    one, two = (
        dict(part.select("project_id", "planned_end_date").rows())
        for _, part in said.group_by("published_date", maintain_order=True)
    )
    assert one == two
    assert len(one) == 3


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ('keys = [["number"], ["nom"]]', "follow.project_id uses 'nom'"),
        ('keys = "number"', "Expected is a list of lists"),
        ('keys = [["number"]]\nfuzzy = { column = "name" }', "at_least is missing"),
        ('fuzzy = { column = "name", at_least = 92 }', "Expected is a share"),
        ('key = [["number"]]', "unknown key 'key' of follow.project_id"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_refused_with_a_message(rule, said):
    text = FOLLOWED.split("[follow.project_id]")[0] + "[follow.project_id]\n" + rule + "\n"
    text += "[tables" + FOLLOWED.split("[tables", 1)[1]
    with pytest.raises(InputError, match=said.replace("[", r"\[")):
        manifest.parse("works", text)


def test_an_id_that_hides_the_projects_is_refused_where_projects_are_followed():
    text = WORKS.replace(
        "\n[tables.projects]",
        '\ncontract_id = { columns = ["project_id"], style = "slug" }\n'
        '\n[follow.project_id]\nkeys = [["name"]]\n\n[tables.projects]',
        1,
    )
    with pytest.raises(InputError, match="hides the project's id"):
        manifest.parse("works", text)


# --- A process that a project names -------------------------------------------------------------


def frame(table: str, rows: list[dict]) -> pl.DataFrame:
    lineage = {"source_file_id": "x-0123456789ab", "source_line": 1}
    lineage["published_date"] = datetime.date(2024, 1, 1)
    return pl.DataFrame([lineage | row for row in rows], schema=tables.polars_schema(table))


@pytest.fixture
def shared(tmp_path):
    """Inputs with a process that one project names, and one that two name."""
    folder = tmp_path / "loads" / "procurement" / "abc"
    folder.mkdir(parents=True)
    given = {
        "projects": [
            {"project_id": "P", "project_name": "Bridge"},
            {"project_id": "ocds-1", "project_name": "Tender of a bridge"},
        ],
        "contracts": [
            {"contract_id": "C1", "project_id": "ocds-1"},
            {"contract_id": "C2", "project_id": "ocds-2"},
        ],
        "project_processes": [
            {"project_id": "P", "ocid": "ocds-1"},
            {"project_id": "P", "ocid": "ocds-2"},
            {"project_id": "Q", "ocid": "ocds-2"},
            {"project_id": "ocds-1", "ocid": "ocds-1"},
        ],
    }
    inputs = {relation: [] for relation in tables.build_schemas()}
    for table, rows in given.items():
        path = folder / f"src_{table}.parquet"
        frame(table, rows).write_parquet(path)
        inputs[f"src_{table}"] = [path]
    return inputs


def test_a_project_takes_over_the_process_that_only_it_names(shared, tmp_path):
    from dashboard.ingest import shared_processes

    inputs, found = shared_processes.taken_over(shared, tmp_path / "out")
    contracts = dict(read(inputs, "src_contracts").select("contract_id", "project_id").rows())
    assert contracts == {"C1": "P", "C2": "ocds-2"}
    assert read(inputs, "src_projects")["project_id"].to_list() == ["P"]
    said = {row["published_project_id"]: row for row in found.to_dicts()}
    assert (said["ocds-1"]["status"], said["ocds-1"]["project_id"]) == ("matched", "P")
    assert said["ocds-2"]["status"] == "ambiguous"
    assert [one["project_id"] for one in json.loads(said["ocds-2"]["candidates"])] == ["P", "Q"]
