"""Folders and ZIP archives as one publication: packed always alike, opened without trust."""

from __future__ import annotations

import contextlib
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from dashboard.messages import InputError

MOST_MEMBERS = 100_000
MOST_BYTES = 64 * 2**30  # unpacked, all members together
LARGEST_RATIO = 200  # unpacked to packed, for members above a megabyte: real text stays below 40
SMALL_MEMBER = 2**20
IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db")
SAME_DAY = (1980, 1, 1, 0, 0, 0)  # the time of a file must not change the bytes of its archive
COPY_BYTES = 2**20


def is_archive(path: Path) -> bool:
    """Whether `path` is a ZIP archive and no spreadsheet, which is one as well."""
    if not path.is_file() or not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return True  # a damaged one; `members` says so
    return not names & {"[Content_Types].xml", "mimetype"}


@contextlib.contextmanager
def as_file(path: Path) -> Iterator[Path]:
    """`path` itself, or for a folder a ZIP of its files that is the same for the same files.

    Raises InputError for a folder without files.
    """
    if not path.is_dir():
        yield path
        return
    files = sorted(
        (file.relative_to(path).as_posix(), file)
        for file in path.rglob("*")
        if file.is_file() and not file.is_symlink() and not _is_ignored(file.name)
    )
    if not files:
        raise InputError(path.name, "the folder holds no files", "At least one was expected")
    with tempfile.TemporaryDirectory(prefix="clearworks-") as temporary:
        packed = Path(temporary) / f"{path.name or 'folder'}.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name, file in files:
                member = zipfile.ZipInfo(name, SAME_DAY)
                member.compress_type = zipfile.ZIP_DEFLATED
                with file.open("rb") as source, archive.open(member, "w") as target:
                    while block := source.read(COPY_BYTES):
                        target.write(block)
        yield packed


def members(path: Path, patterns: tuple[str, ...] = ("*",)) -> list[zipfile.ZipInfo]:
    """The files in the archive `path` whose name fits one of `patterns`, by name.

    Raises InputError for what is no whole archive, holds a path that leads out of it, an archive
    in it, or would unpack to more than a file of that size can honestly hold.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            found = [one for one in archive.infolist() if not one.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError(
            path.name, "it is no whole ZIP archive", "", "If it is cut off, fetch it again"
        ) from error
    found = [one for one in found if not _is_ignored(one.filename)]
    _refuse_dangers(path, found)
    fitting = [
        one
        for one in found
        if any(PurePosixPath(one.filename).match(pattern) for pattern in patterns)
    ]
    return sorted(fitting, key=lambda one: one.filename)


def _refuse_dangers(path: Path, found: list[zipfile.ZipInfo]) -> None:
    if len(found) > MOST_MEMBERS:
        raise InputError(path.name, f"it holds {len(found):,} files", f"At most {MOST_MEMBERS:,}")
    if sum(one.file_size for one in found) > MOST_BYTES:
        raise InputError(path.name, "unpacked it would be larger than 64 GB", "", "Split it")
    for one in found:
        parts = PurePosixPath(one.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in one.filename[:3]:
            raise InputError(path.name, f"'{one.filename[:80]}' leads out of the archive")
        if one.filename.casefold().endswith((".zip", ".gz", ".7z", ".rar", ".bz2", ".xz")):
            raise InputError(
                path.name, f"it holds the archive '{one.filename[:80]}'", "", "Unpack that first"
            )
        large = one.file_size > SMALL_MEMBER
        if large and one.file_size > LARGEST_RATIO * max(one.compress_size, 1):
            raise InputError(
                path.name,
                f"'{one.filename[:80]}' unpacks to {one.file_size:,} bytes "
                f"from {one.compress_size:,}",
                f"At most {LARGEST_RATIO} times as much was expected",
            )


def _is_ignored(name: str) -> bool:
    return any(word in name for word in IGNORED)


@contextlib.contextmanager
def opened(path: Path, member: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    """One member of the archive `path`, to read from. Never unpacked onto the disk."""
    with zipfile.ZipFile(path) as archive, archive.open(member) as stream:
        yield stream


def streams(path: Path, patterns: tuple[str, ...] = ("*",)) -> Iterator[tuple[str, IO[bytes]]]:
    """Each member that `members` names, one after the other: its name, and where to read it from.

    The archive is opened once, which matters where it holds thousands of members.
    """
    found = members(path, patterns)
    with zipfile.ZipFile(path) as archive:
        for member in found:
            with archive.open(member) as stream:
                yield member.filename, stream
