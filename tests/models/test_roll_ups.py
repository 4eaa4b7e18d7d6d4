"""Rates of payers, buyers, suppliers and markets, by sums that can be done by hand."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest
from pytest import approx
from scipy import stats

from dashboard.engine import build, catalogue, order, results
from dashboard.engine.hooks import compared_shares

AS_OF = date(2025, 6, 30)
DUE = date(2025, 3, 31)
COMPANIES = [
    {"party_id": name, "cluster_id": "CITY", "cluster_name": "The city"}
    for name in ("CITY", "CITY WORKS")
]


@cache
def models_behind(name: str) -> tuple[str, ...]:
    """Every model that a rollup is made from, in the order to build them."""
    queries, models = catalogue.queries(), catalogue.of_kind("model")
    needed, to_look_at = set(), [name]
    while to_look_at:
        for read in queries[to_look_at.pop()].reads:
            if read in models and read not in needed:
                needed.add(read)
                to_look_at.append(read)
    return tuple(found for found in order.build_order(models) if found in needed)


@pytest.fixture
def rolled(border):
    """A function from a rollup and rows of results, models and border to its rows."""

    def rows(name, found=(), given=None, at_the_border=None):
        border.run("BEGIN TRANSACTION")
        try:
            border.given(at_the_border or {})
            for statement in results.STATEMENTS:
                border.run(statement)
            for model in models_behind(name):
                build.create(border, catalogue.queries()[model], AS_OF)
            border.given({"indicator_results": list(found)} | (given or {}))
            build.create(border, catalogue.queries()[name], AS_OF)
            return border.rows(f"SELECT * FROM {name} ORDER BY ALL").to_dicts()
        finally:
            border.run("ROLLBACK")

    return rows


def rule(name: str, number: float, **values) -> dict:
    return {"rule_name": name, "number": number} | values


# roll_up_limits


def test_limits_are_those_of_the_scoring_file_until_a_jurisdiction_sets_its_own(rows_of):
    def limits(*rules):
        return rows_of("roll_up_limits", {"ref_rules": list(rules)})[0]

    name = "client_on_time_high_share"
    assert limits()[name] == 0.80
    assert limits(rule(name, 0.7))[name] == 0.7
    assert limits(rule(name, 0.7, applies_to="sub_sub"))[name] == 0.80
    assert limits(rule(name, 0.7, valid_to_date=date(2025, 6, 29)))[name] == 0.80
    newer = rule(name, 0.6, valid_from_date=date(2024, 1, 1))
    assert limits(rule(name, 0.7), newer)[name] == 0.6
    assert None not in limits().values()


# on_time_rates


def settled(late: int, amount: float | None = 100, **values) -> dict:
    """An invoice of the city, issued 40 days before it was paid, `late` days after it was due."""
    paid = DUE + timedelta(days=late)
    return {
        "payer_id": "CITY",
        "tier": "client_prime",
        "is_settled": True,
        "issued_date": paid - timedelta(days=40),
        "due_date": DUE,
        "settled_date": paid,
        "days_to_pay": 40,
        "stop_days": 0,
        "payable_amount": amount,
        "currency": "XTS",
        "known_until_date": AS_OF,
    } | values


def still_open(overdue: int, amount: float | None = 100, **values) -> dict:
    """An invoice of the city that nobody paid, `overdue` days after it was due."""
    return {
        "payer_id": "CITY",
        "tier": "client_prime",
        "is_settled": False,
        "due_date": AS_OF - timedelta(days=overdue),
        "stop_days": 0,
        "payable_amount": amount,
        "open_amount": amount,
        "currency": "XTS",
        "known_until_date": AS_OF,
        "payments_known_date": AS_OF,
    } | values


@pytest.fixture
def on_time(rolled):
    """A function from invoices to the one row that comes of them."""

    def row(*invoices, **given):
        numbered = [
            {"invoice_id": f"I{number}"} | invoice for number, invoice in enumerate(invoices)
        ]
        found = rolled("on_time_rates", given={"invoice_timelines": numbered} | given)
        assert len(found) == 1
        return found[0]

    return row


def test_shares_and_days_by_hand(on_time):
    row = on_time(
        *(settled(late, amount) for late, amount in ((-9, 100), (0, 200), (10, 300), (20, 400))),
        settled(4, 500, stop_days=4),
        settled(2, None),
    )
    assert row["judged_count"] == row["settled_count"] == row["invoice_count"] == 6
    assert row["on_time_count"] == 3
    assert row["on_time_share"] == approx(3 / 6)
    # An invoice of unknown amount counts, but weighs nothing.
    assert row["judged_amount"] == 1500
    assert row["on_time_amount_share"] == approx(800 / 1500)
    assert row["weighted_late_days"] == approx((10 * 300 + 20 * 400) / 1500)
    # Of 0, 0, 0, 2, 10 and 20: half way from the fifth to the sixth.
    assert row["late_p90_days"] == approx(15)
    assert row["mean_pay_days"] == approx(40)


def test_only_what_is_settled_with_known_dates_is_judged(on_time):
    row = on_time(
        *(settled(0) for _ in range(5)),
        settled(0, due_date=None),
        settled(0, settled_date=None, days_to_pay=None),
        settled(0, issued_date=DUE + timedelta(days=1), days_to_pay=-1),
        settled(0, received_date=DUE + timedelta(days=1)),
        settled(0, status="cancelled"),
        settled(0, payable_amount=-5),
    )
    assert (row["settled_count"], row["judged_count"], row["on_time_count"]) == (9, 5, 5)
    assert row["mean_pay_days"] == approx(40)
    assert row["standing"] == "clear"


@pytest.mark.parametrize(
    ("late", "in_time", "standing"),
    [(1, 19, "clear"), (1, 18, "watch"), (4, 16, "watch"), (4, 15, "high"), (5, 0, "high")],
)
def test_a_client_is_watched_below_095_and_high_below_080(on_time, late, in_time, standing):
    row = on_time(*(settled(9) for _ in range(late)), *(settled(0) for _ in range(in_time)))
    assert (row["standing"], row["standing_reason"]) == (standing, None)


@pytest.mark.parametrize(("tier"), ["prime_sub", "sub_sub"])
@pytest.mark.parametrize(("in_time", "standing"), [(9, "clear"), (8, "high")])
def test_a_contractor_is_high_below_090(on_time, tier, in_time, standing):
    row = on_time(settled(9, tier=tier), *(settled(0, tier=tier) for _ in range(in_time)))
    assert row["standing"] == standing


def test_a_jurisdiction_may_set_another_share(rolled):
    invoices = [settled(9), *(settled(0) for _ in range(18))]
    given = {
        "invoice_timelines": [
            {"invoice_id": f"I{number}"} | one for number, one in enumerate(invoices)
        ]
    }
    rules = {"ref_rules": [rule("client_on_time_watch_share", 0.9)]}
    assert rolled("on_time_rates", given=given, at_the_border=rules)[0]["standing"] == "clear"


def test_fewer_than_five_judged_invoices_say_nothing(on_time):
    four = on_time(*(settled(9) for _ in range(4)))
    assert (four["standing"], four["standing_reason"]) == (None, "too few judged")
    assert four["on_time_share"] == 0
    assert on_time(*(settled(9) for _ in range(5)))["standing"] == "high"


def test_a_payer_who_never_pays_is_not_on_time(on_time):
    row = on_time(*(still_open(30, 100) for _ in range(8)), still_open(-5, 70))
    assert (row["standing"], row["standing_reason"]) == (None, "nothing could be judged")
    assert row["on_time_share"] is None
    assert (row["open_count"], row["overdue_count"], row["overdue_amount"]) == (9, 8, 800)
    mostly = on_time(*(settled(0) for _ in range(20)), *(still_open(30) for _ in range(2)))
    assert mostly["on_time_share"] == 1
    assert mostly["on_time_share_with_overdue"] == approx(20 / 22)
    assert (mostly["standing"], mostly["standing_reason"]) == (None, "overdue ones would change it")
    assert on_time(*(settled(0) for _ in range(20)), still_open(30))["standing"] == "clear"


def test_what_is_open_is_overdue_only_where_the_payments_speak_of_the_same_days(on_time):
    row = on_time(
        still_open(0),
        still_open(1),
        still_open(9, stop_days=9),
        still_open(9, payments_known_date=AS_OF - timedelta(days=15)),
        still_open(9, payments_known_date=AS_OF - timedelta(days=16)),
        still_open(9, payments_known_date=None),
        still_open(9, status="paid"),
        still_open(9, payment_count=1, paid_amount=None),
        still_open(9, due_date=None),
    )
    assert (row["open_count"], row["open_judged_count"], row["overdue_count"]) == (9, 4, 2)
    unknown = on_time(still_open(9, payments_known_date=None))
    assert (unknown["overdue_count"], unknown["overdue_amount"]) == (None, None)
    nothing_open = on_time(settled(0))
    assert (nothing_open["overdue_count"], nothing_open["overdue_amount"]) == (0, 0)
    assert on_time(still_open(9), still_open(9, None))["overdue_amount"] is None


def test_where_most_could_not_be_judged_nothing_is_called_clear(on_time):
    gaps = [settled(0, due_date=None) for _ in range(6)]
    row = on_time(*(settled(0) for _ in range(5)), *gaps)
    assert (row["standing"], row["standing_reason"]) == (None, "too much not judged")
    assert on_time(*(settled(0) for _ in range(6)), *gaps)["standing"] == "clear"
    assert on_time(*(settled(9) for _ in range(5)), *gaps)["standing"] == "high"


def test_amounts_of_several_currencies_are_not_added_up(on_time):
    row = on_time(settled(0), settled(9, currency="EUR"), still_open(9))
    assert row["on_time_share"] == approx(1 / 2)
    for name in ("judged_amount", "on_time_amount_share", "weighted_late_days", "overdue_amount"):
        assert row[name] is None
    assert row["currency"] is None


def test_all_ids_of_a_company_are_one_payer_and_nobody_pays_without_a_name(rolled):
    invoices = [
        settled(0, invoice_id="A"),
        settled(9, invoice_id="B", payer_id="CITY WORKS"),
        settled(9, invoice_id="C", payer_id=None),
        settled(9, invoice_id="D", tier="wage"),
    ]
    given = {"invoice_timelines": invoices, "party_clusters": COMPANIES}
    row = rolled("on_time_rates", given=given)[0]
    assert (row["payer_id"], row["judged_count"], row["on_time_count"]) == ("CITY", 2, 1)


def test_contractors_are_not_judged_where_the_client_pays_or_nothing_is_due_yet(rolled):
    below = {"tier": "prime_sub"}
    waiting = {"due_date": None, "has_parent_invoice": True, "is_parent_settled": False}
    given = {
        "invoice_timelines": [
            settled(9, invoice_id="DIRECT", subcontract_id="S", **below),
            still_open(9, invoice_id="WAITING", **below | waiting),
            settled(0, invoice_id="JUDGED", **below),
        ],
        "subcontracts": [{"subcontract_id": "S", "is_direct_payment": True}],
        "payment_terms": [{"tier": "prime_sub", "parent_settled_safe_days": 15}],
    }
    row = rolled("on_time_rates", given=given)[0]
    assert (row["invoice_count"], row["on_time_share"]) == (1, 1)


# payment_breach_rates


def test_breaches_are_divided_by_the_payments_that_could_be_judged(rolled):
    payments = [
        {
            "payment_id": f"P{number}",
            "payer_id": ("CITY", "CITY WORKS")[number % 2],
            "paid_amount": 5,
        }
        for number in range(40)
    ]
    payments[0] |= {"paid_amount": -5}
    payments[1] |= {"reverses_payment_id": "P3"}
    found = [
        {"code": "P9", "other_party_id": "CITY", "outcome": "flagged", "severity": "high"},
        {"code": "P9", "other_party_id": "CITY", "outcome": "flagged", "severity": "watch"},
        {"code": "P9", "other_party_id": "CITY WORKS", "outcome": "insufficient"},
        {"code": "P9", "other_party_id": "CITY WORKS", "outcome": "flagged", "severity": "high"},
        {"code": "P7", "other_party_id": "CITY", "outcome": "flagged", "severity": "high"},
    ]
    row = rolled(
        "payment_breach_rates", found, {"payments": payments, "party_clusters": COMPANIES}
    )[0]
    assert (row["payment_count"], row["judged_count"], row["breach_count"]) == (38, 37, 3)
    assert row["high_count"] == 2
    assert row["breach_share"] == approx(3 / 37)
    assert row["standing_reason"] == "too few to compare with"


def test_a_payer_on_the_fence_of_twenty_is_watched(rolled):
    # Of 50 payments each breach 1, 2, 3, 4 in turn; the fence lies 1.5 ranges above the quartile.
    breaches = {f"PAYER-{number:02d}": 1 + number % 4 for number in range(19)} | {"LAST": 20}
    payments = [
        {"payment_id": f"{payer} {number}", "payer_id": payer, "paid_amount": 5}
        for payer in breaches
        for number in range(50)
    ] + [{"payment_id": "S", "payer_id": "SMALL", "paid_amount": 5}]
    found = [
        {"code": "P9", "other_party_id": payer, "outcome": "flagged", "severity": "high"}
        for payer, count in breaches.items()
        for _ in range(count)
    ]
    rows = {
        row["payer_id"]: row
        for row in rolled("payment_breach_rates", found, {"payments": payments})
    }
    # Five each of 1, 2 and 3, four of 4, and 20: the quartiles are 1.75 and 3.25 of 50.
    assert rows["LAST"]["upper_fence"] == approx((3.25 + 1.5 * 1.5) / 50)
    assert rows["LAST"]["standing"] == "watch"
    assert {rows[name]["standing"] for name in breaches if name != "LAST"} == {"clear"}
    assert (rows["SMALL"]["standing"], rows["SMALL"]["standing_reason"]) == (None, "too few judged")


# buyer_procedure_rates


def procedures(code: str, buyer: str, raised: int, clear: int, unknown: int = 0) -> list[dict]:
    outcomes = ["flagged"] * raised + ["clear"] * clear + ["insufficient"] * unknown
    return [{"code": code, "buyer_id": buyer, "outcome": outcome} for outcome in outcomes]


@pytest.mark.parametrize(
    ("code", "raised", "clear", "standing"),
    [
        ("B1", 2, 18, "clear"),
        ("B1", 3, 18, "watch"),
        ("B1", 4, 16, "watch"),
        ("B1", 5, 16, "high"),
        ("B2", 1, 19, "clear"),
        ("B2", 3, 37, "watch"),
        ("B2", 2, 18, "high"),
    ],
)
def test_a_buyers_share_is_held_against_the_norms_of_the_scoreboard(
    rolled, code, raised, clear, standing
):
    row = rolled("buyer_procedure_rates", procedures(code, "CITY", raised, clear))[0]
    assert row["raised_share"] == approx(raised / (raised + clear))
    assert (row["standing"], row["standing_reason"]) == (standing, None)


def test_a_buyer_of_few_procedures_gets_no_standing_and_no_place_in_the_middle(rolled):
    found = [
        *procedures("B1", "CITY", 1, 18, 1),
        *procedures("B1", "COUNTY", 4, 16),
        *procedures("B1", "STATE", 2, 18),
        *procedures("B1", "GAPS", 0, 20, 21),
        *procedures("B3", "CITY", 9, 9),
    ]
    rows = {row["buyer_id"]: row for row in rolled("buyer_procedure_rates", found)}
    assert rows["CITY"]["standing_reason"] == "too few judged"
    assert (rows["CITY"]["judged_count"], rows["CITY"]["unjudged_count"]) == (19, 1)
    assert rows["GAPS"]["standing_reason"] == "too much not judged"
    assert rows["GAPS"]["standing"] is None
    assert rows["CITY"]["middle_share"] == approx(0.1)  # of 0, 0.1 and 0.2
    assert rows["CITY"]["buyer_count"] == 3


# close_price_rates and close_bid_rates


def awards(buyer: str, supplier: str | None, near: int, others: int) -> list[dict]:
    outcomes = ["flagged"] * near + ["clear"] * others
    return [
        {"code": "B5", "buyer_id": buyer, "party_id": supplier, "outcome": outcome}
        for outcome in outcomes
    ]


def test_a_buyers_awards_are_held_against_those_of_all_others(rolled):
    found = [
        *awards("CITY", "FIRM", 6, 14),
        *awards("COUNTY", "OTHER", 1, 39),
        *awards("STATE", None, 1, 4),
    ]
    rows = {
        (row["side"], row["party_id"]): row
        for row in rolled("close_price_rates", found, {"party_clusters": []})
    }
    city, county = rows["buyer", "CITY"], rows["buyer", "COUNTY"]
    assert (city["raised_share"], city["other_share"]) == (approx(6 / 20), approx(2 / 45))
    own = stats.binom.sf(5, 20, 2.5 / 46)
    theirs = stats.binom.sf(0, 40, 7.5 / 26)
    assert (city["p_value"], county["p_value"]) == (approx(own), approx(theirs))
    # Two buyers are tested: the smaller p counts twice, the larger once.
    assert (city["q_value"], county["q_value"]) == (approx(2 * own), approx(theirs))
    assert (city["standing"], county["standing"]) == ("high", "clear")
    assert rows["buyer", "STATE"]["standing_reason"] == "too few judged"
    assert rows["buyer", "STATE"]["p_value"] is None
    assert ("supplier", None) not in rows
    assert rows["supplier", "FIRM"]["standing"] == "high"


def test_a_market_is_held_against_its_own_past(rolled):
    def lots(market, count, close, day, priced):
        return [
            {
                "lot_id": f"{market} {day} {number}",
                "category": "works",
                "item_code": f"{market}0000",
                "lot_date": day,
                "priced_count": priced,
                "outcome": "flagged" if number < close else "clear",
            }
            for number in range(count)
        ]

    last = date(2025, 3, 1)
    rows = [
        *lots("4511", 9, 5, last, 4),
        *lots("4511", 1, 1, last - timedelta(days=364), 4),
        *lots("4511", 30, 3, last - timedelta(days=365), 6),
        *lots("4522", 10, 6, last, 4),
        *lots("4522", 19, 0, date(2023, 1, 1), 4),
    ]
    given = {"price_lots": [{k: v for k, v in row.items() if k != "outcome"} for row in rows]}
    found = [{"code": "B8", "subject_id": row["lot_id"], "outcome": row["outcome"]} for row in rows]
    markets = {row["market"]: row for row in rolled("close_bid_rates", found, given)}
    row = markets["works 4511"]
    assert (row["judged_count"], row["raised_count"]) == (10, 6)
    assert (row["other_count"], row["other_raised_count"]) == (30, 3)
    assert (row["mean_bid_count"], row["other_mean_bid_count"]) == (4, 6)
    assert row["p_value"] == approx(stats.binom.sf(5, 10, 3.5 / 31))
    assert (row["q_value"], row["standing"]) == (row["p_value"], "high")
    assert markets["works 4522"]["standing_reason"] == "too few to compare with"


def test_without_any_result_the_rates_are_empty_and_typed(rolled):
    for name in ("close_price_rates", "close_bid_rates", "buyer_procedure_rates"):
        assert rolled(name) == []
    assert compared_shares.TOO_FEW == "too few judged"
