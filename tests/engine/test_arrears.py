"""Overdue money by area: medians with intervals, shrinkage, and wages that need no peers."""

from __future__ import annotations

import datetime

import numpy as np
import polars as pl
from pytest import approx

from dashboard.engine import hooks
from dashboard.engine.hooks import arrears

AS_OF = datetime.date(2025, 6, 30)


def areas(overdue: list[float], wages: list[float] | None = None, **columns) -> pl.DataFrame:
    count = len(overdue)
    frame = pl.DataFrame(
        {
            "subject_id": [f"N{i:02d}" for i in range(count)],
            "value": [0.0] * count,
            "skip_reason": [None] * count,
            "level": ["ward"] * count,
            "invoice_count": [100.0] * count,
            "overdue_count": overdue,
            "wage_overdue_count": wages or [0.0] * count,
            "late_days": [None] * count,
        },
        schema_overrides={"skip_reason": pl.String, "late_days": pl.List(pl.String)},
    )
    return frame.with_columns(pl.Series(name, values) for name, values in columns.items())


def judged(frame: pl.DataFrame) -> dict[str, dict]:
    rows = arrears.by_area(frame, hooks.Settings(as_of=AS_OF, code="A3"))
    return {row["subject_id"]: row for row in rows.to_dicts()}


def test_the_median_of_an_odd_and_of_an_even_number_of_invoices():
    random = np.random.default_rng(1)
    assert arrears.median_interval(np.array([9, 1, 5]), np.array([1, 1, 1]), random)[0] == 5
    assert arrears.median_interval(np.array([1, 9]), np.array([2, 2]), random)[0] == 5
    assert arrears.median_interval(np.array([1, 9]), np.array([3, 2]), random)[0] == 1


def test_the_interval_narrows_with_more_invoices_and_holds_the_median():
    random = np.random.default_rng(1)
    days = np.arange(1, 41)
    few = arrears.median_interval(days, np.ones(40, dtype=int), random)
    many = arrears.median_interval(days, np.full(40, 100), random)
    assert few[1] < few[0] == 20.5 < few[2]
    assert many[2] - many[1] < few[2] - few[1]


def test_one_delay_alone_has_no_width():
    found = arrears.median_interval(np.array([7]), np.array([1]), np.random.default_rng(1))
    assert found == (7, 7, 7)


def test_an_area_far_above_the_others_is_beyond_their_fence():
    rows = judged(areas([4.0, 5.0, 6.0, 5.0] * 5 + [60.0]))
    assert rows["N20"]["above_distance"] > 1.5
    assert 0.5 < rows["N20"]["shrunken_rate"] < 0.6
    assert rows["N00"]["above_distance"] < 1.5


def test_wages_are_judged_without_peers_and_other_areas_say_that_they_have_none():
    rows = judged(areas([4.0, 5.0], wages=[0.5, 0.0]))
    assert rows["N00"]["skip_reason"] is None
    assert rows["N01"]["skip_reason"] == "fewer than 20 peers"


def test_an_area_that_cannot_be_judged_lends_its_invoices_to_no_rate():
    frame = areas([5.0] * 20 + [100.0], skip_reason=[None] * 20 + ["unknown"])
    rows = judged(frame)
    assert rows["N00"]["group_rate"] == approx(0.05)
    assert rows["N20"]["skip_reason"] == "unknown"


def test_medians_are_read_from_days_and_counts():
    days = [["10:2", "30:1", "20:4"], None]
    rows = judged(areas([7.0, 0.0], late_days=pl.Series(days, dtype=pl.List(pl.String))))
    assert rows["N00"]["median_late_days"] == 20
    assert rows["N01"]["median_late_days"] is None
    assert "late_days" not in rows["N00"]


def test_no_rows_come_back_as_no_rows_with_all_columns():
    found = arrears.by_area(areas([1.0]).clear(), hooks.Settings(as_of=AS_OF))
    assert found.height == 0
    wanted = {*arrears.MEDIAN_COLUMNS, *arrears.KEPT_RATES, "above_distance"}
    assert wanted <= set(found.columns)
