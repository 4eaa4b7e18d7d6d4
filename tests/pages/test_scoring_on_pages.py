"""Tier, evidence card, forecast and what-if on the pages of projects, companies and places."""

import re

import pytest

from dashboard import session
from dashboard.i18n import t


def words(app) -> str:
    return "\n".join(part.value for part in [*app.markdown, *app.caption, *app.info])


def first_in(facts, kind: str) -> str:
    return facts.single(
        f"SELECT entity_id FROM review_queue WHERE entity_kind = '{kind}' AND queue_position = 1"
    )


def test_a_project_shows_its_tier_as_a_sentence_with_interval_and_coverage(open_page, facts):
    project_id = first_in(facts, "project")
    app = open_page("project", project=project_id)
    tier = facts.rows(f"SELECT * FROM entity_tiers WHERE entity_id = '{project_id}'").row(
        0, named=True
    )
    sentence = next(text.value for text in app.markdown if text.value.startswith("**Critical:**"))
    assert tier["tier"] == "critical"
    assert f"({tier['deciding_codes'].split()[0]}, rule)" in sentence
    low, high = (f"{tier[name]:.0f}" for name in ("lowest_score", "highest_score"))
    assert f"Score {low} to {high} of 100" in words(app)


def test_the_clusters_behind_a_tier_let_a_reader_redo_it(open_page, facts):
    project_id = first_in(facts, "project")
    shown = next(
        one.value
        for one in open_page("project", project=project_id).dataframe
        if "deciding_code" in one.value.columns
    )
    expected = facts.rows(
        "SELECT * FROM entity_cluster_points WHERE entity_kind = 'project'"
        f" AND entity_id = '{project_id}'"
    )
    assert len(shown) == expected.height
    assert set(shown["deciding_code"].dropna()) == set(expected["deciding_code"].drop_nulls())


def test_every_flag_of_a_project_has_its_sum_and_what_would_clear_it(open_page, facts):
    project_id = facts.single("SELECT MAX_BY(project_id, flagged_count) FROM project_list")
    text = words(open_page("project", project=project_id))
    count = facts.single(
        f"SELECT COUNT(*) FROM project_outcomes WHERE project_id = '{project_id}'"
        " AND flagged_count > 0"
    )
    for part in ("**The sum.**", "**What would clear it.**", "**Threshold from.**"):
        assert text.count(part) == count, part
    assert not re.search(r"\{[a-z_]+\}", text)


def test_a_subject_in_the_address_is_the_one_on_the_card(open_page, facts):
    subject = facts.single(
        "SELECT MAX(subject_id) FROM indicator_results WHERE code = 'C1' AND outcome = 'flagged'"
    )
    app = open_page("indicator", code="C1", subject=subject)
    assert f"**{subject}**" in words(app).replace("\\", "")


def test_statistical_checks_print_tests_chance_and_flags(open_page, facts):
    row = facts.rows("SELECT * FROM test_expectations WHERE code = 'B10'").row(0, named=True)
    text = words(open_page("indicator", code="B10"))
    assert f"{row['test_count']:,} tests were run and {row['flagged_count']} are raised" in text
    listed = next(
        one.value
        for one in open_page("indicators").dataframe
        if "expected_false_count" in one.value.columns
    )
    assert "B10" in set(listed["code"])


def test_what_was_measured_stands_beside_the_check_with_its_interval(open_page, monkeypatch):
    found = {"code": "C1", "title": "Contract price growth", "city_count": 20}
    found |= {"planted_count": 300, "recall": 0.99, "recall_low": 0.98, "recall_high": 1.0}
    found |= {"precision": 0.97, "precision_low": 0.95, "precision_high": 0.98}
    found |= {"false_per_thousand": 0.4, "false_low": 0.1, "false_high": 0.9}
    found |= {"twin_count": 40, "false_twin_count": 0, "null_share": None}
    monkeypatch.setattr(session, "_evidence_kept", lambda: {"planted": [found]})
    assert "97.0 % (95.0 % to 98.0 %)" in words(open_page("indicator", code="C1"))
    shown = open_page("indicators").dataframe[0].value.set_index("code")
    assert shown.loc["C1", "precision"] == "97.0 % (95.0 % to 98.0 %)"


