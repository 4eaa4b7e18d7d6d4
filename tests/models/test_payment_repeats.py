"""Reversals, standing payments, and payments that look like one made before."""

from datetime import date, timedelta

import pytest

START = date(2025, 1, 1)


def paid(payment_id, day, amount=500, **values) -> dict:
    """A payment `day` days after the first of January; `None` leaves the day unknown."""
    return {
        "payment_id": payment_id,
        "project_id": "P",
        "tier": "client_prime",
        "payee_id": "FIRM",
        "paid_date": None if day is None else START + timedelta(days=day),
        "paid_amount": amount,
    } | values


@pytest.fixture
def reversed_ids(rows_of):
    def ids(*payments):
        rows = rows_of("reversed_payments", {"src_payments": list(payments)})
        return [row["payment_id"] for row in rows]

    return ids


@pytest.fixture
def repeats(rows_of):
    """A function from payments to {(payment, kind): earlier payment}."""

    def found(*payments, invoices=()):
        given = {"src_payments": list(payments), "src_invoices": list(invoices)}
        return {
            (row["payment_id"], row["match_kind"]): row["earlier_payment_id"]
            for row in rows_of("payment_repeats", given)
        }

    return found


# reversed_payments


def test_a_named_payment_is_reversed_however_late(reversed_ids):
    assert reversed_ids(paid("A", 0), paid("R", 150, -500, reverses_payment_id="A")) == ["A"]


@pytest.mark.parametrize(("gap", "expected"), [(0, ["A"]), (90, ["A"]), (91, [])])
def test_an_unnamed_reversal_takes_back_an_equal_payment_within_90_days(
    reversed_ids, gap, expected
):
    assert reversed_ids(paid("A", 0), paid("R", gap, -500)) == expected


def test_each_reversal_takes_back_one_payment_the_latest_that_stands(reversed_ids):
    first, second, third = paid("A", 0), paid("B", 10), paid("C", 30)
    assert reversed_ids(first, second, paid("R", 20, -500), third) == ["B"]
    both = [paid("R", 20, -500), paid("S", 21, -500)]
    assert reversed_ids(first, second, *both, third) == ["A", "B"]
    in_turn = [paid("R", 5, -500), paid("S", 15, -500)]
    assert reversed_ids(first, second, *in_turn, third) == ["A", "B"]


def test_another_payee_or_amount_takes_nothing_back(reversed_ids):
    assert reversed_ids(paid("A", 0), paid("R", 5, -500, payee_id="OTHER")) == []
    assert reversed_ids(paid("A", 0), paid("R", 5, -499)) == []
    assert reversed_ids(paid("R", 0, -500), paid("A", 5)) == []


def test_a_named_reversal_is_used_up_by_the_payment_it_names(reversed_ids):
    payments = [
        paid("A", 0),
        paid("B", 10),
        paid("R", 11, -500, reverses_payment_id="A"),
        paid("S", 12, -500),
    ]
    assert reversed_ids(*payments) == ["A", "B"]


# standing_payments


@pytest.mark.parametrize(
    ("days", "standing"),
    [
        ([0, 31, 59], [0, 31, 59]),
        ([0, 25, 60], [0, 25, 60]),
        ([0, 24, 60], []),
        ([0, 25, 61], []),
        ([0, 31], []),
        ([0, 31, 100], []),
        ([0, 30, 60, 84], [0, 30, 60]),
        ([0, 24, 54, 84], [24, 54, 84]),
        ([0, 31, 59, 150], [0, 31, 59]),
        ([0, 100, 131, 160], [100, 131, 160]),
        ([0, 31, 62, 93], [0, 31, 62, 93]),
        ([0, 31, 31, 62], [0, 31, 62]),
    ],
)
def test_three_equal_amounts_a_month_apart_are_a_standing_payment(rows_of, days, standing):
    payments = [paid(str(place), day) for place, day in enumerate(days)]
    rows = rows_of("standing_payments", {"src_payments": payments})
    assert [(row["paid_date"] - START).days for row in rows] == standing


def test_unequal_amounts_are_no_standing_payment(rows_of):
    payments = [paid("A", 0, 500), paid("B", 31, 501), paid("C", 62, 500), paid("D", 93, 500)]
    assert rows_of("standing_payments", {"src_payments": payments}) == []


# payment_repeats: the same payee, number and amount


@pytest.mark.parametrize("number", ["INV-0117", "inv 117", "INV/117", "0INV117", "(INV) 117."])
def test_one_number_written_differently_is_one_number(repeats, number):
    spaced = number.replace("0117", "117")
    first, again = paid("A", 0, invoice_number="INV-117"), paid("B", 40, invoice_number=spaced)
    assert repeats(first, again) == {("B", "same"): "A"}


