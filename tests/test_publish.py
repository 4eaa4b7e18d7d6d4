"""Publishing: what a build is named by, which files it may use, and which builds are kept."""

import os
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from dashboard import publish, workspaces
from dashboard.engine import results, steady
from dashboard.engine.catalogue import QUERIES, ROOT
from dashboard.engine.duck import Duck
from dashboard.ingest import load
from dashboard.messages import InputError
from dashboard.sample import city as sample_city
from tests.small_city import contents

AS_OF = date(2025, 12, 31)
RECORDS = [
    {"source_file_id": "works-1", "manifest_digest": "a", "source": "works", "kind": "rows",
     "published_date": "2023-01-01", "folder": "/one"},
    {"source_file_id": "works-2", "manifest_digest": "a", "source": "works", "kind": "rows",
     "published_date": "2024-01-01", "folder": "/one"},
    {"source_file_id": "bills-1", "manifest_digest": "b", "source": "bills", "kind": "rows",
     "published_date": "2025-01-01", "folder": "/one"},
    {"source_file_id": "areas-1", "manifest_digest": "c", "source": "areas", "kind": "boundaries",
     "published_date": "2030-01-01", "folder": "/one"},
]  # fmt: skip


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path / "local"))
    return workspaces.read("sample")


@pytest.fixture
def city(own_small_city):
    """The small city, loaded and built."""
    return own_small_city.workspace


# --- The name of a build -----------------------------------------------------------------------


def identity(records=RECORDS, pack: str = "pack", as_of: date = AS_OF) -> str:
    return publish.run_identity(records, pack, as_of)


def changed(**values) -> list[dict]:
    return [RECORDS[0] | values, *RECORDS[1:]]


def test_the_same_inputs_have_the_same_name():
    assert identity() == identity()
    assert len(identity()) == 16


@pytest.mark.parametrize(
    "other",
    [
        {"records": RECORDS[:-1]},
        {"records": changed(source_file_id="works-9")},
        {"records": changed(manifest_digest="z")},
        {"pack": "another pack"},
        {"as_of": date(2025, 12, 30)},
    ],
    ids=["a file less", "another file", "another manifest", "another pack", "another day"],
)
def test_files_manifests_pack_and_day_change_the_name(other):
    assert identity(**other) != identity()


def test_neither_order_nor_place_of_the_loads_changes_the_name():
    assert identity(RECORDS[::-1]) == identity()
    assert identity(changed(folder="/elsewhere", issues=7)) == identity()


@pytest.fixture
def copied_queries(tmp_path, monkeypatch) -> Path:
    copy = tmp_path / "queries"
    shutil.copytree(QUERIES, copy)
    monkeypatch.setattr(publish, "QUERIES", copy)
    return copy


def test_a_query_changes_the_name_wherever_the_project_lies(copied_queries, monkeypatch):
    there = identity()
    monkeypatch.setattr(publish, "QUERIES", QUERIES)
    assert identity() == there
    monkeypatch.setattr(publish, "QUERIES", copied_queries)
    query = next(iter(sorted(copied_queries.rglob("*.sql"))))
    query.write_text(query.read_text() + "\n")
    assert identity() != there
    query.unlink()
    assert identity() != there


@pytest.mark.parametrize("part", ["engine", "ingest"])
def test_the_code_that_makes_a_build_changes_its_name(tmp_path, monkeypatch, part):
    for name in ("engine", "ingest"):
        shutil.copytree(ROOT / "dashboard" / name, tmp_path / "dashboard" / name)
    before = identity()
    monkeypatch.setattr(publish, "ROOT", tmp_path)
    assert identity() == before
    module = next((tmp_path / "dashboard" / part).glob("*.py"))
    module.write_text(module.read_text() + "# changed\n")
    assert identity() != before


# --- What a day may know -----------------------------------------------------------------------


def known(as_of: date) -> set[str]:
    return {record["source_file_id"] for record in publish.known_by(RECORDS, as_of)}


def test_publications_after_the_day_had_not_come_yet():
    assert known(date(2023, 6, 30)) == {"works-1", "bills-1", "areas-1"}
    assert known(date(2024, 1, 1)) == {"works-1", "works-2", "bills-1", "areas-1"}


def test_the_first_publication_of_a_source_always_counts_and_so_do_boundaries():
    assert known(date(2000, 1, 1)) == {"works-1", "bills-1", "areas-1"}


def test_without_a_day_the_newest_publication_is_the_reporting_date():
    assert publish.newest_publication(RECORDS) == date(2025, 1, 1)
    assert publish.newest_publication(RECORDS[-1:]) == date(2030, 1, 1)


# --- Builds ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built_twice(small_city_in_service, tmp_path_factory):
    """The small city's local data, its build, and one forced again."""
    local = tmp_path_factory.mktemp("twice") / "local"
    shutil.copytree(small_city_in_service / "local", local)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLEARWORKS_LOCAL", str(local))
        workspace = workspaces.read("sample")
        return local, publish.build(workspace), publish.build(workspace, force=True)


