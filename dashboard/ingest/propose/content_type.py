"""What kind of file it is, told by its bytes and never by its name."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

from dashboard.ingest import archive, reading, workbook_safety
from dashboard.messages import InputError

HEAD = 2**16
LARGEST_PARSED = 64 * 2**20  # JSON documents above it are told by their beginning
READABLE = (
    "Expected was CSV, TSV, XLSX, ODS, Parquet, JSON, JSON lines, GeoJSON, KML, a zipped "
    "shapefile, OCDS or OC4IDS"
)
# What a file begins with, what it is, and what may be done.
REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", "Ask the publisher for the table behind it"),
    (b"\x89PNG", "a picture", "Ask the publisher for the table that it shows"),
    (b"\xff\xd8\xff", "a picture", "Ask the publisher for the table that it shows"),
    (b"GIF8", "a picture", "Ask the publisher for the table that it shows"),
    (b"II*\0", "a picture", "Ask the publisher for the table that it shows"),
    (b"MM\0*", "a picture", "Ask the publisher for the table that it shows"),
    (b"BM", "a picture", "Ask the publisher for the table that it shows"),
    (b"RIFF", "a picture, sound or film", ""),
    (b"MZ", "a program", "Programs are never taken"),
    (b"\x7fELF", "a program", "Programs are never taken"),
    (b"#!", "a script", "Programs are never taken"),
    (b"\xca\xfe\xba\xbe", "a program", "Programs are never taken"),
    (b"\xcf\xfa\xed\xfe", "a program", "Programs are never taken"),
    (b"\xd0\xcf\x11\xe0", "an old Office document or a locked one", "Save it as XLSX"),
    (b"{\\rtf", "a text document", "Save the table in it as CSV"),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it first"),
    (b"Rar!", "a RAR archive", "Unpack it first"),
    (b"BZh", "a bzip2 archive", "Unpack it first"),
    (b"\xfd7zXZ", "an xz archive", "Unpack it first"),
    (b"SQLite format 3", "a database", "Export its tables as CSV"),
)
UTF16 = (b"\xff\xfe", b"\xfe\xff")


def told(path: Path) -> str:
    """The format kind of `path` as manifests name it.

    Raises InputError for a folder, an empty file, and what no source can be: documents, pictures,
    programs, other archives. Nothing of it is run or unpacked onto the disk.
    """
    reading.check_file(path)
    with path.open("rb") as file:
        head = file.read(HEAD)
    for start, what, advice in REFUSED:
        if head.startswith(start) and not (start == b"BM" and head[2:6].isalpha()):
            raise InputError(path.name, f"it is {what}", READABLE, advice)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK"):
        return _packed(path)
    text = _text(path, head)
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return _markup(path, start)
    if start.startswith(("{", "[")):
        return _json(path, start)
    return "csv"


def _text(path: Path, head: bytes) -> str:
    if head.startswith(UTF16):
        raise InputError(
            path.name, "it is text in UTF-16", "Expected was UTF-8", "Save it again as UTF-8"
        )
    if b"\0" in head:
        raise InputError(path.name, "it holds bytes that no text has", READABLE)
    return head.decode("utf-8", errors="replace")


def _packed(path: Path) -> str:
    if not zipfile.is_zipfile(path):
        raise InputError(
            path.name, "it is no whole ZIP archive", READABLE, "If it is cut off, fetch it again"
        )
    try:
        with zipfile.ZipFile(path) as found:
            names = found.namelist()
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise InputError(path.name, "it is no whole ZIP archive", READABLE) from error
    if "[Content_Types].xml" in names or "mimetype" in names:
        if any(name.startswith(("word/", "ppt/")) for name in names):
            raise InputError(path.name, "it is a text document or a presentation", READABLE)
        return workbook_safety.check(path)
    members = archive.members(path)
    if not members:
        raise InputError(path.name, "the archive holds no file", READABLE)
    endings = {Path(member.filename).suffix.casefold() for member in members}
    if ".shp" in endings:
        return "shapefile"
    if ".kml" in endings:
        return "kml"
    if endings & {".json", ".geojson", ".jsonl", ".ndjson"}:
        with archive.opened(path, members[0]) as stream:
            content = stream.read(LARGEST_PARSED)
        return _json_kind(content.decode("utf-8", errors="replace"), path)
    raise InputError(
        path.name,
        f"it is an archive of {', '.join(sorted(endings)[:5]) or 'files without an ending'}",
        "Expected was one of JSON files, a shapefile or KML",
        "Unpack it and hand in one file",
    )


def _markup(path: Path, text: str) -> str:
    if re.search(r"<!DOCTYPE(?!\s+html)|<!ENTITY", text, re.IGNORECASE):
        raise InputError(path.name, "it declares a document type of its own", READABLE)
    if "<kml" in text[:4096]:
        return "kml"
    if re.search(r"<(!doctype\s+html|html|body|table|div)\b", text[:4096], re.IGNORECASE):
        raise InputError(
            path.name, "it is a web page", READABLE, "Fetch the file that the page links to"
        )
    raise InputError(path.name, "it is XML of a kind that is not known", READABLE)


def _json(path: Path, start: str) -> str:
    if path.stat().st_size <= LARGEST_PARSED:
        start = path.read_bytes().decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n")
    return _json_kind(start, path)


def _json_kind(text: str, path: Path) -> str:
    text = text.lstrip("\ufeff \t\r\n")
    lines = text.split("\n", 2)
    first, whole = _parsed(lines[0]), None
    is_lines = isinstance(first, dict) and len(lines) > 1 and lines[1].lstrip().startswith("{")
    if not is_lines:
        whole = _parsed(text)
    known = _standard(first if is_lines else whole) or (
        "" if whole is not None or is_lines else _standard_by_start(text)
    )
    if known:
        return known
    if whole is None and not is_lines and len(text) < LARGEST_PARSED:
        raise InputError(
            path.name,
            "it begins like JSON and is none",
            READABLE,
            "If it is cut off, fetch it again",
        )
    return "jsonl" if is_lines else "json"


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _standard(content: Any) -> str:
    """The standard that a document follows, by the keys that only it has."""
    if isinstance(content, list):
        content = content[0] if content and isinstance(content[0], dict) else {}
    if not isinstance(content, dict):
        return ""
    if content.get("type") in ("FeatureCollection", "Feature") and (
        "features" in content or "geometry" in content
    ):
        return "geojson"
    if "ocid" in content or any(_has(content, key, "ocid") for key in ("releases", "records")):
        return "ocds"
    if "projects" in content and ("version" in content or "publishedDate" in content):
        return "oc4ids"
    if {"id", "contractingProcesses"} <= content.keys():
        return "oc4ids"
    return ""


def _has(content: dict, key: str, inner: str) -> bool:
    items = content.get(key)
    return isinstance(items, list) and any(
        isinstance(one, dict) and inner in one for one in items[:5]
    )


def _standard_by_start(text: str) -> str:
    head = text[:HEAD]
    if re.search(r'"type"\s*:\s*"FeatureCollection"', head):
        return "geojson"
    if '"ocid"' in head:
        return "ocds"
    return "oc4ids" if re.search(r'"projects"\s*:\s*\[', head) else ""
