"""Screens of made-up tenders against sums done by hand."""

import polars as pl
from pytest import approx

from dashboard.evaluation.bid_screens import participation_screens, price_screens


def screens(estimate: float | None = None, **tenders: list[float | None]) -> dict[str, dict]:
    rows = [
        {"tender_id": tender, "bid_amount": amount}
        for tender, amounts in tenders.items()
        for amount in amounts
    ]
    estimates = [{"tender_id": tender, "estimate_amount": estimate} for tender in tenders]
    schema = {"tender_id": pl.String, "estimate_amount": pl.Float64}
    bids = pl.DataFrame(rows, schema={"tender_id": pl.String, "bid_amount": pl.Float64})
    found = price_screens(bids, pl.DataFrame(estimates, schema=schema))
    return {row["tender_id"]: row for row in found.to_dicts()}


def test_screens_of_four_bids_are_those_worked_out_by_hand():
    # 100, 120, 130, 150: mean 125, deviations -25, -5, 5, 25, sum of squares 1,300, s = 20.8167.
    found = screens(estimate=125, T=[150, 100, 130, 120])["T"]
    assert found["bid_count"] == 4
    assert found["variation"] == approx(0.166533, abs=1e-6)
    assert found["spread"] == approx(0.5)
    # Losing bids 120, 130, 150: mean 133.333, s = 15.2753; (120 - 100) / 15.2753.
    assert found["relative_distance"] == approx(1.309307, abs=1e-6)
    assert found["skewness"] == approx(0)
    # n(n+1)/((n-1)(n-2)(n-3)) * sum(z^4) - 3(n-1)^2/((n-2)(n-3)) with z = deviation / 20.8167.
    assert found["kurtosis"] == approx(20 / 6 * (2 * 625**2 + 2 * 25**2) / (1300 / 3) ** 2 - 13.5)
    # As shares 0, 0.4, 0.6, 1: the farthest from the even line is 1/4 of the bids at 0.
    assert found["uniform_distance"] == approx(0.25)
    assert found["price_level"] == approx(0.8)
    assert found["narrow_gap"] == found["wide_gap"] == approx(0.2)
    assert found["identical_bids"] == 0


def test_a_winner_apart_from_bunched_losers_is_skewed_to_the_left():
    found = screens(T=[80, 100, 101, 102])["T"]
    assert found["skewness"] < -1
    assert found["relative_distance"] == approx(20)


def test_equal_bids_have_no_shape_and_no_distance():
    found = screens(SAME=[50, 50, 50, 50], LOSERS=[40, 50, 50])
    assert found["SAME"]["variation"] == 0
    assert found["SAME"]["identical_bids"] == 0.75
    for name in ("relative_distance", "skewness", "kurtosis", "uniform_distance"):
        assert found["SAME"][name] is None
    assert found["LOSERS"]["relative_distance"] is None
    assert found["LOSERS"]["identical_bids"] == approx(1 / 3)


def test_kurtosis_needs_four_bids_and_a_tender_three_with_an_amount():
    found = screens(THREE=[1, 2, 4], TWO=[1, 2, None], ZERO=[0, 1, 2])
    assert set(found) == {"THREE"}
    assert found["THREE"]["kurtosis"] is None
    assert found["THREE"]["price_level"] is None


def taking_part(*tenders: tuple[str, str, int]) -> dict[str, dict]:
    """Tenders as (name, bidders as letters, place of the winner), each letter a firm."""
    rows = [
        {"tender_id": name, "party_id": party, "is_winner": place == winner}
        for name, parties, winner in tenders
        for place, party in enumerate(parties)
    ]
    return {row["tender_id"]: row for row in participation_screens(pl.DataFrame(rows)).to_dicts()}


def test_a_pair_is_repeated_from_five_other_tenders_on():
    five = taking_part(*[(str(i), "AB", 0) for i in range(5)], ("X", "ABC", 0))
    assert five["X"]["repeated_pairs"] == approx(1 / 3)  # A and B, not with C
    four = taking_part(*[(str(i), "AB", 0) for i in range(4)], ("X", "ABC", 0))
    assert four["X"]["repeated_pairs"] == 0


def test_a_frequent_loser_lost_elsewhere_more_often_than_chance_would_have_it():
    # L loses ten further tenders of two bidders: chance 1/2 each, 0.5 ** 10 < 0.05.
    found = taking_part(*[(str(i), f"{i}L", 0) for i in range(10)], ("X", "ALN", 0))
    assert found["X"]["frequent_losers"] == 0.5  # of L and the newcomer N
    # Seen from one of the ten, L lost nine others and X: ten again.
    assert found["0"]["frequent_losers"] == 1
    seldom = taking_part(*[(str(i), f"{i}L", 0) for i in range(9)], ("X", "ALN", 0))
    assert seldom["X"]["frequent_losers"] == 0
    winning = taking_part(*[(str(i), f"{i}L", i % 2) for i in range(10)], ("X", "ALN", 0))
    assert winning["X"]["frequent_losers"] == 0


def test_the_own_outcome_of_a_tender_never_counts():
    won = taking_part(*[(str(i), f"{i}L", 0) for i in range(10)], ("X", "LAB", 0))
    assert won["X"]["frequent_losers"] == 0  # A and B are new, L won here
    lost = taking_part(*[(str(i), f"{i}L", 0) for i in range(10)], ("X", "ALB", 0))
    assert lost["X"]["frequent_losers"] == 0.5  # of L and the newcomer B


def test_a_single_bidder_has_no_pair():
    assert taking_part(("X", "A", 0))["X"]["repeated_pairs"] is None
