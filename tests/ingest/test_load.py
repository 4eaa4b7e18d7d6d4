"""Every row of a file is loaded or set aside with a reason, and said so."""

import datetime
import json
from decimal import Decimal

import pytest

from dashboard.ingest import load, manifest, store
from dashboard.messages import InputError
from tests.ingest.town import AREAS, TWO_AREAS, areas, square

HEADER = "Name,Area,Amount,End,Phone\n"
NAME = "works_2024-03.csv"


def message(town, name, content, source="works"):
    with pytest.raises(InputError) as caught:
        town.load(name, content, source)
    return str(caught.value)


def test_a_good_file_is_loaded_with_its_lineage(town):
    report = town.load(NAME, HEADER + 'Bridge,Centre,"1,250.50",2025-01-31,555\nRoad,,,,\n')
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (2, 2, 0)
    row = town.table("src_projects").row(0, named=True)
    digest = store.records(town.workspace)[0]["sha256"]
    assert row["source_file_id"] == f"works-{digest[:12]}"
    assert row["source_line"] == 2
    assert row["published_date"] == datetime.date(2024, 3, 1)
    assert row["planned_end_date"] == datetime.date(2025, 1, 31)
    assert row["project_id"].startswith("bridge-")


def test_a_line_break_in_a_cell_moves_the_lines_after_it(town):
    town.load(NAME, HEADER + '"Bridge\nnorth",,,,\nRoad,,,,\n\n')
    assert town.table("src_projects")["source_line"].to_list() == [2, 4]


def test_windows_line_ends_semicolons_and_empty_trailing_headers_are_nothing_special(town):
    text = (
        HEADER.replace(",", ";").replace("\n", ";;\r\n") + "Bridge;;1.250,50;;;;\r\nRoad;;;;;;\r\n"
    )
    report = town.load(NAME, text)
    assert report.rows_loaded == 2
    assert town.table("src_projects")["project_name"].to_list() == ["Bridge", "Road"]


def test_a_file_that_ends_its_lines_the_old_way_is_read(town):
    assert town.load(NAME, (HEADER + "Bridge,,,,\nRoad,,,,\n").replace("\n", "\r")).rows_loaded == 2


def test_rows_with_too_many_or_too_few_cells_are_set_aside_with_their_line(town):
    report = town.load(NAME, HEADER + "Bridge,,,,\nRoad,,,,,x\nPark,,\nWall,,,,\n")
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (4, 2, 2)
    bad = town.table("src_quarantined_rows")
    assert bad["source_line"].to_list() == [3, 4]
    assert bad["reason"][0] == "6 cells where the header has 5"
    assert bad["raw_text"].to_list() == ["Road,,,,,x", "Park,,"]


def test_a_quote_left_open_costs_one_row_not_the_rest_of_the_file(town):
    report = town.load(NAME, HEADER + 'Bridge,,,,\n"Road,,,,\nPark,,,,\nWall,,,,\n')
    assert (report.rows_loaded, report.rows_quarantined) == (3, 1)
    bad = town.table("src_quarantined_rows").row(0, named=True)
    assert bad["source_line"] == 3
    assert "quote" in bad["reason"]


def test_bytes_in_another_encoding_set_aside_their_row_only(town):
    content = (HEADER + "Bridge,,,,\nCaf").encode() + b"\xe9" + b",,,,\nPark,,,,\nWall,,,,\n"
    report = town.load(NAME, content)
    assert (report.rows_loaded, report.rows_quarantined) == (3, 1)
    assert "bytes that are not utf-8" in town.table("src_quarantined_rows")["reason"][0]


def test_a_row_without_a_required_value_is_set_aside_without_personal_data(town):
    text = HEADER + ",Centre,12,,0161 555 0123\nBridge,mail a.b@example.org,,,\n"
    report = town.load(NAME, text)
    assert (report.rows_loaded, report.rows_quarantined) == (1, 1)
    bad = town.table("src_quarantined_rows").row(0, named=True)
    assert bad["reason"] == "name is missing or cannot be read"
    assert bad["raw_text"] == ",Centre,12,,[contact removed]"


