"""Shrunken rates, funnel limits and dispersion, against sums done by hand."""

import math

import polars as pl
import pytest
from pytest import approx

from dashboard.engine import hooks
from dashboard.engine.hooks import rates as shrinkage


def rates(events, base, group="ANY ward") -> list[dict]:
    frame = pl.DataFrame(
        {
            "rate_group": [group] * len(events),
            "event_count": [float(count) for count in events],
            "base_count": [float(count) for count in base],
        }
    )
    return shrinkage.shrunken_rates(frame, hooks.Settings()).to_dicts()


def binomial_limit(trials: int, rate: float, probability: float) -> int:
    """The smallest count whose cumulated binomial probability reaches `probability`."""
    cumulated = 0.0
    for count in range(trials + 1):
        cumulated += math.comb(trials, count) * rate**count * (1 - rate) ** (trials - count)
        if cumulated >= probability:
            return count
    return trials


def test_marshalls_estimator_with_the_variance_of_a_share_on_three_areas():
    # By hand: m = 36 / 183;
    # s2 = (3·(2/3 - m)² + 100·(0.3 - m)² + 80·(0.05 - m)²) / 183 - m (1 - m) / 61.
    mean = 36 / 183
    chance = mean * (1 - mean)
    squares = 3 * (2 / 3 - mean) ** 2 + 100 * (0.3 - mean) ** 2 + 80 * (0.05 - mean) ** 2
    between = squares / 183 - chance / 61
    rows = rates([2, 30, 4], [3, 100, 80])
    for row, (events, base) in zip(rows, [(2, 3), (30, 100), (4, 80)], strict=True):
        weight = between / (between + chance / base)
        assert row["shrunken_rate"] == approx(weight * events / base + (1 - weight) * mean)
        assert row["raw_rate"] == approx(events / base)
        assert row["group_rate"] == approx(mean)


def test_common_events_are_not_taken_for_chance_because_they_are_common():
    # 60 to 90 of 100: far apart for a share of 0.75, well within chance for a count of 75.
    rows = rates([60, 90] * 6, [100] * 12)
    assert [round(row["shrunken_rate"], 1) for row in rows] == [0.6, 0.9] * 6


def test_differences_that_chance_explains_leave_every_area_at_the_common_rate():
    rows = rates([5, 6, 4, 5], [10, 10, 10, 10])
    assert [row["shrunken_rate"] for row in rows] == approx([0.5] * 4)
    assert len({row["interval_low_rate"] for row in rows}) == 1
    assert all(row["above_probability"] == approx(0.5, abs=0.02) for row in rows)


def test_two_of_two_is_drawn_nearly_all_the_way_to_the_mean():
    rows = rates([2, *[10, 30] * 6], [2, *[100] * 12])
    small, low, high = rows[0], rows[1], rows[2]
    mean = small["group_rate"]
    assert small["raw_rate"] == 1.0
    assert small["shrunken_rate"] - mean < 0.1
    assert abs(high["shrunken_rate"] - 0.3) < 0.03
    width = {
        row["base_count"]: row["interval_high_rate"] - row["interval_low_rate"] for row in rows
    }
    assert width[2.0] > width[100.0]
    assert high["above_probability"] > 0.95 > 0.05 > low["above_probability"]


def test_the_interval_holds_the_shrunken_rate():
    for row in rates([0, 2, 9, 40, 1], [3, 3, 30, 60, 50]):
        assert row["interval_low_rate"] < row["shrunken_rate"] < row["interval_high_rate"]


@pytest.mark.parametrize(
    ("level", "tail"), [("alert", 0.025), ("alarm", 0.001)], ids=["95 %", "99.8 %"]
)
def test_limits_are_exact_binomial_where_areas_differ_by_chance_alone(level, tail):
    # Ten areas at exactly 30 %: no dispersion, so nothing is widened.
    rows = rates([3, 6, 9, 12, 15] * 2, [10, 20, 30, 40, 50] * 2)
    for row in rows:
        trials = int(row["base_count"])
        assert row["dispersion"] == approx(0)
        low, high = binomial_limit(trials, 0.3, tail), binomial_limit(trials, 0.3, 1 - tail)
        assert row[f"{level}_low_rate"] == approx(low / trials)
        assert row[f"{level}_high_rate"] == approx(high / trials)


def test_limits_for_thirty_projects_at_30_percent():
    # P(X ≤ 14 | 30, 0.3) = 0.983 and P(X ≤ 13) = 0.960: fourteen is the 97.5 % limit.
    row = rates([3, 6, 9, 12, 15] * 2, [10, 20, 30, 40, 50] * 2)[2]
    assert row["alert_high_rate"] == approx(14 / 30)
    assert row["alarm_high_rate"] == approx(17 / 30)


