"""Gi* and local Moran's I, against sums done by hand and what chance alone would show."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest
from esda import fdr
from libpysal.weights import W
from pytest import approx

from dashboard.engine import hooks
from dashboard.engine.hooks import spatial

SMALL = {"area_min_n": 2, "known_min_n": 2}


def areas(
    events: dict[str, float | None],
    links: list[tuple[str, str]],
    base: float = 20,
    level: str = "ward",
    parents: dict[str, str] | None = None,
) -> pl.DataFrame:
    """Areas with `base` projects each; None for an area without data. Links count both ways."""
    beside: dict[str, list[str]] = {name: [] for name in events}
    for one, other in links:
        beside[one].append(other)
        beside[other].append(one)
    return pl.DataFrame(
        {
            "subject_id": list(events),
            "value": [None] * len(events),
            "skip_reason": [None if e is not None else "no data" for e in events.values()],
            "level": [level] * len(events),
            "parent_id": [(parents or {}).get(name) for name in events],
            "event_count": [float(e or 0) for e in events.values()],
            "base_count": [float(base) if e is not None else 0.0 for e in events.values()],
            "neighbour_ids": [beside[name] or None for name in events],
        },
        schema_overrides={
            "value": pl.Float64,
            "skip_reason": pl.String,
            "parent_id": pl.String,
            "neighbour_ids": pl.List(pl.String),
        },
    )


def found(hook, frame: pl.DataFrame, **params) -> dict[str, dict]:
    settings = hooks.Settings(code="A4", params=SMALL | params)
    rows = hook(frame, settings)
    assert "neighbour_ids" not in rows.columns
    assert {name: rows.schema[name] for name in spatial.COLUMNS} == spatial.COLUMNS
    return {row["subject_id"]: row for row in rows.to_dicts()}


def ring(events: list[float | None], reach: int = 2) -> pl.DataFrame:
    names = [f"N{i:02d}" for i in range(len(events))]
    links = [
        (names[i], names[(i + d) % len(names)])
        for i in range(len(names))
        for d in range(1, reach + 1)
    ]
    return areas(dict(zip(names, events, strict=True)), links)


def test_gi_star_of_four_areas_in_a_row_by_hand():
    # Rates 1, 2, 3, 6: mean 3, standard deviation root of 3.5. The second area with its two
    # neighbours: weights a third each, sum 1, squares 1/3.
    rates = np.array([1.0, 2.0, 3.0, 6.0])
    weights = np.array([[1, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 1], [0, 0, 1, 1]], dtype=float)
    weights /= weights.sum(axis=1, keepdims=True)
    found = spatial.gi_star(rates, weights)
    assert found[1] == approx((2 - 3) / (3.5**0.5 * ((4 / 3 - 1) / 3) ** 0.5))
    assert found[0] == approx((1.5 - 3) / (3.5**0.5 * ((4 / 2 - 1) / 3) ** 0.5))


def test_gi_star_does_not_change_when_all_rates_are_raised_alike():
    weights = np.full((4, 4), 0.25) + np.eye(4) * 0.5
    rates = np.array([-2.0, -1.0, 0.5, 1.0])
    assert spatial.gi_star(rates, weights) == approx(spatial.gi_star(rates + 40, weights))


def test_an_area_beside_every_other_is_neither_hot_nor_cold():
    rows = found(spatial.hot_spots, areas({"A": 1, "B": 9}, [("A", "B")]), permutations=99)
    assert rows["A"]["value"] == 0
    assert rows["A"]["pattern"] == "neither"


def test_the_p_of_the_permutations_comes_near_that_of_all_possible_draws():
    events = [2, 9, 4, 7, 12, 3, 8, 1, 6, 5, 10, 11]
    frame = ring([float(e) for e in events])
    rows = found(spatial.hot_spots, frame)
    rates = np.array([rows[f"N{i:02d}"]["standardised_rate"] for i in range(12)])
    for i in (0, 4, 7):
        beside = [(i + d) % 12 for d in (-2, -1, 1, 2)]
        others = [j for j in range(12) if j != i]
        sums = np.array([rates[list(four)].sum() for four in itertools.combinations(others, 4)])
        own = rates[beside].sum()
        tail = min((sums >= own - 1e-9).mean(), (sums <= own + 1e-9).mean())
        assert rows[f"N{i:02d}"]["p_value"] == approx(min(1, 2 * tail), abs=0.03)


def test_two_sided_p_counts_ties_in_both_tails_and_is_never_zero():
    drawn = np.array([[1.0, 2.0, 2.0, 3.0]])
    assert spatial.two_sided(np.array([2.0]), drawn)[0] == 1
    assert spatial.two_sided(np.array([9.0]), drawn)[0] == approx(2 / 5)
    # 0.1 + 0.2 is not 0.3 to the last digit, and yet a tie.
    assert spatial.two_sided(np.array([0.3]), np.array([[0.1 + 0.2]]))[0] == 1


def test_moran_of_a_row_of_areas_by_hand():
    # Equal bases, so the standardised rates are the z of the rates times a constant.
    rows = found(spatial.local_moran, areas({"A": 2, "B": 4, "C": 12}, [("A", "B"), ("B", "C")]))
    z = (np.array([2, 4, 12]) - 6) / np.std([2, 4, 12])
    assert [rows[name]["value"] for name in "ABC"] == approx(
        [2 / 3 * one for one in (z[0] * z[1], z[1] * (z[0] + z[2]) / 2, z[2] * z[1])]
    )
    assert [rows[name]["pattern"] for name in "ABC"] == [
        "low among low",
        "low among high",
        "high among low",
    ]


def test_rates_are_standardised_for_the_size_of_their_base():
    # Assunção and Reis: the same rate over a hundred times the base is further from the mean.
    frame = areas({name: 5 for name in "ABCDEF"}, [("A", "B"), ("C", "D"), ("E", "F")])
    frame = frame.with_columns(
        event_count=pl.Series([1.0, 60.0, 20.0, 40.0, 30.0, 50.0]),
        base_count=pl.Series([2.0, 120.0, 100.0, 100.0, 100.0, 200.0]),
    )
    rows = found(spatial.local_moran, frame, permutations=9)
    assert rows["A"]["raw_rate"] == rows["B"]["raw_rate"] == 0.5
    assert 0 < rows["A"]["standardised_rate"] < rows["B"]["standardised_rate"]


def test_an_area_without_data_leaves_the_rates_and_the_neighbourhoods():
    links = [("A", "B"), ("B", "C"), ("C", "D"), ("A", "D"), ("B", "GAP"), ("C", "GAP")]
    with_gap = found(spatial.hot_spots, areas({"A": 1, "B": 4, "C": 9, "D": 6, "GAP": None}, links))
    without = found(spatial.hot_spots, areas({"A": 1, "B": 4, "C": 9, "D": 6}, links[:4]))
    for name in "ABCD":
        assert with_gap[name] == without[name]
    assert with_gap["GAP"]["skip_reason"] == "no data"
    assert with_gap["GAP"]["value"] is None


def test_areas_that_lose_their_last_neighbour_leave_one_after_the_other():
    links = [("A", "B"), ("B", "C"), ("A", "C"), ("ISLE", "GAP")]
    rows = found(spatial.hot_spots, areas({"A": 1, "B": 4, "C": 9, "ISLE": 3, "GAP": None}, links))
    assert rows["ISLE"]["skip_reason"] == spatial.ALONE
    assert rows["A"]["known_area_count"] == 3


@pytest.mark.parametrize("hook", [spatial.hot_spots, spatial.local_moran])
def test_the_same_rows_give_the_same_numbers_in_any_order(hook):
    events = [2, 9, 4, 7, 12, 3, 8, 1, 6, 5, 10, 11]
    frame = ring([float(e) for e in events])
    settings = hooks.Settings(code="A4", params=SMALL | {"permutations": 99})
    one, two = hook(frame, settings), hook(frame.reverse(), settings)
    assert one.equals(two)


@pytest.mark.parametrize("hook", [spatial.hot_spots, spatial.local_moran])
def test_no_rows_come_back_as_no_rows_with_all_columns(hook):
    empty = ring([1.0, 2.0, 3.0]).clear()
    assert found(hook, empty) == {}
    assert hook(empty, hooks.Settings()).height == 0


def test_q_values_name_what_the_cut_of_esda_names():
    events = [6, 5, 7, 6, 5, 6, 7, 5, 6, 6, 12, 14, 15, 14, 12, 7, 6, 5, 6, 7, 5, 6, 7, 6, 5, 6]
    rows = found(spatial.hot_spots, ring([float(e) for e in events]))
    p = np.array([row["p_value"] for row in rows.values()])
    assert any(row["pattern"] == "hot" for row in rows.values())
    for row in rows.values():
        assert row["fdr_cut"] == fdr(p, 0.05)
        assert (row["q_value_of_level"] <= 0.05) == (row["p_value"] <= row["fdr_cut"])


@pytest.mark.parametrize("hook", [spatial.hot_spots, spatial.local_moran])
def test_chance_alone_names_areas_in_few_of_many_cities(hook):
    random = np.random.default_rng(11)
    named = 0
    for _ in range(40):
        rows = found(hook, ring(random.binomial(20, 0.3, 30).astype(float)), permutations=999)
        named += any((row["high_q_value"] or 1) <= 0.10 for row in rows.values())
    assert named <= 8  # 10 % of 40 are expected; more than 8 would come once in fifty


def test_a_cluster_is_found_and_the_pattern_of_its_district_agrees():
    events = [6, 5, 7, 6, 5, 6, 7, 5, 6, 6, 12, 14, 15, 14, 12, 7, 6, 5, 6, 7, 5, 6, 7, 6, 5, 6]
    wards = ring([float(e) for e in events])
    district_of = {f"N{i:02d}": f"D{i // 5:02d}" for i in range(26)}
    wards = wards.with_columns(
        parent_id=pl.Series([district_of[name] for name in wards["subject_id"]])
    )
    rates = [28, 30, 67, 29, 31, 33, 30, 31, 30, 29, 28, 32]
    names = [f"D{i:02d}" for i in range(12)]
    districts = areas(
        dict(zip(names, rates, strict=True)),
        [(names[i], names[(i + 1) % 12]) for i in range(12)],
        base=100,
        level="district",
    )
    rows = found(spatial.hot_spots, pl.concat([wards, districts]))
    assert rows["N12"]["pattern"] == "hot"
    assert rows["N12"]["level_count"] == 2
    assert rows["D02"]["pattern"] == "neither"  # one high district of twelve is no cluster
    assert rows["N12"]["agreeing_level_count"] == 1
    assert rows["N20"]["agreeing_level_count"] == 2


def test_the_wider_neighbourhood_has_the_neighbours_of_neighbours():
    row = W({0: [1], 1: [0, 2], 2: [1, 3], 3: [2]}, silence_warnings=True)
    assert spatial._wider(row).neighbors == {0: [1, 2], 1: [0, 2, 3], 2: [0, 1, 3], 3: [1, 2]}
