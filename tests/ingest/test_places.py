"""Where a project is: by code, name, alias or point, and honestly nowhere."""

import polars as pl
import pytest

from dashboard.ingest import build_inputs, load, places, store, tables
from tests.ingest.town import TWO_AREAS


def place(town, level="area", code=None, name=None, longitude=None, latitude=None):
    """The placements of one row: (id, share, method, is shared)."""
    town.load("areas.geojson", TWO_AREAS, "areas")
    path = town.incoming / "places.parquet"
    row = {
        "source_file_id": "works-1",
        "source_line": 2,
        "published_date": None,
        "project_id": "P",
        "place_level": level,
        "place_name": name,
        "place_code": code,
        "longitude": longitude,
        "latitude": latitude,
    }
    pl.DataFrame([row], schema=tables.polars_schema("project_places")).write_parquet(path)
    folders = [store.Path(record["folder"]) for record in store.records(town.workspace)]
    shapes = places.shapes(folders)
    found = places.placements([path], shapes, town.workspace.boundaries).rows
    assert dict(found.schema) == tables.PLACEMENTS
    assert found["neighbourhood_share"].sum() == pytest.approx(1)
    columns = ("neighbourhood_id", "neighbourhood_share", "method", "is_shared")
    return found.select(columns).rows()


@pytest.mark.parametrize("code", ["1", "01", "001", "1.0", "area-01"])
def test_a_code_wins_over_everything_and_zeros_in_front_do_not_matter(town, code):
    assert place(town, code=code, name="Núñez", longitude=1.5, latitude=0.5) == [
        ("area-01", 1.0, "code", False)
    ]


@pytest.mark.parametrize("name", ["Centre", " CENTRE ", "centre.", "Cèntre"])
def test_a_name_is_compared_without_accents_case_and_punctuation(town, name):
    assert place(town, name=name) == [("area-01", 1.0, "name", False)]


def test_a_name_wins_over_a_point_elsewhere(town):
    assert place(town, name="Nunez", longitude=0.5, latitude=0.5)[0][:3] == ("area-02", 1.0, "name")


def test_an_alias_is_recorded_as_such(town):
    assert place(town, name="old town") == [("area-01", 1.0, "alias", False)]


def test_a_point_places_what_no_name_does(town):
    assert place(town, name="Everywhere", longitude=1.5, latitude=0.5) == [
        ("area-02", 1.0, "point", False)
    ]


@pytest.mark.parametrize(
    "name", ["Centre, Núñez", "Centre y Núñez", "Old Town/Nunez", "Centre;Centre\nNuñez"]
)
def test_several_names_share_equally(town, name):
    found = place(town, name=name)
    assert [(one[0], one[1], one[3]) for one in found] == [
        ("area-01", 0.5, True),
        ("area-02", 0.5, True),
    ]


@pytest.mark.parametrize(
    "where",
    [
        {},
        {"name": "Elsewhere"},
        {"code": "99"},
        {"longitude": 9.0, "latitude": 9.0},
        {"name": "Centre", "level": "ward"},
        {"longitude": 0.5},
    ],
)
def test_what_fits_nowhere_keeps_one_row_without_a_place(town, where):
    assert place(town, **where) == [(None, 1.0, "not placed", False)]


def test_a_point_on_a_border_counts_once(town):
    assert place(town, longitude=1.0, latitude=0.5) == [("area-01", 1.0, "point", False)]


def test_an_unloaded_boundary_places_nothing_and_breaks_nothing(town):
    path = town.file("works_2024-03.csv", "Name,Area,Amount,End,Phone\nBridge,CENTRE,,,\n")
    load.load_files(town.workspace, "works", [path])
    inputs = build_inputs.prepare(
        town.workspace, town.incoming / "build", store.records(town.workspace)
    )
    found = pl.read_parquet(inputs["src_project_neighbourhoods"][0])
    assert found["method"].to_list() == ["not placed"]


def found(town, *rows):
    """The placements and the issues of some rows; what a row leaves out is not stated."""
    town.load("areas.geojson", TWO_AREAS, "areas")
    path = town.incoming / "places.parquet"
    schema = tables.polars_schema("project_places")
    common = dict.fromkeys(schema) | {"source_file_id": "works-1", "place_level": "area"}
    whole = [
        common | {"source_line": line, "project_id": f"P{line}"} | row
        for line, row in enumerate(rows, start=2)
    ]
    pl.DataFrame(whole, schema=schema).write_parquet(path)
    folders = [store.Path(record["folder"]) for record in store.records(town.workspace)]
    return places.placements([path], places.shapes(folders), town.workspace.boundaries)


def parts(placed):
    """Each part of the answers: place, share to four digits, method."""
    return [
        (one, round(share, 4), method)
        for one, share, method in placed.rows.select(
            "neighbourhood_id", "neighbourhood_share", "method"
        ).iter_rows()
    ]


# Degrees of longitude at the equator: 0.009 are about one kilometre.
@pytest.mark.parametrize(("degrees", "certainty"), [(0.0, 0.9), (0.004, 0.722), (0.0089, 0.504)])
def test_a_point_just_outside_goes_to_the_nearest_place_the_less_certain_the_farther(
    town, degrees, certainty
):
    placed = found(town, {"longitude": 2 + 1e-9 + degrees, "latitude": 0.5})
    assert parts(placed) == [("area-02", 1.0, "near point")]
    assert placed.rows["certainty"][0] == pytest.approx(certainty, abs=0.003)
    assert "outside the polygon" in placed.rows["reason"][0]