def test_letters_of_any_script_are_part_of_the_number(repeats):
    first, other = paid("A", 0, invoice_number="가-117"), paid("B", 40, invoice_number="나-117")
    assert repeats(first, other) == {}


def test_the_number_and_payee_of_the_invoice_stand_in_for_missing_ones(repeats):
    invoices = [
        {
            "invoice_id": name,
            "project_id": "P",
            "tier": "client_prime",
            "invoice_number": "117",
            "payee_id": "FIRM",
        }
        for name in ("I", "J")
    ]
    payments = [
        paid("A", 0, invoice_id="I", payee_id=None),
        paid("B", 40, invoice_id="J", payee_id=None),
    ]
    assert repeats(*payments, invoices=invoices) == {("B", "same"): "A"}


def test_another_amount_number_or_purpose_is_no_repeat(repeats):
    first = paid("A", 0, invoice_number="117")
    assert repeats(first, paid("B", 40, 501, invoice_number="117")) == {}
    assert repeats(first, paid("B", 40, invoice_number="118")) == {}
    release = paid("B", 40, invoice_number="117", payment_type="retention_release")
    assert repeats(first, release) == {}
    final = paid("B", 40, invoice_number="117", payment_type="final")
    assert repeats(first, final) == {("B", "same"): "A"}


def test_every_further_payment_counts_those_before_it(rows_of):
    payments = [
        paid(name, day, invoice_number="117") for name, day in {"A": 0, "B": 40, "C": 90}.items()
    ]
    rows = rows_of("payment_repeats", {"src_payments": payments})
    assert [(row["payment_id"], row["earlier_count"]) for row in rows] == [("B", 1), ("C", 2)]


def test_a_payment_without_a_day_counts_as_the_later_one(repeats):
    payments = [paid("A", None, invoice_number="117"), paid("B", 40, invoice_number="117")]
    assert repeats(*payments) == {("A", "same"): "B"}


def test_what_was_taken_back_is_neither_repeat_nor_repeated(repeats):
    first = paid("A", 0, invoice_number="117")
    again = paid("B", 10, invoice_number="117")
    back = paid("R", 20, -500, invoice_number="117")
    assert repeats(first, again, back) == {}
    assert repeats(first, back, paid("C", 40, invoice_number="117")) == {}
    named = paid("R", 20, -500, reverses_payment_id="A")
    assert repeats(first, named, paid("C", 40, invoice_number="117")) == {}


def bill(amount, **values) -> dict:
    return {
        "invoice_id": "I",
        "project_id": "P",
        "tier": "client_prime",
        "invoice_number": "117",
        "invoice_amount": amount,
    } | values


def test_equal_parts_of_one_invoice_are_instalments_until_they_exceed_it(repeats):
    parts = [paid(name, day, invoice_id="I") for name, day in {"A": 0, "B": 40, "C": 90}.items()]
    assert repeats(*parts, invoices=[bill(1500)]) == {}
    assert repeats(*parts, invoices=[bill(1000)]) == {("C", "same"): "B"}
    assert repeats(*parts, invoices=[bill(1600, retention_amount=600)]) == {("C", "same"): "B"}


def test_equal_parts_of_an_invoice_of_unknown_amount_are_only_almost_alike(repeats):
    parts = [paid("A", 0, invoice_id="I"), paid("B", 40, invoice_id="I")]
    assert repeats(*parts, invoices=[bill(None)]) == {("B", "near"): "A"}


def test_one_number_on_two_invoices_is_a_repeat_though_each_is_paid_within_its_amount(repeats):
    second = bill(500) | {"invoice_id": "J"}
    payments = [paid("A", 0, invoice_id="I"), paid("B", 40, invoice_id="J")]
    assert repeats(*payments, invoices=[bill(500), second]) == {("B", "same"): "A"}


def test_a_standing_plan_is_no_repeat_but_a_second_payment_in_its_month_is(repeats):
    plan = [paid(str(day), day, invoice_number="HIRE-7") for day in (0, 31, 62, 93)]
    assert repeats(*plan) == {}
    extra = paid("EXTRA", 65, invoice_number="HIRE-7")
    assert repeats(*plan, extra) == {("EXTRA", "same"): "62"}


# payment_repeats: almost the same number


@pytest.mark.parametrize(
    ("first", "second", "gap", "is_near"),
    [
        ("INV-2117", "INV-2171", 10, False),
        ("INV-2117", "INV-2118", 10, True),
        ("INV-2117", "INV-211", 10, True),
        ("INV-2117", "INV-2118", 30, True),
        ("INV-2117", "INV-2118", 31, False),
        ("1234", "1235", 10, True),
        ("123", "124", 10, False),
        ("123", "1234", 10, False),
    ],
)
def test_numbers_one_character_apart_within_30_days_are_near(repeats, first, second, gap, is_near):
    payments = [paid("A", 0, invoice_number=first), paid("B", gap, invoice_number=second)]
    assert repeats(*payments) == ({("B", "near"): "A"} if is_near else {})


