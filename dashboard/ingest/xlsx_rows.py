"""The rows of one sheet of an XLSX, taken out of its XML block by block.

Cells in the form that all common programs write are found by a pattern, several times faster than
by an XML parser. Where the cells that it finds are not all the cells of a block, that block goes
through the parser instead.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import IO

from dashboard.ingest.sheet_cells import column_number

RawCell = tuple[int, str, str, str]  # column from 0, style, type, text as stored
RawRow = tuple[int, list[RawCell]]
BLOCK_BYTES = 2**22
LONGEST_ROW = 2**28
ROW_END = b"</row>"
SHEET_END = b"</sheetData>"
CELL = re.compile(
    r'<c r="([A-Z]{1,3})(\d{1,7})"(?: s="(\d+)")?(?: t="(n|s|b|e|str|d)")?'
    r"(?:/>|>(?:<f[^<>]*(?:/>|>[^<]*</f>))?(?:<v>([^<]*)</v>|<v/>)?</c>)"
)
NAMESPACES = re.compile(r'\sxmlns(?::[\w.-]+)?="[^"]*"')
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# In these a pattern might mistake for a cell what is none.
NEEDS_PARSER = ("<!--", "<![CDATA[", "<?")


def raw_rows(stream: IO[bytes], start: int = 0) -> Iterator[RawRow]:
    """Every row with a cell that stores something: its number, and its cells as stored.

    Rows before `start` may be left out: blocks that say that they end before it are passed over.
    Raises ElementTree.ParseError or ValueError where the XML is at fault.
    """
    rest, number = b"", 0
    namespaces = ""
    while True:
        block = stream.read(BLOCK_BYTES)
        rest += block
        if not namespaces and b"\0" in rest[:100]:  # two bytes a character
            yield from _parsed_whole(_Joined(rest, stream))
            return
        if not namespaces and b"sheetData" in rest:
            head = rest[: rest.index(b"sheetData")]
            if b":sheetData" in rest[: len(head) + 10] or not _is_utf8(head):
                yield from _parsed_whole(_Joined(rest, stream))
                return
            namespaces = "".join(NAMESPACES.findall(head.decode()))
            rest = rest[len(head) :].partition(b">")[2]
        if not namespaces:
            if not block or len(rest) > LONGEST_ROW:
                raise ValueError("no data")
            continue
        end, is_last = _cut(rest, bool(block))
        if end and not _ends_before(rest[:end], start):
            for row in _rows_of(rest[:end].decode(), namespaces, number):
                number = row[0]
                yield row
        rest = rest[end:]
        if is_last:
            return
        if not block:
            raise ValueError("it breaks off")
        if len(rest) > LONGEST_ROW:
            raise ValueError("a row without an end")


def _is_utf8(start: bytes) -> bool:
    declared = re.search(rb"<\?xml[^>]*encoding=[\"']([\w-]+)", start)
    return not declared or declared[1].lower() in (b"utf-8", b"us-ascii", b"ascii")


def _cut(rest: bytes, more: bool) -> tuple[int, bool]:
    """Where the last whole row of `rest` ends, and whether no row comes after it."""
    over = rest.find(SHEET_END)
    if over >= 0:
        return over, True
    end = rest.rfind(ROW_END)
    if end < 0 and not more and re.match(rb"\s*</worksheet>", rest):
        return 0, True  # <sheetData/>
    return (end + len(ROW_END), False) if end >= 0 else (0, False)


def _ends_before(block: bytes, start: int) -> bool:
    """Whether the last row of a block says a number before `start`."""
    last = re.match(rb'<row r="(\d+)"', block[block.rfind(b"<row ") :]) if start else None
    return last is not None and int(last[1]) < start


def _rows_of(text: str, namespaces: str, before: int) -> Iterator[RawRow]:
    """The rows of a block that begins and ends between rows."""
    found = CELL.findall(text)
    count = text.count("<c ") + text.count("<c>") + text.count("<c/>")
    if len(found) != count or any(mark in text for mark in NEEDS_PARSER):
        tree = ElementTree.fromstring(f"<sheetData{namespaces}>{text}</sheetData>")
        yield from _parsed(tree, before)
        return
    columns: dict[str, int] = {}
    for row, cells in groupby(found, itemgetter(1)):
        kept: list[RawCell] = []
        for letters, _, style, kind, stored in cells:
            if stored:
                column = columns.get(letters)
                if column is None:
                    column = columns[letters] = column_number(letters)
                kept.append((column, style, kind, _plain(stored) if "&" in stored else stored))
        if kept:
            yield int(row), kept


def _plain(stored: str) -> str:
    return html.unescape(stored)


def _parsed(rows: ElementTree.Element, before: int) -> Iterator[RawRow]:
    number = before
    for row in rows:
        if row.tag.rpartition("}")[2] == "row":
            number = int(row.get("r") or number + 1)
            if cells := _cells(row):
                yield number, cells


def _parsed_whole(stream: _Joined) -> Iterator[RawRow]:
    """The rows of a sheet in another encoding, or with prefixes before its tags."""
    number, data = 0, None
    for event, part in ElementTree.iterparse(stream, events=("start", "end")):
        name = part.tag.rpartition("}")[2]
        if event == "start" and name == "sheetData":
            data = part
        elif event == "end" and name == "row":
            number = int(part.get("r") or number + 1)
            if cells := _cells(part):
                yield number, cells
            if data is not None:
                data.clear()
        elif event == "end" and name == "sheetData":
            return


class _Joined:
    """A stream of which the first bytes were read already."""

    def __init__(self, start: bytes, stream: IO[bytes]) -> None:
        self.start, self.stream = start, stream

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most `size`."""
        if self.start:
            head, self.start = (
                (self.start[:size], self.start[size:]) if size > 0 else (self.start, b"")
            )
            return head
        return self.stream.read(size)


def _cells(row: ElementTree.Element) -> list[RawCell]:
    cells: list[RawCell] = []
    column = -1
    for cell in row:
        address = cell.get("r")
        column = column_number(address.rstrip("0123456789")) if address else column + 1
        kind = cell.get("t", "")
        if kind == "inlineStr":
            text = "".join(text_of(part) for part in cell if _is(part, "is"))
        else:
            text = next((part.text or "" for part in cell if _is(part, "v")), "")
        if text:
            cells.append((column, cell.get("s", ""), kind, text))
    return cells


def _is(part: ElementTree.Element, name: str) -> bool:
    return part.tag.rpartition("}")[2] == name


def text_of(part: ElementTree.Element) -> str:
    """The text of a rich text without its readings aloud (`rPh`)."""
    texts = []
    for one in part:
        if _is(one, "t"):
            texts.append(one.text or "")
        elif _is(one, "r"):
            texts += [run.text or "" for run in one if _is(run, "t")]
    return unescaped("".join(texts))


def unescaped(text: str) -> str:
    """`text` with `_x000D_` and the like as the characters that they stand for."""
    if "_x" in text:
        text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.replace("\r\n", "\n") if "\r" in text else text