def test_areas_that_differ_more_than_by_chance_widen_the_limits():
    events, base = [10, 40, 15, 35, 20, 30, 12, 38, 22, 28], [100] * 10
    rows = rates(events, base)
    # By hand: m = 0.25, z = (e/100 - m) / sqrt(m (1 - m) / 100), outer tenths drawn in.
    scores = sorted((count / 100 - 0.25) / math.sqrt(0.25 * 0.75 / 100) for count in events)
    low = scores[0] + 0.9 * (scores[1] - scores[0])  # the 0.1 quantile of ten lies at 0.9
    high = scores[8] + 0.1 * (scores[9] - scores[8])
    spread = sum(min(max(score, low), high) ** 2 for score in scores) / 10
    assert rows[0]["dispersion"] == approx(spread)
    assert spread > 1
    exact = binomial_limit(100, 0.25, 0.975) / 100
    assert rows[0]["alert_high_rate"] == approx(0.25 + (exact - 0.25) * math.sqrt(spread))
    exact = binomial_limit(100, 0.25, 0.025) / 100
    assert rows[0]["alert_low_rate"] == approx(0.25 - (0.25 - exact) * math.sqrt(spread))


def test_limits_stay_between_nothing_and_all():
    rows = rates([0, 2] * 10, [2] * 20)
    assert all(row["alarm_low_rate"] >= 0 and row["alarm_high_rate"] <= 1 for row in rows)


def test_an_area_without_base_has_no_rate_and_sways_no_other():
    with_empty = rates([2, 30, 4, 0], [3, 100, 80, 0])
    assert with_empty[:3] == rates([2, 30, 4], [3, 100, 80])
    assert {with_empty[3][name] for name in shrinkage.RATE_COLUMNS} == {None}


@pytest.mark.parametrize(("events", "base", "rate"), [([0, 0], [5, 6], 0), ([5, 6], [5, 6], 1)])
def test_all_or_none_raised_is_a_rate_too(events, base, rate):
    for row in rates(events, base):
        assert row["raw_rate"] == row["group_rate"] == row["shrunken_rate"] == rate
        assert 0 <= row["interval_low_rate"] <= row["interval_high_rate"] <= 1
        assert row["alert_low_rate"] == row["alert_high_rate"] == rate


@pytest.mark.parametrize(
    ("areas", "events_each", "is_judged"),
    [(10, 2, True), (9, 3, False), (10, 1.9, False), (19, 1, False), (20, 1, True)],
)
def test_ten_areas_and_twenty_events_are_needed(areas, events_each, is_judged):
    rows = rates([events_each] * areas, [10] * areas)
    assert {row["is_judged"] for row in rows} == {is_judged}


def test_areas_without_base_are_not_among_the_ten():
    assert not rates([3] * 9 + [0], [10] * 9 + [0])[0]["is_judged"]


def test_groups_know_nothing_of_one_another_and_come_in_order():
    one = {"rate_group": "A", "event_count": 1.0, "base_count": 10.0}
    other = {"rate_group": "B", "event_count": 9.0, "base_count": 10.0}
    frame = pl.DataFrame([other | {"area": "x"}, one | {"area": "y"}, other | {"area": "z"}])
    for _ in range(5):
        found = shrinkage.shrunken_rates(frame, hooks.Settings())
        assert found["area"].to_list() == ["y", "x", "z"]
        assert found["group_rate"].to_list() == approx([0.1, 0.9, 0.9])


def test_parts_of_projects_are_counted_as_parts():
    row = rates([0.5, 2.0], [0.4 + 0.6, 4.0])[0]
    assert row["raw_rate"] == 0.5
    assert row["alert_high_rate"] == 1.0


def test_no_rows_give_the_columns_all_the_same():
    empty = pl.DataFrame(
        schema={"rate_group": pl.String, "event_count": pl.Float64, "base_count": pl.Float64}
    )
    found = shrinkage.shrunken_rates(empty, hooks.Settings())
    assert found.is_empty()
    assert set(found.columns) == {*empty.columns, *shrinkage.RATE_COLUMNS, "is_judged"}
    filled = shrinkage.shrunken_rates(
        pl.DataFrame({"rate_group": ["A"], "event_count": [1.0], "base_count": [2.0]}),
        hooks.Settings(),
    )
    assert found.schema == filled.schema