def test_without_numbers_only_the_same_day_is_near(repeats):
    assert repeats(paid("A", 0), paid("B", 0)) == {("B", "near"): "A"}
    assert repeats(paid("A", 0), paid("B", 1)) == {}
    assert repeats(paid("A", 0), paid("B", 0, invoice_number="1234")) == {("B", "near"): "A"}


@pytest.mark.parametrize(("between", "is_found"), [(2, True), (3, False)])
def test_nearness_reaches_three_payments_back(repeats, between, is_found):
    others = [
        paid(f"X{place}", 1 + place, invoice_number=f"{place}{place}99{place}{place}")
        for place in range(1, between + 1)
    ]
    found = repeats(
        paid("A", 0, invoice_number="771234"), *others, paid("B", 9, invoice_number="771235")
    )
    assert found == ({("B", "near"): "A"} if is_found else {})


def test_monthly_claims_under_consecutive_numbers_are_a_plan(repeats):
    days = (0, 28, 56, 84)
    plan = [paid(str(day), day, invoice_number=f"INV-210{place}") for place, day in enumerate(days)]
    assert repeats(*plan) == {}


def test_parts_of_one_invoice_under_almost_one_number_are_no_repeat(repeats):
    parts = [
        paid("A", 0, invoice_id="I", invoice_number="INV-2117"),
        paid("B", 10, invoice_id="I", invoice_number="INV-2118"),
    ]
    assert repeats(*parts, invoices=[bill(1000)]) == {}
    assert repeats(*parts, invoices=[bill(500)]) == {("B", "near"): "A"}


# payment_repeats: the same claim, another payee


def test_one_number_amount_and_day_with_another_payee(repeats):
    first = paid("A", 0, invoice_number="117")
    other = {"invoice_number": "00117", "payee_id": "OTHER"}
    assert repeats(first, paid("B", 0, **other)) == {("B", "other payee"): "A"}
    assert repeats(first, paid("B", 1, **other)) == {}
    assert repeats(first, paid("B", 0, 501, **other)) == {}
    assert repeats(first, paid("B", 0, **other | {"invoice_number": "118"})) == {}
    assert repeats(first, paid("B", 0, **other, payer_id="CITY")) == {}
    assert repeats(first, paid("B", 0, **other, tier="prime_sub")) == {}


def test_without_a_day_one_number_and_amount_of_two_payees_may_be_years_apart(repeats):
    undated = [
        paid(f"{payee}-{number}", None, invoice_number=number, payee_id=payee)
        for payee in ("FIRM", "OTHER")
        for number in ("117", "50200")
    ]
    assert repeats(*undated) == {}


def test_one_payroll_number_stands_for_many_workers(repeats):
    workers = [
        paid(name, 0, invoice_number="PAYROLL-3", payee_id=name, tier="wage") for name in "AB"
    ]
    assert repeats(*workers) == {}


def test_one_invoice_paid_in_full_to_two_payees_on_any_day(repeats):
    payments = [paid("A", 0, invoice_id="I"), paid("B", 20, invoice_id="I", payee_id="OTHER")]
    assert repeats(*payments, invoices=[bill(500)]) == {("B", "other payee"): "A"}
    assert repeats(*payments, invoices=[bill(1000)]) == {}
    assert repeats(*payments, invoices=[bill(None)]) == {}


# similar_payments


def test_a_payment_like_no_other_is_not_compared(rows_of):
    payments = [paid("A", 0), paid("B", 40), paid("ALONE", 0, 499), paid("ZERO", 0, 0)]
    rows = rows_of("similar_payments", {"src_payments": payments})
    assert sorted(row["payment_id"] for row in rows) == ["A", "B"]


def test_parts_of_an_invoice_are_compared_whatever_their_amounts(rows_of):
    invoice = {"invoice_id": "I", "tier": "client_prime", "invoice_amount": 900}
    payments = [paid("A", 0, 500, invoice_id="I"), paid("B", 1, 450, invoice_id="I")]
    rows = rows_of("similar_payments", {"src_payments": payments, "src_invoices": [invoice]})
    assert {row["payment_id"]: row["is_within_invoice"] for row in rows} == {"A": True, "B": False}


def test_a_number_is_read_without_signs_and_zeros_and_something_stands_in_where_there_is_none(
    rows_of,
):
    payments = [
        paid("A", 0, invoice_number="00-f/12 "),
        paid("B", 1, invoice_id="I"),
        paid("C", 2, invoice_number="000"),
    ]
    rows = rows_of("similar_payments", {"src_payments": payments})
    found = {row["payment_id"]: (row["number"], row["number_key"]) for row in rows}
    assert found == {"A": ("F12", "F12"), "B": (None, "invoice I"), "C": (None, "payment C")}
