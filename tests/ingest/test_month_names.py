"""Names of months in other languages, and amounts in thousands, as the loader reads them."""

import datetime

import pytest

from dashboard.ingest import month_names, values
from dashboard.ingest.declarations import Column


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31 грудня 2024 р.", "31 Dec 2024"),
        ("31 de diciembre de 2024", "31 Dec 2024"),
        ("1º de março de 2023", "1 Mar 2023"),
        ("31 ธ.ค. 2567", "31 Dec 2567"),
        ("31 كانون الأول 2024", "31 Dec 2024"),
        ("12-mar-2024", "12-Mar-2024"),
        ("mayor de 5", "mayor de 5"),
        ("Plaza 25 de Mayo y 9 de Julio", "Plaza 25 de Mayo y 9 de Julio"),
        ("2024-03-04", "2024-03-04"),
    ],
)
def test_the_only_name_of_a_month_becomes_english(text, expected):
    assert month_names.english_months(text) == expected


def test_the_loader_reads_them():
    date = Column("d", "date", formats=("%d %b %Y",))
    read = values.reader(date, [])
    assert read("31 грудня 2024").value == datetime.date(2024, 12, 31)
    assert read("٣١ ديسمبر ٢٠٢٤").value == datetime.date(2024, 12, 31)


def test_an_amount_in_millions_keeps_all_its_decimals():
    amount = values.reader(Column("m", "money", decimal=".", scale=1_000_000), [])
    assert float(amount("1.2505").value) == 1_250_500


def test_texts_and_codes_keep_their_digits():
    assert values.reader(Column("c", "code"), [])("عقد ١٢").value == "عقد ١٢"
