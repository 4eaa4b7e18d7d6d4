"""Projects: several rows and several publications become one project each."""

from datetime import date

import pytest


def phase(component: str, **values) -> dict:
    return {"project_id": "P", "project_name": "School", "component": component} | values


def test_several_phases_make_one_project(rows_of):
    (project,) = rows_of(
        "projects",
        {
            "src_projects": [
                phase("Design", status="completion", planned_start_date=date(2024, 1, 1),
                      planned_end_date=date(2024, 3, 1), actual_end_date=date(2024, 4, 1)),
                phase("Construction", status="implementation", planned_start_date=date(2024, 5, 1),
                      planned_end_date=date(2025, 9, 1), forecast_end_date=date(2025, 12, 1)),
            ]
        },
    )  # fmt: skip
    assert project["status"] == "implementation"
    assert project["is_finished"] is False
    assert project["component_count"] == 2
    assert project["start_date"] == date(2024, 1, 1)
    assert project["planned_end_date"] == date(2025, 9, 1)
    assert project["actual_end_date"] is None
    assert project["forecast_end_date"] is None
    assert project["source"] == "register"


def test_a_project_is_finished_when_every_phase_is(rows_of):
    (project,) = rows_of(
        "projects",
        {
            "src_projects": [
                phase("Design", status="completion", actual_end_date=date(2024, 4, 1)),
                phase("Construction", status="maintenance", actual_end_date=date(2025, 4, 1)),
            ]
        },
    )
    assert project["status"] == "completion"
    assert project["is_finished"] is True
    assert project["actual_end_date"] == date(2025, 4, 1)


@pytest.mark.parametrize("column", ["planned_end_date", "actual_end_date", "forecast_end_date"])
def test_one_phase_without_a_date_leaves_the_end_unknown(rows_of, column):
    (project,) = rows_of(
        "projects",
        {
            "src_projects": [
                phase("Design", status="completion", **{column: date(2024, 4, 1)}),
                phase("Construction", status="completion"),
            ]
        },
    )
    assert project[column] is None


def test_phases_of_unknown_status_leave_the_status_unknown(rows_of):
    (project,) = rows_of(
        "projects", {"src_projects": [phase("Design", status="preparation"), phase("Works")]}
    )
    assert project["status"] is None
    assert project["is_finished"] is False


def test_the_last_publication_speaks_and_the_first_and_last_day_are_kept(rows_of):
    (project,) = rows_of(
        "projects",
        {
            "src_projects": [
                phase("All", status="preparation", published_date=date(2023, 1, 1),
                      planned_end_date=date(2024, 1, 1)),
                phase("All", status="implementation", published_date=date(2024, 1, 1),
                      planned_end_date=date(2024, 6, 1)),
            ]
        },
    )  # fmt: skip
    assert project["status"] == "implementation"
    assert project["planned_end_date"] == date(2024, 6, 1)
    assert project["publication_count"] == 2
    assert project["first_seen_date"] == date(2023, 1, 1)
    assert project["last_seen_date"] == date(2024, 1, 1)


def test_a_vanished_project_keeps_its_last_known_values_and_its_clock_stops(rows_of):
    gone, stayed = rows_of(
        "projects",
        {
            "src_projects": [
                {"project_id": "GONE", "project_name": "A", "status": "implementation",
                 "published_date": date(2023, 1, 1)},
                {"project_id": "STAYED", "project_name": "B", "published_date": date(2023, 1, 1)},
                {"project_id": "STAYED", "project_name": "B", "published_date": date(2024, 1, 1)},
            ]
        },
    )  # fmt: skip
    assert (gone["project_id"], gone["status"]) == ("GONE", "implementation")
    assert gone["known_until_date"] == date(2023, 1, 1)
    assert stayed["known_until_date"] == date(2024, 1, 1)


def test_the_clock_stops_at_the_reporting_date_too(rows_of):
    given = {"src_projects": [phase("All", published_date=date(2025, 12, 31))]}
    (project,) = rows_of("projects", given)
    assert project["known_until_date"] == date(2025, 6, 30)


def test_what_happens_after_the_reporting_date_has_not_happened_yet(rows_of):
    given = {
        "src_projects": [
            phase("All", status="completion", published_date=date(2025, 12, 31),
                  actual_start_date=date(2024, 1, 1), actual_end_date=date(2025, 7, 1)),
        ]
    }  # fmt: skip
    (project,) = rows_of("projects", given, as_of=date(2025, 6, 30))
    assert project["actual_end_date"] is None
    assert project["is_finished"] is False
    assert project["status"] == "implementation"
    (project,) = rows_of("projects", given, as_of=date(2025, 7, 1))
    assert project["actual_end_date"] == date(2025, 7, 1)
    assert project["is_finished"] is True
    assert project["status"] == "completion"


def test_a_phase_that_ends_after_the_reporting_date_keeps_the_project_open(rows_of):
    (project,) = rows_of(
        "projects",
        {
            "src_projects": [
                phase("Design", status="completion", actual_end_date=date(2024, 4, 1)),
                phase("Works", status="completion", actual_end_date=date(2025, 7, 1)),
            ]
        },
    )
    assert project["status"] == "implementation"
    assert project["is_finished"] is False


def test_a_start_after_the_reporting_date_is_not_an_actual_start(rows_of):
    (project,) = rows_of(
        "projects", {"src_projects": [phase("All", actual_start_date=date(2025, 7, 1))]}
    )
    assert project["actual_start_date"] is None


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["completion", "preparation"], "implementation"),
        (["completion", None], "implementation"),
        (["cancelled", "cancelled"], "cancelled"),
        (["cancelled", "preparation"], "preparation"),
        (["cancelled", "completion"], "completion"),
        (["cancelled", None], None),
        (["cancelled"], "cancelled"),
        (["maintenance"], "maintenance"),
        (["maintenance", "completion"], "completion"),
        (["preparation", "preparation"], "preparation"),
    ],
)
def test_the_status_of_the_whole_comes_from_its_phases(rows_of, statuses, expected):
    given = {"src_projects": [phase(f"Phase {i}", status=s) for i, s in enumerate(statuses)]}
    (project,) = rows_of("projects", given)
    assert project["status"] == expected
    assert project["is_finished"] is (expected in ("completion", "maintenance"))


def test_a_finished_project_needs_no_end_date_to_be_finished(rows_of):
    (project,) = rows_of("projects", {"src_projects": [phase("All", status="completion")]})
    assert project["is_finished"] is True
    assert project["actual_end_date"] is None


def test_the_actual_start_comes_before_the_planned_one(rows_of):
    given = {
        "src_projects": [
            phase("All", planned_start_date=date(2024, 1, 1), actual_start_date=date(2024, 2, 1))
        ]
    }
    assert rows_of("projects", given)[0]["start_date"] == date(2024, 2, 1)
    assert rows_of("projects", given)[0]["actual_start_date"] == date(2024, 2, 1)


def test_the_forecast_of_the_whole_is_that_of_its_last_phase(rows_of):
    given = {
        "src_projects": [
            phase("Design", forecast_end_date=date(2026, 1, 1)),
            phase("Works", forecast_end_date=date(2026, 6, 1)),
        ]
    }
    assert rows_of("projects", given)[0]["forecast_end_date"] == date(2026, 6, 1)
