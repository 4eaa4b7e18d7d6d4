"""The checks of the sources: what each counts, what it finds, and what it leaves alone."""

from datetime import date

import pytest

from dashboard.engine import catalogue, definitions
from dashboard.ingest import tables

DAY = date
FOLDER = "quality_checks"


def names() -> list[str]:
    return [one for one, query in catalogue.queries().items() if query.path.parent.name == FOLDER]


@pytest.fixture
def counted(rows_of):
    """A function from a check and border rows to {(table, column): (checked, failed)}."""

    def count(check, **given):
        rows = rows_of(f"check_{check}", {f"src_{name}": some for name, some in given.items()})
        return {
            (row["table_name"], row["column_name"]): (row["checked_count"], row["failed_count"])
            for row in rows
            if row["source_line"] is None
        }

    return count


@pytest.fixture
def failing(rows_of):
    """A function from a check and border rows to the subjects that failed it."""

    def fail(check, **given):
        rows = rows_of(f"check_{check}", {f"src_{name}": some for name, some in given.items()})
        return {row["subject_id"] for row in rows if row["source_line"] is not None}

    return fail


def test_every_check_is_in_the_results_and_returns_the_same_columns(border):
    assert set(catalogue.queries()["quality_results"].reads) - {"source_files"} == set(names())
    wanted = catalogue.queries()["check_project_dates"].header["grain"]
    assert all(catalogue.queries()[name].header["grain"] == wanted for name in names())


def test_every_reason_for_not_judging_is_traced_to_a_field_of_the_border():
    listed = definitions.fields().to_dicts()
    assert {row["code"] for row in listed} >= {"C1", "P7", "A1"}
    columns = {name: tables.polars_schema(name) for name in tables.TABLES}
    columns["neighbourhoods"] = tables.NEIGHBOURHOODS
    for row in listed:
        if row["remedy"] == "more cases":
            assert row["table_name"] is row["column_name"] is None
        else:
            assert row["column_name"] in columns[row["table_name"]], row


def project(project_id, **dates) -> dict:
    return {"project_id": project_id, "project_name": project_id} | dates


def test_a_project_that_ends_before_it_starts_is_found_and_one_without_dates_not_counted(
    counted, failing
):
    rows = [
        project("FINE", planned_start_date=DAY(2024, 1, 1), planned_end_date=DAY(2024, 1, 1)),
        project("PLAN", planned_start_date=DAY(2024, 2, 1), planned_end_date=DAY(2024, 1, 1)),
        project("DONE", actual_start_date=DAY(2024, 2, 1), actual_end_date=DAY(2024, 1, 1)),
        project("NO-END", planned_start_date=DAY(2024, 2, 1)),
    ]
    assert counted("project_dates", projects=rows) == {("projects", None): (3, 2)}
    assert failing("project_dates", projects=rows) == {"PLAN", "DONE"}
    assert counted("project_dates", projects=rows[3:]) == {}


def contract(contract_id, **values) -> dict:
    return {"contract_id": contract_id, "project_id": "P"} | values


def test_dates_of_a_contract_come_in_order(failing):
    rows = [
        contract("FINE", signed_date=DAY(2024, 1, 1), start_date=DAY(2024, 1, 1)),
        contract("EARLY", signed_date=DAY(2024, 1, 2), start_date=DAY(2024, 1, 1)),
        contract("SHORT", start_date=DAY(2024, 1, 2), current_end_date=DAY(2024, 1, 1)),
    ]
    assert failing("contract_dates", contracts=rows) == {"EARLY", "SHORT"}


@pytest.mark.parametrize(
    ("current", "fails"), [(150, False), (150.7, False), (152, True), (100, True)]
)
def test_the_value_of_a_contract_is_that_of_its_amendments_to_half_a_per_cent(
    failing, current, fails
):
    amendment = {"amendment_id": "A", "contract_id": "C", "amount_change": 50}
    rows = [contract("C", original_amount=100, contract_amount=current)]
    found = failing("contract_amounts", contracts=rows, contract_amendments=[amendment])
    assert found == ({"C"} if fails else set())


