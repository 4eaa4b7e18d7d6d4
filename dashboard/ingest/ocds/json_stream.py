"""JSON taken apart piece by piece, so that neither size nor a fault costs more than one piece."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from dashboard.ingest.json_text import extent

CHUNK = 2**22
LARGEST_VALUE = 2**26  # characters; a value that goes on for longer is not closed
_BLANK = re.compile(r"[ \t\r\n\ufeff]*")
# Line breaks and zero bytes inside a string are no reason to lose the release that holds them.
_DECODER = json.JSONDecoder(strict=False)
CUT_OFF = "it is cut off"


class Piece(NamedTuple):
    """One value: the key it stands under (empty outside an object), its number in a list."""

    key: str
    number: int | None
    value: Any
    problem: str = ""
    text: str = ""  # where there is a problem


class Fault(Exception):
    """Text that is no JSON and whose end cannot be told."""


class Text:
    """Text that is read as far as it is needed."""

    def __init__(self, read: Callable[[], str]) -> None:
        self._read, self.text, self.at = read, "", 0

    def more(self) -> bool:
        """Whether there was more to read."""
        part = self._read()
        if part:
            self.text, self.at = self.text[self.at :] + part, 0
        return bool(part)

    def mark(self) -> str:
        """The next character that is not blank, not yet taken; empty at the end."""
        while True:
            self.at = _BLANK.match(self.text, self.at).end()
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def value(self) -> Any:
        """The value that begins here. Raises ValueError or RecursionError where it is none."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self.text, self.at)
            except ValueError:
                if len(self.text) - self.at > LARGEST_VALUE or not self.more():
                    raise
                continue
            # A number may go on behind what was read so far.
            if end < len(self.text) or isinstance(value, dict | list | str) or not self.more():
                self.at = end
                return value

    def skipped(self) -> str | None:
        """The value that begins here as text, by its brackets alone; None where it has no end."""
        while True:
            end = extent(self.text, self.at)
            if end is not None and end > self.at:
                text, self.at = self.text[self.at : end], end
                return text
            if len(self.text) - self.at > LARGEST_VALUE or not self.more():
                return None


def in_words(error: Exception) -> str:
    """What is wrong with text that is no JSON."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        return f"it is no JSON: {error.msg.lower()}"
    return "it is no JSON"


def pieces(text: Text, lists: frozenset[str]) -> Iterator[Piece]:
    """The values of `text` one after the other.

    Of an object its members, of a list its items; of a member that is a list and is called as
    one of `lists`, its items. Several documents are read one after the other; between them comes
    a piece with the key `}`. What cannot be read comes with a problem, and if its end cannot be
    told, as the last.
    """
    try:
        while mark := text.mark():
            if mark == "{":
                yield from _members(text, lists)
                yield Piece("}", None, None)
            elif mark == "[":
                yield from _items(text, "")
            else:
                yield _value(text, "", None)
                if text.mark() == ",":
                    text.at += 1
    except Fault as fault:
        yield Piece("", None, None, str(fault), text.text[text.at :])


def _members(text: Text, lists: frozenset[str]) -> Iterator[Piece]:
    text.at += 1
    while (mark := text.mark()) != "}":
        if not mark:
            raise Fault(CUT_OFF)
        try:
            key = text.value()
        except (ValueError, RecursionError) as error:
            raise Fault(in_words(error)) from error
        if not isinstance(key, str) or text.mark() != ":":
            raise Fault("it is no JSON: a key and a colon were expected")
        text.at += 1
        if not (mark := text.mark()):
            raise Fault(CUT_OFF)
        if mark == "[" and key in lists:
            yield from _items(text, key)
        else:
            yield _value(text, key, None)
        _between(text, "}")
    text.at += 1


def _items(text: Text, key: str) -> Iterator[Piece]:
    text.at += 1
    number = 0
    while (mark := text.mark()) != "]":
        if not mark:
            raise Fault(CUT_OFF)
        yield _value(text, key, number)
        number += 1
        _between(text, "]")
    text.at += 1


def _between(text: Text, closing: str) -> None:
    """Take the comma between two values; a closing bracket stays."""
    mark = text.mark()
    if mark == ",":
        text.at += 1
    elif mark != closing:
        raise Fault("it is no JSON: a comma is missing" if mark else CUT_OFF)


def _value(text: Text, key: str, number: int | None) -> Piece:
    try:
        return Piece(key, number, text.value())
    except (ValueError, RecursionError) as error:
        skipped = text.skipped()
        if skipped is None:
            raise Fault(f"{CUT_OFF}, or no JSON") from error
        return Piece(key, number, None, in_words(error), skipped)
