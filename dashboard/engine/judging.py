"""How the rows of an indicator are judged: its rule, and the SQL that applies it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.engine import hooks
from dashboard.engine.catalogue import Query
from dashboard.engine.duck import literal, quoted
from dashboard.engine.header import SEVERITIES, Measure
from dashboard.messages import InputError

DECIMALS = 6
COMPARISONS = {"at_least": ">=", "at_most": "<="}


@dataclass(frozen=True)
class Rule:
    """An indicator with the thresholds and parameters of one jurisdiction applied."""

    query: Query
    measures: tuple[Measure, ...]
    params: dict[str, Any]

    @property
    def code(self) -> str:
        return self.query.header["code"]

    @property
    def digest(self) -> str:
        """A SHA-256 of query file, hook and parameters in force: what peers were made with."""
        params = json.dumps(self.params, sort_keys=True, default=str)
        hook = self.query.header.get("hook")
        code = f" {hooks.digest(hook)}" if hook else ""
        return hashlib.sha256(f"{self.query.digest} {params}{code}".encode()).hexdigest()

    @property
    def keeps_clear_rows(self) -> bool:
        """Payments and invoices are too many: their clear rows are counted, not stored."""
        return self.query.header.get("stored", "all") == "all"


def rule(query: Query, overrides: Mapping[str, Any] | None = None) -> Rule:
    """The rule of an indicator under a pack's overrides: severities and parameters by name.

    Raises InputError for an override that the indicator does not know.
    """
    overrides = dict(overrides or {})
    first, *others = query.header.measures
    thresholds = first.thresholds | {
        severity: float(overrides.pop(severity)) for severity in SEVERITIES if severity in overrides
    }
    ordered = {severity: thresholds[severity] for severity in SEVERITIES if severity in thresholds}
    params = dict(query.header.get("params", {}))
    for key, value in overrides.items():
        if key not in params:
            raise InputError(
                f"override of {query.header['code']}",
                f"unknown key '{key}'",
                f"known are {', '.join([*SEVERITIES, *params])}",
            )
        params[key] = value
    return Rule(query, (Measure(first.column, first.when, ordered), *others), params)


def _rank(measure: Measure, largest_q: Mapping[str, float]) -> str:
    """SQL that ranks one measure: 0 for none, 1 watch, 2 high, 3 critical.

    A severity in `largest_q` is reached only by rows whose q_value is at most that.
    """
    sign = COMPARISONS[measure.when]
    # Rounded once, here and in what is stored: 1.15 - 1 must reach a threshold of 0.15.
    column = f"ROUND(CAST({quoted(measure.column)} AS DOUBLE), {DECIMALS})"
    worst_first = [severity for severity in reversed(SEVERITIES) if severity in measure.thresholds]
    ranks = {severity: rank for rank, severity in enumerate(SEVERITIES, start=1)}
    lines = [
        f"WHEN {column} {sign} {measure.thresholds[severity]!r}{_and_q(severity, largest_q)} "
        f"THEN {ranks[severity]}"
        for severity in worst_first
    ]
    return f"CASE {' '.join(lines)} ELSE 0 END" if lines else "0"


def _and_q(severity: str, largest_q: Mapping[str, float]) -> str:
    if severity not in largest_q:
        return ""
    return f" AND ROUND(q_value, {DECIMALS}) <= {largest_q[severity]!r}"


def _threshold(measures: tuple[Measure, ...], pick: str) -> str:
    """SQL for the threshold that decided (`pick='threshold'`) or the measure it belongs to."""
    lines = []
    for index, measure in enumerate(measures):
        for severity, threshold in measure.thresholds.items():
            rank = SEVERITIES.index(severity) + 1
            found = repr(threshold) if pick == "threshold" else f"'{measure.column}'"
            lines.append(f"WHEN severity_rank = {rank} AND rank_{index} = {rank} THEN {found}")
    mildest = next(iter(measures[0].thresholds.values()), None)
    unreached = "NULL" if pick != "threshold" or mildest is None else repr(mildest)
    return f"CASE {' '.join(lines)} ELSE {unreached} END" if lines else "NULL"


# Benjamini and Hochberg (1995), step up, among the rows that could be judged.
Q_VALUES = """
scaled AS (
    SELECT *, skip_reason IS NULL AND p_value IS NOT NULL AS is_tested,
        p_value * COUNT(*) OVER (PARTITION BY skip_reason IS NULL AND p_value IS NOT NULL)
        / COUNT(*) OVER (PARTITION BY skip_reason IS NULL AND p_value IS NOT NULL
            ORDER BY p_value RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS scaled_p
    FROM measured
),
tested AS (
    SELECT * EXCLUDE (scaled_p, is_tested), CASE WHEN is_tested THEN MIN(scaled_p) OVER (
        PARTITION BY is_tested ORDER BY p_value DESC
        RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) END AS q_value
    FROM scaled
),"""


def judged_sql(rule: Rule, measured: str, evidence: list[str]) -> str:
    """The rows `measured` with outcome, severity, threshold and measure worked out beside them."""
    largest_q = rule.query.header.get("false_discovery", {})
    tested = Q_VALUES if largest_q else "tested AS (SELECT * FROM measured),"
    evidence = [*evidence, *(["q_value"] if largest_q else [])]
    reasons = rule.query.header.skip_reasons
    outcome_of_reason = " ".join(
        f"WHEN skip_reason = {literal(reason)} THEN '{outcome}'"
        for reason, outcome in reasons.items()
    )
    ranks = ", ".join(
        f"{_rank(measure, {} if index else largest_q)} AS rank_{index}"
        for index, measure in enumerate(rule.measures)
    )
    worst = ", ".join(f"rank_{index}" for index in range(len(rule.measures)))
    worst = f"GREATEST({worst})" if len(rule.measures) > 1 else worst
    severities = " ".join(
        f"WHEN severity_rank = {index + 1} THEN '{severity}'"
        for index, severity in enumerate(SEVERITIES)
    )
    return f"""
WITH measured AS ({measured}),
{tested}
ranked AS (SELECT *, {ranks} FROM tested),
weighed AS (
    SELECT *, CASE WHEN skip_reason IS NULL THEN {worst} ELSE 0 END AS severity_rank FROM ranked
)
SELECT
    CAST(subject_id AS VARCHAR) AS subject_id,
    CAST(project_id AS VARCHAR) AS project_id,
    CASE WHEN skip_reason IS NULL THEN ROUND(CAST(value AS DOUBLE), {DECIMALS}) END AS value,
    skip_reason,
    CASE {outcome_of_reason}
        WHEN skip_reason IS NOT NULL THEN 'unknown reason'
        WHEN value IS NULL OR NOT isfinite(CAST(value AS DOUBLE)) THEN 'no value'
        WHEN severity_rank > 0 THEN 'flagged'
        ELSE 'clear' END AS outcome,
    CASE {severities} END AS severity,
    CAST({_threshold(rule.measures, "threshold")} AS DOUBLE) AS threshold,
    CAST({_threshold(rule.measures, "measure")} AS VARCHAR) AS measure
    {"".join(", " + quoted(column) for column in evidence)}
FROM weighed"""
