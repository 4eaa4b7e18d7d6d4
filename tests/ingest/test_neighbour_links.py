"""Which areas lie beside each other, on shapes that can be drawn on paper."""

import math

import polars as pl
import pytest
import shapely
from shapely.geometry import box

from dashboard.ingest import build_inputs, neighbour_links, store, tables
from tests.ingest.town import TWO_AREAS

METRE = 1 / 111_320  # of latitude, in degrees


def links(shapes: dict[str, object], level: str = "ward") -> set[tuple[str, str, str]]:
    frame = pl.DataFrame(
        [(level, name, shapely.to_wkb(shape)) for name, shape in shapes.items()],
        schema={"level": pl.String, "neighbourhood_id": pl.String, "geometry": pl.Binary},
        orient="row",
    )
    found = neighbour_links.links(frame)
    assert dict(found.schema) == tables.NEIGHBOURHOOD_LINKS
    assert found.equals(found.sort("level", "neighbourhood_id", "neighbour_id"))
    rows = set(found.select("neighbourhood_id", "neighbour_id", "method").rows())
    assert {(b, a, method) for a, b, method in rows} == rows, "one way only"
    assert all(a != b for a, b, _ in rows)
    return rows


def pairs(rows: set[tuple[str, str, str]]) -> set[tuple[str, str]]:
    return {(a, b) for a, b, _ in rows if a < b}


def test_a_shared_border_and_a_shared_corner_both_count():
    four = {
        name: box(x / 100, y / 100, (x + 1) / 100, (y + 1) / 100)
        for name, x, y in (("A", 0, 0), ("B", 1, 0), ("C", 0, 1), ("D", 2, 0))
    }
    rows = links(four)
    assert pairs(rows) == {("A", "B"), ("A", "C"), ("B", "C"), ("B", "D")}
    assert {method for *_, method in rows} == {neighbour_links.TOUCHING}


@pytest.mark.parametrize(("gap", "touch"), [(10, True), (20, False)])
def test_a_gap_of_drawing_is_no_gap_and_a_wider_one_is(gap, touch):
    left, right = box(0, 0, 0.01, 0.01), box(0.01 + gap * METRE, 0, 0.02, 0.01)
    others = {"C": box(-0.01, 0, 0, 0.01), "D": box(0.02, 0, 0.03, 0.01)}
    rows = links({"A": left, "B": right} | others)
    assert (("A", "B") in pairs(rows)) is touch


def test_metres_are_metres_far_from_the_equator_too():
    # At 60 degrees north a degree of longitude is half as long: 20 m there look like 40.
    east = 40 * METRE
    assert math.cos(math.radians(60)) == pytest.approx(0.5)
    shapes = {"A": box(10, 60, 10.01, 60.01), "B": box(10.01 + east * 0.6, 60, 10.02, 60.01)}
    assert {method for *_, method in links(shapes)} == {neighbour_links.TOUCHING}
    shapes["B"] = box(10.01 + east, 60, 10.02, 60.01)
    assert {method for *_, method in links(shapes)} == {neighbour_links.NEAR}


def test_an_island_has_its_four_nearest_and_is_theirs():
    row = {name: box(i / 100, 0, (i + 1) / 100, 0.01) for i, name in enumerate("ABCDEF")}
    rows = links(row | {"ISLE": box(0, 0.03, 0.01, 0.04)})
    near = {(a, b) for a, b, method in rows if method == neighbour_links.NEAR}
    assert {b for a, b in near if a == "ISLE"} == {"A", "B", "C", "D"}
    assert {a for a, b in near if b == "ISLE"} == {"A", "B", "C", "D"}
    assert pairs(rows) - {tuple(sorted(pair)) for pair in near} == {
        ("A", "B"), ("B", "C"), ("C", "D"), ("D", "E"), ("E", "F"),
    }  # fmt: skip


def test_levels_are_never_mixed_and_few_areas_are_no_trouble():
    one = pl.DataFrame(
        [
            ("ward", "A", shapely.to_wkb(box(0, 0, 1, 1))),
            ("city", "Z", shapely.to_wkb(box(0, 0, 1, 1))),
        ],
        schema={"level": pl.String, "neighbourhood_id": pl.String, "geometry": pl.Binary},
        orient="row",
    )
    assert neighbour_links.links(one).height == 0
    assert neighbour_links.links(one.clear()).height == 0


def test_a_build_starts_from_the_links_of_the_boundaries_it_was_given(town, tmp_path):
    town.load("areas.geojson", TWO_AREAS, "areas")
    inputs = build_inputs.prepare(town.workspace, tmp_path, store.records(town.workspace))
    found = pl.read_parquet(inputs["src_neighbourhood_links"])
    assert found.select("neighbourhood_id", "neighbour_id").rows() == [
        ("area-01", "area-02"),
        ("area-02", "area-01"),
    ]
