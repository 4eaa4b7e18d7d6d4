"""Bars by year: parts add up, years without a date are left out."""

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.years import money_by_year, projects_by_year

PROJECTS = pl.DataFrame(
    {
        "start_year": [2023, 2022, None],
        "project_count": [10, 4, 3],
        "judged_project_count": [8, 4, 3],
        "flagged_project_count": [3, 0, 1],
    }
)


def test_flagged_clear_and_unjudged_add_up_to_the_projects_of_the_year():
    figure = go.Figure(projects_by_year(PROJECTS))
    assert [list(bars.y) for bars in figure.data] == [[0, 3], [4, 5], [0, 2]]
    assert list(figure.data[0].x) == ["2022", "2023"]
    assert figure.layout.barmode == "stack"


def test_flagged_bars_have_a_pattern_as_well_as_a_colour():
    figure = go.Figure(projects_by_year(PROJECTS))
    assert [bars.marker.pattern.shape for bars in figure.data] == ["/", "", ""]
    assert figure.data[0].marker.pattern.fillmode == "overlay"


def test_money_without_a_day_is_not_drawn():
    rows = pl.DataFrame({"paid_year": [2024, None, 2023], "paid_amount": [5.0, 9.0, 2.0]})
    figure = go.Figure(money_by_year(rows, currency="XTS"))
    assert list(figure.data[0].y) == [2.0, 5.0]
    assert figure.layout.yaxis.title.text == "XTS"
