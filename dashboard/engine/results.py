"""The output contract: the judged rows of each indicator, and all of them in one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from dashboard.engine import hooks, steady
from dashboard.engine.catalogue import Query
from dashboard.engine.duck import Duck, quoted
from dashboard.engine.judging import DECIMALS, Rule, judged_sql, rule
from dashboard.messages import InputError

OUTCOMES = ("flagged", "clear", "insufficient", "contradictory")
CONTRACT_COLUMNS = ("subject_id", "project_id", "value", "skip_reason")

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
    own = replace(settings, code=rule.code, params=rule.params, query_digest=rule.digest)
    found = hooks.call(name, where, rows, own)
    engine.run(f"DROP TABLE IF EXISTS {MEASURED}")
    engine.frame(MEASURED, found, temporary=True)
    return f"SELECT * FROM {MEASURED}"


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


@dataclass(frozen=True)
class Made:
    """An indicator whose own table is made, and what else is to be entered of it."""

    rule: Rule
    evidence: list[str]
    counts: pl.DataFrame  # columns of indicator_counts_by_contract but for the code


def store(
    engine: Duck,
    query: Query,
    *,
    as_of: date,
    overrides: Mapping[str, Any] | None = None,
    settings: hooks.Settings | None = None,
) -> None:
    """Makes an indicator's own table and enters it in the results, at once."""
    settings = settings or hooks.Settings(as_of=as_of)
    enter(engine, make(engine, rule(query, overrides), settings))


def make(
    engine: Duck, applied: Rule, settings: hooks.Settings, stored_rows: str | None = None
) -> Made:
    """Judges an indicator and stores its rows with evidence under its name.

    Counts of all four outcomes are exact even where clear rows are not kept. `stored_rows` is SQL
    for the rows that its query returned earlier; with it no query runs. Raises InputError where the
    rows break the contract.
    """
    name = applied.query.name
    evidence = _judged(engine, applied, "judged", settings, stored_rows)
    try:
        _refuse_broken_contract(engine, applied, "judged")
        contract_id = "contract_id" if "contract_id" in evidence else "CAST(NULL AS VARCHAR)"
        counts = engine.rows(
            f"""SELECT project_id, {contract_id} AS contract_id, outcome, severity, COUNT(*) AS n
            FROM judged GROUP BY ALL ORDER BY ALL"""
        )
        kept = "" if applied.keeps_clear_rows else "WHERE outcome <> 'clear'"
        rows = steady.sql(engine, f"SELECT * FROM judged {kept}", {}, ["subject_id"])
        engine.create(name, rows, {}, replaces=stored_rows is not None)
    finally:
        engine.run("DROP TABLE judged")
    return Made(applied, evidence, counts)


def enter(engine: Duck, made: Made) -> None:
    """Adds what an indicator found to the tables that hold it of every indicator."""
    applied, code = made.rule, made.rule.code
    engine.append(
        "indicator_counts_by_contract", made.counts.select(pl.lit(code).alias("code"), pl.all())
    )
    by_outcome = made.counts.group_by("outcome").agg(pl.col("n").sum())
    every = pl.DataFrame({"outcome": sorted(OUTCOMES)}).join(by_outcome, on="outcome", how="left")
    engine.append(
        "indicator_counts",
        every.select(pl.lit(code).alias("code"), "outcome", pl.col("n").fill_null(0)),
    )
    links = "".join(
        f", CAST({name} AS {kind}) AS {name}"
        for name, kind in LINKS.items()
        if name in made.evidence
    )
    engine.run(
        f"""INSERT INTO indicator_results
        BY NAME SELECT '{code}' AS code, '{applied.query.header["subject"]}' AS subject_kind,
            subject_id, project_id, value, outcome, severity, skip_reason, threshold, measure
            {links}
        FROM {quoted(applied.query.name)}"""
    )
    _store_measures(engine, applied)


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
