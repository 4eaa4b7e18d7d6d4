"""Places that stand out together with their neighbours: Getis and Ord's Gi*, and local Moran's I.

Both look at rates standardised for the size of their base (Assunção and Reis 1999), level by level,
and ask by conditional permutation what chance would show.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import polars as pl
from esda import fdr
from esda.getisord import G_Local
from esda.moran import Moran_Local
from esda.smoothing import assuncao_rate
from libpysal.weights import W, fill_diagonal
from scipy import stats

from dashboard.engine.hooks import Settings

PERMUTATIONS = 9_999
FALSE_DISCOVERY = 0.05
WATCHED = 0.10
TIE_DECIMALS = 11
INTERESTING = 0.01
TOO_FEW = "fewer than 30 areas, or fewer than 25 with data"
ALONE = "no neighbour with data"
NO_SPREAD = "areas do not differ"
QUADRANTS = {1: "high among high", 2: "low among high", 3: "low among low", 4: "high among low"}
COLUMNS = {
    "value": pl.Float64,
    "raw_rate": pl.Float64,
    "standardised_rate": pl.Float64,
    "neighbours_rate": pl.Float64,  # standardised, the mean of the neighbours
    "neighbour_count": pl.Int64,  # with data
    "pattern": pl.String,
    "p_value": pl.Float64,  # two-sided, conditional permutation
    "q_value_of_level": pl.Float64,
    "high_q_value": pl.Float64,  # the same, only where the pattern is one of high rates
    "fdr_cut": pl.Float64,  # the largest p_value that is still a discovery at 5 %
    "is_interesting": pl.Boolean,  # p_value at most 1 %, not adjusted for the number of areas
    "wider_q_value": pl.Float64,  # with the neighbours' neighbours counted as neighbours
    "known_area_count": pl.Int64,
    "level_count": pl.Int64,  # judged levels in which the place lies or is divided
    "agreeing_level_count": pl.Int64,  # of them, those that show the same pattern
}
Statistic = Callable[[np.ndarray, W, Settings, int], tuple[np.ndarray, np.ndarray, list[str]]]


def hot_spots(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The rows with Gi* of their rate: `value` is its z, `pattern` hot, cold or neither.

    Takes `subject_id`, `level`, `parent_id`, `event_count`, `base_count` and `neighbour_ids` (a
    list); returns the others and COLUMNS. A row with a skip_reason leaves both the rates and the
    neighbourhoods of the others. Gives the reasons TOO_FEW (params `area_min_n`, `known_min_n`),
    ALONE and NO_SPREAD.
    """
    return _by_level(rows, settings, _gi_star)


