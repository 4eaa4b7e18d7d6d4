"""The output contract: how a value becomes flagged, clear, insufficient or contradictory."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dashboard.engine import hooks, steady
from dashboard.engine.catalogue import Query
from dashboard.engine.duck import Duck, literal, quoted
from dashboard.engine.header import SEVERITIES, Measure
from dashboard.messages import InputError

OUTCOMES = ("flagged", "clear", "insufficient", "contradictory")
CONTRACT_COLUMNS = ("subject_id", "project_id", "value", "skip_reason")
DECIMALS = 6
COMPARISONS = {"at_least": ">=", "at_most": "<="}

RESULTS_SQL = """
CREATE TABLE indicator_results (
    code VARCHAR, subject_kind VARCHAR, subject_id VARCHAR, project_id VARCHAR,
    contract_id VARCHAR, tender_id VARCHAR, party_id VARCHAR, other_party_id VARCHAR,
    buyer_id VARCHAR, value DOUBLE, outcome VARCHAR, severity VARCHAR, skip_reason VARCHAR,
    threshold DOUBLE, measure VARCHAR, exposure_amount DOUBLE, currency VARCHAR,
    fallback_count BIGINT
)"""
# Evidence columns that are also kept in the results, where the query returns them: whom and what
# else a row is about, the money tied to it, and how many stand-ins its number needed.
LINKS = {
    "contract_id": "VARCHAR",
    "tender_id": "VARCHAR",
    "party_id": "VARCHAR",
    "other_party_id": "VARCHAR",
    "buyer_id": "VARCHAR",
    "exposure_amount": "DOUBLE",
    "currency": "VARCHAR",
    "fallback_count": "BIGINT",
}
MEASURED = "measured_by_hook"
COUNTS_SQL = "CREATE TABLE indicator_counts (code VARCHAR, outcome VARCHAR, n BIGINT)"
COUNTS_BY_CONTRACT_SQL = """
CREATE TABLE indicator_counts_by_contract (
    code VARCHAR, project_id VARCHAR, contract_id VARCHAR, outcome VARCHAR, severity VARCHAR,
    n BIGINT
)"""

# The measures beside `value` that a threshold is compared with, so that a threshold can be moved
# later without running a query again. `value` itself stands in the results.
MEASURES_SQL = """
CREATE TABLE indicator_measures (
    code VARCHAR, subject_id VARCHAR, measure VARCHAR, value DOUBLE, q_value DOUBLE
)"""
STATEMENTS = (RESULTS_SQL, COUNTS_SQL, COUNTS_BY_CONTRACT_SQL, MEASURES_SQL)


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
        """A SHA-256 of the query file and the parameters in force: what peers were made with."""
        params = json.dumps(self.params, sort_keys=True, default=str)
        return hashlib.sha256(f"{self.query.digest} {params}".encode()).hexdigest()

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


def measured(engine: Duck, rule: Rule, params: Mapping[str, Any], settings: hooks.Settings) -> str:
    """SQL for the rows of an indicator before they are judged.

    Where its header names a hook these are a temporary table, made here.
    """
    name = rule.query.header.get("hook")
    if name is None:
        return rule.query.sql
    where = rule.query.path.name
    grain = ["subject_id"]
    rows = engine.rows(steady.sql(engine, rule.query.sql, params, grain), params)
    settings.code, settings.params = rule.code, rule.params
    settings.query_digest = rule.digest
    found = hooks.find(name, where)(rows, settings)
    engine.run(f"DROP TABLE IF EXISTS {MEASURED}")
    engine.frame(MEASURED, found, temporary=True)
    return f"SELECT * FROM {MEASURED}"


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


def evidence_columns(
    engine: Duck, rule: Rule, measured: str, params: Mapping[str, Any]
) -> list[str]:
    """The columns that the query, or its hook, returns beside the contract's.

    Raises InputError if it lacks one of those.
    """
    described = engine.rows(f"SELECT * FROM ({measured}) AS described LIMIT 0", params).columns
    wanted = [*CONTRACT_COLUMNS, *(measure.column for measure in rule.measures)]
    wanted += ["p_value"] if rule.query.header.get("false_discovery") else []
    missing = [column for column in wanted if column not in [*described, "q_value"]]
    if missing:
        raise InputError(
            rule.query.path.name,
            f"the query returns no column {', '.join(missing)}",
            f"it returns {', '.join(described)}",
        )
    return [column for column in described if column not in CONTRACT_COLUMNS]


def _judged(
    engine: Duck,
    applied: Rule,
    relation: str,
    settings: hooks.Settings,
    stored_rows: str | None = None,
) -> list[str]:
    """Makes the temporary table `relation` of judged rows; returns its evidence columns."""
    params = {"as_of": settings.as_of} | applied.params
    rows = stored_rows or measured(engine, applied, params, settings)
    try:
        evidence = evidence_columns(engine, applied, rows, params)
        engine.create(relation, judged_sql(applied, rows, evidence), params, temporary=True)
    finally:
        engine.run(f"DROP TABLE IF EXISTS {MEASURED}")
    return evidence


def judge(
    engine: Duck,
    query: Query,
    *,
    as_of: date,
    overrides: Mapping[str, Any] | None = None,
    settings: hooks.Settings | None = None,
) -> pl.DataFrame:
    """Every row of one indicator, judged; for tests and single questions, nothing is stored."""
    applied = rule(query, overrides)
    _judged(engine, applied, "judged_once", settings or hooks.Settings(as_of=as_of))
    try:
        _refuse_broken_contract(engine, applied, "judged_once")
        return engine.rows("SELECT * FROM judged_once ORDER BY subject_id")
    finally:
        engine.run("DROP TABLE judged_once")


def store(
    engine: Duck,
    query: Query,
    *,
    as_of: date,
    overrides: Mapping[str, Any] | None = None,
    settings: hooks.Settings | None = None,
    stored_rows: str | None = None,
) -> None:
    """Judges an indicator; stores its rows with evidence under its name, and in the results.

    Counts of all four outcomes are exact even where clear rows are not kept. `stored_rows` is SQL
    for the rows that its query returned earlier; with it no query runs.
    """
    applied = rule(query, overrides)
    settings = settings or hooks.Settings(as_of=as_of)
    evidence = _judged(engine, applied, "judged", settings, stored_rows)
    try:
        _refuse_broken_contract(engine, applied, "judged")
        contract_id = "contract_id" if "contract_id" in evidence else "CAST(NULL AS VARCHAR)"
        code, subject = applied.code, query.header["subject"]
        links = "".join(
            f", CAST({name} AS {kind}) AS {name}"
            for name, kind in LINKS.items()
            if name in evidence
        )
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
        if stored_rows:
            engine.run(f"DROP TABLE {quoted(query.name)}")
        engine.create(query.name, rows, {})
        engine.run(
            f"""INSERT INTO indicator_results
            BY NAME SELECT '{code}' AS code, '{subject}' AS subject_kind, subject_id, project_id,
                value, outcome, severity, skip_reason, threshold, measure {links}
            FROM {quoted(query.name)}"""
        )
        _store_measures(engine, applied)
    finally:
        engine.run("DROP TABLE judged")


def _store_measures(engine: Duck, applied: Rule) -> None:
    """Keeps the measures that are not `value` itself, and the first one's q where it counts."""
    has_q = bool(applied.query.header.get("false_discovery"))
    numbered = enumerate(applied.measures)
    for index, measure in sorted(numbered, key=lambda entry: entry[1].column):
        with_q = has_q and index == 0
        if not measure.thresholds or (measure.column == "value" and not with_q):
            continue
        column = quoted(measure.column)
        q_value = f"ROUND(q_value, {DECIMALS})" if with_q else "CAST(NULL AS DOUBLE)"
        engine.run(
            f"""INSERT INTO indicator_measures
            SELECT '{applied.code}', subject_id, '{measure.column}',
                ROUND(CAST({column} AS DOUBLE), {DECIMALS}), {q_value}
            FROM {quoted(applied.query.name)}
            WHERE skip_reason IS NULL AND {column} IS NOT NULL"""
        )


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
