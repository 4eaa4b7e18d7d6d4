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
    ],
)
def test_every_kind_of_column_is_written_as_people_write_it(name, shown):
    assert evidence_words.filled(f"{{{name}}}", ROW, "ratio", "XTS") == shown


def test_a_column_that_the_row_has_not_is_an_error():
    with pytest.raises(KeyError):
        evidence_words.filled("{nothing}", ROW, "ratio", None)
