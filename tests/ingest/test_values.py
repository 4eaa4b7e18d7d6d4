"""One text to one value, or to nothing and a reason."""

import datetime
from decimal import Decimal

import pytest

from dashboard.ingest import values
from dashboard.ingest.declarations import Column


def read(kind, text, texts=(), **settings):
    column = Column("cell", kind, **settings)
    return values.reader(column, [*texts, text])(text)


@pytest.mark.parametrize(
    ("text", "mark", "amount"),
    [
        ("67065700", ",", "67065700.00"),
        ("$67.065.700,00", ",", "67065700.00"),
        (" $ 31.409.783", ",", "31409783.00"),
        ("205800503,6", ",", "205800503.60"),
        ("\u00a06595600", ",", "6595600.00"),
        ("-4102606", ".", "-4102606.00"),
        ("(1,250.50)", ".", "-1250.50"),
        ("18990.5", ".", "18990.50"),
    ],
)
def test_an_amount_is_read_under_the_decimal_mark_of_its_file(text, mark, amount):
    assert values.money(text.strip(), mark) == values.Reading(Decimal(amount), "", "repaired")


@pytest.mark.parametrize("text", ["53,160,000.00", "$28,470,000", "88,626,475", "1273285.26"])
def test_an_amount_in_the_other_style_is_read_only_because_nothing_else_fits_and_said(text):
    found = values.money(text, ",")
    assert found.value is not None
    assert found.value > 1_000_000
    assert found.issue == "the other decimal mark than the rest of the file"


@pytest.mark.parametrize(
    ("text", "issue"),
    [
        ("DONACION", "not an amount"),
        ("5.092.765,21 (dic 21)", "text beside an amount"),
        ("636.62337.84", "points and commas that make no amount"),
        ("$39.988.126,29\n $9.330.084,51", "several amounts in one cell"),
        ("- Contrato $ 108.808.255,86\n Adicionales 1-2: $ 11.330.095,03", "several amounts"),
        ("99999999999999999999", "out of range for an amount"),
    ],
)
def test_an_amount_that_cannot_be_told_is_nothing_with_a_reason_never_zero(text, issue):
    found = values.money(text, ",")
    assert found.value is None
    assert found.action == "nulled"
    assert issue in found.issue


def test_an_ambiguous_separator_follows_the_evidence_of_the_column():
    assert read("money", "123.456", ["1.234,50", "7,5"]).value == Decimal("123456.00")
    assert read("money", "123.456", ["1,234.50", "7.5"]).value == Decimal("123.46")


def test_a_declared_decimal_mark_is_not_outvoted():
    assert read("money", "1.234", ["7,25", "8,25"], decimal=".").value == Decimal("1.23")


def test_thousands_become_whole_units_and_a_placeholder_of_zero_is_not_known():
    assert read("money", "2832260", scale=1000, decimal=".").value == Decimal("2832260000.00")
    found = read("money", "0", scale=1000, zero_is_placeholder=True)
    assert (found.value, found.issue) == (None, "placeholder: an amount of zero")
    assert read("money", "0").value == Decimal("0.00")


@pytest.mark.parametrize(
    ("text", "issue"),
    [
        ("1905-07-09", "a bare year that a spreadsheet took for a day"),
        ("1899-12-31", "out of range for a date"),
        ("2024-04-31", "not a date"),
        ("3/2023", "a year or month, not a day"),
        ("10/21", "a year or month, not a day"),
        ("2021", "a year or month, not a day"),
        ("soon", "not a date"),
    ],
)
def test_what_is_no_day_is_never_made_one(text, issue):
    found = read("date", text, formats=("%Y-%m-%d", "%d/%m/%Y"))
    assert (found.value, found.issue) == (None, issue)


