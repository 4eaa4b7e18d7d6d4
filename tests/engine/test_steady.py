"""Steady: the same rows in the same order, to the last digit."""

import math

import polars as pl
import pytest

from dashboard.engine import steady
from dashboard.engine.duck import Duck


@pytest.fixture
def duck():
    engine = Duck()
    yield engine
    engine.close()


def rows(duck, query, grain, params=None):
    return duck.rows(steady.sql(duck, query, params or {}, grain), params or {}).rows()


def test_rows_are_sorted_by_their_grain(duck):
    query = "SELECT * FROM (VALUES ('B', 1), ('A', 2), ('C', 0)) AS things (thing_id, n)"
    assert rows(duck, query, ["thing_id"]) == [("A", 2), ("B", 1), ("C", 0)]


def test_a_querys_own_order_comes_first_and_the_grain_settles_its_ties(duck):
    query = "SELECT * FROM (VALUES ('B', 1), ('C', 2), ('A', 1)) AS t (thing_id, n) ORDER BY n DESC"
    assert rows(duck, query, ["thing_id"]) == [("C", 2), ("A", 1), ("B", 1)]


def test_a_grain_in_words_sorts_by_every_column(duck):
    query = "SELECT * FROM (VALUES (2, 'x'), (1, 'z'), (1, 'y')) AS t (n, word)"
    assert rows(duck, query, ["one row per word"]) == [(1, "y"), (1, "z"), (2, "x")]


def test_without_a_grain_rows_stay_in_the_order_of_the_query(duck):
    query = "SELECT n FROM (VALUES (2, 'b'), (3, 'a'), (1, 'c')) AS t (n, word) ORDER BY word"
    assert rows(duck, query, None) == [(3,), (2,), (1,)]


def test_sums_of_whole_numbers_are_stored_in_64_bits(duck):
    query = "SELECT 'A' AS k, SUM(n) AS total FROM (VALUES (1), (2), (NULL)) AS t (n)"
    duck.create("sums", steady.sql(duck, query, {}, ["k"]), {})
    described = duck.rows("DESCRIBE sums").select("column_name", "column_type").rows()
    assert described == [("k", "VARCHAR"), ("total", "BIGINT")]
    assert duck.rows("SELECT total FROM sums").rows() == [(3,)]


def test_sums_in_any_order_come_out_alike(duck):
    forwards = "SELECT 1 AS k, CAST(0.1 AS DOUBLE) + CAST(0.2 AS DOUBLE) + CAST(0.3 AS DOUBLE) AS x"
    backwards = (
        "SELECT 1 AS k, CAST(0.3 AS DOUBLE) + CAST(0.2 AS DOUBLE) + CAST(0.1 AS DOUBLE) AS x"
    )
    assert duck.rows(forwards).rows() != duck.rows(backwards).rows()
    assert rows(duck, forwards, ["k"]) == rows(duck, backwards, ["k"])


@pytest.mark.parametrize("value", [0.0, 1.5, -2.25e-7, 6.02e23, 1e300, 1e-300, 123456789.125])
def test_twelve_digits_are_kept_of_any_size(duck, value):
    found = rows(duck, f"SELECT 1 AS k, CAST({value!r} AS DOUBLE) AS x", ["k"])[0][1]
    assert math.isclose(found, value, rel_tol=1e-11)


def test_what_is_no_number_stays(duck):
    query = "SELECT 1 AS k, CAST('inf' AS DOUBLE) AS x, CAST('nan' AS DOUBLE) AS y, NULL AS z"
    (_, x, y, z), *_ = rows(duck, query, ["k"])
    assert math.isinf(x) and math.isnan(y) and z is None


def test_a_zero_has_no_sign(duck):
    query = "SELECT 1 AS k, ROUND(CAST(-1e-9 AS DOUBLE), 6) AS x"
    assert math.copysign(1, duck.rows(query)["x"].item()) == -1
    assert math.copysign(1, rows(duck, query, ["k"])[0][1]) == 1


def test_parameters_are_bound(duck):
    assert rows(duck, "SELECT $n AS n", ["n"], {"n": 5, "unused": 1}) == [(5,)]


def test_digests_tell_contents_order_names_and_types_apart(duck):
    frames = {
        "one": pl.DataFrame({"a": [1, 2]}),
        "reordered": pl.DataFrame({"a": [2, 1]}),
        "renamed": pl.DataFrame({"b": [1, 2]}),
        "retyped": pl.DataFrame({"a": [1.0, 2.0]}),
        "again": pl.DataFrame({"a": [1, 2]}),
    }
    for name, frame in frames.items():
        duck.frame(name, frame)
    found = steady.digests(duck)
    assert found["one"] == found["again"] | {"rows": 2}
    assert len({entry["sha256"] for entry in found.values()}) == 4


def test_null_and_an_empty_text_have_different_digests(duck):
    duck.frame("nothing", pl.DataFrame({"a": [None]}, schema={"a": pl.String}))
    duck.frame("empty", pl.DataFrame({"a": [""]}))
    found = steady.digests(duck)
    assert found["nothing"]["sha256"] != found["empty"]["sha256"]
