"""What stands in one column of an unknown file: how full, how varied, and what it reads as."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import polars as pl

from dashboard.ingest.privacy import EMAIL, redact
from dashboard.ingest.propose import dates, numbers, words
from dashboard.ingest.propose.dates import Dates
from dashboard.ingest.propose.numbers import Numbers
from dashboard.ingest.values import flag

MOST_TEXTS = 3_000  # distinct texts of a column that are looked at one by one
SHORTEST_REPEAT = 2
LONGEST_CODE = 40
_LETTERS = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True)
class Seen:
    """A column of the file as it stands."""

    header: str
    rows: int
    filled: int
    distinct: int
    counts: dict[str, int]  # distinct texts, the most frequent first, without words for no value
    nulls: tuple[str, ...]
    dates: Dates | None
    numbers: Numbers | None
    is_running: bool  # numbers the rows
    letters: float  # share of the distinct texts with a word in them
    average_length: float
    is_contact: bool
    is_flag: bool
    lines: pl.Series = field(repr=False, compare=False, default=None)

    @property
    def is_empty(self) -> bool:
        return self.filled == 0

    @property
    def is_unique(self) -> bool:
        """Whether no two rows share a value and every row has one."""
        return self.rows > 0 and self.filled == self.rows == self.distinct

    @property
    def examples(self) -> tuple[str, ...]:
        """Three frequent texts, contacts taken out."""
        return tuple(redact(text)[:60] for text in list(self.counts)[:3])


def look(header: str, column: pl.Series) -> Seen:
    """What `column`, a series of texts, holds."""
    stripped = column.drop_nulls().str.strip_chars()
    stripped = stripped.filter(stripped != "")
    tally = stripped.value_counts(sort=True)
    distinct = tally.height
    names = tally.columns
    pairs = tally.sort([names[1], names[0]], descending=[True, False]).head(MOST_TEXTS).rows()
    counts = dict(pairs)
    nulls = _words_for_nothing(counts)
    values = {text: count for text, count in counts.items() if text not in nulls}
    found_dates, found_numbers = dates.found_in(values), numbers.found_in(values)
    if found_dates and (found_dates.share < dates.ENOUGH or not found_dates.share):
        found_dates, values, nulls = _with_codes(values, nulls, found_dates)
    if found_numbers and found_numbers.share < numbers.ENOUGH:
        found_numbers, values, nulls = _with_codes(values, nulls, found_numbers)
    elif found_numbers and found_numbers.unread:
        nulls = (*nulls, *_repeated_codes(values, found_numbers.unread))
    if found_dates and found_dates.unread:
        nulls = (*nulls, *_repeated_codes(values, found_dates.unread))
    sample = list(values)[:500]
    filled = stripped.len() - sum(counts[text] for text in set(nulls) if text in counts)
    return Seen(
        header=header,
        rows=column.len(),
        filled=filled,
        distinct=distinct - len(set(nulls)),
        counts=values,
        nulls=tuple(dict.fromkeys(nulls)),
        dates=found_dates,
        numbers=found_numbers,
        is_running=_is_running(column),
        letters=_share(sample, lambda text: bool(_LETTERS.search(text))),
        average_length=sum(map(len, sample)) / len(sample) if sample else 0.0,
        is_contact=_is_contact(sample),
        is_flag=bool(sample) and len(values) <= 4 and all(_reads_as_flag(text) for text in sample),
        lines=column,
    )


def _words_for_nothing(counts: dict[str, int]) -> tuple[str, ...]:
    known = words.raw_words("nulls")
    return tuple(text for text in counts if text.casefold() in known)


def _with_codes(values: dict[str, int], nulls: tuple[str, ...], found):
    """`found` if what it could not read are a few codes that repeat, else None."""
    codes = _repeated_codes(values, found.unread)
    left = {text: count for text, count in values.items() if text not in codes}
    again = type(found) is Dates
    reread = (dates if again else numbers).found_in(left) if codes else None
    enough = dates.ENOUGH if again else numbers.ENOUGH
    if reread is None or reread.share < enough:
        return None, values, nulls
    return reread, left, (*nulls, *codes)


def _repeated_codes(values: dict[str, int], unread: tuple[str, ...]) -> tuple[str, ...]:
    """Short words among the unread that come again and again: they stand for "no value"."""
    return tuple(
        text
        for text in unread
        if text in values
        and values[text] >= SHORTEST_REPEAT
        and len(text) <= 12
        and not re.search(r"\d", text)
        or re.fullmatch(r"0{4}-0{2}-0{2}|0{2}/0{2}/0{4}", text)
    )


def _is_running(column: pl.Series) -> bool:
    """Whether the column counts the rows: 1, 2, 3 … or 0, 1, 2 … as they come."""
    if column.len() < 3:
        return False
    whole = column.str.strip_chars().cast(pl.Int64, strict=False)
    if whole.null_count() > 0.02 * whole.len():
        return False
    steps = whole.drop_nulls().diff().drop_nulls()
    return bool((steps == 1).mean() >= 0.97) and whole.drop_nulls()[0] in (0, 1)


def _is_contact(sample: list[str]) -> bool:
    mails = _share(sample, lambda text: bool(EMAIL.search(text)))
    return mails > 0.3 or (
        _share(sample, lambda text: redact(text) != text and len(text) < 25) > 0.5
    )


def _reads_as_flag(text: str) -> bool:
    return flag(re.sub(r"\.0$", "", text)).value is not None


def _share(sample: list[str], test) -> float:
    return sum(map(test, sample)) / len(sample) if sample else 0.0
