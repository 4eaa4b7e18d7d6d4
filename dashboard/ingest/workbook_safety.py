"""Workbooks are ZIP archives of XML from strangers: what is refused before one is read."""

from __future__ import annotations

import xml.parsers.expat
import zipfile
from pathlib import Path, PurePosixPath

from dashboard.ingest.sheet_cells import UNSOUND
from dashboard.messages import InputError

MOST_MEMBERS = 10_000
MOST_BYTES = 4 * 2**30  # unpacked, all members together; they are streamed, never kept whole
# As archive.LARGEST_RATIO. Every cell of a sheet carries its address, so that sheets shrink like
# other text: measured were 7 (figures) to 23 (one word in every one of 500,000 cells).
LARGEST_RATIO = 200
SMALL_MEMBER = 2**20
MOST_SHARED_TEXT = 2**29  # bytes of the table of texts, which is kept in memory
LARGEST_GRID = 100_000_000  # cells, empty ones counted, that one sheet may ask memory for
MOST_CELL_TEXT = 2 * 2**30  # characters of all cells together: short references to long texts

OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
EXPECTED = "Expected was an XLSX or ODS workbook"


def check(path: Path) -> str:
    """`xlsx` or `ods`, by the content of `path`, whatever its name.

    Raises InputError for what is no such workbook, is locked, holds a document type (and with it
    entities), a path that leads out of it, or more than a workbook of that size can honestly hold.
    """
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(OLD_OR_LOCKED):
        _refuse_old_or_locked(path)
    if not zipfile.is_zipfile(path):
        raise InputError(
            path.name,
            "it is a web page or other text, not a workbook"
            if start.lstrip(b"\xef\xbb\xbf \r\n")[:1] == b"<"
            else "it is no whole workbook",
            EXPECTED,
            "Save it as XLSX in a spreadsheet program; if it is cut off, fetch it again",
        )
    try:
        with zipfile.ZipFile(path) as archive:
            found = archive.infolist()
            _refuse_dangers(path, found)
            kind = _kind(path, archive)
            for member in found:
                if member.filename.casefold().endswith((".xml", ".rels")):
                    _refuse_document_type(path, archive, member)
    except UNSOUND as error:
        raise InputError(
            path.name, "it is no whole workbook", EXPECTED, "If it is cut off, fetch it again"
        ) from error
    return kind


def _refuse_old_or_locked(path: Path) -> None:
    is_locked = "EncryptedPackage".encode("utf-16-le") in path.read_bytes()
    raise InputError(
        path.name,
        "the workbook is locked with a password" if is_locked else "it is an old .xls workbook",
        EXPECTED,
        "Open it, take the password off and save it again" if is_locked else "Save it as XLSX",
    )


def _refuse_dangers(path: Path, found: list[zipfile.ZipInfo]) -> None:
    if len(found) > MOST_MEMBERS:
        raise InputError(path.name, f"it holds {len(found):,} files", f"At most {MOST_MEMBERS:,}")
    total = sum(member.file_size for member in found)
    if total > MOST_BYTES:
        raise InputError(
            path.name,
            f"unpacked it would be {total:,} bytes",
            f"At most {MOST_BYTES:,}",
            "Split it, or save it as CSV",
        )
    names = set()
    for member in found:
        parts = PurePosixPath(member.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts:
            raise InputError(path.name, f"'{member.filename[:80]}' leads out of the workbook")
        if member.filename in names:
            raise InputError(path.name, f"it holds '{member.filename[:80]}' twice")
        names.add(member.filename)
        if member.flag_bits & 1:
            raise InputError(path.name, "the workbook is locked with a password", EXPECTED)
        large = member.file_size > SMALL_MEMBER
        if large and member.file_size > LARGEST_RATIO * max(member.compress_size, 1):
            raise InputError(
                path.name,
                f"'{member.filename[:80]}' unpacks to {member.file_size:,} bytes "
                f"from {member.compress_size:,}",
                f"At most {LARGEST_RATIO} times as much was expected",
            )


def _kind(path: Path, archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        if "xl/workbook.bin" in names:
            raise InputError(path.name, "it is a binary workbook (.xlsb)", EXPECTED, "Save it so")
        shared = [one for one in archive.infolist() if one.filename.endswith("sharedStrings.xml")]
        if any(one.file_size > MOST_SHARED_TEXT for one in shared):
            raise InputError(path.name, "its texts are larger than 512 MB", "", "Save it as CSV")
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        if b"encryption-data" in archive.read("META-INF/manifest.xml")[: 2**20]:
            raise InputError(
                path.name,
                "the workbook is locked with a password",
                EXPECTED,
                "Open it, take the password off and save it again",
            )
        if b"spreadsheet" in archive.read("mimetype")[:100]:
            return "ods"
    raise InputError(path.name, "it is an archive, but no workbook", EXPECTED)


class _RootReached(Exception):
    """The document element has begun, and with it the place for a document type is past."""


def _refuse_document_type(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Refuse XML with a document type: no spreadsheet program writes one, and entities need it."""

    def refuse(*_: object) -> None:
        raise InputError(
            path.name,
            f"'{member.filename[:80]}' declares a document type",
            "A workbook needs none, and entities could be hidden in it",
            "Open it in a spreadsheet program and save it again",
        )

    def reached(*_: object) -> None:
        raise _RootReached

    parser = xml.parsers.expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = reached
    with archive.open(member) as stream:
        try:
            while block := stream.read(2**16):
                parser.Parse(block, False)
        except _RootReached:
            return
        except xml.parsers.expat.ExpatError as error:
            raise InputError(
                path.name, f"'{member.filename[:80]}' is no sound XML ({error})", EXPECTED
            ) from error
