"""Project costs: the last publication, with budget and forecast compared like with like."""

from datetime import date
from decimal import Decimal


def cost(component: str | None = None, **values) -> dict:
    return {"project_id": "P", "component": component, "currency": "XTS"} | values


def test_only_components_with_both_amounts_are_compared(rows_of):
    (row,) = rows_of(
        "project_costs",
        {
            "src_project_costs": [
                cost("Design", budget_amount=100, forecast_amount=120, spent_amount=110),
                cost("Works", budget_amount=1000, forecast_amount=None, spent_amount=10),
                cost("Furniture", budget_amount=None, forecast_amount=50),
            ]
        },
    )
    assert row["compared_budget_amount"] == Decimal(100)
    assert row["compared_forecast_amount"] == Decimal(120)
    assert row["compared_component_count"] == 1
    assert row["component_count"] == 3
    assert row["forecast_component_count"] == 2
    assert row["budget_amount"] == Decimal(1100)
    assert row["forecast_amount"] == Decimal(170)
    assert row["spent_amount"] == Decimal(120)


def test_a_budget_of_zero_is_compared_as_zero(rows_of):
    (row,) = rows_of(
        "project_costs", {"src_project_costs": [cost(budget_amount=0, forecast_amount=50)]}
    )
    assert row["compared_budget_amount"] == Decimal(0)
    assert row["compared_component_count"] == 1


def test_the_last_publication_counts_and_a_vanished_project_keeps_its_own(rows_of):
    gone, stayed = rows_of(
        "project_costs",
        {
            "src_project_costs": [
                cost(project_id="GONE", budget_amount=7, published_date=date(2023, 1, 1)),
                cost(project_id="STAYED", budget_amount=1, published_date=date(2023, 1, 1)),
                cost(project_id="STAYED", budget_amount=2, published_date=date(2024, 1, 1)),
            ]
        },
    )
    assert (gone["project_id"], gone["budget_amount"]) == ("GONE", Decimal(7))
    assert (stayed["published_date"], stayed["budget_amount"]) == (date(2024, 1, 1), Decimal(2))


def test_what_no_component_says_stays_unknown(rows_of):
    (row,) = rows_of("project_costs", {"src_project_costs": [cost("A"), cost("B")]})
    assert row["budget_amount"] is None
    assert row["compared_forecast_amount"] is None


def test_two_currencies_are_counted(rows_of):
    (row,) = rows_of("project_costs", {"src_project_costs": [cost("A"), cost("B", currency="EUR")]})
    assert row["currency_count"] == 2


def test_all_components_with_both_amounts_are_added_up(rows_of):
    (row,) = rows_of(
        "project_costs",
        {
            "src_project_costs": [
                cost("Design", budget_amount=100, forecast_amount=120),
                cost("Works", budget_amount=1000, forecast_amount=900),
            ]
        },
    )
    assert row["compared_budget_amount"] == Decimal(1100)
    assert row["compared_forecast_amount"] == Decimal(1020)
