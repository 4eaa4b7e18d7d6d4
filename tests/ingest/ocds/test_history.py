"""Several releases of one process: the last state, every earlier one, and nothing counted twice."""

from __future__ import annotations

import copy
import json
import shutil
from decimal import Decimal

import polars as pl
import pytest

from dashboard.ingest import party_keys
from dashboard.ingest.ocds import fill, parts, waiting
from dashboard.workspaces import local_root

JANUARY, MARCH, MAY = "2024-01-10T09:00:00Z", "2024-03-01T00:00:00Z", "2024-05-01T00:00:00Z"


def payments(release: dict) -> list[dict]:
    return release["contracts"][0]["implementation"]["transactions"]


def test_payments_that_every_release_repeats_count_once(processes, release, later):
    second = later(release, 2, MARCH)
    payments(second).append({"id": "P2", "date": MARCH, "value": {"amount": 50, "currency": "EUR"}})
    third = later(second, 3, MAY)
    processes.give({"releases": [third, release, second]})
    found = processes.rows("payments")
    assert sorted(row["payment_id"][-2:] for row in found) == ["P1", "P2"]
    assert sum(row["paid_amount"] for row in found) == Decimal("150.25")
    assert {row["payment_id"][-2:]: str(row["published_date"]) for row in found} == {
        "P1": "2024-01-10",
        "P2": "2024-03-01",
    }


def test_payments_without_ids_are_told_apart_by_what_they_say(processes, release, later):
    one = payments(release)[0]
    del one["id"]
    payments(release).append(copy.deepcopy(one))  # the same amount on the same day, twice
    second = later(release, 2, MARCH)
    payments(second).insert(0, copy.deepcopy(one) | {"date": MARCH})  # the order may change
    processes.give({"releases": [release, second]})
    found = processes.rows("payments")
    assert len(found) == 3
    assert len({row["payment_id"] for row in found}) == 3
    assert sum(row["paid_amount"] for row in found) == Decimal("300.75")


def test_the_first_value_and_every_later_one_are_kept(processes, release, later):
    second = later(release, 2, MARCH)
    second["contracts"] = [{"id": "C", "value": {"amount": 1500, "currency": "EUR"}}]
    processes.give({"releases": [release, second]})
    told = [
        (str(row["published_date"]), str(row["contract_amount"]), row["source_line"])
        for row in processes.rows("contracts")
    ]
    assert told == [("2024-01-10", "1000.00", 1), ("2024-03-01", "1500.00", 2)]
    # What the second release leaves out, it does not take back.
    last = processes.latest("contracts", "contract_id")["ocds-town-1/contract/C"]
    assert (last["contract_name"], str(last["signed_date"])) == ("Bridge works", "2024-01-05")
    assert last["original_amount"] is None


def test_a_value_said_to_be_null_is_taken_back(processes, release, later):
    second = later(release, 2, MARCH)
    second["contracts"][0]["dateSigned"] = None
    processes.give({"releases": [release, second]})
    last = processes.latest("contracts", "contract_id")["ocds-town-1/contract/C"]
    assert last["signed_date"] is None


def test_what_a_later_release_repeats_makes_no_row(processes, release, later):
    processes.give({"releases": [release, later(release, 2, MARCH), later(release, 3, MAY)]})
    for table in ("payments", "tenders", "lots", "awards", "milestones", "parties", "party_roles"):
        assert {row["source_line"] for row in processes.rows(table)} == {1}, table
    # These are read publication by publication, so each release states them.
    assert [row["source_line"] for row in processes.rows("projects")] == [1, 2, 3]


def test_two_releases_of_one_day_are_one_state_and_the_value_replaced_is_told(
    processes, release, later
):
    second = later(release, 2, "2024-01-10T15:00:00Z")
    second["contracts"][0]["value"]["amount"] = 1300
    processes.give({"releases": [second, release]})
    (row,) = processes.rows("contracts")
    assert str(row["contract_amount"]) == "1300.00"
    (issue,) = processes.rows("load_issues")
    assert issue["issue"] == "replaced by another release of the same day"
    assert issue["raw_value"] == "1000"


