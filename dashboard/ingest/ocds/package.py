"""The releases of an OCDS publication one after the other, whatever the shape of its files.

Release packages, record packages, bare releases and records, lists and JSON lines of any of them;
one file, or a ZIP archive of files. Numbers run through the whole publication, files by name.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple

import orjson

from dashboard.ingest import archive
from dashboard.ingest.ocds import json_stream
from dashboard.ingest.ocds.people import broken_text
from dashboard.ingest.ocds.records import (
    LISTS,
    NOT_TEXT,
    Found,
    Undecodable,
    of_pieces,
    releases,
    whole,
)
from dashboard.messages import InputError

MEMBERS = ("*.json", "*.jsonl", "*.ndjson", "*.JSON")
WHOLE_BYTES = 2**26  # a document up to this size is read at once
SMALL_BYTES = 2**20  # a file up to this size is read once, not opened for every question
SNIFFED_BYTES = 2**16
LONGEST_FIRST_LINE = 2**24
POSITION_EVERY = 5000  # releases between two known places in a file of lines
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Entry(NamedTuple):
    """One release, or what stands where one was expected."""

    number: int
    path: str  # releases/3; in an archive after the name of the file
    release: dict[str, Any] | None
    package_date: Any = None  # publishedDate of the package, as written
    problem: str = ""
    text: str = ""  # of what has a problem, without people
    share: float = 0.0  # how much of the publication has been read


BROKEN = "clearworks-broken"


def _one_surrogate(error: UnicodeError) -> tuple[str, int]:
    """What stands for bytes that are no text. Python's own way knows single bytes only, and two
    or four make a character in UTF-16 and UTF-32."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "\udcff", error.end


codecs.register_error(BROKEN, _one_surrogate)


@dataclass(frozen=True)
class Place:
    """Where to begin: the number of the release, the file of the archive, the byte in it."""

    number: int = 1
    file: int = 0
    byte: int = 0


Opening = Callable[[], IO[bytes]]


@dataclass(frozen=True)
class _File:
    name: str
    size: int
    opened: Opening
    encoding: str


def entries(
    path: Path,
    encodings: tuple[str, ...],
    start: Place = Place(),
    known: Callable[[Place], None] = lambda place: None,
) -> Iterator[Entry]:
    """Every release of the publication `path` from `start` on, numbered, and every fault.

    `known(place)` is called now and then with a place to begin at another time. Raises InputError
    where nothing in it can be read.
    """
    with contextlib.ExitStack() as stack:
        sources = _sources(path, stack)
        total = sum(size for _, size, _ in sources) or 1
        before = sum(size for _, size, _ in sources[: start.file])
        number = start.number
        for index, source in enumerate(sources[start.file :], start=start.file):
            file = _file(*source, encodings)
            byte = start.byte if index == start.file else 0
            if not byte:
                known(Place(number, index, 0))
            last_known = number
            for at, found in _of_file(file, byte, path.name if len(sources) == 1 else ""):
                if at and number - last_known >= POSITION_EVERY:
                    known(Place(number, index, at[0]))
                    last_known = number
                share = (before + (at[1] if at else file.size)) / total
                where = found.path
                if len(sources) > 1:
                    where = f"{file.name}: {where}" if where else file.name
                yield Entry(number, where, *found[1:], share)
                number += 1
            before += file.size


def _sources(path: Path, stack: contextlib.ExitStack) -> list[tuple[str, int, Opening]]:
    """The name and size of every file of the publication, and how to open it."""
    if not archive.is_archive(path):
        return [(path.name, path.stat().st_size, lambda: path.open("rb"))]
    found = archive.members(path, MEMBERS)
    if not found:
        raise InputError(
            path.name, "it holds no JSON file", f"Expected were files as {', '.join(MEMBERS[:3])}"
        )
    # One list of contents for all of them: reading it anew for each takes the square of the time.
    packed = stack.enter_context(zipfile.ZipFile(path))
    return [(one.filename, one.file_size, lambda one=one: packed.open(one)) for one in found]


