"""Models that pass the border on: the newest row of each key, and nothing from after the day."""

from datetime import date, datetime

import pytest

# A row of each, and the column that tells of its day where the model looks at one.
ROWS = {
    "tenders": ({"tender_id": "T"}, "notice_published_date"),
    "lots": ({"lot_id": "L", "tender_id": "T"}, None),
    "bids": ({"bid_id": "B", "tender_id": "T"}, "bid_date"),
    "bid_parties": ({"bid_id": "B", "party_id": "X"}, None),
    "awards": ({"award_id": "A", "tender_id": "T"}, "award_date"),
    "award_suppliers": ({"award_id": "A", "party_id": "X"}, None),
    "contract_items": ({"contract_item_id": "I", "contract_id": "C"}, None),
    "documents": ({"document_id": "D", "entity_id": "P"}, "notice_published_date"),
    "party_roles": (
        {"party_id": "X", "role": "buyer", "entity_kind": "project", "entity_id": "P"},
        "start_date",
    ),
    "party_owners": ({"owner_id": "O", "owned_id": "X", "link_kind": "share"}, "start_date"),
    "sanctions": (
        {"sanction_id": "S", "list_name": "List", "status": "in_force"},
        "start_date",
    ),
    "metric_observations": (
        {"observation_id": "M", "project_id": "P", "kind": "metric"},
        "period_end_date",
    ),
    "project_processes": ({"project_id": "P", "ocid": "ocds-1"}, None),
}


@pytest.mark.parametrize("model", ROWS)
def test_the_newest_publication_of_a_row_counts_and_says_where_it_stands(rows_of, model):
    row, _ = ROWS[model]
    given = {
        f"src_{model}": [
            row | {"published_date": date(2024, 1, 1)},
            row | {"published_date": date(2023, 1, 1)},
        ]
    }
    (found,) = rows_of(model, given)
    assert row.items() <= found.items()
    assert (found["source_file_id"], found["source_line"]) == ("file of 2024-01-01", 1)


@pytest.mark.parametrize("model", [name for name, (_, day) in ROWS.items() if day])
def test_what_came_after_the_reporting_date_is_not_known_and_what_has_no_day_stays(rows_of, model):
    row, day = ROWS[model]
    later = {f"src_{model}": [row | {day: date(2025, 7, 1)}]}
    assert rows_of(model, later, as_of=date(2025, 6, 30)) == []
    assert len(rows_of(model, later, as_of=date(2025, 7, 1))) == 1
    assert len(rows_of(model, {f"src_{model}": [row]})) == 1


def test_a_bid_without_a_day_has_that_of_its_moment(rows_of):
    row = ROWS["bids"][0] | {"submitted": datetime(2025, 7, 1, 9, 30)}
    assert rows_of("bids", {"src_bids": [row]}, as_of=date(2025, 6, 30)) == []


def test_a_forecast_speaks_of_days_to_come(rows_of):
    row = ROWS["metric_observations"][0] | {"kind": "forecast", "period_end_date": date(2030, 1, 1)}
    assert len(rows_of("metric_observations", {"src_metric_observations": [row]})) == 1


def test_places_are_those_of_the_last_publication_each_once(rows_of):
    given = {
        "src_project_places": [
            {"project_id": "P", "place_name": "Old", "published_date": date(2023, 1, 1)},
            {"project_id": "P", "place_name": "North", "published_date": date(2024, 1, 1)},
            {"project_id": "P", "place_name": "South", "published_date": date(2024, 1, 1)},
            {"project_id": "Q", "place_name": "Old", "published_date": date(2023, 1, 1)},
        ]
    }
    found = [(row["project_id"], row["place_name"]) for row in rows_of("stated_places", given)]
    assert sorted(found) == [("P", "North"), ("P", "South"), ("Q", "Old")]


def test_readers_of_contracts_projects_milestones_and_parties_get_the_further_columns(rows_of):
    contract = {"contract_id": "C", "project_id": "P", "contract_amount": 5, "tender_id": "T"}
    contract |= {"award_id": "A", "buyer_name": "Office", "is_tax_included": False}
    (found,) = rows_of("contracts", {"src_contracts": [contract]})
    assert (found["tender_id"], found["award_id"], found["buyer_name"]) == ("T", "A", "Office")
    # Nothing is lost for want of a supplier.
    assert (found["is_tax_included"], found["current_amount"]) == (False, 5)
    milestone = {"milestone_id": "M", "project_id": "P", "milestone_type": "payment"}
    (found,) = rows_of("milestones", {"src_milestones": [milestone | {"milestone_amount": 7}]})
    assert (found["milestone_type"], found["milestone_amount"]) == ("payment", 7)
    party = {"party_id": "X", "party_name": "Builder", "legal_name": "Builder Ltd"}
    (found,) = rows_of("parties", {"src_parties": [party | {"locality": "Town"}]})
    assert (found["legal_name"], found["locality"]) == ("Builder Ltd", "Town")


def test_what_a_project_came_to_is_the_sum_of_its_phases_once_all_are_known(rows_of):
    phase = {"project_id": "P", "project_name": "Bridge", "project_type": "expansion"}
    phases = [phase | {"component": "a", "completion_amount": 5}, phase | {"component": "b"}]
    (found,) = rows_of("projects", {"src_projects": phases})
    assert (found["project_type"], found["completion_amount"]) == ("expansion", None)
    phases[1]["completion_amount"] = 6
    (found,) = rows_of("projects", {"src_projects": phases})
    assert found["completion_amount"] == 11
