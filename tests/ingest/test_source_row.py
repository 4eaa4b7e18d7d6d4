"""The published row behind a fact, as it was published, without contacts."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.ingest import source_row
from dashboard.messages import InputError
from tests.ingest.town import TWO_AREAS

HEADER = "Name,Area,Amount,End,Phone\n"
NAME = "works_2024-03.csv"


def test_a_row_comes_back_as_published_but_for_contacts(town):
    town.load(NAME, HEADER + '"Bridge\n a@b.example",Centre,"1,5",2021,0161 1\nRoad,,,,\n')
    lines = town.table("src_projects")["source_line"].to_list()
    file_id = town.table("src_projects")["source_file_id"][0]
    assert source_row.read(town.workspace, file_id, lines[0]) == {
        "Name": "Bridge\n [contact removed]",
        "Area": "Centre",
        "Amount": "1,5",
        "End": "2021",
        "Phone": "[contact removed]",
    }
    assert source_row.read(town.workspace, file_id, lines[1])["Name"] == "Road"


def test_a_file_with_old_line_ends_is_read_by_its_lines(town):
    town.load(NAME, (HEADER + "Bridge,,,,\nRoad,,,,\n").replace("\n", "\r"))
    row = town.table("src_projects").row(1, named=True)
    assert source_row.read(town.workspace, row["source_file_id"], 3)["Name"] == "Road"


def test_a_feature_comes_back_as_its_properties(town):
    town.load("areas.geojson", TWO_AREAS, "areas")
    file_id = town.table("shapes")["source_file_id"][0]
    found = source_row.read(town.workspace, file_id, 2)
    assert found == {"code": "2.0", "label": "NÚÑEZ", "people": "100.0"}
    assert json.loads(TWO_AREAS)["features"][1]["properties"]["label"] == found["label"]


def test_an_unknown_file_or_line_is_said_to_be_so(town):
    town.load(NAME, HEADER + "Bridge,,,,\n")
    file_id = town.table("src_projects")["source_file_id"][0]
    for line in (0, 3, 99):
        with pytest.raises(InputError, match=f"it has no line {line}"):
            source_row.read(town.workspace, file_id, line)
    with pytest.raises(InputError, match="not among the files loaded"):
        source_row.read(town.workspace, "works-0123456789ab", 1)
    with pytest.raises(InputError, match="not among the files loaded"):
        source_row.read(town.workspace, "../works-*", 1)


def test_reading_a_row_needs_neither_polars_nor_geopandas():
    root = Path(__file__).resolve().parents[2]
    code = (
        "import sys, dashboard.ingest.source_row\n"
        "heavy = {'polars', 'geopandas', 'pandas', 'shapely'} & sys.modules.keys()\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)
