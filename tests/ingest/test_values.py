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


@pytest.mark.parametrize("text", ["-34.650675\n-34.666304", "-58,374842", "34 36 12", "-34"])
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


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12,34,567.00", "1234567.00"),
        ("₹ 12,34,567", "1234567.00"),
        ("1'234'567.50", "1234567.50"),
        ("1’234’567", "1234567.00"),
        ("1\u202f234\u202f567,5", "1234567.50"),
        ("1\u00a0234\u00a0567.5", "1234567.50"),
        ("\u22121,250.50", "-1250.50"),
        ("1,250.50-", "-1250.50"),
        ("(1 250.50)", "-1250.50"),
        ("١٢٣٤٫٥", "1234.50"),
        ("๑,๒๕๐.๕๐ บาท", "1250.50"),
        ("１，２５０．５０", "1250.50"),
        ("1,250.50 грн.", "1250.50"),
        ("1.250.000 ₫", "1250000.00"),
        ("1,250,000원", "1250000.00"),
        ("R$ 1.250,50", "1250.50"),
        ("-1,250.50 Kč", "-1250.50"),
        ("1,250.50 euros", "1250.50"),
        ("\u200f1,250.50 د.إ", "1250.50"),
    ],
)
def test_an_amount_is_read_in_the_writing_of_its_country(text, amount):
    assert read("money", text, ["7.25"]).value == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["1'23'456", "--5", "-(5)", "1\u202f23\u202f4567.5", "(-5-)", "12,345,67", "5 plumbers"]
)
def test_groups_and_signs_that_make_no_amount_are_not_read(text):
    found = read("money", text, ["7.25"])
    assert found.value is None or found.issue, found


def test_unit_words_count_only_where_they_are_declared():
    words = {"M": 1e6, "mil millones": 1e9, "millones": 1e6, "crore": 1e7}
    for text, amount in {
        "1.2 M": "1200000.00",
        "3,5 mil millones": "3500000000.00",
        "US$ 4 millones": "4000000.00",
        "1.23456 crore": "12345600.00",
        "250": "250000.00",
    }.items():
        assert read("money", text, unit_words=words, scale=1000).value == Decimal(amount), text
    assert read("money", "1.2 M").value is None
    assert read("money", "1.2 m", unit_words=words).value is None


@pytest.mark.parametrize(
    ("text", "share", "up_to_one"),
    [
        ("35%", 0.35, ""),
        ("0.5%", 0.005, ""),
        ("35", 0.35, ""),
        ("100", 1.0, ""),
        ("0", 0.0, ""),
        ("0.35", None, ""),
        ("1", None, ""),
        ("0.35", 0.35, "share"),
        ("0.35", 0.0035, "percent"),
        ("٣٥٪", 0.35, ""),
    ],
)
def test_a_mixed_column_of_shares_is_read_only_where_the_cell_leaves_no_choice(
    text, share, up_to_one
):
    found = read("share", text, percent="mixed", up_to_one=up_to_one)
    assert found.value == (None if share is None else pytest.approx(share))
    assert bool(found.issue) is (share is None)


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("34°36'12.5\" S", -34.603472222),
        ("34°36′12,5″S", -34.603472222),
        ("S 34° 36' 12.5''", -34.603472222),
        ("34 36 12.5S", -34.603472222),
        ("34:36:12.5 s", -34.603472222),
        ("34°36.5'S", -34.608333333),
        ("34.6035° S", -34.6035),
        ("-34°36'12.5\"", -34.603472222),
        ("34º36'S", -34.6),
    ],
)
def test_degrees_minutes_and_seconds_are_degrees(text, degrees):
    found = read("coordinate", text, minimum=-35, maximum=-34)
    assert found.value == pytest.approx(degrees, abs=1e-8)
    assert not found.issue


@pytest.mark.parametrize(
    ("text", "issue"),
    [
        ("34°66'12\"S", "more than 59 minutes"),
        ("34°36'72\"S", "more than 59 minutes"),
        ("34.5°36'12\"S", "decimals before the last part"),
        ("-34°36'12\"S", "a minus and a hemisphere"),
        ("34°36'12\"S 58°22'59\"W", "several or unusual"),
        ("34°36'12\"N", "out of range"),
        ("34°36'12\"", "out of range"),
        ("95°36'12\"S", "out of range"),
    ],
)
def test_degrees_that_cannot_be_are_not_read(text, issue):
    found = read("coordinate", text, minimum=-35, maximum=-34)
    assert found.value is None
    assert issue in found.issue


def test_the_letter_o_is_west_or_east_as_the_range_of_the_column_says():
    assert read("coordinate", "58°22′59″O", minimum=-59, maximum=-58).value < 0
    assert read("coordinate", "13°22′59″O", minimum=13, maximum=14).value > 0
    assert "east or west" in read("coordinate", "13°22′59″O").issue


def test_days_are_counted_as_spreadsheets_and_eras_count_them():
    days = {"formats": ("%d/%m/%Y", "spreadsheet day")}
    assert read("date", "45720", **days).value == datetime.date(2025, 3, 4)
    assert read("date", "45720.75", **days).value == datetime.date(2025, 3, 4)
    assert read("date", "45720").issue == "not a date"
    for text in ("60", "2024", "-5", "9999999", "45720.x"):
        assert read("date", text, **days).value is None, text
    from_1904 = read("date", "44258", formats=("spreadsheet day 1904",))
    assert from_1904.value == datetime.date(2025, 3, 4)
    thai = {"formats": ("%d/%m/%Y", "%d/%m/%y"), "era": "buddhist"}
    assert read("date", "๔/๓/๒๕๖๘", **thai).value == datetime.date(2025, 3, 4)
    assert read("date", "29/02/2567", **thai).value == datetime.date(2024, 2, 29)
    assert read("date", "4/3/68", **thai).value == datetime.date(2025, 3, 4)
    assert read("date", "4/3/2568", formats=thai["formats"]).value is None


def test_a_moment_is_kept_in_universal_time():
    formats = ("%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
    noon = datetime.datetime(2025, 3, 4, 12)
    assert read("moment", "2025-03-04T14:00:00+02:00", formats=formats).value == noon
    assert read("moment", "2025-03-04 12:00:00", formats=formats).value == noon
    assert read("moment", "2025-03-04", formats=formats).value == noon.replace(hour=0)
    assert read("moment", "1960-03-04", formats=formats).issue == "out of range for a date"
    assert read("moment", "noon", formats=formats).issue == "not a moment"


@pytest.mark.parametrize(
    ("text", "number"),
    [("12 345,5", 12345.5), ("12,34,567", 1234567), ("1'250", 1250), ("\u22125", -5), ("٥", 5)],
)
def test_a_number_is_read_in_the_writing_of_its_country(text, number):
    assert read("number", text).value == number