def test_the_order_is_that_of_time_and_not_of_the_text_of_the_date(processes, release, later):
    release["date"] = "2024-03-01T01:00:00+05:00"  # the evening of 29 February in UTC
    second = later(release, 2, "2024-02-29T23:30:00Z")
    second["contracts"][0]["value"]["amount"] = 1300
    third = later(release, 3, "2024-03-02T00:00:00Z")
    third["contracts"][0]["value"]["amount"] = 1400
    processes.give({"releases": [third, second, release]})
    last = processes.latest("contracts", "contract_id")["ocds-town-1/contract/C"]
    assert str(last["contract_amount"]) == "1400.00"


def test_the_date_first_promised_stays_the_baseline_of_a_milestone(processes, release, later):
    second = later(release, 2, MARCH)
    milestone = second["contracts"][0]["implementation"]["milestones"][0]
    milestone |= {"dueDate": "2024-09-30T00:00:00Z", "status": "notMet"}
    processes.give({"releases": [release, second]})
    (last,) = processes.latest("milestones", "milestone_id").values()
    assert str(last["baseline_date"]) == "2024-06-30"
    assert str(last["forecast_date"]) == "2024-09-30"
    assert last["status"] == "notMet"


def test_compiled_releases_beside_the_single_ones_are_not_a_further_state(
    processes, release, later
):
    compiled = later(release, 9, MAY) | {"tag": ["compiled"]}
    compiled["contracts"][0]["value"]["amount"] = 9999
    report = processes.give({"releases": [release, compiled]})
    assert report.rows_loaded == 2
    assert [str(row["contract_amount"]) for row in processes.rows("contracts")] == ["1000.00"]
    assert processes.issues()[0][1] == "a compiled release beside the single ones"


def amendment(release, second, **more) -> dict:
    second["contracts"][0]["value"]["amount"] = 1500
    second["contracts"][0]["amendments"] = [{"id": "X", "date": MARCH, "rationale": "rock"} | more]
    return {"releases": [release, second]}


def amounts(processes) -> tuple[str, str]:
    (row,) = processes.latest("contract_amendments", "amendment_id").values()
    assert row["contract_id"] == "ocds-town-1/contract/C"
    return str(row["amount_before"]), str(row["amount_after"])


def test_an_amendment_has_the_values_of_the_releases_that_it_names(processes, release, later):
    second, third = later(release, 2, MARCH), later(release, 3, MAY)
    both = amendment(release, second, amendsReleaseID="1", releaseID="2")
    third["contracts"] = copy.deepcopy(second["contracts"])
    third["contracts"][0]["value"]["amount"] = 1800
    processes.give({"releases": [*both["releases"], third]})
    assert amounts(processes) == ("1000.00", "1500.00")


def test_an_amendment_alone_between_two_states_has_their_values(processes, release, later):
    processes.give(amendment(release, later(release, 2, MARCH)))
    assert amounts(processes) == ("1000.00", "1500.00")


def test_of_two_new_amendments_nobody_can_tell_which_changed_the_value(processes, release, later):
    both = amendment(release, later(release, 2, MARCH))
    both["releases"][1]["contracts"][0]["amendments"].append({"id": "Y", "date": MARCH})
    processes.give(both)
    rows = processes.latest("contract_amendments", "amendment_id").values()
    assert {(row["amount_before"], row["amount_after"]) for row in rows} == {(None, None)}


def test_the_former_value_of_an_old_amendment_is_the_value_before_it(processes, release):
    contract = release["contracts"][0]
    contract["amendment"] = {
        "date": MARCH,
        "changes": [{"property": "value.amount", "former_value": 800.5}],
    }
    processes.give(release)
    assert amounts(processes) == ("800.50", "1000.00")


def test_a_further_contract_that_extends_one_is_an_amendment_of_it(processes, release):
    release["contracts"].append(
        {
            "id": "C2",
            "awardID": "A",
            "extendsContractID": "C",
            "dateSigned": "2024-02-03T00:00:00Z",
            "value": {"amount": 400, "currency": "EUR"},
            "period": {"endDate": "2025-03-31T00:00:00Z"},
        }
    )
    processes.give(release)
    (row,) = processes.rows("contract_amendments")
    assert row["contract_id"] == "ocds-town-1/contract/C"
    assert (str(row["amount_change"]), row["amount_before"]) == ("400.00", None)
    assert (str(row["amendment_date"]), str(row["end_date_after"])) == ("2024-02-03", "2025-03-31")
    total = sum(row["contract_amount"] for row in processes.rows("contracts"))
    assert total == 1400


