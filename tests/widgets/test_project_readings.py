"""The sentences of the project page: each says what its rows say, gaps included."""

from datetime import date

import polars as pl
import pytest

from dashboard.widgets import (
    flag_list,
    project_columns,
    project_dates,
    project_money,
    project_payments,
)
from dashboard.widgets.plain_text import plain

TOTALS = {
    "contract_count": 2,
    "compared_count": 2,
    "original_amount": 10_000_000,
    "closing_amount": 15_000_000,
    "growth_amount": 5_000_000,
    "growth_ratio": 0.5,
    "explained_amount": 3_000_000,
    "unexplained_amount": 2_000_000,
}


def test_growth_is_split_into_explained_and_not_explained():
    text = project_money.reading(TOTALS, "XTS")
    assert "from XTS 10.0 m to XTS 15.0 m (+50.0 %)" in text
    assert "explain XTS 3.0 m; XTS 2.0 m is not explained" in text


def test_contracts_that_cannot_be_compared_are_counted():
    assert "2 of 3 contracts" in project_money.reading(TOTALS | {"contract_count": 3}, "XTS")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"growth_amount": 0}, "as at first"),
        ({"growth_amount": -5_000_000, "growth_ratio": -0.5}, "(-50.0 %)"),
        ({"compared_count": 0}, "no first and current value"),
        ({"contract_count": 0}, "No contract was supplied"),
    ],
)
def test_other_states_of_the_contracts_have_their_own_sentence(changed, words):
    assert words in project_money.reading(TOTALS | changed, "XTS")


FACTS = {
    "baseline_end_date": date(2024, 3, 31),
    "end_date": date(2024, 6, 30),
    "end_source": "actual end",
    "slip_days": 91,
    "slip_skip_reason": None,
}
PLANS = pl.DataFrame({"period_kind": ["baseline", "baseline", "baseline", "actual"]})


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "ended on 30 Jun 2024, 91 days later"),
        ({"slip_days": -1}, "1 day earlier"),
        ({"slip_days": 0}, "ended that day"),
        ({"end_source": "forecast"}, "now expected on 30 Jun 2024 (forecast), 91 days later"),
        ({"end_source": "newest plan"}, "(newest plan)"),
        ({"end_source": "open on the last day known"}, "still open on 30 Jun 2024"),
        ({"slip_days": None, "slip_skip_reason": "no start date"}, "no start date"),
        ({"baseline_end_date": None}, "No planned end was supplied"),
    ],
)
def test_the_slip_is_put_into_words(changed, words):
    assert words in project_dates.dates_reading(FACTS | changed, PLANS)


def test_new_plans_after_the_first_are_counted():
    assert "stated anew 2 times" in project_dates.dates_reading(FACTS, PLANS)
    assert "anew" not in project_dates.dates_reading(FACTS, PLANS.head(1))


TIER = {
    "tier": "client_prime",
    "invoice_count": 10,
    "settled_count": 7,
    "late_count": 2,
    "open_count": 3,
    "open_amount": 1_500_000,
    "overdue_count": 1,
    "unknown_count": 0,
    "due_date_count": 10,
}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "Paid in full: 7, of these late: 2. Open: 3, with XTS 1.5 m; of these past due: 1."),
        ({"due_date_count": 0}, "nobody can say which were late. Open: 3, with XTS 1.5 m."),
        ({"open_count": 0}, "None is open."),
        ({"open_count": 0, "unknown_count": 3}, "Not known to be paid or open: 3"),
        ({"tier": "wage"}, "No invoices to the client were supplied"),
    ],
)
def test_payments_are_put_into_words(changed, words):
    assert words in project_payments.reading(pl.DataFrame([TIER | changed]), "XTS")


def test_a_check_that_was_judged_in_part_is_not_counted_as_clear():
    findings = pl.DataFrame(
        {
            "code": ["C1", "P1", "P1", "P3", "S1"],
            "outcome": ["flagged", "clear", "insufficient", "clear", "contradictory"],
        }
    )
    text = flag_list.reading(findings)
    assert text == "One check raises a flag. Clear: 1. Could not be judged: 2."


def test_progress_without_reports_or_contract_value_says_so():
    rows = pl.DataFrame(
        {
            "progress_date": [date(2024, 1, 1)],
            "physical_share": pl.Series([None], dtype=pl.Float64),
            "planned_share": pl.Series([None], dtype=pl.Float64),
            "paid_share": pl.Series([None], dtype=pl.Float64),
            "contract_amount": pl.Series([None], dtype=pl.Float64),
        }
    )
    text = project_dates.progress_reading(rows)
    assert "No progress report" in text and "No contract value" in text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("latest_budget_amount", "Latest budget"),
        ("contract_id", "Contract"),
        ("physical_share", "Physical progress"),
    ],
)
def test_columns_are_called_by_their_text_or_their_own_words(name, shown):
    assert project_columns.label(name) == shown


def test_published_text_is_shown_and_never_obeyed():
    assert plain("[x](y) *b* $1 :red[z]") == r"\[x\]\(y\) \*b\* \$1 \:red\[z\]"
