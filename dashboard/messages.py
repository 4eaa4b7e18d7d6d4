"""What a person is told when something they handed in is at fault."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class InputError(Exception):
    """The input is at fault, not the program: exit code 1, one message, no stack trace.

    The message reads `<where>: <what is wrong>. <what was expected>. <what to do>.`
    """

    def __init__(self, where: object, wrong: str, expected: str = "", advice: str = "") -> None:
        self.where = str(where)
        sentences = [_sentence(part) for part in (wrong, expected, advice) if part]
        super().__init__(f"{self.where}: {' '.join(sentences)}")


def _sentence(text: str) -> str:
    return text if text.endswith(("?", "!")) else text.rstrip(".") + "."


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The closest known word as a question, or the list of known words; empty if there are none."""
    words = sorted(known)
    close = difflib.get_close_matches(word, words, n=1)
    if close:
        return f"Did you mean '{close[0]}'?"
    return f"Known are: {', '.join(words)}" if words else ""


class UsageError(InputError):
    """The command was called with words that do not exist here: exit code 2."""
