"""Sheets of any shape: every row accounted for under the number that the spreadsheet shows."""

import datetime
import json
import zipfile
from decimal import Decimal

import fastexcel
import pytest
import xlsxwriter

from dashboard.ingest import manifest, source_row, xlsx_rows
from dashboard.ingest.workbooks import opened
from dashboard.messages import InputError

SHEET = """
title = "Works"
owner = "Town hall"
licence = "CC0"
kind = "rows"
files = ["*"]
published = {{ date = 2025-01-31 }}
format = {{ kind = "xlsx"{layout} }}
personal = ["Phone"]

[columns]
name = {{ from = "Name", type = "text", required = true }}
amount = {{ from = "Amount", type = "money" }}
end_date = {{ from = "End", type = "date", formats = ["%d/%m/%Y", "spreadsheet day"] }}
done = {{ from = "Done", type = "share", percent = "mixed", optional = true }}
area = {{ from = "Area", type = "text", optional = true }}

[tables.projects]
project_id = "name"
project_name = "name"
planned_end_date = "end_date"
address = "area"
completion_amount = "amount"

[tables.progress_reports]
when = "done"
report_id = "name"
project_id = "name"
period_end_date = "published_date"
physical_share = "done"
"""
HEADER = ["Name", "Amount", "End", "Phone"]
DAY = datetime.datetime(2025, 3, 4)


def sources(town, layout: str = "", text: str = SHEET) -> None:
    layout = f", {layout}" if layout else ""
    (manifest.SOURCES / "works.toml").write_text(text.format(layout=layout), encoding="utf-8")


def workbook(town, sheets: dict, name: str = "works.xlsx", **options):
    """An XLSX with rows of cells by sheet; a function writes what no plain value can say."""
    path = town.incoming / name
    book = xlsxwriter.Workbook(path, options)
    book.set_properties({"created": DAY})  # the same cells are the same bytes
    for title, rows in sheets.items():
        sheet = book.add_worksheet(title)
        if callable(rows):
            rows(book, sheet)
            continue
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(number, column, cell)
    book.close()
    return path.read_bytes()


def load(town, sheets: dict, layout: str = "", **options):
    sources(town, layout)
    return town.load("works.xlsx", workbook(town, sheets, **options))


def refused(town, content: bytes, name: str = "works.xlsx") -> str:
    with pytest.raises(InputError) as caught:
        town.load(name, content)
    return str(caught.value)


def projects(town) -> list[dict]:
    return town.table("src_projects").sort("source_line").to_dicts()


def test_titles_above_the_header_and_blank_rows_move_no_line_number(town):
    rows = [
        ["Works of the town, Name and Amount"],
        [],
        ["as of March"],
        HEADER,
        ["Bridge", 12.5, "04/03/2025"],
        [],
        ["Road"],
    ]
    report = load(town, {"Works": rows})
    assert (report.rows_read, report.rows_loaded) == (2, 2)
    assert [(row["source_line"], row["project_name"]) for row in projects(town)] == [
        (5, "Bridge"),
        (7, "Road"),
    ]
    assert projects(town)[0]["completion_amount"] == Decimal("12.50")


def test_a_day_is_a_day_as_cell_as_text_and_as_number(town):
    def cells(book, sheet):
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["Cell", 1])
        sheet.write_datetime(1, 2, DAY, day)
        sheet.write_row(2, 0, ["Text", 1, "04/03/2025"])
        sheet.write_row(3, 0, ["Number", 1, 45720])
        sheet.write_row(4, 0, ["Year", 1, 2024])
        sheet.write_row(5, 0, ["Sixty", 1])
        sheet.write_number(5, 2, 60, day)

    load(town, {"Works": cells})
    days = {row["project_name"]: row["planned_end_date"] for row in projects(town)}
    assert days == dict.fromkeys(("Cell", "Text", "Number"), DAY.date()) | {
        "Year": None,
        "Sixty": None,
    }
    issues = dict(town.table("src_load_issues").select("raw_value", "issue").rows())
    assert issues["2024"] == "a bare year that a spreadsheet took for a day"
    assert issues["1900-02-29"] == "not a date"


