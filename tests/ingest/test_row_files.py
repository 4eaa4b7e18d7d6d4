"""Text files with titles and totals, Parquet, KML, shapefiles, GeoJSON: rows and refusals."""

import datetime
import json
import zipfile
from decimal import Decimal

import geopandas
import polars as pl
import pytest
import shapely

from dashboard.ingest import manifest, source_row
from dashboard.messages import InputError

ROWS = """
title = "Works"
owner = "Town hall"
licence = "CC0"
kind = "rows"
files = ["*"]
published = {{ date = 2025-01-31 }}
format = {{ {layout} }}
personal = ["phone"]

[columns]
name = {{ from = "name", type = "text", required = true }}
amount = {{ from = "amount", type = "money", optional = true }}
end_date = {{ from = "end", type = "date", formats = ["%d/%m/%Y"], optional = true }}
longitude = {{ from = "geometry.longitude", type = "coordinate", optional = true }}
latitude = {{ from = "geometry.latitude", type = "coordinate", optional = true }}
shape = {{ from = "geometry.wkt", type = "text", optional = true }}

[tables.projects]
project_id = "name"
project_name = "name"
planned_end_date = "end_date"
completion_amount = "amount"

[tables.project_places]
project_id = "name"
longitude = "longitude"
latitude = "latitude"
geometry = "shape"
"""


def load(town, name: str, content: str | bytes, layout: str):
    (manifest.SOURCES / "works.toml").write_text(ROWS.format(layout=layout), encoding="utf-8")
    return town.load(name, content)


def refused(town, name: str, content: str | bytes, layout: str) -> str:
    with pytest.raises(InputError) as caught:
        load(town, name, content, layout)
    return str(caught.value)


def places(town) -> list[dict]:
    return town.table("src_project_places").sort("source_line").to_dicts()


def row_again(town, line: int) -> dict:
    file_id = town.table("src_projects")["source_file_id"][0]
    return source_row.read(town.workspace, file_id, line)


@pytest.mark.parametrize("mark", ["\t", ";", "|"])
def test_text_files_take_any_mark_between_cells(town, mark):
    text = f"name{mark}amount\nBridge, old{mark}1\n"
    load(town, "works.tsv", text, f'kind = "csv", delimiters = [",", {json.dumps(mark)}]')
    assert town.table("src_projects")["project_name"].to_list() == ["Bridge, old"]


def test_a_text_file_may_have_titles_totals_and_notes(town):
    text = (
        'Works of the town,\n"as of\nMarch",\n\nname,amount\n(1),(2)\nBridge,1\n\nRoad,2\n'
        "Total,3\nSource: town hall\nall,figures,provisional\n"
    )
    layout = "skip_after_header = 1, totals = 'Total', ends_at = 'Source'"
    report = load(town, "works.csv", text, layout)
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (5, 2, 3)
    assert town.table("src_projects")["source_line"].to_list() == [7, 9]
    bad = town.table("src_quarantined_rows").sort("source_line")
    assert bad.select("source_line", "reason", "raw_text").rows() == [
        (10, "a total of the lines above", "Total,3"),
        (11, "below the end of the table", "Source: town hall"),
        (12, "below the end of the table", "all,figures,provisional"),
    ]
    assert row_again(town, 9)["name"] == "Road"


def test_a_doubled_header_in_a_text_file_needs_no_joined_cells(town):
    text = "name,contract,,\n,amount,end,phone\nBridge,1,04/03/2025,5\n"
    layout = "header_lines = 2"
    changed = ROWS.replace('"amount", type', '"contract amount", type')
    (manifest.SOURCES / "works.toml").write_text(changed.format(layout=layout))
    town.load("works.csv", text)
    assert town.table("src_projects")["completion_amount"].to_list() == [Decimal("1.00")]


def test_parquet_comes_in_with_its_types_and_comes_back_row_by_row(town, tmp_path):
    frame = pl.DataFrame(
        {
            "name": ["Bridge", "Road", None],
            "amount": [1234567.5, None, 3e20],
            "end": [datetime.date(2025, 3, 4), None, None],
            "phone": ["1", "2", "3"],
            "tags": [["a", "ü"], [], None],
        }
    )
    frame.write_parquet(tmp_path / "w.parquet")
    content = (tmp_path / "w.parquet").read_bytes()
    report = load(town, "works.parquet", content, 'kind = "parquet"')
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (3, 2, 1)
    row = town.table("src_projects").row(0, named=True)
    assert (row["completion_amount"], row["source_line"]) == (Decimal("1234567.50"), 1)
    assert row["planned_end_date"] == datetime.date(2025, 3, 4)
    assert row_again(town, 1) == {
        "name": "Bridge",
        "amount": "1234567.5",
        "end": "2025-03-04",
        "phone": "[contact removed]",
        "tags": '["a", "ü"]',
    }
    raw = json.loads(town.table("src_quarantined_rows")["raw_text"][0])
    assert (raw["amount"], raw["phone"]) == ("300000000000000000000", "[contact removed]")
    for cut in (b"", content[:50], content[:-9], b"name\nBridge\n"):
        message = refused(town, "works.parquet", cut, 'kind = "parquet"')
        assert "no whole Parquet file" in message or "the file is empty" in message


