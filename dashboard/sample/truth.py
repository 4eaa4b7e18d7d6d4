"""What is really so in the sample city, kept apart from its files; the app never reads it.

Each row says of one subject and one indicator code what an honest check should answer. Subjects
without a row are clear, or out of the indicator's scope. Rows with the outcome `clear` are innocent
twins: they look like a problem and are none.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.sample.chunk import Chunk, at
from dashboard.sample.project_files import UNPLACED

COLUMNS = {
    "code": pl.String,
    "subject_kind": pl.String,
    "subject_id": pl.String,
    "expected_outcome": pl.String,
    "expected_severity": pl.String,  # empty where rules may well differ
    "project_id": pl.String,
    "value": pl.Float64,
    "note": pl.String,
}
FLAGGED, CLEAR, INSUFFICIENT, CONTRADICTORY = "flagged", "clear", "insufficient", "contradictory"
NO_SEVERITY, WATCH, HIGH, CRITICAL = range(4)
SEVERITIES = ("", "watch", "high", "critical")


class Truth:
    """Rows of one chunk, collected."""

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk
        self.parts = [pl.DataFrame(schema=COLUMNS)]

    def add(
        self,
        code: str,
        kind: str,
        rows: np.ndarray,
        outcome: str,
        note: str,
        severity: np.ndarray | int = NO_SEVERITY,
        value: np.ndarray | None = None,
    ) -> None:
        """One row per subject at `rows` (a mask, as long as the table of that kind)."""
        found = np.flatnonzero(rows)
        levels = np.broadcast_to(np.asarray(severity), len(rows))[found]
        values = np.full(len(found), np.nan) if value is None else value[found].astype(float)
        self.parts.append(
            pl.DataFrame(
                {
                    "code": pl.repeat(code, len(found), eager=True),
                    "subject_kind": pl.repeat(kind, len(found), eager=True),
                    "subject_id": at(self.chunk.ids[kind], found),
                    "expected_outcome": pl.repeat(outcome, len(found), eager=True),
                    "expected_severity": pl.Series(SEVERITIES).gather(pl.Series(levels)),
                    "project_id": at(self.chunk.ids["project"], self._projects(kind)[found]),
                    "value": pl.Series(values, dtype=pl.Float64).fill_nan(None).round(4),
                    "note": pl.repeat(note, len(found), eager=True),
                },
                schema=COLUMNS,
            )
        )

    def _projects(self, kind: str) -> np.ndarray:
        chunk = self.chunk
        if kind == "project":
            return np.arange(len(chunk.project["start"]))
        if kind == "contract":
            return chunk.contract["project"]
        if kind == "subcontract":
            return chunk.contract["project"][chunk.subcontract["contract"]]
        invoices = chunk.contract["project"][chunk.invoice["contract"]]
        return invoices if kind == "invoice" else invoices[chunk.payment["invoice"]]

    def frame(self) -> pl.DataFrame:
        return pl.concat(self.parts)


def placements(chunk: Chunk, ids: list[str]) -> pl.DataFrame:
    """Where each project really lies: its neighbourhood, and the second one if it has two."""
    project = chunk.project
    names = pl.Series(ids)
    return pl.DataFrame(
        {
            "project_id": chunk.ids["project"],
            "neighbourhood_id": at(names, project["place"]),
            "second_neighbourhood_id": at(names, project["second_place"]),
            "is_placeable": pl.Series(project["way"] != UNPLACED),
        }
    )
