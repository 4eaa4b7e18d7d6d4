"""Payees that may be one hand, and the same claim paid to two of them."""

from datetime import date, timedelta

import pytest

START = date(2025, 1, 1)


def key(party: str, code: str, kind: str = "account", **values) -> dict:
    return {"party_id": party, "key_kind": kind, "key_code": code} | values


def paid(payment_id: str, day: int | None, payee: str, amount=500, **values) -> dict:
    """A payment of the city `day` days after the first of January under INV-2117."""
    return {
        "payment_id": payment_id,
        "project_id": "P",
        "tier": "client_prime",
        "payer_id": "CITY",
        "payee_id": payee,
        "invoice_number": "INV-2117",
        "paid_date": None if day is None else START + timedelta(days=day),
        "paid_amount": amount,
    } | values


ONE_HAND = (key("A", "one"), key("B", "one"))


@pytest.fixture
def groups(rows_of):
    def found(*keys, **given):
        rows = rows_of("payee_groups", {"src_party_keys": list(keys)} | given)
        return {row["party_id"]: (row["group_id"], row["link_kinds"]) for row in rows}

    return found


@pytest.fixture
def repeats(rows_of):
    """A function from payments to {(payment, kind): (earlier payment, how many)}."""

    def found(*payments, keys=ONE_HAND, invoices=()):
        given = {
            "src_payments": list(payments),
            "src_invoices": list(invoices),
            "src_party_keys": list(keys),
        }
        return {
            (row["payment_id"], row["match_kind"]): (
                row["earlier_payment_id"],
                row["earlier_count"],
            )
            for row in rows_of("payment_repeats", given)
        }

    return found


# payee_groups


@pytest.mark.parametrize("kind", ["account", "phone", "email", "representative"])
def test_a_contact_in_common_makes_a_group(groups, kind):
    assert groups(key("B", "x", kind), key("A", "x", kind), key("C", "y", kind)) == {
        "A": ("A", kind),
        "B": ("A", kind),
    }


def test_an_address_makes_none(groups):
    assert groups(key("A", "x", "address"), key("B", "x", "address")) == {}


def test_a_group_grows_from_link_to_link_and_says_what_joins_it(groups):
    found = groups(key("A", "x"), key("B", "x"), key("B", "y", "phone"), key("C", "y", "phone"))
    assert found == {party: ("A", "account, phone") for party in "ABC"}


def test_a_contact_of_more_than_ten_parties_or_one_passed_on_makes_none(groups):
    assert groups(*(key(f"FIRM-{number:02d}", "x", "phone") for number in range(11))) == {}
    passed_on = (
        key("A", "x", "phone", last_seen_date=date(2020, 1, 1)),
        key("B", "x", "phone", first_seen_date=date(2021, 1, 1)),
    )
    assert groups(*passed_on) == {}


@pytest.mark.parametrize(
    ("method", "is_one"),
    [("identifier", True), ("decided by a person", True), ("name and address", False)],
)
def test_two_ids_are_one_payee_by_number_or_by_a_persons_word(groups, method, is_one):
    clusters = [
        {"party_id": name, "cluster_id": "A", "cluster_name": "A", "method": method}
        for name in "AB"
    ]
    expected = {name: ("A", "one identity") for name in "AB"} if is_one else {}
    assert groups(src_party_clusters=clusters) == expected


# payment_repeats: the same claim, another payee of the group


@pytest.mark.parametrize("gap", [1, 30, 31, 170])
def test_one_number_and_amount_on_another_day_to_the_same_group(repeats, gap):
    found = repeats(paid("1", 0, "A"), paid("2", gap, "B", invoice_number="0inv 2117"))
    assert found == {("2", "payee group"): ("1", 1)}


@pytest.mark.parametrize(
    ("first", "second", "gap", "is_found"),
    [
        ("INV-2117", "INV-2118", 0, True),
        ("INV-2117", "INV-2118", 30, True),
        ("INV-2117", "INV-2118", 31, False),
        ("INV-2117", "INV-2171", 5, False),
        ("117", "117", 30, True),
        ("117", "117", 31, False),
        ("117", "118", 5, False),
        ("1170", "1170", 31, True),
        (None, None, 0, True),
        (None, None, 1, False),
        (None, "INV-2117", 0, True),
    ],
)
def test_numbers_of_a_group_are_compared_as_those_of_one_payee(
    repeats, first, second, gap, is_found
):
    found = repeats(
        paid("1", 0, "A", invoice_number=first), paid("2", gap, "B", invoice_number=second)
    )
    assert found == ({("2", "payee group"): ("1", 1)} if is_found else {})


