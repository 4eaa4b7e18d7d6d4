"""Project outturns: which figure stands for what a project will have cost."""

from datetime import date
from decimal import Decimal

import pytest

PROJECT = {
    "project_id": "P",
    "project_name": "School",
    "status": "implementation",
    "currency": "XTS",
}


def outturn(rows_of, *, project=None, as_of=date(2025, 6, 30), **given) -> dict:
    tables = {f"src_{name}": rows for name, rows in given.items()}
    (row,) = rows_of(
        "project_outturns", {"src_projects": [PROJECT | (project or {})]} | tables, as_of=as_of
    )
    return row


def budget(day: date, amount: int, **values) -> dict:
    return {"project_id": "P", "budget_date": day, "budget_amount": amount} | values


def cost(**values) -> dict:
    return {"project_id": "P"} | values


def contract(name: str, **values) -> dict:
    return {"contract_id": name, "project_id": "P", "status": "active"} | values


TWO_BUDGETS = [budget(date(2023, 1, 1), 100), budget(date(2024, 1, 1), 130)]


def test_a_forecast_comes_first(rows_of):
    row = outturn(
        rows_of,
        project_budgets=TWO_BUDGETS,
        project_costs=[cost(forecast_amount=150)],
        contracts=[contract("A", contract_amount=90)],
    )
    assert row["outturn_source"] == "forecast"
    assert row["outturn_amount"] == Decimal(150)
    assert (row["first_budget_amount"], row["latest_budget_amount"]) == (Decimal(100), Decimal(130))
    assert (row["first_budget_date"], row["latest_budget_date"]) == (
        date(2023, 1, 1), date(2024, 1, 1),
    )  # fmt: skip
    assert row["budget_version_count"] == 2
    assert row["is_lower_bound"] is False


def test_without_a_forecast_the_contracts_are_added_up_as_a_lower_bound(rows_of):
    row = outturn(
        rows_of,
        project_budgets=TWO_BUDGETS,
        project_costs=[cost(spent_amount=5)],
        contracts=[
            contract("A", contract_amount=90),
            contract("B", contract_amount=90, final_amount=60),
            contract("PENDING", contract_amount=1000, status="pending"),
            contract("CANCELLED", contract_amount=1000, status="cancelled"),
            contract("SIGNED-AFTER", contract_amount=1000, signed_date=date(2025, 7, 1)),
        ],
    )
    assert row["outturn_source"] == "contracts"
    assert row["outturn_amount"] == Decimal(150)
    assert row["contract_count"] == 2
    assert row["is_lower_bound"] is True


def test_the_contracts_of_a_finished_project_are_no_lower_bound(rows_of):
    row = outturn(
        rows_of,
        project={"status": "completion"},
        project_budgets=TWO_BUDGETS,
        contracts=[contract("A", contract_amount=90)],
    )
    assert row["is_lower_bound"] is False


def test_one_contract_without_an_amount_leaves_their_sum_unknown(rows_of):
    row = outturn(
        rows_of,
        project_budgets=TWO_BUDGETS,
        contracts=[contract("A", contract_amount=90), contract("B")],
    )
    assert row["outturn_source"] == "latest approved budget"


def test_a_log_of_budgets_stands_for_itself(rows_of):
    row = outturn(rows_of, project_budgets=TWO_BUDGETS)
    assert row["outturn_source"] == "latest approved budget"
    assert row["outturn_amount"] == row["latest_budget_amount"] == Decimal(130)
    assert row["is_lower_bound"] is False


def test_one_budget_alone_is_no_outturn(rows_of):
    row = outturn(rows_of, project_budgets=[budget(date(2023, 1, 1), 100)])
    assert row["first_budget_amount"] == Decimal(100)
    assert row["outturn_source"] is None
    assert row["outturn_amount"] is None


def test_a_budget_stated_twice_without_change_is_an_outturn(rows_of):
    row = outturn(
        rows_of,
        project_budgets=[budget(date(2023, 1, 1), 100), budget(date(2024, 1, 1), 100)],
    )
    assert row["outturn_amount"] == row["first_budget_amount"] == Decimal(100)


def test_a_project_without_any_figure_has_a_row_without_figures(rows_of):
    row = outturn(rows_of)
    assert row["first_budget_amount"] is None
    assert row["outturn_amount"] is None
    assert row["is_lower_bound"] is False
    assert row["has_mixed_currencies"] is False


def test_components_are_compared_where_both_amounts_are_known(rows_of):
    row = outturn(
        rows_of,
        project_costs=[
            cost(component="Design", budget_amount=100, forecast_amount=120),
            cost(component="Works", budget_amount=1000),
            cost(component="Furniture", forecast_amount=50),
        ],
    )
    assert row["outturn_source"] == "forecast of the components with a budget"
    assert (row["first_budget_amount"], row["outturn_amount"]) == (Decimal(100), Decimal(120))
    assert (row["compared_component_count"], row["component_count"]) == (1, 3)


