"""Where a project lies: its neighbourhoods, their shares, and the areas that contain them."""

from datetime import date

import pytest

AREAS = [
    {"neighbourhood_id": "NORTH", "level": "district"},
    {"neighbourhood_id": "SOUTH", "level": "district"},
    {"neighbourhood_id": "N1", "level": "ward", "parent_id": "NORTH"},
    {"neighbourhood_id": "N2", "level": "ward", "parent_id": "NORTH"},
    {"neighbourhood_id": "S1", "level": "ward", "parent_id": "SOUTH"},
]


def placed(neighbourhood_id, share, **values) -> dict:
    return {
        "project_id": "P",
        "neighbourhood_id": neighbourhood_id,
        "neighbourhood_share": share,
        "method": "name",
    } | values


@pytest.fixture
def shares(rows_of):
    """A function from placements to {(project, area): share} of the model named."""

    def found(model, *placements):
        given = {
            "src_neighbourhoods": AREAS,
            "src_project_neighbourhoods": list(placements),
        }
        return {
            (row["project_id"], row["neighbourhood_id"]): row["neighbourhood_share"]
            for row in rows_of(model, given)
        }

    return found


def test_the_shares_of_a_project_sum_to_one(shares):
    found = shares("project_neighbourhoods", placed("N1", 1.0), placed("S1", 3.0))
    assert found == {("P", "N1"): 0.25, ("P", "S1"): 0.75}


def test_two_rows_of_one_place_are_one_place(shares):
    found = shares(
        "project_neighbourhoods", placed("N1", 1.0), placed("N1", 1.0), placed("N2", 2.0)
    )
    assert found == {("P", "N1"): 0.5, ("P", "N2"): 0.5}


def test_what_could_not_be_placed_takes_no_share(shares):
    unplaced = placed(None, None, method="not placed")
    assert shares("project_neighbourhoods", placed("N1", 1.0), unplaced) == {("P", "N1"): 1.0}
    assert shares("project_neighbourhoods", unplaced) == {}
    assert shares("project_neighbourhoods", placed("NO-SUCH-AREA", 1.0)) == {}


def test_the_last_publication_says_where_a_project_lies(shares):
    found = shares(
        "project_neighbourhoods",
        placed("N1", 1.0, published_date=date(2023, 1, 1)),
        placed("S1", 1.0, published_date=date(2024, 1, 1)),
        placed("N2", 1.0, published_date=date(2023, 1, 1), project_id="OLDER"),
    )
    assert found == {("P", "S1"): 1.0, ("OLDER", "N2"): 1.0}


def test_a_project_lies_in_the_larger_area_by_the_sum_of_its_parts(shares):
    found = shares("project_areas", placed("N1", 0.25), placed("N2", 0.25), placed("S1", 0.5))
    assert found == {
        ("P", "N1"): 0.25,
        ("P", "N2"): 0.25,
        ("P", "S1"): 0.5,
        ("P", "NORTH"): 0.5,
        ("P", "SOUTH"): 0.5,
    }


def test_a_project_placed_in_part_and_whole_has_one_row_for_the_whole(shares):
    found = shares("project_areas", placed("N1", 0.5), placed("NORTH", 0.5))
    assert found == {("P", "N1"): 0.5, ("P", "NORTH"): 1.0}


def test_a_row_says_whether_the_source_named_the_area_itself(rows_of):
    given = {
        "src_neighbourhoods": AREAS,
        "src_project_neighbourhoods": [placed("N1", 0.5), placed("SOUTH", 0.5)],
    }
    rows = rows_of("project_areas", given)
    said = {row["neighbourhood_id"]: (row["level"], row["is_direct"]) for row in rows}
    assert said == {
        "N1": ("ward", True),
        "NORTH": ("district", False),
        "SOUTH": ("district", True),
    }


def test_what_lies_in_no_area_is_a_row_of_its_own_on_every_level(rows_of):
    project = {"project_name": "A"}
    given = {
        "src_neighbourhoods": AREAS,
        "src_projects": [project | {"project_id": one} for one in ("WARD", "DISTRICT", "NOWHERE")],
        "src_project_neighbourhoods": [
            placed("N1", 0.75, project_id="WARD", method="line"),
            placed(None, 0.25, project_id="WARD", method="line"),
            placed("SOUTH", 1.0, project_id="DISTRICT"),
            placed(None, 1.0, project_id="NOWHERE", method="not placed"),
        ],
    }
    rows = rows_of("project_area_shares", given)
    found = {
        (row["project_id"], row["level"], row["neighbourhood_id"]): row["neighbourhood_share"]
        for row in rows
    }
    assert found == {
        ("WARD", "ward", "N1"): 0.75,
        ("WARD", "ward", None): 0.25,
        ("WARD", "district", "NORTH"): 0.75,
        ("WARD", "district", None): 0.25,
        ("DISTRICT", "ward", None): 1.0,
        ("DISTRICT", "district", "SOUTH"): 1.0,
        ("NOWHERE", "ward", None): 1.0,
        ("NOWHERE", "district", None): 1.0,
    }


def test_without_any_boundaries_every_project_has_its_row(rows_of):
    given = {"src_projects": [{"project_id": "P", "project_name": "A"}]}
    (row,) = rows_of("project_area_shares", given)
    assert (row["level"], row["neighbourhood_id"], row["neighbourhood_share"]) == (None, None, 1.0)
