"""What the rows of one file state of a place, and what of it is refused or contradicted."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from dashboard.ingest import place_points, tables
from dashboard.ingest.place_levels import Neighbourhoods

NOT_USED = "not used"
LONGEST_TEXT = 200


@dataclass
class Statements:
    """The rows with their `number`, and by that number: points, shapes and what is refused."""

    rows: pl.DataFrame
    points: dict[int, tuple[float, float]]  # longitude, latitude
    shapes: dict[int, object]  # lines and polygons
    refused: dict[int, str]
    levels: list[str | None]
    said: list[tuple[int, str, str, str, str]] = field(default_factory=list)

    def issues(self) -> pl.DataFrame:
        """What was stated and not used, or contradicted, as in LOAD_ISSUES."""
        columns = ("column_name", "raw_value", "issue", "action")
        schema = {"number": pl.UInt32} | dict.fromkeys(columns, pl.String)
        found = pl.DataFrame(self.said, schema, orient="row").sort("number", maintain_order=True)
        lines = self.rows.select("number", "source_file_id", "source_line")
        # One row of a file may fill several rows of places; the file has the issue once.
        return (
            found.join(lines, on="number")
            .select(tables.LOAD_ISSUES.keys())
            .unique(maintain_order=True)
        )

    def spot(self, number: int) -> tuple[float, float] | None:
        """The point of a row, or one inside its shape."""
        if number in self.points:
            return self.points[number]
        if number in self.shapes:
            inside = self.shapes[number].representative_point()
            return inside.x, inside.y
        return None


def read(rows: pl.DataFrame, known: Neighbourhoods) -> Statements:
    """The usable statements of `rows` (as in `project_places`); the rest is said as issues."""
    numbered, shapes, unreadable = place_points.stated(rows)
    refused = place_points.not_meant(numbered, known)
    for number in [one for one in shapes if place_points.is_far(shapes[one], known)]:
        refused[number] = place_points.FAR_OUTSIDE
        del shapes[number]
    spots = numbered.select("number", "longitude", "latitude").drop_nulls()
    stated = Statements(
        rows=numbered,
        points={one: (east, north) for one, east, north in spots.iter_rows() if one not in refused},
        shapes=shapes,
        refused=dict.fromkeys(unreadable, place_points.BAD_SHAPE) | refused,
        levels=numbered["place_level"].to_list(),
    )
    for number in unreadable:
        _say(stated, number, "geometry", numbered["geometry"][number], place_points.BAD_SHAPE)
    for number, reason in refused.items():
        east, north = numbered["longitude"][number], numbered["latitude"][number]
        if east is None:
            _say(stated, number, "geometry", numbered["geometry"][number], reason)
        else:
            _say(stated, number, "latitude, longitude", f"{north}, {east}", reason)
    return stated


def _say(stated: Statements, number: int, column: str, text: str, reason: str) -> None:
    stated.said.append((number, column, text[:LONGEST_TEXT], reason, NOT_USED))
