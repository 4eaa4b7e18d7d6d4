"""Retroactive edits: what counts as rewriting the past, and what does not."""

from datetime import date

import pytest

EARLY, LATE, LAST = date(2024, 1, 1), date(2024, 7, 1), date(2025, 1, 1)


def said(table: str, key: dict, *values: dict) -> dict[str, list[dict]]:
    """What two or three publications say of one thing."""
    days = (EARLY, LATE, LAST)
    return {
        f"src_{table}": [
            key | {"published_date": day} | row for day, row in zip(days, values, strict=False)
        ]
    }


def contract(*values: dict) -> dict[str, list[dict]]:
    return said("contracts", {"contract_id": "C", "project_id": "P"}, *values)


def project(*values: dict) -> dict[str, list[dict]]:
    return said("projects", {"project_id": "P", "project_name": "Bridge"}, *values)


def short(rows: list[dict]) -> list[tuple]:
    return [
        (row["field"], row["direction"], row["value_before"], row["value_after"]) for row in rows
    ]


EDITS = {
    "the amount at signature": (
        contract({"original_amount": 100}, {"original_amount": 90}),
        ("original_amount", "down", "100.00", "90.00"),
    ),
    "a contract amount": (
        contract({"contract_amount": 100}, {"contract_amount": 150}),
        ("contract_amount", "up", "100.00", "150.00"),
    ),
    "an amount taken out": (
        contract({"original_amount": 100}, {}),
        ("original_amount", "removed", "100.00", None),
    ),
    "the day of signing": (
        contract({"signed_date": date(2023, 5, 1)}, {"signed_date": date(2023, 4, 1)}),
        ("signed_date", "earlier", "2023-05-01", "2023-04-01"),
    ),
    "a planned end": (
        project({"planned_end_date": LATE}, {"planned_end_date": LAST}),
        ("planned_end_date", "later", "2024-07-01", "2025-01-01"),
    ),
    "an actual start": (
        project({"actual_start_date": date(2023, 5, 1)}, {"actual_start_date": date(2023, 9, 1)}),
        ("actual_start_date", "later", "2023-05-01", "2023-09-01"),
    ),
    "a status that goes back": (
        project({"status": "completion"}, {"status": "implementation"}),
        ("status", "backwards", "completion", "implementation"),
    ),
    "a budget": (
        said("project_costs", {"project_id": "P"}, {"budget_amount": 5}, {"budget_amount": 7}),
        ("budget_amount", "up", "5.00", "7.00"),
    ),
    "a report of the past": (
        said(
            "progress_reports",
            {"report_id": "R", "project_id": "P", "period_end_date": date(2023, 12, 1)},
            {"physical_share": 0.5},
            {"physical_share": 0.7},
        ),
        ("physical_share", "up", "50.00 %", "70.00 %"),
    ),
    "a payment": (
        said(
            "payments",
            {"payment_id": "Y", "project_id": "P", "tier": "client_prime"},
            {"paid_date": date(2023, 5, 1)},
            {"paid_date": date(2023, 4, 1)},
        ),
        ("paid_date", "earlier", "2023-05-01", "2023-04-01"),
    ),
    "an amendment": (
        said(
            "contract_amendments",
            {"amendment_id": "A", "contract_id": "C"},
            {"amount_change": 10},
            {"amount_change": 8},
        ),
        ("amount_change", "down", "10.00", "8.00"),
    ),
    "a planned day of a milestone": (
        said(
            "milestones",
            {"milestone_id": "M", "project_id": "P"},
            {"baseline_date": LATE},
            {"baseline_date": LAST},
        ),
        ("baseline_date", "later", "2024-07-01", "2025-01-01"),
    ),
}


@pytest.mark.parametrize("given", EDITS.values(), ids=EDITS)
def test_a_rewritten_past_value_is_one_edit(rows_of, given):
    rows, expected = given
    found = rows_of("retroactive_edits", rows)
    assert short(found) == [expected]
    (edit,) = found
    assert edit["is_unexplained"]
    assert (edit["published_date_before"], edit["published_date"]) == (EARLY, LATE)
    assert edit["source_file_id_before"] == "file of 2024-01-01"
    assert edit["source_file_id"] == "file of 2024-07-01"
    assert (edit["source_line_before"], edit["source_line"]) == (1, 2)


