"""Payments, settlements, invoice timelines and payment feeds: who was paid what, and when."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from dashboard.engine import calendars


def invoice(invoice_id="I", **values) -> dict:
    return {"invoice_id": invoice_id, "project_id": "P", "tier": "client_prime"} | values


def payment(payment_id="1", invoice_id="I", **values) -> dict:
    return {
        "payment_id": payment_id,
        "invoice_id": invoice_id,
        "project_id": "P",
        "tier": "client_prime",
    } | values


def clock(tier, start, days) -> dict:
    return {"tier": tier, "clock": start, "limit_days": days, "citation": f"{start} {days}"}


# The spring of 2025, with 1 May as its one holiday.
CALENDAR = (
    calendars.calendar({"holidays": ["05-01"]}, "01-01", date(2025, 6, 30))
    .filter(pl.col("calendar_date").is_between(date(2025, 4, 20), date(2025, 5, 20)))
    .to_dicts()
)


@pytest.fixture
def settlement(rows_of):
    """A function from one invoice and its payments to the settlement."""

    def settle(invoice_row, payments, **options):
        given = {"src_invoices": [invoice_row], "src_payments": payments}
        return rows_of("settlements", given, **options)[0]

    return settle


@pytest.fixture
def timeline(rows_of):
    """A function from border rows to the timeline of the invoice I."""

    def rows(given, **options):
        found = rows_of("invoice_timelines", given, **options)
        return next(row for row in found if row["invoice_id"] == "I")

    return rows


# payments


def test_payments_after_the_reporting_date_have_not_been_made(rows_of):
    given = {
        "src_payments": [
            payment("ON-DAY", paid_date=date(2025, 6, 30)),
            payment("AFTER", paid_date=date(2025, 7, 1)),
            payment("UNDATED"),
        ]
    }
    rows = rows_of("payments", given, as_of=date(2025, 6, 30))
    assert [row["payment_id"] for row in rows] == ["ON-DAY", "UNDATED"]


def test_a_payment_published_twice_is_one_payment(rows_of):
    given = {
        "src_payments": [
            payment("1", paid_amount=10, published_date=date(2025, 1, 1)),
            payment("1", paid_amount=12, published_date=date(2025, 2, 1)),
        ]
    }
    (row,) = rows_of("payments", given)
    assert row["paid_amount"] == Decimal(12)


# settlements


def test_an_invoice_is_settled_when_its_parts_reach_what_is_payable(settlement):
    row = settlement(
        invoice(invoice_amount=1000, retention_amount=50),
        [
            payment("1", paid_date=date(2025, 1, 10), paid_amount=500),
            payment("2", paid_date=date(2025, 2, 10), paid_amount=450),
            payment("3", paid_date=date(2025, 3, 10), paid_amount=7),
        ],
    )
    assert row["settled_date"] == date(2025, 2, 10)
    assert row["is_settled"]
    assert (row["payment_count"], row["paid_amount"]) == (3, Decimal(957))


def test_retention_released_and_interest_settle_nothing(settlement):
    row = settlement(
        invoice(invoice_amount=1000),
        [
            payment("1", paid_date=date(2025, 1, 10), paid_amount=500),
            payment(
                "2",
                paid_date=date(2025, 2, 10),
                paid_amount=500,
                payment_type="retention_release",
            ),
            payment("3", paid_date=date(2025, 2, 10), paid_amount=500, payment_type="interest"),
        ],
    )
    assert not row["is_settled"]
    assert row["settled_date"] is None
    assert row["paid_amount"] == Decimal(500)


@pytest.mark.parametrize(
    ("amount", "paid", "is_settled"),
    [
        (10_000, 9_990, True),
        (10_000, Decimal("9989.99"), False),
        (100, 99, True),
        (100, Decimal("98.99"), False),
    ],
)
@pytest.mark.parametrize("parts", [1, 2])
def test_a_thousandth_or_one_unit_may_be_missing(settlement, amount, paid, is_settled, parts):
    first = 1 if parts == 2 else 0
    payments = [payment("2", paid_date=date(2025, 1, 10), paid_amount=paid - first)]
    if parts == 2:
        payments.append(payment("1", paid_date=date(2025, 1, 5), paid_amount=first))
    row = settlement(invoice(invoice_amount=amount), payments)
    assert row["is_settled"] is is_settled
    assert row["settled_date"] == (date(2025, 1, 10) if is_settled else None)


def test_what_is_taken_back_settles_nothing_until_it_is_paid_again(settlement):
    paid = payment("1", paid_date=date(2025, 1, 10), paid_amount=100)
    back = payment("2", paid_date=date(2025, 1, 12), paid_amount=-100)
    again = payment("3", paid_date=date(2025, 2, 1), paid_amount=100)
    row = settlement(invoice(invoice_amount=100), [paid, back])
    assert (row["is_settled"], row["settled_date"]) == (False, None)
    row = settlement(invoice(invoice_amount=100), [paid, back, again])
    assert (row["is_settled"], row["settled_date"]) == (True, date(2025, 2, 1))


def test_a_reversal_without_a_day_takes_back_what_came_before_it(settlement):
    row = settlement(
        invoice(invoice_amount=100),
        [
            payment("1", paid_date=date(2025, 1, 10), paid_amount=100),
            payment("2", paid_amount=-100),
        ],
    )
    assert (row["is_settled"], row["settled_date"]) == (False, None)


def test_a_double_payment_given_back_leaves_the_first_day_standing(settlement):
    row = settlement(
        invoice(invoice_amount=100),
        [
            payment("1", paid_date=date(2025, 1, 10), paid_amount=100),
            payment("2", paid_date=date(2025, 1, 20), paid_amount=100),
            payment("3", paid_date=date(2025, 2, 20), paid_amount=-100),
        ],
    )
    assert row["settled_date"] == date(2025, 1, 10)


def test_a_payment_without_a_day_settles_on_an_unknown_day(settlement):
    row = settlement(invoice(invoice_amount=100), [payment(paid_amount=100)])
    assert (row["is_settled"], row["settled_date"]) == (True, None)
    row = settlement(
        invoice(invoice_amount=100),
        [payment("1", paid_date=date(2025, 1, 10), paid_amount=60), payment("2", paid_amount=40)],
    )
    assert (row["is_settled"], row["settled_date"]) == (True, None)
    enough_without_it = [
        payment("2", paid_date=date(2025, 1, 10), paid_amount=100),
        payment("1", paid_amount=40),
    ]
    row = settlement(invoice(invoice_amount=100), enough_without_it)
    assert row["settled_date"] == date(2025, 1, 10)


def test_where_the_amount_is_unknown_the_last_payment_stands_for_all(settlement):
    payments = [
        payment("1", paid_date=date(2025, 1, 10), paid_amount=60),
        payment("2", paid_date=date(2025, 2, 10), paid_amount=40),
    ]
    row = settlement(invoice(), payments)
    assert (row["is_settled"], row["settled_date"]) == (True, date(2025, 2, 10))
    row = settlement(invoice(), [*payments, payment("3", paid_amount=5)])
    assert (row["is_settled"], row["settled_date"]) == (True, None)


def test_a_payment_of_unknown_amount_leaves_open_whether_it_is_settled(settlement):
    row = settlement(invoice(invoice_amount=100), [payment(paid_date=date(2025, 1, 10))])
    assert row["is_settled"] is None
    assert row["settled_date"] is None


# invoice timelines


def test_the_legal_clock_comes_before_the_agreed_term_and_the_stated_date(timeline):
    given = {
        "src_invoices": [
            invoice(received_date=date(2025, 3, 1), due_date=date(2025, 5, 1), contract_id="C")
        ],
        "src_contracts": [{"contract_id": "C", "project_id": "P", "payment_term_days": 20}],
        "ref_payment_clocks": [clock("client_prime", "received_date", 30)],
    }
    row = timeline(given)
    assert (row["due_date"], row["due_basis"]) == (date(2025, 3, 31), "legal clock from receipt")
    row = timeline(given | {"ref_payment_clocks": []})
    assert (row["due_date"], row["due_basis"]) == (date(2025, 3, 21), "contract term from receipt")
    row = timeline(given | {"ref_payment_clocks": [], "src_contracts": []})
    assert (row["due_date"], row["due_basis"]) == (date(2025, 5, 1), "stated by the source")


def test_a_legal_clock_that_cannot_start_is_not_replaced_by_a_milder_date(timeline):
    row = timeline(
        {
            "src_invoices": [invoice(issued_date=date(2025, 3, 1), due_date=date(2025, 5, 1))],
            "ref_payment_clocks": [clock("client_prime", "received_date", 30)],
        }
    )
    assert row["has_legal_clock"]
    assert (row["due_date"], row["due_basis"]) == (None, None)


def test_a_clock_of_another_tier_binds_nobody_here(timeline):
    row = timeline(
        {
            "src_invoices": [invoice(received_date=date(2025, 3, 1))],
            "ref_payment_clocks": [clock("wage", "received_date", 30)],
        }
    )
    assert (row["has_legal_clock"], row["due_date"]) == (False, None)


def test_the_clients_term_does_not_bind_below_the_client(timeline):
    given = {
        "src_invoices": [
            invoice(
                tier="prime_sub",
                received_date=date(2025, 3, 1),
                contract_id="C",
                subcontract_id="S",
            )
        ],
        "src_contracts": [{"contract_id": "C", "project_id": "P", "payment_term_days": 20}],
    }
    assert timeline(given)["due_date"] is None
    subcontract = {"subcontract_id": "S", "contract_id": "C", "payment_term_days": 45}
    row = timeline(given | {"src_subcontracts": [subcontract]})
    assert row["due_date"] == date(2025, 4, 15)


@pytest.mark.parametrize(
    ("work_received", "client_paid", "due", "basis"),
    [
        (date(2025, 1, 1), date(2025, 2, 1), date(2025, 2, 16), "the payment above"),
        (date(2025, 1, 1), date(2025, 6, 1), date(2025, 3, 2), "receipt of the work"),
        (date(2025, 1, 1), None, date(2025, 3, 2), "receipt of the work"),
        (None, date(2025, 2, 1), date(2025, 2, 16), "the payment above"),
        (None, None, None, None),
    ],
)
def test_of_two_legal_clocks_the_earlier_known_one_binds(
    timeline, work_received, client_paid, due, basis
):
    parent = payment("1", "CLIENT", paid_date=client_paid, paid_amount=100)
    row = timeline(
        {
            "src_invoices": [
                invoice("CLIENT", invoice_amount=100),
                invoice(
                    tier="prime_sub", parent_invoice_id="CLIENT", work_received_date=work_received
                ),
            ],
            "src_payments": [parent] if client_paid else [],
            "ref_payment_clocks": [
                clock("prime_sub", "parent_settled_date", 15),
                clock("prime_sub", "work_received_date", 60),
            ],
        }
    )
    assert row["due_date"] == due
    assert row["due_basis"] == (f"legal clock from {basis}" if basis else None)
    assert row["has_parent_invoice"]
    assert row["is_parent_settled"] is (client_paid is not None)
    assert row["parent_settled_date"] == client_paid


def test_a_clock_of_business_days_skips_weekends_and_holidays(timeline):
    term = clock("client_prime", "received_date", 3) | {"day_kind": "business"}
    given = {
        "src_invoices": [invoice(received_date=date(2025, 4, 30))],  # a Wednesday before 1 May
        "ref_payment_clocks": [term],
        "ref_calendar": CALENDAR,
    }
    row = timeline(given)
    # Thursday is a holiday; Friday, Monday and Tuesday are counted.
    assert (row["due_date"], row["due_basis"]) == (date(2025, 5, 6), "legal clock from receipt")
    # Without a calendar it cannot be told, and calendar days are not put in its place.
    assert timeline(given | {"ref_calendar": []})["due_date"] is None


def test_a_last_day_that_is_a_day_off_moves_on_where_the_rule_says_so(timeline):
    given = {
        "src_invoices": [invoice(received_date=date(2025, 4, 30))],
        "ref_calendar": CALENDAR,
    }
    term = clock("client_prime", "received_date", 3)
    plain = timeline(given | {"ref_payment_clocks": [term | {"day_kind": "calendar"}]})
    moved = timeline(
        given | {"ref_payment_clocks": [term | {"day_kind": "calendar", "rolls_forward": True}]}
    )
    assert plain["due_date"] == date(2025, 5, 3)  # a Saturday
    assert moved["due_date"] == date(2025, 5, 5)


def test_a_parent_that_was_never_supplied_is_no_parent(timeline):
    row = timeline({"src_invoices": [invoice(tier="prime_sub", parent_invoice_id="LOST")]})
    assert not row["has_parent_invoice"]


@pytest.mark.parametrize(
    ("start", "end", "settled", "stop_days"),
    [
        (None, None, date(2025, 4, 1), 0),
        (date(2025, 3, 1), date(2025, 3, 11), date(2025, 4, 1), 10),
        (date(2025, 3, 1), None, date(2025, 4, 1), 31),
        (date(2025, 3, 1), date(2025, 5, 1), date(2025, 4, 1), 31),
        (date(2025, 5, 1), None, date(2025, 4, 1), 0),
        (date(2025, 3, 11), date(2025, 3, 1), date(2025, 4, 1), 0),
        (date(2025, 3, 1), None, None, 61),
        (date(2025, 3, 1), date(2025, 6, 1), None, 61),
    ],
)
def test_a_dispute_stops_the_clock_only_while_it_runs(timeline, start, end, settled, stop_days):
    row = timeline(
        {
            "src_invoices": [
                invoice(
                    invoice_amount=100,
                    dispute_start_date=start,
                    dispute_end_date=end,
                    published_date=date(2025, 5, 1),
                )
            ],
            "src_payments": [payment(paid_date=settled, paid_amount=100)] if settled else [],
        }
    )
    assert row["stop_days"] == stop_days


def test_an_open_invoice_is_known_until_its_file_ends(timeline):
    given = {
        "src_invoices": [
            invoice(
                issued_date=date(2020, 1, 1), invoice_amount=10, published_date=date(2020, 3, 1)
            )
        ]
    }
    row = timeline(given, as_of=date(2025, 6, 30))
    assert (row["known_until_date"], row["open_days"]) == (date(2020, 3, 1), 60)
    row = timeline(given, as_of=date(2020, 1, 31))
    assert (row["known_until_date"], row["open_days"]) == (date(2020, 1, 31), 30)


def test_open_amounts_and_days_to_pay(timeline):
    bill = invoice(issued_date=date(2025, 1, 1), invoice_amount=100, retention_amount=10)
    unpaid = timeline({"src_invoices": [bill]})
    assert (unpaid["open_amount"], unpaid["days_to_pay"]) == (Decimal(90), None)
    part = payment(paid_date=date(2025, 2, 1), paid_amount=30)
    assert timeline({"src_invoices": [bill], "src_payments": [part]})["open_amount"] == Decimal(60)
    full = payment(paid_date=date(2025, 2, 1), paid_amount=90)
    paid = timeline({"src_invoices": [bill], "src_payments": [full]})
    assert (paid["open_amount"], paid["days_to_pay"], paid["open_days"]) == (0, 31, None)
    undated = timeline({"src_invoices": [bill], "src_payments": [payment(paid_amount=90)]})
    assert (undated["open_amount"], undated["open_days"]) == (0, None)
    unknown = timeline({"src_invoices": [invoice(issued_date=date(2025, 1, 1))]})
    assert unknown["open_amount"] is None
    assert not unknown["is_settled"]


def test_an_invoice_settled_after_the_reporting_date_was_still_open(timeline):
    given = {
        "src_invoices": [invoice(issued_date=date(2025, 1, 1), invoice_amount=100)],
        "src_payments": [payment(paid_date=date(2025, 2, 1), paid_amount=100)],
    }
    row = timeline(given, as_of=date(2025, 1, 31))
    assert (row["is_settled"], row["settled_date"], row["open_days"]) == (False, None, 30)


# payment feeds


def test_a_feed_is_known_by_the_rows_it_pays(rows_of):
    rows = rows_of(
        "payment_feeds",
        {
            "src_invoices": [
                invoice(published_date=date(2025, 1, 1)),
                invoice("SUB", tier="prime_sub", published_date=date(2025, 1, 1)),
            ],
            "src_contracts": [
                {"contract_id": "C", "project_id": "P", "published_date": date(2024, 1, 1)}
            ],
            "src_payments": [
                payment("1", published_date=date(2025, 3, 1)),
                payment("2", published_date=date(2025, 4, 1)),
                payment("3", None, contract_id="C", published_date=date(2025, 8, 1)),
                payment("4", "UNKNOWN", published_date=date(2025, 5, 1)),
            ],
        },
    )
    known = {
        (row["subject_kind"], row["source"], row["tier"]): row["payments_known_date"]
        for row in rows
    }
    assert known == {
        ("invoice", "register", "client_prime"): date(2025, 4, 1),
        ("contract", "register", "client_prime"): date(2025, 6, 30),
    }


def test_a_timeline_knows_until_when_payments_of_its_tier_are_known(timeline):
    given = {
        "src_invoices": [
            invoice(published_date=date(2025, 1, 1)),
            invoice("OTHER", published_date=date(2025, 1, 1)),
            invoice("SUB", tier="prime_sub", published_date=date(2025, 1, 1)),
        ],
        "src_payments": [payment("1", "OTHER", published_date=date(2025, 3, 1))],
    }
    assert timeline(given)["payments_known_date"] == date(2025, 3, 1)
    sub_only = [payment("1", "SUB", tier="prime_sub", published_date=date(2025, 3, 1))]
    assert timeline(given | {"src_payments": sub_only})["payments_known_date"] is None
