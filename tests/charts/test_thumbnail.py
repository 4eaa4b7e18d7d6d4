"""Small still maps: SVG that draws every area and needs nothing else."""

import xml.etree.ElementTree as ElementTree

import pytest

from dashboard.charts import theme, thumbnail

SVG = "{http://www.w3.org/2000/svg}"


def square(name: str, west: float, south: float, size: float = 1.0) -> dict:
    ring = [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
    ]
    return {
        "type": "Feature",
        "id": name.lower(),
        "properties": {"neighbourhood_name": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


AREAS = [square("West", 0, 0), square("East & co", 1, 0)]


def paths(svg: str) -> list[ElementTree.Element]:
    return [path for path in ElementTree.fromstring(svg).iter(f"{SVG}path") if path.get("d") and
            path.find(f"{SVG}title") is not None]  # fmt: skip


def test_every_area_is_drawn_with_its_colour_and_name():
    drawn = paths(thumbnail.area_map(AREAS, {"west": "#123456"}))
    assert [path.find(f"{SVG}title").text for path in drawn] == ["West", "East & co"]
    assert [path.get("fill") for path in drawn] == ["#123456", theme.NO_DATA]


def test_too_few_is_hatched():
    svg = thumbnail.area_map(AREAS, {"west": thumbnail.TOO_FEW})
    assert 'id="hatch"' in svg
    assert paths(svg)[0].get("fill") == "url(#hatch)"


def test_the_area_picked_is_drawn_last_with_a_thick_edge():
    drawn = paths(thumbnail.area_map(AREAS, {}, picked="west"))
    assert drawn[-1].find(f"{SVG}title").text == "West"
    assert drawn[-1].get("stroke-width") == "3"


def test_north_is_up():
    drawn = paths(thumbnail.area_map([square("South", 0, 0), square("North", 0, 1)], {}))
    height = [float(path.get("d").split("L")[0].split()[1]) for path in drawn]
    assert height[0] > height[1]


def test_points_closer_than_half_a_pixel_are_left_out():
    ring = [[0, 0], [0.0001, 0], [0.0002, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
    fine = square("Fine", 0, 0) | {"geometry": {"type": "Polygon", "coordinates": [ring]}}
    assert paths(thumbnail.area_map([fine], {}))[0].get("d").count("L") == 4


def test_several_parts_and_holes_are_one_shape():
    parts = [
        square("A", 0, 0)["geometry"]["coordinates"],
        square("B", 3, 0)["geometry"]["coordinates"],
    ]
    area = square("Both", 0, 0) | {"geometry": {"type": "MultiPolygon", "coordinates": parts}}
    assert paths(thumbnail.area_map([area], {}))[0].get("d").count("M") == 2
    assert thumbnail.bounds([area]) == (0, 0, 4, 1)


def test_no_areas_have_no_bounds():
    with pytest.raises(ValueError):
        thumbnail.bounds([])
