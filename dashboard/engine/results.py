"""The output contract: how a value becomes flagged, clear, insufficient or contradictory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dashboard.engine import steady
from dashboard.engine.catalogue import Query
from dashboard.engine.duck import Duck, quoted
from dashboard.engine.header import SEVERITIES, Measure
from dashboard.messages import InputError

OUTCOMES = ("flagged", "clear", "insufficient", "contradictory")
CONTRACT_COLUMNS = ("subject_id", "project_id", "value", "skip_reason")
DECIMALS = 6
COMPARISONS = {"at_least": ">=", "at_most": "<="}

RESULTS_SQL = """
CREATE TABLE indicator_results (
    code VARCHAR, subject_kind VARCHAR, subject_id VARCHAR, project_id VARCHAR,
    contract_id VARCHAR, value DOUBLE, outcome VARCHAR, severity VARCHAR,
    skip_reason VARCHAR, threshold DOUBLE, measure VARCHAR
)"""
COUNTS_SQL = "CREATE TABLE indicator_counts (code VARCHAR, outcome VARCHAR, n BIGINT)"
COUNTS_BY_CONTRACT_SQL = """
CREATE TABLE indicator_counts_by_contract (
    code VARCHAR, project_id VARCHAR, contract_id VARCHAR, outcome VARCHAR, severity VARCHAR,
    n BIGINT
)"""


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


def _rank(measure: Measure) -> str:
    """SQL that ranks one measure: 0 for none, 1 watch, 2 high, 3 critical."""
    sign = COMPARISONS[measure.when]
    # Rounded once, here and in what is stored: 1.15 - 1 must reach a threshold of 0.15.
    column = f"ROUND(CAST({quoted(measure.column)} AS DOUBLE), {DECIMALS})"
    worst_first = [severity for severity in reversed(SEVERITIES) if severity in measure.thresholds]
    ranks = {severity: rank for rank, severity in enumerate(SEVERITIES, start=1)}
    lines = [
        f"WHEN {column} {sign} {measure.thresholds[severity]!r} THEN {ranks[severity]}"
        for severity in worst_first
    ]
    return f"CASE {' '.join(lines)} ELSE 0 END" if lines else "0"


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


def judged_sql(rule: Rule, evidence: list[str]) -> str:
    """The indicator's query with outcome, severity, threshold and measure worked out beside it."""
    reasons = rule.query.header.skip_reasons
    outcome_of_reason = " ".join(
        "WHEN skip_reason = '" + reason.replace("'", "''") + f"' THEN '{outcome}'"
        for reason, outcome in reasons.items()
    )
    ranks = ", ".join(
        f"{_rank(measure)} AS rank_{index}" for index, measure in enumerate(rule.measures)
    )
    worst = ", ".join(f"rank_{index}" for index in range(len(rule.measures)))
    worst = f"GREATEST({worst})" if len(rule.measures) > 1 else worst
    severities = " ".join(
        f"WHEN severity_rank = {index + 1} THEN '{severity}'"
        for index, severity in enumerate(SEVERITIES)
    )
    return f"""
WITH measured AS ({rule.query.sql}),
ranked AS (SELECT *, {ranks} FROM measured),
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


def evidence_columns(engine: Duck, rule: Rule, params: Mapping[str, Any]) -> list[str]:
    """The columns that the query returns beside the contract's.

    Raises InputError if it lacks one of those.
    """
    described = engine.rows(
        f"SELECT * FROM ({rule.query.sql}) AS described LIMIT 0", params
    ).columns
    missing = [column for column in CONTRACT_COLUMNS if column not in described]
    missing += [measure.column for measure in rule.measures if measure.column not in described]
    if missing:
        raise InputError(
            rule.query.path.name,
            f"the query returns no column {', '.join(missing)}",
            f"it returns {', '.join(described)}",
        )
    return [column for column in described if column not in CONTRACT_COLUMNS]


def judge(
    engine: Duck, query: Query, *, as_of: date, overrides: Mapping[str, Any] | None = None
) -> pl.DataFrame:
    """Every row of one indicator, judged; for tests and single questions, nothing is stored."""
    applied = rule(query, overrides)
    params = {"as_of": as_of} | applied.params
    sql = judged_sql(applied, evidence_columns(engine, applied, params))
    engine.create("judged_once", sql, params, temporary=True)
    try:
        _refuse_broken_contract(engine, applied, "judged_once")
        return engine.rows("SELECT * FROM judged_once ORDER BY subject_id")
    finally:
        engine.run("DROP TABLE judged_once")


def store(
    engine: Duck, query: Query, *, as_of: date, overrides: Mapping[str, Any] | None = None
) -> None:
    """Judges an indicator; stores its rows with evidence under its name, and in the results.

    Counts of all four outcomes are exact even where clear rows are not kept.
    """
    applied = rule(query, overrides)
    params = {"as_of": as_of} | applied.params
    evidence = evidence_columns(engine, applied, params)
    engine.create("judged", judged_sql(applied, evidence), params, temporary=True)
    try:
        _refuse_broken_contract(engine, applied, "judged")
        contract_id = "contract_id" if "contract_id" in evidence else "CAST(NULL AS VARCHAR)"
        code, subject = applied.code, query.header["subject"]
        engine.run(
            f"""INSERT INTO indicator_counts_by_contract
            SELECT '{code}', project_id, {contract_id}, outcome, severity, COUNT(*) FROM judged
            GROUP BY ALL ORDER BY ALL"""
        )
        engine.run(
            f"""INSERT INTO indicator_counts
            SELECT '{code}', outcomes.outcome, COUNT(judged.subject_id)
            FROM UNNEST({list(OUTCOMES)!r}) AS outcomes (outcome)
            LEFT JOIN judged ON outcomes.outcome = judged.outcome
            GROUP BY outcomes.outcome ORDER BY outcomes.outcome"""
        )
        kept = "" if applied.keeps_clear_rows else "WHERE outcome <> 'clear'"
        rows = steady.sql(engine, f"SELECT * FROM judged {kept}", {}, ["subject_id"])
        engine.create(query.name, rows, {})
        engine.run(
            f"""INSERT INTO indicator_results
            SELECT '{code}', '{subject}', subject_id, project_id, {contract_id}, value, outcome,
                severity, skip_reason, threshold, measure
            FROM {quoted(query.name)} ORDER BY subject_id"""
        )
    finally:
        engine.run("DROP TABLE judged")


def _refuse_broken_contract(engine: Duck, applied: Rule, relation: str) -> None:
    where = applied.query.path.name
    rows, subjects, unknown, empty, nameless = engine.connection.execute(
        f"""SELECT COUNT(*), COUNT(DISTINCT subject_id),
            COUNT(*) FILTER (WHERE outcome = 'unknown reason'),
            COUNT(*) FILTER (WHERE outcome = 'no value'),
            COUNT(*) FILTER (WHERE subject_id IS NULL)
        FROM {quoted(relation)}"""
    ).fetchall()[0]
    if nameless:
        raise InputError(where, f"{nameless} rows have no subject_id")
    if rows != subjects:
        raise InputError(
            where,
            f"{rows - subjects} rows repeat a subject_id",
            "",
            "look for a join that multiplies",
        )
    if unknown:
        reason = engine.single(
            f"SELECT ANY_VALUE(skip_reason) FROM {quoted(relation)} "
            "WHERE outcome = 'unknown reason'"
        )
        raise InputError(where, f"the reason '{reason}' is not listed under skips in the header")
    if empty:
        raise InputError(
            where, f"{empty} rows have neither a finite value nor a reason for having none"
        )
