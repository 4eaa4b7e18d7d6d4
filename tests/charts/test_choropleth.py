"""The map of rates: classes that stay, and areas without a rate in states of their own."""

import plotly.graph_objects as go
import polars as pl
import pytest

from dashboard.charts import theme
from dashboard.charts.choropleth import (
    BREAKS,
    choropleth,
    class_breaks,
    class_names,
    class_of,
    fitting_height,
    viewport,
)

BOUNDS = (-58.53, -34.71, -58.33, -34.53)


def area(name: str, state: str = "shown", rate: float | None = 0.1, **more) -> dict:
    return {
        "neighbourhood_id": name.lower(),
        "neighbourhood_name": name,
        "state": state,
        "shrunken_rate": rate,
        "interval_low_rate": None if rate is None else rate / 2,
        "interval_high_rate": None if rate is None else rate * 2,
        "group_rate": 0.08,
        "event_count": 3.0,
        "base_count": 30.0,
        "project_count": 12,
    } | more


def drawn(*areas: dict) -> go.Figure:
    rows = pl.DataFrame(list(areas), infer_schema_length=None)
    return go.Figure(choropleth(rows, geojson="/x.geojson", bounds=BOUNDS, unit="projects"))


def test_every_area_is_drawn_once_in_the_class_of_its_rate():
    figure = drawn(area("Low", rate=0.01), area("Middle", rate=0.07), area("High", rate=0.3))
    found = {trace.name: list(trace.locations) for trace in figure.data}
    assert found == {"under 4 %": ["low"], "6 to 8 %": ["middle"], "12 % or more": ["high"]}
    assert [trace.z[0] for trace in figure.data] == [0.01, 0.07, 0.3]


def test_too_few_and_no_data_are_states_of_their_own_in_words():
    figure = drawn(
        area("Few", "too few", None),
        area("Level", "level not judged", None),
        area("Unjudged", "not judged", None),
        area("Empty", "no projects", None),
    )
    few, none = figure.data
    assert (few.name, list(few.locations)) == ("too few judged", ["few", "level"])
    assert (none.name, list(none.locations)) == ("no data", ["unjudged", "empty"])
    assert few.colorscale[0][1] == theme.TOO_FEW
    assert none.colorscale[0][1] == theme.NO_DATA
    assert "No data: no projects here" in none.text[1]
    assert "%)" not in few.text[0]


def test_the_hover_names_rate_interval_and_count():
    text = drawn(area("High", rate=0.3)).data[0].text[0]
    assert "Estimate 30.0 % (90 % interval 15.0 % to 60.0 %)" in text
    assert "3 of 30 projects judged" in text


def test_a_name_with_markup_stays_a_name():
    assert "&lt;b&gt;" in drawn(area("<b>")).data[0].text[0]


def test_polygons_are_fetched_by_the_browser_from_this_server():
    figure = drawn(area("A"))
    assert figure.data[0].geojson == "/x.geojson"
    assert figure.layout.map.style == "white-bg"


def test_no_areas_make_an_empty_map():
    rows = pl.DataFrame([area("A")]).clear()
    assert not choropleth(rows, geojson="/x", bounds=BOUNDS, unit="projects")["data"]


def test_classes_hang_on_the_rung_of_the_rate_only():
    assert class_breaks(0.051) == class_breaks(0.099)
    assert class_breaks(None) == class_breaks(0.0)
    assert class_breaks(1.0) == BREAKS[-1][1]


@pytest.mark.parametrize(("top", "limits"), BREAKS)
def test_every_rung_has_four_rising_limits_around_its_rates(top, limits):
    assert list(limits) == sorted(set(limits))
    assert limits[0] < top
    assert len(class_names(limits)) == 5


def test_a_rate_on_a_limit_belongs_to_the_class_above():
    limits = (0.1, 0.2, 0.3, 0.4)
    assert [class_of(rate, limits) for rate in (0.0999, 0.1, 0.4, 1)] == [0, 1, 4, 4]


def test_the_city_fits_into_the_map():
    centre, zoom = viewport(BOUNDS, 370, 400)
    assert centre["lon"] == pytest.approx(-58.43)
    assert -34.63 < centre["lat"] < -34.61
    pixels_across = (BOUNDS[2] - BOUNDS[0]) / 360 * 512 * 2**zoom
    assert 330 < pixels_across <= 370
    assert viewport(BOUNDS, 740, 800)[1] == pytest.approx(zoom + 1, abs=0.01)


def test_a_wide_city_gets_a_low_map_and_a_tall_one_a_high_one():
    assert fitting_height((0, 0, 1, 0.2), 370) == 260
    assert fitting_height((0, 0, 0.2, 1), 370) == 480
