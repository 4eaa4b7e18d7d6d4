"""Recall, precision and false flags, against counts made by hand."""

import numpy as np
import polars as pl
import pytest

from dashboard.evaluation import planted

TRUTH = pl.DataFrame(
    [
        ("C1", "HIT", "flagged", "high"),
        ("C1", "MILDER", "flagged", "critical"),
        ("C1", "UNGRADED", "flagged", ""),
        ("C1", "MISSED", "flagged", "high"),
        ("C1", "GAP", "insufficient", ""),
        ("C1", "UNTOLD-GAP", "insufficient", ""),
        ("C1", "TWIN", "clear", ""),
        ("C1", "RAISED-TWIN", "clear", ""),
    ],
    schema=["code", "subject_id", "expected_outcome", "expected_severity"],
    orient="row",
)
RESULTS = pl.DataFrame(
    [
        ("C1", "HIT", "flagged", "high"),
        ("C1", "MILDER", "flagged", "high"),
        ("C1", "UNGRADED", "flagged", "watch"),
        ("C1", "MISSED", "clear", None),
        ("C1", "GAP", "insufficient", None),
        ("C1", "UNTOLD-GAP", "clear", None),
        ("C1", "TWIN", "clear", None),
        ("C1", "RAISED-TWIN", "flagged", "watch"),
        ("C1", "NOBODY-KNOWS-WHY", "flagged", "watch"),
        ("C1", "QUIET", "clear", None),
    ],
    schema=["code", "subject_id", "outcome", "severity"],
    orient="row",
)
JUDGED = pl.DataFrame({"code": ["C1", "C2"], "judged_count": [104, 7]})


def test_every_count_by_hand():
    first, second = planted.compare(RESULTS, JUDGED, TRUTH).to_dicts()
    assert first == {
        "code": "C1",
        "judged_count": 104,
        "planted_count": 4,
        "hit_count": 3,
        "graded_count": 2,
        "same_grade_count": 1,
        "false_count": 2,
        "twin_count": 2,
        "false_twin_count": 1,
        "gap_count": 2,
        "found_gap_count": 1,
        "clear_count": 100,
    }
    assert (second["judged_count"], second["planted_count"], second["clear_count"]) == (7, 0, 7)


def test_a_truth_row_without_any_result_is_missed_and_not_judged():
    missing = RESULTS.filter(pl.col("subject_id") != "MISSED")
    found = planted.compare(missing, JUDGED, TRUTH).to_dicts()[0]
    assert (found["planted_count"], found["hit_count"], found["clear_count"]) == (4, 3, 101)


def test_shares_are_of_the_pooled_counts():
    counts = pl.concat(
        planted.compare(RESULTS, JUDGED, TRUTH).with_columns(seed=pl.lit(seed, pl.Int64))
        for seed in (1, 2)
    )
    row = planted.measure(counts).filter(pl.col("code") == "C1").to_dicts()[0]
    assert row["city_count"] == 2
    assert row["recall"] == pytest.approx(6 / 8)
    assert row["precision"] == pytest.approx(6 / 10)
    assert row["false_per_thousand"] == pytest.approx(4 / 200 * 1000)
    assert row["is_as_promised"] is False


def test_where_all_cities_agree_the_interval_still_has_a_width():
    share, low, high = planted.interval(np.array([5, 5]), np.array([5, 5]))
    # Clopper and Pearson for 10 of 10: the lower end is 0.025 to the power of a tenth.
    assert (share, high) == (1.0, 1.0)
    assert low == pytest.approx(0.025 ** (1 / 10))


def test_cities_that_differ_give_an_interval_around_the_share():
    share, low, high = planted.interval(np.array([1, 5, 9]), np.array([10, 10, 10]))
    assert (share, low, high) == (pytest.approx(0.5), pytest.approx(0.1), pytest.approx(0.9))


def test_nothing_to_count_gives_nothing():
    assert planted.interval(np.array([0]), np.array([0])) == (None, None, None)
