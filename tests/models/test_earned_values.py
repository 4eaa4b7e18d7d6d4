"""Earned values: what was stated, else what follows from shares and certified claims."""

from datetime import date

import pytest

MAY, JUNE = date(2025, 5, 31), date(2025, 6, 30)


def report(number: int, day: date = MAY, **values) -> dict:
    return {
        "report_id": f"R{number}",
        "project_id": "P",
        "contract_id": "C",
        "period_end_date": day,
    } | values


def claim(number: int, amount: int, day: date, **values) -> dict:
    return {
        "invoice_id": f"I{number}",
        "project_id": "P",
        "contract_id": "C",
        "tier": "client_prime",
        "approved_date": day,
        "gross_amount": amount,
    } | values


CONTRACT = {"contract_id": "C", "project_id": "P", "original_amount": 900, "contract_amount": 1000}


def test_earned_is_share_of_the_contract_and_cost_what_was_certified_less_advance_and_materials(
    rows_of,
):
    (row,) = rows_of(
        "earned_values",
        {
            "src_contracts": [CONTRACT],
            "src_progress_reports": [
                report(1, date(2025, 4, 30), physical_share=0.3, planned_share=0.3),
                report(2, physical_share=0.4, planned_share=0.5,
                       unrecovered_advance_amount=50, materials_on_site_amount=30),
            ],
            "src_invoices": [
                claim(1, 300, date(2025, 4, 1)),
                claim(2, 180, MAY),
                claim(3, 999, JUNE),
                claim(4, 999, MAY, tier="prime_sub"),
            ],
        },
    )  # fmt: skip
    assert (row["report_id"], row["budget_amount"], row["original_budget_amount"]) == (
        "R2", 1000, 900,
    )  # fmt: skip
    assert row["earned_amount"] == pytest.approx(400)
    assert row["planned_amount"] == pytest.approx(500)
    assert row["actual_cost_amount"] == pytest.approx(400)
    assert row["actual_cost_basis"] == "certified claims"


def test_what_the_report_states_comes_before_what_could_be_worked_out(rows_of):
    (row,) = rows_of(
        "earned_values",
        {
            "src_contracts": [CONTRACT],
            "src_progress_reports": [
                report(1, physical_share=0.4, earned_value_amount=410, actual_cost_amount=450,
                       planned_value_amount=480, planned_share=0.5,
                       unrecovered_advance_amount=50)
            ],
            "src_invoices": [claim(1, 300, MAY)],
        },
    )  # fmt: skip
    assert (row["earned_amount"], row["actual_cost_amount"], row["planned_amount"]) == (
        410, 450, 480,
    )  # fmt: skip
    assert row["actual_cost_basis"] == "stated"


def test_without_a_claim_or_a_stated_cost_the_cost_is_not_known(rows_of):
    (row,) = rows_of(
        "earned_values",
        {"src_contracts": [CONTRACT], "src_progress_reports": [report(1, physical_share=0.4)]},
    )
    assert row["actual_cost_amount"] is None
    assert row["actual_cost_basis"] is None


def test_a_project_adds_up_its_contracts_and_is_as_old_as_its_oldest_open_report(rows_of):
    (row,) = rows_of(
        "project_earned_values",
        {
            "src_contracts": [CONTRACT, CONTRACT | {"contract_id": "D", "contract_amount": 500}],
            "src_progress_reports": [
                report(1, date(2025, 4, 30), physical_share=0.5, actual_cost_amount=600),
                report(2, contract_id="D", physical_share=0.2, actual_cost_amount=90),
                report(3, date(2024, 1, 31), contract_id=None, physical_share=0.9),
            ],
        },
    )
    assert row["series_count"] == 2
    assert (row["report_date"], row["contract_id"]) == (date(2025, 4, 30), None)
    assert row["earned_amount"] == pytest.approx(600)
    assert row["actual_cost_amount"] == pytest.approx(690)
    assert row["earned_share"] == pytest.approx(0.4)
    assert row["planned_share"] is None
    assert row["is_circular"] is False


def test_one_contract_without_a_cost_leaves_the_sum_unknown(rows_of):
    (row,) = rows_of(
        "project_earned_values",
        {
            "src_contracts": [CONTRACT, CONTRACT | {"contract_id": "D"}],
            "src_progress_reports": [
                report(1, physical_share=0.5, actual_cost_amount=600),
                report(2, contract_id="D", physical_share=0.2),
            ],
        },
    )
    assert row["actual_cost_amount"] is None


def test_progress_equal_to_the_share_paid_is_circular(rows_of):
    (row,) = rows_of(
        "project_earned_values",
        {
            "src_contracts": [CONTRACT],
            "src_progress_reports": [report(1, physical_share=0.3)],
            "src_invoices": [claim(1, 300, MAY)],
        },
    )
    assert row["is_circular"] is True


def test_a_report_on_the_project_is_about_its_only_works_contract(rows_of):
    rows = rows_of(
        "contract_reports",
        {
            "src_contracts": [
                CONTRACT | {"nature": "construction"},
                CONTRACT | {"contract_id": "D", "nature": "design"},
                CONTRACT | {"contract_id": "E", "project_id": "Q", "nature": "construction"},
                CONTRACT | {"contract_id": "F", "project_id": "Q", "nature": "construction"},
            ],
            "src_progress_reports": [
                report(1, contract_id=None, physical_share=0.3),
                report(2, contract_id="D", physical_share=0.3),
                report(3, contract_id=None, project_id="Q", physical_share=0.3),
            ],
        },
    )
    assert {(row["report_id"], row["contract_id"]) for row in rows} == {("R1", "C"), ("R2", "D")}
