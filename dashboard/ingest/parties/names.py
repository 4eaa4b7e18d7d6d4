"""A name as it is written to what may be compared: words, legal form, kind, numbers, sound."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from dashboard.ingest.parties import words
from dashboard.ingest.parties.words import Tokens, Words

ORGANISATION, CONSORTIUM, PUBLIC_BODY, PERSON = (
    "organisation",
    "consortium",
    "public body",
    "person",
)
_DIGITS = re.compile(r"\d+")
# Between the members of a consortium: line breaks, dashes with a blank, slashes, semicolons, plus.
_BETWEEN_MEMBERS = re.compile(r"\s*[\n;+/]\s*|\s+[-\u2013\u2014]\s*|\s*[-\u2013\u2014]\s+|(?<=\.)-")
_IN_BRACKETS = re.compile(r"\([^)]*\)")
_JOINT_SLASH = re.compile(r"(?i)\bj\s*/\s*v\b")
ROMAN = {
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11",
    "xii": "12",
}  # fmt: skip
SHORTEST_OPENING = 3
# The Arabic article, written onto the word.
_ARTICLE = re.compile(r"\b\u0627\u0644(?=\w{2})")
# Sounds that writing a name in another script and back leaves apart no longer.
_SOUNDS = (
    ("kh", "k"), ("ph", "f"), ("th", "t"), ("sh", "s"), ("ch", "k"), ("gh", "g"), ("zh", "s"),
    ("c", "k"), ("q", "k"), ("x", "ks"), ("g", "k"), ("d", "t"), ("b", "p"), ("f", "p"), ("v", "p"),
    ("z", "s"), ("j", "s"), ("r", "l"),
)  # fmt: skip
_MUTE = re.compile(r"[aeiouyhw]")
_DOUBLED = re.compile(r"(.)\1+")


@dataclass(frozen=True)
class Name:
    """What of a name may be compared. Texts are Latin letters without accents."""

    written: str  # every letter, legal form included: equal where only the typing differs
    words: Tokens  # without legal form and small words, trade words in English
    core: Tokens  # the words that are the party's own
    legal_form: str | None
    kind: str
    numbers: str
    script: str
    is_common: bool
    spoken: str  # the sound of all words, those of the trade untranslated

    @property
    def sound(self) -> str:
        """The consonants of the own words, as another script would keep them."""
        return sound("".join(self.core))


def sound(text: str) -> str:
    """What of a Latin text survives writing it in another script and back."""
    for written, kept in _SOUNDS:
        text = text.replace(written, kept)
    return _DOUBLED.sub(r"\1", _MUTE.sub("", text))


@lru_cache(maxsize=200_000)
def read(name: str) -> Name:
    """The parts of a name. Any text gives a Name; one without letters has no words."""
    known = words.read()
    kind = kind_of(name)
    text = _JOINT_SLASH.sub("jv", words.native(name))
    text, form, trades = _without_run_together(_ARTICLE.sub("", text), known)
    # Brackets hold a note, unless they hold the name of a branch with a number.
    bare = _IN_BRACKETS.sub(lambda found: found[0] if _DIGITS.search(found[0]) else " ", text)
    every = words.tokens(bare if words.tokens(bare) or trades else text)
    script = script_of(name)
    if kind == CONSORTIUM:
        stripped = tuple(
            word
            for part in _BETWEEN_MEMBERS.split(_JOINT_SLASH.sub("jv", _IN_BRACKETS.sub(" ", name)))
            for word in _without_legal_form(words.tokens(part), known, script)[0]
        )
        latin_form = None
    else:
        stripped, latin_form = _without_legal_form(every, known, script)
    form = latin_form if form in (None, "any") and latin_form else form
    stripped = _without_kind_words(stripped, known)
    spoken = sound("".join(word for word in stripped if word not in known.small))
    stripped = _translated(stripped, known)
    kept = tuple(word for word in stripped if word not in known.small) + trades
    trade_names = frozenset(known.trade.values())
    core = tuple(word for word in kept if word not in trade_names)
    return Name(
        written="".join(words.tokens(name)),
        words=kept or every,
        core=core or kept or every,
        legal_form=form,
        kind=kind,
        numbers=" ".join(sorted(_numbers(every))),
        script=script,
        is_common=not core or all(word in known.common for word in core),
        spoken=spoken,
    )


@lru_cache(maxsize=200_000)
def kind_of(name: str) -> str:
    """Whether a name says organisation, consortium, public body or natural person."""
    known = words.read()
    text = _JOINT_SLASH.sub("jv", words.native(name))
    found = words.tokens(text)
    if _holds(found, known.person):
        return PERSON
    if (
        _holds(found, known.consortium)
        or any(part in text for part in known.consortium_texts)
        or len(members(name)) > 1
    ):
        return CONSORTIUM
    if _holds(found, known.public_body) or any(part in text for part in known.public_texts):
        return PUBLIC_BODY
    return ORGANISATION


@lru_cache(maxsize=50_000)
def members(name: str) -> tuple[str, ...]:
    """The names of the members that a consortium's own name lists; empty where that is not plain.

    It is plain where two or more parts each end in a legal form.
    """
    known = words.read()
    found = _BETWEEN_MEMBERS.split(_JOINT_SLASH.sub("jv", _IN_BRACKETS.sub(" ", name)))
    parts = [part.strip(" ,.()-") for part in found if part.strip(" ,.()-")]
    firms = [part for part in parts if _ends_in_legal_form(part, known)]
    return tuple(firms) if len(firms) > 1 else ()


def script_of(text: str) -> str:
    """The script that most letters of `text` are of: latin, cyrillic, arabic, hangul, thai …"""
    if text.isascii():
        return "latin"
    counts: dict[str, int] = {}
    for letter in text:
        if not letter.isalpha():
            continue
        script = next((name for start, end, name in _SCRIPTS if start <= letter <= end), "other")
        counts[script] = counts.get(script, 0) + 1
    return max(sorted(counts), key=lambda name: counts[name], default="latin")


_SCRIPTS = (
    ("A", "\u024f", "latin"), ("\u1e00", "\u1eff", "latin"), ("\u0370", "\u03ff", "greek"),
    ("\u0400", "\u052f", "cyrillic"), ("\u0600", "\u06ff", "arabic"), ("\u0e00", "\u0e7f", "thai"),
    ("\u1100", "\u11ff", "hangul"), ("\uac00", "\ud7af", "hangul"), ("\u4e00", "\u9fff", "han"),
)  # fmt: skip


def _without_run_together(text: str, known: Words) -> tuple[str, str | None, Tokens]:
    """Legal forms and trade words of scripts without blanks, taken out of the text."""
    if not words.RUN_TOGETHER.search(text):
        return text, None, ()
    form, found = None, []
    for part, name in known.legal_texts:
        cut = text.removeprefix(part).removesuffix(part).strip()
        if cut and cut != text:
            text, form = cut, name if form in (None, "any") else form
    for part, name in known.trade_texts:
        if part in text and text != part:
            text = text.replace(part, " ")
            found.append(name)
    return text, form, tuple(found)


def _without_legal_form(every: Tokens, known: Words, script: str) -> tuple[Tokens, str | None]:
    """The tokens with every legal form at either end taken off, and the form that says most.

    In Latin script a short form counts at the end only: `Co` or `SA` may begin an own word.
    """
    form, left = None, every
    changed = True
    while changed and len(left) > 1:
        changed = False
        for size in range(min(known.longest, len(left) - 1), 0, -1):
            for part, rest in ((left[-size:], left[:-size]), (left[:size], left[size:])):
                opens = rest == left[size:] and rest != left[:-size]
                if opens and script == "latin" and len("".join(part)) < SHORTEST_OPENING:
                    continue
                if part in known.legal_forms:
                    found = known.legal_forms[part]
                    form = found if form in (None, "any") else form
                    left, changed = rest, True
                    break
            if changed:
                break
    return left, form


def _without_kind_words(every: Tokens, known: Words) -> Tokens:
    """The tokens without the words that only say that it is a consortium."""
    left = list(every)
    for size in range(5, 0, -1):
        start = 0
        while start + size <= len(left):
            if tuple(left[start : start + size]) in known.consortium and len(left) > size:
                del left[start : start + size]
            else:
                start += 1
    return tuple(left)


def _translated(every: Tokens, known: Words) -> Tokens:
    """The tokens with trade words in English, two-word ones first."""
    found: list[str] = []
    start = 0
    while start < len(every):
        pair = every[start : start + 2]
        if len(pair) == 2 and pair in known.trade:
            found.append(known.trade[pair])
            start += 2
        else:
            found.append(known.trade.get(every[start : start + 1], every[start]))
            start += 1
    return tuple(found)


def _numbers(every: Tokens) -> set[str]:
    """Every run of digits, and Roman numerals that stand alone."""
    digits = {number.lstrip("0") or "0" for word in every for number in _DIGITS.findall(word)}
    return digits | {ROMAN[word] for word in every if word in ROMAN}


def _holds(every: Tokens, phrases: frozenset[Tokens]) -> bool:
    starts = _first_words(phrases)
    return any(
        every[start : start + size] in phrases
        for start, word in enumerate(every)
        for size in starts.get(word, ())
    )


@cache
def _first_words(phrases: frozenset[Tokens]) -> dict[str, tuple[int, ...]]:
    """By its first word, of how many words each phrase is."""
    sizes: dict[str, set[int]] = {}
    for phrase in phrases:
        if phrase:
            sizes.setdefault(phrase[0], set()).add(len(phrase))
    return {word: tuple(sorted(found)) for word, found in sizes.items()}


def _ends_in_legal_form(part: str, known: Words) -> bool:
    every = _without_kind_words(words.tokens(part), known)
    sizes = range(1, min(known.longest, len(every) - 1) + 1)
    return any(every[-size:] in known.legal_forms for size in sizes)
