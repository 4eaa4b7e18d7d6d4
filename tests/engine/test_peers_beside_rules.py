"""Fences beside fixed limits: who has no peers keeps its own reason, or none."""

from datetime import date

import polars as pl
import pytest

from dashboard.engine import hooks
from dashboard.engine.hooks import peers, peers_beside_rules

AS_OF = date(2025, 8, 15)


def rows(compared: list[float], reasons: list[str | None]) -> pl.DataFrame:
    count = len(compared)
    return pl.DataFrame(
        {
            "subject_id": [f"S{number}" for number in range(count)],
            "project_id": ["P"] * count,
            "value": compared,
            "skip_reason": pl.Series(reasons, dtype=pl.String),
            "compared": compared,
            "peer_date": [date(2025, 3, 1)] * count,
            "peer_group_1": ["all"] * count,
        }
    )


def settings(least: int) -> hooks.Settings:
    return hooks.Settings(as_of=AS_OF, code="T1", params={"peer_min_n": least})


def test_with_peers_it_gives_the_same_distances_as_the_fences_alone():
    # Quartiles of 1, 2, 3, 4, 7 by type 7 are 2 and 4: 7 lies 1.5 ranges of 2 above.
    given = rows([1.0, 2.0, 3.0, 4.0, 7.0], [None] * 5)
    found = peers_beside_rules.fences(given, settings(5))
    assert found["above_distance"].to_list() == [-1.5, -1.0, -0.5, 0.0, 1.5]
    assert found["peer_gap"].to_list() == [None] * 5
    assert found["skip_reason"].to_list() == [None] * 5


@pytest.mark.parametrize(
    ("compared", "least", "gap"),
    [([1.0, 2.0, 3.0], 4, peers.TOO_FEW), ([2.0, 2.0, 2.0], 3, peers.NO_SPREAD)],
)
def test_without_peers_a_row_stays_judged_and_says_why_it_has_none(compared, least, gap):
    found = peers_beside_rules.fences(rows(compared, [None] * 3), settings(least))
    assert found["skip_reason"].to_list() == [None] * 3
    assert found["above_distance"].to_list() == [None] * 3
    assert set(found["peer_gap"]) == {gap}


def test_the_reason_that_a_row_came_with_stays():
    found = peers_beside_rules.fences(rows([1.0, 2.0], ["no estimate", None]), settings(1))
    assert found["skip_reason"].to_list() == ["no estimate", None]
    assert found["peer_gap"].to_list()[0] is None


def test_no_rows_give_no_rows_with_the_same_columns():
    full = peers_beside_rules.fences(rows([1.0, 2.0], [None] * 2), settings(1))
    empty = peers_beside_rules.fences(rows([1.0, 2.0], [None] * 2).clear(), settings(1))
    assert empty.height == 0
    assert empty.schema == full.schema


def test_a_row_that_cannot_stand_alone_keeps_the_reason_of_the_fences():
    given = rows([1.0, 2.0], [None, None]).with_columns(stands_alone=pl.Series([True, False]))
    found = peers_beside_rules.fences(given, hooks.Settings(as_of=AS_OF, code="T1"))
    assert found["skip_reason"].to_list() == [None, peers.TOO_FEW]
    assert found["peer_gap"].to_list() == [peers.TOO_FEW, None]
    assert "stands_alone" not in found.columns
    empty = peers_beside_rules.fences(given.clear(), hooks.Settings(as_of=AS_OF, code="T1"))
    assert empty.schema == found.schema
