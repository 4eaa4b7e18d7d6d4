"""Bengaluru worked out again by hand: plain csv and arithmetic, nothing of the project's own."""

import csv
import datetime
import re

import pytest

pytestmark = pytest.mark.real_data


def day(text: str) -> datetime.date | None:
    try:
        return datetime.datetime.strptime(text.strip(), "%d-%b-%Y").date()
    except ValueError:
        return None


def paid_on(row: dict) -> datetime.date | None:
    found = re.search(r"/ (\d\d-\w{3}-\d{4}) in", row["Payment"])
    return day(found[1]) if found else None


def plan(rows: list[dict]) -> tuple[datetime.date, datetime.date]:
    """The earliest start and the latest end that the bills of a job give."""
    return min(day(row["Start Date"]) for row in rows), max(day(row["End Date"]) for row in rows)


@pytest.fixture(scope="module")
def bills(real_data) -> list[dict]:
    path = real_data / "bengaluru-work-bills/bbmp-ward-001-work-orders.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def last_day(bills) -> datetime.date:
    """The last day on which anything in the file happened."""
    columns = ("SBR Date", "BR Date", "CBR Date")
    happened = [day(row[column]) for row in bills for column in columns]
    return max(found for found in [*happened, *map(paid_on, bills)] if found)


# A job, and why it was chosen.
CHOSEN = {
    "paid after the longest wait": lambda bills: max(
        (row for row in bills if paid_on(row) and day(row["BR Date"])),
        key=lambda row: (paid_on(row) - day(row["BR Date"]), row["Job Number"]),
    ),
    "paid after the shortest wait": lambda bills: min(
        (row for row in bills if paid_on(row) and day(row["BR Date"])),
        key=lambda row: (paid_on(row) - day(row["BR Date"]), row["Job Number"]),
    ),
    "open for longest": lambda bills: min(
        (row for row in bills if not paid_on(row) and day(row["BR Date"])),
        key=lambda row: (day(row["BR Date"]), row["Job Number"]),
    ),
    "in several bills": lambda bills: next(
        row
        for row in bills
        if sum(other["Job Number"] == row["Job Number"] for other in bills) >= 3
    ),
    "planned to end before it starts": lambda bills: next(
        row
        for row in bills
        if (found := plan([one for one in bills if one["Job Number"] == row["Job Number"]]))
        and found[1] < found[0]
    ),
}


@pytest.mark.parametrize("why", CHOSEN)
def test_the_days_of_every_bill_of_a_job_come_out_as_by_hand(bengaluru, bills, last_day, why):
    job = CHOSEN[why](bills)["Job Number"]
    by_hand = {}
    for line, row in enumerate(bills, start=2):
        registered, paid = day(row["BR Date"]), paid_on(row)
        if row["Job Number"] == job:
            waited = ((paid or last_day) - registered).days if registered else None
            by_hand[line] = (waited, None) if paid else (None, waited)
    found = bengaluru.rows("SELECT * FROM invoice_timelines WHERE project_id = ?", [job])
    assert {row["source_line"]: (row["days_to_pay"], row["open_days"]) for row in found} == by_hand
    assert {row["known_until_date"] for row in found} == {last_day}


@pytest.mark.parametrize("why", CHOSEN)
def test_what_cannot_be_judged_about_a_job_says_why(bengaluru, bills, why):
    job = CHOSEN[why](bills)["Job Number"]
    rows = [row for row in bills if row["Job Number"] == job]
    results = bengaluru.rows("SELECT * FROM indicator_results WHERE project_id = ?", [job])
    reasons = {(row["code"], row["outcome"], row["skip_reason"]) for row in results}

    no_clock = "no due date: no legal clock, no agreed term, no stated date"
    assert (("P1", "insufficient", no_clock) in reasons) == any(map(paid_on, rows))
    assert (("P2", "insufficient", no_clock) in reasons) == (not all(map(paid_on, rows)))
    counts = {code: sum(row["code"] == code for row in results) for code in ("P1", "P2")}
    assert counts == {
        "P1": sum(paid_on(row) is not None for row in rows),
        "P2": sum(paid_on(row) is None for row in rows),
    }
    start, end = plan(rows)
    expected = (
        ("S1", "contradictory", "planned end is not after the start")
        if end <= start
        else ("S1", "insufficient", "not known whether finished")
    )
    assert expected in reasons
    assert ("S4", "insufficient", "no progress reports") in reasons
    assert ("S5", "insufficient", "only one version kept") in reasons
    assert {row["outcome"] for row in results if row["code"] in ("C1", "C2", "P6", "P7")} == {
        "insufficient"
    }


def test_paid_and_owed_amounts_add_up_as_by_hand(bengaluru, bills):
    known = [row for row in bills if not (float(row["Gross"]) > 0 and float(row["Nett"]) == 0)]
    paid = sum(float(row["Nett"]) for row in known if paid_on(row))
    owed = sum(float(row["Nett"]) for row in known if not paid_on(row))
    found = bengaluru.row(
        """SELECT
            SUM(paid_amount) AS paid,
            SUM(open_amount) FILTER (WHERE NOT is_settled) AS owed,
            COUNT(*) - COUNT(payable_amount) AS unknown_count
        FROM invoice_timelines"""
    )
    assert (float(found["paid"]), float(found["owed"])) == (paid, owed)
    assert found["unknown_count"] == len(bills) - len(known) == 15


def test_no_bill_is_called_late_without_a_legal_clock(bengaluru):
    counts = bengaluru.rows(
        "SELECT code, outcome, n FROM indicator_counts WHERE code IN ('P1', 'P2')"
    )
    assert {(row["code"], row["outcome"]): row["n"] for row in counts if row["n"]} == {
        ("P1", "insufficient"): 243,
        ("P2", "insufficient"): 79,
    }
    assert bengaluru.row("SELECT COUNT(*) AS n FROM ref_payment_clocks")["n"] == 0
