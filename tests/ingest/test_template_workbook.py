"""The template workbook explains every column, and loads back as it was filled in."""

import datetime
import re
import zipfile
from decimal import Decimal

import pytest
import xlsxwriter

from dashboard import workspaces
from dashboard.commands import template as command
from dashboard.ingest import (
    border,
    column_meanings,
    load,
    source_row,
    store,
    tables,
    template_files,
    template_workbook,
)
from dashboard.ingest import manifest as manifests
from dashboard.ingest.template_workbook import HEADER_ROW, TABLES
from dashboard.ingest.workbooks import opened
from dashboard.messages import InputError

GOOD = {
    "payment_id": "0007",
    "project_id": "P1",
    "tier": "wage",
    "paid_date": 45720,
    "paid_amount": 1250.5,
}


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return template_workbook.write(tmp_path_factory.mktemp("template") / "template.xlsx")


def rows_of(path, sheet: str) -> dict[int, dict[int, str]]:
    with opened(path) as book:
        found = next(one for one in book.sheets if one.name == sheet)
        return {row.number: row.cells for row in book.rows(found)}


def parts_of(path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def letters(column: int) -> str:
    return xlsxwriter.utility.xl_col_to_name(column)


def cell(column: int, row: int, value) -> str:
    place = f"{letters(column)}{row}"
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def filled(town, template, rows: dict[str, list[dict]], published=45688, name="filled.xlsx"):
    """The template with rows written below the headers, as a spreadsheet program would."""
    parts = parts_of(template)
    with opened(template) as book:
        members = {sheet.name: sheet.member for sheet in book.sheets}
    contents = members[template_workbook.CONTENTS]
    line = next(n for n, row in rows_of(template, "contents").items() if row[0] == "published date")
    if published is not None:
        stored = cell(1, line, published).encode()
        parts[contents] = re.sub(rb'<c r="B%d"[^>]*/>' % line, stored, parts[contents])
        owner = cell(1, line + 1, "Road office").encode()
        parts[contents] = re.sub(rb'<c r="B%d"[^>]*/>' % (line + 1), owner, parts[contents])
    for table, records in rows.items():
        names = {text: column for column, text in rows_of(template, table)[HEADER_ROW + 1].items()}
        text = ""
        for number, record in enumerate(records, start=HEADER_ROW + 2):
            cells = "".join(
                cell(column, number, record[column_name])
                for column_name, column in sorted(names.items(), key=lambda item: item[1])
                if column_name in record
            )
            text += f'<row r="{number}">{cells}</row>'
        part = parts[members[table]]
        parts[members[table]] = part.replace(b"</sheetData>", text.encode() + b"</sheetData>")
    path = town.incoming / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in parts.items():
            archive.writestr(member, content)
    return path


@pytest.fixture
def town(town, monkeypatch):
    """The town as a workspace that knows the manifests made on this machine."""
    folder = town.incoming.parent / "workspaces" / "town"
    folder.mkdir(parents=True)
    (folder / "workspace.toml").write_text('title = "Town"\njurisdiction = "sample"\n')
    monkeypatch.setattr(workspaces, "ROOT", folder.parent.parent)
    monkeypatch.setattr(workspaces, "WORKSPACES", folder.parent)
    town.workspace = workspaces.read("town")
    return town


def load_template(town, path) -> dict[str, load.LoadReport]:
    reports = load.load_files(town.workspace, "template", [path])
    town.workspace = workspaces.read("town")
    assert all(one.rows_read == one.rows_loaded + one.rows_quarantined for one in reports)
    return {one.source: one for one in reports}


def refused(town, path) -> str:
    with pytest.raises(InputError) as caught:
        load_template(town, path)
    return str(caught.value)


def test_every_column_of_the_border_has_a_meaning_and_no_meaning_is_left_over():
    told = column_meanings._texts()
    used = set()
    for table in TABLES:
        for meaning in column_meanings.of_table(table):
            assert meaning.means.endswith("."), meaning
            assert meaning.form, meaning
            assert meaning.example, meaning
            own = meaning.column in told.get(table, {})
            used.add((table if own else "shared", meaning.column))
    assert used == {(group, column) for group, texts in told.items() for column in texts}


def test_the_words_of_a_closed_list_are_those_that_its_check_allows():
    found = {
        (table, name): border.words_of(column)
        for table, schema in tables.TABLES.items()
        for name, column in schema.columns().items()
        if border.words_of(column)
    }
    assert found["payments", "tier"] == tables.PAYMENT_TIERS
    assert found["projects", "status"] == tables.PROJECT_STATUSES
    assert len(found) >= 11
    closed = {
        (table, name)
        for table, schema in tables.TABLES.items()
        for name, column in schema.columns().items()
        if column.check is not None
    }
    assert closed == set(found)


def test_the_template_is_the_same_bytes_each_time(template, tmp_path):
    again = template_workbook.write(tmp_path / "again.xlsx")
    assert again.read_bytes() == template.read_bytes()


def test_each_table_has_a_sheet_whose_header_is_its_columns_explained_above(template):
    with opened(template) as book:
        names = [sheet.name for sheet in book.sheets]
    assert names == ["contents", *TABLES]
    assert all(len(name) <= 31 for name in names)
    for table in TABLES:
        rows = rows_of(template, table)
        meanings = column_meanings.of_table(table)
        header = rows[HEADER_ROW + 1]
        assert [header[n] for n in sorted(header)][1:] == [one.column for one in meanings]
        assert 0 in rows[1]  # the title stands in A1
        for column, meaning in enumerate(meanings, start=1):
            assert rows[3][column] == meaning.means
            assert rows[4][column].startswith("Required: ") is meaning.required
            assert rows[5][column]


def test_lists_days_and_numbers_are_checked_as_they_are_typed(template):
    parts = parts_of(template)
    with opened(template) as book:
        member = next(sheet.member for sheet in book.sheets if sheet.name == "payments")
    text = parts[member].decode()
    assert '"client_prime,prime_sub,sub_sub,wage,equipment,material"' in text
    rules = re.findall(r"<dataValidation ([^>]*)>", text)
    kinds = [re.search(r'type="(\w+)"', attributes) for attributes in rules]
    assert {kind[1] for kind in kinds if kind} == {"list", "date", "decimal"}
    assert len(rules) == len(column_meanings.of_table("payments"))
    assert all('prompt="' in attributes for attributes in rules)
    assert 'state="frozen"' in text
    as_text = 'numFmtId="49"'  # so that an id of 007 typed by hand stays 007
    style = parts["xl/styles.xml"].decode().split("<cellXfs")[1].split("<xf ")[1:]
    of_ids = re.search(r'<col min="2" max="\d+" [^>]*style="(\d+)"', text)
    assert as_text in style[int(of_ids[1])]


@pytest.mark.parametrize("table", TABLES)
def test_the_example_row_of_every_sheet_would_load_if_it_were_data(town, template, table):
    examples = {
        one.column: one.example == "true" if one.kind == "flag" else one.example
        for one in column_meanings.of_table(table)
    }
    path = filled(town, template, {table: [examples]})
    report = load_template(town, path)[template_files.source_name(table)]
    assert (report.rows_read, report.rows_loaded, report.issues) == (1, 1, 0)
    found = town.table(f"src_{table}").row(0, named=True)
    assert all(value is not None for value in found.values()), found


def test_a_filled_template_loads_without_a_manifest_and_stays_with_the_workspace(town, template):
    bad = {"payment_id": "8", "project_id": "P1", "tier": "salary", "paid_amount": "much"}
    text = {
        **GOOD,
        "payment_id": "9",
        "tier": "Wage ",
        "paid_date": "2025-03-04",
        "paid_amount": "1250.50",
    }
    path = filled(
        town,
        template,
        {
            "payments": [GOOD, bad, text],
            "projects": [
                {"project_id": "P1", "project_name": "Bridge", "status": "implementation"}
            ],
        },
    )
    reports = load_template(town, path)
    assert list(reports) == ["template-projects", "template-payments"]
    report = reports["template-payments"]
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (3, 2, 1)
    payments = town.table("src_payments").sort("source_line")
    assert payments["payment_id"].to_list() == ["0007", "9"]
    assert payments["source_line"].to_list() == [7, 9]
    assert payments["tier"].to_list() == ["wage", "wage"]
    assert payments["paid_date"].to_list() == [datetime.date(2025, 3, 4)] * 2
    assert payments["paid_amount"].to_list() == [Decimal("1250.50")] * 2
    assert set(payments["published_date"]) == {datetime.date(2025, 1, 31)}
    assert {"template-payments", "template-projects"} <= set(town.workspace.sources)
    records = {one["source"]: one for one in store.records(town.workspace)}
    assert records["template-payments"]["owner"] == "Road office"
    assert records["template-payments"]["licence"] == "not stated in the file"
    found = source_row.read(town.workspace, payments["source_file_id"][0], 7)
    assert (found["payment_id"], found["tier"]) == ("0007", "wage")
    assert load_template(town, path)["template-payments"].repeated
    assert manifests.read("template-payments").template == "payments"


def test_a_sheet_that_is_emptied_later_is_a_publication_without_rows(town, template):
    project = {"project_id": "P1", "project_name": "Bridge"}
    load_template(town, filled(town, template, {"payments": [GOOD], "projects": [project]}))
    later = filled(town, template, {"projects": [project]}, 45716, "later.xlsx")
    reports = load_template(town, later)
    assert reports["template-payments"].rows_read == 0
    days = sorted(one["published_date"] for one in store.records(town.workspace))
    assert days == ["2025-01-31"] * 2 + ["2025-02-28"] * 2


def test_what_is_missing_from_a_template_is_said_in_one_sentence(town, template):
    rows = {"payments": [GOOD]}
    assert "no sheet of the template has a row" in refused(town, template)
    message = refused(town, filled(town, template, rows, None))
    assert "the sheet 'contents' does not say for which day the data speak" in message
    message = refused(town, filled(town, template, rows, "soon"))
    assert "('soon' is not a date)" in message
    assert store.records(town.workspace) == []
    assert "template-payments" not in town.workspace.sources


def own_workbook(town, sheets: dict[str, list[list]]):
    path = town.incoming / "own.xlsx"
    book = xlsxwriter.Workbook(path)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return path


def test_sheets_and_columns_that_the_border_lacks_are_refused_by_name(town):
    contents = [["Published date", "2025-01-31"]]
    header = ["payment_id", "project_id", "tier"]
    row = ["1", "P1", "wage"]
    good = {"contents": contents, "payments": [header, row], "Notes of mine": [["x"]]}
    assert list(load_template(town, own_workbook(town, good))) == ["template-payments"]
    for sheets, message in (
        ({"paymnets": [header, row]}, "the sheet 'paymnets' is no table of the template. Did you"),
        ({"payments": [[*header, "paid"], row]}, "has the column 'paid', which the table lacks"),
        ({"payments": [header[:2], row]}, "lacks the required column 'tier'"),
        ({"payments": [["a", "b"], ["c"]]}, "no row with the names of its columns"),
    ):
        assert message in refused(town, own_workbook(town, {"contents": contents} | sheets))


def test_a_csv_with_the_columns_of_a_table_loads_the_same_way(town):
    text = "payment_id,project_id,tier\n1,P1,wage\n2,P1,salary\n"
    report = load_template(town, town.file("payments 2025-01-31.csv", text))["template-payments"]
    assert (report.rows_loaded, report.rows_quarantined) == (1, 1)
    header = "project_id,budget_date,budget_amount\nP1,2025-01-01,5\n"
    by_header = load_template(town, town.file("upload-2025-01-31.csv", header))
    assert list(by_header) == ["template-project-budgets"]
    assert town.table("src_project_budgets")["budget_amount"].to_list() == [Decimal("5.00")]


def test_a_csv_whose_table_or_day_cannot_be_told_is_asked_about(town):
    assert "does not say for which day" in refused(
        town, town.file("payments.csv", "payment_id,project_id,tier\n1,P1,wage\n")
    )
    assert "fit several tables: project_places, project_costs" in refused(
        town, town.file("upload-2025-01-31.csv", "project_id\nP1\n")
    )
    message = refused(town, town.file("upload-2025-01-31.csv", "name;amount\nx;1\n"))
    assert "neither its name nor its columns say which table" in message
    assert store.records(town.workspace) == []


def test_the_command_writes_a_template_and_overwrites_nothing(tmp_path, capsys):
    import argparse

    parser = argparse.ArgumentParser()
    command.add_parser(parser.add_subparsers())
    words = parser.parse_args(["template", str(tmp_path / "new.xlsx")])
    words.run(words)
    assert capsys.readouterr().out.strip() == str(tmp_path / "new.xlsx")
    with pytest.raises(InputError, match="it exists already"):
        words.run(words)
    for name, message in (("new.csv", "an XLSX workbook"), ("no/new.xlsx", "no such folder")):
        words = parser.parse_args(["template", str(tmp_path / name)])
        with pytest.raises(InputError, match=message):
            words.run(words)