def test_a_point_more_than_a_kilometre_outside_is_not_placed(town):
    placed = found(town, {"longitude": 2.0092, "latitude": 0.5})
    assert parts(placed) == [(None, 1.0, "not placed")]
    assert placed.rows["reason"].to_list() == ["outside every polygon"]


def test_a_line_is_shared_by_length_and_the_part_outside_stays_in_the_total(town):
    placed = found(town, {"geometry": "LINESTRING (0.5 0.5, 2.5 0.5)"})
    assert parts(placed) == [
        ("area-01", 0.25, "line"),
        ("area-02", 0.5, "line"),
        (None, 0.25, "line"),
    ]
    assert placed.rows["is_shared"].all()


def test_a_polygon_is_shared_by_area_even_if_it_crosses_itself(town):
    square = "POLYGON ((0.5 0.2, 1.25 0.2, 1.25 0.8, 0.5 0.8, 0.5 0.2))"
    assert parts(found(town, {"geometry": square})) == [
        ("area-01", 0.6667, "polygon"),
        ("area-02", 0.3333, "polygon"),
    ]
    bow = "POLYGON ((0.5 0.2, 1.5 0.8, 1.5 0.2, 0.5 0.8, 0.5 0.2))"
    assert parts(found(town, {"geometry": bow})) == [
        ("area-01", 0.5, "polygon"),
        ("area-02", 0.5, "polygon"),
    ]


def test_a_line_along_a_border_counts_by_halves(town):
    assert parts(found(town, {"geometry": "LINESTRING (1 0.2, 1 0.8)"})) == [
        ("area-01", 0.5, "line"),
        ("area-02", 0.5, "line"),
    ]


def test_a_geometry_that_cannot_be_read_is_said_and_the_rest_of_the_row_counts(town):
    placed = found(town, {"geometry": "LINESTRING (1", "longitude": 0.5, "latitude": 0.5})
    assert parts(placed) == [("area-01", 1.0, "point")]
    assert placed.issues.select("column_name", "issue", "action").rows() == [
        ("geometry", "geometry that cannot be read", "not used")
    ]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("12 Hill Road, Centre", ("area-01", "address")),
        ("corner of the Old Town market", ("area-01", "address")),
        ("plot 7, area-02", ("area-02", "address")),
        ("Centre Street 5", (None, "not placed")),
        ("Av. Centre 5", (None, "not placed")),
        ("Centrepoint 5", (None, "not placed")),
        ("between Centre and Núñez", (None, "not placed")),
    ],
)
def test_an_address_counts_by_whole_words_and_only_if_one_place_fits(town, address, expected):
    placed = found(town, {"address": address})
    assert placed.rows.select("neighbourhood_id", "method").row(0) == expected


def test_an_address_with_several_places_lists_them(town):
    row = found(town, {"address": "between Centre and Núñez"}).rows.row(0, named=True)
    assert row["reason"] == "address names several places"
    assert len(row["candidates"].split("; ")) == 2


def test_a_name_that_is_not_known_speaks_against_the_address(town):
    placed = found(town, {"place_name": "Elsewhere", "address": "Centre"})
    assert parts(placed) == [(None, 1.0, "not placed")]
    assert placed.rows["reason"].to_list() == ["name or code is not known"]


def test_a_point_far_from_the_place_that_is_named_is_a_contradiction_that_is_said(town):
    far, near = (
        {"place_name": "Nunez", "longitude": 0.5, "latitude": 0.5},
        {"place_name": "Nunez", "longitude": 0.99, "latitude": 0.5},
    )
    placed = found(town, far, near)
    assert parts(placed) == [("area-02", 1.0, "name")] * 2
    assert placed.rows["certainty"].to_list() == [0.6, 1.0]
    assert placed.rows["reason"].to_list() == ["name and position contradict each other", None]
    (issue,) = placed.issues.rows(named=True)
    assert (issue["source_line"], issue["action"]) == (2, "placed by name")
    assert "55.7 km away" in issue["raw_value"]


@pytest.mark.parametrize(
    ("longitude", "latitude", "reason"),
    [
        (0.0, 0.0, "placeholder point: 0, 0"),
        (-1.26, 51.75, "placeholder point: the example of the OCDS documentation"),
        (3.0, 0.5, "point more than 50 km outside all boundaries"),
    ],
)
def test_a_point_is_not_trusted_because_it_is_there(town, longitude, latitude, reason):
    placed = found(town, {"longitude": longitude, "latitude": latitude})
    assert parts(placed) == [(None, 1.0, "not placed")]
    assert placed.rows["reason"].to_list() == [reason]
    assert placed.issues.select("issue", "action").rows() == [(reason, "not used")]


def test_one_spot_for_over_half_of_the_projects_is_a_placeholder(town):
    spot = {"longitude": 0.5, "latitude": 0.5}
    others = [{"longitude": 1.1 + n / 100, "latitude": 0.5} for n in range(5)]
    half = found(town, *[spot] * 5, *others)
    assert [one for one, _, _ in parts(half)][:5] == ["area-01"] * 5
    most = found(town, *[spot] * 6, *others)
    assert parts(most)[:6] == [(None, 1.0, "not placed")] * 6
    assert set(most.rows["reason"][:6]) == {
        "placeholder point: shared by over half of the projects of the file"
    }
    few = found(town, *[spot] * 6)  # a small ward: no sign of anything
    assert {one for one, _, _ in parts(few)} == {"area-01"}


def test_a_row_without_a_level_is_tried_on_every_level(town):
    placed = found(
        town,
        {"place_level": None, "longitude": 1.5, "latitude": 0.5},
        {"place_level": None, "place_name": "Centre"},
    )
    assert parts(placed) == [("area-02", 1.0, "point"), ("area-01", 1.0, "name")]