def _file(name: str, size: int, opened: Opening, encodings: tuple[str, ...]) -> _File:
    """A file with its encoding: as its first bytes tell, else the first declared that fits."""
    if size <= SMALL_BYTES:
        with opened() as stream:
            content = stream.read()
        opened = lambda: io.BytesIO(content)  # noqa: E731
    with opened() as stream:
        head = stream.read(4)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return _File(name, size, opened, encoding)
    encoding = json.detect_encoding(head) if len(head) == 4 else "utf-8"
    if encoding == "utf-8" and len(encodings) > 1:
        encoding = next((one for one in encodings if _fits(opened, one)), "utf-8")
    return _File(name, size, opened, encoding)


def _fits(opened, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with opened() as stream:
        try:
            while part := stream.read(2**20):
                decoder.decode(part)
            decoder.decode(b"", True)
        except UnicodeDecodeError:
            return False
    return True


def _of_file(file: _File, byte: int, alone: str) -> Iterator[tuple[tuple[int, int], Found]]:
    """What one file holds, each with the bytes where it begins and ends where that is known.

    `alone` is the name of the publication where this is its only file, so that a file which
    cannot be read at all is refused; among others it is one fault of many.
    """
    if byte or _is_lines(file):
        yield from _of_lines(file, byte)
        return
    nothing = True
    for found in _of_document(file):
        nothing = False
        yield (), found
    if nothing:
        problem = "there is no release in it"
        if alone:
            raise InputError(
                alone,
                problem,
                "Expected was a release or record package",
                "Check that it is whole and in OCDS",
            )
        yield (), Found("", None, None, problem)


def _is_lines(file: _File) -> bool:
    """Whether the file is JSON lines: its first line is a whole value and others follow."""
    if file.name.casefold().endswith((".jsonl", ".ndjson")):
        return True
    with _text_stream(file) as stream:
        head = stream.read(SNIFFED_BYTES)
        while "\n" not in head.strip() and len(head) < LONGEST_FIRST_LINE:
            part = stream.read(2**20)
            if not part:
                return False
            head += part
    # A fault in the first line must not make the whole file one broken document.
    lines = head.lstrip().split("\n")[:-1][:20]
    return any(line[:1] in ("{", "[") and line[1:].strip() and _is_value(line) for line in lines)


def _is_value(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


@contextlib.contextmanager
def _text_stream(file: _File) -> Iterator[io.TextIOBase]:
    with file.opened() as stream:
        buffered = stream if hasattr(stream, "read1") else io.BufferedReader(stream)
        yield io.TextIOWrapper(buffered, file.encoding, errors=BROKEN, newline="")


def _of_lines(file: _File, byte: int) -> Iterator[tuple[tuple[int, int], Found]]:
    if file.encoding not in ("utf-8", "utf-8-sig"):
        with _text_stream(file) as stream:
            for line in stream:
                for found in _of_line(line):
                    yield (), found
        return
    with file.opened() as stream:
        if byte:
            stream.seek(byte)
        for line in stream:
            end = byte + len(line)
            for found in _of_line(line if byte else line.removeprefix(codecs.BOM_UTF8)):
                yield (byte, end), found
            byte = end


def _of_line(line: bytes | str) -> Iterator[Found]:
    if not line.strip():
        return
    problem, value = "", None
    try:
        value = orjson.loads(line)
    except ValueError:
        value, problem = _with_patience(line)
    if problem:
        text = line if isinstance(line, str) else line.decode("utf-8", errors="replace")
        yield Found("a line", None, None, problem, broken_text(text.strip()))
        return
    yield from releases(value)


def _with_patience(line: bytes | str) -> tuple[Any, str]:
    """A line that the fast reader refuses, and what is wrong with it if it is no JSON."""
    try:
        text = line if isinstance(line, str) else line.decode("utf-8")
        return whole(json.loads(text, strict=False)), ""
    except (UnicodeDecodeError, Undecodable):
        return None, NOT_TEXT
    except (ValueError, RecursionError) as error:
        return None, json_stream.in_words(error)


def _of_document(file: _File) -> Iterator[Found]:
    """What a file holds that is one document, or several."""
    if file.size <= WHOLE_BYTES and file.encoding in ("utf-8", "utf-8-sig"):
        with file.opened() as stream:
            content = stream.read()
        try:
            value = orjson.loads(content.removeprefix(codecs.BOM_UTF8))
        except ValueError:
            del content
        else:
            yield from releases(value)
            return
    with _text_stream(file) as stream:
        text = json_stream.Text(lambda: stream.read(json_stream.CHUNK))
        yield from of_pieces(json_stream.pieces(text, LISTS))
