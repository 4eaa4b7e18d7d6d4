"""Names of organisations in many languages: what is compared, and what kind of party it is."""

import pytest

from dashboard.ingest.parties import names, records, roster


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ICZ a.s.", "ICZ, a.s."),
        ("BLUE STEEL S. A.", "Blue Steel Sociedad Anónima"),
        ("DA FRÉ OBRAS CIVILES S.A.", "Da Fre Obras Civiles SA"),
        ("ТОВ «Арбакон»", "Arbakon LLC"),
        ("(주)대한건설", "주식회사 대한 건설"),
        ("บริษัท อาร์บาคอน จำกัด", "อาร์บาคอน"),
        ("Công ty TNHH Xây dựng Đông Á", "Dong A Construction Co., Ltd"),
        ("شركة النور للمقاولات", "مقاولات النور"),
        ("Constructora Solana S.R.L.", "Solana Construcciones Ltda"),
        ("TOV Stroy-Invest", "Stroy Invest"),
    ],
)
def test_legal_form_accents_order_and_language_of_the_trade_make_no_other_words(one, other):
    assert set(names.read(one).words) == set(names.read(other).words)


@pytest.mark.parametrize(
    ("latin", "other"),
    [("Arbacon", "아르바콘"), ("Pelmanova", "Пелманова"), ("Fartoston", "فارتوستون")],
)
def test_a_name_written_in_another_script_sounds_the_same(latin, other):
    assert names.read(latin).sound == names.read(other).sound != ""


def test_an_own_word_that_looks_like_a_legal_form_stays_at_the_beginning():
    assert names.read("CO.SE.BA. S.A.").core == ("co", "se", "ba")
    assert names.read("Sa Construcciones").core == ("sa",)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ALTOTE - NAKU CONSTRUCCIONES (UTE)", "consortium"),
        ("Acme / Beta J/V", "consortium"),
        ("대한건설 컨소시엄", "consortium"),
        ("공동수급체 대한건설", "consortium"),
        ("CIS S.R.L.\nBENCEN S.A.", "consortium"),
        ("AUTOTROL SA - WDT INC", "consortium"),
        ("Gobierno de la Ciudad", "public body"),
        ("강남구청", "public body"),
        ("Міністерство інфраструктури", "public body"),
        ("ФОП Кравченко", "person"),
        ("Rapid-Bau GmbH", "organisation"),
        ("Juvenal Construcciones", "organisation"),
    ],
)
def test_a_name_says_what_kind_of_party_it_is(name, kind):
    assert names.kind_of(name) == kind


def test_the_members_of_a_consortium_are_read_where_each_ends_in_a_legal_form():
    found = names.members("ALTOTE S.A. - NAKU CONSTRUCCIONES S.R.L. (UTE)")
    assert found == ("ALTOTE S.A", "NAKU CONSTRUCCIONES S.R.L")
    assert names.members("Altote - Naku UTE") == ()
    assert names.members("Bau-Service GmbH") == ()


def test_numbers_in_names_are_kept_in_whatever_way_they_are_written():
    assert names.read("School District II").numbers == names.read("District 02 School").numbers
    assert names.read("School District 1").numbers != names.read("School District 12").numbers


@pytest.mark.parametrize("name", ["", "---", "\u200b", "S.A.", "1", "🏗", "a" * 5_000, "("])
def test_any_text_is_read_without_an_error(name):
    found = names.read(name)
    assert isinstance(found.words, tuple)
    names.members(name)


@pytest.mark.parametrize("text", ["n/a", "0", "000000", "-", "12", None, "XXX"])
def test_a_cell_that_holds_no_number_is_no_identifier(text):
    assert roster.number(text, 4) is None


def test_an_identifier_is_the_same_however_it_is_punctuated():
    assert roster.number("30-70743189-6", 4) == roster.number("30 707431896 ", 4) == "30707431896"


@pytest.mark.parametrize(
    ("kind", "number", "scheme", "name"),
    [
        ("person", None, None, "Anyone"),
        (None, "20273633325", None, "No name"),
        (None, "TAGE250811PC2", None, "No name"),
        (None, "2304707963", "UA-EDR", "No name"),
        (None, None, None, "Фізична особа підприємець Хтось"),
    ],
)
def test_a_natural_person_is_known_by_kind_number_or_words(kind, number, scheme, name):
    assert roster.is_person(kind, number, scheme, [name])
    assert not roster.is_person("organisation", "30707431896", None, ["Altote S.A."])


def test_an_address_is_the_same_however_its_street_is_called():
    one = records.place({"address": "Calle Mayor No. 12, piso 3", "postal_code": "01090"})
    other = records.place({"address": "12 mayor street", "postal_code": "1090"})
    assert (one["street"], one["house"]) == (other["street"], other["house"]) == ("mayor", "12")
    assert one["postal_code"] == other["postal_code"]
