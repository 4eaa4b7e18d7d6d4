"""Releases out of JSON values, whatever is around them: packages, records, lists, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from dashboard.ingest.ocds import json_stream, versions
from dashboard.ingest.ocds.people import broken_text, part_text
from dashboard.ingest.row_texts import storable

LISTS = frozenset({"releases", "records"})
NOT_TEXT = "it holds bytes that are not UTF-8"
_UNDECODED = re.compile("[\udc80-\udcff]")  # as `surrogateescape` leaves them


class Found(NamedTuple):
    """A release or a fault, not numbered yet, and its path in its file."""

    path: str
    release: dict[str, Any] | None
    package_date: Any = None  # publishedDate of the package, as written
    problem: str = ""
    text: str = ""  # of what has a problem, without people


def of_pieces(found: Iterator[json_stream.Piece]) -> Iterator[Found]:
    """Releases out of the pieces of a document, each as soon as it is whole."""
    rest: dict[str, Any] = {}
    seen = False
    for piece in map(_decoded, found):
        if piece.key == "}":
            if not seen and rest:
                yield from releases(rest)
            rest, seen = {}, False
        elif piece.problem:
            where = piece.key if piece.number is None else f"{piece.key}/{piece.number}"
            seen = True
            yield Found(where.lstrip("/"), None, None, piece.problem, broken_text(piece.text))
        elif piece.key in LISTS and piece.number is not None:
            seen = True
            yield from _item(piece.key, piece.number, piece.value, rest)
        elif piece.key:
            rest[piece.key] = piece.value
        else:
            where = "" if piece.number is None else f"{piece.number}/"
            yield from releases(piece.value, where)
    if rest and not seen:
        # The document ended too early, but what it held so far may be a whole release.
        yield from releases(rest)


def _decoded(piece: json_stream.Piece) -> json_stream.Piece:
    """`piece` with whole characters only; a fault where its bytes are no text."""
    try:
        return piece._replace(key=whole(piece.key), value=whole(piece.value))
    except Undecodable as error:
        text = part_text(piece.value) if piece.key in LISTS or not piece.key else ""
        key = storable(piece.key)
        return piece._replace(key=key, value=None, problem=str(error), text=text)


def _item(key: str, number: int, value: Any, around: dict[str, Any]) -> Iterator[Found]:
    date = _package_date(around)
    if key == "records":
        yield from _of_record(value, f"records/{number}", date)
    else:
        yield _one(value, f"releases/{number}", date, around.get("ocid"))


def _package_date(value: dict[str, Any]) -> Any:
    return value.get("publishedDate")


def releases(value: Any, where: str = "") -> Iterator[Found]:
    """The releases in one document, whatever it is; `where` is empty or ends with a slash."""
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from releases(one, f"{where}{number}/")
    elif not isinstance(value, dict):
        yield Found(where.rstrip("/"), None, None, _not_an_object(value), part_text(value))
    elif isinstance(value.get("records"), list):
        for number, record in enumerate(value["records"]):
            yield from _of_record(record, f"{where}records/{number}", _package_date(value))
    elif _is_package(value):
        for number, release in enumerate(value["releases"]):
            yield _one(release, f"{where}releases/{number}", _package_date(value))
    elif any(key in value for key in ("releases", "compiledRelease", "versionedRelease")):
        yield from _of_record(value, where.rstrip("/"), _package_date(value))
    elif "ocid" in value or "tag" in value:
        yield _one(value, where.rstrip("/"), None)
    else:
        problem = "it is neither a release nor a record nor a package of them"
        yield Found(where.rstrip("/"), None, None, problem, part_text(value))


def _is_package(value: dict[str, Any]) -> bool:
    is_record = any(key in value for key in ("ocid", "compiledRelease", "versionedRelease"))
    return isinstance(value.get("releases"), list) and not is_record


def _one(release: Any, where: str, date: Any, ocid: Any = None) -> Found:
    if not isinstance(release, dict):
        return Found(where, None, None, _not_an_object(release), part_text(release))
    if ocid is not None:
        release.setdefault("ocid", ocid)
    return Found(where, release, date)


def _of_record(record: Any, where: str, date: Any) -> Iterator[Found]:
    """The releases embedded in a record; else the compiled one; else those of the versioned one."""
    if not isinstance(record, dict):
        yield Found(where, None, None, _not_an_object(record), part_text(record))
        return
    ocid = record.get("ocid")
    inside = f"{where}/" if where else ""
    listed = record.get("releases")
    embedded = [
        (number, one)
        for number, one in enumerate(listed if isinstance(listed, list) else ())
        if not _is_link(one)
    ]
    if embedded:
        for number, one in embedded:
            yield _one(one, f"{inside}releases/{number}", date, ocid)
    elif isinstance(record.get("compiledRelease"), dict):
        yield _one(record["compiledRelease"], f"{inside}compiledRelease", date, ocid)
    elif isinstance(record.get("versionedRelease"), dict):
        for state in versions.states(record["versionedRelease"]):
            yield _one(state, f"{inside}versionedRelease", date, ocid)
    else:
        problem = "a record without releases in it"
        if listed:
            problem = "its releases are only linked to, and there is no compiled one"
        yield Found(where, None, None, problem, part_text(record))


def _is_link(release: Any) -> bool:
    """Whether an item of a record's releases only says where the release is to be found."""
    return isinstance(release, dict) and "url" in release and "ocid" not in release


def _not_an_object(value: Any) -> str:
    return f"a release was expected, found {described(value)}"


def described(value: Any) -> str:
    """What a JSON value is, for a message."""
    match value:
        case None:
            return "null"
        case bool():
            return f"the value {str(value).lower()}"
        case int() | float():
            return f"the number {value!r}"[:80]
        case str():
            return "an empty text" if not value.strip() else f'the text "{value.strip()[:60]}"'
        case list():
            return f"a list of {len(value)}"
    return "an object"


class Undecodable(ValueError):
    """A value holds bytes that are no text in the encoding of its file."""


def whole(value: Any) -> Any:
    """`value` without halves of characters in its texts, which the patient reader lets through.

    Raises Undecodable where a half stands for a byte that could not be decoded.
    """
    if isinstance(value, str):
        if value.isascii():
            return value
        if _UNDECODED.search(value):
            raise Undecodable(NOT_TEXT)
        return storable(value)
    if isinstance(value, dict):
        return {whole(key): whole(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [whole(inner) for inner in value]
    return value
