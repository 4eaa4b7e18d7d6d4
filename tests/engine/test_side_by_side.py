"""Steps run side by side: each after what it waits for, none after one has failed."""

import threading
import time

import duckdb
import polars as pl
import pytest

from dashboard.engine import side_by_side
from dashboard.engine.duck import Duck


@pytest.fixture
def engines(tmp_path):
    first = Duck(tmp_path / "facts.duckdb")
    second = first.beside()
    yield [first, second]
    second.close()
    first.close()


def test_every_step_runs_once_and_after_what_it_waits_for(engines):
    steps = {"a": set(), "b": {"a"}, "c": {"a"}, "d": {"b", "c"}, "e": set()}
    ended: list[str] = []
    seen: dict[str, set[str]] = {}

    def work(name, engine):
        seen[name] = set(ended)
        ended.append(name)

    side_by_side.run(steps, work, engines)
    assert sorted(ended) == sorted(steps)
    assert all(waits <= seen[name] for name, waits in steps.items())


def test_two_steps_that_need_not_wait_run_at_the_same_time_each_on_its_own_connection(engines):
    both_are_here = threading.Barrier(2, timeout=20)
    used = []

    def work(name, engine):
        used.append(engine)
        both_are_here.wait()  # would break if one had to end before the other begins

    side_by_side.run({"a": set(), "b": set()}, work, engines)
    assert set(map(id, used)) == set(map(id, engines))


def test_of_those_that_could_start_the_first_in_the_list_does(engines):
    begun = []
    steps = {"last": set(), "one": set(), "two": set()}
    side_by_side.run(steps, lambda name, engine: begun.append(name), engines[:1])
    assert begun == ["last", "one", "two"]


def test_progress_tells_of_each_step_how_many_are_done(engines):
    told = []
    steps = {"a": set(), "b": {"a"}, "c": {"b"}}
    side_by_side.run(steps, lambda name, engine: None, engines, lambda *said: told.append(said))
    assert told == [("a", 0, 3), ("b", 1, 3), ("c", 2, 3)]


def test_a_failed_step_ends_what_runs_beside_it_and_nothing_more_is_started(engines):
    begun, ended = [], []
    other_runs = threading.Event()

    def work(name, engine):
        begun.append(name)
        if name == "fails":
            assert other_runs.wait(20)
            time.sleep(0.2)  # until the statement beside it is under way
            raise ValueError("a reason")
        try:
            other_runs.set()
            engine.run("SELECT SUM(a.i * b.i) FROM RANGE(10000000) a(i), RANGE(10000000) b(i)")
        except duckdb.Error as error:
            ended.append(str(error))

    with pytest.raises(ValueError, match="a reason"):
        side_by_side.run({"fails": set(), "long": set(), "after": {"fails"}}, work, engines)
    assert sorted(begun) == ["fails", "long"]
    assert len(ended) == 1
    assert "interrupted" in ended[0].lower()


def test_a_step_without_room_beside_another_runs_again_when_nothing_runs_beside_it(engines):
    steps = {"large": set(), "other": set(), "after": {"large"}}
    running, tried = set(), []
    both_run = threading.Barrier(2, timeout=20)

    def work(name, engine):
        running.add(name)
        if name == "large":
            tried.append(set(running))
            if len(tried) == 1:
                both_run.wait()
                running.discard(name)
                raise side_by_side.Crowded("large", "no room")
        elif name == "other":
            both_run.wait()
            time.sleep(0.2)  # still there when the large one gives up
        running.discard(name)

    ended = []
    side_by_side.run(steps, work, engines, lambda name, done, total: ended.append((name, done)))
    assert len(tried) == 2
    assert tried[1] == {"large"}
    assert ended[-1] == ("after", 2)


def test_a_step_that_has_no_room_even_alone_fails(engines):
    tried = []

    def work(name, engine):
        tried.append(name)
        assert len(tried) < 10
        raise side_by_side.Crowded("large", "no room")

    with pytest.raises(side_by_side.Crowded, match="no room"):
        side_by_side.run({"large": set(), "after": {"large"}}, work, engines)
    assert tried == ["large", "large"]


def test_what_one_connection_makes_the_other_sees_but_for_temporary_tables(engines):
    first, second = engines
    first.run("CREATE TABLE made AS SELECT 1 AS one")
    first.run("CREATE TEMP TABLE own AS SELECT 2 AS two")
    assert second.single("SELECT one FROM made") == 1
    second.run("CREATE TEMP TABLE own AS SELECT 3 AS two")
    assert (first.single("SELECT two FROM own"), second.single("SELECT two FROM own")) == (2, 3)


def test_what_comes_in_is_seen_by_both_and_kept_by_no_file(engines, tmp_path):
    file = tmp_path / "src_things.parquet"
    pl.DataFrame({"thing_id": ["T1"]}).write_parquet(file)
    first, second = engines
    first.incoming("src_things", [file], {"thing_id": pl.String()}, None)
    first.incoming("src_others", [], {"other_id": pl.String()}, None)
    assert second.single("SELECT thing_id FROM src_things") == "T1"
    assert second.single("SELECT COUNT(*) FROM src_others") == 0
    first.run("CREATE TABLE kept AS SELECT * FROM src_things")
    first.run("CHECKPOINT")
    second.close()
    first.close()
    alone = Duck(tmp_path / "facts.duckdb", read_only=True)
    assert alone.rows("SELECT table_name FROM duckdb_tables()")["table_name"].to_list() == ["kept"]
    assert alone.rows("SELECT view_name FROM duckdb_views() WHERE NOT internal").is_empty()
    alone.close()
