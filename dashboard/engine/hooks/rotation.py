"""Bidders who take turns: is the order of winners more alternating than a shuffled one?"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import pairwise

import numpy as np
import polars as pl
from scipy import special

from dashboard.engine.hooks import Settings
from dashboard.engine.hooks.false_discovery import q_values

LEAST_LOTS = 6
DECIMALS = 12


def turns(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The rows with the share of lots that changed their winner, its p-value, and constant pairs.

    Takes `winner_sequence` (numbers of the winners in order of date, "1,2,1"), `member_count`,
    `decided_count`, `first_win_count`, `second_win_count`, `log_chance` (sum of the logarithms of
    1 / bidders), `priced_count` and `close_count`. Fills `value`; adds `evenness` (Shannon's
    entropy of the wins over the logarithm of the members), `p_value` (NULL below six lots or
    where wins are uneven), `close_rotation_share` (the value where its q is at most 0.05 and half
    the lots have close prices, else NULL), `constant_p_value`, `constant_q_value` and
    `constant_win_share` (the larger share of wins of the two, NULL unless q is at most 0.10).
    """
    sequences = [_numbers(text) for text in rows["winner_sequence"]]
    judged = rows["skip_reason"].is_null().to_list()
    members = rows["member_count"].to_list()
    alternations = np.array([alternation(one) for one in sequences], dtype=float)
    evennesses = np.array(
        [evenness(one, count) for one, count in zip(sequences, members, strict=True)], dtype=float
    )
    p_values = np.array(
        [
            _p_value(one, share, even, settings) if is_judged else np.nan
            for one, share, even, is_judged in zip(
                sequences, alternations, evennesses, judged, strict=True
            )
        ],
        dtype=float,
    )
    found = rows.with_columns(
        pl.Series("value", alternations, dtype=pl.Float64).fill_nan(0.0),
        pl.Series("evenness", evennesses, dtype=pl.Float64).fill_nan(None),
        pl.Series("p_value", p_values, dtype=pl.Float64).fill_nan(None),
        pl.Series("close_q_value", q_values(p_values), dtype=pl.Float64).fill_nan(None),
    )
    is_close = (pl.col("close_count") * 2 >= pl.col("priced_count")) & (pl.col("priced_count") > 0)
    found = found.with_columns(
        pl.when(is_close & (pl.col("close_q_value") <= 0.05))
        .then("value")
        .alias("close_rotation_share")
    ).drop("close_q_value")
    return _constant(found, settings).drop("log_chance")


def alternation(sequence: list[int]) -> float:
    """The share of winners who differ from the winner before; NaN for fewer than two."""
    if len(sequence) < 2:
        return float("nan")
    changes = sum(one != before for before, one in pairwise(sequence))
    return changes / (len(sequence) - 1)


def evenness(sequence: list[int], members: int) -> float:
    """Entropy of the wins over its maximum: 1 where all members win alike, 0 where one wins all."""
    if not sequence or members < 2:
        return float("nan")
    shares = np.array(list(Counter(sequence).values())) / len(sequence)
    return float(special.entr(shares).sum() / np.log(members))


def shuffled_p_value(sequence: list[int], settings: Settings) -> float:
    """P(shuffled winners alternate at least as much), the sequence itself counted as one draw.

    The draws depend on nothing but how often each member won, so alike sets get alike answers.
    """
    counts = tuple(sorted(Counter(sequence).values(), reverse=True))
    draw_count = int(settings.params.get("draw_count", 9_999))
    drawn = _shuffled(counts, draw_count, settings.code, settings.seed)
    reached = np.round(drawn, DECIMALS) >= round(alternation(sequence), DECIMALS)
    return float((1 + reached.sum()) / (1 + len(drawn)))


@lru_cache(maxsize=256)
def _shuffled(counts: tuple[int, ...], draw_count: int, code: str, seed: int) -> np.ndarray:
    """The alternations of shuffled winners who won so often; the same for every alike set."""
    random = Settings(code=code, seed=seed).random("rotation " + ",".join(map(str, counts)))
    winners = np.repeat(np.arange(len(counts)), counts)
    drawn = random.permuted(np.tile(winners, (draw_count, 1)), axis=1)
    return (drawn[:, 1:] != drawn[:, :-1]).mean(axis=1)


def _numbers(text: str | None) -> list[int]:
    return [int(number) for number in text.split(",")] if text else []


def _p_value(sequence: list[int], share: float, even: float, settings: Settings) -> float:
    if len(sequence) < LEAST_LOTS or not even >= settings.params.get("least_evenness", 0.9):
        return float("nan")
    if share < settings.params.get("least_alternation", 0.5):
        return 1.0
    return shuffled_p_value(sequence, settings)


def _constant(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Pairs of whom the same one wins every lot that both bid on."""
    enough = settings.params.get("constant_lots", 5)
    most = pl.max_horizontal("first_win_count", "second_win_count")
    is_tested = (
        pl.col("skip_reason").is_null()
        & (pl.col("member_count") == 2)
        & (pl.col("decided_count") >= enough)
    )
    # Either of the two may be the one. A pair that somebody else, or both, won from is not one.
    every = (2 * pl.col("log_chance").exp()).clip(0, 1)
    found = rows.with_columns(
        pl.when(is_tested & (most == pl.col("decided_count")))
        .then(every)
        .when(is_tested)
        .then(pl.lit(1.0))
        .alias("constant_p_value")
    )
    p_values = found["constant_p_value"].fill_null(float("nan")).to_numpy()
    q = pl.Series("constant_q_value", q_values(p_values), dtype=pl.Float64).fill_nan(None)
    return found.with_columns(q).with_columns(
        pl.when((pl.col("constant_q_value") <= 0.10) & (most == pl.col("decided_count")))
        .then(most / pl.col("decided_count"))
        .cast(pl.Float64)
        .alias("constant_win_share")
    )