def test_payees_that_share_nothing_are_not_compared(repeats):
    payments = paid("1", 0, "A"), paid("2", 10, "B")
    assert repeats(*payments, keys=()) == {}
    assert repeats(*payments, keys=(key("A", "one"), key("C", "one"))) == {}
    assert repeats(*payments, keys=(key("A", "x", "address"), key("B", "x", "address"))) == {}


@pytest.mark.parametrize(
    "other",
    [
        {"paid_amount": 501},
        {"payer_id": "COUNTY"},
        {"tier": "material"},
        {"payment_type": "retention_release"},
    ],
)
def test_another_amount_payer_tier_or_purpose_is_no_repeat_within_a_group(repeats, other):
    assert repeats(paid("1", 0, "A"), paid("2", 10, "B") | other) == {}


def test_claims_of_two_payers_are_never_compared_within_a_group(repeats):
    payments = [
        paid("1", 0, "A", invoice_number="771234"),
        paid("2", 5, "B", invoice_number="993456"),
        paid("3", 2, "A", invoice_number="556789", payer_id="COUNTY"),
        paid("4", 7, "B", invoice_number="771234", payer_id="COUNTY"),
    ]
    assert repeats(*payments) == {}


def test_a_payroll_is_not_compared_within_a_group(repeats):
    assert repeats(paid("1", 0, "A", tier="wage"), paid("2", 10, "B", tier="wage")) == {}


def test_a_reversal_nets_a_repeat_within_a_group(repeats):
    twice = paid("1", 0, "A"), paid("2", 10, "B")
    assert repeats(*twice, paid("3", 30, "B", -500)) == {}
    assert repeats(*twice, paid("3", 30, "A", -500)) == {}
    assert repeats(*twice, paid("3", 101, "B", -500)) == {("2", "payee group"): ("1", 1)}


def test_the_same_day_and_number_stays_with_the_test_of_the_other_payee(repeats):
    assert repeats(paid("1", 0, "A"), paid("2", 0, "B")) == {("2", "other payee"): ("1", 1)}


def test_one_invoice_paid_to_two_of_a_group_counts_once(repeats):
    bill = {"invoice_id": "I", "project_id": "P", "tier": "client_prime", "invoice_amount": 500}
    payments = paid("1", 0, "A", invoice_id="I"), paid("2", 10, "B", invoice_id="I")
    assert repeats(*payments, invoices=[bill]) == {("2", "other payee"): ("1", 1)}
    in_parts = bill | {"invoice_amount": 1000}
    assert repeats(*payments, invoices=[in_parts]) == {}


def test_standing_charges_of_two_firms_of_a_group_are_no_repeat(repeats):
    plans = [
        paid(f"{payee}{day}", day + shift, payee, invoice_number=f"HIRE-{number + shift}")
        for payee, shift in (("A", 0), ("B", 1))
        for number, day in ((3109, 0), (3218, 31), (3327, 62))
    ]
    assert repeats(*plans) == {}
    extra = paid("EXTRA", 3, "B", invoice_number="HIRE-3109")
    assert repeats(*plans[:3], extra) == {("EXTRA", "payee group"): ("A0", 1)}


@pytest.mark.parametrize(("between", "is_found"), [(2, True), (3, False)])
def test_a_group_is_looked_through_three_payments_back(repeats, between, is_found):
    others = [
        paid(f"X{place}", place, "A", invoice_number=f"{place}{place}99{place}{place}")
        for place in range(1, between + 1)
    ]
    found = repeats(
        paid("1", 0, "A", invoice_number="771234"),
        *others,
        paid("2", 9, "B", invoice_number="771235"),
    )
    assert found == ({("2", "payee group"): ("1", 1)} if is_found else {})
    same = repeats(paid("1", 0, "A"), *others, paid("2", 9, "B"))
    assert same == {("2", "payee group"): ("1", 1)}


def test_every_earlier_member_of_the_group_that_was_paid_the_claim_counts(repeats):
    keys = (*ONE_HAND, key("C", "one"))
    found = repeats(paid("1", 0, "A"), paid("2", 10, "B"), paid("3", 20, "C"), keys=keys)
    assert found == {("2", "payee group"): ("1", 1), ("3", "payee group"): ("2", 2)}
