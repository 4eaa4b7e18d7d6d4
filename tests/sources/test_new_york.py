"""Three lists of New York's projects, against figures counted in the files by hand."""

import datetime

import polars as pl
import pytest

pytestmark = pytest.mark.real_data


def rate_placed(city, source: str) -> float:
    placed = city.table("src_project_neighbourhoods", source)
    known = placed.group_by("source_line").agg(pl.col("neighbourhood_id").is_not_null().any())
    return known["neighbourhood_id"].mean()


def test_every_row_of_every_file_is_loaded(new_york):
    counted = {name: (one.rows_read, one.rows_loaded) for name, one in new_york.reports.items()}
    assert counted == {
        "nyc-schools:Capital_Project_Schedules_and_Budgets.csv": (13638, 13638),
        "nyc-school-districts:school_districts.geojson": (33, 33),
        "nyc-capital:projects.geojson": (2010, 2010),
        "nyc-neighbourhoods:nta.geojson": (195, 195),
        "nyc-boroughs:nta.geojson": (195, 195),
        "nyc-capital-history:NYC_capital_projects_20190901.csv": (2259, 2259),
    }


def test_places_have_their_levels_parents_and_repairs(new_york):
    areas = new_york.table("src_neighbourhoods")
    assert dict(areas.group_by("level").len().rows()) == {
        "borough": 5,
        "neighbourhood": 195,
        "school-district": 32,
    }
    assert areas["neighbourhood_id"].n_unique() == areas.height
    tabulated = areas.filter(pl.col("level") == "neighbourhood")
    assert tabulated["is_repaired"].sum() == 9
    assert set(tabulated["parent_id"]) <= set(areas["neighbourhood_id"])
    assert new_york.issues("geometry", "nyc-neighbourhoods") == {"invalid polygon": 9}
    assert new_york.issues("geometry", "nyc-school-districts") == {"invalid polygon": 1}


def test_schools_are_all_placed_and_capital_projects_to_98_percent_by_plain_point(new_york):
    assert rate_placed(new_york, "nyc-schools") == 1.0
    placed = new_york.table("src_project_neighbourhoods", "nyc-capital")
    assert dict(placed.group_by("method").len().rows()) == {
        "point": 1976,  # of 2,010
        "near point": 31,
        "not placed": 3,
    }
    near = placed.filter(pl.col("method") == "near point")["certainty"]
    assert near.min() >= 0.5
    assert near.max() <= 0.9


def test_history_is_placed_by_borough_and_pairs_share(new_york):
    placed = new_york.table("src_project_neighbourhoods", "nyc-capital-history")
    pair = placed.filter(pl.col("is_shared"))
    assert set(pair["neighbourhood_share"]) == {1 / 2, 1 / 3}
    assert placed.filter(pl.col("method") == "alias")["source_line"].n_unique() == 9  # Manhatten
    assert placed["source_line"].n_unique() == 2259


def test_codes_in_dates_and_amounts_are_null_with_an_issue_never_zero(new_york):
    costs = new_york.table("src_project_costs", "nyc-schools").with_columns(
        pl.col("^.*_amount$").cast(pl.Float64)
    )
    known = costs.drop_nulls("budget_amount")
    assert known.height == 8309
    assert (known["budget_amount"] == 0).sum() == 959
    over = known.filter(
        (pl.col("budget_amount") > 0) & (pl.col("forecast_amount") > 1.1 * pl.col("budget_amount"))
    )
    assert over.height == 1787
    assert (
        known.filter((pl.col("budget_amount") == 0) & (pl.col("forecast_amount") > 0)).height == 391
    )
    assert new_york.issues("budget_amount", "nyc-schools") == {"code without a value": 13638 - 8309}


def test_phases_make_projects_and_each_has_its_milestone(new_york):
    phases = new_york.table("src_projects", "nyc-schools")
    assert phases["project_id"].n_unique() == 7513
    milestones = new_york.table("src_milestones")
    assert milestones.height == 13638
    assert milestones["milestone_id"].n_unique() == 13638
    assert milestones["baseline_date"].count() == 5871
    assert milestones["actual_date"].count() == 4450
    assert sum(new_york.issues("milestone_id", "nyc-schools").values()) == 14
    assert dict(phases.group_by("status").len().rows()) == {
        "preparation": 4676,
        "implementation": 4512,
        "completion": 4450,
    }
    assert milestones["actual_date"].max() <= datetime.date(2025, 9, 30)


def test_capital_amounts_are_dollars_and_a_zero_budget_is_not_known(new_york):
    costs = new_york.table("src_project_costs", "nyc-capital").with_columns(
        pl.col("^.*_amount$").cast(pl.Float64)
    )
    known = costs.drop_nulls("budget_amount")
    assert known.height == 1940
    assert costs["forecast_amount"].max() == 2_832_260_000
    assert (known["forecast_amount"] > 1.1 * known["budget_amount"]).sum() == 934
    assert (known["forecast_amount"] < 0.9 * known["budget_amount"]).sum() == 262
    assert new_york.issues("budget_amount", "nyc-capital") == {"placeholder: an amount of zero": 70}


def test_a_number_used_by_two_agencies_means_two_projects(new_york):
    works = new_york.table("src_projects", "nyc-capital")
    assert works["project_id"].n_unique() == 2010
    twice = works.filter(pl.col("project_id").str.starts_with("P-213CNTR"))
    assert twice["agency"].n_unique() == 2
    assert works.filter(pl.col("project_id") == "LB20DUMBO").height == 1


def test_history_has_versions_of_budget_and_schedule_and_the_latest_name(new_york):
    budgets = new_york.table("src_project_budgets")
    assert budgets.height == 2259 - 106 - 1  # empty, and one below zero
    assert new_york.issues("budget_amount", "nyc-capital-history") == {"out of range": 1}
    assert budgets["budget_date"].n_unique() == 15
    schedules = new_york.table("src_project_schedules")
    assert abs(schedules.height - round(2259 * 0.946)) <= 1
    works = new_york.table("src_projects", "nyc-capital-history")
    assert works.height == works["project_id"].n_unique() == 378
    amounts = budgets.select("project_id", "budget_date", pl.col("budget_amount").cast(pl.Float64))
    ends = (
        amounts.sort("budget_date")
        .group_by("project_id")
        .agg(
            pl.len(), pl.col("budget_amount").first(), pl.col("budget_amount").last().alias("last")
        )
    )
    several = ends.filter(pl.col("len") > 1)
    assert abs(several.height - 298) <= 1
    rose = several.filter(pl.col("last") > 1.05 * pl.col("budget_amount")).height
    assert abs(rose - 136) <= 1


def test_no_contact_of_a_person_is_kept(new_york):
    texts = new_york.table("src_projects", "nyc-schools")["project_name"]
    assert texts.str.contains(r"\[contact removed\]").sum() >= 1
    kept = {
        "src_projects": ["project_name", "description", "address"],
        "src_load_issues": ["raw_value"],
        "src_quarantined_rows": ["raw_text"],
    }
    contacts = r"[\w.]+@[\w-]+\.[A-Za-z]{2,}|\b\d{3}-\d{3}-\d{4}\b"
    for relation, columns in kept.items():
        frame = new_york.table(relation).select(columns)
        assert not any(frame.select(pl.all().str.contains(contacts).any()).row(0))
