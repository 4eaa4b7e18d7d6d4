"""Charts of outcomes: shares that add up, and values beside their thresholds."""

import plotly.graph_objects as go
import polars as pl
import pytest

from dashboard.charts import outcomes
from dashboard.i18n import t

CATALOGUE = pl.DataFrame(
    {
        "code": ["A1", "C1", "P1"],
        "title": ["Context", "Growth", "Late"],
        "evidence_class": ["X", "R", "R"],
        "subject_count": [10, 200, 0],
        "flagged_count": [5, 20, 0],
        "clear_count": [5, 100, 0],
        "insufficient_count": [0, 60, 0],
        "contradictory_count": [0, 20, 0],
        "flagged_share": [0.5, 0.1667, None],
    }
)
STEPS = pl.DataFrame(
    {
        "from_value": [0.0, 0.1],
        "to_value": [0.1, 0.2],
        "lowest_value": [-0.3, -0.3],
        "highest_value": [4.2, 4.2],
        "flagged_count": [0, 7],
        "clear_count": [11, 2],
    }
)


def test_the_four_shares_of_an_indicator_add_up_to_one():
    figure = outcomes.outcome_bars(CATALOGUE)
    assert sum(bars["x"][1] for bars in figure["data"]) == pytest.approx(1)
    assert [bars["name"] for bars in figure["data"]] == [
        t(f"indicators.outcome.{name}")
        for name in ("flagged", "clear", "insufficient", "contradictory")
    ]


def test_outcomes_differ_by_more_than_colour():
    bars = outcomes.outcome_bars(CATALOGUE)["data"]
    assert len({trace["marker"]["pattern"]["shape"] for trace in bars}) == 4


def test_an_indicator_with_nothing_in_scope_has_no_bar():
    assert not any("P1" in label for label in outcomes.outcome_bars(CATALOGUE)["data"][0]["y"])


def test_the_sentence_leaves_out_what_is_shown_for_context_only():
    text = outcomes.outcomes_reading(CATALOGUE)
    assert text.startswith("2 of 3")
    assert "C1" in text
    assert "17 %" in text


def test_the_sentence_says_where_nothing_is_raised_and_where_nothing_was_judged():
    nothing_raised = CATALOGUE.filter(pl.col("code") == "A1")
    assert "none of them raises" in outcomes.outcomes_reading(nothing_raised)
    assert outcomes.outcomes_reading(CATALOGUE.tail(1)) == t("indicators.reading_none", total="1")


def test_every_threshold_has_a_line_of_its_own_pattern_and_its_name():
    figure = outcomes.value_steps(STEPS, unit="ratio", thresholds={"watch": 0.1, "high": 0.15})
    lines = [trace for trace in figure["data"] if trace["type"] == "scatter"]
    assert [line["x"] for line in lines] == [[0.1, 0.1], [0.15, 0.15]]
    assert len({line["line"]["dash"] for line in lines}) == 2
    assert "15.0 %" in lines[1]["name"]


def test_an_outcome_without_a_value_is_not_in_the_legend():
    only_flagged = STEPS.with_columns(pl.lit(0).alias("clear_count"))
    (bars,) = outcomes.value_steps(only_flagged, unit="days", thresholds={})["data"]
    assert bars["name"] == t("indicators.outcome.flagged")


def test_the_sentence_on_values_counts_all_of_them_and_gives_their_ends():
    text = outcomes.steps_reading(STEPS, unit="ratio")
    assert "20 values" in text
    assert "-30.0 %" in text
    assert "420.0 %" in text


def test_the_figures_are_valid():
    go.Figure(outcomes.outcome_bars(CATALOGUE))
    go.Figure(outcomes.outcome_bars(CATALOGUE.clear()))
    go.Figure(outcomes.value_steps(STEPS, unit="money", thresholds={"critical": 0.1}))
