"""Digests by which the same files, folders and rows are known again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import polars as pl


def of_folder(folder: Path, files: str) -> str:
    """A SHA-256 over names and contents of the files of a folder and those below it."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob(files)):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def of_files(paths: Iterable[Path]) -> str:
    """A digest over the bytes of files, whatever their names and order."""
    found = []
    for path in paths:
        with path.open("rb") as file:
            found.append(hashlib.file_digest(file, "blake2b").hexdigest())
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()


def of_frame(frame: pl.DataFrame) -> str:
    """A SHA-256 over columns, types and rows."""
    return hashlib.sha256(f"{frame.schema}\n{frame.write_csv()}".encode()).hexdigest()
