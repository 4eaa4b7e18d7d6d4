"""Estimates with intervals: the order is kept, chance is visible."""

import plotly.graph_objects as go
import polars as pl
import pytest

from dashboard.charts.ranking import interval_ranking

ROWS = pl.DataFrame(
    {
        "name": ["First", "Second", "Unknown"],
        "shrunken_rate": [0.3, 0.1, None],
        "interval_low_rate": [0.2, 0.05, None],
        "interval_high_rate": [0.45, 0.2, None],
        "group_rate": [0.12, 0.12, 0.12],
        "signal": ["above", "within", None],
    }
)


def drawn(rows: pl.DataFrame) -> go.Figure:
    return go.Figure(interval_ranking(rows, label="name", x="Share"))


def test_the_first_row_stands_on_top_and_rows_without_a_rate_are_left_out():
    assert list(drawn(ROWS).data[1].y) == ["Second", "First"]  # Plotly draws from the bottom


def test_the_interval_reaches_from_its_low_end_to_its_high_end():
    error = drawn(ROWS).data[1].error_x
    assert list(error.array) == pytest.approx([0.1, 0.15])
    assert list(error.arrayminus) == pytest.approx([0.05, 0.1])


def test_what_stands_out_differs_by_shape():
    assert list(drawn(ROWS).data[1].marker.symbol) == ["circle", "diamond"]


def test_the_rate_of_all_areas_is_marked_in_every_row():
    assert list(drawn(ROWS).data[0].x) == [0.12, 0.12]


def test_nothing_to_rank():
    assert not drawn(ROWS.clear()).data[1].y