def local_moran(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The rows with local Moran's I of their rate: `pattern` is the quadrant, in words.

    Takes and returns what `hot_spots` does; `value` is I as esda has it, (n - 1) / n times the
    product of the z of the area and the mean z of its neighbours.
    """
    return _by_level(rows, settings, _moran)


def gi_star(rates: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Getis and Ord's z of each area (1995, formula 14); `weights` has the area itself in it.

    esda's own z takes the squares of the weights to be the weights, which holds for ones alone.
    """
    count = len(rates)
    total, squares = weights.sum(axis=1), (weights**2).sum(axis=1)
    room = np.maximum(0.0, count * squares - total**2)
    spread = rates.std() * np.sqrt(room / (count - 1))
    # An area beside every other has nothing to be compared with.
    known = spread > 1e-9
    return np.where(
        known, (weights @ rates - rates.mean() * total) / np.where(known, spread, 1.0), 0.0
    )


def two_sided(observed: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Twice the smaller of the shares of draws at least as high, and at least as low.

    (M + 1) / (R + 1) for each tail, so that no p is zero. `drawn` has a row of draws per area.
    Equal sums differ in their last digits with the order of their terms, hence the rounding.
    """
    draws, value = np.round(drawn, TIE_DECIMALS), np.round(observed, TIE_DECIMALS)[:, None]
    tail = np.minimum((draws >= value).sum(axis=1), (draws <= value).sum(axis=1))
    return np.minimum(1.0, 2 * (tail + 1) / (draws.shape[1] + 1))


def _by_level(rows: pl.DataFrame, settings: Settings, statistic: Statistic) -> pl.DataFrame:
    rows = rows.drop([name for name in COLUMNS if name in rows.columns])
    levels = [
        _of_level(level, settings, statistic)
        for _, level in sorted(rows.group_by("level"), key=lambda entry: entry[0])
    ]
    typed = [pl.lit(None, dtype=kind).alias(name) for name, kind in COLUMNS.items()]
    if not levels:
        return rows.with_columns(typed).drop("neighbour_ids", "parent_id")
    return _survival(pl.concat(levels)).drop("neighbour_ids", "parent_id").sort("subject_id")


def _of_level(level: pl.DataFrame, settings: Settings, statistic: Statistic) -> pl.DataFrame:
    """One level judged by itself."""
    level = level.sort("subject_id")
    reasons = level["skip_reason"].to_list()
    found: dict[str, list] = {name: [None] * level.height for name in COLUMNS}
    weights, kept = _weights(level, reasons)
    known = np.array(kept, dtype=int)
    few = level.height < settings.params.get("area_min_n", 30)
    few = few or len(known) < settings.params.get("known_min_n", 25)
    events = level["event_count"].cast(pl.Float64).to_numpy()[known]
    base = level["base_count"].cast(pl.Float64).to_numpy()[known]
    with np.errstate(invalid="ignore"):
        rates = np.zeros(0) if few else assuncao_rate(events, base)
    reason = TOO_FEW if few else (NO_SPREAD if not np.ptp(rates) > 0 else None)
    if reason:
        reasons = [before or reason for before in reasons]
    else:
        name = level["level"][0]
        columns = _columns(rates, events / base, weights, statistic, settings, name)
        for column, values in columns.items():
            for position, one in zip(known, values, strict=True):
                found[column][position] = one
    return level.with_columns(
        pl.Series("skip_reason", reasons, dtype=pl.String),
        *(pl.Series(name, found[name], dtype=kind) for name, kind in COLUMNS.items()),
    )


def _weights(level: pl.DataFrame, reasons: list[str | None]) -> tuple[W | None, list[int]]:
    """Neighbours among areas with data, by position, and which rows those are.

    An area that loses its last neighbour gets the reason ALONE in `reasons` and leaves as well.
    """
    ids = level["subject_id"].to_list()
    listed = level["neighbour_ids"].to_list()
    kept = [i for i, reason in enumerate(reasons) if reason is None]
    while True:
        inside = {ids[i] for i in kept}
        alone = [i for i in kept if not inside & set(listed[i] or ())]
        if not alone:
            break
        for i in alone:
            reasons[i] = ALONE
        kept = [i for i in kept if i not in alone]
    place = {ids[i]: number for number, i in enumerate(kept)}
    beside = {
        number: sorted(place[one] for one in set(listed[i]) if one in place)
        for number, i in enumerate(kept)
    }
    return (W(beside, id_order=list(beside), silence_warnings=True) if beside else None), kept


def _columns(
    rates: np.ndarray,
    raw: np.ndarray,
    weights: W,
    statistic: Statistic,
    settings: Settings,
    level: str,
) -> dict[str, list]:
    seed = int(settings.random(level).integers(2**31))
    value, p_value, pattern = statistic(rates, weights, settings, seed)
    _, wider_p, _ = statistic(rates, _wider(weights), settings, seed)
    q_value = stats.false_discovery_control(p_value)
    is_high = np.array([name.split()[0] in ("hot", "high") for name in pattern])
    significant = q_value <= WATCHED
    if statistic is _gi_star:
        pattern = [
            name if sure else "neither" for name, sure in zip(pattern, significant, strict=True)
        ]
    beside = [np.mean(rates[weights.neighbors[i]]) for i in range(len(rates))]
    return {
        "value": value.tolist(),
        "raw_rate": raw.tolist(),
        "standardised_rate": rates.tolist(),
        "neighbours_rate": [float(one) for one in beside],
        "neighbour_count": [len(weights.neighbors[i]) for i in range(len(rates))],
        "pattern": pattern,
        "p_value": p_value.tolist(),
        "q_value_of_level": q_value.tolist(),
        "high_q_value": [
            float(q) if high else None for q, high in zip(q_value, is_high, strict=True)
        ],
        "fdr_cut": [float(fdr(p_value, FALSE_DISCOVERY))] * len(rates),
        "is_interesting": (p_value <= INTERESTING).tolist(),
        "wider_q_value": stats.false_discovery_control(wider_p).tolist(),
        "known_area_count": [len(rates)] * len(rates),
    }


def _gi_star(rates: np.ndarray, weights: W, settings: Settings, seed: int):
    """z, p and whether hot or cold, of each area with itself among its neighbours."""
    starred = fill_diagonal(weights, 1.0)
    starred.transform = "R"
    value = gi_star(rates, starred.sparse.toarray())
    # esda divides by the sum of all rates, which is about zero for standardised ones. Neither z
    # nor the order of the permutations changes where all rates are raised by the same amount.
    raised = rates - rates.min() + 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a default that is not used here
        found = G_Local(
            raised,
            starred,
            transform="R",
            star=True,
            permutations=_permutations(settings),
            n_jobs=1,
            seed=seed,
        )
    return value, two_sided(found.Gs, found.rGs), ["hot" if z > 0 else "cold" for z in value]


def _moran(rates: np.ndarray, weights: W, settings: Settings, seed: int):
    """I, p and the quadrant of each area."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = Moran_Local(
            rates,
            W(dict(weights.neighbors), id_order=weights.id_order, silence_warnings=True),
            permutations=_permutations(settings),
            n_jobs=1,
            seed=seed,
        )
    return found.Is, two_sided(found.Is, found.rlisas), [QUADRANTS[int(one)] for one in found.q]


def _permutations(settings: Settings) -> int:
    return int(settings.params.get("permutations", PERMUTATIONS))


def _wider(weights: W) -> W:
    """The same areas with the neighbours of their neighbours as neighbours too."""
    beside = weights.neighbors
    far = {
        i: sorted({two for one in beside[i] for two in [one, *beside[one]]} - {i}) for i in beside
    }
    return W(far, id_order=weights.id_order, silence_warnings=True)


def _survival(rows: pl.DataFrame) -> pl.DataFrame:
    """At how many levels the place is judged, and at how many of them with the same pattern.

    Boundaries are drawn by hand: a pattern that only one of them shows may be the drawing's.
    """
    ids, levels = rows["subject_id"].to_list(), rows["level"].to_list()
    parent = dict(zip(ids, rows["parent_id"].to_list(), strict=True))
    level = dict(zip(ids, levels, strict=True))
    named = dict(zip(ids, rows["pattern"].to_list(), strict=True))
    sure = rows["q_value_of_level"] <= WATCHED
    pattern = {
        one: (named[one] if is_sure else "neither") if named[one] is not None else None
        for one, is_sure in zip(ids, sure.to_list(), strict=True)
    }
    related: dict[str, set[str]] = {one: {one} for one in ids}
    for one in ids:
        above = parent[one]
        while above in related and one not in related[above]:
            related[one].add(above)
            related[above].add(one)
            above = parent[above]
    judged = {one: [other for other in related[one] if pattern[other]] for one in ids}
    return rows.with_columns(
        pl.Series("level_count", [len({level[o] for o in judged[one]}) for one in ids]),
        pl.Series(
            "agreeing_level_count",
            [
                len({level[o] for o in judged[one] if pattern[o] == pattern[one]})
                if pattern[one]
                else 0
                for one in ids
            ],
        ),
    ).with_columns(pl.col("level_count", "agreeing_level_count").cast(pl.Int64))
