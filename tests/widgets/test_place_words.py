"""Sentences about places: a difference is only named where chance does not explain it."""

import polars as pl

from dashboard.i18n import t
from dashboard.widgets import place_words

MEASURE = {
    "code": "C1",
    "subject_kind": "contract",
    "shown_area_count": 35,
    "group_rate": 0.084,
    "placed_base_count": 2763.0,
    "placed_event_count": 232.0,
    "far_above_area_count": 1,
    "above_area_count": 2,
    "below_area_count": 2,
    "has_differences": True,
}


def rate(code: str, signal: str | None, state: str = "shown", probability: float = 0.5) -> dict:
    return {
        "code": code,
        "title": "Contract price growth",
        "subject_kind": "project",
        "state": state,
        "signal": signal,
        "event_count": 12.0,
        "base_count": 38.0,
        "judged_project_count": 38,
        "group_rate": 0.1,
        "above_probability": probability,
    }


def test_areas_outside_chance_are_counted():
    said = place_words.level_reading(MEASURE)
    assert said.startswith("8.4 % of 2,763 contracts judged are flagged.")
    assert "Of 35 areas with enough cases, 3 lie above what chance explains and 2 below" in said


def test_areas_that_differ_by_chance_alone_are_said_to():
    nobody = {"far_above_area_count": 0, "above_area_count": 0, "below_area_count": 0}
    said = place_words.level_reading(MEASURE | nobody | {"has_differences": False})
    assert "All 35 areas with enough cases lie within what chance explains." in said
    assert "one colour is the honest map" in said


def test_too_few_cases_make_no_comparison():
    said = place_words.level_reading(MEASURE | {"shown_area_count": 0})
    assert "too few cases, or in too few areas" in said
    nothing = place_words.level_reading(MEASURE | {"placed_base_count": 0.0})
    assert nothing == t("neighbourhoods.reading.none")


def test_an_area_is_read_with_its_overall_rate_and_what_stands_out_most():
    rates = pl.DataFrame(
        [
            rate("ANY", "within"),
            rate("C1", "above", probability=0.97),
            rate("S1", "far above", probability=0.999),
        ]
    )
    said = place_words.area_reading({"project_count": 41}, rates)
    assert said.startswith("41 projects; 12 of 38 projects judged are raised as high or critical")
    assert "within what chance explains at a rate of 10.0 %" in said
    assert "S1 Contract price growth: 12 of 38 projects judged are flagged, far above" in said
    assert "C1" not in said


def test_an_area_without_enough_judged_is_not_compared():
    rates = pl.DataFrame([rate("ANY", None, "too few")], infer_schema_length=None)
    assert "too few judged to compare" in place_words.area_reading({"project_count": 1}, rates)


def test_every_state_and_signal_has_words():
    rows = pl.DataFrame(
        {
            "state": ["shown", "shown", "too few", "no projects"],
            "signal": ["far above", "within", None, None],
        }
    )
    assert place_words.with_words(rows)["verdict"].to_list() == [
        "Far above (99.8 %)",
        "Within chance",
        "Too few judged",
        "No projects",
    ]
