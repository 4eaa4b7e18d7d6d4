"""The lists of names: every field exists, every word is one of the border, no phrase means two."""

import re

import pytest

from dashboard.ingest import tables
from dashboard.ingest.manifest import COLUMN_TYPES
from dashboard.ingest.propose import names, words
from dashboard.ingest.propose.fields import CODE_LISTS, FIELDS, IGNORED

LANGUAGES = {language.code: language for language in words.languages()}
ASKED_FOR = ("ar", "en", "es", "ko", "pt", "th", "uk", "vi")


def test_the_eight_languages_are_there():
    assert set(ASKED_FOR) <= set(LANGUAGES)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_field_exists(code):
    assert set(LANGUAGES[code].names) <= set(FIELDS)


@pytest.mark.parametrize("code", ASKED_FOR)
def test_each_language_names_what_the_border_is_about(code):
    wanted = {
        *("project_name", "status", "agency", "neighbourhood", "budget_amount", "physical_share"),
        *("contract_id", "contract_amount", "original_amount", "supplier_name", "signed_date"),
        *("amendment_date", "amount_change", "invoice_number", "invoice_amount", "received_date"),
        *("paid_date", "paid_amount", "milestone_name", "tender_id", "estimate_amount"),
        *("bidder_name", "bid_amount", "party_name", "party_identifier", "planned_end_date"),
    }
    assert wanted <= set(LANGUAGES[code].names)


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_phrase_means_two_fields(code):
    seen: dict[str, str] = {}
    for field, phrases in LANGUAGES[code].names.items():
        for phrase in phrases:
            assert seen.setdefault(words.plain(phrase), field) == field, phrase


@pytest.mark.parametrize("code", LANGUAGES)
def test_months_are_twelve(code):
    assert len(LANGUAGES[code].words["months"]) == 12


def test_words_of_code_lists_are_words_of_the_border():
    statuses = tables.PROJECT_STATUSES
    for language in LANGUAGES.values():
        assert set(language.values.get(CODE_LISTS["status"], {})) <= set(statuses)


def test_currencies_are_three_letters():
    codes = {code for language in LANGUAGES.values() for code in language.currencies}
    assert all(re.fullmatch("[A-Z]{3}", code) for code in codes)


def test_every_field_is_read_as_a_type_that_manifests_know():
    assert set(FIELDS.values()) - {IGNORED} <= set(COLUMN_TYPES)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("monto_contrato", "contract_amount"),
        ("계약금액(천원)", "contract_amount"),
        ("Giá trị hợp đồng", "contract_amount"),
        ("gia tri hop dong", "contract_amount"),
        ("มูลค่าสัญญา", "contract_amount"),
        ("Сума договору, тис. грн", "contract_amount"),
        ("قيمة العقد", "contract_amount"),
        ("Valor do Contrato (R$)", "contract_amount"),
        ("contractAmount", "contract_amount"),
        ("CONTRACT AMOUNT", "contract_amount"),
        ("Contract Ammount", "contract_amount"),
        ("Original contract amount", "original_amount"),
        ("Дата початку (план)", "planned_start_date"),
        ("Project Phase Actual Start Date", "actual_start_date"),
    ],
)
def test_a_header_names_its_field(header, field):
    assert names.candidates(header)[0].field == field


@pytest.mark.parametrize(
    "header", ["Budget balance", "Saldo del presupuesto", "예산 잔액", "Budget changes", "xyz", "%"]
)
def test_a_header_that_names_another_thing_names_no_budget(header):
    assert "budget_amount" not in {one.field for one in names.candidates(header)}


@pytest.mark.parametrize(
    "header", ["Phone", "담당자 연락처", "correo electrónico", "Điện thoại", "e-mail", "رقم الجوال"]
)
def test_contacts_are_known_by_name(header):
    assert names.is_personal(header)


@pytest.mark.parametrize("header", ["Contract number", "연번", "Email notice date x", "telar"])
def test_not_every_column_is_a_contact(header):
    assert names.is_personal(header) == (header.startswith("Email"))