def test_a_stated_budget_is_held_against_all_components_or_none(rows_of):
    whole = [
        cost(component="Design", forecast_amount=20),
        cost(component="Works", forecast_amount=120),
    ]
    row = outturn(rows_of, project_budgets=TWO_BUDGETS, project_costs=whole)
    assert (row["outturn_source"], row["outturn_amount"]) == ("forecast", Decimal(140))
    partly = [whole[0], cost(component="Works")]
    row = outturn(rows_of, project_budgets=TWO_BUDGETS, project_costs=partly)
    assert row["outturn_source"] == "latest approved budget"


def test_a_budget_published_once_may_have_been_overwritten(rows_of):
    once = [cost(budget_amount=100, forecast_amount=120)]
    row = outturn(rows_of, project_costs=once)
    assert row["outturn_source"] == "forecast"
    assert row["first_budget_amount"] == Decimal(100)
    assert row["latest_budget_amount"] is None
    assert row["latest_budget_date"] is None
    twice = [
        cost(budget_amount=100, published_date=date(2023, 1, 1)),
        cost(budget_amount=110, forecast_amount=120, published_date=date(2024, 1, 1)),
    ]
    row = outturn(rows_of, project_costs=twice)
    assert (row["first_budget_amount"], row["latest_budget_amount"]) == (Decimal(100), Decimal(110))
    row = outturn(
        rows_of,
        project_budgets=[budget(date(2023, 1, 1), 100)],
        project_costs=[cost(forecast_amount=120)],
    )
    assert row["latest_budget_amount"] == Decimal(100)


def test_components_published_twice_are_held_against_their_own_budget(rows_of):
    row = outturn(
        rows_of,
        project_costs=[
            cost(component="A", budget_amount=10, published_date=date(2023, 1, 1)),
            cost(
                component="A", budget_amount=10, forecast_amount=12, published_date=date(2024, 1, 1)
            ),
            cost(
                component="B", budget_amount=90, forecast_amount=99, published_date=date(2024, 1, 1)
            ),
        ],
    )
    assert (row["first_budget_amount"], row["latest_budget_amount"]) == (Decimal(100), Decimal(100))
    assert row["outturn_amount"] == Decimal(111)


@pytest.mark.parametrize(
    "given",
    [
        {
            "project_budgets": [budget(date(2023, 1, 1), 1, currency="EUR")],
            "project_costs": [cost(forecast_amount=1, currency="XTS")],
        },
        {
            "project_budgets": [
                budget(date(2023, 1, 1), 1, currency="EUR"),
                budget(date(2024, 1, 1), 2, currency="XTS"),
            ]
        },
        {
            "project_budgets": [budget(date(2023, 1, 1), 1, currency="EUR")],
            "contracts": [contract("A", contract_amount=1, currency="XTS")],
        },
        {
            "project_budgets": [budget(date(2023, 1, 1), 1)],
            "contracts": [
                contract("A", contract_amount=1, currency="XTS"),
                contract("B", contract_amount=1, currency="EUR"),
            ],
        },
        {
            "project_costs": [
                cost(component="A", budget_amount=1, forecast_amount=1, currency="XTS"),
                cost(component="B", budget_amount=1, forecast_amount=1, currency="EUR"),
            ]
        },
    ],
    ids=["forecast", "budgets", "contract", "contracts", "components"],
)
def test_two_currencies_are_noticed(rows_of, given):
    assert outturn(rows_of, **given)["has_mixed_currencies"] is True


@pytest.mark.parametrize("currency", ["XTS", None])
def test_one_currency_or_an_unknown_one_is_no_mixture(rows_of, currency):
    row = outturn(
        rows_of,
        project_budgets=[budget(date(2023, 1, 1), 1, currency="XTS")],
        project_costs=[cost(forecast_amount=1, currency=currency)],
    )
    assert row["has_mixed_currencies"] is False


def test_a_currency_that_is_not_used_does_not_matter(rows_of):
    row = outturn(
        rows_of,
        project_budgets=[budget(date(2023, 1, 1), 1, currency="XTS")],
        project_costs=[cost(forecast_amount=1, currency="XTS")],
        contracts=[contract("A", contract_amount=1, currency="EUR")],
    )
    assert row["has_mixed_currencies"] is False


def test_a_budget_after_the_reporting_date_changes_nothing_yet(rows_of):
    row = outturn(rows_of, as_of=date(2023, 12, 31), project_budgets=TWO_BUDGETS)
    assert row["latest_budget_amount"] == Decimal(100)
    assert row["outturn_amount"] is None


def test_a_contract_of_unknown_status_or_with_a_final_amount_only_counts(rows_of):
    row = outturn(
        rows_of,
        project_budgets=TWO_BUDGETS,
        contracts=[
            contract("A", contract_amount=90, status=None),
            contract("B", final_amount=60),
        ],
    )
    assert (row["outturn_source"], row["outturn_amount"]) == ("contracts", Decimal(150))
