"""Bid screens against chance: published shares of honest lots, binomial sums done by hand."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from scipy import stats

from dashboard.engine import hooks
from dashboard.engine.hooks import bid_screens

PARAMS = {"close_variation": 0.06, "set_min_lots": 5, "apart_distance": 1, "support_q": 0.05}


def settings(**values) -> hooks.Settings:
    return hooks.Settings(as_of=date(2025, 1, 1), code="B8", params=PARAMS | values)


def lots(sets: dict[str, list[float]], others: list[float], bid_count: int = 4) -> pl.DataFrame:
    """The rows that screen_cv.sql gives the hook: variations by bidder set, and of other lots."""
    rows = []
    everything = [(name, v) for name, values in sets.items() for v in values]
    everything += [(None, v) for v in others]
    for number, (name, variation) in enumerate(everything):
        own = sets.get(name, [])
        rest = [v for other, v in everything if other != name or name is None]
        rows.append(
            {
                "subject_id": f"L{number:03d}",
                "project_id": None,
                "value": variation,
                "skip_reason": None,
                "is_close": variation <= 0.06,
                "priced_count": bid_count,
                "bidder_set": name,
                "set_lot_count": len(own) or None,
                "set_close_count": sum(v <= 0.06 for v in own) if own else None,
                "other_lot_count": len(rest),
                "other_close_count": sum(v <= 0.06 for v in rest),
                "usual_variation": 0.12,
            }
        )
    kinds = {"project_id": pl.String, "skip_reason": pl.String, "bidder_set": pl.String}
    kinds |= {"set_lot_count": pl.Int64, "set_close_count": pl.Int64}
    return pl.DataFrame(rows, schema_overrides=kinds)


def sets(**values) -> pl.DataFrame:
    """One row as screen_rd.sql gives it."""
    row = {
        "subject_id": "A + B + C + D",
        "project_id": None,
        "value": None,
        "skip_reason": None,
        "bidder_set": "A + B + C + D",
        "priced_count": 4,
        "set_lot_count": 7,
        "apart_count": 7,
        "set_close_count": 0,
        "other_lot_count": 30,
        "other_close_count": 1,
        "usual_variation": 0.12,
        "price_positions": [0.7, 0.9],
    } | values
    kinds = {"project_id": pl.String, "value": pl.Float64, "skip_reason": pl.String}
    return pl.DataFrame([row], schema_overrides=kinds)


@pytest.mark.parametrize(("bids", "share"), [(3, 0.59), (4, 0.47), (5, 0.40), (6, 0.35), (8, 0.28)])
def test_honest_winners_stand_apart_as_often_as_published(bids, share):
    assert bid_screens.apart_chance(bids, 1, settings()) == pytest.approx(share, abs=0.015)


@pytest.mark.parametrize(
    ("bids", "usual", "share"),
    [(3, 0.08, 0.43), (4, 0.08, 0.36), (6, 0.08, 0.27), (3, 0.12, 0.22), (4, 0.12, 0.14),
     (6, 0.12, 0.06)],
)  # fmt: skip
def test_honest_bids_are_close_as_often_as_published(bids, usual, share):
    assert bid_screens.close_chance(bids, usual, 0.06, settings()) == pytest.approx(share, abs=0.02)


def test_the_draws_are_the_same_in_every_run():
    first, second = (bid_screens.apart_chance(5, 1, settings()) for _ in range(2))
    assert first == second


def test_the_chance_is_the_share_of_other_sets_lots_with_half_a_lot_on_either_side():
    rows = lots({"A + B": [0.03] * 5}, [0.03] * 2 + [0.15] * 28)
    found = bid_screens.close_bids(rows, settings()).filter(pl.col("bidder_set") == "A + B")
    chance = 2.5 / 31
    assert found["set_chance"].to_list() == pytest.approx([chance] * 5)
    assert found["set_p_value"][0] == pytest.approx(chance**5)
    assert found["set_chance_basis"][0] == bid_screens.OBSERVED


def test_with_few_other_lots_the_chance_is_drawn():
    rows = lots({"A + B": [0.03] * 5}, [0.15] * 19)
    found = bid_screens.close_bids(rows, settings())
    assert found["set_chance_basis"][0] == bid_screens.DRAWN
    assert found["set_chance"][0] == pytest.approx(0.14, abs=0.02)


def test_q_values_are_taken_over_sets_and_not_over_lots():
    rows = lots({"A": [0.03] * 6, "B": [0.03] + [0.15] * 5}, [0.03] * 4 + [0.15] * 30)
    found = bid_screens.close_bids(rows, settings())
    tested = found.filter(pl.col("set_p_value").is_not_null()).unique("bidder_set")
    expected = stats.false_discovery_control(tested["set_p_value"].to_numpy())
    assert tested["set_q_value"].to_list() == pytest.approx(expected.tolist())
    assert tested.height == 2


def test_only_lots_that_are_close_carry_the_q_value_of_their_set():
    rows = lots({"A": [0.03] * 6 + [0.12]}, [0.15] * 30)
    found = bid_screens.close_bids(rows, settings()).filter(pl.col("bidder_set") == "A")
    assert found["close_set_q_value"].is_null().to_list() == [False] * 6 + [True]


def test_a_set_with_fewer_lots_than_five_is_not_tested():
    found = bid_screens.close_bids(lots({"A": [0.03] * 4}, [0.15] * 30), settings())
    assert found["set_p_value"].is_null().all()


def test_the_value_of_a_set_is_its_share_less_that_of_chance():
    found = bid_screens.cover_shapes(sets(), settings()).row(0, named=True)
    chance = bid_screens.apart_chance(4, 1, settings())
    assert found["value"] == pytest.approx(1 - chance)
    assert found["p_value"] == pytest.approx(chance**7)
    assert found["own_q_value"] == pytest.approx(found["p_value"])
    assert found["supported_q_value"] is None  # the bids are no closer than those of others


def test_close_bids_support_the_shape():
    found = bid_screens.cover_shapes(sets(set_close_count=7), settings()).row(0, named=True)
    assert found["supported_q_value"] == pytest.approx(found["p_value"])


def test_the_distance_from_even_positions_is_that_of_kolmogorov_and_smirnov():
    found = bid_screens.cover_shapes(sets(), settings()).row(0, named=True)
    assert found["uniform_distance"] == pytest.approx(0.7)  # nothing lies below 0.7
    found = bid_screens.cover_shapes(sets(price_positions=None), settings()).row(0, named=True)
    assert found["uniform_distance"] is None


@pytest.mark.parametrize("seed", range(20))
def test_the_distance_is_the_statistic_that_scipy_gives(seed):
    random = np.random.default_rng(seed)
    positions = np.round(random.random(random.integers(1, 30)), 1).tolist()  # with ties
    found = bid_screens.cover_shapes(sets(price_positions=positions), settings())
    expected = stats.ks_1samp(positions, stats.uniform.cdf).statistic
    assert found["uniform_distance"].item() == pytest.approx(expected)


def test_a_set_with_a_reason_keeps_it_and_gets_no_number():
    found = bid_screens.cover_shapes(sets(skip_reason="too few"), settings()).row(0, named=True)
    assert (found["skip_reason"], found["value"], found["p_value"]) == ("too few", None, None)


def near(buyers: dict[str, tuple[int, int]]) -> pl.DataFrame:
    rows = [
        {"subject_id": f"{buyer}{i}", "skip_reason": None, "buyer_id": buyer, "is_near": i < hits}
        for buyer, (count, hits) in buyers.items()
        for i in range(count)
    ]
    return pl.DataFrame(rows, schema_overrides={"skip_reason": pl.String})


def test_a_buyers_share_is_held_against_that_of_all_others():
    found = bid_screens.near_estimates(near({"A": (20, 10), "B": (40, 2)}), settings())
    row = found.filter(pl.col("buyer_id") == "A").row(0, named=True)
    assert (row["buyer_lot_count"], row["buyer_near_share"]) == (20, 0.5)
    assert row["other_buyers_near_share"] == 0.05
    assert row["buyer_p_value"] == pytest.approx(stats.binom.sf(9, 20, 2.5 / 41))
    assert row["buyer_q_value"] == pytest.approx(2 * row["buyer_p_value"])


def test_a_buyer_with_fewer_than_twenty_lots_is_not_tested():
    found = bid_screens.near_estimates(near({"A": (19, 19), "B": (40, 2)}), settings())
    assert found.filter(pl.col("buyer_id") == "A")["buyer_p_value"].is_null().all()


@pytest.mark.parametrize(
    ("hook", "rows"),
    [
        (bid_screens.close_bids, lots({"A": [0.03] * 5}, [0.15])),
        (bid_screens.cover_shapes, sets()),
        (bid_screens.near_estimates, near({"A": (20, 10)})),
    ],
)
def test_no_rows_give_no_rows_with_the_same_columns_and_types(hook, rows):
    full, empty = hook(rows, settings()), hook(rows.clear(), settings())
    assert empty.is_empty()
    assert empty.schema == full.schema


def test_no_lot_is_lost():
    rows = lots({"A": [0.03] * 5, "B": [0.2] * 3}, np.linspace(0.05, 0.2, 30).tolist())
    found = bid_screens.close_bids(rows, settings())
    assert found["subject_id"].to_list() == rows["subject_id"].to_list()
