"""Contacts and owners in a release: taken out before any of it is kept or shown."""

from __future__ import annotations

import json
import re
from typing import Any

from dashboard.ingest.privacy import REMOVED, redact
from dashboard.ingest.row_texts import storable

LONGEST_RAW_TEXT = 2000
PERSONAL = frozenset(
    {
        "contactPoint",
        "additionalContactPoints",
        "contactPoints",
        "people",
        "persones",
        "beneficialOwners",
        "email",
        "telephone",
        "faxNumber",
        "author",
        # Nobody can tell a firm's address from a person's, so neither is shown.
        "streetAddress",
        "postalCode",
    }
)
# What stands under these is a way to reach a person, whatever it looks like.
CONTACTS = frozenset({"contactPoint", "additionalContactPoints"})
PUBLIC_PLACES = frozenset({"deliveryAddress", "deliveryAddresses", "deliveryLocation"})
_BLOCK = re.compile(
    r'("(?:contactPoints?|additionalContactPoints|people|persones|beneficialOwners)"\s*:\s*)'
    r"(?:\[[^\[\]]*(?:\]|$)|\{[^{}]*(?:\}|$))"
)
# In text that is no JSON nobody can tell whose a name is, so none is kept.
_FIELD = re.compile(
    r'("(?:name|legalName|email|telephone|faxNumber|author|streetAddress|postalCode)"\s*:\s*)'
    r'"(?:[^"\\]|\\.)*"?'
)


def without_people(value: Any) -> Any:
    """`value` with contacts, owners and addresses of parties replaced, and no contact in a text."""
    if isinstance(value, dict):
        return {
            key: inner
            if key in PUBLIC_PLACES
            else (REMOVED if key in PERSONAL and inner else without_people(inner))
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [without_people(inner) for inner in value]
    return redact(value) if isinstance(value, str) else value


def part_text(value: Any) -> str:
    """What is kept of a part that was set aside."""
    text = json.dumps(without_people(value), ensure_ascii=False, default=str)
    return storable(text)[:LONGEST_RAW_TEXT]


def broken_text(text: str) -> str:
    """What is kept of text that is no whole JSON."""
    # Cut first, generously: what a pattern sees must not depend on gigabytes behind it.
    text = storable(text[: 2 * LONGEST_RAW_TEXT])
    text = _FIELD.sub(rf'\1"{REMOVED}"', _BLOCK.sub(rf'\1"{REMOVED}"', text))
    return redact(text, broken=True)[:LONGEST_RAW_TEXT]
