"""Text columns to typed columns, with one load issue for every cell nulled or repaired."""

from __future__ import annotations

import re
from typing import Any

import polars as pl

from dashboard.ingest import values
from dashboard.ingest.declarations import Column, Manifest
from dashboard.ingest.party_keys import WITHHELD
from dashboard.ingest.privacy import redact
from dashboard.ingest.reading import LINE, CellIssue

TYPES: dict[str, pl.DataType] = {
    "text": pl.String(),
    "code": pl.String(),
    "extract": pl.String(),
    "date": pl.Date(),
    "money": pl.Decimal(18, 2),
    "share": pl.Float64(),
    "number": pl.Float64(),
    "coordinate": pl.Float64(),
    "integer": pl.Int64(),
    "flag": pl.Boolean(),
    "moment": pl.Datetime("us"),
}
ISSUE_SCHEMA = {
    LINE: pl.Int64(),
    "column_name": pl.String(),
    "raw_value": pl.String(),
    "issue": pl.String(),
    "action": pl.String(),
}
LONGEST_RAW_VALUE = 300


def typed(
    frame: pl.DataFrame, manifest: Manifest, names: dict[str, str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The manifest's columns of `frame`, typed, and the load issues (`ISSUE_SCHEMA`).

    `names`: for each column of the manifest its name in `frame`. Each distinct text is read once.
    """
    result = {LINE: frame[LINE]}
    issues: list[pl.DataFrame] = []
    for column in manifest.columns.values():
        raw = frame[names[column.name]] if column.name in names else _absent(frame, column.name)
        if column.name in manifest.withheld and column.type == "text":
            result[column.name] = _unread(raw)  # to be coded: nothing of it is kept or told
            continue
        read = _read_extract if column.type == "extract" else _read_column
        for name, series, found in read(frame[LINE], raw, column):
            result[name] = series
            issues.append(found)
    rows = pl.DataFrame(result)
    for column in manifest.columns.values():
        if column.zero_beside:
            rows, found = _zero_beside(rows, column)
            issues.append(found)
    said = pl.concat([pl.DataFrame(schema=ISSUE_SCHEMA), *issues])
    if rows[LINE].n_unique() < rows.height:  # several rows of one record: each issue once
        said = said.unique(maintain_order=True)
    return _only_where(rows, manifest), said


def _unread(raw: pl.Series) -> pl.Series:
    """The texts as they are, without blanks around them; empty ones are NULL."""
    texts = raw.str.strip_chars()
    return texts.to_frame("text").select(pl.when(pl.col("text") != "").then("text")).to_series()


def withheld(issues: pl.DataFrame, manifest: Manifest) -> pl.DataFrame:
    """`issues` without the values of columns that are kept as codes only."""
    hidden = pl.col("column_name").is_in([*manifest.withheld, *_groups_withheld(manifest)])
    shown = pl.when(hidden).then(pl.lit(WITHHELD)).otherwise("raw_value")
    return issues.with_columns(shown.alias("raw_value"))


def _groups_withheld(manifest: Manifest) -> list[str]:
    return [group for name in manifest.withheld for group in manifest.columns[name].groups]


def _only_where(rows: pl.DataFrame, manifest: Manifest) -> pl.DataFrame:
    """`rows` without the values that a column has in rows where its condition has none."""
    emptied = [
        pl.when(pl.col(column.only_where).is_not_null()).then(pl.col(name)).alias(name)
        for column in manifest.columns.values()
        if column.only_where
        for name in (column.name, *column.groups)
    ]
    return rows.with_columns(emptied)


def _absent(frame: pl.DataFrame, name: str) -> pl.Series:
    """The cells of an optional column that the file lacks."""
    return pl.Series(name, [None] * frame.height, dtype=pl.String())


def failed_cells(cells: list[CellIssue], names: dict[str, str]) -> pl.DataFrame:
    """The load issues of cells that are no value of the file, for each column that reads them."""
    readers: dict[str, list[str]] = {}
    for column, header in names.items():
        readers.setdefault(header, []).append(column)
    found = [
        (cell.line, column, cell.text, cell.issue, values.NULLED)
        for cell in cells
        for column in readers.get(cell.header, ())
    ]
    return pl.DataFrame(found, schema=ISSUE_SCHEMA, orient="row")


def _read_column(lines: pl.Series, raw: pl.Series, column: Column):
    texts = [text for text in raw.drop_nulls().unique(maintain_order=True) if text.strip()]
    read = values.reader(column, texts)
    readings = {text: read(text) for text in texts}
    series = _look_up(raw, {text: found.value for text, found in readings.items()}, column)
    problems = {text: found for text, found in readings.items() if found.issue}
    yield column.name, series, _issues(lines, raw, column, problems)


def _read_extract(lines: pl.Series, raw: pl.Series, column: Column):
    """The outcome (which pattern fitted) under the column's name, and each group as a column."""
    patterns = {outcome: re.compile(text) for outcome, text in column.patterns.items()}
    texts = [text for text in raw.drop_nulls().unique(maintain_order=True) if text.strip()]
    outcomes: dict[str, str | None] = {}
    parts: dict[str, dict[str, str | None]] = {group: {} for group in column.groups}
    problems: dict[str, values.Reading] = {}
    for text in texts:
        cleaned = values.clean(text)
        fits = (
            (outcome, pattern.fullmatch(cleaned.value or ""))
            for outcome, pattern in patterns.items()
        )
        outcome, match = next((fit for fit in fits if fit[1]), (None, None))
        outcomes[text] = outcome
        if match is None:
            problems[text] = values.Reading(issue="not in the expected form")
        elif cleaned.issue:
            problems[text] = cleaned
        for group in parts:
            parts[group][text] = match.groupdict().get(group) if match else None
    yield column.name, _look_up(raw, outcomes, column), _issues(lines, raw, column, problems)
    for group, found in parts.items():
        texts_of_group = _look_up(raw, found, column)
        yield from _read_column(lines, texts_of_group, column.groups[group])


def _look_up(raw: pl.Series, found: dict[str, Any], column: Column) -> pl.Series:
    """For each text of `raw` its value in `found`."""
    if column.type == "date":
        found = {text: None if v is None else v for text, v in found.items()}
    lookup = pl.DataFrame(
        {
            "raw": pl.Series(list(found), dtype=pl.String()),
            "value": pl.Series(list(found.values()), dtype=TYPES[column.type], strict=False),
        }
    )
    joined = pl.DataFrame({"raw": raw}).join(lookup, on="raw", how="left", maintain_order="left")
    return joined["value"]


def _issues(
    lines: pl.Series, raw: pl.Series, column: Column, problems: dict[str, values.Reading]
) -> pl.DataFrame:
    lookup = pl.DataFrame(
        {
            "raw": list(problems),
            "raw_value": [redact(text)[:LONGEST_RAW_VALUE] for text in problems],
            "issue": [found.issue for found in problems.values()],
            "action": [found.action for found in problems.values()],
        },
        schema={name: pl.String() for name in ("raw", "raw_value", "issue", "action")},
    )
    cells = pl.DataFrame({LINE: lines, "raw": raw})
    found = cells.join(lookup, on="raw", how="inner", maintain_order="left")
    return found.select(
        LINE,
        pl.lit(column.name).alias("column_name"),
        "raw_value",
        "issue",
        "action",
    )


def _zero_beside(rows: pl.DataFrame, column: Column) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A zero in `column` beside an amount in the other column is not known."""
    doubtful = (pl.col(column.name) == 0) & (pl.col(column.zero_beside) != 0)
    found = rows.filter(doubtful).select(
        LINE,
        pl.lit(column.name).alias("column_name"),
        pl.lit("0").alias("raw_value"),
        pl.lit(f"zero beside an amount in {column.zero_beside}").alias("issue"),
        pl.lit(values.NULLED).alias("action"),
    )
    changed = pl.when(doubtful).then(None).otherwise(pl.col(column.name)).alias(column.name)
    return rows.with_columns(changed), found