def test_sliders_start_at_the_thresholds_in_force_and_say_whose_they_are(open_page, facts):
    app = open_page("indicator", code="C1")
    starts = [slider.value / 100 for slider in app.slider]
    official = facts.rows(
        "SELECT threshold FROM indicator_thresholds WHERE code = 'C1' ORDER BY severity_rank"
    )["threshold"].to_list()
    assert starts == pytest.approx(official)
    text = words(app)
    assert text.count("the threshold in force") == len(official)
    assert "**house default**" in text
    assert t("what_if.official") in text


def test_a_moved_threshold_names_who_comes_and_goes_and_changes_nothing_official(open_page, facts):
    before = facts.rows("SELECT * FROM indicator_thresholds ORDER BY ALL")
    app = open_page("indicator", code="C1")
    app.slider[0].set_value(20.0).run()
    assert not app.exception
    text = words(app)
    left = facts.single(
        "SELECT COUNT(*) FROM indicator_results WHERE code = 'C1' AND outcome = 'flagged'"
        " AND severity = 'watch' AND value < 0.2"
    )
    assert f"{left} go" in text
    assert "tiers** would change" in text
    assert facts.rows("SELECT * FROM indicator_thresholds ORDER BY ALL").equals(before)


def test_a_scenario_in_the_address_sets_the_sliders(open_page, sample_city):
    from dashboard.desk import scenarios

    scenarios.save(sample_city, "wider", "for the test", "C1", {("value", "high"): 0.25})
    app = open_page("indicator", code="C1", scenario="wider")
    assert [round(slider.value, 6) for slider in app.slider] == [10.0, 25.0, 50.0]
    assert "for the test" in words(app)


def test_a_project_under_way_has_its_forecast_as_intervals(open_page, facts):
    row = facts.rows(
        "SELECT * FROM project_forecasts WHERE cost_reason IS NULL AND finish_reason IS NULL"
        " ORDER BY project_id LIMIT 1"
    ).row(0, named=True)
    text = words(open_page("project", project=row["project_id"]))
    assert f"{row['cost_work_count']} works that have ended" in text
    assert "In eight of ten works of its class it would end between" in text


def test_a_forecast_that_cannot_be_made_has_its_reason(open_page, facts):
    row = facts.rows(
        "SELECT project_id, finish_reason FROM project_forecasts"
        " WHERE finish_reason IS NOT NULL ORDER BY project_id LIMIT 1"
    )
    if row.is_empty():
        pytest.skip("every forecast of this city could be made")
    assert row["finish_reason"][0] in words(open_page("project", project=row["project_id"][0]))


def test_a_company_shows_own_flags_as_cards_and_linked_ones_apart(open_page, facts):
    cluster_id = first_in(facts, "party")
    app = open_page("party", company=cluster_id)
    own = set(
        facts.rows(
            "SELECT DISTINCT code FROM subject_entities WHERE is_own AND outcome = 'flagged'"
            f" AND entity_kind = 'party' AND entity_id = '{cluster_id}'"
        )["code"]
    )
    headings = [text.value for text in app.markdown if text.value.startswith("#####")]
    assert {heading.rsplit("(", 1)[1].rstrip(")") for heading in headings} >= own
    assert t("tier.oversight") in words(app)
    assert t("frame.question") in words(app)


def test_a_neighbourhood_shows_counts_and_nobody_by_name(open_page, facts):
    area = facts.single(
        "SELECT neighbourhood_id FROM project_areas GROUP BY 1 ORDER BY COUNT(*) DESC, 1 LIMIT 1"
    )
    app = open_page("neighbourhood", neighbourhood=area)
    counts = next(one.value for one in app.dataframe if "provisional_count" in one.value.columns)
    total = facts.single(
        f"SELECT COUNT(DISTINCT project_id) FROM project_areas WHERE neighbourhood_id = '{area}'"
    )
    assert counts["project_count"].sum() == total
    named = {"flagged_codes", "flagged_contract_count", "tier", "reasons"}
    assert not [one for one in app.dataframe if named & set(one.value.columns)]