def test_a_contract_is_not_checked_without_amendments_or_their_amounts(counted):
    rows = [contract("C", original_amount=100, contract_amount=150)]
    assert counted("contract_amounts", contracts=rows) == {}
    silent = [{"amendment_id": "A", "contract_id": "C"}]
    assert counted("contract_amounts", contracts=rows, contract_amendments=silent) == {}
    later = [
        {
            "amendment_id": "A",
            "contract_id": "C",
            "amount_change": 50,
            "amendment_date": DAY(2025, 6, 29),
        }
    ]
    before = [row | {"published_date": DAY(2025, 1, 1)} for row in rows]
    assert counted("contract_amounts", contracts=before, contract_amendments=later) == {
        ("contracts", None): (1, 1)
    }


def payment(payment_id, **values) -> dict:
    return {"payment_id": payment_id, "project_id": "P", "tier": "client_prime"} | values


def test_money_paid_before_its_invoice_is_found_but_not_an_advance(counted, failing):
    invoice = {"invoice_id": "I", "project_id": "P", "tier": "client_prime"}
    given = {
        "invoices": [invoice | {"issued_date": DAY(2024, 2, 1)}],
        "payments": [
            payment("EARLY", invoice_id="I", paid_date=DAY(2024, 1, 31)),
            payment("SAME-DAY", invoice_id="I", paid_date=DAY(2024, 2, 1)),
            payment("ADVANCE", invoice_id="I", paid_date=DAY(2024, 1, 1), payment_type="advance"),
            payment("NO-DAY", invoice_id="I"),
        ],
    }
    assert counted("paid_before_invoiced", **given) == {("payments", None): (2, 1)}
    assert failing("paid_before_invoiced", **given) == {"EARLY"}


def test_a_payment_in_another_currency_than_its_contract_is_found(failing):
    given = {
        "contracts": [contract("C", currency="EUR")],
        "payments": [
            payment("SAME", contract_id="C", currency="EUR"),
            payment("OTHER", contract_id="C", currency="USD"),
            payment("NONE", contract_id="C"),
        ],
    }
    assert failing("payment_currency", **given) == {"OTHER"}


def report(report_id, **values) -> dict:
    common = {"report_id": report_id, "project_id": "P", "period_end_date": DAY(2024, 1, 31)}
    return common | values


def test_reports_on_what_is_not_over_and_progress_above_the_whole_are_found(failing):
    rows = [
        report("FINE", reported_date=DAY(2024, 1, 31), physical_share=1.0),
        report("AHEAD", reported_date=DAY(2024, 1, 30), physical_share=1.01),
    ]
    assert failing("progress_dates", progress_reports=rows) == {"AHEAD"}
    assert failing("progress_shares", progress_reports=rows) == {"AHEAD"}


def test_silence_between_reports_is_measured_by_what_the_source_usually_does(counted, failing):
    rows = [
        report(f"{name}-{month}", project_id=name, period_end_date=DAY(2023, month, 28))
        for name in ("STEADY", "SILENT")
        for month in range(1, 13)
        if name == "STEADY" or month != 6
    ]
    assert counted("report_gaps", progress_reports=rows) == {("progress_reports", None): (21, 1)}
    assert failing("report_gaps", progress_reports=rows) == {"SILENT"}
    quarterly = [row for row in rows if row["period_end_date"].month % 3 == 0]
    assert counted("report_gaps", progress_reports=quarterly) == {}  # six intervals are too few


def test_shares_of_a_bid_sum_to_one_and_those_of_owners_to_no_more(failing):
    bids = [
        {"bid_id": bid, "party_id": party, "bid_share": share}
        for bid, party, share in (
            ("WHOLE", "A", 0.6),
            ("WHOLE", "B", 0.4),
            ("PART", "A", 0.6),
            ("UNKNOWN", "A", 0.6),
            ("UNKNOWN", "B", None),
        )
    ]
    assert failing("party_shares", bid_parties=bids) == {"PART"}
    owners = [
        {"owner_id": owner, "owned_id": owned, "link_kind": "share", "owner_share": share}
        for owner, owned, share in (("A", "FIRM", 0.5), ("A", "OVER", 0.7), ("B", "OVER", 0.4))
    ]
    assert failing("party_shares", party_owners=owners) == {"OVER"}