def test_a_workbook_that_counts_from_1904_says_the_same_days(town):
    def cells(book, sheet):
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["Cell", 1])
        sheet.write_datetime(1, 2, DAY, day)
        sheet.write_row(2, 0, ["Number", 1, 45720 - 1462])

    load(town, {"Works": cells}, date_1904=True)
    assert [row["planned_end_date"] for row in projects(town)] == [DAY.date()] * 2


def test_three_scales_of_percent_in_one_column_are_told_apart_or_not_read(town):
    def cells(book, sheet):
        percent = book.add_format({"num_format": "0.0%"})
        sheet.write_row(0, 0, [*HEADER[:3], "Done"])
        for row, (name, done) in enumerate(
            [("Sign", "35%"), ("Hundred", 35), ("Doubtful", 0.35), ("Zero", 0), ("One", 1)], 1
        ):
            sheet.write_row(row, 0, [name, 1, None, done])
        sheet.write_row(6, 0, ["Format", 1])
        sheet.write_number(6, 3, 0.355, percent)

    load(town, {"Works": cells})
    reports = town.table("src_progress_reports")
    found = dict(reports.select("project_id", "physical_share").rows())
    assert found == {"Sign": 0.35, "Hundred": 0.35, "Zero": 0.0, "Format": 0.355}
    issues = town.table("src_load_issues").select("source_line", "raw_value", "issue").rows()
    assert issues == [
        (4, "0.35", "a share or a percentage: both are in this column"),
        (6, "1", "a share or a percentage: both are in this column"),
    ]


def test_totals_and_notes_below_the_data_are_counted_but_not_loaded(town):
    rows = [
        HEADER,
        ["Bridge", 1],
        ["Road", 2],
        ["TOTAL", 3],
        ["Notes: call", None, None, "555-0164"],
        ["1) provisional"],
    ]
    report = load(town, {"Works": rows}, "totals = '(?i)total', ends_at = 'Notes'")
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (5, 2, 3)
    bad = town.table("src_quarantined_rows").sort("source_line")
    assert bad["reason"].to_list() == [
        "a total of the lines above",
        "below the end of the table",
        "below the end of the table",
    ]
    assert json.loads(bad["raw_text"][0])["Amount"] == "3"
    assert "0164" not in bad["raw_text"][1]


def test_a_doubled_header_with_joined_cells_gives_each_column_both_names(town):
    def cells(book, sheet):
        sheet.merge_range(0, 0, 0, 4, "Title over everything")
        sheet.merge_range(1, 0, 2, 0, "Name")
        sheet.merge_range(1, 1, 1, 2, "Contract")
        sheet.write_row(1, 3, ["Works", None])
        sheet.write_row(2, 1, ["Amount", "End", "Done", "Area"])
        sheet.write_row(3, 0, ["Bridge", 5, "04/03/2025", "20%", "North"])

    text = SHEET.replace('"Amount"', '"Contract Amount"').replace('"End"', '"Contract End"')
    sources(town, "header_lines = 2", text.replace('"Done"', '"Works Done"'))
    town.load("works.xlsx", workbook(town, {"Works": cells}))
    row = projects(town)[0]
    assert (row["source_line"], row["completion_amount"]) == (4, Decimal("5.00"))
    assert (row["planned_end_date"], row["address"]) == (DAY.date(), "North")
    assert town.table("src_progress_reports")["physical_share"].to_list() == [0.2]


def test_cells_joined_over_several_rows_are_filled_down_only_where_that_is_declared(town):
    def cells(book, sheet):
        sheet.write_row(0, 0, [*HEADER[:3], "Area"])
        for row, name in enumerate(["Bridge", "Road", "Park"], 1):
            sheet.write_row(row, 0, [name, 1])
        sheet.merge_range(1, 3, 2, 3, "North")
        sheet.write(3, 3, "South")

    load(town, {"Works": cells})
    assert [row["address"] for row in projects(town)] == ["North", None, "South"]
    load(town, {"Works": cells}, 'fill_down = ["Area"]')
    assert [row["address"] for row in projects(town)] == ["North", "North", "South"]


