"""The timeline of a project: what is drawn, and what is told by more than colour."""

from datetime import date

import plotly.graph_objects as go
import polars as pl

from dashboard.charts import timeline

KNOWN = date(2025, 6, 30)
SCHEMA = {
    "period_kind": pl.String,
    "period_number": pl.Int64,
    "start_date": pl.Date,
    "end_date": pl.Date,
}


def periods(*rows):
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


PLAN = ("baseline", 1, date(2024, 1, 1), date(2024, 12, 31))
ACTUAL = ("actual", 1, date(2024, 2, 1), date(2025, 3, 31))


def test_each_period_is_a_line_from_start_to_end_in_the_order_given():
    figure = timeline.periods(periods(PLAN, ACTUAL), known_until=KNOWN)
    assert [line["x"] for line in figure["data"]] == [
        ["2024-01-01", "2024-12-31"],
        ["2024-02-01", "2025-03-31"],
    ]
    assert figure["layout"]["yaxis"]["categoryarray"] == ["Actual", "Plan 1"]
    go.Figure(figure)


def test_the_end_of_each_period_is_named_in_words():
    figure = timeline.periods(periods(PLAN, ACTUAL), known_until=KNOWN)
    assert [line["text"][-1].strip() for line in figure["data"]] == ["31 Dec 2024", "31 Mar 2025"]


def test_kinds_differ_by_dash_or_marker_as_well_as_by_colour():
    looks = [(style["dash"], style["symbol"]) for style in timeline.STYLES.values()]
    assert len(set(looks)) == len(looks)


def test_a_period_without_a_start_is_a_point_at_its_end():
    figure = timeline.periods(periods(("baseline", 1, None, date(2024, 12, 31))), known_until=KNOWN)
    assert figure["data"][0]["x"] == ["2024-12-31"]


def test_a_period_without_an_end_runs_to_the_last_day_known_and_claims_no_date():
    figure = timeline.periods(
        periods(("unknown_end", 1, date(2024, 1, 1), None)), known_until=KNOWN
    )
    assert figure["data"][0]["x"] == ["2024-01-01", "2025-06-30"]
    assert figure["data"][0]["text"][-1] == ""


def test_the_last_day_known_is_marked_and_named():
    layout = timeline.periods(periods(PLAN), known_until=KNOWN)["layout"]
    assert layout["shapes"][0]["x0"] == "2025-06-30"
    assert layout["annotations"][0]["text"] == "known until 30 Jun 2025"


def test_without_a_last_day_known_there_is_no_mark():
    assert "shapes" not in timeline.periods(periods(PLAN), known_until=None)["layout"]


def test_nothing_to_draw_is_an_empty_figure():
    go.Figure(timeline.periods(periods(), known_until=KNOWN))
