"""The build order: every query after what it reads, results between the two stages."""

from types import SimpleNamespace

import pytest

from dashboard.engine import catalogue, order
from dashboard.messages import InputError

READY = order.RESULTS_READY


def made(kind, *reads, second_stage=False, sql=""):
    return SimpleNamespace(kind=kind, reads=frozenset(reads), is_second_stage=second_stage, sql=sql)


def test_a_query_comes_after_everything_it_reads():
    queries = {
        "a": made("model", "c", "src_things"),
        "b": made("model"),
        "c": made("model", "b"),
    }
    found = order.build_order(queries)
    assert [name for name in found if name != READY] == ["b", "c", "a"]


def test_results_are_ready_after_the_first_stage_and_before_the_second():
    queries = {
        "first": made("indicator", "m"),
        "m": made("model"),
        "roll": made("rollup", "indicator_counts_by_contract"),
        "second": made("indicator", "roll", second_stage=True),
        "plain_second": made("indicator", "m", second_stage=True),
        "seen": made("view", "m"),
    }
    found = order.build_order(queries)
    place = {name: found.index(name) for name in found}
    assert place["m"] < place["first"] < place[READY] < place["roll"] < place["second"]
    assert place[READY] < place["plain_second"]
    assert place["seen"] == len(found) - 1


def test_the_order_does_not_depend_on_how_files_are_listed():
    queries = {name: made("model") for name in "abcdef"} | {"z": made("model", *"abcdef")}
    backwards = dict(reversed(queries.items()))
    assert order.build_order(queries) == order.build_order(backwards)


def test_queries_that_read_one_another_are_refused_by_name():
    queries = {"a": made("model", "b"), "b": made("model", "a")}
    with pytest.raises(InputError, match="circle.*'[ab]', '[ab]'"):
        order.build_order(queries)


def test_a_first_stage_indicator_cannot_read_results():
    queries = {"early": made("indicator", "indicator_results")}
    with pytest.raises(InputError, match="circle"):
        order.build_order(queries)


def test_views_run_when_asked_are_not_built():
    queries = {"asked": made("view", "m"), "m": made("model")}
    assert "asked" not in order.build_order(queries, frozenset({"asked"}))


def test_a_view_brings_the_asked_views_that_it_reads():
    asked = frozenset({"filtered", "counted", "shown"})
    queries = {
        "filtered": made("view", "m", sql="SELECT a FROM m WHERE a = $a"),
        "counted": made("view", "filtered", sql="SELECT COUNT(*) AS n FROM filtered"),
        "shown": made("view", "counted", "filtered", sql="SELECT n FROM counted, filtered"),
        "m": made("model"),
    }
    assert order.with_asked_views("filtered", queries, asked) == "SELECT a FROM m WHERE a = $a"
    sql = order.with_asked_views("shown", queries, asked)
    assert sql.index("filtered AS (") < sql.index("counted AS (") < sql.index("SELECT * FROM (")
    assert sql.count("$a") == 1


def test_results_are_entered_in_one_order_and_those_of_the_second_stage_when_all_are_there():
    queries = {
        "one": made("indicator", "m"),
        "two": made("indicator", "m"),
        "m": made("model"),
        "early": made("rollup", "indicator_counts_by_contract"),
        "second": made("indicator", "early", second_stage=True),
        "other_second": made("indicator", "m", second_stage=True),
        "late": made("rollup", "indicator_results"),
        "seen": made("view", "late"),
    }
    steps = order.steps(queries)
    assert set(map(order.query_of, steps)) == set(queries) | {READY}
    one, two = order.entered("one"), order.entered("two")
    second, other = order.entered("second"), order.entered("other_second")
    assert steps[one] == {"one"}
    assert steps[two] == {"two", one}
    assert {one, two} <= steps[READY]
    assert steps["early"] == {READY}
    assert {"second", "other_second"} <= steps[second] & steps[other]
    # What the second stage stands on never sees it, and everything later sees all of it.
    assert {second, other} <= steps["late"]
    assert {second, other} <= steps["seen"]
    assert not {second, other} & steps["early"]
    for place, step in enumerate(steps):
        assert steps[step] <= set(list(steps)[:place])


def test_every_query_of_the_product_has_its_place():
    queries = catalogue.queries()
    found = order.build_order(queries, catalogue.asked())
    assert set(found) == (set(queries) - catalogue.asked()) | {READY}
    for place, name in enumerate(found):
        if name in queries:
            assert not queries[name].reads & set(found[place + 1 :])
    second = {name for name, query in queries.items() if query.is_second_stage}
    steps = order.steps(queries, catalogue.asked())
    assert second
    assert all(second <= steps[order.entered(name)] for name in second)
