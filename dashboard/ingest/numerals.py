"""Numbers as the world writes them, turned into digits, one point or comma, and a minus.

Digits of other scripts, blanks and apostrophes between thousands, lakh and crore, currency words,
signs behind the amount. Nothing here decides between two readings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

# Marks that say which way a text runs; they are no part of the number.
_DIRECTIONS = dict.fromkeys(
    map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069")
)
_SIGNS = {
    ord("\u2212"): "-",  # minus
    ord("\uff0d"): "-",
    ord("\u2012"): "-",
    ord("\u2013"): "-",
    ord("\uff0c"): ",",
    ord("\uff0e"): ".",
    ord("\uff05"): "%",
    ord("\u066a"): "%",
    ord("\u00a0"): " ",
    ord("\u2007"): " ",
    ord("\u2009"): " ",
    ord("\u202f"): " ",
    ord("\u3000"): " ",
    ord("\u2019"): "'",
    ord("\u02bc"): "'",
    ord("\u2032"): "'",
    ord("\u066c"): "",  # the Arabic mark between thousands
}
ARABIC_DECIMAL = "\u066b"
_CURRENCIES = (
    r"US\$|R\$|MX\$|A\$|C\$|S/\.?|Bs\.?|[$€£¥₩₫₱฿₴₹₦₽₺₡₲₵]|Rs\.?|Kč|zł|грн\.?|руб\.?|đ|원|円|元|บาท"
    r"|د\.إ|ر\.س|ج\.م|ريال|جنيه|دينار|درهم"
    r"|pesos?|reais|real|euros?|dollars?|dólares|rupees|hryvni(?:a|as|i)|гривень|гривня|đồng|dong"
    r"|baht|shillings?|won"
    r"|USD|EUR|ARS|BRL|MXN|CLP|COP|PEN|INR|KRW|VND|THB|UAH|CZK|PLN|PHP|UGX|KES|NGN|GBP|JPY|CNY|SAR"
    r"|EGP|AED|Ksh|UGX|USh"
)
_CURRENCY = re.compile(
    rf"^(?:{_CURRENCIES})(?![^\W\d_])\s*|\s*(?<![^\W\d_])(?:{_CURRENCIES})$", re.I
)
_BY_THREES = re.compile(r"\d{1,3}(?:([ '])\d{3})(?:\1\d{3})*(?:[.,]\d*)?")
_LAKH = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d*)?")


@lru_cache(maxsize=2**14)
def plain(text: str) -> str:
    """`text` with its digits as 0 to 9, its blanks as blanks and its minus as a hyphen."""
    if text.isascii():
        return text
    text = text.translate(_DIRECTIONS).translate(_SIGNS)
    return "".join(
        str(unicodedata.decimal(one)) if not one.isascii() and one.isdecimal() else one
        for one in text
    ).strip()


def with_digits(text: str) -> str:
    """`text` with its digits as 0 to 9 and everything else as it was, for dates."""
    if text.isascii():
        return text
    text = text.translate(_DIRECTIONS)
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)


def bare(text: str, mark: str) -> tuple[str, int] | None:
    """The digits of an amount with at most one `mark`, and its sign; None for anything else.

    Only what leaves no choice: thousands in threes behind blanks or apostrophes, lakh grouping,
    a decimal mark of its own kind, one minus or brackets, one currency before or behind.
    """
    found = plain(text).strip()
    sign = 1
    # A sign may stand outside the currency or inside it, but only one.
    for _ in range(2):
        inner = _without_sign(found)
        if inner != found:
            if sign < 0:
                return None
            sign, found = -1, inner
        found = _CURRENCY.sub("", found, count=1).strip()
    if ARABIC_DECIMAL in found:
        if found.count(ARABIC_DECIMAL) > 1 or re.search("[.,]", found):
            return None
        found = found.replace(ARABIC_DECIMAL, mark)
    if _LAKH.fullmatch(found):
        found = found.replace(",", "").replace(".", mark)
    elif _BY_THREES.fullmatch(found):
        found = re.sub("[ ']", "", found)
    return (found, sign) if re.fullmatch(r"\d[\d.,]*", found) else None


def _without_sign(text: str) -> str:
    """`text` without the brackets or the one minus that make it negative."""
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip()
    if text.startswith("-") != text.endswith("-"):
        return text.strip("-").strip() if text.count("-") == 1 else text
    return text


def without_unit(text: str, words: Mapping[str, float]) -> tuple[str, float | None]:
    """`text` without the declared unit word at its end, and what the word multiplies by.

    Case counts for words of one letter (`m` is no `M`); the factor is None without a word.
    """
    for word in sorted(words, key=len, reverse=True):
        end = text[-len(word) :]
        same = end == word if len(word) == 1 else end.casefold() == word.casefold()
        before = text[: -len(word)].rstrip()
        if same and before and not before[-1].isalpha():
            return before, words[word]
    return text, None
