"""Business days and fiscal years: every day of a jurisdiction, with its holidays."""

from __future__ import annotations

from datetime import date

import holidays
import polars as pl

YEARS_BEFORE, YEARS_AFTER = 20, 2
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CALENDAR_COLUMNS: dict[str, pl.DataType] = {
    "calendar_date": pl.Date(),
    "is_business_day": pl.Boolean(),
    "business_day_number": pl.Int64(),  # counts business days up to and including this day
    "next_business_date": pl.Date(),  # the day itself, if it is one
    "holiday_name": pl.String(),
    "fiscal_year": pl.Int64(),  # named for the calendar year in which it ends
    "is_fiscal_year_end": pl.Boolean(),
}


def calendar(rules: dict, fiscal_year_start: str, as_of: date) -> pl.DataFrame:
    """Every day from twenty years before `as_of` to two after, with CALENDAR_COLUMNS.

    `rules` is the table [calendar] of a jurisdiction pack: `country` (and `subdivision`) of the
    holidays library, or `holidays` as a list of month-days such as "05-01"; `weekend` as names of
    weekdays, `also_off` and `also_open` as single dates. The last days, for which no next business
    day is in sight, have none.
    """
    first = date(as_of.year - YEARS_BEFORE, 1, 1)
    last = date(as_of.year + YEARS_AFTER, 12, 31)
    years = range(first.year, last.year + 1)
    named = _holidays(rules, years)
    weekend = [WEEKDAYS.index(name) + 1 for name in rules.get("weekend", ("Saturday", "Sunday"))]
    open_days = [date.fromisoformat(str(day)) for day in rules.get("also_open", ())]
    month, day = (int(part) for part in fiscal_year_start.split("-"))
    days = pl.date_range(first, last, eager=True).alias("calendar_date").to_frame()
    days = days.join(named, on="calendar_date", how="left").with_columns(
        (
            (
                ~pl.col("calendar_date").dt.weekday().is_in(weekend)
                & pl.col("holiday_name").is_null()
            )
            | pl.col("calendar_date").is_in(open_days)
        ).alias("is_business_day")
    )
    today = pl.col("calendar_date").dt
    starts = today.month().cast(pl.Int32) * 100 + today.day() >= month * 100 + day
    later = 0 if (month, day) == (1, 1) else starts.cast(pl.Int64)
    return (
        days.with_columns(
            pl.col("is_business_day").cast(pl.Int64).cum_sum().alias("business_day_number"),
            pl.when("is_business_day")
            .then("calendar_date")
            .fill_null(strategy="backward")
            .alias("next_business_date"),
            (pl.col("calendar_date").dt.year().cast(pl.Int64) + later).alias("fiscal_year"),
        )
        .with_columns(
            (pl.col("fiscal_year") != pl.col("fiscal_year").shift(-1))
            .fill_null(True)
            .alias("is_fiscal_year_end")
        )
        .select(pl.col(name).cast(kind) for name, kind in CALENDAR_COLUMNS.items())
    )


def known_countries() -> set[str]:
    """The codes that `country` may be, as in ISO 3166."""
    return set(holidays.list_supported_countries())


def _holidays(rules: dict, years: range) -> pl.DataFrame:
    """One row per day off: `calendar_date`, `holiday_name`."""
    found: dict[date, str] = {}
    if rules.get("country"):
        found |= holidays.country_holidays(
            rules["country"], subdiv=rules.get("subdivision"), years=years
        )
    for text in rules.get("holidays", ()):
        month, day = (int(part) for part in text.split("-"))
        found |= {date(year, month, day): "holiday" for year in years}
    found |= {date.fromisoformat(str(day)): "day off" for day in rules.get("also_off", ())}
    return pl.DataFrame(
        {"calendar_date": list(found), "holiday_name": list(found.values())},
        schema={"calendar_date": pl.Date, "holiday_name": pl.String},
    ).sort("calendar_date")


def nothing() -> pl.DataFrame:
    """The calendar of a jurisdiction that names none."""
    return pl.DataFrame(schema=CALENDAR_COLUMNS)
