"""Fences: the first group that is large enough, quartiles by hand, frozen at the quarter."""

from datetime import date

import polars as pl
import pytest

from dashboard.engine import hooks
from dashboard.engine.hooks import peers

AS_OF = date(2025, 8, 15)
SETTINGS = {"as_of": AS_OF, "code": "T1", "params": {"peer_min_n": 5}}


def rows(values, narrow=None, day=date(2025, 3, 1)) -> pl.DataFrame:
    count = len(values)
    return pl.DataFrame(
        {
            "subject_id": [f"S{number:02d}" for number in range(count)],
            "project_id": ["P"] * count,
            "value": [float(value) for value in values],
            "skip_reason": pl.Series([None] * count, dtype=pl.String),
            "compared": [float(value) for value in values],
            "peer_date": [day] * count,
            "peer_group_1": pl.Series(narrow or [None] * count, dtype=pl.String),
            "peer_group_2": ["everyone"] * count,
        }
    )


def test_a_value_on_the_fence_is_at_a_distance_of_one_and_a_half():
    # Type 7 quartiles of 1, 2, 3, 4, 7 are 2 and 4, so the fences are -1 and 7.
    found = peers.fences(rows([1, 2, 3, 4, 7]), hooks.Settings(**SETTINGS))
    assert found["upper_fence"].to_list() == [7.0] * 5
    assert found["lower_fence"].to_list() == [-1.0] * 5
    assert found["above_distance"].to_list()[-1] == 1.5
    assert found["baseline_date"].to_list() == [date(2025, 6, 30)] * 5


def test_type_8_quartiles_on_request():
    assert peers.quartiles([1, 2, 3, 4, 10], 7) == (2.0, 3.0, 4.0)
    first, middle, third = peers.quartiles([1, 2, 3, 4, 10], 8)
    assert (round(first, 3), middle, round(third, 3)) == (1.667, 3.0, 6.0)


def test_the_ladder_takes_the_first_group_that_is_large_enough():
    narrow = ["roads"] * 5 + ["bridges"] * 2
    found = peers.fences(rows([1, 2, 3, 4, 5, 6, 7], narrow), hooks.Settings(**SETTINGS))
    assert found["peer_rung"].to_list() == [1] * 5 + [2] * 2
    assert found["peer_count"].to_list() == [5] * 5 + [7] * 2


@pytest.mark.parametrize(
    ("values", "reason"), [([1, 2, 3, 4], peers.TOO_FEW), ([3] * 9, peers.NO_SPREAD)]
)
def test_without_enough_or_differing_peers_nothing_is_judged(values, reason):
    found = peers.fences(rows(values), hooks.Settings(**SETTINGS))
    assert set(found["skip_reason"]) == {reason}


def test_what_came_after_the_quarter_is_compared_but_moves_no_fence():
    first = hooks.Settings(**SETTINGS)
    old = rows([1, 2, 3, 4, 5])
    peers.fences(old, first)
    late = rows([50, 60, 70, 80, 90], day=date(2025, 8, 1)).with_columns(
        subject_id=pl.concat_str(pl.lit("LATE"), pl.col("subject_id"))
    )
    found = peers.fences(pl.concat([old, late]), hooks.Settings(**SETTINGS))
    assert set(found["peer_count"]) == {5}
    assert found.filter(pl.col("subject_id") == "LATES00")["above_distance"].item() == 23.0


def test_a_frozen_baseline_is_read_and_not_made_anew():
    first = hooks.Settings(**SETTINGS)
    peers.fences(rows([1, 2, 3, 4, 5]), first)
    again = hooks.Settings(**SETTINGS, frozen_baselines=pl.concat(first.made_baselines))
    found = peers.fences(rows([100, 200, 300, 400, 500]), again)
    assert set(found["peer_third_quartile"]) == {4.0}
    other_rule = hooks.Settings(**SETTINGS, frozen_baselines=pl.concat(first.made_baselines))
    other_rule.query_digest = "another text"
    moved = peers.fences(rows([100, 200, 300, 400, 500]), other_rule)
    assert set(moved["peer_third_quartile"]) == {400.0}


def test_no_rows_give_the_columns_all_the_same():
    filled = peers.fences(rows([1, 2, 3, 4, 5]), hooks.Settings(**SETTINGS))
    empty = peers.fences(rows([1, 2, 3, 4, 5]).clear(), hooks.Settings(**SETTINGS))
    assert empty.schema == filled.schema
