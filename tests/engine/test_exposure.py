"""Rates of accidents for hours worked, against published tables and sums done by hand."""

from __future__ import annotations

import datetime

import numpy as np
import polars as pl
import pytest
from pytest import approx

from dashboard.engine import hooks
from dashboard.engine.hooks import exposure


def sites(cases: list[int], hours: list[float | None], **columns) -> pl.DataFrame:
    count = len(cases)
    frame = pl.DataFrame(
        {
            "subject_id": [f"S{i:02d}" for i in range(count)],
            "value": [0.0] * count,
            "skip_reason": [None] * count,
            "recordable_count": [float(one) for one in cases],
            "lost_time_count": [0.0] * count,
            "worked_hours": hours,
            "worker_count": [None] * count,
            "late_report_days": [None] * count,
            "party_id": ["B"] * count,
            "peer_date": [datetime.date(2025, 5, 1)] * count,
            "peer_group_1": ["all sites"] * count,
        },
        schema_overrides={
            "skip_reason": pl.String,
            "worked_hours": pl.Float64,
            "worker_count": pl.Float64,
            "late_report_days": pl.Float64,
        },
    )
    return frame.with_columns(pl.Series(name, values) for name, values in columns.items())


def judged(frame: pl.DataFrame) -> list[dict]:
    settings = hooks.Settings(as_of=datetime.date(2025, 6, 30), code="Q1")
    return exposure.incident_rates(frame, settings).sort("subject_id").to_dicts()


@pytest.mark.parametrize(
    ("events", "low", "high"),
    # The usual printed table of exact limits for a count.
    [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (5, 1.6235, 11.6683), (10, 4.7954, 18.3904)],
)
def test_poisson_limits_are_those_of_the_printed_tables(events, low, high):
    found_low, found_high = exposure.poisson_limits(np.array([events]))
    assert found_low[0] == approx(low, abs=5e-5)
    assert found_high[0] == approx(high, abs=5e-5)


def test_shrinkage_of_three_sites_by_hand():
    cases, hours = np.array([4.0, 1.0, 15.0]), np.array([1.0, 2.0, 5.0])
    mean = 20 / 8
    squares = 1 * (4 - mean) ** 2 + 2 * (0.5 - mean) ** 2 + 5 * (3 - mean) ** 2
    between = squares / 8 - mean / (8 / 3)
    expected = []
    for case, hour in zip(cases, hours, strict=True):
        weight = between / (between + mean / hour)
        expected.append(weight * case / hour + (1 - weight) * mean)
    assert between > 0
    assert exposure.shrunken(cases, hours) == approx(expected)


def test_sites_that_differ_by_chance_alone_share_one_rate():
    assert exposure.shrunken(np.array([2.0, 3.0, 2.0]), np.array([1.0, 1.0, 1.0])) == approx(7 / 3)


def test_the_rates_of_a_site_and_of_all_the_others():
    rows = judged(
        sites(
            [2, 3],
            [100_000.0, 300_000.0],
            lost_time_count=[1.0, 0.0],
            worker_count=[50.0, 200.0],
        )
    )
    assert rows[0]["recordable_rate"] == approx(4)
    assert rows[0]["others_rate"] == approx(2)
    assert rows[0]["lost_time_rate"] == approx(10)
    assert rows[0]["incidence_rate"] == approx(40)
    assert rows[0]["party_rate"] == approx(2.5)
    assert rows[0]["rate_low"] == approx(0.2422 * 2, abs=1e-3)
    assert rows[0]["low_rate_ratio"] is None


def test_a_site_without_hours_has_no_rate_and_lends_none():
    rows = judged(sites([5, 1, 1], [None, 100_000.0, 100_000.0]))
    assert rows[0]["recordable_rate"] is None
    assert rows[1]["others_rate"] == approx(2)


def test_the_only_site_with_hours_has_nothing_to_be_compared_with():
    rows = judged(sites([1, 0, 0], [100_000.0, None, None], value=[0.0, 1.0, 0.0]))
    assert rows[0]["skip_reason"] == exposure.ALONE
    assert rows[1]["skip_reason"] is None  # a fatal accident needs no comparison


def test_a_shrunken_rate_far_above_twenty_others_is_beyond_their_fence():
    rows = judged(sites([4, 5, 6, 7] * 6 + [60], [1_000_000.0] * 25))
    assert rows[-1]["above_distance"] > 1.5
    assert all(row["above_distance"] < 1.5 for row in rows[:-1])
    assert rows[-1]["low_rate_ratio"] > 1


def test_one_or_two_accidents_in_few_hours_are_never_beyond_the_fence():
    # One site in eight differs widely, so that the shrunken rates follow the raw ones.
    cases, hours = [40, 1, 2, 10] * 8, [1_000_000.0, 10_000.0, 15_000.0, 1_000_000.0] * 8
    rows = judged(sites(cases, hours))
    assert all(row["above_distance"] is None for row in rows if row["recordable_count"] < 3)
    assert any(row["above_distance"] is not None for row in rows)


def test_no_rows_come_back_as_no_rows_with_all_columns():
    found = exposure.incident_rates(sites([1], [1.0]).clear(), hooks.Settings())
    assert found.height == 0
    assert {*exposure.RATE_COLUMNS, "above_distance", "peer_gap"} <= set(found.columns)
