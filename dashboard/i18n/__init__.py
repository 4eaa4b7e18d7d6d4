"""Interface texts and formats: what a reader sees, in one place per language."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

LANGUAGE = "en"


@cache
def texts(language: str = LANGUAGE) -> dict[str, str]:
    """Every text of a language by its dotted key; missing ones fall back to English."""
    folder = Path(__file__).parent
    found: dict[str, str] = {}
    for code in dict.fromkeys((LANGUAGE, language)):
        for path in sorted(folder.glob(f"{code}*.toml")):
            _flatten(tomllib.loads(path.read_text(encoding="utf-8")), "", found)
    return found


def _flatten(tree: dict, prefix: str, found: dict[str, str]) -> None:
    for key, value in tree.items():
        if isinstance(value, dict):
            _flatten(value, f"{prefix}{key}.", found)
        else:
            found[prefix + key] = value


def t(key: str, **values: object) -> str:
    """The text for `key` with `{names}` filled in. Raises KeyError for an unknown key."""
    text = texts()[key]
    return text.format(**values) if values else text
