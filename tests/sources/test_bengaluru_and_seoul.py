"""The bills of one ward of Bengaluru, and the two levels of Seoul."""

import json

import polars as pl
import pytest

from dashboard.ingest import source_row

pytestmark = pytest.mark.real_data


def test_every_bill_is_one_invoice_placed_by_its_ward(bengaluru):
    report = bengaluru.reports["bbmp-bills:bbmp-ward-001-work-orders.csv"]
    assert (report.rows_read, report.rows_loaded) == (322, 322)
    invoices = bengaluru.table("src_invoices")
    assert invoices["invoice_id"].n_unique() == 322
    assert bengaluru.table("src_projects")["project_id"].n_unique() == 241
    placed = bengaluru.table("src_project_neighbourhoods")
    assert placed["neighbourhood_id"].to_list() == ["ward-001"] * 322
    assert set(placed["method"]) == {"code"}


def test_days_from_bill_register_to_payment_are_as_counted_by_hand(bengaluru):
    payments = bengaluru.table("src_payments").join(
        bengaluru.table("src_invoices"), on="invoice_id"
    )
    days = (payments["paid_date"] - payments["issued_date"]).dt.total_days()
    assert payments.height == 243
    assert (days.median(), days.min(), days.max()) == (613, 10, 991)


def test_the_others_are_open_at_a_named_desk(bengaluru):
    invoices = bengaluru.table("src_invoices")
    still_open = invoices.filter(pl.col("status") == "open")
    assert still_open.height == 79
    assert still_open["waiting_desk"].null_count() == 0
    assert (still_open["waiting_desk"] == "AdCf - Acts. Supdt.").sum() == 55
    paid = set(bengaluru.table("src_payments")["invoice_id"])
    assert paid.isdisjoint(still_open["invoice_id"])


def test_a_net_of_zero_beside_a_gross_is_not_known(bengaluru):
    assert bengaluru.issues("nett_amount", "bbmp-bills") == {
        "zero beside an amount in gross_amount": 15
    }
    invoices = bengaluru.table("src_invoices")
    assert invoices["invoice_amount"].null_count() == 15
    assert (invoices["gross_amount"] == 0).sum() == 0


def test_phones_and_mails_never_pass_the_border(bengaluru, monkeypatch):
    for relation in ("src_projects", "src_invoices", "src_parties", "src_load_issues"):
        text = str(bengaluru.table(relation).select(pl.col(pl.String)).rows())
        assert "0000000000" not in text
        assert "redacted@" not in text
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(bengaluru.places.parent.parent))
    invoice = bengaluru.table("src_invoices").row(0, named=True)
    row = source_row.read(bengaluru.workspace, invoice["source_file_id"], invoice["source_line"])
    assert row["Mobile"] == "[contact removed]"
    assert row["Gross"] == "10225859"


def test_wards_have_their_population_of_the_census(bengaluru):
    wards = bengaluru.table("src_neighbourhoods")
    assert wards.height == 198
    assert wards["population"].null_count() == 0
    assert set(wards["population_year"]) == {2011}


def test_seoul_has_two_levels_and_every_dong_its_gu(seoul):
    areas = seoul.table("src_neighbourhoods")
    assert dict(areas.group_by("level").len().rows()) == {"gu": 25, "dong": 423}
    dong = areas.filter(pl.col("level") == "dong")
    gu = areas.filter(pl.col("level") == "gu")
    assert set(dong["parent_id"]) == set(gu["neighbourhood_id"])
    assert dong["area_km2"].sum() == pytest.approx(gu["area_km2"].sum(), rel=0.01)
    assert "강동구" in set(gu["neighbourhood_name"])
    assert "Gangdong-gu" in set(gu["neighbourhood_name_english"])
    assert seoul.inputs["src_projects"] == []
    assert len(json.loads((seoul.places / "dong.geojson").read_text())["features"]) == 423
