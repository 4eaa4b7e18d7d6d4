"""Models that count a payer's payments as a whole, and what payments are measured against."""

from datetime import date, timedelta

import pytest

DAY = date(2025, 3, 3)  # a Monday
LIMIT = {"rule_name": "approval_limit", "number": 1000.0}


def paid(payment_id, amount=500, **values) -> dict:
    return {
        "payment_id": str(payment_id),
        "project_id": "P",
        "tier": "material",
        "payer_id": "CITY",
        "payee_id": f"FIRM-{payment_id}",
        "paid_date": DAY,
        "paid_amount": amount,
        "payment_type": "progress",
    } | values


def calendar(first: date, days: int) -> list[dict]:
    """Days in a row; weekends are off, and fiscal years are calendar years."""
    listed = [first + timedelta(days=number) for number in range(days)]
    return [
        {"calendar_date": day, "is_business_day": day.weekday() < 5, "fiscal_year": day.year}
        for day in listed
    ]


@pytest.fixture
def one(rows_of):
    """A function from a model and what is given to the one row that comes of it."""

    def found(model, given):
        rows = rows_of(model, given)
        assert len(rows) == 1
        return rows[0]

    return found


# approval_limits


def test_a_limit_for_nobody_in_particular_holds_for_every_tier(rows_of):
    assert len(rows_of("approval_limits", {"ref_rules": [LIMIT]})) == 6


@pytest.mark.parametrize(
    ("applies_to", "tiers"),
    [
        ("client", {"client_prime"}),
        ("contractor", {"prime_sub", "wage", "equipment", "material"}),
        ("subcontractor", {"sub_sub"}),
        ("wage", {"wage"}),
        ("somebody else", set()),
    ],
)
def test_a_limit_holds_for_the_payer_or_tier_that_it_names(rows_of, applies_to, tiers):
    rows = rows_of("approval_limits", {"ref_rules": [LIMIT | {"applies_to": applies_to}]})
    assert {row["tier"] for row in rows} == tiers


def test_other_rules_are_no_approval_limits(rows_of):
    assert not rows_of("approval_limits", {"ref_rules": [LIMIT | {"rule_name": "other"}]})


# payer_profiles


@pytest.mark.parametrize(
    ("amount", "is_round"),
    [
        (9_000, 0),
        (10_000, 1),
        (12_000, 1),
        (12_300, 0),
        (12_000.01, 0),
        (120_000, 1),
        (123_000, 0),
        (1_200_000, 1),
        (1_230_000, 0),
        (12_000_000_000, 1),
        (12_300_000_000, 0),
    ],
)
def test_round_means_two_significant_digits_from_ten_thousand_on(one, amount, is_round):
    row = one("payer_profiles", {"src_payments": [paid(1, amount)]})
    assert (row["round_count"], row["measured_count"]) == (is_round, 1)


def test_advances_standing_charges_and_what_was_taken_back_are_not_measured(one):
    hire = [
        paid(f"H{month}", 20_000, payee_id="HIRE", paid_date=DAY + timedelta(days=30 * month))
        for month in range(3)
    ]
    rows = [
        paid("ADVANCE", 20_000, payment_type="advance"),
        paid("TWICE", 20_000),
        paid("BACK", -20_000, reverses_payment_id="TWICE"),
        paid("WORK", 20_000),
        *hire,
    ]
    row = one("payer_profiles", {"src_payments": rows})
    assert row["measured_count"] == 1
    assert row["payment_count"] == 5


def test_days_off_are_counted_for_payment_and_approval_together_and_apart(one):
    saturday = date(2025, 3, 8)
    rows = [
        paid("BOTH", paid_date=saturday, approved_date=saturday),
        paid("PAID", paid_date=saturday, approved_date=DAY),
        paid("APPROVED", approved_date=saturday, requester_id="R", approver_id="R"),
        paid("NEITHER", approved_date=DAY, requester_id="R", approver_id="R"),
        paid("BEYOND-THE-CALENDAR", paid_date=date(2026, 1, 1) - timedelta(days=200)),
    ]
    row = one("payer_profiles", {"src_payments": rows, "ref_calendar": calendar(DAY, 7)})
    assert (row["off_count"], row["paid_off_count"], row["approved_off_count"]) == (3, 2, 2)
    assert (row["calendar_count"], row["dated_count"]) == (4, 5)
    assert row["approved_off_by_requester_count"] == 1


# limit_counts


@pytest.mark.parametrize(
    ("amount", "column"),
    [
        (899.99, None),
        (900, "below_count"),
        (999.99, "below_count"),
        (1000, "above_count"),
        (1099.99, "above_count"),
        (1100, None),
    ],
)
def test_the_tenth_below_and_above_a_limit_are_told_apart(one, amount, column):
    row = one("limit_counts", {"src_payments": [paid(1, amount)], "ref_rules": [LIMIT]})
    found = {name for name in ("below_count", "above_count") if row[name]}
    assert found == ({column} if column else set())


