"""Points, interval and tier worked out in plain Python, as an auditor would with the rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

POINTS = {"watch": 10, "high": 40, "critical": 100}
RANKS = {None: 0, "watch": 1, "high": 2, "critical": 3}
EVIDENCE = {"R": 1.0, "S": 0.7, "X": 0.3}


@dataclass(frozen=True)
class Indicator:
    """What the scorer knows of an indicator."""

    code: str
    cluster: str
    evidence_class: str
    is_core: bool
    subject_kind: str = "contract"
    keeps_clear_rows: bool = True


@dataclass(frozen=True)
class Score:
    """What is said of one entity."""

    tier: str
    lowest: float
    highest: float
    coverage: float | None
    is_provisional: bool


def data_factor(fallback_count: int | None) -> float:
    """1.0 with all fields native, 0.8 with one stand-in, 0.6 with more."""
    return 1.0 if not fallback_count else (0.8 if fallback_count == 1 else 0.6)


def score(rows: list[dict], indicators: dict[str, Indicator], weights=None) -> Score:
    """The score of the entity to which all `rows` belong: code, outcome, severity, fallbacks."""
    by_code = defaultdict(list)
    for row in rows:
        by_code[row["code"]].append(row)
    clusters = defaultdict(list)
    for code in by_code:
        clusters[indicators[code].cluster].append(code)
    lowest, highest, weight_sum = 0.0, 0.0, 0.0
    for cluster, codes in clusters.items():
        weight = (weights or {}).get(cluster, 1.0)
        flags = [row for code in codes for row in by_code[code] if row["outcome"] == "flagged"]
        largest = max((_points(row, indicators) for row in flags), default=0.0)
        gap = any(
            indicators[code].is_core and any(not _is_judged(row) for row in by_code[code])
            for code in codes
        )
        lowest += weight * largest
        highest += weight * (100.0 if gap else largest)
        weight_sum += weight
    core = [code for code in by_code if indicators[code].is_core]
    shares = [sum(map(_is_judged, by_code[code])) / len(by_code[code]) for code in core]
    coverage = sum(shares) / len(shares) if shares else None
    return Score(
        tier=_tier(rows, indicators, coverage),
        lowest=lowest / weight_sum,
        highest=highest / weight_sum,
        coverage=coverage,
        is_provisional=(coverage or 0.0) < 0.80,
    )


def _is_judged(row: dict) -> bool:
    return row["outcome"] in ("flagged", "clear")


def _points(row: dict, indicators: dict[str, Indicator]) -> float:
    evidence = EVIDENCE[indicators[row["code"]].evidence_class]
    return POINTS[row["severity"]] * evidence * data_factor(row.get("fallback_count"))


def _tier(rows: list[dict], indicators: dict[str, Indicator], coverage: float | None) -> str:
    """The first line that holds."""
    flags = [
        (indicators[row["code"]].cluster, indicators[row["code"]].evidence_class, row["severity"])
        for row in rows
        if row["outcome"] == "flagged"
    ]
    high = [(cluster, kind) for cluster, kind, severity in flags if RANKS[severity] >= 2]
    high_clusters = {cluster for cluster, _ in high}
    if any(kind == "R" and severity == "critical" for _, kind, severity in flags):
        return "critical"
    for cluster, kind in high:
        if kind == "R" and high_clusters - {cluster}:
            return "high"
    if len(high_clusters) >= 3 and any(kind != "X" for _, kind in high):
        return "high"
    is_rule_watch = any(kind == "R" for _, kind, _ in flags)
    if high or is_rule_watch or len({cluster for cluster, _, _ in flags}) >= 2:
        return "watch"
    return "no signal" if coverage is not None and round(coverage, 6) >= 0.50 else "not rated"
