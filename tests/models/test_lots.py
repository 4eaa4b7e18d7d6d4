"""Lots, who bid on them and at what price: one bidder counted once, however it is written."""

from decimal import Decimal

import pytest

OPEN = {"tender_id": "T", "procurement_method": "open", "currency": "XTS"}


def bid(bid_id: str, amount=None, parties=("",), **values) -> dict:
    row = {"bid_id": bid_id, "tender_id": "T", "bid_amount": amount, "currency": "XTS"} | values
    return {"bid": row, "parties": [{"bid_id": bid_id, "party_id": p} for p in parties if p]}


def given(*bids: dict, **tables) -> dict:
    return {
        "src_tenders": [OPEN],
        "src_bids": [one["bid"] for one in bids],
        "src_bid_parties": [row for one in bids for row in one["parties"]],
    } | tables


def test_a_tender_without_lots_is_its_own_lot_and_keeps_its_estimate(rows_of):
    (row,) = rows_of("tender_lots", {"src_tenders": [OPEN | {"estimate_amount": 100}]})
    assert (row["lot_id"], row["is_named_lot"], row["lot_count"]) == ("T", False, 1)
    assert row["estimate_amount"] == Decimal(100)


def test_the_estimate_of_a_tender_with_two_lots_is_nobodys(rows_of):
    lots = [{"lot_id": "L1", "tender_id": "T"}, {"lot_id": "L2", "tender_id": "T"}]
    tenders = [OPEN | {"estimate_amount": 100, "tenderer_count": 3}]
    for row in rows_of("tender_lots", {"src_tenders": tenders, "src_lots": lots}):
        assert (row["estimate_amount"], row["is_estimate_shared"]) == (None, True)
        assert row["tenderer_count"] is None


def test_a_tender_for_two_projects_finds_the_project_of_each_lot_by_its_contract(rows_of):
    rows = rows_of(
        "tender_lots",
        {
            "src_tenders": [OPEN],
            "src_lots": [{"lot_id": f"L{i}", "tender_id": "T"} for i in (1, 2)],
            "src_awards": [
                {"award_id": f"A{i}", "tender_id": "T", "lot_id": f"L{i}"} for i in (1, 2)
            ],
            "src_contracts": [
                {"contract_id": f"C{i}", "project_id": f"P{i}", "tender_id": "T",
                 "award_id": f"A{i}"} for i in (1, 2)
            ],
        },
    )  # fmt: skip
    found = {row["lot_id"]: (row["project_id"], row["contract_id"]) for row in rows}
    assert found == {"L1": ("P1", "C1"), "L2": ("P2", "C2")}


@pytest.mark.parametrize(
    ("criteria", "decisive"),
    [("priceOnly", True), ("average bid", True), ("ratedCriteria", False), ("fair", None)],
)
def test_only_words_that_are_known_say_how_a_winner_is_chosen(rows_of, criteria, decisive):
    (row,) = rows_of("tender_lots", {"src_tenders": [OPEN | {"award_criteria": criteria}]})
    assert row["is_price_decisive"] is decisive


def test_the_members_of_one_bid_are_one_bidder(rows_of):
    rows = rows_of("lot_bids", given(bid("1", 10, ("B", "A")), bid("2", 12, ("C",)), bid("3", 13)))
    assert [row["bidder_id"] for row in sorted(rows, key=lambda row: row["bid_id"])] == [
        "A + B", "C", None,
    ]  # fmt: skip


def test_spellings_of_one_firm_are_one_bidder(rows_of):
    clusters = [{"party_id": spelling, "cluster_id": "A"} for spelling in ("A1", "A2")]
    tables = given(bid("1", 10, ("A1",)), bid("2", 12, ("A2",)), src_party_clusters=clusters)
    tables["src_parties"] = [{"party_id": spelling, "party_name": "a"} for spelling in ("A1", "A2")]
    (row,) = rows_of("lot_bid_statistics", tables)
    assert (row["bid_count"], row["bidder_count"], row["priced_count"]) == (2, 1, 1)


def test_invitations_and_withdrawn_bids_do_not_count_and_disqualified_ones_have_no_price(rows_of):
    (row,) = rows_of(
        "lot_bid_statistics",
        given(
            bid("1", 10, ("A",), status="valid"),
            bid("2", 9, ("B",), status="disqualified"),
            bid("3", 8, ("C",), status="withdrawn"),
            bid("4", None, ("D",), status="invited"),
            bid("5", None, ("E",)),
        ),
    )
    assert (row["bidder_count"], row["valid_bidder_count"]) == (3, 2)
    assert (row["disqualified_bidder_count"], row["unpriced_bid_count"]) == (1, 1)
    assert (row["priced_count"], row["lowest_amount"]) == (1, 10)


