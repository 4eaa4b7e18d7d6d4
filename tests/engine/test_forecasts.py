"""Reference-class forecasts: quantiles by hand, nothing from the future, levels that learn."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from dashboard.engine.hooks import Settings, forecasts

ONE_TO_NINE = np.arange(1.0, 10.0)


def test_quantiles_are_order_statistics_on_the_safe_side():
    # n = 9: ranks floor(10 x 0.1) = 1, ceil(10 x 0.5) = 5, ceil(10 x 0.85) = 9, and beyond: 9.
    found = forecasts.class_quantiles(ONE_TO_NINE, [0.1, 0.5, 0.85, 0.99])
    assert found.tolist() == [1, 5, 9, 9]


def test_several_outcomes_of_one_work_widen_the_interval():
    many = np.arange(1.0, 101.0)
    works = np.repeat(np.arange(10), 10)
    alone = forecasts.class_quantiles(many, [0.1, 0.8])
    together = forecasts.class_quantiles(many, [0.1, 0.8], works)
    # 100 works: ranks floor(10.1) and ceil(80.8). Ten: floor(1.1) and ceil(8.8), ten rows each.
    assert alone.tolist() == [10, 81]
    assert together.tolist() == [10, 90]


def test_the_first_class_that_is_large_enough_is_taken():
    narrow = np.array(["roads"] * 3 + ["bridges"] * 4)
    wide = np.array(["works"] * 7)
    known = np.array([True] * 6 + [False])
    alike, rung = forecasts.first_large_class(known, [narrow, wide], 0, fewest=3)
    assert (alike.sum(), rung) == (3, 1)
    alike, rung = forecasts.first_large_class(known, [narrow, wide], 3, fewest=4)
    assert (alike.sum(), rung) == (6, 2)
    alike, rung = forecasts.first_large_class(known, [narrow, wide], 3, fewest=10)
    assert (alike.sum(), rung) == (6, 3)


def test_nothing_is_used_before_it_is_known():
    count = 200
    made = np.arange(count)
    outcomes = np.where(made < 100, 0.0, 1000.0)
    everyone = np.array(["one"] * count)
    known = made + 150  # long after: the great outcomes come out when no forecast is left to make
    found = forecasts.rolling(made, known, outcomes, [everyone], made, step=0)
    assert found["forecast"].max() == 0.0
    soon = forecasts.rolling(made, made + 1, outcomes, [everyone], made, step=0)
    assert soon["forecast"].max() == 1000.0


def test_fewer_than_fifty_known_outcomes_give_no_forecast():
    made = np.arange(60)
    found = forecasts.rolling(made, made, np.zeros(60), [np.array(["one"] * 60)], made)
    assert len(found["row"]) == 60 - 49


def test_levels_rise_while_outcomes_lie_above_what_was_forecast():
    levels = forecasts.AdaptiveLevels([0.5], step=0.1)
    levels.given(due=1.0, number=0, outcome=9.0, forecast=np.array([5.0]))
    levels.given(due=2.0, number=1, outcome=1.0, forecast=np.array([5.0]))
    assert levels.at(0.5).tolist() == [0.5]
    assert levels.at(1.0).tolist() == [0.55]
    assert levels.at(3.0).tolist() == [0.5]


def test_four_fifths_of_outcomes_lie_inside_when_works_do_not_change():
    random = np.random.default_rng(5)
    count = 3_000
    made = np.arange(count)
    outcomes = random.lognormal(0.1, 0.4, count)
    found = forecasts.rolling(made, made + 20, outcomes, [np.array(["one"] * count)], made)
    inside = (found["outcome"] >= found["forecast"][:, 0]) & (
        found["outcome"] <= found["forecast"][:, -1]
    )
    assert inside.mean() == pytest.approx(0.8, abs=0.03)


def test_the_pinball_loss_by_hand():
    # Two above by 2 and one below by 1, at a level of 0.8: (0.8 x 2 + 0.8 x 2 + 0.2 x 1) / 3.
    loss = forecasts.pinball_loss(np.array([3.0, 3.0, 0.0]), np.ones(3), 0.8)
    assert loss == pytest.approx(3.4 / 3)


def works(count: int, **values) -> list[dict]:
    """Works that ended: the first took its planned 100 days and cost 100, each further one more."""
    start = date(2020, 1, 1)
    return [
        {
            "project_id": f"ENDED-{number:02d}",
            "is_finished": True,
            "status": "completion",
            "sector": "roads",
            "project_type": None,
            "known_until_date": date(2025, 6, 30),
            "actual_end_date": start + timedelta(days=100 + 10 * number),
            "begin_date": start,
            "promised_start_date": start,
            "promised_end_date": start + timedelta(days=100),
            "promised_amount": 100.0,
            "outturn_amount": 100.0 + 10 * number,
            "currency": "XTS",
        }
        | values
        for number in range(count)
    ]


def running(**values) -> dict:
    return (
        works(1)[0]
        | {
            "project_id": "RUNNING",
            "is_finished": False,
            "status": "implementation",
            "actual_end_date": None,
            "begin_date": date(2025, 6, 30),
            "promised_start_date": date(2025, 6, 30),
            "promised_end_date": date(2025, 6, 30) + timedelta(days=200),
            "promised_amount": 1000.0,
            "outturn_amount": None,
        }
        | values
    )


def forecast(*rows: dict) -> dict:
    schema = {"sector": pl.String, "project_type": pl.String, "actual_end_date": pl.Date}
    frame = pl.DataFrame(list(rows), schema_overrides=schema, infer_schema_length=None)
    (found,) = forecasts.project_forecasts(frame, Settings()).to_dicts()
    return found


def test_the_ratios_of_works_that_ended_are_carried_over():
    # Ratios 1.0, 1.1 … 2.8 of 19 roads would be too few; of 20 they end at 2.9.
    found = forecast(*works(20), running())
    assert (found["cost_class"], found["cost_work_count"]) == ("sector: roads", 20)
    # Ranks floor(21 x 0.1) = 2, ceil(21 x 0.5) = 11, ceil(21 x 0.8) = 17, ceil(21 x 0.9) = 19.
    amounts = [found[f"cost_p{level}_amount"] for level in (10, 50, 80, 90)]
    assert amounts == pytest.approx([1100, 2000, 2600, 2800])
    assert found["finish_p50_date"] == date(2025, 6, 30) + timedelta(days=400)


def test_a_duration_that_has_passed_already_is_not_forecast():
    late = running(known_until_date=date(2025, 6, 30) + timedelta(days=500))
    found = forecast(*works(20), late)
    # Longer than 500 of 200 planned days: ratios 2.6, 2.7, 2.8, 2.9.
    assert found["finish_work_count"] == 4
    assert found["finish_p10_date"] == date(2025, 6, 30) + timedelta(days=520)
    stuck = running(known_until_date=date(2028, 6, 30))
    assert forecast(*works(20), stuck)["finish_reason"] == forecasts.NONE_LASTED


@pytest.mark.parametrize("passed", [0, 99, 100, 101, 130, 299, 300, 10_000])
def test_only_works_that_lasted_longer_than_this_one_has_are_possible(passed):
    ended = works(30)
    begin = date(2025, 6, 30) - timedelta(days=passed)
    found = forecast(*ended, running(begin_date=begin))
    # Planned for 200 days, so a work that took 1.5 times its plan would have taken 300.
    longer = [row for row in range(30) if (100 + 10 * row) / 100 * 200 > passed]
    assert found["finish_work_count"] == len(longer)


def test_without_a_promise_or_enough_works_the_reason_is_given():
    found = forecast(*works(19), running())
    assert (found["cost_reason"], found["finish_reason"]) == (forecasts.TOO_FEW,) * 2
    blank = running(promised_amount=None, promised_end_date=None)
    found = forecast(*works(20), blank)
    assert (found["cost_reason"], found["finish_reason"]) == (
        forecasts.NO_PROMISE,
        forecasts.NO_PLAN,
    )
    assert found["cost_p50_amount"] is found["finish_p50_date"] is None


def test_another_sector_falls_back_to_all_works():
    assert forecast(*works(20), running(sector="parks"))["cost_class"] == "all works"
