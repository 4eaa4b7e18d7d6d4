"""Learned rivals of the combined screen, for comparison only: rules stay the official output."""

from __future__ import annotations

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

LOGISTIC = "logistic regression"
BOOSTED = "monotone gradient boosting"


def scores(
    target: np.ndarray, training: list[tuple[np.ndarray, np.ndarray]], seed: int
) -> dict[str, np.ndarray]:
    """Scores of the target's tenders by each challenger, learned on the training sets alone.

    `target` and the first of each training pair have one column a screen, as ranks within the set
    from 0 to 1, high where the screen points at an arrangement; the second are the labels. Each
    training set counts alike, and so do its labelled and its other tenders.
    """
    screens = np.vstack([found for found, _ in training])
    labels = np.concatenate([found for _, found in training])
    weights = np.concatenate([_weights(found) for _, found in training])
    weights *= len(weights) / weights.sum()
    # Several threads would add up in another order on another machine.
    with threadpool_limits(1):
        return _learned(screens, labels, weights, target, seed)


def _learned(screens, labels, weights, target, seed) -> dict[str, np.ndarray]:
    logistic = LogisticRegression(C=1.0).fit(screens - 0.5, labels, sample_weight=weights)
    boosted = HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=100,
        max_leaf_nodes=4,
        min_samples_leaf=20,
        l2_regularization=1.0,
        monotonic_cst=[1] * screens.shape[1],
        early_stopping=False,
        random_state=seed,
    ).fit(screens, labels, sample_weight=weights)
    return {
        LOGISTIC: logistic.decision_function(target - 0.5),
        BOOSTED: boosted.decision_function(target),
    }


def _weights(labels: np.ndarray) -> np.ndarray:
    """Half for each kind of label, one for the whole set."""
    right = labels.sum()
    return np.where(labels == 1, 0.5 / right, 0.5 / (len(labels) - right))