NO_EDITS = {
    "the same again": contract({"original_amount": 100}, {"original_amount": 100}),
    "cents": contract({"contract_amount": 100}, {"contract_amount": 100.4}),
    "a value that was missing": contract({}, {"original_amount": 100}),
    "a forecast that moves": project({"forecast_end_date": LATE}, {"forecast_end_date": LAST}),
    "a current end that moves": contract({"current_end_date": LATE}, {"current_end_date": LAST}),
    "a start still to come": project(
        {"actual_start_date": date(2024, 3, 1)}, {"actual_start_date": date(2024, 4, 1)}
    ),
    "a work that ends": project({"status": "implementation"}, {"status": "completion"}),
    "a later report": {
        "src_progress_reports": [
            {"report_id": "R1", "project_id": "P", "period_end_date": EARLY,
             "published_date": EARLY, "physical_share": 0.3},
            {"report_id": "R2", "project_id": "P", "period_end_date": LATE,
             "published_date": LATE, "physical_share": 0.6},
        ]
    },
    "progress rounded to whole per cents": {
        "src_progress_reports": [
            {"report_id": "R1", "project_id": "P", "period_end_date": EARLY,
             "published_date": EARLY, "physical_share": 0.7427},
            {"report_id": "R2", "project_id": "P", "period_end_date": LATE,
             "published_date": LATE, "physical_share": 0.74},
        ]
    },
    "a phase more": {
        "src_projects": [
            {"project_id": "P", "project_name": "Bridge", "published_date": EARLY,
             "planned_end_date": EARLY, "component": "one"},
            {"project_id": "P", "project_name": "Bridge", "published_date": LATE,
             "planned_end_date": EARLY, "component": "one"},
            {"project_id": "P", "project_name": "Bridge", "published_date": LATE,
             "planned_end_date": LAST, "component": "two"},
        ]
    },
    "a row more": {
        "src_contracts": [
            {"contract_id": "C", "project_id": "P", "published_date": EARLY, "original_amount": 1},
            {"contract_id": "C", "project_id": "P", "published_date": LATE, "original_amount": 1},
            {"contract_id": "D", "project_id": "P", "published_date": LATE, "original_amount": 9},
        ]
    },
}  # fmt: skip


@pytest.mark.parametrize("given", NO_EDITS.values(), ids=NO_EDITS)
def test_what_adds_to_the_past_without_rewriting_it_is_no_edit(rows_of, given):
    assert rows_of("retroactive_edits", given) == []


def test_progress_that_goes_back_from_one_report_to_the_next_is_an_edit(rows_of):
    rows = said(
        "progress_reports",
        {"project_id": "P"},
        {"report_id": "R1", "period_end_date": EARLY, "physical_share": 0.6},
        {"report_id": "R2", "period_end_date": LATE, "physical_share": 0.4},
    )
    found = rows_of("retroactive_edits", rows)
    assert short(found) == [("progress", "backwards", "60.00 %", "40.00 %")]


def test_an_amount_that_an_amendment_of_that_time_states_is_explained(rows_of):
    rows = contract({"contract_amount": 100}, {"contract_amount": 130})
    rows |= said(
        "contract_amendments",
        {"amendment_id": "A", "contract_id": "C"},
        {"published_date": LATE, "amendment_date": date(2024, 3, 1), "amount_change": 30},
    )
    (edit,) = rows_of("retroactive_edits", rows)
    assert (edit["explanation"], edit["is_unexplained"]) == ("amendment", False)


def test_an_amendment_of_another_size_or_time_explains_nothing(rows_of):
    for values in (
        {"amendment_date": date(2024, 3, 1), "amount_change": 12},
        {"amendment_date": date(2023, 3, 1), "amount_change": 30},
    ):
        rows = contract({"contract_amount": 100}, {"contract_amount": 130})
        rows |= said(
            "contract_amendments",
            {"amendment_id": "A", "contract_id": "C"},
            {"published_date": LATE} | values,
        )
        (edit,) = rows_of("retroactive_edits", rows)
        assert edit["explanation"] is None


