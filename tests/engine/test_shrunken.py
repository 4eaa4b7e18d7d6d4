"""Shares drawn to their group's mean: few cases move far, many hardly."""

from datetime import date

import numpy as np
import polars as pl
from pytest import approx

from dashboard.engine.hooks import Settings, shrunken
from dashboard.engine.hooks.false_discovery import q_values

SETTINGS = Settings(as_of=date(2025, 6, 30), code="B13", params={"peer_min_n": 5})


def parties(*found: tuple[str, int, int]) -> pl.DataFrame:
    """Name, events and base of each."""
    kinds = {"subject_id": pl.String, "event_count": pl.Int64, "base_count": pl.Int64}
    return pl.DataFrame(found, schema=kinds, orient="row").with_columns(
        pl.lit(None, dtype=pl.String).alias("skip_reason"),
        pl.lit("bidder").alias("rate_group"),
        pl.lit("role bidder").alias("peer_group_1"),
        pl.lit(date(2025, 3, 1)).alias("peer_date"),
    )


PEERS = [(f"P{i}", events, 40) for i, events in enumerate((2, 4, 6, 8, 10, 12))]


def test_few_cases_are_drawn_further_to_the_mean_than_many():
    found = shrunken.fences(parties(*PEERS, ("FEW", 4, 5), ("MANY", 32, 40)), SETTINGS)
    rows = {row["subject_id"]: row for row in found.to_dicts()}
    mean = rows["FEW"]["group_share"]
    assert mean == approx((42 + 4 + 32) / (240 + 5 + 40))
    assert mean < rows["FEW"]["shrunken_share"] < rows["MANY"]["shrunken_share"] < 0.8


def test_what_chance_explains_is_not_raised_however_far_beyond_the_fence():
    none = [(f"P{i}", 0, 10 + i) for i in range(12)]
    found = shrunken.fences(parties(*none, ("ONE", 1, 10), ("SEVEN", 7, 10)), SETTINGS)
    rows = {row["subject_id"]: row for row in found.to_dicts()}
    assert rows["ONE"]["above_distance"] > 1.5
    assert rows["ONE"]["raised_distance"] is None
    assert rows["SEVEN"]["raised_distance"] > 1.5


def test_no_rows_give_no_rows_with_the_same_columns():
    some = parties(*PEERS)
    found = shrunken.fences(some.clear(), SETTINGS)
    assert found.is_empty()
    assert found.schema == shrunken.fences(some, SETTINGS).schema


def test_q_values_are_those_of_benjamini_and_hochberg():
    # Sorted 0.01, 0.02, 0.04 of three: 0.03, 0.03, 0.04.
    found = q_values(np.array([0.04, np.nan, 0.01, 0.02]))
    assert found[[0, 2, 3]] == approx([0.04, 0.03, 0.03])
    assert np.isnan(found[1])
    assert np.isnan(q_values(np.array([np.nan]))).all()