def many(release: dict, count: int) -> list[dict]:
    """Releases of `count` processes, those of one process far apart."""
    found = []
    for number in range(3):
        for process in range(count):
            one = copy.deepcopy(release) | {
                "ocid": f"ocds-town-{process}",
                "id": str(number),
                "date": f"2024-0{number + 1}-15T00:00:00Z",
            }
            one["contracts"][0]["value"]["amount"] = 1000 + 100 * number + process
            if process % 4 or number == 0:  # every fourth process has one release only
                found.append(one)
    return found


def tables(processes) -> dict[str, pl.DataFrame]:
    names = sorted(
        {path.stem.rsplit("-", 1)[0] for path in processes.workspace.loads.rglob("src_*")}
    )
    return {name: processes.table(name) for name in names if name != "src_load_issues"}


def elsewhere(folder, monkeypatch) -> None:
    """Loads go to another folder of the same installation: its key makes the same codes."""
    folder.mkdir()
    shutil.copy(local_root() / party_keys.KEY_FILE, folder)
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(folder))


def test_small_parts_and_buckets_give_the_same_rows_as_large_ones(
    processes, release, monkeypatch, tmp_path
):
    content = "\n".join(json.dumps(one) for one in many(release, 23))
    processes.give(content, "lines.jsonl")
    whole = tables(processes)
    elsewhere(tmp_path / "again", monkeypatch)
    monkeypatch.setattr(waiting, "BUCKET_BYTES", 2000)
    monkeypatch.setattr(fill, "SAY_EVERY", 2)
    monkeypatch.setattr(parts, "ROWS_IN_MEMORY", 50)
    monkeypatch.setattr(parts, "ROWS_OF_A_BUCKET", 3)
    processes.give(content, "lines.jsonl")
    in_parts = tables(processes)
    assert len(list(processes.workspace.loads.rglob("src_contracts-*.parquet"))) > 3
    assert list(whole) == list(in_parts)
    for name, frame in whole.items():
        order = [column for column in frame.columns if column != "source_file_id"]
        assert frame.sort(order).equals(in_parts[name].sort(order)), name


def test_a_load_leaves_nothing_but_its_tables_and_its_record(processes, release):
    processes.give({"releases": many(release, 5)})
    left = [path.name for path in processes.workspace.loads.rglob("*") if path.is_file()]
    assert all(name.startswith("src_") or name == "record.json" for name in left)
    (source,) = processes.workspace.loads.iterdir()
    assert [path.name[0] for path in source.iterdir() if path.name.startswith(".")] == []


def test_the_same_file_gives_the_same_bytes(processes, release, monkeypatch, tmp_path):
    def bytes_of() -> dict[str, bytes]:
        files = processes.workspace.loads.rglob("*.parquet")
        return {path.name: path.read_bytes() for path in files}

    content = {"releases": many(release, 17)}
    processes.give(content)
    first = bytes_of()
    elsewhere(tmp_path / "again", monkeypatch)
    processes.give(content)
    assert bytes_of() == first


def test_a_load_that_fails_leaves_nothing_behind(processes, release, monkeypatch):
    def broken(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("dashboard.ingest.ocds.history.states", broken)
    with pytest.raises(KeyboardInterrupt):
        processes.give({"releases": many(release, 5)})
    (source,) = processes.workspace.loads.iterdir()
    assert list(source.iterdir()) == []


def test_the_latest_day_that_a_release_speaks_for_is_that_of_the_publication(
    processes, release, later
):
    from dashboard.ingest import store

    processes.give({"releases": [later(release, 2, MAY), release]})
    (record,) = store.records(processes.workspace)
    assert record["published_date"] == "2024-05-01"


def test_the_progress_of_a_load_goes_from_nothing_to_all(processes, release, monkeypatch):
    from dashboard.ingest import load

    monkeypatch.setattr(fill, "SAY_EVERY", 2)
    path = processes.file("l.jsonl", "\n".join(json.dumps(one) for one in many(release, 20)))
    shares: list[float] = []
    load.load_files(
        processes.workspace, "processes", [path], lambda name, share: shares.append(share)
    )
    assert shares[0] == 0 and shares[-1] == 1
    assert shares == sorted(shares)
    assert len(shares) > 20
