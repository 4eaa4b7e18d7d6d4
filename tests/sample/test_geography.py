"""The map of the sample city: deprivation that changes slowly, and a patch that lies together."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import shapely

from dashboard.ingest import neighbour_links
from dashboard.sample import geography


def drawn(count: int) -> geography.Geography:
    return geography.draw(np.random.default_rng([3, 7]), count)


def beside(city: geography.Geography) -> dict[str, set[str]]:
    frame = pl.DataFrame(
        {
            "level": ["neighbourhood"] * len(city.ids),
            "neighbourhood_id": city.ids,
            "geometry": [shapely.to_wkb(shape) for shape in city.shapes],
        }
    )
    found: dict[str, set[str]] = {name: set() for name in city.ids}
    for one, other in (
        neighbour_links.links(frame).select("neighbourhood_id", "neighbour_id").rows()
    ):
        found[one].add(other)
    return found


def test_neighbours_are_about_as_poor_as_one_another():
    city = drawn(80)
    index = dict(zip(city.ids, city.deprivation, strict=True))
    apart = [abs(index[a] - index[b]) for a, others in beside(city).items() for b in others]
    assert np.mean(apart) < 0.6 * np.std(city.deprivation) * 2 / np.sqrt(np.pi)
    assert city.deprivation.mean() == pytest.approx(100, abs=0.1)


def test_the_patch_lies_together_and_its_inside_lies_in_it():
    city = drawn(80)
    links = beside(city)
    patch = {city.ids[i] for i in city.patch}
    assert len(patch) == round(geography.PATCH_SHARE * 80)
    reached, edge = set(), {min(patch)}
    while edge:
        reached |= edge
        edge = {b for a in edge for b in links[a] & patch} - reached
    assert reached == patch
    inside = {city.ids[i] for i in city.inside}
    assert inside and inside <= patch


def test_a_city_of_few_neighbourhoods_has_no_patch():
    city = drawn(geography.PATCH_LEAST - 1)
    assert city.patch == city.inside == []
