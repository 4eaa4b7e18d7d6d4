"""Lines of a table that are no data, totals and notes; and cells joined over several rows."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from dashboard.ingest.declarations import Manifest
from dashboard.ingest.reading import LINE, BadRow, RawTable
from dashboard.ingest.row_texts import row_text
from dashboard.messages import InputError

TOTAL = "a total of the lines above"
BELOW = "below the end of the table"


def shaped(raw: RawTable, manifest: Manifest) -> RawTable:
    """`raw` without totals and what lies below the table (set aside, so that they are counted),
    and with joined cells filled down where the manifest says so."""
    layout = manifest.layout
    for name in layout.fill_down:
        if name not in raw.frame.columns:
            raise InputError(
                manifest.where,
                f"format.fill_down names the column '{name}', which the file lacks",
                f"It has: {', '.join(raw.frame.columns[1:40])}",
            )
    if not (layout.totals or layout.ends_at or layout.fill_down):
        return raw
    frame, bad_rows = raw.frame, list(raw.bad_rows)
    first_cells = _first_cells(frame, manifest)
    reasons: dict[int, str] = {}
    if layout.ends_at:
        # A line of notes may have too few cells to be a row at all.
        notes = [bad.line for bad in bad_rows if re.match(layout.ends_at, bad.text.lstrip('" '))]
        end = min([*_lines_with(frame, first_cells, layout.ends_at), *notes], default=None)
        if end is not None:
            reasons |= dict.fromkeys(frame.filter(pl.col(LINE) >= end)[LINE], BELOW)
            bad_rows = [replace(bad, reason=BELOW) if bad.line >= end else bad for bad in bad_rows]
    if layout.totals:
        for line in _lines_with(frame, first_cells, layout.totals):
            reasons.setdefault(line, TOTAL)
    left_out = frame.filter(pl.col(LINE).is_in(list(reasons)))
    bad_rows += [
        BadRow(row[LINE], reasons[row[LINE]], row_text(row, raw.layout))
        for row in left_out.iter_rows(named=True)
    ]
    frame = frame.filter(~pl.col(LINE).is_in(list(reasons))).with_columns(
        pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name)).forward_fill().alias(name)
        for name in layout.fill_down
    )
    return replace(raw, frame=frame, bad_rows=bad_rows)


def _first_cells(frame: pl.DataFrame, manifest: Manifest) -> pl.Series:
    """The first cell of each row that holds something."""
    texts = [
        pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name).str.strip_chars())
        for name in frame.columns
        if name != LINE
    ]
    return frame.select(pl.coalesce(texts).alias("first")).to_series()


def _lines_with(frame: pl.DataFrame, first_cells: pl.Series, pattern: str) -> list[int]:
    """The lines whose first cell begins as `pattern` says."""
    fitting = [
        text for text in first_cells.unique().drop_nulls() if re.match(pattern, text) is not None
    ]
    return frame.filter(first_cells.is_in(fitting))[LINE].to_list()
