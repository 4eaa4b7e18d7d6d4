"""Milestones: the newest row of each, without what has not happened yet."""

from datetime import date


def milestone(**values) -> dict:
    return {"milestone_id": "M", "project_id": "P"} | values


def test_the_last_publication_of_a_milestone_counts(rows_of):
    (row,) = rows_of(
        "milestones",
        {
            "src_milestones": [
                milestone(published_date=date(2024, 1, 1), actual_date=date(2023, 12, 1)),
                milestone(published_date=date(2023, 1, 1), forecast_date=date(2023, 11, 1)),
            ]
        },
    )
    assert row["actual_date"] == date(2023, 12, 1)
    assert row["forecast_date"] is None


def test_a_date_after_the_reporting_date_has_not_come_yet(rows_of):
    given = {
        "src_milestones": [
            milestone(baseline_date=date(2025, 6, 1), actual_date=date(2025, 7, 1)),
        ]
    }
    (row,) = rows_of("milestones", given, as_of=date(2025, 6, 30))
    assert row["actual_date"] is None
    assert row["baseline_date"] == date(2025, 6, 1)
    (row,) = rows_of("milestones", given, as_of=date(2025, 7, 1))
    assert row["actual_date"] == date(2025, 7, 1)


def test_a_milestone_met_after_the_reporting_date_was_still_open(rows_of):
    given = {"src_milestones": [milestone(status="met", actual_date=date(2025, 7, 1))]}
    assert rows_of("milestones", given, as_of=date(2025, 6, 30))[0]["status"] == "scheduled"
    assert rows_of("milestones", given, as_of=date(2025, 7, 1))[0]["status"] == "met"
    undated = {"src_milestones": [milestone(status="met")]}
    assert rows_of("milestones", undated)[0]["status"] == "met"


def test_a_vanished_milestone_is_kept(rows_of):
    rows = rows_of(
        "milestones",
        {
            "src_milestones": [
                milestone(milestone_id="GONE", published_date=date(2023, 1, 1)),
                milestone(milestone_id="STAYED", published_date=date(2024, 1, 1)),
            ]
        },
    )
    assert [row["milestone_id"] for row in rows] == ["GONE", "STAYED"]