def test_what_happened_after_it_was_published_is_found(counted):
    late, fine = DAY(2025, 7, 1), DAY(2025, 6, 30)
    given = {
        "projects": [project("P", actual_end_date=late), project("Q", actual_end_date=fine)],
        "payments": [payment("Y", paid_date=late)],
    }
    assert counted("future_dates", **given) == {
        ("projects", None): (2, 1),
        ("payments", None): (1, 1),
    }


def test_a_row_that_says_exactly_the_same_is_found_once_per_copy(counted):
    rows = [project("P"), project("P"), project("P", component="2"), project("Q")]
    assert counted("duplicate_rows", projects=rows) == {("projects", None): (4, 1)}


def file(**counts) -> dict:
    return {"source_file_id": "F", "source": "register", "published_date": DAY(2025, 1, 1)} | counts


def test_a_file_without_a_fault_counts_as_checked_and_not_failed(counted):
    whole = [file(rows_read=7, rows_loaded=7, rows_quarantined=0)]
    for check in ("rows_kept_out", "duplicate_keys", "unreadable_values"):
        assert counted(check, source_files=whole) == {("whole file", None): (7, 0)}


def test_declared_codes_for_no_value_are_no_unreadable_values(counted):
    def issue(line, column, issue, action="nulled"):
        return {
            "source_file_id": "F", "source_line": line, "column_name": column, "issue": issue,
            "action": action,
        }  # fmt: skip

    issues = [
        issue(2, "end_date", "not a date"),
        issue(2, "amount", "not an amount"),
        issue(3, "end_date", "code without a value"),
        issue(4, "name", "soft hyphen inside a word", "repaired"),
        issue(5, "id", "repeated: counted once"),
    ]
    given = {"source_files": [file(rows_read=9)], "load_issues": issues}
    assert counted("unreadable_values", **given) == {
        ("whole file", None): (9, 1),
        ("whole file", "amount"): (9, 1),
        ("whole file", "end_date"): (9, 1),
    }
    assert counted("duplicate_keys", **given) == {("whole file", None): (9, 1)}


def profile(column, rows, known, **values) -> dict:
    return {
        "table_name": "contracts", "column_name": column, "row_count": rows, "known_count": known,
    } | values  # fmt: skip


def test_a_column_that_is_not_supplied_is_neither_full_nor_empty(counted):
    rows = [profile("full", 9, 9), profile("partly", 9, 6), profile("absent", 9, 0)]
    assert counted("filled_columns", column_profiles=rows) == {
        ("contracts", "full"): (9, 0),
        ("contracts", "partly"): (9, 3),
        ("contracts", "absent"): (0, 0),
    }


def test_a_day_in_over_half_of_twenty_values_is_suspicious_unless_it_is_the_publication(counted):
    usual = DAY(2020, 1, 1)
    rows = [
        profile("half", 20, 20, commonest_date=usual, commonest_count=10),
        profile("most", 20, 20, commonest_date=usual, commonest_count=11),
        profile("few", 19, 19, commonest_date=usual, commonest_count=19),
        profile("own", 20, 20, commonest_date=DAY(2025, 6, 30), commonest_count=20),
    ]
    assert counted("identical_dates", column_profiles=rows) == {
        ("contracts", "half"): (20, 0),
        ("contracts", "most"): (20, 11),
    }


def test_silence_counts_against_the_rhythm_a_source_states_and_else_not_at_all(counted, failing):
    files = [
        file(source_file_id="A") | {"published_date": DAY(2025, 1, 1)},
        file(source_file_id="B") | {"published_date": DAY(2025, 2, 1)},
    ]
    monthly = [{"source": "register", "cadence": "monthly", "expected_days": 35}]
    found = {"source_files": files, "source_cadences": monthly}
    assert counted("publication_gaps", **found) == {("whole file", None): (1, 1)}
    silent = [{"source": "register", "cadence": "irregular"}]
    assert counted("publication_gaps", source_files=files, source_cadences=silent) == {}
