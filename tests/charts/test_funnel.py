"""The funnel: who lies outside the limits is told by shape, word and name."""

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.funnel import MARKERS, funnel


def area(name: str, signal: str | None, base: float = 40, state: str = "shown") -> dict:
    return {
        "neighbourhood_id": name.lower(),
        "neighbourhood_name": name,
        "state": state,
        "signal": signal,
        "base_count": float(base),
        "raw_rate": 0.2,
        "group_rate": 0.1,
        "alert_low_rate": 0.05,
        "alert_high_rate": 0.15,
        "alarm_low_rate": 0.02,
        "alarm_high_rate": 0.18,
    }


def drawn(*areas: dict) -> go.Figure:
    rows = pl.DataFrame(list(areas), infer_schema_length=None)
    return go.Figure(funnel(rows, unit="projects", measure="Raw share"))


def points(figure: go.Figure) -> dict:
    return {trace.name: trace for trace in figure.data if "markers" in trace.mode}


def test_signals_differ_by_shape_as_well_as_colour():
    assert len({shape for shape, _, _ in MARKERS.values()}) >= 4
    figure = drawn(area("A", "far above"), area("B", "within"))
    shapes = {name: trace.marker.symbol for name, trace in points(figure).items()}
    assert shapes == {"Far above (99.8 %)": "triangle-up", "Within chance": "circle-open"}


def test_areas_outside_the_limits_are_named_and_the_others_only_on_hover():
    found = points(drawn(area("A", "above"), area("B", "within")))
    assert found["Above (95 %)"].mode == "markers+text"
    assert found["Within chance"].mode == "markers"
    assert list(found["Within chance"].text) == ["B"]


def test_points_carry_the_id_that_a_click_opens():
    assert list(points(drawn(area("A", "above")))["Above (95 %)"].customdata) == ["a"]


def test_both_limits_are_drawn_in_the_order_of_size():
    figure = drawn(area("Big", "within", 90), area("Small", "within", 10))
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    assert [list(line.x) for line in lines] == [[10, 90]] * 5
    assert [line.y[0] for line in lines] == [0.18, 0.02, 0.15, 0.05, 0.1]


def test_areas_without_a_rate_are_not_drawn():
    figure = drawn(area("A", "within"), area("Few", None, 2, "too few"))
    assert sum(len(trace.x) for trace in points(figure).values()) == 1


def test_sizes_far_apart_get_a_logarithmic_axis():
    assert drawn(area("A", "within", 5), area("B", "within", 900)).layout.xaxis.type == "log"
    assert drawn(area("A", "within", 5), area("B", "within", 90)).layout.xaxis.type is None
