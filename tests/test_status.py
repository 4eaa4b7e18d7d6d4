"""Status: what a workspace holds, for people and for programs."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from dashboard import publish, status, workspaces
from dashboard.ingest import load
from tests import small_city

OUTCOMES = {"flagged", "clear", "insufficient", "contradictory"}


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> dict:
    """The status of the small city with one payment that cannot be read."""
    folder = tmp_path_factory.mktemp("status")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLEARWORKS_LOCAL", str(folder / "local"))
        workspace = workspaces.read("sample")
        files = small_city.write_files(folder / "files")
        with files["sample-payments"].open("a") as file:
            file.write("Y9,I2,P1,C1,no such tier,B1,2024-12-01,200000,EUR\n")
        for source, path in files.items():
            load.load_files(workspace, source, [path])
        publish.build(workspace)
        yield status.status(workspace)
    shutil.rmtree(folder)


def test_it_can_be_written_as_json_and_read_again(found):
    assert json.loads(json.dumps(found)) == found


def test_every_key_of_the_contract_is_there(found):
    assert {
        "workspace", "title", "is_built", "run_id", "as_of", "facts", "files", "rows",
        "match_rates", "indicators",
    } <= found.keys()  # fmt: skip
    assert (found["workspace"], found["is_built"], found["as_of"]) == ("sample", True, "2025-12-31")


def test_files_say_what_became_of_their_rows(found):
    files = {file["file_name"]: file for file in found["files"]}
    assert files.keys() == small_city.FILES.keys()
    for file in files.values():
        assert file["rows_read"] == file["rows_loaded"] + file["rows_quarantined"]
    payments = files["payments.csv"]
    assert (payments["rows_read"], payments["rows_quarantined"]) == (3, 1)


def test_match_rates_say_how_rows_were_placed(found):
    (rate,) = found["match_rates"]
    assert (rate["file_name"], rate["placed_share"]) == ("project_places.csv", 1.0)
    assert (rate["row_count"], rate["placed_by_code_count"]) == (3, 3)


def test_every_indicator_has_a_count_for_every_outcome(found):
    indicators = {entry["code"]: entry for entry in found["indicators"]}
    assert {"C1", "C2", "C5", "S1", "S2", "S4", "S5", "P1", "P2", "P3", "P6", "P7", "P10", "Q5",
            "A1", "A2"} <= indicators.keys()  # fmt: skip
    for entry in indicators.values():
        assert entry["outcomes"].keys() == OUTCOMES
        assert all(isinstance(count, int) for count in entry["outcomes"].values())
    assert indicators["C1"]["outcomes"] == {
        "flagged": 1, "clear": 1, "insufficient": 0, "contradictory": 0,
    }  # fmt: skip


def test_facts_is_the_path_of_a_file_that_opens(found):
    path = Path(found["facts"])
    assert path.is_absolute()
    with duckdb.connect(str(path), read_only=True) as connection:
        for relation, count in found["rows"].items():
            rows = connection.execute(f"SELECT COUNT(*) FROM {relation}").fetchone()[0]
            assert rows == count, relation
    assert (found["rows"]["projects"], found["rows"]["quarantined_rows"]) == (3, 1)


def test_for_people_it_says_the_same(found):
    text = status.describe(found)
    assert "payments.csv, 3 rows read = 2 loaded + 1 quarantined" in text
    assert (
        "project_places.csv, 3 rows read = 3 loaded + 0 quarantined, 100.0% of rows placed" in text
    )
    assert "C1   Contract price growth: 1 / 1 / 0 / 0" in text
    assert f"Facts: {found['facts']}" in text


def test_before_the_first_build_it_says_how_to_make_one(tmp_path, monkeypatch):
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path))
    found = status.status(workspaces.read("seoul"))
    assert found == {"workspace": "seoul", "title": "Seoul", "is_built": False}
    assert "python -m dashboard build seoul" in status.describe(found)


def test_the_scorecard_has_counts_and_shares_only_where_something_was_measured(found):
    card = found["scorecard"]
    kept_out = [row for row in card if row["check_name"] == "row kept out"]
    assert {row["source"]: row["failed_count"] for row in kept_out}["sample-payments"] == 1
    assert all((row["failed_share"] is None) == (row["state"] != "measured") for row in card)
    assert {row["dimension"] for row in card} == {
        "completeness", "validity", "consistency", "timeliness", "uniqueness",
    }  # fmt: skip
    assert {row["source"] for row in found["timeliness"]} <= {row["source"] for row in card}


def test_what_the_data_can_answer_comes_with_what_to_ask_for_next(found):
    answers = found["evaluability"]
    assert {row["code"] for row in answers["indicators"]} == {
        entry["code"] for entry in found["indicators"]
    }
    assert all(row["codes"] for row in answers["ask_next"])
    text = status.describe(found)
    assert "Ask for next" in text
    assert "sample-payments: completeness" in text