def test_no_contact_passes_the_border(town):
    town.load(
        NAME,
        HEADER + "Call 718-555-0164 or me@example.org,me@example.org,call me@example.org,x,9\n"
        "a,b\nx 718-555-0164,y,z,zz@example.org\n",
    )
    kept = [
        str(town.table(relation).rows())
        for relation in (
            "src_projects",
            "src_project_places",
            "src_load_issues",
            "src_quarantined_rows",
        )
    ]
    assert "[contact removed]" in kept[0]
    assert not any("example.org" in text or "0164" in text for text in kept)


def test_an_unreadable_value_is_null_with_an_issue_and_the_row_stays(town):
    report = town.load(NAME, HEADER + "Bridge,,n/a,2021,\n")
    assert (report.rows_loaded, report.issues) == (1, 2)
    assert town.table("src_projects")["planned_end_date"].to_list() == [None]
    issues = town.table("src_load_issues").select("column_name", "raw_value", "action").rows()
    assert sorted(issues) == [("amount", "n/a", "nulled"), ("end_date", "2021", "nulled")]


def test_rows_of_the_same_name_are_told_apart_and_said_so(town):
    town.load(NAME, HEADER + "Park,,1,,\nPark,,2,,\nPark,,2,,\n")
    ids = town.table("src_projects")["project_id"].to_list()
    assert len(set(ids)) == 3
    assert town.table("src_load_issues").height == 4  # all three by amount, the third by number


def test_an_id_is_the_same_whatever_the_accents_case_and_order(town):
    town.load(NAME, HEADER + "Avenida Ñandú,,,,\nRoad,,,,\n")
    town.load("works_2024-09.csv", HEADER + "Road,,,,\nAVENIDA NANDU,,,,\n")
    ids = town.table("src_projects").sort("project_id")["project_id"].to_list()
    assert ids[0] == ids[1]
    assert ids[2] == ids[3]


def test_loading_the_same_bytes_again_changes_nothing(town):
    first = town.load(NAME, HEADER + "Bridge,,,,\n")
    folder = next((town.workspace.loads / "works").iterdir())
    before = {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}
    again = town.load(NAME, HEADER + "Bridge,,,,\n")
    assert not first.repeated
    assert again.repeated
    assert before == {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}


def test_the_same_bytes_are_loaded_anew_when_the_manifest_changed(town):
    town.load(NAME, HEADER + "Bridge,,,,\n")
    path = manifest.SOURCES / "works.toml"
    path.write_text(path.read_text().replace('"EUR"', '"USD"'))
    assert not town.load(NAME, HEADER + "Bridge,,,,\n").repeated
    assert town.table("src_projects")["currency"].to_list() == ["USD"]


def test_a_header_without_rows_is_a_file_of_no_rows(town):
    report = town.load(NAME, HEADER)
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (0, 0, 0)


def test_files_that_are_no_tables_are_refused_in_one_sentence(town):
    assert "the file is empty" in message(town, NAME, "")
    assert "this is not a text file" in message(town, NAME, b"PK\x03\x04zip")
    assert "this is not a text file" in message(town, NAME, (HEADER * 3).encode("utf-16"))
    wrong = message(town, NAME, '{"type": "FeatureCollection"}')
    assert "column 'name' should come from 'Name' or 'Nombre'" in wrong
    with pytest.raises(InputError, match="there is no such file"):
        load.load_files(town.workspace, "works", [town.incoming / "absent.csv"])
    with pytest.raises(InputError, match="this is a folder"):
        load.load_files(town.workspace, "works", [town.incoming])
    assert store.records(town.workspace) == []


def test_a_file_lacking_a_column_says_what_it_has_and_what_to_do(town):
    text = message(town, NAME, "Name,Area,Amount EUR,End\nBridge,,,\n")
    assert text == (
        "data/sources/works.toml: column 'amount' should come from 'Amount', which "
        "works_2024-03.csv lacks. It has: 'Name', 'Area', 'Amount EUR', 'End'. "
        "Change the manifest, or ask the owner (Town hall) what changed."
    )


def test_a_file_mostly_in_another_encoding_is_refused_not_set_aside_row_by_row(town):
    content = HEADER.encode() + "Café,,,,\nÑandú,,,,\n".encode("latin-1")
    assert "hold bytes that are not utf-8" in message(town, NAME, content)


