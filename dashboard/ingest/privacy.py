"""Contacts of people: found in any text, and taken out before anything is kept or shown."""

from __future__ import annotations

import re

REMOVED = "[contact removed]"
PERSON_REMOVED = "[entry of a person removed]"
EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
# Three, three and four digits; or a plus and a country code. Dates, tax numbers, amounts and
# coordinates have other groupings; a letter, digit, point or comma beside it makes it one of those.
_PHONE = re.compile(
    r"(?<![\w.,-])(?:\+\d{1,3}[ .-]?)?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?!\w|[.,-]\d)"
    r"|(?<![\w.,-])\+\d{1,3}[ .-]?\(?\d{2,4}\)?(?:[ .-]?\d{2,4}){2,4}(?!\d)"
)
# Ten digits in one run are a mobile number only inside a sentence; alone they may be an amount.
_MOBILE = re.compile(r"(?<![\w.,/$-])[6-9]\d{9}(?![\w/]|[.,-]\d)")
_ANNOUNCED = re.compile(
    r"(?i)\b(tel(?:efono|éfono|ephone)?|phone|ph|mob(?:ile)?|cel(?:ular)?|whatsapp|fax)"
    r"(\b[\s.:#no°º-]{0,6})(\+?\(?\d[\d\s().-]{5,}\d)"
)
_LONG_NUMBER = re.compile(r"(?<!\d)\d{10}(?!\d)")
_LETTER = re.compile(r"[^\W\d_]")
# What any contact must contain: a quick look at a whole file tells whether a closer one is needed.
QUICK_LOOK = r"[0-9][-. )][0-9]{3}[-. ][0-9]{4}"


def redact(text: str, broken: bool = False) -> str:
    """`text` with e-mail addresses and phone numbers replaced by `[contact removed]`.

    `broken`: the text is a whole line of which nothing is known, so that any run of ten digits
    is taken out as well.
    """
    if "@" in text:
        text = EMAIL.sub(REMOVED, text)
    if not any(character.isdigit() for character in text):
        return text
    text = _PHONE.sub(REMOVED, text)
    if _LETTER.search(text):
        text = _ANNOUNCED.sub(rf"\1\2{REMOVED}", text)
        text = _MOBILE.sub(REMOVED, text)
    return _LONG_NUMBER.sub(REMOVED, text) if broken else text