def test_dates_come_in_any_of_the_declared_formats():
    formats = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y %I:%M:%S %p")
    assert read("date", "1/12/2013", formats=formats).value == datetime.date(2013, 12, 1)
    assert read("date", "2013-12-01", formats=formats).value == datetime.date(2013, 12, 1)
    late = read("date", "05/21/2014 12:00:00 AM", formats=formats)
    assert late.value == datetime.date(2014, 5, 21)


def test_an_empty_cell_is_nothing_without_an_issue_and_a_code_is_nothing_with_one():
    for text in ("", "           ", "\u00a0"):
        assert read("date", text, formats=("%Y-%m-%d",)) == values.Reading()
    found = read("date", "PNS", formats=("%m/%d/%Y",), null_codes=("PNS",))
    assert (found.value, found.issue) == (None, "code without a value")


@pytest.mark.parametrize(
    ("text", "share"),
    [("100", 1.0), ("100%", 1.0), ("100,00%", 1.0), ("74,27", 0.7427), ("0,93%", 0.0093)],
)
def test_a_percentage_is_a_share_however_it_is_written(text, share):
    assert read("share", text, percent=True).value == pytest.approx(share)


def test_a_share_with_words_or_out_of_range_is_not_read():
    assert read("share", "Mayo 2024 - 89,84%", percent=True).issue == "text beside a number"
    assert read("share", "740", percent=True, maximum=1.2).issue == "out of range"


@pytest.mark.parametrize(
    ("text", "degrees", "is_repaired"),
    [
        ("-34,56715312", -34.56715312, False),
        ("-34.5671531157142", -34.5671531157142, False),
        ("-34540988", -34.540988, True),
        ("-34.615.889", -34.615889, True),
        ("-3.458.463.534.749.090", -34.58463534749090, True),
        ("34615889", -34.615889, True),
        ("-3,45847E+14", -34.5847, True),
    ],
)
def test_separators_of_a_coordinate_are_put_right_and_that_is_said(text, degrees, is_repaired):
    found = read("coordinate", text, minimum=-35.2, maximum=-34.2)
    assert found.value == pytest.approx(degrees, abs=1e-9)
    assert bool(found.issue) is is_repaired
    assert not is_repaired or found.action == "repaired"


@pytest.mark.parametrize("text", ["-34.650675\n-34.666304", "-58,374842", "34°36′12″S", "-34"])
def test_a_coordinate_that_is_not_one_place_in_the_city_is_not_read(text):
    found = read("coordinate", text, minimum=-35.2, maximum=-34.5)
    assert found.value is None
    assert found.issue


def test_text_read_as_latin_is_put_right_only_where_it_comes_back_whole():
    found = read("text", "NuÃ±ez")
    assert (found.value, found.issue, found.action) == (
        "Nuñez",
        "UTF-8 read as Latin-1",
        "repaired",
    )
    assert read("text", "Licitación Pública") == values.Reading(
        "Licitación Pública", "", "repaired"
    )
    assert read("text", "Licitacion Pí¹blica").value == "Licitacion Pí¹blica"


def test_soft_hyphens_go_and_a_code_list_knows_every_spelling():
    assert read("text", "Agronomí\u00ada").value == "Agronomía"
    stages = {"En ejecución": "implementation"}
    for spelling in ("En Ejecución ", "en ejecucion", "EN  EJECUCIÓN"):
        assert read("code", spelling, codes=stages).value == "implementation"
    unknown = read("code", "Piloto 1", codes=stages)
    assert (unknown.value, unknown.issue) == (None, "not in the code list")


def test_a_code_has_to_look_as_declared():
    settings = {"remove": r"[-.\s]", "pattern": r"\d{11}"}
    assert read("code", "30-50545443-6", **settings).value == "30505454436"
    assert read("code", "30505454436\n30707431896", **settings).issue == "not in the expected form"


def test_folding_keeps_hangul_and_drops_accents_case_and_punctuation():
    assert values.fold("  Villa GRAL. Mitre ") == "villa gral mitre"
    assert values.fold("NÚÑEZ") == values.fold("Nuñez") == "nunez"
    assert values.fold("강동구") == "강동구"
