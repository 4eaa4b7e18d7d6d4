"""Numbers in the sentences of an evidence card."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from dashboard.i18n import evidence_words

ROW = {
    "value": 0.0625,
    "paid_amount": Decimal("1062500.00"),
    "current_amount": 1_000_000,
    "last_paid_date": date(2025, 3, 1),
    "submitted": datetime(2025, 3, 1, 9, 5),
    "late_days": 1,
    "payment_count": 12,
    "physical_share": 0.5,
    "supplier_name": "Northfield {value}",
    "is_public": True,
    "retention_amount": None,
    "fiscal_year": 2024,
    "interest_rate_year": 0.155,
    "masked_cost": 0.1725,
    "recordable_rate": 2.5,
    "cost_performance": 0.93456,
    "drawn_samples": 12500,
    "p_value": 9.1e-05,
}


def test_a_template_is_filled_with_the_numbers_of_the_row():
    text = "{paid_amount} paid of {current_amount}: {value} more, by {supplier_name}."
    assert evidence_words.filled(text, ROW, "ratio", "XTS") == (
        "XTS 1,062,500.00 paid of XTS 1,000,000.00: 6.2 % more, by Northfield {value}."
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("last_paid_date", "1 Mar 2025"),
        ("submitted", "1 Mar 2025, 09:05"),
        ("late_days", "1 day"),
        ("payment_count", "12"),
        ("physical_share", "50.0 %"),
        ("is_public", "yes"),
        ("retention_amount", "not supplied"),
        ("fiscal_year", "2024"),
        ("interest_rate_year", "15.5 %"),
        ("masked_cost:share", "17.2 %"),
        ("recordable_rate:number", "2.5"),
        ("physical_share|no report", "50.0 %"),
        ("retention_amount|nothing held back", "nothing held back"),
        ("retention_amount:number|nothing", "nothing"),
        ("cost_performance", "0.9346"),
        ("drawn_samples", "12,500"),
        ("p_value", "under 0.0001"),
    ],
)
def test_every_kind_of_column_is_written_as_people_write_it(name, shown):
    assert evidence_words.filled(f"{{{name}}}", ROW, "ratio", "XTS") == shown


@pytest.mark.parametrize(
    ("unit", "value", "shown"),
    [
        ("share", 0.934, "93.4 %"),
        ("share", -0.0, "0.0 %"),
        ("days", 31.0, "31 days"),
        ("count", 3.0, "3"),
        ("money", 1234.5, "XTS 1,234.50"),
        ("index", 0.934, "0.934"),
        ("index", 2512.3, "2,512.3"),
        ("hours", 0.25, "0.25"),
    ],
)
def test_the_value_is_written_in_the_unit_of_its_indicator(unit, value, shown):
    assert evidence_words.filled("{value}", {"value": value}, unit, "XTS") == shown


def test_the_columns_of_a_template_are_named_without_what_is_said_of_them():
    assert evidence_words.places("{a} / {b:share} = {c|nothing}, {d:number|none}") == list("abcd")


def test_a_column_that_the_row_has_not_is_an_error():
    with pytest.raises(KeyError):
        evidence_words.filled("{nothing}", ROW, "ratio", None)
