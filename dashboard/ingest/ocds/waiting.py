"""Releases that wait on disk until the others of their process have been read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import orjson

from dashboard.ingest.ocds.history import Release
from dashboard.ingest.ocds.sound import id_text

BUCKET_BYTES = 2**25  # of the publication per file of waiting releases
MOST_BUCKETS = 128


class Waiting:
    """Releases on disk, in as many files as keep each of them small, by process."""

    def __init__(self, folder: Path, byte_count: int) -> None:
        self.folder = folder
        self.count = min(MOST_BUCKETS, 1 + byte_count // BUCKET_BYTES)
        self.files: dict[int, IO[bytes]] = {}

    def put(self, release: Release) -> None:
        """Keep `release` until its process is asked for."""
        number = process_hash(release.content["ocid"]) % self.count
        file = self.files.get(number)
        if file is None:
            file = self.files[number] = (self.folder / str(number)).open("wb")
        file.write(orjson.dumps(tuple(release), option=orjson.OPT_APPEND_NEWLINE))

    def buckets(self) -> Iterator[dict[str, list[Release]]]:
        """The releases of each file by process, in the order in which they came."""
        for file in self.files.values():
            file.close()
        for number in sorted(self.files):
            found: dict[str, list[Release]] = {}
            with (self.folder / str(number)).open("rb") as file:
                for line in file:
                    release = Release(*orjson.loads(line))
                    found.setdefault(release.content["ocid"], []).append(release)
            yield found


def process_hash(ocid: Any) -> int:
    """Eight bytes for an ocid, the same on every machine; equal for `5` and `"5"`."""
    text = (id_text(ocid) or "").encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big", signed=True)