@pytest.mark.parametrize(
    ("amount", "columns"),
    [
        (650, {"below_first_count"}),
        (700, {"above_first_count"}),
        (750, {"above_first_count", "below_second_count"}),
        (800, {"above_second_count"}),
        (1150, {"below_third_count"}),
        (1200, {"above_third_count", "below_fourth_count"}),
        (1300, {"above_third_count", "above_fourth_count"}),
    ],
)
def test_each_placebo_point_has_its_own_tenths(one, amount, columns):
    row = one("limit_counts", {"src_payments": [paid(1, amount)], "ref_rules": [LIMIT]})
    counted = {name for name, value in row.items() if name.endswith("_count") and value}
    assert counted - {"below_count", "above_count"} == columns


def test_the_limit_of_the_day_and_the_currency_counts(rows_of):
    rule = LIMIT | {"currency": "XTS", "valid_from_date": date(2025, 3, 1)}
    rows = [
        paid("IN", 950, currency="XTS"),
        paid("BEFORE", 950, currency="XTS", paid_date=date(2025, 2, 28)),
        paid("EUROS", 950, currency="EUR"),
    ]
    found = rows_of("limit_counts", {"src_payments": rows, "ref_rules": [rule]})
    assert [row["below_count"] for row in found] == [1]


# payer_digits


def test_digits_are_listed_from_a_thousand_payments_on(one):
    rows = [paid(number, 10 + number / 100) for number in range(999)]
    assert one("payer_digits", {"src_payments": rows})["digit_counts"] is None
    row = one("payer_digits", {"src_payments": [*rows, paid("LAST", 1998.5)]})
    assert row["digit_counts"].startswith("10:100 11:100 ")
    assert row["digit_counts"].endswith(" 19:100")
    assert (row["payment_count"], row["paid_year"]) == (1000, 2025)
    assert float(row["largest_amount"]) == 1998.5


def test_small_amounts_wages_and_what_was_taken_back_have_no_digits(one):
    rows = [
        paid("COUNTED", 15),
        paid("SMALL", 9.99),
        paid("WAGE", 15, tier="wage"),
        paid("TWICE", 15),
        paid("BACK", -15, reverses_payment_id="TWICE"),
        paid("UNDATED", 15, paid_date=None),
    ]
    assert one("payer_digits", {"src_payments": rows})["payment_count"] == 1


# buyer_year_payments


def test_the_last_week_has_seven_days_and_only_the_client_counts(one):
    days = calendar(date(2024, 1, 1), 366)
    rows = [
        paid("IN", 10, tier="client_prime", paid_date=date(2024, 12, 25)),
        paid("OUT", 5, tier="client_prime", paid_date=date(2024, 12, 24)),
        paid("EARLY", 85, tier="client_prime", paid_date=date(2024, 2, 2)),
        paid("BELOW", 900, paid_date=date(2024, 12, 30)),
    ]
    row = one("buyer_year_payments", {"src_payments": rows, "ref_calendar": days})
    assert (row["year_amount"], row["last_week_amount"], row["last_month_amount"]) == (100, 10, 15)
    assert (row["start_date"], row["end_date"]) == (date(2024, 1, 1), date(2024, 12, 31))


# claim_acceptances and contract_payees


def claim(invoice_id, **values) -> dict:
    return {
        "invoice_id": invoice_id,
        "project_id": "P",
        "contract_id": "C",
        "tier": "client_prime",
    } | values


def report(report_id, day, **values) -> dict:
    return {
        "report_id": report_id,
        "project_id": "P",
        "contract_id": "C",
        "period_end_date": day,
        "is_verified": True,
    } | values


def test_the_first_acceptance_on_or_after_the_first_day_of_the_work_counts(rows_of):
    given = {
        "src_invoices": [
            claim("ON-DAY", work_from_date=date(2025, 3, 31)),
            claim("NEXT", work_from_date=date(2025, 4, 1)),
            claim("NEVER", work_from_date=date(2025, 6, 1)),
            claim("OTHER-CONTRACT", work_from_date=date(2025, 3, 1), contract_id="D"),
            claim("UNDATED"),
        ],
        "src_progress_reports": [
            report("1", date(2025, 3, 31)),
            report("2", date(2025, 4, 30), is_verified=False),
            report("3", date(2025, 5, 31)),
        ],
        "src_inspections": [
            {
                "inspection_id": "I",
                "project_id": "P",
                "contract_id": "C",
                "actual_date": date(2025, 5, 10),
                "result": "pass",
            },
            {
                "inspection_id": "J",
                "project_id": "P",
                "contract_id": "C",
                "actual_date": date(2025, 4, 10),
                "result": "fail",
            },
        ],
    }
    found = {
        row["invoice_id"]: row["first_accepted_date"] for row in rows_of("claim_acceptances", given)
    }
    assert found == {"ON-DAY": date(2025, 3, 31), "NEXT": date(2025, 5, 10), "NEVER": None}


def test_supplier_co_winners_and_subcontractors_paid_directly_may_be_paid(rows_of):
    given = {
        "src_contracts": [
            {"contract_id": "C", "project_id": "P", "supplier_id": "S", "award_id": "A"}
        ],
        "src_award_suppliers": [{"award_id": "A", "party_id": "T"}],
        "src_subcontracts": [
            {
                "subcontract_id": "1",
                "contract_id": "C",
                "supplier_id": "DIRECT",
                "is_direct_payment": True,
            },
            {"subcontract_id": "2", "contract_id": "C", "supplier_id": "USUAL"},
        ],
    }
    found = {row["cluster_id"] for row in rows_of("contract_payees", given)}
    assert found == {"S", "T", "DIRECT"}
