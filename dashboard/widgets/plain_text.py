"""Published text inside Markdown: shown as it is written, never obeyed."""

from __future__ import annotations

import re

SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-!|<>$~:])")


def plain(text: object) -> str:
    """The text with every sign that Markdown would act upon made harmless."""
    return SPECIAL.sub(r"\\\1", " ".join(str(text).split()))
