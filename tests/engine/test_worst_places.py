"""Ranks as intervals: who may be the worst, and how surely."""

from __future__ import annotations

import polars as pl
from pytest import approx

from dashboard.engine import hooks
from dashboard.engine.hooks import worst_places


def areas(events: list[float], base: list[float], level: str = "ward") -> pl.DataFrame:
    count = len(events)
    return pl.DataFrame(
        {
            "subject_id": [f"{level} {i:02d}" for i in range(count)],
            "skip_reason": [None] * count,
            "level": [level] * count,
            "event_count": events,
            "base_count": base,
        },
        schema_overrides={"skip_reason": pl.String},
    )


def ranked(frame: pl.DataFrame) -> dict[str, dict]:
    rows = worst_places.ranks(frame, hooks.Settings(code="A2"))
    return {row["subject_id"]: row for row in rows.to_dicts()}


def test_a_small_area_with_the_highest_raw_rate_is_less_surely_the_worst_than_a_large_one():
    rows = ranked(areas([2.0, 300.0] + [100.0] * 18, [3.0, 500.0] + [500.0] * 18))
    assert rows["ward 01"]["worst_tenth_probability"] > 0.99
    assert rows["ward 00"]["worst_tenth_probability"] < 0.9
    assert rows["ward 00"]["rank_high"] - rows["ward 00"]["rank_low"] > 3
    assert rows["ward 01"]["rank_low"] == 1


def test_areas_that_chance_alone_tells_apart_are_all_as_likely():
    rows = ranked(areas([5.0, 6.0, 4.0, 5.0] * 5, [10.0] * 20))
    for row in rows.values():
        assert row["worst_tenth_probability"] == approx(0.1, abs=0.04)
        assert row["ranked_area_count"] == 20


def test_levels_are_ranked_apart_and_rows_that_are_not_judged_not_at_all():
    small = areas([9.0, 1.0], [10.0, 10.0], "district")
    large = areas([9.0, 1.0, 5.0], [10.0, 10.0, 10.0])
    large = large.with_columns(
        pl.when(pl.col("subject_id") == "ward 02").then(pl.lit("few")).alias("skip_reason")
    )
    rows = ranked(pl.concat([small, large]))
    assert rows["district 00"]["ranked_area_count"] == 2
    assert rows["ward 00"]["ranked_area_count"] == 2
    assert rows["ward 02"]["rank_low"] is None


def test_the_same_rows_give_the_same_ranks_in_any_order_and_none_give_none():
    frame = areas([3.0, 9.0, 4.0, 1.0], [10.0, 20.0, 10.0, 10.0])
    settings = hooks.Settings(code="A2")
    one = worst_places.ranks(frame, settings)
    assert one.equals(worst_places.ranks(frame.reverse(), settings))
    empty = worst_places.ranks(frame.clear(), settings)
    assert {name: empty.schema[name] for name in worst_places.COLUMNS} == worst_places.COLUMNS
