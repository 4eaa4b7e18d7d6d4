"""Files are told by their bytes: what they are, and what is refused with a sentence."""

import io
import json
import zipfile

import polars as pl
import pytest
import xlsxwriter

from dashboard.ingest.propose import content_type, layout, preview
from dashboard.ingest.propose.proposal import propose
from dashboard.messages import InputError


def archive_of(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "."), content)
    return stream.getvalue()


KNOWN = {
    "csv": b"a,b\n1,2\n",
    "json": b'{"data": [{"a": 1}]}',
    "jsonl": b'{"a": 1}\n{"a": 2}\n',
    "geojson": b'{"type": "FeatureCollection", "features": []}',
    "ocds": b'{"uri": "x", "releases": [{"ocid": "ocds-1", "id": "1"}]}',
    "oc4ids": b'{"version": "0.9", "projects": [{"id": "oc4ids-1"}]}',
    "kml": b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"></kml>',
    "shapefile": archive_of(a__shp=b"x", a__dbf=b"x", a__shx=b"x"),
}


@pytest.mark.parametrize("kind", KNOWN)
def test_a_kind_is_told_whatever_the_name(kind, tmp_path):
    path = tmp_path / "file.pdf"
    path.write_bytes(KNOWN[kind])
    assert content_type.told(path) == kind


def test_lines_of_ocds_are_told(tmp_path):
    path = tmp_path / "x.txt"
    path.write_bytes(b'{"ocid": "ocds-1", "id": "1"}\n{"ocid": "ocds-1", "id": "2"}\n')
    assert content_type.told(path) == "ocds"


def test_parquet_and_workbooks_are_told(tmp_path):
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "x.csv")
    assert content_type.told(tmp_path / "x.csv") == "parquet"
    with xlsxwriter.Workbook(tmp_path / "y.csv") as book:
        book.add_worksheet().write(0, 0, "a")
    assert content_type.told(tmp_path / "y.csv") == "xlsx"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7\n", "PDF document"),
        (b"MZ\x90\x00", "a program"),
        (b"\x7fELF\x02", "a program"),
        (b"#!/bin/sh\necho\n", "a script"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Office document"),
        (b"\x1f\x8b\x08", "gzip archive"),
        (b"SQLite format 3\0", "database"),
        (b"<html><body>", "web page"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', "document type"),
        (b"a,b\n1,\x002\n", "bytes that no text has"),
        ("a,b\n1,2\n".encode("utf-16"), "UTF-16"),
        (b"", "empty"),
        (b"{broken", "begins like JSON"),
        (archive_of(a__exe=b"MZ"), "archive of .exe"),
        (archive_of(a__zip=b"PK"), "holds the archive"),
    ],
)
def test_what_no_source_can_be_is_refused(content, words, tmp_path):
    path = tmp_path / "data.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=words):
        content_type.told(path)


def laid_out(tmp_path, content: bytes) -> layout.Found:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    return layout.of_text(path)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    text = f"name{delimiter}total\nWall, north{delimiter}1\nRoof; south{delimiter}2\n"
    if delimiter in ",;":
        text = text.replace(", ", " ").replace("; ", " ")
    assert laid_out(tmp_path, text.encode()).format["delimiters"] == [delimiter]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Descripción,Situación\nPeña – “x”,Ñandú\n"),
        ("cp949", "사업명,계약금액\n보행교,100\n"),
        ("cp1251", "Назва проєкту,Сума договору\nМіст,100\n"),
        ("cp874", "ชื่อโครงการ,งบประมาณ\nสะพาน,100\n"),
        ("cp1256", "اسم المشروع,قيمة العقد\nجسر,100\n"),
    ],
)
def test_an_encoding_is_told_by_words_it_makes(tmp_path, encoding, text):
    found = laid_out(tmp_path, text.encode(encoding))
    assert found.format["encodings"] == ["utf-8", encoding]


def test_title_lines_and_a_doubled_header_are_seen(tmp_path):
    text = (
        "Report of works,,,\n,,,\nProject name,Contract,,Status\n,Contract number,Contract date,\n"
        "Wall,C1,2024-01-05,Ongoing\nRoof,C2,2024-02-05,Completed\n"
    )
    found = laid_out(tmp_path, text.encode())
    assert (found.format["header_line"], found.format["header_lines"]) == (3, 2)
    path = tmp_path / "x.csv"
    assert propose(path).columns["signed_date"].keys["from"].endswith("Contract date")


def test_a_line_that_numbers_the_columns_is_passed_over(tmp_path):
    text = "Project name,Status,Ward\n1,2,3\nWall,Ongoing,Hill\n"
    assert laid_out(tmp_path, text.encode()).format["skip_after_header"] == 1


def test_a_workbook_is_read_from_the_sheet_that_has_the_table(tmp_path):
    path = tmp_path / "list_2025-01-15.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Notes").write(0, 0, "Made by the works office")
        sheet = book.add_worksheet("Works")
        rows = [
            ("List of works", "", ""),
            ("Project name", "Status", "Contract amount (EUR)"),
            ("Wall", "Ongoing", 1250.5),
            ("Roof", "Completed", 900000.25),
            ("Total", "", 901250.75),
        ]
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    found = propose(path)
    assert found.format["kind"] == "xlsx" and found.sheets == ("Works",)
    assert found.format["header_line"] == 2 and "total" in found.format["totals"].casefold()
    assert set(found.tables) >= {"projects", "contracts"}


def test_a_file_of_a_standard_is_tried_through_its_own_loader(tmp_path):
    path = tmp_path / "releases_2025-01-15.json"
    tender = {"id": "T1", "title": "Wall", "status": "active"}
    release = {"ocid": "ocds-1-1", "id": "1", "date": "2024-05-06T00:00:00Z", "tag": ["tender"]}
    package = {"uri": "x", "releases": [release | {"tender": tender}]}
    path.write_text(json.dumps(package))
    found = propose(path)
    tried = preview.of(found)
    assert found.format == {"kind": "ocds"}
    assert tried.rows_read == tried.rows_loaded + tried.rows_quarantined > 0
    assert tried.tables["tenders"].height == 1


@pytest.mark.parametrize(
    ("content", "records"),
    [
        ({"data": {"works": [{"a": 1}, {"a": 2}]}}, "data.works"),
        ({"data": dict.fromkeys("abcde", 1) | {"parts": [{"x": 1}] * 9}}, "data"),
        ([{"a": 1}], None),
    ],
)
def test_records_of_a_json_document_are_found(tmp_path, content, records):
    path = tmp_path / "x.json"
    path.write_text(json.dumps(content))
    assert layout.of_json(path, "json").format.get("records") == records
