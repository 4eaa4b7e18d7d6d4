"""The invoices of one contract of Prague, against what those who collected them counted."""

import statistics
from collections import Counter
from decimal import Decimal

import polars as pl
import pytest

from tests.sources.conftest import City, loaded

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def prague(published, tmp_path_factory) -> City:
    file = published / "prague-invoices" / "faktury-IS-PKO.csv"
    return loaded("prague", [("prague-invoices", [file])], tmp_path_factory)


def test_eighty_invoices_add_up_to_the_sum_and_all_but_one_are_paid(prague):
    invoices, payments = prague.table("src_invoices"), prague.table("src_payments")
    assert (invoices.height, payments.height) == (80, 79)
    assert invoices["invoice_amount"].sum() == Decimal("11800190.00")
    assert prague.issues("paid_date", "prague-invoices") == {"code without a value": 1}
    open_ones = invoices.join(payments, on="invoice_id", how="anti")
    assert open_ones["received_date"].to_list()[0].isoformat() == "2010-01-26"


def test_days_from_registration_to_payment_are_those_counted(prague):
    both = prague.table("src_invoices").join(prague.table("src_payments"), on="invoice_id")
    days = (both["paid_date"] - both["received_date"]).dt.total_days().to_list()
    assert (min(days), statistics.median(days), max(days)) == (2, 16, 66)
    assert sum(one > 30 for one in days) == 13


def test_the_supplier_written_two_ways_is_one_party(prague):
    parties = prague.table("src_parties")
    assert sorted(parties["party_name"]) == ["APOGEO Esteem, a.s.", "ICZ a.s."]
    raw = Counter(prague.table("src_invoices")["payee_name"])
    assert raw == {"ICZ a.s.": 74, "ICZ, a.s.": 5, "APOGEO Esteem, a.s.": 1}


def test_the_number_of_the_contract_is_read_in_all_its_forms_and_never_supposed(prague):
    invoices = prague.table("src_invoices")
    assert Counter(invoices["contract_id"]) == {"0934/2005": 67, None: 13}
    assert prague.table("src_contracts").height == 1
    without = invoices.filter(pl.col("contract_id").is_null())
    assert without["received_date"].dt.year().is_in([2003, 2007, 2013]).all()
    slip = prague.table("src_load_issues").filter(pl.col("column_name") == "contract_number")
    assert slip.select("raw_value", "issue", "action").rows() == [
        ("834/2005", "a slip put right", "repaired")
    ]


def test_without_boundaries_the_project_has_one_row_that_is_not_placed(prague):
    placed = prague.table("src_project_neighbourhoods")
    assert placed.select("project_id", "neighbourhood_id", "method").rows() == [
        ("is-pko", None, "not placed")
    ]
