"""Budget versions: each change of the approved budget is one, and the first is kept for ever."""

from datetime import date
from decimal import Decimal

import pytest


def published(day: date, budget: int | None, **values) -> dict:
    return {"project_id": "P", "published_date": day, "budget_amount": budget} | values


def approved(day: date, budget: int, **values) -> dict:
    return {"project_id": "P", "budget_date": day, "budget_amount": budget} | values


def budgets(rows: list[dict]) -> list[tuple]:
    return [(row["version_number"], row["budget_amount"]) for row in rows]


def test_two_publications_give_the_first_budget_and_the_last(rows_of):
    rows = rows_of(
        "project_budget_versions",
        {"src_project_costs": [published(date(2023, 1, 1), 100), published(date(2024, 1, 1), 120)]},
    )
    assert budgets(rows) == [(1, Decimal(100)), (2, Decimal(120))]
    assert [row["budget_date"] for row in rows] == [date(2023, 1, 1), date(2024, 1, 1)]
    assert {row["basis"] for row in rows} == {"publication"}
    assert {row["statement_count"] for row in rows} == {2}


def test_equal_budgets_in_a_row_are_one_version(rows_of):
    rows = rows_of(
        "project_budget_versions",
        {
            "src_project_budgets": [
                approved(date(2023, 1, 1), 100),
                approved(date(2023, 6, 1), 100),
                approved(date(2024, 1, 1), 120),
                approved(date(2024, 6, 1), 100),
            ]
        },
    )
    assert budgets(rows) == [(1, Decimal(100)), (2, Decimal(120)), (3, Decimal(100))]
    assert {row["statement_count"] for row in rows} == {4}
    assert {row["basis"] for row in rows} == {"stated version"}


def test_components_of_one_publication_are_added_up(rows_of):
    rows = rows_of(
        "project_budget_versions",
        {
            "src_project_costs": [
                published(date(2024, 1, 1), 100, component="Design"),
                published(date(2024, 1, 1), 900, component="Works"),
                published(date(2024, 1, 1), None, component="Furniture"),
            ]
        },
    )
    assert budgets(rows) == [(1, Decimal(1000))]


def test_a_publication_without_a_budget_is_no_version(rows_of):
    rows = rows_of(
        "project_budget_versions",
        {
            "src_project_costs": [
                published(date(2023, 1, 1), None),
                published(date(2024, 1, 1), 120),
            ]
        },
    )
    assert budgets(rows) == [(1, Decimal(120))]


def test_a_budget_of_zero_is_a_version(rows_of):
    rows = rows_of(
        "project_budget_versions", {"src_project_costs": [published(date(2023, 1, 1), 0)]}
    )
    assert budgets(rows) == [(1, Decimal(0))]


def test_stated_versions_come_before_publications(rows_of):
    rows = rows_of(
        "project_budget_versions",
        {
            "src_project_costs": [published(date(2022, 1, 1), 999)],
            "src_project_budgets": [approved(date(2023, 1, 1), 100)],
        },
    )
    assert budgets(rows) == [(1, Decimal(100))]


def test_a_file_that_speaks_only_for_its_own_day_keeps_no_versions(rows_of):
    own_day = {"published_date": date(2024, 1, 1)}
    given = {"src_project_budgets": [approved(date(2024, 1, 1), 100, **own_day)]}
    (row,) = rows_of("project_budget_versions", given)
    assert row["basis"] == "publication"
    given["src_project_budgets"].append(approved(date(2023, 1, 1), 7, project_id="Q", **own_day))
    assert {row["basis"] for row in rows_of("project_budget_versions", given)} == {"stated version"}


@pytest.mark.parametrize(
    "given",
    [
        {
            "src_project_budgets": [
                approved(date(2025, 6, 30), 100),
                approved(date(2025, 7, 1), 150),
            ]
        },
        {
            "src_project_costs": [
                published(date(2025, 6, 30), 100),
                published(date(2025, 7, 1), 150),
            ]
        },
    ],
    ids=["stated", "published"],
)
def test_a_budget_approved_after_the_reporting_date_does_not_exist_yet(rows_of, given):
    rows = rows_of("project_budget_versions", given, as_of=date(2025, 6, 30))
    assert budgets(rows) == [(1, Decimal(100))]


def test_each_project_has_versions_of_its_own(rows_of):
    rows = rows_of(
        "project_budget_versions",
        {
            "src_project_budgets": [
                approved(date(2023, 1, 1), 100, project_id="P"),
                approved(date(2023, 2, 1), 100, project_id="Q"),
                approved(date(2023, 3, 1), 120, project_id="P"),
            ]
        },
    )
    found = [(row["project_id"], row["version_number"], row["statement_count"]) for row in rows]
    assert found == [("P", 1, 2), ("P", 2, 2), ("Q", 1, 1)]


def test_another_file_that_keeps_versions_does_not_vouch_for_this_one(rows_of):
    own_day = approved(date(2024, 1, 1), 100, published_date=date(2024, 1, 1))
    earlier = approved(date(2023, 1, 1), 7, project_id="Q", published_date=date(2025, 1, 1))
    rows = rows_of("project_budget_versions", {"src_project_budgets": [own_day, earlier]})
    assert [row["basis"] for row in rows] == ["publication", "stated version"]
