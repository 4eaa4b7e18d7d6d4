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
    found = places.placements([path], shapes, town.workspace.boundaries)
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
