"""What every border table is made of: lineage, and one kind of column per kind of value."""

from __future__ import annotations

import dataframely as dy

LINEAGE_COLUMNS = ("source_file_id", "source_line", "published_date")
WORDS = "words"


def money() -> dy.Decimal:
    """An amount in whole units of the row's currency; NULL is not known, zero was said."""
    return dy.Decimal(18, 2, nullable=True)


def share() -> dy.Float64:
    """A share from 0 to 1."""
    return dy.Float64(nullable=True)


def number() -> dy.Float64:
    """A number of any size."""
    return dy.Float64(nullable=True)


def text(required: bool = False) -> dy.String:
    """A text; where it is required it is not empty either."""
    return dy.String(nullable=not required, min_length=1 if required else None)


def date() -> dy.Date:
    """A local day."""
    return dy.Date(nullable=True)


def moment() -> dy.Datetime:
    """A moment in UTC."""
    return dy.Datetime(nullable=True, time_unit="us")


def flag() -> dy.Bool:
    """Yes, no or not known."""
    return dy.Bool(nullable=True)


def word(*allowed: str, required: bool = False, primary_key: bool = False) -> dy.String:
    """One word of a closed list; `words_of` says which."""
    return dy.String(
        nullable=not (required or primary_key),
        primary_key=primary_key,
        check=lambda column: column.is_in(allowed),
        metadata={WORDS: allowed},
    )


def words_of(column: dy.Column) -> tuple[str, ...]:
    """The words that `column` may hold; empty where its list is open or it holds no words."""
    return tuple((column.metadata or {}).get(WORDS, ()))


class BorderTable(dy.Schema):
    """What every fact carries: the file, the line in it, and the day that it was published.

    The line is the number of the record where the file has no lines: the feature of a GeoJSON
    file, the release of an OCDS file, the project of an OC4IDS file, the row of a sheet.
    """

    source_file_id = dy.String(nullable=False)
    source_line = dy.Int64(nullable=False, min=1)
    published_date = dy.Date(nullable=False)