def test_a_bid_of_nothing_is_no_price(rows_of):
    (row,) = rows_of("lot_bid_statistics", given(bid("1", 0, ("A",)), bid("2", 9, ("B",))))
    assert (row["priced_count"], row["unpriced_bid_count"]) == (1, 1)


def test_deviation_skewness_and_kurtosis_are_those_of_a_sample(rows_of):
    # By hand: 100, 110, 112, 118; mean 110, squares 100 + 0 + 4 + 64 = 168, deviation 7.483315.
    (row,) = rows_of(
        "lot_bid_statistics",
        given(*(bid(str(i), amount, (f"F{i}",)) for i, amount in enumerate((112, 100, 118, 110)))),
    )
    assert row["mean_amount"] == 110
    assert row["deviation_amount"] == pytest.approx(56**0.5)
    assert row["variation"] == pytest.approx(56**0.5 / 110)
    assert row["spread_share"] == pytest.approx(0.18)
    assert row["gap_share"] == pytest.approx(0.1)
    # Losers 110, 112, 118: mean 113.333, deviation 4.163332.
    assert row["relative_distance"] == pytest.approx(10 / 4.163332, rel=1e-6)
    # 4 / (3 * 2) times the sum of cubes (-1000 + 0 + 8 + 512) / 56 ** 1.5
    assert row["skewness"] == pytest.approx(4 / 6 * -480 / 56**1.5)
    # 4 * 5 / (3 * 2 * 1) times the sum of fourth powers 14112 / 56 ** 2, less 3 * 9 / 2
    assert row["kurtosis"] == pytest.approx(20 / 6 * 14112 / 56**2 - 13.5)
    # At 0, 10/18, 12/18, 18/18: the farthest from even steps is the second, 10/18 - 1/4.
    assert row["uniform_distance"] == pytest.approx(10 / 18 - 0.25)
    assert row["bidder_set"] == "F0 + F1 + F2 + F3"


def test_three_equal_prices_have_no_shape(rows_of):
    (row,) = rows_of("lot_bid_statistics", given(*(bid(str(i), 100, (f"F{i}",)) for i in range(3))))
    assert (row["variation"], row["gap_share"]) == (0, 0)
    assert row["skewness"] is None
    assert row["relative_distance"] is None
    assert row["uniform_distance"] is None


def test_prices_in_two_currencies_are_not_compared(rows_of):
    tables = given(bid("1", 10, ("A",)), bid("2", 11, ("B",), currency="EUR"))
    (row,) = rows_of("lot_bid_statistics", tables)
    assert (row["currency_count"], row["priced_count"], row["variation"]) == (2, 0, None)


def test_a_set_with_a_bidder_nobody_names_is_not_known(rows_of):
    (row,) = rows_of("lot_bid_statistics", given(bid("1", 10, ("A",)), bid("2", 11)))
    assert (row["bidder_set"], row["unnamed_bid_count"], row["bidder_count"]) == (None, 1, 2)


def test_the_award_says_who_won_by_bid_or_by_firm_and_otherwise_nobody_lost(rows_of):
    bids = (bid("1", 10, ("A",)), bid("2", 11, ("B",)))
    by_bid = [{"award_id": "W", "tender_id": "T", "bid_id": "2"}]
    by_firm = [{"award_id": "W", "tender_id": "T"}]
    suppliers = [{"award_id": "W", "party_id": "A"}]
    for tables, expected in (
        (given(*bids, src_awards=by_bid), {"1": False, "2": True}),
        (given(*bids, src_awards=by_firm, src_award_suppliers=suppliers), {"1": True, "2": False}),
        (given(*bids), {"1": None, "2": None}),
    ):
        rows = rows_of("lot_bids", tables)
        assert {row["bid_id"]: row["is_winning"] for row in rows} == expected


