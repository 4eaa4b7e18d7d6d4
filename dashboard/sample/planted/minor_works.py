"""Minor works, of no project, let one by one: where patterns of firms and buyers are planted.

The firms come from the subcontractors, who bid on nothing else, so that what is planted about a
firm stays true. In a city of several chunks only the first has such patterns.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import polars as pl

from dashboard.sample.planted import procedures
from dashboard.sample.planting import Planting

PROJECTS_PER_SCALE = 300
LARGEST_SCALE = 2
COMMON_FIRMS = 300


class MinorWorks:
    """Lots collected one by one and written together, with the firms that bid on them."""

    def __init__(self, planting: Planting, random: np.random.Generator) -> None:
        self.planting = planting
        self.random = random
        projects = planting.rows("projects").height
        self.scale = int(np.clip(round(projects / PROJECTS_PER_SCALE), 1, LARGEST_SCALE))
        self._rows: list[dict] = []
        firms = planting.parties["party_id"]
        firms = firms.filter(firms.str.starts_with("SUB-")).sort().to_numpy()
        order = random.permutation(firms).tolist()
        self._common, self._firms = order[:COMMON_FIRMS], iter(order[COMMON_FIRMS:])
        offices = planting.parties.filter(pl.col("party_id").str.starts_with("AGY"))
        self._offices = offices.sort("party_id").select("party_id", "party_name").rows()

    def firms(self, count: int) -> list[str]:
        """Firms that nobody else was given."""
        return [next(self._firms) for _ in range(count)]

    def rivals(self, count: int) -> list[str]:
        """Different firms of which nothing is told, a few bids each."""
        return self.random.choice(self._common, count, replace=False).tolist()

    def add(
        self,
        pattern: str,
        bidders: Sequence[str],
        days_ago: int,
        amount: float | None = None,
        buyer: tuple[str, str] | None = None,
        **columns,
    ) -> None:
        """A lot decided so many days ago, the first of the bidders winning it.

        `columns` are those of `procedures.OPTIONAL`.
        """
        random = self.random
        office = buyer or self._offices[int(random.integers(0, len(self._offices)))]
        drawn = float(random.integers(60_000, 240_000))
        self._rows.append(
            {
                "pattern": pattern,
                "winner_id": bidders[0],
                "bidders": list(bidders),
                "award_amount": drawn if amount is None else amount,
                "decided_date": self.planting.as_of - timedelta(days=days_ago),
                "buyer_id": office[0],
                "buyer_name": office[1],
                "procurement_method": "open",
                "tender_name": "Minor works",
                "item_code": "45910000",
                "ratios": self._ratios(len(bidders)),
            }
            | columns
        )

    def _ratios(self, count: int) -> list[float]:
        """Honest prices, none of which lie close together by chance."""
        steps = self.random.uniform((0.02, 0.11, 0.05), (0.2, 0.17, 0.1), (count, 3))
        steps = np.concatenate([[1.0, steps[0, 0], steps[0, 1]], steps[:, 2]])
        return np.cumsum(steps)[:count].tolist()

    def write(self) -> pl.DataFrame:
        """Write every lot; returns them with their ids, bidders and `pattern`.

        Each bid is of one firm alone: a partner would make another bidder of it.
        """
        kinds = {"ratios": pl.List(pl.Float64), "bidders": pl.List(pl.String)}
        frame = pl.DataFrame(self._rows, infer_schema_length=None, schema_overrides=kinds)
        written = procedures.write(self.planting, self.random, frame.drop("pattern"))
        written = written.with_columns(frame["pattern"])
        parties = self.planting.rows("bid_parties")
        bids = self.planting.rows("bids").filter(
            pl.col("tender_id").is_in(written["tender_id"].implode())
        )["bid_id"]
        is_partner = pl.col("bid_id").is_in(bids.implode()) & ~pl.col("is_lead")
        self.planting.replace("bid_parties", parties.filter(~is_partner.fill_null(False)))
        return written
