"""Bunching at a limit: the test by hand, and which payments stand in at a placebo point."""

from math import comb

import polars as pl
import pytest

from dashboard.engine import hooks
from dashboard.engine.hooks import bunching


def row(subject, below, above, placebo=((50, 50),) * 4, limit=100.0) -> dict:
    counts = {
        f"{side}_{point}_count": pair[index]
        for point, pair in zip(bunching.POINTS, placebo, strict=True)
        for index, side in enumerate(("below", "above"))
    }
    return {
        "subject_id": subject,
        "project_id": None,
        "value": None,
        "skip_reason": None,
        "limit_amount": limit,
        "below_count": below,
        "above_count": above,
    } | counts


def tested(*rows: dict) -> pl.DataFrame:
    types = {"project_id": pl.String, "value": pl.Float64, "skip_reason": pl.String}
    frame = pl.DataFrame(list(rows), schema_overrides=types)
    return bunching.below_limit(frame, hooks.Settings(code="P12"))


def test_p_is_the_upper_tail_of_the_binomial():
    found = tested(row("A", 20, 10)).row(0, named=True)
    by_hand = sum(comb(30, hits) for hits in range(20, 31)) / 2**30
    assert found["p_value"] == pytest.approx(by_hand)
    assert (found["value"], found["placebo_share"]) == (pytest.approx(2 / 3), 0.5)
    assert found["expected_below_count"] == 15


def test_what_is_expected_is_the_median_of_the_placebo_shares():
    placebo = ((60, 40), (70, 30), (40, 60), (90, 10))
    assert tested(row("A", 20, 10, placebo))["placebo_share"].to_list() == [pytest.approx(0.65)]


def test_where_a_payer_has_fewer_than_30_all_payers_of_the_limit_stand_in():
    few = ((1, 0), (1, 0), (1, 0), (1, 0))
    found = tested(
        row("FEW", 20, 10, few), row("MANY", 20, 10), row("OTHER-LIMIT", 20, 10, few, limit=500.0)
    )
    assert found["placebo_share"].to_list()[0] == pytest.approx(51 / 101)
    assert found["fallback_count"].to_list() == [4, 0, 0]
    assert found["skip_reason"].to_list() == [None, None, bunching.FEW_TO_COMPARE]


def test_points_without_enough_payments_are_left_out():
    placebo = ((60, 40), (3, 2), (0, 0), (0, 0))
    found = tested(row("A", 20, 10, placebo)).row(0, named=True)
    assert (found["placebo_count"], found["placebo_share"]) == (1, 0.6)


def test_too_few_around_the_limit_get_no_p():
    found = tested(row("A", 29, 0), row("B", 0, 0)).to_dicts()
    assert [entry["skip_reason"] for entry in found] == [bunching.FEW_AROUND] * 2
    assert [entry["p_value"] for entry in found] == [None, None]
    assert found[1]["value"] is None


def test_an_empty_frame_keeps_its_columns_and_types():
    full = tested(row("A", 20, 10))
    types = {"project_id": pl.String, "value": pl.Float64, "skip_reason": pl.String}
    empty = bunching.below_limit(
        pl.DataFrame([row("A", 20, 10)], schema_overrides=types).clear(), hooks.Settings()
    )
    assert empty.schema == full.schema
