"""AUC and precision at the top against sums done by hand."""

import numpy as np
import pytest
from pytest import approx
from sklearn.metrics import roc_auc_score

from dashboard.evaluation.ranking_quality import auc, interval, quality, resamples

NONE = np.empty((0, 5), dtype=int)


def test_auc_counts_the_pairs_in_the_right_order():
    # Right cases score 5 and 2, wrong ones 4, 3, 1: 5 beats all three, 2 beats one. 4 of 6 pairs.
    score = np.array([5.0, 4, 3, 2, 1])
    assert auc(score, np.array([1, 0, 0, 1, 0])) == approx(4 / 6)


def test_a_tie_between_a_right_and_a_wrong_case_counts_half():
    assert auc(np.array([1.0, 1, 0]), np.array([1, 0, 0])) == approx(0.75)
    assert auc(np.array([2.0, 2, 2, 2]), np.array([1, 0, 1, 0])) == 0.5


def test_the_top_tenth_is_rounded_up_and_shared_where_its_edge_is_tied():
    score = np.arange(11, 0, -1.0)
    is_right = np.array([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    drawn = np.empty((0, 11), dtype=int)
    assert quality(score, is_right, drawn).precision == 0.5  # two of eleven, one is right
    score[1] = score[2] = score[3] = 9.0
    is_right[3] = 1
    # The second place is shared by three, of which one is right.
    assert quality(score, is_right, drawn).precision == approx((1 + 1 / 3) / 2)


def test_the_order_of_rows_changes_nothing():
    random = np.random.default_rng(7)
    score, is_right = random.integers(0, 6, 60).astype(float), random.integers(0, 2, 60)
    drawn = resamples(60, random, 20)
    mixed = random.permutation(60)
    one = quality(score, is_right, drawn)
    other = quality(score[mixed], is_right[mixed], drawn[:, mixed])
    assert (one.auc, one.precision) == approx((other.auc, other.precision))
    assert one.aucs == approx(other.aucs)
    assert one.precisions == approx(other.precisions)


def test_resampled_auc_is_that_of_the_repeated_rows():
    random = np.random.default_rng(3)
    score, is_right = random.integers(0, 9, 40).astype(float), random.integers(0, 2, 40)
    drawn = resamples(40, random, 25)
    assert (drawn.sum(axis=1) == 40).all()
    found = quality(score, is_right, drawn)
    assert found.auc == approx(roc_auc_score(is_right, score))
    for counts, value in zip(drawn, found.aucs, strict=True):
        assert value == approx(roc_auc_score(is_right.repeat(counts), score.repeat(counts)))


def test_a_resample_of_one_kind_only_has_no_auc_and_is_left_out_of_the_interval():
    drawn = np.array([[2, 0], [1, 1]])
    found = quality(np.array([1.0, 0]), np.array([1, 0]), drawn)
    assert np.isnan(found.aucs[0])
    assert found.aucs[1] == 1
    assert interval(found.aucs) == (1.0, 1.0)
    assert all(np.isnan(interval(np.array([np.nan]))))


@pytest.mark.parametrize("level", [0.5, 0.9])
def test_the_interval_holds_the_middle_share(level):
    values = np.linspace(0, 1, 1001)
    assert interval(values, level) == approx(((1 - level) / 2, (1 + level) / 2))
