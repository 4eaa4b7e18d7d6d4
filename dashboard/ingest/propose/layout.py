"""Where the table lies in an unknown file: encoding, delimiter, sheet, header, lines of totals."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import mode

from charset_normalizer import from_bytes

from dashboard.ingest import reading, workbooks
from dashboard.ingest.header_lines import SEARCHED, joined
from dashboard.ingest.header_lines import Line as HeaderLine
from dashboard.ingest.propose import dates, names, numbers, words
from dashboard.messages import InputError

DELIMITERS = (",", ";", "\t", "|")
# Tried where the bytes are no UTF-8, besides what they look like.
ENCODINGS = (
    *("cp1252", "latin-1", "cp949", "cp874", "cp1251", "koi8-u"),
    *("cp1256", "cp1258", "cp1250", "shift_jis", "gb18030"),
)
# Encodings that differ in few letters are told apart by the language of the names of columns.
USUAL = {
    **dict.fromkeys(("en", "es", "pt"), ("cp1252", "latin-1")),
    **{"cs": ("cp1250",), "uk": ("cp1251", "koi8-u"), "vi": ("cp1258",), "ar": ("cp1256",)},
    **{"ko": ("cp949",), "th": ("cp874",)},
}
LOOKED_AT = 2**20
LONGEST_LINE = 2**20
VALUES_OF_A_RECORD = 5


@dataclass(frozen=True)
class Found:
    """The `format` group of a manifest, what stands above the header, and what was noticed."""

    format: dict[str, object]
    above: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default_factory=tuple)


def of_text(path: Path) -> Found:
    """How a delimited text file is laid out. Raises InputError where no table is to be seen."""
    content = reading.file_bytes(path)
    encoding, how = _encoding(content)
    lines = reading.physical_lines(content)
    longest = max(map(len, lines[: SEARCHED * 4]), default=0)
    if longest > LONGEST_LINE:
        raise InputError(
            path.name, f"a line of it has {longest:,} bytes", "Expected was a record on each line"
        )
    texts = [line.decode(encoding, errors="replace") for line in lines[: SEARCHED * 4]]
    delimiter = _delimiter(texts)
    records = _records(texts, delimiter)
    settings: dict[str, object] = {
        "kind": "csv",
        "encodings": ["utf-8"] if encoding == "utf-8" else ["utf-8", encoding],
        "delimiters": [delimiter],
    }
    above, notes = _header_into(settings, path, records)
    return Found(settings, above, (how, *notes) if how else tuple(notes))


def of_sheet(path: Path, kind: str, wanted: str = "") -> tuple[Found, list[str]]:
    """How a sheet of a workbook is laid out, and the names of all its sheets that hold a table."""
    fitting: list[tuple[float, str, list[HeaderLine]]] = []
    with workbooks.opened(path) as book:
        visible = sum(not sheet.is_hidden for sheet in book.sheets)
        for sheet in book.sheets:
            if sheet.is_hidden:
                continue
            rows = list(islice(book.rows(sheet), SEARCHED))
            lines = [HeaderLine(row.number, _cells(row.cells)) for row in rows if row.cells]
            best = _best_header(lines)
            if best is not None and len(lines) > best + 1:
                fitting.append((_likeness(lines, best), sheet.name, lines))
    if not fitting:
        raise InputError(
            path.name, "none of its sheets holds a table", "Expected were rows below a header"
        )
    names_of_sheets = [name for _, name, _ in fitting]
    if wanted and wanted not in names_of_sheets:
        raise InputError(path.name, f"it has no sheet '{wanted}' with a table")
    chosen = next((one for one in fitting if one[1] == wanted), None) or max(
        fitting, key=lambda one: one[0]
    )
    settings: dict[str, object] = {"kind": kind}
    if visible > 1:
        settings["sheet"] = chosen[1]
    above, notes = _header_into(settings, path, chosen[2])
    return Found(settings, above, tuple(notes)), names_of_sheets


def _cells(cells: dict[int, str]) -> list[str]:
    return [cells.get(column, "") for column in range(max(cells) + 1)]


def _encoding(content: bytes) -> tuple[str, str]:
    """The encoding, and a sentence on how it was told where the bytes leave several."""
    try:
        content.decode("utf-8")
        return "utf-8", ""
    except UnicodeDecodeError as error:
        if error.start >= len(content) - 3:
            return "utf-8", "The last character is cut off."
    guess = from_bytes(content[:LOOKED_AT], cp_isolation=list(ENCODINGS)).best()
    guessed = guess.encoding.replace("_", "-") if guess else ""
    best, best_score = "latin-1", -1.0
    for encoding in dict.fromkeys([guessed, *ENCODINGS]):
        try:
            head = content[:LOOKED_AT].decode(encoding) if encoding else ""
            content.decode(encoding or "utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
        score = _known_names(head, encoding)
        if score > best_score:
            best, best_score = encoding, score
    return best, f"It is no UTF-8; read as {best}, in which most names of columns are words."


def _known_names(text: str, encoding: str) -> float:
    """How many cells of the first lines are names of columns, a usual encoding counting half."""
    cells = [cell for line in text.splitlines()[:10] for cell in re.split(r"[,;\t|]", line)[:80]]
    known = [cell.strip('" ') for cell in cells if names.is_known(cell.strip('" '))]
    return len(known) + 0.5 * (encoding in USUAL.get(names.main_language(known), ()))


def _delimiter(texts: Sequence[str]) -> str:
    """The sign that takes most lines apart into equally many cells."""
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        widths = [len(line.cells) for line in _records(texts, delimiter)]
        wide = [width for width in widths if width > 1]
        if not wide:
            continue
        usual = mode(wide)
        score = sum(width == usual for width in widths) / len(widths) * min(usual, 8)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _records(texts: Sequence[str], delimiter: str) -> list[HeaderLine]:
    found: list[HeaderLine] = []
    reader = csv.reader(texts, delimiter=delimiter)
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append(HeaderLine(before + 1, cells, reader.line_num))
            before = reader.line_num
            if len(found) >= SEARCHED:
                break
    except csv.Error:
        pass
    return found


def _header_into(
    settings: dict[str, object], path: Path, lines: list[HeaderLine]
) -> tuple[tuple[str, ...], list[str]]:
    """Write where the header is into `settings`; returns the lines above it, and notes."""
    notes: list[str] = []
    best = _best_header(lines)
    if best is None:
        raise InputError(
            path.name,
            "no line in it could be the names of columns",
            "Expected was a table with a header",
        )
    if best > 0:
        settings["header_line"] = lines[best].number
        notes.append(f"The names of the columns stand on line {lines[best].number}.")
    if _is_doubled(lines, best):
        settings["header_line"] = lines[best].number
        settings["header_lines"] = 2
        notes.append("The header takes two lines; their words are joined.")
    after = best + int(settings.get("header_lines", 1))
    if after < len(lines) and _counts_columns(lines[after].cells):
        settings["header_line"] = lines[best].number
        settings["skip_after_header"] = 1
        notes.append("A line that numbers the columns is passed over.")
    above = tuple(
        " ".join(cell.strip() for cell in line.cells if cell.strip()) for line in lines[:best]
    )
    return above, notes


def _usual_width(lines: list[HeaderLine]) -> int:
    filled = [_filled(line.cells) for line in lines]
    return mode(sorted(filled, reverse=True)) if filled else 0


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _best_header(lines: list[HeaderLine]) -> int | None:
    if not lines:
        return None
    scores = [_likeness(lines, index) for index in range(min(len(lines), SEARCHED))]
    best = max(range(len(scores)), key=lambda index: (scores[index], -index))
    if scores[best] <= 0:
        return None
    if best > 0 and _is_doubled(lines, best - 1):
        return best - 1
    return best


def _likeness(lines: list[HeaderLine], index: int) -> float:
    """How much like a header a line is: names, no values, as wide as the lines below it."""
    cells = [cell.strip() for cell in lines[index].cells if cell.strip()]
    width = max(_usual_width(lines[index:]), _usual_width(lines))
    if len(cells) < max(2, width // 2) and not (width == 1 and len(cells) == 1):
        return 0.0
    values = sum(_is_value(cell) for cell in cells)
    known = sum(names.is_known(cell) for cell in cells[:200] if len(cell) < 120)
    repeated = len(cells) - len(set(cells))
    return len(cells) + 3 * known - 4 * values - repeated - 0.01 * index


def _is_value(cell: str) -> bool:
    short = cell[:200]
    number = numbers.found_in({short: 1})
    day = dates.found_in({short: 1})
    return bool(number and number.share == 1 or day and day.share == 1)


def _is_doubled(lines: list[HeaderLine], index: int) -> bool:
    """Whether a second line of names follows, under headings that stand over several columns."""
    if index + 2 >= len(lines):
        return False
    upper, lower, data = (lines[index + step].cells for step in range(3))
    width = max(len(upper), len(lower))
    upper = [*upper, *[""] * (width - len(upper))]
    lower = [*lower, *[""] * (width - len(lower))]
    under_nothing = sum(
        bool(low.strip()) and not up.strip() for up, low in zip(upper, lower, strict=True)
    )
    both = sum(bool(low.strip()) and bool(up.strip()) for up, low in zip(upper, lower, strict=True))
    if not under_nothing or not both or _filled(upper) < 2:
        return False
    if any(_is_value(cell) for cell in [*upper, *lower] if cell.strip()):
        return False
    if not any(_is_value(cell) for cell in data if cell.strip()):
        return False
    together = joined([HeaderLine(1, upper), HeaderLine(2, lower)])
    known_together = sum(names.is_known(cell) for cell in together if cell)
    known_lower = sum(names.is_known(cell) for cell in lower if cell.strip())
    return known_together >= known_lower and len(set(together)) == len(together)


def _counts_columns(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) > 2 and filled == [str(number) for number in range(1, len(filled) + 1)]


def totals_in(first_cells: Sequence[str]) -> str:
    """A pattern for the first cells that announce a total; empty where there is none."""
    known = words.word_set("totals")
    found = sorted(
        {
            cell.strip().rstrip(":").strip()
            for cell in first_cells
            if words.plain(cell) in known and len(cell) < 60
        }
    )
    return rf"(?i)(?:{'|'.join(map(re.escape, found))})\s*:?\s*$" if found else ""


def of_json(path: Path, kind: str) -> Found:
    """Where the records of a JSON document are. JSON lines have one a line."""
    if kind == "jsonl":
        return Found({"kind": "jsonl"})
    place = ""
    try:
        content = json.loads(path.read_bytes()) if path.stat().st_size <= 2**26 else None
    except (ValueError, RecursionError):
        content = None
    if isinstance(content, dict):
        found = _lists_of_records(content, "", 0)
        place = max(found, key=lambda pair: pair[1])[0] if found else ""
    settings: dict[str, object] = {"kind": "json"}
    if place:
        settings["records"] = place
    return Found(settings)


def _lists_of_records(content: dict, before: str, level: int) -> list[tuple[str, int]]:
    """The paths of lists that hold objects, each with their number.

    An object with many values of its own is a record itself, and the lists in it are parts of it.
    """
    values = sum(not isinstance(value, list | dict) for value in content.values())
    if before and values >= VALUES_OF_A_RECORD:
        return [(before, 1)]
    found: list[tuple[str, int]] = []
    for key, value in content.items():
        path = f"{before}.{key}" if before else key
        if isinstance(value, list) and any(isinstance(one, dict) for one in value):
            found.append((path, len(value)))
        elif isinstance(value, dict) and level < 4:
            found += _lists_of_records(value, path, level + 1)
    return found
