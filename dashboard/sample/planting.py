"""How a family of patterns works on one chunk: reads its files, adds rows, tells the truth.

Planting comes after the honest city is drawn. Each family has a random stream of its own, so that
a pattern added to one family changes nothing in another.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from dashboard.ingest import tables
from dashboard.sample import truth
from dashboard.sample.project_files import CURRENCY

PLACED = {"project_id": pl.String, "neighbourhood_id": pl.String}


class Planting:
    """One chunk while patterns are planted in it.

    `frames` holds the rows of the chunk's files by border table, with every column that the file
    has; `parties` everyone in the city's list of parties (party_id, party_name, party_kind, …).
    """

    def __init__(
        self,
        seed: int,
        number: int,
        frames: dict[str, pl.DataFrame],
        parties: pl.DataFrame,
        neighbourhood_ids: Sequence[str],
        as_of: np.datetime64,
        placed: pl.DataFrame | None = None,
        patch: Sequence[str] = (),
        inside: Sequence[str] = (),
    ) -> None:
        self.frames = frames
        self.parties = parties
        self.neighbourhood_ids = list(neighbourhood_ids)
        # Where each project really lies, the neighbourhoods that fare worse together, and those
        # of them that lie inside.
        self.placed = pl.DataFrame(schema=PLACED) if placed is None else placed.select(*PLACED)
        self.patch, self.inside = list(patch), list(inside)
        self.number = number  # of the chunk, from 0
        self.as_of = as_of.astype(object)  # a datetime.date
        self.currency = CURRENCY
        self._seed = seed
        self._ids: Counter[str] = Counter()
        self._truth = [pl.DataFrame(schema=truth.COLUMNS)]

    def random(self, family: str) -> np.random.Generator:
        """The stream of draws of one family in this chunk."""
        name = int.from_bytes(hashlib.sha256(family.encode()).digest()[:8], "big")
        return np.random.default_rng([self._seed, self.number, name])

    def new_ids(self, prefix: str, count: int) -> list[str]:
        """Ids that no other chunk and no other call gives: `TND-000-00001`, `TND-000-00002`, …"""
        first = self._ids[prefix] + 1
        self._ids[prefix] += count
        return [f"{prefix}-{self.number:03d}-{first + i:05d}" for i in range(count)]

    def rows(self, table: str) -> pl.DataFrame:
        """The rows of `table` so far; empty, with all its columns, where nobody wrote any."""
        return self.frames.get(table, _empty(table))

    def add(self, table: str, rows: pl.DataFrame | Sequence[Mapping]) -> None:
        """Append rows; columns left out are empty. Raises KeyError for a column that the border
        table has not."""
        schema = _empty(table).schema
        added = (
            rows if isinstance(rows, pl.DataFrame) else pl.DataFrame(rows, infer_schema_length=None)
        )
        unknown = set(added.columns) - set(schema)
        if unknown:
            raise KeyError(f"{table} has no column {sorted(unknown)}")
        added = added.with_columns(pl.col(name).cast(schema[name]) for name in added.columns)
        before = self.rows(table)
        before = before.with_columns(
            pl.col(name).cast(schema[name], strict=False)
            for name in before.columns
            if before.schema[name] != schema[name] and name in added.columns
        )
        self.frames[table] = pl.concat([before, added], how="diagonal")

    def replace(self, table: str, frame: pl.DataFrame) -> None:
        """Put changed rows, or a further column, in the place of what `rows` gave."""
        self.frames[table] = frame

    def truth(
        self,
        code: str,
        kind: str,
        subject_ids: Sequence[str],
        outcome: str,
        note: str,
        severity: str = "",
        project_ids: Sequence[str | None] | None = None,
        value: Sequence[float | None] | None = None,
    ) -> None:
        """Say what an honest check of `code` answers for these subjects.

        `outcome` clear marks innocent twins. `severity` stays empty where rules may well differ.
        """
        count = len(subject_ids)
        self._truth.append(
            pl.DataFrame(
                {
                    "code": [code] * count,
                    "subject_kind": [kind] * count,
                    "subject_id": list(subject_ids),
                    "expected_outcome": [outcome] * count,
                    "expected_severity": [severity] * count,
                    "project_id": list(project_ids) if project_ids is not None else [None] * count,
                    "value": list(value) if value is not None else [None] * count,
                    "note": [note] * count,
                },
                schema=truth.COLUMNS,
            )
        )

    def truth_frame(self) -> pl.DataFrame:
        """Everything that `truth` was told."""
        return pl.concat(self._truth)


def _empty(table: str) -> pl.DataFrame:
    schema = tables.polars_schema(table)
    return pl.DataFrame(
        schema={name: kind for name, kind in schema.items() if name not in tables.LINEAGE_COLUMNS}
    )
