"""Fences beside fixed limits: no peers is no gap, and a reason of one's own stays."""

from datetime import date

import polars as pl

from dashboard.engine import hooks
from dashboard.engine.hooks import fixed_and_peers, peers


def rows(count: int, reason: str | None = None) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "subject_id": [f"S{i:02d}" for i in range(count)],
            "project_id": pl.Series([None] * count, dtype=pl.String),
            "value": [float(i) for i in range(count)],
            "skip_reason": pl.Series([reason] + [None] * (count - 1), dtype=pl.String),
            "compared": [float(i) for i in range(count)],
            "peer_date": [date(2024, 10, 1)] * count,
            "peer_group_1": ["all"] * count,
        }
    )


def settings() -> hooks.Settings:
    return hooks.Settings(as_of=date(2025, 1, 1), code="T1", params={"peer_min_n": 5})


def test_without_peers_a_subject_keeps_its_place_and_has_no_distance():
    found = fixed_and_peers.fences(rows(3), settings())
    assert found["skip_reason"].is_null().all()
    assert found["above_distance"].is_null().all()
    assert found["peer_count"].is_null().all()


def test_with_peers_the_distances_are_those_of_the_fences():
    usual, beside = peers.fences(rows(9), settings()), fixed_and_peers.fences(rows(9), settings())
    assert beside["above_distance"].to_list() == usual["above_distance"].to_list()
    assert beside.columns == usual.columns


def test_a_reason_that_a_row_had_before_stays():
    found = fixed_and_peers.fences(rows(3, "deadline not known"), settings())
    assert found["skip_reason"].to_list() == ["deadline not known", None, None]


def test_no_rows_give_no_rows_with_the_same_columns():
    full, empty = (
        fixed_and_peers.fences(frame, settings()) for frame in (rows(9), rows(1).clear())
    )
    assert empty.is_empty()
    assert empty.schema == full.schema
