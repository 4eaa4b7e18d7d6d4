"""What the values of a column say of their writing, and what they leave open."""

import polars as pl
import pytest

from dashboard.ingest.propose import dates, numbers
from dashboard.ingest.propose.seen import look


def counts(*texts: str) -> dict[str, int]:
    return dict.fromkeys(texts, 1)


@pytest.mark.parametrize(
    ("texts", "formats"),
    [
        (("31/12/2024", "03/04/2024"), ("%d/%m/%Y",)),
        (("12/31/2024", "03/04/2024"), ("%m/%d/%Y",)),
        (("2024-12-31",), ("%Y-%m-%d",)),
        (("2024.3.4",), ("%Y.%m.%d",)),
        (("2024. 12. 31.",), ("%Y. %m. %d.",)),
        (("20241231", "20240304"), ("%Y%m%d",)),
        (("2024년 12월 31일",), ("%Y년 %m월 %d일",)),
        (("ngày 31 tháng 12 năm 2024",), ("ngày %d tháng %m năm %Y",)),
        (("31 грудня 2024",), ("%d %b %Y",)),
        (("31.12.24",), ("%d.%m.%y",)),
        (("10-Mar-2022",), ("%d-%b-%Y",)),
    ],
)
def test_formats_follow_from_the_values(texts, formats):
    found = dates.found_in(counts(*texts))
    assert found.formats == formats
    assert not found.undecided


def test_no_part_above_twelve_decides_nothing():
    found = dates.found_in(counts("03/04/2024", "05/06/2024"))
    assert not found.formats
    assert found.undecided == ("%?/%?/%Y",)
    assert found.settled("day first") == ("%d/%m/%Y",)
    assert found.settled("month first") == ("%m/%d/%Y",)


def test_values_of_both_orders_decide_nothing():
    found = dates.found_in(counts("31/12/2024", "12/31/2024"))
    assert found.undecided


def test_buddhist_years_are_seen():
    assert dates.found_in(counts("31/12/2567", "15/01/2568")).era == "buddhist"
    assert dates.found_in(counts("31/12/2024")).era == ""


@pytest.mark.parametrize("text", ["99/99/2024", "2024", "12/2024", "abc", "1.2.3.4", "31/12/0024"])
def test_what_is_no_date_is_none(text):
    assert dates.found_in(counts(text)) is None


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (("1.234,50",), ","),
        (("1,234.50",), "."),
        (("1.234.567",), ","),
        (("74,27",), ","),
        (("0.123",), "."),
        (("1234.567",), "."),
        (("1 234,5",), ","),
        (("1234",), ""),
    ],
)
def test_the_decimal_mark_follows_from_the_values(texts, mark):
    found = numbers.found_in(counts(*texts))
    assert (found.mark, found.undecided) == (mark, False)


def test_a_single_mark_before_three_digits_decides_nothing():
    assert numbers.found_in(counts("1.234", "5.678")).undecided


@pytest.mark.parametrize(
    ("text", "currency"),
    [("₩1,000,000", "KRW"), ("1.000.000 ₫", "VND"), ("R$ 5,50", "BRL"), ("12 грн", "UAH")]
    + [("฿50.25", "THB"), ("$5.50", ""), ("100 ر.س", "SAR")],
)
def test_the_currency_beside_an_amount_is_seen(text, currency):
    assert numbers.found_in(counts(text)).currency == currency


def test_letter_codes_among_dates_stand_for_no_value():
    column = pl.Series(["7/31/2025", "IEH", "IEH", "6/28/2024", "DOER", "DOER", "2/19/2024"])
    seen = look("end", column)
    assert set(seen.nulls) == {"IEH", "DOER"}
    assert seen.dates.formats == ("%m/%d/%Y",)
    assert seen.filled == 3


def test_a_count_of_rows_is_no_id():
    assert look("id", pl.Series([str(n) for n in range(1, 60)])).is_running
    assert not look("id", pl.Series(["7", "9", "12", "15"])).is_running


def test_addresses_of_persons_are_seen_by_their_look():
    assert look("x", pl.Series(["a@example.org", "b@example.org", "c@example.org"])).is_contact
