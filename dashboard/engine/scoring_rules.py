"""How flags are added up: points, clusters, whose flag it is, and what rates are held against.

All of it stands in data/reference/scoring.toml.

Each number carries how well it is verified. They reach SQL as the relations `ref_scoring`,
`ref_clusters` and `ref_subject_entities`.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from dashboard.engine.catalogue import ROOT
from dashboard.messages import InputError, did_you_mean

SCORING = ROOT / "data" / "reference" / "scoring.toml"
# The numbers of each table and the name under which SQL knows them.
NUMBERS = {
    "points": {name: f"{name}_points" for name in ("watch", "high", "critical")},
    "evidence_factor": {
        "R": "rule_factor",
        "S": "statistical_factor",
        "X": "context_factor",
    },
    "data_factor": {
        "native": "native_factor",
        "one_fallback": "one_fallback_factor",
        "several_fallbacks": "several_fallbacks_factor",
    },
    "coverage": {"rated": "rated_coverage", "firm": "firm_coverage"},
    "roll_ups": {
        "minimum_invoices": "on_time_minimum_count",
        "client_watch": "client_on_time_watch_share",
        "client_high": "client_on_time_high_share",
        "contractor_high": "contractor_on_time_high_share",
        "minimum_lots": "rate_minimum_count",
        "minimum_supplier_lots": "rate_minimum_supplier_count",
        "watch_q": "rate_watch_q",
        "high_q": "rate_high_q",
    },
    "procedure_norms": {
        "single_bid_watch": "single_bid_watch_share",
        "single_bid_high": "single_bid_high_share",
        "non_open_watch": "non_open_watch_share",
        "non_open_high": "non_open_high_share",
    },
    "tiers": {"high_clusters": "high_cluster_count", "watch_clusters": "watch_cluster_count"},
}
ENTITY_KINDS = ("project", "contract", "tender", "party", "buyer")
WAYS = (
    *("subject", "project", "contract", "tender", "party", "named party", "named buyer"),
    *(
        "named payer",
        "members",
        "single contract",
        "contract supplier",
        "contract buyer",
        "tender buyer",
    ),
)
SCORING_COLUMNS = {
    "parameter": pl.String(),
    "number": pl.Float64(),
    "verification": pl.String(),
}
CLUSTER_COLUMNS = {
    "cluster": pl.String(),
    "title": pl.String(),
    "weight": pl.Float64(),
    "money_group": pl.String(),
    "members": pl.String(),  # codes, separated by a space
    "verification": pl.String(),
}
SUBJECT_COLUMNS = {
    "subject_kind": pl.String(),
    "entity_kind": pl.String(),
    "way": pl.String(),
    "is_own": pl.Boolean(),  # else only shown beside the entity
}


@dataclass(frozen=True)
class Cluster:
    """Indicators that tell the same story; `money_group` is what their amounts are about."""

    cluster: str
    title: str
    members: tuple[str, ...]
    weight: float
    money_group: str
    verification: str


@dataclass(frozen=True)
class Scoring:
    """The scoring parameters. `numbers` maps parameter to number, `subjects` a kind of subject to
    (entity kind, way, whether the flag is its own)."""

    numbers: dict[str, float]
    verification: dict[str, str]
    clusters: tuple[Cluster, ...]
    unscored: dict[str, tuple[str, ...]]
    subjects: dict[str, tuple[tuple[str, str, bool], ...]]

    @property
    def cluster_of(self) -> dict[str, str]:
        """Every code to its cluster; codes that score nobody to the name of their group."""
        scored = {code: one.cluster for one in self.clusters for code in one.members}
        return scored | {code: group for group, codes in self.unscored.items() for code in codes}


@cache
def read(path: Path = SCORING) -> Scoring:
    """The parameters in `path`. Raises InputError naming file, key and remedy."""
    where = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise InputError(where, f"it cannot be read as TOML: {error}") from error
    numbers, verification = _numbers(content, where)
    clusters = tuple(_cluster(one, where) for one in content.get("clusters", ()))
    unscored = {name: tuple(codes) for name, codes in content.get("unscored", {}).items()}
    codes = [code for one in clusters for code in one.members]
    codes += [code for group in unscored.values() for code in group]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        raise InputError(where, f"{code} is in two clusters", "", "leave it in one")
    subjects = {}
    for entry in content.get("subjects", ()):
        subjects[entry["kind"]] = tuple(
            (*_way(text, where), name == "own")
            for name in ("own", "linked")
            for text in entry.get(name, ())
        )
    return Scoring(numbers, verification, clusters, unscored, subjects)


def _numbers(content: dict, where: str) -> tuple[dict[str, float], dict[str, str]]:
    numbers: dict[str, float] = {}
    verification: dict[str, str] = {}
    for table, names in NUMBERS.items():
        found = content.get(table, {})
        for key in found:
            if key not in (*names, "verification"):
                advice = did_you_mean(key, [*names, "verification"])
                raise InputError(f"{where}, [{table}]", f"unknown key '{key}'", advice)
        for key, parameter in names.items():
            if not isinstance(found.get(key), int | float) or found[key] < 0:
                raise InputError(f"{where}, [{table}]", f"'{key}' is not a number of 0 or more")
            numbers[parameter] = float(found[key])
            verification[parameter] = found.get("verification", "D")
    return numbers, verification


def _cluster(entry: dict, where: str) -> Cluster:
    missing = {"cluster", "title", "members", "money"} - entry.keys()
    if missing:
        lacking = ", ".join(sorted(missing))
        raise InputError(f"{where}, [[clusters]]", f"a cluster lacks {lacking}")
    weight = float(entry.get("weight", 1))
    if weight < 0:
        raise InputError(f"{where}, cluster {entry['cluster']}", "its weight is below 0")
    return Cluster(
        cluster=entry["cluster"],
        title=entry["title"],
        members=tuple(entry["members"]),
        weight=weight,
        money_group=entry["money"],
        verification=entry.get("verification", "D"),
    )


def _way(text: str, where: str) -> tuple[str, str]:
    entity_kind, _, way = text.partition(" by ")
    if entity_kind not in ENTITY_KINDS:
        raise InputError(where, f"unknown entity '{text}'", did_you_mean(entity_kind, ENTITY_KINDS))
    if way not in WAYS:
        raise InputError(where, f"unknown way to an entity '{text}'", did_you_mean(way, WAYS))
    return entity_kind, way


def digest(path: Path = SCORING) -> str:
    """A SHA-256 of the file: another text is another score."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def relations(scoring: Scoring | None = None) -> dict[str, pl.DataFrame]:
    """What SQL may read of them: `ref_scoring`, `ref_clusters`, `ref_subject_entities`."""
    scoring = scoring or read()
    numbers = [
        {
            "parameter": parameter,
            "number": number,
            "verification": scoring.verification[parameter],
        }
        for parameter, number in scoring.numbers.items()
    ]
    clusters = [
        {name: getattr(one, name) for name in CLUSTER_COLUMNS} | {"members": " ".join(one.members)}
        for one in scoring.clusters
    ]
    subjects = [
        {"subject_kind": kind, "entity_kind": entity_kind, "way": way, "is_own": is_own}
        for kind, ways in scoring.subjects.items()
        for entity_kind, way, is_own in ways
    ]
    return {
        "ref_scoring": pl.DataFrame(numbers, schema=SCORING_COLUMNS),
        "ref_clusters": pl.DataFrame(clusters, schema=CLUSTER_COLUMNS),
        "ref_subject_entities": pl.DataFrame(subjects, schema=SUBJECT_COLUMNS),
    }
