"""The concentration index against sums done by hand."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from pytest import approx

from dashboard.engine import hooks
from dashboard.engine.hooks import concentration


def areas(
    values: list[float | None], poor: list[float | None], people: list[float]
) -> pl.DataFrame:
    count = len(values)
    return pl.DataFrame(
        {
            "subject_id": ["ward spending"] * count,
            "value": [None] * count,
            "skip_reason": [None] * count,
            "per_resident": values,
            "deprivation_index": poor,
            "population": people,
        },
        schema_overrides={"value": pl.Float64, "skip_reason": pl.String},
    )


def test_all_of_it_with_the_poorest_or_the_richest_of_four():
    poor, people = np.array([4.0, 3.0, 2.0, 1.0]), np.ones(4)
    assert concentration.concentration(np.array([8.0, 0, 0, 0]), poor, people) == approx(-0.75)
    assert concentration.concentration(np.array([0, 0, 0, 8.0]), poor, people) == approx(0.75)
    assert concentration.concentration(np.array([2.0, 2, 2, 2]), poor, people) == approx(0)


def test_areas_count_by_their_residents():
    # Shares 0.2, 0.3, 0.5; middles 0.1, 0.35, 0.75; mean 2·0.2 + 1·0.3 + 4·0.5 = 2.7.
    found = concentration.concentration(
        np.array([2.0, 1.0, 4.0]), np.array([9.0, 5.0, 1.0]), np.array([20.0, 30.0, 50.0])
    )
    covariance = 0.4 * 0.1 + 0.3 * 0.35 + 2 * 0.75 - 2.7 * 0.5
    assert found == approx(2 * covariance / 2.7)


def test_areas_that_are_equally_poor_share_their_rank_whatever_their_order():
    poor, people = np.array([1.0, 1.0, 2.0]), np.array([10.0, 30.0, 20.0])
    one = concentration.concentration(np.array([5.0, 1.0, 2.0]), poor, people)
    two = concentration.concentration(np.array([1.0, 5.0, 2.0]), poor[[1, 0, 2]], people[[1, 0, 2]])
    assert one == approx(two)


def test_gini_of_one_area_with_all_of_it():
    values = np.array([0.0, 0.0, 0.0, 8.0])
    assert concentration.concentration(values, -values, np.ones(4)) == approx(0.75)


def test_the_interval_tells_a_clear_lean_from_none():
    settings = hooks.Settings(code="A6")
    poor = [float(i) for i in range(30)]
    steep = concentration.index(areas([2.0 + i for i in range(30)], poor, [100.0] * 30), settings)
    assert steep["leans"][0] == "to poorer areas"
    assert steep["index_low"][0] < steep["value"][0] < steep["index_high"][0] < 0
    flat = concentration.index(areas([1.0, 9.0] * 15, poor, [100.0] * 30), settings)
    assert flat["leans"][0] == "cannot be told"


def test_areas_with_a_gap_are_left_out_and_nothing_is_put_in_their_place():
    known = areas([float(i) for i in range(1, 11)], [float(i) for i in range(10)], [5.0] * 10)
    gaps = areas([None, 9.0, 9.0], [1.0, None, 1.0], [5.0, 5.0, 0.0])
    settings = hooks.Settings(code="A6")
    one = concentration.index(known, settings)
    two = concentration.index(pl.concat([known, gaps]), settings)
    assert one.equals(two)
    assert one["known_area_count"][0] == 10


@pytest.mark.parametrize(
    ("values", "reason"),
    [([1.0] * 9, concentration.TOO_FEW), ([0.0] * 12, concentration.NOTHING)],
)
def test_too_few_areas_and_nothing_at_all_are_said(values, reason):
    frame = areas(values, [float(i) for i in range(len(values))], [1.0] * len(values))
    found = concentration.index(frame, hooks.Settings())
    assert found["skip_reason"].to_list() == [reason]
    assert found["value"].to_list() == [None]


def test_no_rows_come_back_as_no_rows_with_all_columns():
    found = concentration.index(areas([1.0], [1.0], [1.0]).clear(), hooks.Settings())
    assert found.height == 0
    assert {name: found.schema[name] for name in concentration.COLUMNS} == concentration.COLUMNS
