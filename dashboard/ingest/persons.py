"""Rows about natural persons in a list of firms: their names and numbers are never kept."""

from __future__ import annotations

import polars as pl

from dashboard.ingest.privacy import PERSON_REMOVED
from dashboard.ingest.reading import BadRow, RawTable
from dashboard.ingest.row_rules import PARTY_KIND, PersonRule


def hidden(raw: RawTable, rule: PersonRule | None) -> RawTable:
    """`raw` without what `rule` hides, and with the column `party kind`.

    In a row of a person the hidden columns are empty. Of a row that could not be taken apart
    nobody can say whom it names, so its whole text goes; its line and the reason stay.
    """
    if rule is None or rule.column not in raw.frame.columns:
        return raw
    texts = raw.frame[rule.column].unique()
    persons = [text for text in texts if rule.is_person(text)]
    is_person = pl.col(rule.column).is_in([text for text in persons if text is not None])
    if None in persons:
        is_person = is_person | pl.col(rule.column).is_null()
    frame = raw.frame.with_columns(
        pl.when(is_person)
        .then(pl.lit("person"))
        .otherwise(pl.lit("organisation"))
        .alias(PARTY_KIND),
        *(
            pl.when(is_person).then(None).otherwise(pl.col(name)).alias(name)
            for name in rule.hidden
            if name in raw.frame.columns
        ),
    )
    bad_rows = [BadRow(bad.line, bad.reason, PERSON_REMOVED) for bad in raw.bad_rows]
    layout = raw.layout | {
        "persons": {
            "column": rule.column,
            "organisations": rule.organisations,
            "hidden": list(rule.hidden),
        }
    }
    return RawTable(frame, bad_rows, layout)


def hidden_cells(row: dict[str, str], layout: dict) -> dict[str, str]:
    """One row as published, for reading again: what the layout's rule hides is taken out."""
    if "persons" not in layout:
        return row
    settings = layout["persons"]
    rule = PersonRule(settings["column"], settings["organisations"], tuple(settings["hidden"]))
    if rule.column not in row:  # it could not be taken apart
        return {name: PERSON_REMOVED if text.strip() else text for name, text in row.items()}
    # A cell too many or too few, and a name may stand under any heading.
    columns = layout.get("columns", list(row))
    is_json = layout["kind"] in ("json", "jsonl")  # where a record may leave out keys
    is_whole = set(row) <= set(columns) and (is_json or len(row) == len(columns))
    if is_whole and not rule.is_person(row[rule.column]):
        return row
    return {
        name: PERSON_REMOVED if text.strip() and (name in rule.hidden or not is_whole) else text
        for name, text in row.items()
    }
