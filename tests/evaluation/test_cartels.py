"""The combined screen on small made-up sets, and the yardsticks on the published ones."""

import numpy as np
import polars as pl
import pytest
from pytest import approx

from dashboard import workspaces
from dashboard.evaluation import cartels
from dashboard.messages import InputError


def made_up(name: str, tenders: list[tuple[list[float], bool]], factor: float = 1.0):
    """A set whose tenders are given as their bids and their label."""
    rows = [
        {
            "bid_id": f"{name}-{number}-{place}",
            "tender_id": f"{name}-{number:03d}",
            "bid_amount": amount * factor,
            "is_winner": place == 0,
            "party_id": None,
        }
        for number, (amounts, _) in enumerate(tenders)
        for place, amount in enumerate(amounts)
    ]
    bids = pl.DataFrame(rows).with_columns(pl.col("party_id").cast(pl.String))
    ids = bids["tender_id"].unique().sort()
    estimates = pl.DataFrame({"tender_id": ids, "estimate_amount": [None] * len(ids)})
    estimates = estimates.with_columns(pl.col("estimate_amount").cast(pl.Float64))
    labels = pl.DataFrame({"tender_id": ids, "is_collusive": [label for _, label in tenders]})
    return cartels.labelled_set(name, bids, estimates, labels)


def drawn(name: str, seed: int, factor: float = 1.0):
    """Sixty honest tenders, and thirty whose losers bid close together well above the winner."""
    random = np.random.default_rng(seed)
    honest = [(list(random.normal(100, 8, 5)), False) for _ in range(60)]
    arranged = [([90, *random.normal(100, 2.5, 4)], True) for _ in range(30)]
    return made_up(name, honest + arranged, factor)


def of(found: pl.DataFrame, name: str, screen: str) -> dict:
    return found.row(
        by_predicate=(pl.col("set_name") == name) & (pl.col("screen") == screen), named=True
    )


def test_auc_of_a_single_screen_is_the_share_of_pairs_in_the_right_order():
    # Variation falls from the first to the last; the labels are those of the 2nd, 4th and 5th.
    spreads = [(20, False), (10, True), (8, False), (5, True), (1, True)]
    one = made_up("one", [([100 - s, 100, 100 + s], label) for s, label in spreads])
    row = of(cartels.results([one]), "one", "variation")
    # 10 beats 20 only; 5 and 1 beat both others: 5 of 6 pairs.
    assert row["auc"] == approx(5 / 6)
    assert row["gain"] == 0
    assert (row["tender_count"], row["labelled_count"], row["base_rate"]) == (5, 3, 0.6)
    assert row["top_precision"] == 1  # the one tender of the top tenth
    assert row["auc_low"] <= row["auc"] <= row["auc_high"]


def test_with_one_set_alone_there_is_nothing_to_choose_a_combination_on():
    kinds = set(cartels.results([drawn("one", 1)])["kind"])
    assert kinds == {"single", "participation"}


def test_a_screen_that_no_tender_has_gets_no_number():
    row = of(cartels.results([drawn("one", 1)]), "one", "price_level")
    assert row["known_count"] == 0
    assert row["auc"] is None
    assert row["top_precision"] is None


def test_where_a_screen_is_not_defined_the_tender_ranks_in_the_middle():
    one = made_up("one", [([90, 100, 100], False), ([90, 99, 101], True), ([99, 100, 120], True)])
    assert list(one.ranks("relative_distance")) == [0.5, 0.75, 0.25]
    assert one.known_count(("relative_distance",)) == 2


def test_the_combination_is_chosen_without_the_labels_of_the_set_it_is_reported_on():
    sets = [drawn("one", 1), drawn("two", 2), drawn("three", 3)]
    turned = cartels.LabelledSet("three", sets[2].screens.with_columns(~pl.col("is_collusive")))
    before, after = cartels.results(sets), cartels.results([*sets[:2], turned])
    for screen in ("combined", "logistic regression", "monotone gradient boosting"):
        straight, backwards = of(before, "three", screen), of(after, "three", screen)
        assert straight["made_of"] == backwards["made_of"]
        assert straight["auc"] == approx(1 - backwards["auc"])


def test_the_combination_gains_where_shape_and_closeness_both_tell():
    sets = [drawn("one", 1), drawn("two", 2), drawn("three", 3)]
    row = of(cartels.results(sets), "three", "combined")
    assert "skewness" in row["made_of"] or "relative_distance" in row["made_of"]
    assert row["gain"] > 0


def test_the_best_choice_is_that_with_the_largest_smallest_gain_and_of_equals_the_simplest():
    found = [dict.fromkeys(cartels.choices(), 0.0) for _ in range(2)]
    assert cartels.best(found) == ("variation",)
    one, other = ("variation", "spread"), ("variation", "skewness")
    found[0] |= {one: 0.5, other: 0.2}
    found[1] |= {one: 0.1, other: 0.15}
    assert cartels.best(found) == other


def test_the_same_sets_give_the_same_rows_and_money_in_other_units_too():
    sets = [drawn("one", 1), drawn("two", 2)]
    first = cartels.results(sets)
    assert first.equals(cartels.results(sets))
    in_cents = cartels.results([drawn("one", 1, 128.0), drawn("two", 2)])
    assert in_cents["auc"].to_list() == approx(first["auc"].to_list())


def test_a_set_with_labels_of_one_kind_is_left_out():
    one = made_up("one", [([90, 100, 110], True), ([95, 100, 103], True)])
    assert cartels.results([one]).is_empty()


def test_a_workspace_without_labels_says_what_to_load(tmp_path, monkeypatch):
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path))
    with pytest.raises(InputError, match="no labelled tenders are loaded"):
        cartels.read_sets(workspaces.read("bid-screens"))
