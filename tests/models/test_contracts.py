"""Contracts: the first value and the current one side by side."""

from datetime import date
from decimal import Decimal


def contract(published: date, **values) -> dict:
    return {"contract_id": "C", "project_id": "P", "published_date": published} | values


def test_two_publications_give_the_first_value_and_the_last(rows_of):
    (row,) = rows_of(
        "contracts",
        {
            "src_contracts": [
                contract(date(2024, 1, 1), contract_amount=150, current_end_date=date(2025, 3, 1)),
                contract(date(2023, 1, 1), contract_amount=100, current_end_date=date(2024, 3, 1)),
            ]
        },
    )
    assert (row["original_amount"], row["current_amount"]) == (Decimal(100), Decimal(150))
    assert row["original_amount_basis"] == "first seen"
    assert row["amount_publication_count"] == 2
    assert (row["original_end_date"], row["current_end_date"]) == (
        date(2024, 3, 1), date(2025, 3, 1),
    )  # fmt: skip
    assert (row["first_seen_date"], row["last_seen_date"]) == (date(2023, 1, 1), date(2024, 1, 1))


def test_the_value_at_signature_counts_where_the_source_gives_it(rows_of):
    (row,) = rows_of(
        "contracts",
        {
            "src_contracts": [
                contract(date(2023, 1, 1), original_amount=80, contract_amount=100,
                         original_end_date=date(2024, 1, 1), current_end_date=date(2024, 3, 1)),
            ]
        },
    )  # fmt: skip
    assert row["original_amount"] == Decimal(80)
    assert row["original_amount_basis"] == "at signature"
    assert row["original_end_date"] == date(2024, 1, 1)


def test_publications_without_an_amount_do_not_count_as_comparison(rows_of):
    (row,) = rows_of(
        "contracts",
        {
            "src_contracts": [
                contract(date(2023, 1, 1)),
                contract(date(2024, 1, 1), contract_amount=1),
            ]
        },
    )
    assert row["amount_publication_count"] == 1
    assert row["original_amount"] == Decimal(1)


def test_a_contract_without_an_amount_has_no_value(rows_of):
    (row,) = rows_of("contracts", {"src_contracts": [contract(date(2023, 1, 1))]})
    assert row["original_amount"] is None
    assert row["original_amount_basis"] is None
    assert row["current_amount"] is None


def test_an_end_after_the_reporting_date_has_not_come_yet(rows_of):
    given = {"src_contracts": [contract(date(2025, 12, 31), actual_end_date=date(2025, 7, 1))]}
    assert rows_of("contracts", given, as_of=date(2025, 6, 30))[0]["actual_end_date"] is None
    assert rows_of("contracts", given, as_of=date(2025, 7, 1))[0]["actual_end_date"] is not None


def test_a_vanished_contract_keeps_its_last_known_values(rows_of):
    gone, stayed = rows_of(
        "contracts",
        {
            "src_contracts": [
                contract(date(2023, 1, 1), contract_id="GONE", contract_amount=7),
                contract(date(2023, 1, 1), contract_id="STAYED", contract_amount=1),
                contract(date(2024, 1, 1), contract_id="STAYED", contract_amount=2),
            ]
        },
    )
    assert (gone["contract_id"], gone["current_amount"]) == ("GONE", Decimal(7))
    assert gone["last_seen_date"] == date(2023, 1, 1)
    assert stayed["current_amount"] == Decimal(2)


def test_the_register_of_parties_names_the_supplier(rows_of):
    (row,) = rows_of(
        "contracts",
        {
            "src_contracts": [
                contract(date(2024, 1, 1), supplier_id="S", supplier_name="Builder ltd."),
            ],
            "src_parties": [{"party_id": "S", "party_name": "Builder Limited"}],
        },
    )
    assert row["supplier_name"] == "Builder Limited"
