"""Progress against payments: which lines are drawn and what they are called."""

from datetime import date

import plotly.graph_objects as go
import polars as pl
import pytest

from dashboard.charts import progress

ROWS = pl.DataFrame(
    {
        "progress_date": [date(2024, 1, 31), date(2024, 2, 15), date(2024, 2, 29)],
        "physical_share": [0.10, None, 0.30],
        "planned_share": [0.20, None, 0.40],
        "paid_share": [None, 0.55, 0.55],
    }
)


def lines(rows=ROWS):
    return {line["name"]: line for line in progress.curves(rows)["data"]}


def test_each_share_is_drawn_on_the_days_on_which_it_is_known():
    assert lines()["done"]["y"] == [0.10, 0.30]
    assert lines()["paid"]["x"] == ["2024-02-15", "2024-02-29"]
    go.Figure(progress.curves(ROWS))


def test_payments_stand_until_the_next_one():
    assert lines()["paid"]["line"]["shape"] == "hv"


def test_lines_differ_by_dash_as_well_as_by_colour():
    dashes = [line["line"]["dash"] for line in lines().values()]
    assert len(set(dashes)) == 3


@pytest.mark.parametrize("missing", ["physical_share", "planned_share", "paid_share"])
def test_a_share_that_is_nowhere_known_has_no_line(missing):
    rows = ROWS.with_columns(pl.lit(None, dtype=pl.Float64).alias(missing))
    assert len(lines(rows)) == 2


def test_names_of_lines_that_end_together_stand_apart_and_in_sight():
    rows = ROWS.with_columns(
        pl.lit(1.0).alias(f"{name}_share") for name in ("physical", "planned", "paid")
    )
    layout = progress.curves(rows)["layout"]
    heights = sorted(name["y"] for name in layout["annotations"])
    assert all(
        after - before >= progress.NEAREST - 1e-9
        for before, after in zip(heights, heights[1:], strict=False)
    )
    assert layout["yaxis"]["range"][1] > heights[-1]


def test_the_axis_holds_what_was_paid_above_the_contract_value():
    rows = ROWS.with_columns(pl.lit(1.4).alias("paid_share"))
    assert progress.curves(rows)["layout"]["yaxis"]["range"][1] > 1.4


def test_nothing_known_is_an_empty_figure():
    go.Figure(progress.curves(ROWS.clear()))
