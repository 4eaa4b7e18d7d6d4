"""Money that comes back: loops in the flows between groups, against sums done by hand."""

import datetime

import polars as pl

from dashboard.engine import catalogue
from dashboard.engine.duck import Duck


def flow(payer: str, payee: str, amount: float, month: str = "2025-01-01", **others) -> dict:
    return {
        "payer_group_id": payer,
        "payee_group_id": payee,
        "contract_id": "C",
        "is_registered": False,
        "month_start_date": datetime.date.fromisoformat(month),
        "flow_amount": float(amount),
        "currency": "XTS",
        "currency_count": 1,
    } | others


def loops(*found: dict) -> pl.DataFrame:
    duck = Duck()
    schema = {name: pl.String for name in ("contract_id", "currency")}
    duck.frame("party_flows", pl.DataFrame(list(found), schema_overrides=schema))
    try:
        order = "loop_id, step, contract_id"
        return duck.rows(
            f"SELECT * FROM ({catalogue.queries()['payment_loops'].sql}) ORDER BY {order}"
        )
    finally:
        duck.close()


def test_money_that_comes_back_over_three_groups_is_one_loop_as_large_as_its_smallest_step():
    found = loops(flow("B", "C", 80), flow("C", "A", 30), flow("A", "B", 100), flow("A", "D", 5))
    assert found["loop_id"].unique().to_list() == ["A > B > C"]
    assert found["loop_amount"].to_list() == [30.0] * 3
    assert found["step_amount"].to_list() == [100.0, 80.0, 30.0]
    assert found["group_count"].to_list() == [3] * 3


def test_five_steps_are_no_loop():
    chain = "ABCDE"
    assert loops(*(flow(a, b, 1) for a, b in zip(chain, "BCDEA", strict=True))).is_empty()


def test_a_loop_must_close_within_24_months():
    out = flow("A", "B", 100, "2020-01-01")
    assert loops(out, flow("B", "A", 50, "2022-01-01")).is_empty()
    found = loops(out, flow("B", "A", 50, "2021-12-01"))
    assert found["loop_amount"].to_list() == [50.0, 50.0]
    assert found["window_start_date"].unique().to_list() == [datetime.date(2020, 1, 1)]


def test_the_window_is_the_one_with_the_largest_smallest_step():
    found = loops(
        flow("A", "B", 10, "2018-01-01"),
        flow("B", "A", 10, "2018-02-01"),
        flow("A", "B", 40, "2022-01-01"),
        flow("B", "A", 60, "2022-02-01"),
    )
    assert found["loop_amount"].to_list() == [40.0, 40.0]


def test_money_taken_back_closes_no_loop():
    taken_back = flow("B", "A", -50, "2025-02-01")
    assert loops(flow("A", "B", 100), flow("B", "A", 50), taken_back).is_empty()


def test_firms_that_work_for_each_other_under_contracts_of_their_own_exchange_work():
    there = flow("A", "B", 100, is_registered=True, contract_id="ONE")
    back = flow("B", "A", 90, is_registered=True, contract_id="TWO")
    assert loops(there, back)["is_exchange"].all()
    same = back | {"contract_id": "ONE"}
    assert not loops(there, same)["is_exchange"].any()
    assert not loops(there, back | {"is_registered": False})["is_exchange"].any()


def test_steps_in_two_currencies_have_none_in_common():
    assert loops(flow("A", "B", 1), flow("B", "A", 1, currency="EUR"))["currency"].is_null().all()


def test_every_loop_of_up_to_four_groups_is_found_once():
    ids = "ABCDE"
    found = loops(*(flow(a, b, 1) for a in ids for b in ids if a != b))
    # Of five groups that all pay each other: 10 pairs, 20 rounds of three, 30 of four.
    sizes = found.select("loop_id", "group_count").unique()["group_count"].value_counts()
    assert dict(sizes.iter_rows()) == {2: 10, 3: 20, 4: 30}


def test_a_contract_brings_its_own_row_and_the_step_has_the_sum_of_them():
    found = loops(
        flow("A", "B", 60, contract_id="ONE"),
        flow("A", "B", 30, contract_id="TWO"),
        flow("B", "A", 70, contract_id=None),
    )
    listed = found.select("step", "contract_id", "step_amount").rows()
    assert listed == [(1, "ONE", 90.0), (1, "TWO", 90.0), (2, None, 70.0)]
    assert found["currency"].to_list() == ["XTS"] * 3


def test_of_two_windows_alike_the_earlier_one_is_named():
    found = loops(
        flow("A", "B", 10, "2018-01-01"),
        flow("B", "A", 10, "2018-02-01"),
        flow("A", "B", 10, "2022-01-01"),
        flow("B", "A", 10, "2022-02-01"),
    )
    assert found["window_start_date"].unique().to_list() == [datetime.date(2018, 1, 1)]
    assert found["window_end_date"].unique().to_list() == [datetime.date(2020, 1, 1)]


def test_a_month_with_flows_in_two_currencies_has_none():
    mixed = flow("A", "B", 5, currency="XTS", currency_count=2)
    assert loops(mixed, flow("B", "A", 5))["currency"].is_null().all()
