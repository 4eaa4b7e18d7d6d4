"""Who works in the sample city: agencies, contractors and the tiers below them. No persons."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl

from dashboard.sample.columns import chosen, numbered

# Agency, what it builds, its share of the projects, how much later than others it pays (log odds).
AGENCIES = (
    ("Roads and Bridges Office", ("road", "bridge", "footway"), 0.22, 0.2),
    ("Water and Sewers Office", ("water main", "sewer", "pumping station"), 0.17, -0.3),
    ("Schools Office", ("school building", "school repair"), 0.16, 0.0),
    ("Parks Office", ("park", "playground"), 0.11, -0.2),
    ("Transit Office", ("tram line", "bus lane", "stop and station"), 0.09, 0.4),
    ("Housing Office", ("public housing", "housing repair"), 0.10, 0.5),
    ("Health Buildings Office", ("clinic", "hospital wing"), 0.05, 0.1),
    ("Drainage and Flood Office", ("drainage channel", "flood wall"), 0.06, -0.1),
    ("Public Buildings Office", ("library", "market hall", "fire station"), 0.04, 0.0),
)
SECTORS = tuple(sector for agency in AGENCIES for sector in agency[1])
KINDS = {  # prefix of the id, how many, how unequal their shares of the market are, trade names
    "contractor": ("CON", 900, 1.4, ("Civil", "Builders", "Construction", "Infrastructure")),
    "subcontractor": ("SUB", 1400, 1.0, ("Paving", "Formwork", "Electrical", "Pipelines")),
    "equipment": ("EQP", 160, 1.0, ("Plant Hire", "Cranes", "Machinery", "Scaffolding")),
    "material": ("MAT", 320, 1.1, ("Aggregates", "Cement", "Steel Supply", "Timber Yard")),
    "designer": ("DES", 120, 0.9, ("Engineering", "Design Office", "Surveys", "Consulting")),
}
CREWS = 600
_STARTS = "Ar Bel Cor Dan El Far Gal Hel Ister Kor Lum Mar Nor Or Pel Quil Ros Sel Tor Ul Ver Zan"
_MIDDLES = "a ba da di la lo ma mi na no ra ri sa ta to va vi"
_CLOSES = "con dex lia line mar mont nova plan ra ston tec terra trix via"


@dataclass(frozen=True)
class Parties:
    """Every party as a frame, and by kind the weights with which one is drawn."""

    frame: pl.DataFrame
    names: dict[str, list[str]]
    shares: dict[str, np.ndarray]
    lateness: np.ndarray  # per contractor, how much later it pays (log odds)

    def draw(self, random: np.random.Generator, kind: str, count: int) -> np.ndarray:
        """`count` parties of that kind, by market share, numbered from 1."""
        sums = np.cumsum(self.shares[kind])
        return np.searchsorted(sums, random.random(count) * sums[-1], side="right") + 1


def make(random: np.random.Generator) -> Parties:
    """The same parties for a city of any size."""
    names = _names(random)
    rows = {"party_id": [], "party_name": [], "party_kind": []}
    lists, shares = {}, {}
    for kind, (prefix, count, spread, trades) in KINDS.items():
        taken, names = names[:count], names[count:]
        trade = random.integers(0, len(trades), count)
        lists[kind] = [f"{name} {trades[i]}" for name, i in zip(taken, trade, strict=True)]
        joint = random.random(count) < (0.04 if kind == "contractor" else 0)
        shares[kind] = random.lognormal(0, spread, count)
        rows["party_id"] += numbered(f"{prefix}-", np.arange(1, count + 1), 4).to_list()
        rows["party_name"] += lists[kind]
        rows["party_kind"] += np.where(joint, "consortium", "organisation").tolist()
    rows["party_id"] += [f"AGY-{i + 1:02d}" for i in range(len(AGENCIES))]
    rows["party_name"] += [agency[0] for agency in AGENCIES]
    rows["party_kind"] += ["organisation"] * len(AGENCIES)
    crews = np.arange(1, CREWS + 1)
    lists["crew"] = [f"Crew {i:04d} (payroll total)" for i in crews]
    shares["crew"] = np.ones(CREWS)
    rows["party_id"] += numbered("CRW-", crews, 4).to_list()
    rows["party_name"] += lists["crew"]
    rows["party_kind"] += ["organisation"] * CREWS
    count = len(rows["party_id"])
    registered = np.where(random.random(count) < 0.985, np.arange(count), -1)
    identifiers = [f"XT{i * 7919 % 1_000_003:07d}" for i in range(1, count + 1)]
    frame = pl.DataFrame(rows).with_columns(
        chosen(identifiers, registered).alias("party_identifier")
    )
    return Parties(frame, lists, shares, random.normal(0, 0.6, KINDS["contractor"][1]))


def _names(random: np.random.Generator) -> list[str]:
    words = [
        "".join(parts) for parts in product(_STARTS.split(), _MIDDLES.split(), _CLOSES.split())
    ]
    return [str(word) for word in random.permutation(sorted(set(words)))]
