"""The thresholds, rules and weights of the matching, from `data/reference/party_matching.toml`."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dashboard.ingest.parties import words
from dashboard.messages import InputError
from dashboard.workspaces import ROOT

PATH = ROOT / "data" / "reference" / "party_matching.toml"


@dataclass(frozen=True)
class Level:
    """One way in which a property of two records compares, and how often it does so."""

    words: str
    m: float  # among pairs of records of one party
    u: float  # among pairs of records of different parties
    by_frequency: bool = False  # u is the share of records with this very value


@dataclass(frozen=True)
class Rules:
    """Everything that decides a match. Probabilities and shares are from 0 to 1."""

    same: float
    review: float
    needs_place: bool
    same_written_name: bool
    most_names_of_a_number: int
    shortest_number: int
    least_likeness_under_one_number: float
    further_records_per_party: float
    smallest_register: int
    largest_block: int
    rarest_name: int
    levels: dict[str, tuple[Level, ...]]

    def words_of(self, prop: str, gamma: int) -> str | None:
        """What level `gamma` of Splink says of a property; None where it could not be compared."""
        found = self.levels[prop]
        return None if gamma < 0 else found[len(found) - 1 - gamma].words


@cache
def read(path: Path = PATH) -> Rules:
    """The rules of `path`. Raises InputError where a part is missing or is no sensible number."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        model = content["model"]
        levels = {
            prop: tuple(
                Level(one["level"], one["m"], one["u"], one.get("tf", False)) for one in model[prop]
            )
            for prop in ("name", "place", "country", "legal_form")
        }
        numbers = {name: value for name, value in model.items() if not isinstance(value, list)}
        found = Rules(**content["thresholds"], **content["rules"], **numbers, levels=levels)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise InputError(path.name, f"cannot be used: {error}") from error
    _check(path, found)
    return found


def _check(path: Path, found: Rules) -> None:
    if not 0 < found.review <= found.same < 1:
        raise InputError(
            path.name,
            f"the thresholds same = {found.same} and review = {found.review} do not fit",
            "0 < review <= same < 1 was expected",
        )
    for prop, levels in found.levels.items():
        for level in levels:
            if not (0 < level.m < 1 and 0 < level.u < 1):
                raise InputError(
                    path.name,
                    f"m = {level.m}, u = {level.u} of {prop} '{level.words}'",
                    "Shares between 0 and 1 were expected, neither of them reached",
                )


def digest() -> str:
    """Names the rules and the word lists by what stands in them, as 16 hexadecimal digits."""
    both = PATH.read_bytes() + words.PATH.read_bytes()
    return hashlib.sha256(both).hexdigest()[:16]
