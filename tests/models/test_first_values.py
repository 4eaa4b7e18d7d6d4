"""First values are kept: what was first published is not overwritten by what came later."""

from datetime import date
from decimal import Decimal

import pytest

EARLY, LATE = date(2024, 1, 1), date(2025, 1, 1)
KEY = {"contract_id": "C", "project_id": "P"}


def test_the_amount_at_signature_is_the_one_first_published(rows_of):
    (row,) = rows_of(
        "contracts",
        {
            "src_contracts": [
                KEY | {"published_date": EARLY, "original_amount": 100, "contract_amount": 100},
                KEY | {"published_date": LATE, "original_amount": 150, "contract_amount": 150},
            ]
        },
    )
    assert (row["original_amount"], row["current_amount"]) == (Decimal(100), Decimal(150))
    assert row["original_amount_basis"] == "at signature"


def test_the_end_at_signature_is_the_one_first_published(rows_of):
    (row,) = rows_of(
        "contracts",
        {
            "src_contracts": [
                KEY | {"published_date": EARLY, "original_end_date": date(2024, 6, 1)},
                KEY | {"published_date": LATE, "original_end_date": date(2025, 6, 1)},
            ]
        },
    )
    assert row["original_end_date"] == date(2024, 6, 1)


def test_a_value_at_signature_that_came_with_a_later_publication_still_counts(rows_of):
    (row,) = rows_of(
        "contracts",
        {
            "src_contracts": [
                KEY | {"published_date": EARLY, "contract_amount": 120},
                KEY | {"published_date": LATE, "original_amount": 100, "contract_amount": 120},
            ]
        },
    )
    assert row["original_amount"] == Decimal(100)


VERSIONS = {
    "project_budget_versions": ("src_project_budgets", "budget_date", "budget_amount", 100, 80),
    "schedule_baselines": (
        "src_project_schedules", "schedule_date", "completion_date",
        date(2025, 1, 1), date(2026, 1, 1),
    ),
}  # fmt: skip
FIRST_DAY, BEFORE, AFTER = date(2023, 1, 1), date(2022, 1, 1), date(2024, 5, 1)


def versions(rows_of, model: str, *stated: tuple[date, date, object], as_of=date(2025, 6, 30)):
    table, day_column, value_column, *_ = VERSIONS[model]
    rows = [
        {"project_id": "P", "published_date": published, day_column: day, value_column: value}
        for published, day, value in stated
    ]
    number = "version_number" if "budget" in model else "baseline_number"
    found = rows_of(model, {table: rows}, as_of)
    return [(row[value_column]) for row in sorted(found, key=lambda row: row[number])]


@pytest.mark.parametrize("model", VERSIONS)
def test_version_1_is_not_rewritten_by_a_later_publication(rows_of, model):
    *_, first, other = VERSIONS[model]
    found = versions(rows_of, model, (EARLY, FIRST_DAY, first), (LATE, FIRST_DAY, other))
    assert found == [first]


@pytest.mark.parametrize("model", VERSIONS)
def test_a_version_dated_before_version_1_afterwards_does_not_take_its_place(rows_of, model):
    *_, first, other = VERSIONS[model]
    found = versions(
        rows_of, model, (EARLY, FIRST_DAY, first), (LATE, BEFORE, other), (LATE, FIRST_DAY, first)
    )
    assert found == [first]


@pytest.mark.parametrize("model", VERSIONS)
def test_a_new_version_of_a_later_publication_is_version_2(rows_of, model):
    *_, first, other = VERSIONS[model]
    stated = (EARLY, FIRST_DAY, first), (LATE, FIRST_DAY, first), (LATE, AFTER, other)
    assert versions(rows_of, model, *stated) == [first, other]


@pytest.mark.parametrize("model", VERSIONS)
def test_version_1_stays_as_of_an_earlier_day(rows_of, model):
    *_, first, other = VERSIONS[model]
    stated = (EARLY, FIRST_DAY, first), (LATE, AFTER, other)
    assert versions(rows_of, model, *stated, as_of=date(2024, 2, 1)) == [first]
