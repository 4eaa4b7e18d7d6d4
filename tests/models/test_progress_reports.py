"""Progress reports: what was measured by the reporting date."""

from datetime import date


def report(name: str, day: date, **values) -> dict:
    return {"report_id": name, "project_id": "P", "period_end_date": day} | values


def test_a_period_that_ends_after_the_reporting_date_is_not_known_yet(rows_of):
    given = {
        "src_progress_reports": [
            report("JUNE", date(2025, 6, 30), physical_share=0.4),
            report("JULY", date(2025, 7, 31), physical_share=0.5),
        ]
    }
    rows = rows_of("progress_reports", given, as_of=date(2025, 6, 30))
    assert [(row["report_id"], row["physical_share"]) for row in rows] == [("JUNE", 0.4)]


def test_the_last_publication_of_a_report_counts_and_others_are_kept(rows_of):
    rows = rows_of(
        "progress_reports",
        {
            "src_progress_reports": [
                report(
                    "R1", date(2024, 1, 31), physical_share=0.2, published_date=date(2024, 3, 1)
                ),
                report(
                    "R1", date(2024, 1, 31), physical_share=0.3, published_date=date(2024, 2, 1)
                ),
                report(
                    "R2", date(2024, 1, 31), physical_share=0.9, published_date=date(2024, 2, 1)
                ),
            ]
        },
    )
    assert [(row["report_id"], row["physical_share"]) for row in rows] == [("R1", 0.2), ("R2", 0.9)]


def test_zero_progress_is_an_answer_and_none_is_not(rows_of):
    rows = rows_of(
        "progress_reports",
        {
            "src_progress_reports": [
                report("NONE", date(2024, 1, 31)),
                report("ZERO", date(2024, 1, 31), physical_share=0),
            ]
        },
    )
    assert [row["physical_share"] for row in rows] == [None, 0.0]
