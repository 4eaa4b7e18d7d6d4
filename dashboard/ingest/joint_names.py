"""Several firms in one cell: the joint venture as one party, and each of its members after it."""

from __future__ import annotations

import re

import polars as pl

from dashboard.ingest.reading import RawTable
from dashboard.ingest.row_rules import ALONE, JOINT, JOINT_KIND, JOINT_PART, MEMBER, JointRule


def unfolded(raw: RawTable, rule: JointRule | None) -> RawTable:
    """`raw` with the columns `joint part` and `joint kind`, and a further row per member.

    A row that names one firm stays alone. One that names several becomes the joint venture (the
    cell as it is) and one row for each member, all on the line that they were read from and with
    the same other cells.
    """
    if rule is None or rule.column not in raw.frame.columns:
        return raw
    separator = re.compile(rule.separator)
    parts: dict[str | None, list[tuple[str | None, str]]] = {}
    for text in raw.frame[rule.column].unique():
        members = [part.strip() for part in separator.split(text or "")]
        if len(members) > 1 and all(members):
            parts[text] = [(text, JOINT), *((member, MEMBER) for member in members)]
        else:
            parts[text] = [(text, ALONE)]
    found = [parts[text] for text in raw.frame[rule.column]]
    repeated = pl.Series(range(raw.frame.height), dtype=pl.UInt32).repeat_by(
        pl.Series([len(one) for one in found], dtype=pl.UInt32)
    )
    index = repeated.explode() if raw.frame.height else pl.Series([], dtype=pl.UInt32)
    frame = raw.frame[index].with_columns(
        pl.Series(JOINT_PART, [part for one in found for part, _ in one], dtype=pl.String),
        pl.Series(JOINT_KIND, [kind for one in found for _, kind in one], dtype=pl.String),
    )
    return RawTable(frame, raw.bad_rows, raw.layout)
