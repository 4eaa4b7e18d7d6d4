"""Shares held against those of others: the binomial tail, and q-values within each group."""

import polars as pl
from pytest import approx
from scipy import stats

from dashboard.engine.hooks import Settings, compared_shares


def rows(*found: tuple[str, int, int, int]) -> pl.DataFrame:
    """Group, raised, judged and not judged of each; the others have 10 of 100."""
    names = ("test_group", "raised_count", "judged_count", "unjudged_count")
    kinds = {name: pl.String if name == "test_group" else pl.Int64 for name in names}
    return pl.DataFrame(list(found), schema=kinds, orient="row").with_columns(
        other_count=pl.lit(100, pl.Int64),
        other_raised_count=pl.lit(10, pl.Int64),
        minimum_count=pl.lit(5, pl.Int64),
        minimum_other_count=pl.lit(20, pl.Int64),
        watch_limit=pl.lit(0.10),
        high_limit=pl.lit(0.05),
        rated_coverage=pl.lit(0.5),
    )


def test_q_values_count_the_tests_of_their_own_group_only():
    given = rows(("buyer", 3, 10, 0), *(("market", 0, 10, 0) for _ in range(8)))
    found = compared_shares.binomial(given, Settings())
    alone = stats.binom.sf(2, 10, 10.5 / 101)
    assert found["p_value"][0] == approx(alone)
    assert found["q_value"][0] == approx(alone)
    assert found["standing"][0] == "watch"


def test_what_is_not_tested_says_why_and_a_gap_is_never_clear():
    given = rows(("a", 0, 0, 3), ("b", 2, 4, 0), ("c", 0, 5, 6), ("d", 5, 5, 6), ("e", 0, 5, 5))
    found = compared_shares.binomial(given, Settings())
    assert found["standing_reason"].to_list() == [
        compared_shares.NOTHING, compared_shares.TOO_FEW, compared_shares.MUCH_UNJUDGED, None, None,
    ]  # fmt: skip
    assert found["standing"].to_list() == [None, None, None, "high", "clear"]
    assert found["raised_share"].to_list() == [None, 0.5, 0.0, 1.0, 0.0]


def test_no_rows_keep_their_columns():
    found = compared_shares.binomial(rows(), Settings())
    assert found.is_empty()
    assert found.schema["standing"] == found.schema["standing_reason"] == pl.String
    assert found.schema["q_value"] == pl.Float64
