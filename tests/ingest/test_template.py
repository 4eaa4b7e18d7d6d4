"""Files that already have a border table's columns: fast where they are good, exact where not."""

import datetime
from decimal import Decimal

import pytest

from dashboard.ingest import batches, source_row, store
from dashboard.messages import InputError

HEADER = "payment_id,project_id,tier,paid_date,paid_amount,instrument\n"
GOOD = "A{n},P1,wage,2024-05-0{d},{n}.50,transfer\n"


def rows(first: int, last: int) -> str:
    return "".join(GOOD.format(n=n, d=n % 9 + 1) for n in range(first, last + 1))


def load(town, body: str, header: str = HEADER):
    return town.load("payments.csv", header + body, "town-payments")


@pytest.fixture
def small_batches(monkeypatch):
    """Batches of a few rows, so that a short file has many."""
    monkeypatch.setattr(batches, "BATCH_BYTES", 100)


def test_a_good_file_comes_out_typed_with_its_lineage(town):
    assert load(town, rows(1, 3)).rows_loaded == 3
    row = town.table("src_payments").row(1, named=True)
    assert row["payment_id"] == "A2"
    assert row["paid_amount"] == Decimal("2.50")
    assert row["paid_date"] == datetime.date(2024, 5, 3)
    assert row["source_line"] == 3
    assert row["published_date"] == datetime.date(2025, 1, 31)
    assert row["currency"] is None


def test_batches_together_hold_what_one_batch_holds(town, small_batches):
    assert load(town, rows(1, 40)).rows_loaded == 40
    payments = town.table("src_payments").sort("source_line")
    assert payments["source_line"].to_list() == list(range(2, 42))
    assert payments["payment_id"].to_list() == [f"A{n}" for n in range(1, 41)]
    assert len(store.records(town.workspace)[0]["layout"]["positions"]) > 5


def test_a_value_that_cannot_be_read_is_null_with_an_issue_and_the_others_stay(town):
    body = (
        "A1,P1,wage,02/01/2024,1.5,x\nA2,P1,wage,1985-01-01,2.5,x\nA3,P1,wage,2024-02-30,3,x\n"
        "A4,P1,wage,2024-01-02,four,x\nA5,P1,wage,2024-01-02,5,x\n"
    )
    report = load(town, body)
    assert (report.rows_loaded, report.rows_quarantined, report.issues) == (5, 0, 4)
    payments = town.table("src_payments").sort("source_line")
    assert payments["paid_date"].null_count() == 3
    assert payments["paid_amount"].to_list()[3] is None
    assert payments["paid_amount"].to_list()[4] == Decimal("5.00")


def test_rows_with_the_wrong_number_of_cells_are_set_aside_with_their_line(town, small_batches):
    report = load(town, rows(1, 9) + "B1,P1,wage\n" + rows(10, 19) + "B2,P1,wage,,,,x\n")
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (21, 19, 2)
    bad = town.table("src_quarantined_rows")
    assert bad["source_line"].to_list() == [11, 22]
    assert bad["raw_text"].to_list() == ["B1,P1,wage", "B2,P1,wage,,,,x"]


def test_a_declared_check_names_the_column_it_is_about(town):
    report = load(town, "A1,P1,salary,,1,x\nA2,,wage,,1,x\n,P1,wage,,1,x\nA4,P1,wage,,1,x\n")
    assert (report.rows_loaded, report.rows_quarantined) == (1, 3)
    reasons = town.table("src_quarantined_rows")["reason"].to_list()
    assert reasons[0] == "tier is no known value (payments)"
    assert reasons[1] == "project_id is missing (payments)"
    assert reasons[2] == "payment_id is missing (payments)"


@pytest.mark.parametrize("apart", [1, 30])
def test_rows_that_share_a_key_are_set_aside_however_far_apart(town, small_batches, apart):
    report = load(town, rows(1, 3) + rows(10, 9 + apart) + rows(2, 2) + rows(70, 72))
    assert report.rows_quarantined == 2
    assert "A2" not in town.table("src_payments")["payment_id"].to_list()
    bad = town.table("src_quarantined_rows")
    assert bad["source_line"].to_list() == [3, 5 + apart]
    assert set(bad["reason"]) == {"payment_id is shared with another row"}
    assert bad["raw_text"].str.starts_with("A2,P1,wage").all()


def test_a_key_shared_inside_one_batch_and_with_another_goes_everywhere(town, small_batches):
    report = load(town, rows(2, 2) * 2 + rows(10, 40) + rows(2, 2) + rows(50, 60))
    assert report.rows_quarantined == 3
    assert report.rows_loaded == 42


def test_quotes_commas_and_line_breaks_inside_cells_are_counted_right(town, small_batches):
    body = rows(1, 2) + 'B1,P1,wage,,1,"by\nhand, ""twice"""\nB2,P1,wage,,2,""\n' + rows(3, 9)
    assert load(town, body).rows_loaded == 11
    payments = town.table("src_payments").sort("source_line")
    assert payments["source_line"].to_list()[:5] == [2, 3, 4, 6, 7]
    assert payments["instrument"].to_list()[2:4] == ['by\nhand, "twice"', None]


def test_contacts_are_taken_out_of_any_text(town):
    body = "A1,P1,wage,,1,me@example.org\nA2,P1,wage,,1,call 718-555-0164\nA3,P1,wage,,1,cash\n"
    assert load(town, body).issues == 2
    kept = str(town.table("src_payments").rows()) + str(town.table("src_load_issues").rows())
    assert "example.org" not in kept
    assert "0164" not in kept
    assert "cash" in kept


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (HEADER.replace("paid_date", "paid_dat"), "has no column 'paid_dat'. Did you mean 'paid_d"),
        (HEADER.replace("project_id,", ""), "the column 'project_id' of the table 'payments' is m"),
        (HEADER.replace("instrument", "tier"), "a column comes twice"),
        (HEADER.replace("instrument", "source_line"), "has no column 'source_line'"),
    ],
)
def test_a_header_at_fault_is_refused(town, header, message):
    with pytest.raises(InputError, match=message):
        load(town, rows(1, 1), header)


def test_a_header_alone_and_windows_line_ends_are_fine(town):
    assert load(town, "").rows_read == 0
    assert load(town, rows(1, 3).replace("\n", "\r\n")).rows_loaded == 3


def test_a_row_is_found_again_from_its_line(town, small_batches):
    load(town, rows(1, 30) + 'B1,P1,wage,,1,"by\nhand"\n' + rows(31, 40))
    for payment in town.table("src_payments").iter_rows(named=True):
        found = source_row.read(town.workspace, payment["source_file_id"], payment["source_line"])
        assert found["payment_id"] == payment["payment_id"]
        assert found["instrument"] == payment["instrument"]