def test_an_error_in_a_cell_is_nothing_with_an_issue_and_formulas_keep_their_saved_value(town):
    def cells(book, sheet):
        sheet.write_row(0, 0, HEADER)
        sheet.write(1, 0, "Bridge")
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write(2, 0, "Road")
        sheet.write_formula(2, 1, '=WEBSERVICE("http://localhost/")', None, 7.25)
        sheet.write(3, 0, "Cable")
        sheet.write_formula(3, 1, '=cmd|"/c calc"!A0', None, 0)
        sheet.write_formula(4, 0, '="Wa" & "ll"', None, "Wall & <gate>")

    report = load(town, {"Works": cells})
    assert (report.rows_read, report.rows_loaded) == (4, 4)
    assert [row["completion_amount"] for row in projects(town)] == [
        None,
        Decimal("7.25"),
        Decimal("0.00"),
        None,
    ]
    assert projects(town)[3]["project_name"] == "Wall & <gate>"
    issue = town.table("src_load_issues").row(0, named=True)
    assert (issue["source_line"], issue["column_name"], issue["raw_value"]) == (
        2,
        "amount",
        "#DIV/0!",
    )
    assert issue["issue"] == "a formula of the spreadsheet that failed"


def test_number_cells_beside_amounts_typed_with_commas_keep_their_value(town):
    rows = [HEADER, ["Text", "1.234,50"], ["Other", "7,5"], ["Cell", 12.345], ["Whole", 1234]]
    load(town, {"Works": rows})
    amounts = [row["completion_amount"] for row in projects(town)]
    assert amounts == [Decimal(one) for one in ("1234.50", "7.50", "12.34", "1234.00")]


def test_hidden_sheets_are_passed_over_unless_named_and_numbers_count_the_others(town):
    def hidden(book, sheet):
        sheet.hide()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["Old", 1])

    sheets = {"Cover": [["Read me"]], "Before": hidden, "Works": [HEADER, ["Bridge", 1]]}
    for layout, name in {"": "Bridge", 'sheet = "Before"': "Old", "sheet = 2": "Bridge"}.items():
        load(town, sheets, layout)
        assert [row["project_name"] for row in projects(town)] == [name]
    sources(town, 'sheet = "Work"')
    assert "it has no sheet 'Work'. Did you mean 'Works'?" in refused(town, workbook(town, sheets))


def test_two_sheets_that_fit_are_asked_about_not_guessed(town):
    sheets = {"2023": [HEADER, ["Bridge", 1]], "2024": [HEADER, ["Road", 2]]}
    sources(town)
    message = refused(town, workbook(town, sheets))
    assert "2 of its sheets fit: '2023', '2024'" in message
    assert "format.sheet" in message


def test_one_workbook_serves_two_sources_from_one_raw_copy(town):
    sheets = {"2023": [HEADER, ["Bridge", 1]], "2024": [HEADER, ["Road", 2]]}
    content = workbook(town, sheets)
    sources(town, 'sheet = "2023"')
    text = SHEET.format(layout=', sheet = "2024"')
    (manifest.SOURCES / "town-payments.toml").write_text(text)
    town.load("works.xlsx", content)
    town.load("works.xlsx", content, "town-payments")
    assert len(list(town.workspace.raw.iterdir())) == 1
    found = town.table("src_projects").select("source_file_id", "source_line", "project_name")
    for file_id, line, name in found.rows():
        assert source_row.read(town.workspace, file_id, line)["Name"] == name
    assert found["source_file_id"].n_unique() == 2


