"""A downloaded table says what it is, and no spreadsheet runs what is in it."""

import csv
import io
from datetime import date

import polars as pl
import pytest

from dashboard.widgets import download


def read_back(rows: pl.DataFrame) -> list[list[str]]:
    """The cells as a spreadsheet reads them, without the line of note."""
    return list(csv.reader(io.StringIO(download.csv_text(rows, note="# note"))))[1:]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+SUM(A1)",
        "-A1",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        " =1+1",
        "\u00a0@A1",
        "＝1+1",
        "－A1",
        "-2+3+cmd|' /C calc'!A0",
    ],
)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe_in_front(text):
    assert read_back(pl.DataFrame({"name": [text]}))[1] == ["'" + text]


@pytest.mark.parametrize("text", ["Bridge = 2 lanes", "a@b", "3-4 lanes", "'quoted'", "", "–"])
def test_other_text_stays_as_it_is(text):
    assert read_back(pl.DataFrame({"name": [text]}))[1] == [text]


def test_negative_numbers_stay_numbers():
    rows = pl.DataFrame({"amount": [-12.5], "days": [-3]}).with_columns(
        pl.col("amount").cast(pl.Decimal(18, 2)).alias("exact")
    )
    text = download.csv_text(rows, note="# note")
    assert text.splitlines()[2] == "-12.5,-3,-12.50"


def test_text_that_is_nothing_but_a_number_stays_a_number():
    rows = pl.DataFrame({"text": ["-12.50", "+3", "-1,234", "-5 %"]})
    assert [cells[0] for cells in read_back(rows)[1:]] == ["-12.50", "+3", "-1,234", "-5 %"]


def test_names_of_columns_lists_and_categories_are_looked_at_too():
    rows = pl.DataFrame(
        {
            "=cmd": ["x"],
            "list": [["=A1", "B"]],
            "kind": pl.Series(["@A1"], dtype=pl.Categorical),
        }
    )
    assert read_back(rows) == [["'=cmd", "list", "kind"], ["x", "'=A1; B", "'@A1"]]


def test_a_cell_with_another_separator_stands_in_quotes():
    text = download.csv_text(pl.DataFrame({"name": ["a;=1+1"]}), note="# note")
    assert text.splitlines()[2] == '"a;=1+1"'


def test_an_unknown_value_is_empty_and_a_zero_is_zero():
    rows = pl.DataFrame({"name": [None, "a"], "n": [0, None], "day": [date(2025, 1, 2), None]})
    assert read_back(rows)[1:] == [["", "0", "2025-01-02"], ["a", "", ""]]


def test_the_note_is_one_cell_on_the_first_line():
    text = download.csv_text(pl.DataFrame({"n": [1]}), note='# a "city", as of 2025')
    assert next(csv.reader(io.StringIO(text))) == ['# a "city", as of 2025']


def test_a_table_without_rows_keeps_its_columns():
    assert read_back(pl.DataFrame(schema={"name": pl.String, "n": pl.Int64})) == [["name", "n"]]
