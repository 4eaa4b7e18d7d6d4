"""Business days, holidays and fiscal years, against days that can be looked up."""

from datetime import date

import polars as pl
import pytest

from dashboard.engine import calendars

AS_OF = date(2025, 6, 30)


def days(rules, fiscal_year_start="01-01") -> dict[date, dict]:
    frame = calendars.calendar(rules, fiscal_year_start, AS_OF)
    return {row["calendar_date"]: row for row in frame.to_dicts()}


def test_it_reaches_from_twenty_years_before_to_two_after():
    found = days({"country": "KR"})
    assert (min(found), max(found)) == (date(2005, 1, 1), date(2027, 12, 31))
    assert len(found) == (max(found) - min(found)).days + 1


def test_the_lunar_new_year_in_vietnam_is_no_business_day():
    found = days({"country": "VN"})
    # The new year of 2024 was on 10 February.
    assert not found[date(2024, 2, 12)]["is_business_day"]
    assert found[date(2024, 2, 12)]["holiday_name"]
    assert found[date(2024, 3, 12)]["is_business_day"]


def test_a_weekend_may_be_friday_and_saturday():
    found = days({"country": "JO", "weekend": ["Friday", "Saturday"]})
    assert not found[date(2025, 6, 20)]["is_business_day"]  # a Friday
    assert found[date(2025, 6, 22)]["is_business_day"]  # a Sunday


def test_business_days_are_counted_and_the_next_one_is_known():
    found = days({"holidays": ["05-01"], "also_off": ["2025-05-02"]})
    first, after = found[date(2025, 4, 30)], found[date(2025, 5, 5)]
    # Wednesday; then 1 May, the bridge day, Saturday, Sunday; Monday is the next.
    assert after["business_day_number"] == first["business_day_number"] + 1
    assert found[date(2025, 5, 1)]["next_business_date"] == date(2025, 5, 5)
    assert first["next_business_date"] == date(2025, 4, 30)


def test_a_day_that_is_made_up_for_is_a_business_day():
    found = days({"holidays": [], "also_open": ["2025-06-28"]})
    assert found[date(2025, 6, 28)]["is_business_day"]  # a Saturday
    assert not found[date(2025, 6, 21)]["is_business_day"]


@pytest.mark.parametrize(
    ("start", "day", "year", "is_end"),
    [
        ("01-01", date(2024, 12, 31), 2024, True),
        ("10-01", date(2024, 9, 30), 2024, True),
        ("10-01", date(2024, 10, 1), 2025, False),
        ("04-01", date(2025, 3, 31), 2025, True),
        ("07-01", date(2024, 12, 31), 2025, False),
    ],
)
def test_a_fiscal_year_is_named_for_the_year_in_which_it_ends(start, day, year, is_end):
    row = days({"holidays": []}, start)[day]
    assert (row["fiscal_year"], row["is_fiscal_year_end"]) == (year, is_end)


def test_no_calendar_has_the_same_columns():
    filled = calendars.calendar({"holidays": []}, "01-01", AS_OF)
    assert calendars.nothing().schema == filled.schema
    assert calendars.nothing().filter(pl.col("is_business_day")).is_empty()
