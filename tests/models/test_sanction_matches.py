"""A party is on a list of sanctions by its identifier alone, and only while that is in force."""

from datetime import date

import pytest

from dashboard.engine import catalogue

FIRM = {"party_id": "P1", "party_name": "Puentes del Norte, S.A. de C.V."}
ENTRY = {
    "sanction_id": "S1",
    "list_name": "SAT 69-B",
    "party_kind": "organisation",
    "party_identifier": "PNO100101AB3",
    "party_name": "PUENTES DEL NORTE, S.A. DE C.V.",
    "start_date": date(2020, 5, 1),
    "status": "in_force",
    "status_text": "Definitivo",
}


def matches(rows_of, party: dict, *entries: dict):
    return rows_of(
        "sanction_matches",
        {"src_parties": [FIRM | party], "src_sanctions": [ENTRY | entry for entry in entries]},
    )


@pytest.mark.parametrize("written", ["PNO100101AB3", "pno-100101-ab3", " PNO 100101 AB3"])
def test_a_party_with_the_listed_identifier_is_listed_however_it_is_written(rows_of, written):
    (found,) = matches(rows_of, {"party_identifier": written}, {})
    assert (found["party_id"], found["sanction_id"], found["is_listed"]) == ("P1", "S1", True)
    assert (found["start_date"], found["end_date"]) == (date(2020, 5, 1), None)


def test_an_id_that_is_the_register_number_itself_matches_as_well(rows_of):
    (found,) = matches(rows_of, {"party_id": "PNO100101AB3"}, {})
    assert found["is_listed"]


@pytest.mark.parametrize("identifier", [None, "PNO100101AB4", "", "ABC"])
def test_a_party_of_the_same_name_with_no_or_another_identifier_never_matches(rows_of, identifier):
    same_name = {"party_name": ENTRY["party_name"], "party_identifier": identifier}
    assert matches(rows_of, same_name, {}) == []
    assert matches(rows_of, same_name, {"party_identifier": None}) == []
    assert matches(rows_of, same_name, {"party_identifier": "ABC"}) == []


@pytest.mark.parametrize("status", ["annulled", "presumed", "stayed", "expired"])
def test_an_entry_that_is_not_in_force_is_shown_as_such_and_lists_nobody(rows_of, status):
    (found,) = matches(rows_of, {"party_identifier": "PNO100101AB3"}, {"status": status})
    assert found["status"] == status
    assert not found["is_listed"]


def test_an_entry_counts_from_its_first_day_until_its_last(rows_of):
    party = {"party_identifier": "PNO100101AB3"}
    (ended,) = matches(rows_of, party, {"end_date": date(2024, 1, 1)})
    assert not ended["is_listed"]
    assert matches(rows_of, party, {"start_date": date(2026, 1, 1)}) == []


def test_persons_match_nobody_on_either_side(rows_of):
    party = {"party_identifier": "PNO100101AB3"}
    assert matches(rows_of, party | {"party_kind": "person"}, {}) == []
    assert matches(rows_of, party, {"party_kind": "person"}) == []


def test_no_condition_of_the_join_is_a_name():
    query = catalogue.queries()["sanction_matches"].sql
    assert "party_name =" not in query
    assert "listed_name =" not in query