def test_a_cancelled_award_is_none_and_one_unknown_amount_leaves_the_sum_unknown(rows_of):
    awards = [
        {"award_id": "1", "tender_id": "T", "award_amount": 10, "currency": "XTS"},
        {"award_id": "2", "tender_id": "T", "status": "cancelled", "award_amount": 99},
        {"award_id": "3", "tender_id": "T"},
    ]
    (row,) = rows_of("lot_awards", {"src_tenders": [OPEN], "src_awards": awards})
    assert (row["award_count"], row["award_id"], row["award_amount"]) == (2, None, None)
    (row,) = rows_of("lot_awards", {"src_tenders": [OPEN], "src_awards": awards[:2]})
    assert (row["award_count"], row["award_id"], row["award_amount"]) == (1, "1", Decimal(10))


def test_unit_prices_are_compared_item_by_item_between_different_bidders(rows_of):
    items = [
        {"bid_item_id": f"{b}{code}", "bid_id": b, "item_code": code, "unit_price_amount": price}
        for b, prices in {"1": (10, 20, 30), "2": (11, 22, 30), "3": (10, 20, 30)}.items()
        for code, price in zip("XYZ", prices, strict=True)
    ]
    bids = (bid("1", 60, ("A",)), bid("2", 63, ("B",)), bid("3", 60, ("A", "C")))
    rows = rows_of("bid_pair_items", given(*bids, src_bid_items=items))
    found = {(row["bid_id"], row["other_bid_id"]): row for row in rows}
    assert set(found) == {("1", "2"), ("2", "3")}  # 1 and 3 share a firm
    row = found[("1", "2")]
    assert (row["common_item_count"], row["equal_item_count"]) == (3, 1)
    assert (row["lowest_ratio"], row["highest_ratio"]) == (1, pytest.approx(1.1))


def test_a_lot_judged_on_quality_or_awarded_directly_is_no_price_lot(rows_of):
    bids = (bid("1", 10, ("A",)), bid("2", 11, ("B",)))
    for tender, kept in (
        ({}, True),
        ({"award_criteria": "priceOnly"}, True),
        ({"award_criteria": "ratedCriteria"}, False),
        ({"procurement_method": "direct"}, False),
    ):
        rows = rows_of("price_lots", given(*bids) | {"src_tenders": [OPEN | tender]})
        assert bool(rows) is kept, tender
    assert not rows_of("price_lots", given(bid("1", 10, ("A",))))


def test_the_lots_of_a_set_are_those_of_the_36_months_before_its_last(rows_of):
    tables = {
        "src_tenders": [
            {"tender_id": t, "submission_deadline": f"{day} 12:00:00"}
            for t, day in (("NEW", "2025-01-02"), ("EDGE", "2022-01-01"), ("OLD", "2021-12-31"))
        ],
        "src_bids": [
            {"bid_id": f"{t}{f}", "tender_id": t, "bid_amount": 10 + n}
            for t in ("NEW", "EDGE", "OLD") for n, f in enumerate("ABC")
        ],
        "src_bid_parties": [
            {"bid_id": f"{t}{f}", "party_id": f} for t in ("NEW", "EDGE", "OLD") for f in "ABC"
        ],
    }  # fmt: skip
    rows = rows_of("price_lots", tables)
    found = {row["lot_id"]: row["is_recent_of_set"] for row in rows}
    assert found == {"NEW": True, "EDGE": False, "OLD": False}


def test_a_buyers_shares_are_those_of_the_year_of_the_notice(rows_of):
    base = {"buyer_id": "B", "currency": "XTS"}
    tenders = [
        base | {"tender_id": "1", "procurement_method": "open", "tenderer_count": 1,
                "estimate_amount": 60, "notice_published_date": "2024-12-31"},
        base | {"tender_id": "2", "procurement_method": "open", "tenderer_count": 3,
                "estimate_amount": 20, "notice_published_date": "2024-01-01"},
        base | {"tender_id": "3", "procurement_method": "direct", "tenderer_count": 1,
                "estimate_amount": 20, "notice_published_date": "2024-05-01"},
        base | {"tender_id": "4", "procurement_method": "direct",
                "notice_published_date": "2025-01-01"},
        base | {"tender_id": "5", "procurement_method": "open", "tenderer_count": 1,
                "status": "cancelled", "notice_published_date": "2024-05-01"},
    ]  # fmt: skip
    rows = rows_of("buyer_competition", {"src_tenders": tenders})
    found = {row["tender_year"]: row for row in rows}
    assert found[2024]["single_bid_share"] == 0.5
    assert found[2024]["non_open_share"] == pytest.approx(1 / 3)
    assert found[2024]["non_open_value_share"] == pytest.approx(0.2)
    assert found[2025]["single_bid_share"] is None
    assert found[2025]["non_open_share"] == 1
