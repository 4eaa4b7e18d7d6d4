"""The JSON files of a publication as streams of UTF-8, however they are packed and encoded."""

from __future__ import annotations

import codecs
import contextlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import ijson

from dashboard.ingest import archive
from dashboard.messages import InputError

MEMBERS = ("*.json", "*.jsonl", "*.ndjson")
MOST_LEVELS = 200
SUSPICIOUS_LEVELS = 1_000
WATCHED_BYTES = 2**12
COPY_BYTES = 2**16
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class JsonFile:
    """One file of the publication: a way to open it, how it is encoded, whether all of it is."""

    name: str
    opening: Callable[[], contextlib.AbstractContextManager[IO[bytes]]]
    encoding: str
    is_damaged: bool
    opened: list[IO[bytes]] = field(default_factory=list)  # the streams that are being read

    @property
    def position(self) -> int:
        """How many bytes of the file were read so far."""
        return self.opened[-1].tell() if self.opened else 0

    @contextlib.contextmanager
    def stream(self) -> Iterator[IO[bytes]]:
        """The file from its beginning, in UTF-8."""
        with self.opening() as raw:
            self.opened[:] = [raw]
            if self.encoding == "utf-8" and not self.is_damaged:
                yield raw
            else:
                yield io.BufferedReader(_Recoded(raw, self.encoding), COPY_BYTES)
            self.opened.clear()


class _Recoded(io.RawIOBase):
    """A stream in another encoding, as UTF-8; what cannot be decoded becomes U+FFFD."""

    def __init__(self, raw: IO[bytes], encoding: str) -> None:
        self.raw = raw
        self.decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self.ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        while not self.ready:
            block = self.raw.read(COPY_BYTES)
            self.ready = self.decoder.decode(block, final=not block).encode("utf-8", "replace")
            if not block:
                break
        part, self.ready = self.ready[: len(buffer)], self.ready[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def files(path: Path, encodings: tuple[str, ...]) -> list[JsonFile]:
    """The file itself, or those in an archive by name.

    Raises InputError for an empty file, an archive without JSON and an unknown encoding.
    """
    if not archive.is_archive(path):
        return [_file("", lambda: path.open("rb"), encodings, path.name)]
    members = archive.members(path, MEMBERS)
    if not members:
        raise InputError(
            path.name, "the archive holds no JSON file", f"Expected were {' or '.join(MEMBERS)}"
        )
    return [
        _file(
            f"{one.filename}: ",
            lambda one=one: archive.opened(path, one),
            encodings,
            f"{path.name}/{one.filename}",
        )
        for one in members
    ]


def _file(name: str, opening, encodings: tuple[str, ...], where: str) -> JsonFile:
    with opening() as stream:
        start = stream.read(4096)
    if not start.strip():
        raise InputError(where, "the file is empty", "A project package was expected")
    for mark, encoding in BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return JsonFile(name, opening, encoding, not _is_whole(opening, encoding))
    if start[:1] == b"\0" or start[1:2] == b"\0":
        encoding = "utf-16-be" if start[:1] == b"\0" else "utf-16-le"
        return JsonFile(name, opening, encoding, not _is_whole(opening, encoding))
    for encoding in encodings:
        try:
            if _is_whole(opening, encoding):
                return JsonFile(name, opening, codecs.lookup(encoding).name, False)
        except LookupError as error:
            raise InputError(where, f"the encoding '{encoding}' is not known") from error
    return JsonFile(name, opening, encodings[0], True)


def _is_whole(opening, encoding: str) -> bool:
    """Whether every byte of a file can be read in `encoding`."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with opening() as stream:
            while block := stream.read(COPY_BYTES):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def is_too_deep(file: JsonFile) -> bool:
    """Whether lists and objects in a file are nested deeper than `MOST_LEVELS`."""
    depth = 0
    with file.stream() as stream, contextlib.suppress(ijson.JSONError):
        for event, _ in ijson.basic_parse(stream):
            depth += (event in ("start_map", "start_array")) - (event in ("end_map", "end_array"))
            if depth > MOST_LEVELS:
                return True
    return False


class Watched:
    """A stream that ends where brackets are nested too deep, and shows where reading ended.

    The time that a parser takes for nested brackets grows with the square of their depth. They
    are counted without regard to texts, and only where that count is suspicious with regard.
    """

    def __init__(self, stream: IO[bytes], file: JsonFile) -> None:
        self.stream, self.file, self.last = stream, file, b""
        self.open_brackets = 0
        self.is_watched = True

    def read(self, size: int = -1) -> bytes:
        block = self.stream.read(size)
        self.last = block or self.last
        if self.is_watched:
            self._watch(block)
        return block

    def _watch(self, block: bytes) -> None:
        for start in range(0, len(block), WATCHED_BYTES):
            part = block[start : start + WATCHED_BYTES]
            self.open_brackets += part.count(b"[") + part.count(b"{")
            self.open_brackets -= part.count(b"]") + part.count(b"}")
            if self.open_brackets > SUSPICIOUS_LEVELS:
                if is_too_deep(self.file):
                    raise ValueError("nested too deep")
                self.is_watched = False  # they stand in texts
                return

    def last_text(self) -> str:
        """The end of the last block that was read."""
        return self.last[-300:].decode("utf-8", "replace")
