"""What publishers call things, by language: the files of data/reference/column_names."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dashboard.ingest.month_names import COLUMN_NAMES
from dashboard.ingest.values import fold

_CAMEL = re.compile(r"(?<=[a-zа-я0-9])(?=[A-ZА-Я][a-zа-я])")


@dataclass(frozen=True)
class Language:
    """One language: phrases by field, words by code list, and single words by use."""

    code: str
    title: str
    names: dict[str, tuple[str, ...]]
    values: dict[str, dict[str, tuple[str, ...]]]
    words: dict[str, tuple[str, ...]]
    units: dict[int, tuple[str, ...]]
    currencies: dict[str, tuple[str, ...]]


def plain(text: str) -> str:
    """A name as it is compared: without case, accents, punctuation, `camelCase` taken apart."""
    apart = _CAMEL.sub(" ", text.strip())
    return fold(apart).replace("đ", "d").replace("’", "").strip()


@cache
def languages() -> tuple[Language, ...]:
    """Every language that has a file, by code."""
    return tuple(_read(path) for path in sorted(COLUMN_NAMES.glob("*.toml")))


def _read(path: Path) -> Language:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    return Language(
        code=path.stem,
        title=content["language"],
        names={field: tuple(phrases) for field, phrases in content["names"].items()},
        values={
            name: {word: tuple(forms) for word, forms in found.items()}
            for name, found in content.get("values", {}).items()
        },
        words={use: tuple(found) for use, found in content["words"].items()},
        units={int(scale): tuple(forms) for scale, forms in content.get("units", {}).items()},
        currencies={code: tuple(f) for code, f in content.get("currencies", {}).items()},
    )


@cache
def phrases() -> tuple[tuple[str, str, str, str], ...]:
    """Every phrase as (plain phrase, field, language code, as written)."""
    return tuple(
        (plain(phrase), field, language.code, phrase)
        for language in languages()
        for field, found in language.names.items()
        for phrase in found
        if plain(phrase)
    )


@cache
def word_set(use: str) -> frozenset[str]:
    """The plain words of all languages for one use, as `totals` or `personal`."""
    return frozenset(
        plain(word) for language in languages() for word in language.words.get(use, ())
    ) - {""}


@cache
def raw_words(use: str) -> frozenset[str]:
    """The words of all languages for one use as written, in small letters."""
    return frozenset(
        word.casefold() for language in languages() for word in language.words.get(use, ())
    )


@cache
def title_of(code: str) -> str:
    """The name of a language."""
    return next(language.title for language in languages() if language.code == code)


@cache
def code_words(code_list: str) -> dict[str, tuple[str, str]]:
    """For every plain published word its word of the closed list, and the language."""
    return {
        plain(form): (word, language.code)
        for language in reversed(languages())
        for word, forms in language.values.get(code_list, {}).items()
        for form in forms
    }


@cache
def currency_signs() -> tuple[tuple[str, str], ...]:
    """(sign or word in small letters, ISO code), the longest first."""
    found = {
        (form.casefold(), code)
        for language in languages()
        for code, forms in language.currencies.items()
        for form in forms
    }
    return tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair)))


def unit_in(text: str) -> tuple[int, str] | None:
    """The multiple that a header or title names, as (1000, "천원"); None where it names none.

    Short words count only in brackets or after a word for "unit", so that a `mil` inside a name is
    no thousand.
    """
    inside = " ".join(re.findall(r"[(\[（]([^)\]）]*)[)\]）]", text))
    sides = [(inside, True), (text, False)]
    for where, is_bracket in sides:
        padded = f" {_unit_plain(where)} "
        for scale, form in _units():
            long_enough = is_bracket or len(form) > 3 or " " in form
            if long_enough and re.search(rf"(?<!\w){re.escape(form)}(?!\w)", padded):
                return scale, form
    return None


def _unit_plain(text: str) -> str:
    return " ".join(re.sub(r"[:_,]|\.(?=\s|$)", " ", text.casefold()).split())


@cache
def _units() -> tuple[tuple[int, str], ...]:
    found = {
        (scale, form.casefold())
        for language in languages()
        for scale, forms in language.units.items()
        for form in forms
    }
    return tuple(sorted(found, key=lambda pair: (-len(pair[1]), pair)))


def currency_in(text: str) -> str:
    """The currency that a text names by code, sign or word; empty where none or several."""
    small = text.casefold()
    found = set()
    for sign, code in currency_signs():
        if sign.isascii() and sign.isalpha() or not sign.isascii() and sign[:1].isalpha():
            hit = re.search(rf"(?<![^\W\d_]){re.escape(sign)}(?![^\W\d_])", small)
        else:
            hit = sign in small
        if hit:
            found.add(code)
            small = small.replace(sign, " ")
    return found.pop() if len(found) == 1 else ""


def currency_of_unit(form: str) -> str:
    """The currency in the word for a unit: KRW for `천원`, THB for `ล้านบาท`; empty for none."""
    small = form.casefold()
    found = {code for sign, code in currency_signs() if small.endswith(sign)}
    return found.pop() if len(found) == 1 else ""