def test_a_row_comes_back_as_the_sheet_shows_it_without_contacts(town):
    def cells(book, sheet):
        percent = book.add_format({"num_format": "0%"})
        sheet.write_row(2, 1, [*HEADER, "Done"])
        sheet.write_row(4, 1, ["Bridge\nnorth a@b.example", 1.5, None, "0161 1"])
        sheet.write_number(4, 5, 0.5, percent)
        sheet.write(4, 7, "beside")

    load(town, {"Works": cells})
    row = projects(town)[0]
    assert row["source_line"] == 5
    found = source_row.read(town.workspace, row["source_file_id"], 5)
    assert found["Name"] == "Bridge\nnorth [contact removed]"
    assert (found["Amount"], found["Done"], found["column 8"]) == ("1.5", "50%", "beside")
    assert found["Phone"] == "[contact removed]"
    with pytest.raises(InputError, match="it has no line 4"):
        source_row.read(town.workspace, row["source_file_id"], 4)


def test_other_things_beside_the_table_are_left_out_by_its_range_of_columns(town):
    rows = [
        ["Legend", None, *HEADER],
        ["x = open", None, "Bridge", 1],
        ["y = shut"],
        [None, None, "Road", 2],
    ]
    report = load(town, {"Works": rows}, 'columns = "C:F"')
    assert report.rows_read == 2
    assert [row["source_line"] for row in projects(town)] == [2, 4]


def test_a_declared_header_line_and_the_lines_after_it_are_taken_as_declared(town):
    rows = [HEADER, ["Old", 1], HEADER, ["1", "2", "3", "4"], ["Bridge", 1]]
    load(town, {"Works": rows}, "header_line = 3, skip_after_header = 1")
    assert [row["project_name"] for row in projects(town)] == ["Bridge"]


@pytest.mark.parametrize("name", ["works.xls", "works.csv", "works"])
def test_a_workbook_is_known_by_its_content_not_by_its_name(town, name):
    sources(town)
    town.load(name, workbook(town, {"Works": [HEADER, ["Bridge", 1]]}))
    assert len(projects(town)) == 1


def changed(content: bytes, town, members: dict[str, bytes | None]) -> bytes:
    """The archive with members replaced, added or (None) taken out."""
    path = town.incoming / "changed.zip"
    source = town.incoming / "source.zip"
    source.write_bytes(content)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in members:
                new.writestr(name, old.read(name))
        for name, data in members.items():
            if data is not None:
                new.writestr(name, data)
    return path.read_bytes()


SHEET_XML = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet_xml(rows: str, before: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        f'<worksheet xmlns="{NAMESPACE}"><sheetData>{rows}</sheetData></worksheet>'
    ).encode()


def test_workbooks_that_are_dangerous_or_locked_get_one_clear_message(town):
    sources(town)
    good = workbook(town, {"Works": [HEADER, ["Bridge", 1]]})
    entity = '<!DOCTYPE x [<!ENTITY a "ha">]>'
    bomb = sheet_xml(f"<row r='1'>{' ' * 30_000_000}</row>")
    cases = {
        "declares a document type": changed(good, town, {SHEET_XML: sheet_xml("", entity)}),
        "'xl/big.bin' unpacks to": changed(good, town, {"xl/big.bin": b"\0" * 30_000_000}),
        f"'{SHEET_XML}' unpacks to": changed(good, town, {SHEET_XML: bomb}),
        "'../../x.xml' leads out": changed(good, town, {"../../x.xml": b"<a/>"}),
        "binary workbook": changed(good, town, {"xl/workbook.bin": b"x"}),
        "no whole workbook": good[: len(good) // 2],
        "locked with a password": b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
        "an old .xls workbook": b"\xd0\xcf\x11\xe0" + b"Workbook" * 9,
        "a web page or other text": b"<html><table><tr><td>Name</td></tr></table>",
        "no sound XML": changed(good, town, {SHEET_XML: b"<a b>"}),
        "an archive, but no workbook": changed(good, town, {"[Content_Types].xml": None}),
        "no workbook": changed(good, town, {"[Content_Types].xml": None, "mimetype": b"x"}),
    }
    for expected, content in cases.items():
        assert expected in refused(town, content), expected
    assert "the file is empty" in refused(town, b"")
    assert town.table("src_projects").is_empty()


def test_a_cell_far_away_costs_no_memory(town):
    def cells(book, sheet):
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["Bridge", 1])
        sheet.write(1_048_575, 16_383, "x")

    report = load(town, {"Works": cells})
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (2, 1, 1)
    assert town.table("src_quarantined_rows")["source_line"].to_list() == [1_048_576]


