"""Names of months in the languages of data/reference/column_names, as English short forms."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache

from dashboard.workspaces import ROOT

COLUMN_NAMES = ROOT / "data" / "reference" / "column_names"

_LETTERS = re.compile(r"[^\W\d_]{2}|[^\x00-\x7f]")
_UNSPACED = tuple(chr(code) for code in range(0x0E01, 0x0E2F))  # Thai sets no blanks
LONGEST_DATE = 200
ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def english_months(text: str) -> str:
    """`text` with the name of a month in any known language as its English short form.

    Words that belong to a date (`de`, `р.`, `พ.ศ.`) go with it. A text without such a name, or with
    several, stays as it is.
    """
    if len(text) > LONGEST_DATE or not re.search(r"\d", text) or not _LETTERS.search(text):
        return text
    found = _month_in(text)
    if found is None:
        return text
    start, end, number = found
    before = re.sub(r"(?<=\d)(?:º|\.)?\s+(?:de\s+)?$", " ", text[:start], flags=re.IGNORECASE)
    after = re.sub(r"^\s+(?:de|del|do|พ\.ศ\.)\s*(?=\d)", " ", text[end:], flags=re.IGNORECASE)
    after = re.sub(r"(?<=\d)\s*(?:р\.?|року|م|هـ|ม\.)\s*$", "", after)
    return f"{before}{ENGLISH[number]}{after}"


def _month_in(text: str) -> tuple[int, int, int] | None:
    """Where the only name of a month stands in `text`, and its number from 0."""
    small = text.casefold()
    if len(small) != len(text):
        return None
    found = []
    for name in _names():
        at = small.find(name)
        if at < 0 or any(start <= at < end for start, end, _ in found):
            continue
        end = at + len(name)
        whole = not _is_letter(small[at - 1 : at]) and not _is_letter(small[end : end + 1])
        if whole or name.startswith(_UNSPACED):
            found.append((at, end + (small[end : end + 1] == "."), _months()[name]))
    return found[0] if len(found) == 1 else None


def _is_letter(sign: str) -> bool:
    return bool(sign) and (sign.isalpha() or unicodedata.category(sign).startswith("M"))


@cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(_months(), key=lambda name: (-len(name), name)))


@cache
def _months() -> dict[str, int]:
    """Every name of a month in small letters with its number from 0, if only one has it."""
    found: dict[str, int | None] = {}
    for path in sorted(COLUMN_NAMES.glob("*.toml")):
        months = tomllib.loads(path.read_text(encoding="utf-8"))["words"]["months"]
        for number, forms in enumerate(months):
            for form in forms.casefold().split("|"):
                if not any(sign.isdigit() for sign in form):
                    found[form] = number if found.get(form, number) == number else None
    return {name: number for name, number in found.items() if number is not None}
