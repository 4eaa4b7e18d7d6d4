"""Schedule baselines: each change of plan is one version, and the first is kept for ever."""

from datetime import date

import pytest

NAMED = {"project_id": "P", "project_name": "School"}


def planned(published: date, end: date | None, **values) -> dict:
    return NAMED | {"published_date": published, "planned_end_date": end} | values


def stated(day: date, end: date, **values) -> dict:
    return {"project_id": "P", "schedule_date": day, "completion_date": end} | values


def plans(rows: list[dict]) -> list[tuple]:
    return [(row["baseline_number"], row["completion_date"]) for row in rows]


def test_two_publications_give_the_first_plan_and_the_last(rows_of):
    rows = rows_of(
        "schedule_baselines",
        {
            "src_projects": [
                planned(date(2023, 1, 1), date(2024, 1, 1), planned_start_date=date(2023, 2, 1)),
                planned(date(2024, 1, 1), date(2024, 6, 1), planned_start_date=date(2023, 3, 1)),
            ]
        },
    )
    assert plans(rows) == [(1, date(2024, 1, 1)), (2, date(2024, 6, 1))]
    assert [row["start_date"] for row in rows] == [date(2023, 2, 1), date(2023, 3, 1)]
    assert {row["basis"] for row in rows} == {"publication"}


def test_equal_plans_in_a_row_are_one_version_but_counted_as_stated(rows_of):
    rows = rows_of(
        "schedule_baselines",
        {
            "src_projects": [
                planned(date(2022, 1, 1), date(2024, 1, 1)),
                planned(date(2023, 1, 1), date(2024, 1, 1)),
                planned(date(2024, 1, 1), date(2024, 6, 1)),
                planned(date(2025, 1, 1), date(2024, 1, 1)),
            ]
        },
    )
    assert plans(rows) == [(1, date(2024, 1, 1)), (2, date(2024, 6, 1)), (3, date(2024, 1, 1))]
    assert {row["statement_count"] for row in rows} == {4}


def test_a_plan_seen_once_is_stated_once(rows_of):
    rows = rows_of(
        "schedule_baselines", {"src_projects": [planned(date(2024, 1, 1), date(2025, 1, 1))]}
    )
    assert [row["statement_count"] for row in rows] == [1]


def test_stated_versions_come_before_publications(rows_of):
    rows = rows_of(
        "schedule_baselines",
        {
            "src_projects": [planned(date(2024, 1, 1), date(2030, 1, 1))],
            "src_project_schedules": [
                stated(date(2023, 5, 1), date(2024, 6, 1)),
                stated(date(2023, 1, 1), date(2024, 1, 1), start_date=date(2023, 2, 1)),
            ],
        },
    )
    assert plans(rows) == [(1, date(2024, 1, 1)), (2, date(2024, 6, 1))]
    assert rows[0]["start_date"] == date(2023, 2, 1)
    assert {row["basis"] for row in rows} == {"stated version"}


def test_a_file_that_speaks_only_for_its_own_day_keeps_no_versions(rows_of):
    rows = rows_of(
        "schedule_baselines",
        {
            "src_project_schedules": [
                stated(date(2023, 1, 1), date(2024, 1, 1), published_date=date(2023, 1, 1)),
                stated(date(2024, 1, 1), date(2024, 6, 1), published_date=date(2024, 1, 1)),
            ]
        },
    )
    assert plans(rows) == [(1, date(2024, 1, 1)), (2, date(2024, 6, 1))]
    assert {row["basis"] for row in rows} == {"publication"}


def test_one_earlier_day_in_a_file_shows_that_it_keeps_versions(rows_of):
    rows = rows_of(
        "schedule_baselines",
        {
            "src_project_schedules": [
                stated(date(2024, 1, 1), date(2025, 1, 1), published_date=date(2024, 1, 1)),
                stated(
                    date(2023, 1, 1),
                    date(2024, 6, 1),
                    published_date=date(2024, 1, 1),
                    project_id="Q",
                ),
            ]
        },
    )
    assert {(row["project_id"], row["basis"]) for row in rows} == {
        ("P", "stated version"),
        ("Q", "stated version"),
    }


@pytest.mark.parametrize(
    "given",
    [
        {
            "src_project_schedules": [
                stated(date(2025, 6, 30), date(2026, 1, 1)),
                stated(date(2025, 7, 1), date(2027, 1, 1)),
            ]
        },
        {
            "src_projects": [
                planned(date(2025, 6, 30), date(2026, 1, 1)),
                planned(date(2025, 7, 1), date(2027, 1, 1)),
            ]
        },
    ],
    ids=["stated", "published"],
)
def test_a_plan_made_after_the_reporting_date_does_not_exist_yet(rows_of, given):
    rows = rows_of("schedule_baselines", given, as_of=date(2025, 6, 30))
    assert plans(rows) == [(1, date(2026, 1, 1))]
    assert rows[0]["statement_count"] == 1


def test_phases_are_planned_together_or_not_at_all(rows_of):
    whole = [
        planned(date(2024, 1, 1), date(2024, 6, 1), component="Design",
                planned_start_date=date(2024, 1, 1)),
        planned(date(2024, 1, 1), date(2025, 6, 1), component="Works",
                actual_start_date=date(2023, 12, 1)),
    ]  # fmt: skip
    (row,) = rows_of("schedule_baselines", {"src_projects": whole})
    assert (row["start_date"], row["completion_date"]) == (date(2023, 12, 1), date(2025, 6, 1))
    partly = [whole[0], planned(date(2024, 1, 1), None, component="Works")]
    assert rows_of("schedule_baselines", {"src_projects": partly}) == []


def test_a_vanished_project_keeps_its_plans(rows_of):
    rows = rows_of(
        "schedule_baselines",
        {
            "src_projects": [
                planned(date(2022, 1, 1), date(2024, 1, 1)),
                {"project_id": "Q", "project_name": "Other", "published_date": date(2025, 1, 1)},
            ]
        },
    )
    assert plans(rows) == [(1, date(2024, 1, 1))]


def test_each_project_has_versions_of_its_own(rows_of):
    rows = rows_of(
        "schedule_baselines",
        {
            "src_project_schedules": [
                stated(date(2023, 1, 1), date(2024, 1, 1), project_id="P"),
                stated(date(2023, 2, 1), date(2024, 1, 1), project_id="Q"),
                stated(date(2023, 3, 1), date(2024, 6, 1), project_id="P"),
            ]
        },
    )
    found = [(row["project_id"], row["baseline_number"], row["statement_count"]) for row in rows]
    assert found == [("P", 1, 2), ("P", 2, 2), ("Q", 1, 1)]
