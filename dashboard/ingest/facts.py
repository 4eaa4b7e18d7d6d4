"""Typed rows to facts in the border tables; what breaks a declared check is set aside whole."""

from __future__ import annotations

from dataclasses import dataclass, replace

import dataframely
import polars as pl

from dashboard.ingest import party_keys, tables
from dashboard.ingest.columns import ISSUE_SCHEMA
from dashboard.ingest.declarations import Manifest, Mapping
from dashboard.ingest.identity import repeated_issue
from dashboard.ingest.reading import LINE

RULES_IN_WORDS = {
    "nullability": "is missing",
    "min_length": "is empty",
    "min": "is below what is possible",
    "max": "is above what is possible",
    "check": "is no known value",
    "dtype": "cannot be stored as declared",
}


@dataclass(frozen=True)
class Facts:
    """The border tables of one file, the reasons why rows were set aside, by line, the issues."""

    tables: dict[str, pl.DataFrame]
    reasons: dict[int, str]
    issues: pl.DataFrame


def build(rows: pl.DataFrame, manifest: Manifest) -> Facts:
    """The facts of `rows` (typed, with ids and `published_date`).

    A row that breaks a check in one table is taken out of all of them, and what it had pushed
    aside (as the first of several) gets its turn: hence the loop.
    """
    reasons = _missing(rows, manifest)
    while True:
        good = rows.filter(~pl.col(LINE).is_in(list(reasons)))
        built = {
            mapping.table: _keys(good, mapping) if mapping.coded else _table(good, mapping)
            for mapping in manifest.mappings
        }
        found: dict[int, str] = {}
        for table, (frame, _) in built.items():
            for line, reason in broken(table, frame).items():
                found.setdefault(line, reason)
        if not found:
            found = _fruitless(good, built, manifest)
        if not found:
            issues = [said for _, said in built.values()]
            return Facts(
                {table: frame for table, (frame, _) in built.items()},
                reasons,
                pl.concat([pl.DataFrame(schema=ISSUE_SCHEMA), *issues]),
            )
        reasons |= found


def _missing(rows: pl.DataFrame, manifest: Manifest) -> dict[int, str]:
    """The rows that lack a required column, with a sentence that names it."""
    reasons: dict[int, str] = {}
    for column in manifest.columns.values():
        if column.required:
            for line in rows.filter(pl.col(column.name).is_null())[LINE]:
                reasons.setdefault(line, f"{column.name} is missing or cannot be read")
    return reasons


def _fruitless(
    rows: pl.DataFrame,
    built: dict[str, tuple[pl.DataFrame, pl.DataFrame]],
    manifest: Manifest,
) -> dict[int, str]:
    """The rows that gave no fact to any table, although none was left out as repeated."""
    fruitful: set[int] = set()
    for frame, said in built.values():
        fruitful |= set(frame[LINE]) | set(said[LINE])
    # A contact that an earlier row gave already is still one.
    for mapping in manifest.mappings:
        for columns in mapping.coded.values():
            has_all = pl.all_horizontal(pl.col(columns).is_not_null())
            fruitful |= set(rows.filter(has_all)[LINE])
    return {
        line: "no fact can be read from this row" for line in rows[LINE] if line not in fruitful
    }


def _table(rows: pl.DataFrame, mapping: Mapping) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One border table out of `rows`, and issues on the rows left out of it as repeated."""
    said = pl.DataFrame(schema=ISSUE_SCHEMA)
    if mapping.when:
        rows = rows.filter(pl.any_horizontal(pl.col(mapping.when).is_not_null()))
    if mapping.latest:
        by, per = mapping.latest["by"], mapping.latest["per"]
        rows = (
            rows.sort([per, by, LINE], nulls_last=False).group_by(per, maintain_order=True).last()
        ).sort(LINE)
    if mapping.prefer:
        rows = rows.sort(pl.col(mapping.prefer).is_null(), maintain_order=True)
    if mapping.once_per:
        kept = rows.unique(mapping.once_per, keep="first", maintain_order=True)
        left_out = rows.filter(~pl.col(LINE).is_in(kept[LINE].implode()))
        key = mapping.once_per[0]
        said = repeated_issue(left_out[LINE], f"{mapping.table}.{key}", left_out[key])
        rows = kept
    if mapping.first_per:
        rows = rows.unique(mapping.first_per, keep="first", maintain_order=True)
    if mapping.prefer:
        rows = rows.sort(LINE, maintain_order=True)
    schema = tables.polars_schema(mapping.table)
    cells = []
    for name, dtype in schema.items():
        if name in mapping.columns:
            source = pl.col(mapping.columns[name])
            if dtype == pl.Date() and rows.schema[mapping.columns[name]] == pl.String():
                source = source.str.to_date("%Y-%m-%d")  # an id: the first of several dates
            cells.append(source.cast(dtype).alias(name))
        elif name in mapping.constants:
            cells.append(pl.lit(mapping.constants[name], dtype=dtype).alias(name))
        elif name in tables.LINEAGE_COLUMNS:
            cells.append(pl.col(name).cast(dtype))
        else:
            cells.append(pl.lit(None, dtype=dtype).alias(name))
    return party_keys.coded(mapping.table, rows.select(cells)), said


def _keys(rows: pl.DataFrame, mapping: Mapping) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The party keys that `mapping` finds in columns of contacts, each key of a party once."""
    found = []
    for kind, columns in mapping.coded.items():
        parts = rows.select(columns).rows()
        texts = [party_keys.address(*part) if kind == "address" else part[0] for part in parts]
        one = replace(
            mapping,
            coded={},
            columns=mapping.columns | {"key_code": kind},
            constants=mapping.constants | {"key_kind": kind},
        )
        keyed = rows.with_columns(pl.Series(kind, texts, dtype=pl.String))
        frame, _ = _table(keyed, one)
        found.append(frame.drop_nulls(["party_id", "key_code"]))
    key = tables.TABLES[mapping.table].primary_key()
    unique = pl.concat(found).unique(key, keep="first", maintain_order=True)
    return unique, pl.DataFrame(schema=ISSUE_SCHEMA)


def broken(table: str, frame: pl.DataFrame) -> dict[int, str]:
    """The lines of `frame` that break a declared check of `table`, and which, in plain words."""
    if frame.is_empty():
        return {}
    _, failure = tables.TABLES[table].filter(frame)
    return broken_from(table, failure)


def broken_from(table: str, failure: dataframely.FailureInfo) -> dict[int, str]:
    """The lines in a dataframely failure of `table`, each with the first rule it broke."""
    if not failure.counts():
        return {}
    details = failure.details()
    rules = [name for name in details.columns if name not in tables.polars_schema(table)]
    reasons: dict[int, str] = {}
    for row in details.iter_rows(named=True):
        first = next(rule for rule in rules if row[rule] == "invalid")
        reasons[row[LINE]] = in_words(table, first)
    return reasons


def in_words(table: str, rule: str) -> str:
    """A dataframely rule such as `project_id|nullability` as a sentence for people."""
    if rule == "primary_key":
        key = ", ".join(tables.TABLES[table].primary_key())
        return f"{key} is shared with another row"
    column, _, kind = rule.partition("|")
    kind = kind.split("|")[0]
    return f"{column} {RULES_IN_WORDS.get(kind, f'breaks the rule {kind}')} ({table})"
