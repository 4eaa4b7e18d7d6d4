"""Persons in JSON: found by the property that holds them, and taken out before anything is kept."""

from __future__ import annotations

import json
import re

from dashboard.ingest.privacy import REMOVED, redact
from dashboard.ingest.row_texts import storable

# Whatever stands under these is a person or a way to reach one.
PERSONAL = {
    "contactPoint",
    "additionalContactPoints",
    "people",
    "beneficialOwners",
    "person",
    "author",
    "email",
    "telephone",
    "faxNumber",
    "jobTitle",
}
LONGEST_RAW_TEXT = 20_000
_NAMED = re.compile(
    r'("(?:name|email|telephone|faxNumber|jobTitle|streetAddress|author|url)"\s*:\s*)'
    r'"(?:[^"\\]|\\.)*"?'
)


def without_people(value: object) -> object:
    """`value` with everything under a property of `PERSONAL` replaced, and no contact in a text."""
    if isinstance(value, dict):
        return {
            key: REMOVED if key in PERSONAL and found else without_people(found)
            for key, found in value.items()
        }
    if isinstance(value, list):
        return [without_people(found) for found in value]
    return redact(value) if isinstance(value, str) else value


def raw_text(value: object) -> str:
    """What is kept of a part that was set aside: its JSON without persons, at most 20,000 long."""
    text = json.dumps(without_people(value), ensure_ascii=False, default=str)
    return storable(text)[:LONGEST_RAW_TEXT]


def broken_text(text: str) -> str:
    """What is kept of JSON that cannot be taken apart: without names, addresses and contacts."""
    cleaned = _NAMED.sub(rf'\1"{REMOVED}"', storable(text))
    return redact(cleaned, broken=True)[:LONGEST_RAW_TEXT]
