"""Benford's law: how far first digits deviate, and how often lawful samples deviate as far."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from dashboard.engine.hooks import Settings

TWO_DIGITS_MINIMUM = 3000
ONE = np.log10(1 + 1 / np.arange(1, 10))
TWO = np.log10(1 + 1 / np.arange(10, 100))
ADDED = {
    "first_digit_deviation": pl.Float64,
    "first_digit_p": pl.Float64,
    "first_digit_beyond_chance": pl.Float64,
    "two_digits_deviation": pl.Float64,
    "two_digits_p": pl.Float64,
    "two_digits_beyond_chance": pl.Float64,
}


def digits(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The rows with the mean absolute deviation of their digits from Benford's law, and its p.

    Takes `digit_counts`, a text such as `10:52 11:47` of how many amounts begin with which two
    digits, and `payment_count`. Adds the deviation of the first digit (also as `value`) and, from
    3,000 amounts on, of the first two; for each the share p of samples of the same size drawn by
    the law that deviate as much (params `drawn_samples`), and `…_beyond_chance`, the deviation
    itself where p is below params `largest_p`, else 0. Rows with a skip_reason are left as they
    are. The samples depend on seed, code and size alone, never on the other rows.
    """
    draws = int(settings.params.get("drawn_samples", 2000))
    largest = float(settings.params.get("largest_p", 0.01))

    @cache  # the law's own deviations depend on the size alone
    def chance(size: int, digit_count: int) -> np.ndarray:
        law = ONE if digit_count == 1 else TWO
        return _lawful_deviations(settings, size, law, draws)

    found: list[dict[str, float | None]] = []
    for text, size, reason in rows.select("digit_counts", "payment_count", "skip_reason").rows():
        entry: dict[str, float | None] = dict.fromkeys(ADDED)
        if reason is None:
            counts = _counts(text)
            singles = counts.reshape(9, 10).sum(axis=1)
            entry |= _judged("first_digit", singles, ONE, chance(size, 1), largest)
            if size >= TWO_DIGITS_MINIMUM:
                entry |= _judged("two_digits", counts, TWO, chance(size, 2), largest)
        found.append(entry)
    return rows.with_columns(
        *pl.DataFrame(found, schema=ADDED).get_columns(),
    ).with_columns(pl.col("first_digit_deviation").alias("value"))


def deviation(counts: np.ndarray, law: np.ndarray) -> float:
    """Mean absolute deviation of the shares of `counts` from the shares that the law expects."""
    return float(np.abs(counts / counts.sum() - law).mean())


def _counts(text: str) -> np.ndarray:
    """How many amounts begin with 10, 11 … 99."""
    counts = np.zeros(90, dtype=np.int64)
    for part in text.split():
        digit, count = part.split(":")
        counts[int(digit) - 10] = int(count)
    return counts


def _lawful_deviations(settings: Settings, size: int, law: np.ndarray, draws: int) -> np.ndarray:
    random = settings.random(f"benford {len(law)} {size}")
    samples = random.multinomial(size, law / law.sum(), draws)
    return np.sort(np.abs(samples / size - law).mean(axis=1))


def _judged(
    name: str, counts: np.ndarray, law: np.ndarray, lawful: np.ndarray, largest: float
) -> dict[str, float]:
    measured = deviation(counts, law)
    as_far = len(lawful) - np.searchsorted(lawful, measured, side="left")
    p = (1 + int(as_far)) / (1 + len(lawful))
    return {
        f"{name}_deviation": measured,
        f"{name}_p": p,
        f"{name}_beyond_chance": measured if p < largest else 0.0,
    }