def test_geoparquet_gives_its_places_in_degrees(town, tmp_path):
    shapes = [shapely.Point(0, 0), shapely.box(0, 0, 111319.49, 1)]
    frame = geopandas.GeoDataFrame({"name": ["Bridge", "Park"]}, geometry=shapes, crs=3857)
    frame.to_parquet(tmp_path / "w.parquet")
    load(town, "works.parquet", (tmp_path / "w.parquet").read_bytes(), 'kind = "parquet"')
    point, polygon = places(town)
    assert (point["longitude"], point["latitude"], point["geometry"]) == (0.0, 0.0, None)
    assert polygon["longitude"] is None
    assert shapely.from_wkt(polygon["geometry"]).bounds[2] == pytest.approx(1.0)


KML = """<?xml version="1.0" encoding="UTF-8"?>{before}
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Works</name>
<NetworkLink><Link><href>http://localhost/x.kml</href></Link></NetworkLink>
<Folder><name>North</name>
<Placemark><name>Bridge</name><description>x</description>
<ExtendedData><Data name="amount"><value>12.5</value></Data>
<SchemaData><SimpleData name="phone">555</SimpleData></SchemaData></ExtendedData>
<Point><coordinates>-58.4,-34.6,7</coordinates></Point></Placemark>
<Placemark><name>Road</name><LineString><coordinates>0,0 1,1</coordinates></LineString></Placemark>
</Folder>
<Placemark><name>Park</name><MultiGeometry>
<Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 4,0 4,4 0,0</coordinates></LinearRing>
</outerBoundaryIs><innerBoundaryIs><LinearRing><coordinates>2,1 3,1 3,2 2,1</coordinates>
</LinearRing></innerBoundaryIs></Polygon></MultiGeometry></Placemark>
<Placemark><name>Broken</name><LineString><coordinates>0,0</coordinates></LineString></Placemark>
<Placemark><name>Nowhere</name></Placemark>
</Document></kml>"""


def test_kml_gives_placemarks_with_points_lines_and_polygons(town):
    report = load(town, "works.kml", KML.format(before=""), 'kind = "kml"')
    assert (report.rows_read, report.rows_loaded) == (5, 5)
    bridge, road, park, broken, nowhere = places(town)
    assert (bridge["longitude"], bridge["latitude"]) == (-58.4, -34.6)
    assert road["geometry"] == "LINESTRING (0 0, 1 1)"
    assert shapely.from_wkt(park["geometry"]).area == pytest.approx(7.5)
    assert broken["geometry"] is None
    assert nowhere["geometry"] is None
    assert town.table("src_projects")["completion_amount"].to_list()[0] == Decimal("12.50")
    issues = town.table("src_load_issues").select("source_line", "issue").unique().rows()
    assert issues == [(4, "a geometry that cannot be read")]
    found = row_again(town, 1)
    assert (found["folder"], found["amount"]) == ("North", "12.5")
    assert found["phone"] == "[contact removed]"


def test_a_kmz_is_read_and_what_is_no_sound_kml_is_refused(town):
    path = town.incoming / "made.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doc.kml", KML.format(before=""))
    assert load(town, "works.kmz", path.read_bytes(), 'kind = "kml"').rows_read == 5
    entity = '<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    cases = {
        "declares a document type": KML.format(before=entity),
        "it is no whole KML file": KML.format(before="")[:900],
        "it is XML, but no KML": "<a><Placemark/></a>",
        "it is no KML": "name,amount\n",
    }
    for expected, text in cases.items():
        assert expected in refused(town, "works.kml", text, 'kind = "kml"')


def shapefile(town, shapes, crs=3857, drop=(), more=()) -> bytes:
    folder = town.incoming / f"shape-{len(list(town.incoming.iterdir()))}"
    folder.mkdir()
    frame = geopandas.GeoDataFrame(
        {"name": ["Brücke", "Road"], "amount": [1.5, 2.0], "phone": ["1", "2"]},
        geometry=shapes,
        crs=crs,
    )
    frame["end"] = ["2025-03-04", None]
    frame.to_file(folder / "works.shp", encoding="UTF-8")
    path = folder / "works.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.glob("works.*")):
            if file.suffix not in (*drop, ".zip"):
                archive.write(file, f"data/{file.name}")
        for name, content in more:
            archive.writestr(name, content)
    return path.read_bytes()


