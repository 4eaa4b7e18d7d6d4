"""Who stands behind the firms of the city: founding days, owners as coded persons, contacts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl

from dashboard.ingest import tables
from dashboard.sample.planting import Planting

STREAM = 2**30 + 7  # apart from those of the register
PERSON = "A natural person"
UNKNOWN_FOUNDING_SHARE = 0.03
UNOWNED_SHARE = 0.05  # of the firms, without owners on file
FIRST_NUMBER = 2_000_000  # above the register numbers of all other firms
NUMBERS_PER_CHUNK = 5_000
_SYLLABLES = "bram dol fen gris hax jun kel lorn miv nust orl pez rud sel tro vax wim yor zud"


def registered(listed: pl.DataFrame, seed: int) -> pl.DataFrame:
    """`listed` with every column of the list of parties, and days of foundation.

    All firms of the register were founded between 1990 and 2012, years before their first award.
    """
    random = np.random.default_rng([seed, STREAM])
    days = random.integers(date(1990, 1, 2).toordinal(), date(2012, 1, 1).toordinal(), len(listed))
    known = random.random(len(listed)) >= UNKNOWN_FOUNDING_SHARE
    found = [date.fromordinal(int(day)) if is_known else None
             for day, is_known in zip(days, known, strict=True)]  # fmt: skip
    schema = tables.polars_schema("parties")
    columns = [name for name in schema if name not in tables.LINEAGE_COLUMNS]
    dated = listed.with_columns(pl.Series("founded_date", found, dtype=pl.Date))
    missing = [name for name in columns if name not in dated.columns]
    return dated.with_columns(
        pl.lit(None, dtype=schema[name]).alias(name) for name in missing
    ).select(columns)


class Newcomers:
    """Firms and persons that only the network family knows; nobody else draws them."""

    def __init__(self, planting: Planting, random: np.random.Generator) -> None:
        self.planting = planting
        self.random = random
        self._firms = 0

    def firms(self, count: int, founded: date | Sequence[date | None] | None = None) -> list[str]:
        """New firms with a number of their own, founded on these days, else in 2001."""
        planting = self.planting
        ids = planting.new_ids("NET", count)
        days = founded if isinstance(founded, list) else [founded or date(2001, 5, 2)] * count
        first = self._firms
        self._firms += count
        numbers = [
            FIRST_NUMBER + planting.number * NUMBERS_PER_CHUNK + first + i for i in range(count)
        ]
        rows = pl.DataFrame(
            {
                "party_id": ids,
                "party_name": [f"{self._word(number)} Contracting" for number in numbers],
                "party_kind": ["organisation"] * count,
                "party_identifier": [f"XT{number}" for number in numbers],
                "founded_date": pl.Series(days, dtype=pl.Date),
            }
        )
        planting.add("parties", rows)
        planting.parties = pl.concat([planting.parties, rows], how="diagonal")
        return ids

    def persons(self, count: int) -> list[str]:
        """New persons, by code alone."""
        ids = self.planting.new_ids("PER", count)
        self.planting.add("parties", _persons(ids))
        return ids

    def owned(
        self,
        owners: Sequence[str],
        firms: Sequence[str],
        share: float | None,
        kind: str = "share",
        end: Sequence[date | None] | None = None,
    ) -> None:
        """Each owner has that share of the firm beside it."""
        self.planting.add(
            "party_owners",
            pl.DataFrame(
                {
                    "owner_id": list(owners),
                    "owned_id": list(firms),
                    "link_kind": [kind] * len(firms),
                    "owner_share": pl.Series([share] * len(firms), dtype=pl.Float64),
                    "end_date": pl.Series(end or [None] * len(firms), dtype=pl.Date),
                }
            ),
        )

    def keyed(
        self,
        parties: Sequence[str],
        kind: str,
        codes: Sequence[str],
        first: date | None = None,
        last: date | None = None,
    ) -> None:
        """Each party has the contact beside it, from `first` to `last`."""
        count = len(parties)
        self.planting.add(
            "party_keys",
            pl.DataFrame(
                {
                    "party_id": list(parties),
                    "key_kind": [kind] * count,
                    "key_code": list(codes),
                    "first_seen_date": pl.Series([first] * count, dtype=pl.Date),
                    "last_seen_date": pl.Series([last] * count, dtype=pl.Date),
                    "is_verified": pl.Series([None] * count, dtype=pl.Boolean),
                }
            ),
        )

    def days_ago(self, days: int) -> date:
        """The day so many days before the reporting date."""
        return self.planting.as_of - timedelta(days=days)

    @staticmethod
    def _word(number: int) -> str:
        parts = _SYLLABLES.split()
        digits = [(number // len(parts) ** power) % len(parts) for power in range(5)]
        return "".join(parts[digit] for digit in digits).capitalize()


def _persons(ids: Sequence[str]) -> pl.DataFrame:
    count = len(ids)
    return pl.DataFrame(
        {
            "party_id": list(ids),
            "party_name": [PERSON] * count,
            "party_kind": ["person"] * count,
        }
    )


def own_register(planting: Planting, random: np.random.Generator) -> None:
    """An owner for nearly every contractor and subcontractor, and two that the city owns.

    Once for the whole city, since the firms are the same in every chunk.
    """
    firms = planting.parties.filter(
        pl.col("party_id").str.contains("^(CON|SUB)-"), pl.col("party_kind") == "organisation"
    )["party_id"].sort()
    firms = firms.filter(pl.Series(random.random(len(firms)) >= UNOWNED_SHARE))
    owners = ("PER-OF-" + firms).to_list()
    planting.add("parties", _persons(owners))
    newcomers = Newcomers(planting, random)
    newcomers.owned(owners, firms.to_list(), 1.0)
    phones = [f"+99 4{7 * i + 11:08d}" for i in range(len(firms))]
    newcomers.keyed(firms.to_list(), "phone", phones)