def test_two_builds_of_the_same_inputs_are_equal_row_for_row(built_twice, monkeypatch):
    local, first, second = built_twice
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(local))
    city = workspaces.read("sample")
    assert second.facts != first.facts
    assert city.published_folder() == second.folder
    found = contents(first.facts)
    assert contents(second.facts) == found
    assert {"projects", "payments", "indicator_results", "lineage", "build"} <= found.keys()
    assert sum(map(len, found.values())) > 100

    again = publish.build(city)  # nothing changed, so the newest of the two stays
    assert (again.is_new, again.facts) == (False, second.facts)


def test_an_earlier_day_and_a_later_file_make_builds_of_their_own(city, tmp_path):
    now = publish.build(city)
    then = publish.build(city, as_of=date(2024, 1, 1))
    assert then.run_id != now.run_id
    assert city.published() == {
        "run_id": then.run_id, "as_of": "2024-01-01", "previous": now.run_id,
    }  # fmt: skip
    assert publish.build(city).run_id == now.run_id
    assert now.facts.exists() and then.facts.exists()


def test_a_build_that_fails_leaves_the_last_one_in_service(city):
    before = publish.build(city)
    (damaged,) = city.loads.glob("*/*/src_payments*.parquet")
    damaged.write_bytes(b"no Parquet at all")
    with pytest.raises(InputError, match=r"what was loaded from it is damaged \(src_payments"):
        publish.build(city, force=True)
    assert city.published_folder() == before.folder
    assert [path.name for path in city.builds.iterdir()] == [before.run_id]


def test_there_is_nothing_to_build_before_a_file_is_loaded(workspace):
    with pytest.raises(InputError, match="nothing has been loaded yet"):
        publish.build(workspace)


@pytest.mark.parametrize("in_service", ["run-0", "run-7", "run-14"])
def test_ten_builds_are_kept_and_always_the_one_in_service(workspace, in_service):
    for number in range(15):
        folder = workspace.builds / f"run-{number}"
        folder.mkdir(parents=True)
        os.utime(folder, (number, number))
    publish.put_in_service(workspace, in_service, AS_OF)
    publish.remove_old_builds(workspace)
    kept = {folder.name for folder in workspace.builds.iterdir()}
    assert len(kept) == publish.KEPT_BUILDS == 10
    assert in_service in kept
    assert {f"run-{number}" for number in range(6, 15)} <= kept


def test_what_dead_processes_left_is_cleared_and_what_runs_is_left_alone(workspace):
    nobody = 2**22 + 1  # above the highest process number there can be
    for name in (f".run-{nobody}", f".run-2-{nobody}", f".run-{os.getpid()}", "run"):
        (workspace.builds / name).mkdir(parents=True)
    leftover = workspace.folder / f"published.{nobody}"
    leftover.write_text("{")
    publish.put_in_service(workspace, "run", AS_OF)
    publish.remove_old_builds(workspace)
    assert {path.name for path in workspace.builds.iterdir()} == {"run", f".run-{os.getpid()}"}
    assert not leftover.exists()
    assert workspace.published()["run_id"] == "run"


# --- The same bytes ----------------------------------------------------------------------------


def digests_of(folder: Path) -> dict:
    engine = Duck(folder / workspaces.FACTS, read_only=True)
    try:
        return steady.digests(engine)
    finally:
        engine.close()


def test_loading_in_another_order_builds_the_same_contents(tmp_path, monkeypatch):
    files = list(sample_city.make(tmp_path / "made", projects=120, payments=3_000, seed=4).items())
    found = []
    for number, order in enumerate((files, files[::-1], files[5:] + files[:5] + files[:1])):
        monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path / f"local-{number}"))
        workspace = workspaces.read("sample")
        for source, path in order:
            load.load_files(workspace, source, [path])
        found.append(digests_of(publish.build(workspace).folder))
    assert found[0]["payments"]["rows"] > 2_000
    assert found[0] == found[1] == found[2]


def test_building_again_gives_the_same_contents(built_twice):
    _, first, second = built_twice
    assert first.folder != second.folder
    assert digests_of(first.folder) == digests_of(second.folder)


def test_a_query_without_room_beside_another_is_run_again_and_nothing_counts_twice(
    city, monkeypatch
):
    before = publish.build(city)
    real, refused = results._store_measures, []

    def without_room(engine, rule):
        if rule.code not in refused:
            refused.append(rule.code)
            raise duckdb.OutOfMemoryException("failed to pin block")
        real(engine, rule)

    monkeypatch.setattr(results, "_store_measures", without_room)
    after = publish.build(city, force=True)
    assert len(refused) == 70
    assert contents(after.facts) == contents(before.facts)


def test_a_query_without_room_even_alone_is_named(city, monkeypatch):
    before = publish.build(city)

    def without_room(engine, rule):
        raise duckdb.OutOfMemoryException("failed to pin block")

    monkeypatch.setattr(results, "_store_measures", without_room)
    with pytest.raises(InputError, match=r"queries/indicators/.*failed to pin block"):
        publish.build(city, force=True)
    assert city.published_folder() == before.folder
