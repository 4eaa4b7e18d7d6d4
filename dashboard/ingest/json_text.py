"""JSON text to the records in it: numbers as written, sound records beside broken ones."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST_LEVELS = 60
UNTIL_THE_END = "; nothing after it could be told apart"
_BLANK = re.compile(r"[ \t\r\n\ufeff\x00]*")
_MARK = re.compile(r'"(?:[^"\\]++|\\.)*+"|["{}\[\]]', re.DOTALL)
_SCALAR = re.compile(r"[^\s,\]}]*")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Number(str):
    """A number as it was written, so that 1.10 stays 1.10."""


class NoNumber(str):
    """NaN or Infinity: written where JSON allows no such thing."""


class Doubled(dict):
    """An object that says one of its keys twice."""

    key = ""


class BrokenJSON(Exception):
    """What is wrong with a record, and the JSON path where."""

    def __init__(self, path: str, wrong: str) -> None:
        super().__init__(f"{path}: {wrong}")


@dataclass(frozen=True)
class Element:
    """One record of a document: its JSON path, its text, its value, or what is wrong with it."""

    path: str
    text: str
    value: Any = None
    problem: str = ""


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    doubled, seen = Doubled(found), set()
    for key, _ in pairs:
        if key in seen:
            doubled.key = key
        seen.add(key)
    return doubled


_DECODER = json.JSONDecoder(
    object_pairs_hook=_members,
    parse_float=Number,
    parse_int=Number,
    parse_constant=NoNumber,
    strict=False,  # a line break inside a string is no reason to lose the record
)


def decoded(content: bytes, encodings: tuple[str, ...]) -> str:
    """`content` as text: by its byte order mark, as UTF-16 or 32 by its zeros, else as declared.

    Bytes that do not fit stay in the text as lone surrogates, so that only the records that
    hold them are lost to reading.
    """
    marked = (name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark))
    encoding = next(marked, None) or json.detect_encoding(content[:8])
    if encoding in ("utf-8", "utf-8-sig"):
        for declared in encodings:
            try:
                return content.decode(declared).removeprefix("\ufeff")
            except UnicodeDecodeError:
                continue
        return content.decode("utf-8", errors="surrogateescape").removeprefix("\ufeff")
    return content.decode(encoding, errors="replace").removeprefix("\ufeff")


def elements(text: str, records: str) -> Iterator[Element]:
    """The records of `text`, in order: the items of the list, or the object, under `records`.

    `records` is a path of keys joined by points, or empty for the whole document. Several
    documents one after the other are read as one. What cannot be read comes as an element with
    `problem`; where the end of it cannot be told, it is the last.
    """
    start, end = _after_blank(text, 0), 0
    while start < len(text):
        if end and text[start] not in "{[":
            yield _rest(text, start, "$", "text after the end of the document")
            return
        end = yield from _document(text, start, [key for key in records.split(".") if key])
        if end is None:
            return
        start = _after_blank(text, end)


def _document(text: str, start: int, keys: list[str], path: str = "$"):
    """The elements of the document at `start`; returns where it ends, None if that is unknown."""
    if not keys:
        if text[start] == "[":
            return (yield from _items(text, start, path))
        element, end = _element(text, start, path)
        yield element
        return end
    if text[start] != "{":
        element, end = _element(text, start, path)
        yield _told(element, f"{path}: an object with the key '{keys[0]}' was expected")
        return end
    return (yield from _under_key(text, start, keys, path))


def _under_key(text: str, start: int, keys: list[str], path: str):
    """The elements under `keys` of the object at `start`."""
    found, position = 0, _after_blank(text, start + 1)
    while position < len(text) and text[position] != "}":
        try:
            key, position = _DECODER.raw_decode(text, position)
            position = _after_blank(text, position)
            if not isinstance(key, str) or isinstance(key, Number) or text[position] != ":":
                raise ValueError
            position = _after_blank(text, position + 1)
            if position >= len(text):
                raise ValueError
        except (ValueError, IndexError, RecursionError):
            yield _rest(text, position, path, "it is cut off, or a key is missing")
            return None
        if key == keys[0]:
            found += 1
            inside = f"{path}.{key}" if found == 1 else f"{path}.{key} (said again)"
            end = yield from _document(text, position, keys[1:], inside)
        else:
            end = extent(text, position)
            if end is None:
                yield _rest(text, position, f"{path}.{key}", "it is cut off")
        if end is None:
            return None
        position = _after_blank(text, end)
        if text[position : position + 1] == ",":
            position = _after_blank(text, position + 1)
        elif text[position : position + 1] != "}":
            yield _rest(text, position, path, "it is cut off, or a comma is missing")
            return None
    if position >= len(text):
        yield _rest(text, position, path, "it is cut off")
        return None
    if not found:
        yield Element(path, text[start : position + 1], None, f"{path}: it lacks '{keys[0]}'")
    return position + 1


def _items(text: str, start: int, path: str):
    """The items of the list at `start`, each an element; returns where the list ends."""
    number, position = 0, _after_blank(text, start + 1)
    while position < len(text) and text[position] != "]":
        element, end = _element(text, position, f"{path}[{number}]")
        yield element
        if end is None:
            return None
        number += 1
        position = _after_blank(text, end)
        if text[position : position + 1] == ",":
            position = _after_blank(text, position + 1)
        elif text[position : position + 1] != "]":
            yield _rest(text, position, path, "the list is cut off, or a comma is missing")
            return None
    if position >= len(text):
        yield _rest(text, position, path, "the list is cut off")
        return None
    return position + 1


def _element(text: str, start: int, path: str) -> tuple[Element, int | None]:
    """The value at `start` and where it ends; None where that cannot be told."""
    try:
        value, end = _DECODER.raw_decode(text, start)
    except RecursionError:
        wrong = "it is nested too deeply"
    except ValueError as error:
        wrong = f"it is no JSON ({_in_words(error)})"
    else:
        return Element(path, text[start:end], value), end
    end = extent(text, start)
    if end is None or end == start:
        return _rest(text, start, path, wrong), None
    return Element(path, text[start:end], None, f"{path}: {wrong}"), end


def _in_words(error: ValueError) -> str:
    return error.msg.lower() if isinstance(error, json.JSONDecodeError) else str(error)


def _told(element: Element, problem: str) -> Element:
    return Element(element.path, element.text, None, element.problem or problem)


def _rest(text: str, start: int, path: str, wrong: str) -> Element:
    return Element(path, text[start:], None, f"{path}: {wrong}{UNTIL_THE_END}")


def _after_blank(text: str, position: int) -> int:
    return _BLANK.match(text, position).end()


def extent(text: str, start: int) -> int | None:
    """Where the value at `start` ends, by its brackets alone; None where it is cut off."""
    if text[start] not in '{["':
        return _SCALAR.match(text, start).end()
    depth = 0
    for mark in _MARK.finditer(text, start):
        sign = mark[0]
        if sign == '"':
            return None  # a string that is never closed
        depth += (sign in "{[") - (sign in "}]")
        if depth <= 0:
            return mark.end()
    return None
