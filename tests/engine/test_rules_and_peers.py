"""Rules that stand without peers, beside those that need them."""

from datetime import date

import polars as pl

from dashboard.engine import hooks
from dashboard.engine.hooks import peers, rules_and_peers

SETTINGS = {"as_of": date(2025, 8, 15), "code": "T1", "params": {"peer_min_n": 5}}


def rows(values, alone) -> pl.DataFrame:
    count = len(values)
    return pl.DataFrame(
        {
            "subject_id": [f"S{number:02d}" for number in range(count)],
            "project_id": ["P"] * count,
            "value": [float(value) for value in values],
            "skip_reason": pl.Series([None] * count, dtype=pl.String),
            "stands_alone": alone,
            "compared": [float(value) for value in values],
            "peer_date": [date(2025, 3, 1)] * count,
            "peer_group_1": ["everyone"] * count,
        }
    )


def test_without_peers_only_what_stands_alone_is_judged():
    found = rules_and_peers.fences(rows([1, 2], [True, False]), hooks.Settings(**SETTINGS))
    assert found["skip_reason"].to_list() == [None, peers.TOO_FEW]
    assert found["above_distance"].to_list() == [None, None]
    assert "stands_alone" not in found.columns


def test_other_reasons_stay():
    given = rows([1, 2], [True, True]).with_columns(pl.lit("unknown").alias("skip_reason"))
    found = rules_and_peers.fences(given, hooks.Settings(**SETTINGS))
    assert found["skip_reason"].to_list() == ["unknown", "unknown"]


def test_with_peers_the_distance_is_that_of_the_fences():
    given = rows([1, 2, 3, 4, 7], [True] * 5)
    found = rules_and_peers.fences(given, hooks.Settings(**SETTINGS))
    assert found["above_distance"].to_list()[-1] == 1.5


def test_an_empty_frame_keeps_its_columns():
    full = rules_and_peers.fences(rows([1, 2], [True, False]), hooks.Settings(**SETTINGS))
    empty = rules_and_peers.fences(rows([], []).cast(rows([1], [True]).schema),
                                   hooks.Settings(**SETTINGS))  # fmt: skip
    assert empty.schema == full.schema
