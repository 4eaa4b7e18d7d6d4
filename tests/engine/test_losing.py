"""The chance of few wins against sums done by hand."""

from datetime import date

import polars as pl
from pytest import approx

from dashboard.engine.hooks import Settings, losing

SETTINGS = Settings(as_of=date(2025, 6, 30), code="B10", params={"peer_min_n": 5})


def firms(*bids: tuple[str, int, int, float]) -> pl.DataFrame:
    """Name, bids, wins and expected wins of each firm."""
    kinds = {"subject_id": pl.String, "bid_count": pl.Int64, "win_count": pl.Int64}
    kinds |= {"expected_win_count": pl.Float64}
    return pl.DataFrame(bids, schema=kinds, orient="row").with_columns(
        pl.lit(None, dtype=pl.String).alias("skip_reason"),
        pl.lit("category works").alias("peer_group_1"),
        pl.lit(date(2025, 3, 1)).alias("peer_date"),
    )


def test_the_p_value_is_the_binomial_chance_of_at_most_these_wins():
    # Twelve bids at a mean chance of 1/3: none won (2/3)^12, at most one 12 * 1/3 * (2/3)^11 more.
    found = losing.rates(firms(("NONE", 12, 0, 4.0), ("ONE", 12, 1, 4.0)), SETTINGS)
    none = (2 / 3) ** 12
    assert found["p_value"].to_list() == approx([none, none + 12 / 3 * (2 / 3) ** 11])


def test_only_who_bids_as_often_as_a_quarter_of_all_firms_is_held_to_the_fence():
    peers = [(f"P{i}", 40, wins, 13.0) for i, wins in enumerate((18, 19, 20, 20, 21, 22))]
    found = losing.rates(firms(*peers, ("LOW", 40, 4, 13.0), ("SELDOM", 12, 1, 4.0)), SETTINGS)
    rows = {row["subject_id"]: row for row in found.to_dicts()}
    assert rows["LOW"]["below_distance"] > 1.5
    assert rows["SELDOM"]["below_distance"] is None
    assert rows["LOW"]["frequent_count"] == 40


def test_without_peers_chance_alone_decides():
    found = losing.rates(firms(("NONE", 12, 0, 4.0)), SETTINGS)
    row = found.to_dicts()[0]
    assert row["skip_reason"] is None
    assert row["below_distance"] is None
    assert row["p_value"] is not None


def test_no_rows_give_no_rows_with_the_same_columns():
    some = firms(("NONE", 12, 0, 4.0))
    found = losing.rates(some.clear(), SETTINGS)
    assert found.is_empty()
    assert found.schema == losing.rates(some, SETTINGS).schema
