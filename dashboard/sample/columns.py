"""How the generator's NumPy arrays become the columns of a file, and small tools on such arrays.

Inside the generator a date is a count of days since 1970-01-01, an amount a count of hundredths
(so that sums are exact) and a month a count of months since January 1970.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

MISSING = np.iinfo(np.int64).min
Arrays = dict[str, np.ndarray]


def day(text: str) -> int:
    """The day number of an ISO date."""
    return int(np.datetime64(text, "D").astype(np.int64))


def month_of(days: np.ndarray) -> np.ndarray:
    """The month number that each day lies in."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def month_end(months: np.ndarray) -> np.ndarray:
    """The last day of each month."""
    return (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - 1


def weekday(days: np.ndarray, forward: bool = True) -> np.ndarray:
    """The same days, with Saturdays and Sundays moved to Monday (or back to Friday)."""
    position = (days + 3) % 7  # 1970-01-01 was a Thursday; Monday is 0
    saturday, sunday = position == 5, position == 6
    if forward:
        return days + 2 * saturday + sunday
    return days - saturday - 2 * sunday


def dates(days: np.ndarray) -> pl.Series:
    """Days as a date column; MISSING becomes null."""
    known = pl.Series(days).replace(MISSING, None)
    return known.cast(pl.Int32).cast(pl.Date)


def money(hundredths: np.ndarray) -> pl.Series:
    """Hundredths as a column with two decimals; MISSING becomes null."""
    known = pl.Series(hundredths).replace(MISSING, None)
    return (known.cast(pl.Float64) / 100).cast(pl.Decimal(18, 2))


def decimals(values: np.ndarray, places: int) -> pl.Series:
    """Shares or coordinates as a column with a fixed number of decimals; NaN becomes null."""
    return pl.Series(values).fill_nan(None).round(places).cast(pl.Decimal(18, places))


def numbered(prefix: str, numbers: np.ndarray, width: int) -> pl.Series:
    """Ids such as `CON-0042`; MISSING becomes null."""
    known = pl.Series(numbers).replace(MISSING, None)
    return prefix + known.cast(pl.String).str.zfill(width)


def chosen(words: Sequence[str], positions: np.ndarray) -> pl.Series:
    """The word at each position; a negative position becomes null."""
    known = pl.Series(positions.astype(np.int64)).cast(pl.Int64)
    known = pl.select(pl.when(known >= 0).then(known)).to_series()
    return pl.Series(list(words), dtype=pl.String).gather(known)


def select(table: Arrays, rows: np.ndarray) -> Arrays:
    """Those rows (a mask or positions) of every array."""
    return {name: values[rows] for name, values in table.items()}


def stack(parts: Sequence[Arrays]) -> Arrays:
    """Several tables of the same columns, one after another."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def rank_in_group(groups: np.ndarray) -> np.ndarray:
    """Position 0, 1, 2 … of each row among the rows of its group; groups must be contiguous."""
    if not len(groups):
        return np.zeros(0, dtype=np.int64)
    starts = np.r_[True, groups[1:] != groups[:-1]]
    positions = np.arange(len(groups))
    return positions - np.maximum.accumulate(np.where(starts, positions, 0))


def pick(random: np.random.Generator, weights: np.ndarray) -> np.ndarray:
    """One column drawn per row, with the row's weights (need not sum to one)."""
    sums = np.cumsum(weights, axis=1)
    return (random.random(len(weights))[:, None] * sums[:, -1:] >= sums).sum(axis=1)


def between(random: np.random.Generator, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Whole numbers from low to high, both included, one per row."""
    return low + np.floor(random.random(len(low)) * (high - low + 1)).astype(np.int64)