def test_the_price_of_another_contractor_is_listed_apart(rows_of):
    rows = contract(
        {"contract_amount": 100, "supplier_id": "B1"},
        {"contract_amount": 150, "supplier_id": "B2"},
    )
    (edit,) = rows_of("retroactive_edits", rows)
    assert edit["explanation"] == "another contractor"


def test_a_value_that_cannot_be_read_any_more_was_not_removed(rows_of):
    rows = contract({"original_amount": 100}, {}, {"original_amount": 100})
    rows["src_load_issues"] = [
        {"source_file_id": "file of 2024-07-01", "source_line": 2, "action": "nulled"}
    ]
    assert rows_of("retroactive_edits", rows) == []


def test_a_change_back_and_forth_is_two_edits(rows_of):
    rows = contract({"contract_amount": 9}, {"contract_amount": 5}, {"contract_amount": 9})
    found = rows_of("retroactive_edits", rows)
    assert sorted(short(found)) == [
        ("contract_amount", "down", "9.00", "5.00"),
        ("contract_amount", "up", "5.00", "9.00"),
    ]


def budgets(*rows: tuple[date, date, int]) -> dict[str, list[dict]]:
    return {
        "src_project_budgets": [
            {"project_id": "P", "published_date": day, "budget_date": since, "budget_amount": one}
            for day, since, one in rows
        ]
    }


OLD, NEWER = date(2022, 1, 1), date(2023, 1, 1)


def test_a_version_put_in_or_taken_out_afterwards_is_an_edit_and_a_new_one_is_not(rows_of):
    pure = budgets((EARLY, OLD, 5), (LATE, OLD, 5), (LATE, date(2024, 5, 1), 9))
    assert rows_of("retroactive_edits", pure) == []
    put_in = budgets((EARLY, OLD, 5), (LATE, OLD, 5), (LATE, NEWER, 7))
    (edit,) = rows_of("retroactive_edits", put_in)
    assert (edit["direction"], edit["value_after"]) == ("added", "7.00")
    taken_out = budgets((EARLY, OLD, 5), (EARLY, NEWER, 7), (LATE, OLD, 5))
    (edit,) = rows_of("retroactive_edits", taken_out)
    assert (edit["direction"], edit["value_before"]) == ("removed", "7.00")


def test_days_are_counted_from_the_fact_to_the_publication_that_changed_it(rows_of):
    rows = contract(
        {"original_amount": 100, "signed_date": date(2024, 6, 1)},
        {"original_amount": 90, "signed_date": date(2024, 6, 1)},
    )
    (edit,) = rows_of("retroactive_edits", rows)
    assert edit["days_after_fact"] == 30


def test_the_next_review_is_named_where_a_milestone_says_when_it_is(rows_of):
    rows = contract({"original_amount": 100}, {"original_amount": 90})
    rows["src_milestones"] = [
        {"milestone_id": "M", "project_id": "P", "milestone_type": "assessment",
         "baseline_date": date(2024, 7, 11), "published_date": LATE},
    ]  # fmt: skip
    (edit,) = rows_of("retroactive_edits", rows)
    assert edit["days_to_review"] == 10


def test_projects_that_left_the_list_or_came_back_are_told_from_their_links(rows_of):
    rows = project({"status": "implementation"}, {"status": "implementation"})
    rows["src_projects"] += [
        {"project_id": "Q", "project_name": "Park", "status": "completion",
         "published_date": EARLY},
    ]  # fmt: skip
    link = {"source": "register", "previous_published_date": EARLY, "published_date": LATE}
    rows["src_project_links"] = [
        link | {"project_id": "P", "published_project_id": "P", "status": "matched"},
        link | {"project_id": "Q", "previous_project_id": "Q", "status": "vanished"},
    ]
    (edit,) = rows_of("retroactive_edits", rows)
    assert (edit["project_id"], edit["direction"], edit["value_before"]) == (
        "Q", "vanished", "completion",
    )  # fmt: skip
    assert (edit["source_line_before"], edit["source_line"]) == (3, None)