def test_rows_that_other_programs_write_are_read_alike(town):
    sources(town)
    good = workbook(town, {"Works": [HEADER, ["Bridge", 1]]})
    header = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADER[:3])
    inline = f"<row>{header}</row><row>" + (
        '<c t="inlineStr"><is><r><t>Bri</t></r><r><t xml:space="preserve">dge </t></r>'
        "<rPh><t>aloud</t></rPh></is></c><c><v>1.5E3</v></c>"
        '<c t="d"><v>2025-03-04T00:00:00</v></c></row>'
    )
    comment = inline.replace("<row><c>", "<row><!-- <c r='A1'> --><c>")
    plain = sheet_xml(inline).decode()
    prefixed = (
        plain.replace("<", "<x:")
        .replace("<x:/", "</x:")
        .replace("<x:?", "<?")
        .replace("xmlns=", "xmlns:x=")
    )
    for text in (plain, sheet_xml(comment).decode(), prefixed):
        town.load("works.xlsx", changed(good, town, {SHEET_XML: text.encode()}))
        row = projects(town)[-1]
        assert (row["project_name"], row["completion_amount"]) == ("Bridge", Decimal("1500.00"))
        assert (row["planned_end_date"], row["source_line"]) == (DAY.date(), 2)
    wide = plain.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    town.load("works.xlsx", changed(good, town, {SHEET_XML: wide}))
    assert projects(town)[-1]["project_name"] == "Bridge"


def test_a_sheet_that_breaks_off_is_refused_and_leaves_nothing(town):
    sources(town)
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="str"><v>{"Name" if n == 1 else "x"}</v></c></row>'
        for n in range(1, 9)
    )
    good = workbook(town, {"Works": [HEADER]})
    cut = sheet_xml(rows).split(b"</sheetData>")[0]
    assert "breaks off after row 8" in refused(town, changed(good, town, {SHEET_XML: cut}))
    assert town.table("src_projects").is_empty()


OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
ODS_START = (
    f'<office:document-content xmlns:office="{OFFICE}" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">'
    "<office:automatic-styles>"
    '<style:style style:name="hid"><style:table-properties table:display="false"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)


def ods(town, tables: str, manifest_text: str = "<manifest/>") -> bytes:
    path = town.incoming / "made.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest_text)
        ending = "</office:spreadsheet></office:body></office:document-content>"
        archive.writestr("content.xml", ODS_START + tables + ending)
    return path.read_bytes()


def cell(text: str, kind: str = "string", value: str = "", more: str = "") -> str:
    attribute = {"date": "date-value", "boolean": "boolean-value"}.get(kind, "value")
    stored = f' office:{attribute}="{value}"' if value else ""
    return (
        f'<table:table-cell office:value-type="{kind}"{stored} {more}>'
        f"<office:annotation><text:p>a note</text:p></office:annotation>"
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def ods_row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


HEADER_ODS = ods_row(*(cell(name) for name in (*HEADER[:3], "Done", "Area")))


def test_an_ods_sheet_is_read_like_an_xlsx_sheet(town):
    sources(town)
    rows = (
        ods_row(cell("Title"), '<table:table-cell table:number-columns-repeated="1000"/>')
        + ods_row("<table:table-cell/>", more='table:number-rows-repeated="3"')
        + HEADER_ODS
        + ods_row(
            cell("Bridge<text:line-break/>north<text:s text:c='2'/>x"),
            cell("1.234,5", "currency", "1234.5"),
            cell("4.3.25", "date", "2025-03-04T00:00:00"),
            cell("35%", "percentage", "0.35"),
            "<table:covered-table-cell/>",
        )
        + ods_row(cell("Road"), cell("#REF!"), more='table:number-rows-repeated="2"')
        + ods_row("<table:table-cell/>", more='table:number-rows-repeated="1048000"')
    )
    hidden = f'<table:table table:name="Old" table:style-name="hid">{HEADER_ODS}</table:table>'
    table = f'<table:table table:name="Works">{rows}</table:table>'
    report = town.load("works.ods", ods(town, hidden + table))
    assert report.rows_read == 3
    found = projects(town)
    assert found[0]["project_name"] == "Bridge\nnorth  x"
    assert found[0]["completion_amount"] == Decimal("1234.50")
    assert found[0]["planned_end_date"] == DAY.date()
    assert [row["source_line"] for row in found] == [6, 7, 8]
    assert town.table("src_progress_reports")["physical_share"].to_list() == [0.35]
    assert town.table("src_load_issues")["raw_value"].to_list() == ["#REF!"] * 2
    again = source_row.read(town.workspace, found[0]["source_file_id"], 6)
    assert again["Amount"] == "1234.5"


def test_an_ods_that_repeats_a_cell_without_end_or_is_locked_is_refused(town):
    sources(town)
    filled = cell("x", more='table:number-columns-repeated="16384"')
    bomb = ods_row(filled, more='table:number-rows-repeated="1000000"')
    table = f'<table:table table:name="Works">{HEADER_ODS}{bomb}</table:table>'
    assert "repeats a row 1,000,000 times" in refused(town, ods(town, table), "works.ods")
    locked = ods(town, table, "<manifest><encryption-data/></manifest>")
    assert "locked with a password" in refused(town, locked, "works.ods")


def test_a_row_far_down_a_long_sheet_is_found_again(town, monkeypatch):
    monkeypatch.setattr(xlsx_rows, "BLOCK_BYTES", 300)
    rows = [HEADER, *([f"Work {n}", n] for n in range(200))]
    assert load(town, {"Works": rows}).rows_loaded == 200
    for row in projects(town)[::37]:
        found = source_row.read(town.workspace, row["source_file_id"], row["source_line"])
        assert found["Name"] == row["project_name"]


def test_a_workbook_reads_as_another_reader_reads_it(town):
    def cells(book, sheet):
        day = book.add_format({"num_format": "d mmm yy"})
        time = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        money = book.add_format({"num_format": '[Red]#,##0.00 "d"'})
        for row in range(40):
            sheet.write(row, 0, f'text <{row}> & "more"\nline ü')
            sheet.write_number(row, 1, (row * 7919 % 1000) / 7)
            sheet.write_datetime(row, 2, DAY + datetime.timedelta(days=row), day)
            sheet.write_datetime(row, 3, DAY + datetime.timedelta(hours=row), time)
            sheet.write_number(row, 4, row * 1e9 + 0.25, money)
            sheet.write_boolean(row, 5, row % 2 == 0)
            sheet.write_formula(row, 6, "=1+1", None, row)

    path = town.incoming / "works.xlsx"
    path.write_bytes(workbook(town, {"Works": cells}))
    other = fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string").to_polars()
    with opened(path) as book:
        rows = [[row.cells[n] for n in range(7)] for row in book.rows(book.sheets[0])]
    for own, theirs in zip(rows, other.rows(), strict=True):
        assert own[0] == theirs[0]
        assert float(own[1]) == pytest.approx(float(theirs[1]), rel=1e-8)
        assert f"{own[2]} 00:00:00" == theirs[2]
        assert own[3].ljust(19, " ").replace(" " * 9, " 00:00:00") == theirs[3]
        assert own[4:] == list(theirs[4:])
