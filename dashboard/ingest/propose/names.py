"""A header to the fields that it may name, in any of the languages, each with a score and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from dashboard.ingest.propose import words

ENOUGH = 0.7  # below it a name says nothing
NEARLY = 92  # likeness of 0 to 100 from which a name is a slip of the pen
SHORTEST_SLIP = 8
OTHER_LANGUAGE = 0.06  # a name in another language than the rest of the file weighs less
UNSPACED = re.compile("[\u0e00-\u0e7f\uac00-\ud7af\u3040-\u30ff\u4e00-\u9fff]")


@dataclass(frozen=True)
class Named:
    """A field that a header may name: how surely, by which phrase, in which language."""

    field: str
    score: float
    phrase: str
    language: str

    @property
    def reason(self) -> str:
        """In words, for the person who looks over it."""
        how = "is called" if self.score >= 0.93 else "is called much like"
        return f"{how} “{self.phrase}” ({words.title_of(self.language)})"


def without_unit(header: str) -> str:
    """A header without what stands in brackets at its end: unit, currency, per cent."""
    short = re.sub(r"\s*[(\[（][^)\]）]*[)\]）]\s*", " ", header).strip()
    return short or header


@dataclass(frozen=True)
class _Phrase:
    """A phrase in the forms in which it is compared."""

    padded: str
    compact: str
    is_unspaced: bool
    field: str
    language: str
    written: str


@cache
def _index() -> tuple[_Phrase, ...]:
    return tuple(
        _Phrase(
            f" {phrase} ",
            phrase.replace(" ", ""),
            bool(UNSPACED.search(phrase)),
            field,
            language,
            written,
        )
        for phrase, field, language, written in words.phrases()
    )


@cache
def _compact_phrases() -> tuple[list[str], frozenset[str]]:
    compact = [one.compact for one in _index()]
    return compact, frozenset(compact)


@cache
def _unlike_unspaced() -> tuple[str, ...]:
    return tuple(
        word.replace(" ", "") for word in words.word_set("unlike") if UNSPACED.search(word)
    )


def is_known(header: str) -> bool:
    """Whether `header` is word for word the name of some field in some language."""
    forms = {words.plain(header), words.plain(without_unit(header).replace("%", " "))}
    return any(form.replace(" ", "") in _compact_phrases()[1] for form in forms)


@lru_cache(maxsize=20_000)
def candidates(header: str) -> tuple[Named, ...]:
    """Every field that `header` may name, the likeliest first, the best phrase of each language."""
    best: dict[tuple[str, str], Named] = {}
    whole, short = words.plain(header), words.plain(without_unit(header).replace("%", " "))
    for text in dict.fromkeys((whole, short)):
        for score, one in _scored(text):
            known = best.get((one.field, one.language))
            if score >= ENOUGH and (known is None or score > known.score):
                best[one.field, one.language] = Named(one.field, score, one.written, one.language)
    return tuple(sorted(best.values(), key=lambda one: (-one.score, one.field, one.language)))


def _scored(text: str) -> Iterator[tuple[float, _Phrase]]:
    """Every phrase that `text` is, holds as a run of whole words, or nearly is, with its score."""
    padded, compact = f" {text} ", text.replace(" ", "")
    for one in _index():
        if one.padded == padded:
            yield 1.0, one
        elif one.compact == compact:
            yield 0.97, one
        elif one.is_unspaced:
            rest = compact.replace(one.compact, "", 1)
            unlike = any(word in rest for word in _unlike_unspaced())
            if len(one.compact) >= 2 and one.compact in compact and not unlike:
                yield _covered(len(one.compact) / len(compact)), one
        elif one.padded in padded:
            yield _covered(_coverage(padded, one)), one
    if len(compact) >= SHORTEST_SLIP:
        found = process.extract(
            compact, _compact_phrases()[0], scorer=fuzz.ratio, score_cutoff=NEARLY, limit=5
        )
        for phrase, likeness, place in found:
            if len(phrase) >= SHORTEST_SLIP and phrase != compact:
                yield round(0.85 * likeness / 100, 3), _index()[place]


def _covered(coverage: float) -> float:
    return round(0.5 + 0.45 * coverage, 3)


def _coverage(padded: str, one: _Phrase) -> float:
    """How much of a name the phrase in it is; words that say little weigh little."""
    rest = padded.replace(one.padded, " ", 1).split()
    if any(f" {word} " in f" {' '.join(rest)} " for word in words.word_set("unlike")):
        return 0.0
    said = [word for word in rest if word not in words.word_set("filler")]
    length = len(one.compact)
    return length / (length + sum(map(len, said)) + 0.4 * (len(rest) - len(said)))


def main_language(headers: list[str]) -> str:
    """The language in which most of the headers are names; empty where none is."""
    votes: dict[str, float] = {}
    for header in headers:
        by_language: dict[str, float] = {}
        for one in candidates(header):
            by_language[one.language] = max(by_language.get(one.language, 0.0), one.score)
        for language, score in by_language.items():
            votes[language] = votes.get(language, 0.0) + score
    return max(sorted(votes), key=votes.get) if votes else ""


def in_file(header: str, language: str) -> list[Named]:
    """The best candidate for each field; names in another language than the file's weigh less."""
    best: dict[str, Named] = {}
    for one in candidates(header):
        foreign = one.language != language
        score = round(one.score - (OTHER_LANGUAGE if foreign else 0.0), 3)
        if score >= ENOUGH and (one.field not in best or score > best[one.field].score):
            best[one.field] = Named(one.field, score, one.phrase, one.language)
    return sorted(best.values(), key=lambda one: (-one.score, one.field))


def is_personal(header: str) -> bool:
    """Whether a column is named like a contact of a person."""
    text = words.plain(header)
    compact = text.replace(" ", "")
    for word in words.word_set("personal"):
        if text == word or compact == word.replace(" ", ""):
            return True
        if f" {word} " in f" {text} " and len(word) > 3:
            return True
        if UNSPACED.search(word) and word.replace(" ", "") in compact:
            return True
    return False
