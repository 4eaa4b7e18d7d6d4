"""A large delimited file in pieces, each ending with a whole record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy

from dashboard.ingest.reading import LONGEST_RECORD

BATCH_BYTES = 32 * 2**20


@dataclass(frozen=True)
class Batch:
    """A piece of the file that ends with a record: its bytes, its first line, where it starts."""

    content: bytes
    line: int
    byte: int
    breaks: int  # line breaks in it


def batches(path: Path, start: int) -> Iterator[Batch]:
    """The file from byte `start` in pieces that end outside quotes at the end of a line."""
    line, byte, size = 2, start, BATCH_BYTES
    with path.open("rb") as file:
        while True:
            file.seek(byte)
            content = file.read(size)
            if not content:
                return
            if len(content) == size:
                end = _end_of_record(content)
                if not end:
                    size *= 2  # one record is longer than a batch
                    continue
                content = content[:end]
            batch = Batch(content, line, byte, count(content, "\n"))
            yield batch
            line += batch.breaks
            byte += len(content)
            size = BATCH_BYTES


def count(content: bytes, character: str) -> int:
    """How often `character` is in `content`."""
    return int(numpy.count_nonzero(numpy.frombuffer(content, numpy.uint8) == ord(character)))


def _end_of_record(content: bytes) -> int:
    """Where the last whole record of `content` ends: a line break with all quotes closed."""
    end = content.rfind(b"\n") + 1
    if b'"' not in content:
        return end
    quotes = content.count(b'"', 0, end)
    for _ in range(LONGEST_RECORD):
        if not end or quotes % 2 == 0:
            return end
        before = content.rfind(b"\n", 0, end - 1) + 1
        quotes -= content.count(b'"', before, end)
        end = before
    return content.rfind(b"\n") + 1  # a quote was left open: the slow reading will say so