POINTS = [shapely.Point(111319.49, 0), shapely.Point(0, 0)]


def test_a_zipped_shapefile_comes_in_in_degrees(town):
    lines = [shapely.LineString([(0, 0), (111319.49, 0)]), None]
    for shapes in (POINTS, lines):
        content = shapefile(town, shapes)
        assert load(town, "works.zip", content, 'kind = "shapefile"').rows_loaded == 2
    by_name = {(one["project_id"], one["geometry"] is None): one for one in places(town)}
    assert by_name["Brücke", True]["longitude"] == pytest.approx(1.0)
    line = shapely.from_wkt(by_name["Brücke", False]["geometry"])
    assert line.length == pytest.approx(1.0)
    days = town.table("src_projects")["planned_end_date"].drop_nulls().unique().to_list()
    assert days == [datetime.date(2025, 3, 4)]
    found = row_again(town, 1)
    assert (found["name"], found["phone"]) == ("Brücke", "[contact removed]")


def test_shapefiles_that_are_incomplete_dangerous_or_unclear_are_refused(town):
    def message(layout: str = 'kind = "shapefile"', **options) -> str:
        return refused(town, "works.zip", shapefile(town, POINTS, **options), layout)

    assert "(no .prj)" in message(drop=[".prj"])
    assert "is no known system" in message('kind = "shapefile", crs = "EPSG:x"', drop=[".prj"])
    assert ".dbf of its layer is missing" in message(drop=[".dbf"])
    assert "no .shp is in it" in message(drop=[".shp"])
    assert "leads out of the archive" in message(more=[("../x.shp", "x")])
    assert "it holds the archive" in message(more=[("x.zip", "x")])
    assert "unpacks to" in message(more=[("data/x.dbf", b"\0" * 30_000_000)])
    assert "it holds 2 layers: other, works" in message(more=[("other.shp", "x")])
    assert "no whole ZIP archive" in refused(town, "works.zip", b"PK\3\4", 'kind = "shapefile"')
    content = shapefile(town, POINTS, drop=[".prj"])
    assert load(town, "works.zip", content, 'kind = "shapefile", crs = "EPSG:3857"').rows_read == 2


def test_geojson_lines_and_polygons_come_as_well_known_text(town):
    features = [
        ({"name": "Bridge"}, shapely.Point(1, 2)),
        ({"name": "Road"}, shapely.LineString([(0, 0, 5), (1, 1, 5)])),
        ({"name": "Park"}, shapely.box(0, 0, 1, 1)),
        ({"name": "Nowhere"}, None),
    ]
    content = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": properties,
                "geometry": None if shape is None else json.loads(shapely.to_geojson(shape)),
            }
            for properties, shape in features
        ],
    }
    load(town, "works.geojson", json.dumps(content), 'kind = "geojson"')
    found = places(town)
    assert (found[0]["longitude"], found[0]["geometry"]) == (1.0, None)
    assert found[1]["geometry"] == "LINESTRING (0 0, 1 1)"
    assert shapely.from_wkt(found[2]["geometry"]).area == 1.0
    assert found[3]["geometry"] is None


@pytest.mark.parametrize(
    ("layout", "message"),
    [
        ('kind = "xslx"', "format kind 'xslx' is not known. Did you mean 'xlsx'?"),
        ('kind = "xlsx", shet = "A"', "unknown format key 'shet'. Did you mean 'sheet'?"),
        ('kind = "xlsx", header_line = -1', "format.header_line should be a whole number"),
        ('kind = "xlsx", header_lines = 9', "header_lines should be 1, 2 or 3"),
        ('kind = "xlsx", columns = "B"', "should be a range of columns. As in B:H"),
        ("totals = '('", "pattern that cannot be read"),
    ],
)
def test_format_keys_at_fault_are_refused_by_name(layout, message):
    with pytest.raises(InputError, match=message.replace("(", r"\(").replace("?", r"\?")):
        manifest.parse("works", ROWS.format(layout=layout))


def test_a_header_line_or_a_column_to_fill_down_that_is_not_there_is_said(town):
    text = "name,amount\nBridge,1\n"
    assert "its line 9 cannot be read as a header" in refused(
        town, "w.csv", text, "header_line = 9"
    )
    message = refused(town, "w.csv", text, 'fill_down = ["area"]')
    assert "names the column 'area', which the file lacks" in message
