"""KML and KMZ to rows of text: one row a placemark, in the order of the document.

Read as plain XML, so that no link in it is followed and every property comes as it was written.
"""

from __future__ import annotations

import contextlib
import xml.etree.ElementTree as ElementTree
import xml.parsers.expat
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from dashboard.ingest import archive
from dashboard.ingest.declarations import Manifest
from dashboard.ingest.reading import CellIssue, RawTable, check_file
from dashboard.ingest.sheet_cells import UNSOUND
from dashboard.messages import InputError

EXPECTED = "Expected was a KML file with placemarks"
FOLDER = "folder"  # the folders that a placemark lies in, outermost first
PLAIN = ("name", "description", "address", "snippet")
LARGEST = 2**31


def read_rows(path: Path, manifest: Manifest) -> RawTable:
    """One row of text per placemark, numbered from 1, with `feature_rows.place_columns`.

    The columns are `name`, `description`, `address`, `snippet`, `folder` where they occur, then
    the names of the extended data. KML is always in WGS84. Raises InputError for no such file.
    """
    from dashboard.ingest import feature_rows

    check_file(path)
    rows: list[dict[str, str]] = []
    shapes: list[Any] = []
    unreadable: list[CellIssue] = []
    for row, geometry in _placemarks(path):
        rows.append(row)
        shapes.append(_shape(geometry))
        if geometry is not None and shapes[-1] is None:
            text = " ".join("".join(geometry.itertext()).split())[:300]
            unreadable += [
                CellIssue(len(rows), header, text, "a geometry that cannot be read")
                for header in (feature_rows.LONGITUDE, feature_rows.WKT)
            ]
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells: dict[str, list[str | None]] = {name: [row.get(name) for row in rows] for name in names}
    layout = {"kind": "kml", "columns": names, "personal": list(manifest.personal)}
    places = feature_rows.place_columns(shapes, manifest)
    return RawTable(feature_rows.frame(cells, places), [], layout, unreadable)


def record(path: Path, layout: dict, number: int) -> dict[str, str] | None:
    """The properties of placemark `number`; None where there is none."""
    for index, (row, _) in enumerate(_placemarks(path), start=1):
        if index == number:
            return {name: row.get(name, "") for name in layout["columns"]}
    return None


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    if not archive.is_archive(path):
        with path.open("rb") as stream:
            yield stream
        return
    found = archive.members(path, ("*.kml",))
    if len(found) != 1 or found[0].file_size > LARGEST:
        raise InputError(path.name, f"it holds {len(found)} KML files", "One was expected")
    with archive.opened(path, found[0]) as stream:
        yield stream


def _placemarks(path: Path) -> Iterator[tuple[dict[str, str], ElementTree.Element | None]]:
    """The properties and the geometry of each placemark. Raises InputError."""
    _refuse_document_type(path)
    folders: list[str] = []
    holders: list[ElementTree.Element] = []
    try:
        with _opened(path) as stream:
            for event, part in ElementTree.iterparse(stream, events=("start", "end")):
                name = _name(part)
                if event == "start":
                    if not holders and name not in ("kml", "Document", "Folder", "Placemark"):
                        raise InputError(path.name, "it is XML, but no KML", EXPECTED)
                    holders.append(part)
                    if name == "Folder":
                        folders.append("")
                    continue
                holders.pop()
                if name == "Folder":
                    folders.pop()
                elif name == "name" and holders and _name(holders[-1]) == "Folder":
                    folders[-1] = (part.text or "").strip()
                elif name == "Placemark":
                    yield _properties(part, folders), _geometry(part)
                    part.clear()
                    if holders:
                        holders[-1].remove(part)
    except UNSOUND as error:
        raise InputError(
            path.name,
            f"it is no whole KML file ({str(error)[:80]})",
            EXPECTED,
            "If it is cut off, fetch it again",
        ) from error


def _refuse_document_type(path: Path) -> None:
    class Begun(Exception):
        """The document element has begun."""

    def refuse(*_: object) -> None:
        raise InputError(path.name, "it declares a document type", "KML needs none", "Take it out")

    def begun(*_: object) -> None:
        raise Begun

    parser = xml.parsers.expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler = refuse, begun
    try:
        with _opened(path) as stream:
            while block := stream.read(2**16):
                parser.Parse(block, False)
    except Begun:
        return
    except (xml.parsers.expat.ExpatError, *UNSOUND) as error:
        raise InputError(path.name, f"it is no KML ({str(error)[:80]})", EXPECTED) from error
    raise InputError(path.name, "it is no whole KML file", EXPECTED)


def _name(part: ElementTree.Element) -> str:
    return part.tag.rpartition("}")[2]


def _properties(placemark: ElementTree.Element, folders: list[str]) -> dict[str, str]:
    row: dict[str, str] = {}
    for part in placemark:
        name = _name(part)
        if name in PLAIN and (text := "".join(part.itertext()).strip()):
            row[name] = text
        if name == "ExtendedData":
            for data in part.iter():
                kind = _name(data)
                if kind == "SimpleData":
                    row[data.get("name", "")] = (data.text or "").strip()
                if kind == "Data":
                    values = [one.text or "" for one in data if _name(one) == "value"]
                    row[data.get("name", "")] = "".join(values).strip()
    if any(folders):
        row[FOLDER] = " / ".join(folder for folder in folders if folder)
    return row


def _geometry(placemark: ElementTree.Element) -> ElementTree.Element | None:
    return next((part for part in placemark if _name(part) in SHAPES), None)


def _shape(part: ElementTree.Element | None) -> Any:
    """A shapely geometry, or None where there is none or it cannot be one."""
    from shapely.errors import GEOSException

    if part is None:
        return None
    try:
        return SHAPES[_name(part)](part)
    except (ValueError, IndexError, RecursionError, GEOSException):
        return None


def _points(part: ElementTree.Element) -> list[tuple[float, float]]:
    text = next((one.text or "" for one in part.iter() if _name(one) == "coordinates"), "")
    pairs = (item.split(",") for item in text.split())
    return [(float(pair[0]), float(pair[1])) for pair in pairs]


def _point(part: ElementTree.Element) -> Any:
    import shapely

    return shapely.Point(_points(part)[0])


def _line(part: ElementTree.Element) -> Any:
    import shapely

    return shapely.LineString(_points(part))


def _polygon(part: ElementTree.Element) -> Any:
    import shapely

    outer = [_points(one) for one in part if _name(one) == "outerBoundaryIs"]
    inner = [_points(one) for one in part if _name(one) == "innerBoundaryIs"]
    return shapely.Polygon(outer[0], inner)


def _several(part: ElementTree.Element) -> Any:
    import shapely

    shapes = [_shape(one) for one in part if _name(one) in SHAPES]
    known = [shape for shape in shapes if shape is not None]
    kinds = {shape.geom_type for shape in known}
    if len(known) == 1:
        return known[0]
    if kinds == {"Point"}:
        return shapely.MultiPoint(known)
    if kinds == {"LineString"}:
        return shapely.MultiLineString(known)
    if kinds == {"Polygon"}:
        return shapely.MultiPolygon(known)
    return shapely.GeometryCollection(known) if known else None


SHAPES = {
    "Point": _point,
    "LineString": _line,
    "LinearRing": _line,
    "Polygon": _polygon,
    "MultiGeometry": _several,
}
