"""A made-up name as somebody who writes Cyrillic, Korean, Arabic or Thai would put it down."""

from __future__ import annotations

import re

CYRILLIC = str.maketrans(
    dict(zip("abcdefghijklmnopqrstuvwyz", "абкдефгхижклмнопкрстувуиз", strict=True)) | {"x": "кс"}
)
_ARABIC = dict(zip("abcdfghijklmnopqrstuvwyz", "ابكدفجهيجكلمنوبقرستوفويز", strict=True)) | {
    "e": "",
    "x": "كس",
}
_INITIALS = {
    "g": 0, "k": 0, "c": 15, "q": 15, "n": 2, "d": 3, "t": 16, "l": 5, "r": 5, "m": 6, "b": 7,
    "v": 7, "p": 17, "f": 17, "s": 9, "x": 9, "z": 12, "j": 12, "h": 18,
}  # fmt: skip
_VOWELS = {"a": 0, "e": 5, "i": 20, "o": 8, "u": 13, "y": 20}
_NO_VOWEL, _SILENT = 18, 11
_FINALS = {"n": 4, "l": 8, "r": 8, "m": 16}
_SYLLABLE = re.compile(r"([bcdfghjklmnpqrstvxz]?)([aeiouy]?)((?:[nlrm](?![aeiouy]))?)")
_THAI = dict(zip("bcdfghjklmnpqrstvwxyz", "บคดฟกฮจกลมนพครสทววซยซ", strict=True))
_THAI_AFTER = {"a": "า", "i": "ิ", "u": "ุ", "y": "ี"}
_THAI_BEFORE = {"e": "เ", "o": "โ"}


def cyrillic(name: str) -> str:
    """The name in Cyrillic letters, one by one."""
    return name.lower().translate(CYRILLIC).title()


def arabic(name: str) -> str:
    """The name in Arabic letters; the sound e is not written."""
    return "".join(_ARABIC.get(letter, letter) for letter in name.lower())


def hangul(name: str) -> str:
    """The name in Korean syllables: v and b, f and p, l and r become one."""
    written = []
    for initial, vowel, final in _SYLLABLE.findall(name.lower()):
        if not initial and not vowel:
            written.append(_syllable(_SILENT, _NO_VOWEL, _FINALS[final]) if final else "")
            continue
        first = _INITIALS.get(initial, _SILENT)
        middle = _VOWELS.get(vowel, _NO_VOWEL)
        written.append(_syllable(first, middle, _FINALS.get(final, 0)))
    return "".join(written)


def _syllable(initial: int, vowel: int, final: int) -> str:
    return chr(0xAC00 + (initial * 21 + vowel) * 28 + final)


def thai(name: str) -> str:
    """The name in Thai letters; some vowels stand before their consonant."""
    written: list[str] = []
    for letter in name.lower():
        if letter in _THAI_BEFORE:
            written.insert(max(len(written) - 1, 0), _THAI_BEFORE[letter])
        else:
            written.append(_THAI.get(letter) or _THAI_AFTER.get(letter, ""))
    return "".join(written)
