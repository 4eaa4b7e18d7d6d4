"""What was paid in an area, and by how many days its invoices are overdue."""

from datetime import date

from pytest import approx

AS_OF = date(2025, 6, 30)


def place(project: str, area: str | None, share: float = 1.0) -> dict:
    return {
        "project_id": project,
        "neighbourhood_id": area,
        "neighbourhood_share": share,
        "method": "code",
    }


def paid(name: str, project: str, day: date | None, amount: float, **values) -> dict:
    row = {"payment_id": name, "project_id": project, "paid_date": day, "paid_amount": amount}
    return row | {"tier": "client_prime"} | values


def spending(rows_of, **given) -> dict[str, dict]:
    rows = rows_of("neighbourhood_spending", given, as_of=AS_OF)
    return {row["neighbourhood_id"]: row for row in rows}


AREAS = [
    {"neighbourhood_id": "WARD", "level": "ward", "parent_id": "DISTRICT"},
    {"neighbourhood_id": "OTHER", "level": "ward", "parent_id": "DISTRICT"},
    {"neighbourhood_id": "DISTRICT", "level": "district"},
]
PROJECTS = [
    {"project_id": "P", "project_name": "P", "sector": "road"},
    {"project_id": "Q", "project_name": "Q", "sector": "school"},
]


def test_three_years_up_to_the_reporting_date_and_the_clients_money_only(rows_of):
    found = spending(
        rows_of,
        src_neighbourhoods=AREAS,
        src_projects=PROJECTS[:1],
        src_project_neighbourhoods=[place("P", "WARD")],
        src_payments=[
            paid("FIRST-DAY", "P", date(2022, 7, 1), 3000),
            paid("DAY-BEFORE", "P", date(2022, 6, 30), 9000),
            paid("TAKEN-BACK", "P", date(2025, 6, 30), -300),
            paid("UNDATED", "P", None, 9000),
            paid("LOWER-TIER", "P", date(2025, 1, 1), 9000, tier="wage"),
            paid("UNPLACED", "NOWHERE", date(2025, 1, 1), 9000),
        ],
    )["WARD"]
    assert found["paid_amount"] == 2700
    assert found["undated_count"] == 1
    assert found["first_paid_date"] == date(2022, 6, 30)


def test_a_larger_area_gathers_its_parts_and_a_project_in_two_counts_by_its_shares(rows_of):
    found = spending(
        rows_of,
        src_neighbourhoods=AREAS,
        src_projects=PROJECTS,
        src_project_neighbourhoods=[
            place("P", "WARD", 0.25),
            place("P", "OTHER", 0.75),
            place("Q", "WARD"),
        ],
        src_payments=[
            paid("1", "P", date(2025, 1, 1), 4000),
            paid("2", "Q", date(2025, 1, 1), 500),
        ],
    )
    assert found["WARD"]["paid_amount"] == approx(1500)
    assert found["OTHER"]["paid_amount"] == approx(3000)
    assert found["DISTRICT"]["paid_amount"] == approx(4500)
    assert (found["WARD"]["largest_sector"], found["WARD"]["largest_sector_amount"]) == (
        "road",
        1000,
    )


def test_commitments_are_the_first_values_of_contracts_signed_in_the_three_years(rows_of):
    contract = {"project_id": "P", "status": "active", "contract_amount": 900}
    found = spending(
        rows_of,
        src_neighbourhoods=AREAS,
        src_projects=PROJECTS[:1],
        src_project_neighbourhoods=[place("P", "WARD")],
        src_contracts=[
            contract
            | {"contract_id": "NEW", "signed_date": date(2024, 1, 1), "original_amount": 700},
            contract | {"contract_id": "OLD", "signed_date": date(2021, 1, 1)},
            contract | {"contract_id": "UNDATED"},
        ],
    )["WARD"]
    assert found["committed_amount"] == 700
    assert found["paid_project_count"] == 0
    assert found["paid_amount"] == 0


def test_an_invoice_past_its_day_is_overdue_where_payments_are_known(rows_of):
    invoice = {
        "project_id": "P",
        "tier": "client_prime",
        "invoice_amount": 100,
        "issued_date": date(2025, 3, 1),
        "received_date": date(2025, 3, 1),
    }
    given = {
        "src_projects": PROJECTS[:1],
        "src_invoices": [
            invoice | {"invoice_id": "OVERDUE", "due_date": date(2025, 6, 20)},
            invoice | {"invoice_id": "DUE-TODAY", "due_date": date(2025, 6, 30)},
            invoice
            | {
                "invoice_id": "DISPUTED",
                "due_date": date(2025, 6, 20),
                "dispute_start_date": date(2025, 6, 1),
            },
            invoice
            | {"invoice_id": "REJECTED", "due_date": date(2025, 6, 1), "status": "rejected"},
            invoice | {"invoice_id": "PAID", "due_date": date(2025, 6, 1)},
        ],
        "src_payments": [paid("1", "P", date(2025, 6, 20), 100, invoice_id="PAID")],
    }
    row = rows_of("project_arrears", given, as_of=AS_OF)[0]
    assert row["overdue_count"] == 1
    assert row["overdue_amount"] == 100
    assert row["recent_count"] == 5
    without = rows_of("project_arrears", given | {"src_payments": []}, as_of=AS_OF)[0]
    assert without["overdue_count"] == 0
    assert without["known_invoice_count"] == 0
