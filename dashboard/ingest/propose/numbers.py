"""Numbers in any of the ways that publishers write them: decimal mark, sign, unit, per cent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from dashboard.ingest import numerals
from dashboard.ingest.propose import words

POINT, COMMA = ".", ","
_NUMBER = re.compile(r"[-+]?\(?[-+]?\d[\d.,' \u00a0\u202f]*\)?-?")
_ONE_MARK = re.compile(r"-?(\d*)([.,])(\d+)")
ENOUGH = 0.8
LONGEST = 40  # characters of an amount with its currency


@dataclass(frozen=True)
class Numbers:
    """How a column writes its numbers. `mark` is empty where no value has one; see `undecided`."""

    mark: str
    undecided: bool  # there are marks, and every one of them may be either
    currency: str
    signs: tuple[str, ...]  # what stands beside the digits, as written
    percent_share: float
    whole: bool
    lowest: float
    highest: float
    median: float  # of those that are not zero
    cents_share: float
    between_zero_and_one: float  # share of the non-zero values up to 1
    unread: tuple[str, ...]
    share: float
    example: str = ""


def found_in(counts: Mapping[str, int], mark: str = "") -> Numbers | None:
    """How the texts of a column are numbers, under the decimal mark `mark` if it is known."""
    bare: dict[str, str] = {}
    unread, beside = [], {}
    percent = 0
    for text in counts:
        if len(text) > LONGEST:
            unread.append(text)
            continue
        digits, sign, has_percent = _bare(text)
        if digits is None:
            unread.append(text)
            continue
        bare[text] = digits
        percent += has_percent
        if sign:
            beside[sign] = beside.get(sign, 0) + 1
    if not bare:
        return None
    found, undecided, example = _mark(bare)
    values = sorted(_value(text, mark or found or POINT) for text in bare.values())
    sizes = [abs(value) for value in values if value]
    currencies = {words.currency_in(sign) for sign in beside}
    return Numbers(
        mark=found,
        undecided=undecided and not mark,
        currency=currencies.pop() if len(currencies) == 1 else "",
        signs=tuple(sorted(beside)),
        percent_share=percent / len(bare),
        whole=all(value == int(value) for value in values),
        lowest=values[0],
        highest=values[-1],
        median=sorted(sizes)[len(sizes) // 2] if sizes else 0.0,
        cents_share=sum(value != int(value) for value in values) / len(values),
        between_zero_and_one=sum(size <= 1 for size in sizes) / len(sizes) if sizes else 0.0,
        unread=tuple(unread),
        share=len(bare) / len(counts),
        example=example,
    )


def _bare(text: str) -> tuple[str | None, str, bool]:
    """The digits with their marks, what stands beside them, and whether it is a per cent."""
    whole = numerals.plain(text).replace(numerals.ARABIC_DECIMAL, POINT)
    has_percent = "%" in whole or "٪" in whole
    whole = whole.replace("%", "").replace("٪", "").strip()
    if not re.search(r"\d", whole):
        return None, "", False
    middle = re.search(r"[-+(]*\d[\d.,' \u00a0\u202f]*", whole)
    start, end = middle.span()
    before, after = whole[:start].strip(), whole[end:].strip()
    digits = whole[start:end]
    if before.endswith("-") or digits.startswith(("-", "(")):
        before = before.removesuffix("-").strip()
    after = after.removesuffix(")").strip()
    sign = before or after
    if before and after or sign and not _is_sign(sign):
        return None, "", False
    bare = re.sub(r"[()+' \u00a0\u202f]", "", digits)
    negative = "-" if digits.startswith(("-", "(")) else ""
    bare = negative + bare.lstrip("-")
    return (
        (bare, sign, has_percent)
        if re.fullmatch(r"-?\d[\d.,]*|-?[.,]\d+", bare)
        else (None, "", False)
    )


def _is_sign(text: str) -> bool:
    """Whether what stands beside a number is a currency."""
    return text.casefold().strip(". ") in _signs()


@cache
def _signs() -> frozenset[str]:
    return frozenset({sign.strip(". ") for sign, _ in words.currency_signs()} | {"$", "us$"})


def _mark(bare: Mapping[str, str]) -> tuple[str, bool, str]:
    """The decimal mark that the values show, whether nothing shows it, and one that is in doubt."""
    votes = {POINT: 0, COMMA: 0}
    doubtful = ""
    for original, text in bare.items():
        marks = [sign for sign in text if sign in ".,"]
        if not marks:
            continue
        last = marks[-1]
        other = COMMA if last == POINT else POINT
        if marks.count(last) > 1:
            votes[other] += 1
        elif other in marks:
            votes[last] += 1
        else:
            match = _ONE_MARK.fullmatch(text)
            before, after = (match[1], match[3]) if match else ("", "")
            if len(after) != 3 or len(before) > 3 or before in ("", "0"):
                votes[last] += 1
            else:
                doubtful = doubtful or original
    if votes[POINT] or votes[COMMA]:
        clear = max(votes, key=votes.get)
        mixed = min(votes.values()) > 0.1 * max(votes.values())
        return ("", True, doubtful) if mixed else (clear, False, "")
    return "", bool(doubtful), doubtful


def _value(text: str, mark: str) -> float:
    other = COMMA if mark == POINT else POINT
    plain = text.replace(other, "")
    if plain.count(mark) > 1:
        plain = plain.replace(mark, "")
    try:
        return float(plain.replace(mark, "."))
    except ValueError:
        return 0.0
