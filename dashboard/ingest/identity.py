"""Ids made from what a source says, the same for the same thing in every publication."""

from __future__ import annotations

import hashlib

import polars as pl

from dashboard.ingest.columns import ISSUE_SCHEMA
from dashboard.ingest.declarations import Identity, Manifest
from dashboard.ingest.reading import LINE
from dashboard.ingest.values import NULLED, REPAIRED, fold, slug

SEPARATOR = " \u241f "


def identified(rows: pl.DataFrame, manifest: Manifest) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`rows` with the manifest's ids as further columns, and the load issues of making them."""
    issues = [pl.DataFrame(schema=ISSUE_SCHEMA)]
    for key in manifest.identity:
        ids, found = _ids(rows, key)
        rows = rows.with_columns(pl.Series(key.name, ids, dtype=pl.String()))
        issues += found
    return rows, pl.concat(issues)


def _ids(rows: pl.DataFrame, key: Identity) -> tuple[list[str | None], list[pl.DataFrame]]:
    wholes = _joined(rows, key.columns, key.first_of)
    ids = [None if whole is None else _styled(whole, key) for whole in wholes]
    issues: list[pl.DataFrame] = []
    for column in key.tell_apart:
        apart = _joined(rows, (column,), first_of=False)
        repeated = _repeated(ids)
        suffixed = [
            f"{one}-{_short(fold(other or ''))}" if one in repeated else one
            for one, other in zip(ids, apart, strict=True)
        ]
        issues.append(_said(rows, key, ids, suffixed, "the same name as another row"))
        ids = suffixed
    if key.ordinal:
        numbered = _numbered(ids, rows)
        issues.append(_said(rows, key, ids, numbered, "the same key as an earlier row"))
        ids = numbered
    return ids, issues


def _joined(rows: pl.DataFrame, columns: tuple[str, ...], first_of: bool) -> list[str | None]:
    """The texts of `columns` side by side; None where all are empty."""
    texts = rows.select(pl.col(column).cast(pl.String) for column in columns).rows()
    if first_of:
        return [next((cell for cell in row if cell), None) for row in texts]
    return [SEPARATOR.join(cell or "" for cell in row) if any(row) else None for row in texts]


def _styled(whole: str, key: Identity) -> str:
    if key.style == "slug":
        return key.prefix + slug(whole, longest=400)
    if key.style == "readable":
        parts = SEPARATOR.join(fold(part) for part in whole.split(SEPARATOR))
        return f"{key.prefix}{slug(whole.replace(SEPARATOR, ' '), 60)}-{_short(parts)}"
    return key.prefix + "-".join(part.strip() for part in whole.split(SEPARATOR) if part)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def _repeated(ids: list[str | None]) -> set[str | None]:
    seen: set[str | None] = set()
    twice: set[str | None] = set()
    for one in ids:
        (twice if one in seen else seen).add(one)
    return twice - {None}


def _numbered(ids: list[str | None], rows: pl.DataFrame) -> list[str | None]:
    """The second, third … of the same id get their number, in the order of what they say.

    Not in that of the file: another order of the same rows must not pair different ones of two
    publications. Only rows that say quite the same are taken as they come.
    """
    repeated = _repeated(ids)
    places = [place for place, one in enumerate(ids) if one in repeated]
    said = rows.select(pl.exclude(LINE, "source_file_id", "published_date").cast(pl.String))
    words = {place: tuple(cell or "" for cell in said.row(place)) for place in places}
    counts: dict[str, int] = {}
    numbered = list(ids)
    for place in sorted(places, key=lambda place: (ids[place], words[place], place)):
        one = ids[place]
        counts[one] = counts.get(one, 0) + 1
        numbered[place] = one if counts[one] == 1 else f"{one}-{counts[one]}"
    return numbered


def _said(
    rows: pl.DataFrame,
    key: Identity,
    before: list[str | None],
    after: list[str | None],
    issue: str,
) -> pl.DataFrame:
    """One issue for each row whose id was changed to tell it from another."""
    changed = [
        (line, key.name, old, f"{issue}; told apart", REPAIRED)
        for line, old, new in zip(rows[LINE], before, after, strict=True)
        if old != new
    ]
    return pl.DataFrame(changed, schema=ISSUE_SCHEMA, orient="row")


def repeated_issue(lines: pl.Series, column: str, ids: pl.Series) -> pl.DataFrame:
    """The issues of rows left out of a table because an earlier row says the same."""
    return pl.DataFrame(
        {
            LINE: lines,
            "column_name": pl.Series([column] * len(lines), dtype=pl.String()),
            "raw_value": ids.cast(pl.String),
            "issue": pl.Series(["repeated: counted once"] * len(lines), dtype=pl.String()),
            "action": pl.Series([NULLED] * len(lines), dtype=pl.String()),
        },
        schema=ISSUE_SCHEMA,
    )
