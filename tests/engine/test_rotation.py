"""Turns, evenness and shuffles against sums done by hand."""

from math import log

import polars as pl
import pytest
from pytest import approx

from dashboard.engine.hooks import Settings, rotation

PARAMS = {"draw_count": 9_999}


def test_alternation_is_the_share_of_winners_who_differ_from_the_one_before():
    assert rotation.alternation([1, 2, 1, 2]) == 1
    assert rotation.alternation([1, 1, 2, 2, 1]) == 0.5
    assert rotation.alternation([1, 1, 1]) == 0


def test_evenness_is_one_for_equal_wins_and_zero_for_one_winner():
    assert rotation.evenness([1, 2, 3, 3, 1, 2], 3) == approx(1)
    assert rotation.evenness([1, 1, 1], 2) == 0
    # Two of three members win alike, the third never: ln 2 / ln 3.
    assert rotation.evenness([1, 2, 1, 2], 3) == approx(log(2) / log(3))


@pytest.mark.parametrize(
    ("sequence", "orders", "alike"), [([1, 2] * 4, 70, 2), ([1, 2] * 3, 20, 2)]
)
def test_the_p_value_is_near_the_share_of_all_orders_that_alternate_as_much(
    sequence, orders, alike
):
    # Of the orders of four wins each, 70, two change every time.
    found = rotation.shuffled_p_value(sequence, Settings(params=PARAMS))
    assert found == approx(alike / orders, abs=0.01)


def test_the_p_value_is_never_zero_and_the_same_for_the_same_wins():
    settings = Settings(params={"draw_count": 99})
    assert rotation.shuffled_p_value([1, 2] * 10, settings) >= 0.01
    first = rotation.shuffled_p_value([1, 2, 1, 2, 1, 2, 1, 2], settings)
    assert first == rotation.shuffled_p_value([2, 1, 2, 1, 2, 1, 2, 1], settings)


def rows(**sequences: str) -> pl.DataFrame:
    made = [
        {
            "subject_id": name,
            "value": None,
            "skip_reason": None,
            "winner_sequence": ",".join(letters),
            "member_count": 2,
            "decided_count": len(letters),
            "first_win_count": letters.count("1"),
            "second_win_count": letters.count("2"),
            "log_chance": len(letters) * log(0.5),
            "priced_count": len(letters),
            "close_count": len(letters),
        }
        for name, letters in sequences.items()
    ]
    schema = {"value": pl.Float64, "skip_reason": pl.String}
    return pl.DataFrame(made, schema_overrides=schema)


def test_a_pair_that_one_always_wins_has_twice_the_chance_of_winning_every_lot():
    found = rotation.turns(rows(ALWAYS="11111111", MOSTLY="11111112"), Settings(params=PARAMS))
    always, mostly = found.to_dicts()
    assert always["constant_p_value"] == approx(2 * 0.5**8)
    assert always["constant_win_share"] == 1
    assert mostly["constant_p_value"] == 1
    assert mostly["constant_win_share"] is None


def test_uneven_wins_are_not_tested_and_turns_need_close_prices_to_weigh_more():
    found = rotation.turns(rows(TURNS="12" * 6, UNEVEN="121111112111"), Settings(params=PARAMS))
    turns, uneven = found.to_dicts()
    assert turns["value"] == 1
    assert turns["p_value"] < 0.01
    assert turns["close_rotation_share"] == 1
    assert uneven["p_value"] is None
    apart = rows(TURNS="12" * 6).with_columns(close_count=pl.lit(5))
    found = rotation.turns(apart, Settings(params=PARAMS))
    assert found["close_rotation_share"].to_list() == [None]


def test_no_rows_give_no_rows_with_the_same_columns():
    some = rows(TURNS="12" * 6)
    found = rotation.turns(some.clear(), Settings(params=PARAMS))
    assert found.schema == rotation.turns(some, Settings(params=PARAMS)).schema
    assert found.is_empty()
