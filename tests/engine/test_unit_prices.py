"""Unit prices: the logarithm less the peers' median, and what that is in money."""

from datetime import date
from decimal import Decimal
from math import log

import polars as pl
import pytest

from dashboard.engine import hooks
from dashboard.engine.hooks import peers, unit_prices

SETTINGS = {"as_of": date(2025, 8, 15), "code": "T1", "params": {"peer_min_n": 5}}


def rows(prices: list[int], ratio: float | None = None) -> pl.DataFrame:
    count = len(prices)
    return pl.DataFrame(
        {
            "subject_id": [f"S{number}" for number in range(count)],
            "project_id": ["P"] * count,
            "value": pl.Series([None] * count, dtype=pl.Float64),
            "skip_reason": pl.Series([None] * count, dtype=pl.String),
            "compared": [log(price * (ratio or 1)) for price in prices],
            "peer_date": [date(2025, 3, 1)] * count,
            "peer_group_1": ["kerb per m"] * count,
            "quantity": [10.0] * count,
            "unit_price_amount": pl.Series([Decimal(price) for price in prices]),
            "price_ratio": pl.Series([ratio] * count, dtype=pl.Float64),
        }
    )


def test_the_distance_from_the_usual_price_is_told_in_logarithms_in_shares_and_in_money():
    found = unit_prices.against_peers(rows([80, 90, 100, 110, 200]), hooks.Settings(**SETTINGS))
    dear = found.filter(pl.col("subject_id") == "S4").row(0, named=True)
    assert dear["value"] == pytest.approx(log(2))
    assert dear["price_difference_share"] == pytest.approx(1.0)
    assert dear["usual_price_amount"] == pytest.approx(100)
    assert dear["exposure_amount"] == pytest.approx(1000)
    cheap = found.filter(pl.col("subject_id") == "S0").row(0, named=True)
    assert cheap["price_difference_share"] == pytest.approx(-0.2)
    assert cheap["exposure_amount"] is None


def test_the_usual_price_is_that_of_the_rows_own_year():
    found = unit_prices.against_peers(
        rows([80, 90, 100, 110, 200], ratio=1.5), hooks.Settings(**SETTINGS)
    )
    assert found["usual_price_amount"].to_list() == pytest.approx([100] * 5)


def test_without_peers_there_is_a_reason_and_no_number():
    found = unit_prices.against_peers(rows([80, 90]), hooks.Settings(**SETTINGS))
    assert set(found["skip_reason"]) == {peers.TOO_FEW}
    assert found["value"].to_list() == [None, None]
    assert found["exposure_amount"].to_list() == [None, None]


def test_no_rows_give_no_rows_with_the_same_columns():
    full = unit_prices.against_peers(rows([80, 90, 100, 110, 200]), hooks.Settings(**SETTINGS))
    empty = unit_prices.against_peers(rows([80]).clear(), hooks.Settings(**SETTINGS))
    assert empty.height == 0
    assert empty.schema == full.schema