def test_a_name_without_a_date_is_refused_where_the_date_comes_from_the_name(town):
    assert "does not give the date" in message(town, "works_new.csv", HEADER + "Bridge,,,,\n")
    assert "does not give the date" in message(town, "works_2024-13.csv", HEADER + "Bridge,,,,\n")


def test_an_unknown_source_is_answered_with_the_nearest(town):
    assert "Did you mean 'works'?" in message(town, NAME, HEADER, "work")


def test_a_boundary_beside_the_file_is_loaded_with_it_once(town):
    town.file("areas.geojson", TWO_AREAS)
    first = load.load_files(town.workspace, "works", [town.file(NAME, HEADER + "Bridge,,,,\n")])
    assert [one.source for one in first] == ["works", "areas"]
    assert "found beside" in first[1].note
    other = town.file("works_2024-04.csv", HEADER + "Bridge,,,,\n")
    second = load.load_files(town.workspace, "works", [other])
    assert [one.source for one in second] == ["works"]


def test_a_boundary_file_under_a_source_or_the_word_boundaries_finds_its_place(town):
    path = town.file("areas.geojson", TWO_AREAS)
    assert load.load_files(town.workspace, "works", [path])[0].source == "areas"
    assert load.load_files(town.workspace, "boundaries", [path])[0].repeated
    assert "no boundary file" in message(town, "lakes.geojson", TWO_AREAS, "boundaries")


def test_a_boundary_file_cut_off_or_without_the_property_is_refused(town):
    assert "cannot be read as a file of places" in message(
        town, "areas.geojson", TWO_AREAS[:200], "areas"
    )
    other = areas(({"id": 1, "label": "A", "people": 1}, square(0, 0)))
    assert "the property 'code' is not in areas.geojson" in message(
        town, "areas.geojson", other, "areas"
    )


def test_an_invalid_polygon_is_repaired_and_one_without_an_id_set_aside(town):
    bow_tie = [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]
    content = areas(
        ({"code": 1.0, "label": "CENTRE", "people": 5}, bow_tie),
        ({"code": None, "label": "SEA", "people": None}, square(5, 5)),
    )
    report = town.load("areas.geojson", content, "areas")
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (2, 1, 1)
    assert town.table("shapes")["is_repaired"].to_list() == [True]
    issue = town.table("src_load_issues").row(0, named=True)
    assert (issue["issue"], issue["action"]) == ("invalid polygon", "repaired")
    assert "code is missing" in town.table("src_quarantined_rows")["reason"][0]


def test_boundaries_in_another_crs_come_out_in_degrees(town):
    metres = areas(
        ({"code": 1, "label": "CENTRE", "people": 5}, square(0, 0, 111319.49)),
        crs="urn:ogc:def:crs:EPSG::3857",
    )
    town.load("areas.geojson", metres, "areas")
    row = town.table("shapes").row(0, named=True)
    assert row["area_km2"] == pytest.approx(12309, rel=0.001)
    assert row["population"] == 5


def test_two_features_of_one_place_are_refused_unless_the_manifest_joins_them(town):
    content = areas(
        ({"code": 1, "label": "A", "people": 5}, square(0, 0)),
        ({"code": 1, "label": "A", "people": 6}, square(3, 0)),
    )
    assert "come in several features, such as 'area-01'" in message(
        town, "areas.geojson", content, "areas"
    )
    (manifest.SOURCES / "areas.toml").write_text(
        AREAS.replace("population_year = 2021", "population_year = 2021\ndissolve = true")
    )
    town.load("areas.geojson", content, "areas")
    assert town.table("shapes")["population"].to_list() == [11]


def test_the_record_holds_every_column_of_source_files(town):
    town.load(NAME, HEADER + "Bridge,,,,\n")
    record = store.records(town.workspace)[0]
    frame = store.source_files([record])
    assert frame["published_date"].to_list() == [datetime.date(2024, 3, 1)]
    assert frame["byte_count"].to_list() == [len(HEADER + "Bridge,,,,\n")]
    assert json.dumps(record["layout"])
    assert Decimal(frame["rows_loaded"][0]) == 1
