"""What the headers of the indicators say, as relations that queries and pages read."""

from __future__ import annotations

import json
from collections.abc import Mapping

import polars as pl

from dashboard.engine import catalogue, hooks, judging
from dashboard.engine.header import SEVERITIES

Overrides = Mapping[str, Mapping]


def relations(overrides: Overrides | None = None) -> dict[str, pl.DataFrame]:
    """The three relations by name, with a pack's overrides applied."""
    return {
        "indicator_definitions": definitions(overrides),
        "indicator_thresholds": thresholds(overrides),
        "indicator_fields": fields(),
    }


def definitions(overrides: Overrides | None = None) -> pl.DataFrame:
    """The catalogue as a frame: one row per indicator, thresholds as applied, header as JSON."""
    rows = []
    for name, query in catalogue.indicators().items():
        header = query.header
        applied = judging.rule(query, (overrides or {}).get(header["code"]))
        thresholds = applied.measures[0].thresholds
        rows.append(
            {
                "code": header["code"],
                "name": name,
                "family": query.family,
                "title": header["title"],
                "condition": header["condition"],
                "subject_kind": header["subject"],
                "unit": header["unit"],
                "evidence_class": header["evidence_class"],
                "cluster": header["cluster"],
                "is_core": bool(header["core"]),
                "keeps_clear_rows": applied.keeps_clear_rows,
                "null_share": header.get("null_share"),
                "false_discovery_share": max(
                    header.get("false_discovery", {}).values(), default=None
                ),
                "verification": header["verification"],
                "watch_threshold": thresholds.get("watch"),
                "high_threshold": thresholds.get("high"),
                "critical_threshold": thresholds.get("critical"),
                "params": json.dumps(applied.params, ensure_ascii=False, default=str),
                "header": json.dumps(header.values, ensure_ascii=False, default=str),
                "sql": query.sql,
                "hook_digest": hooks.digest(header["hook"]) if header.get("hook") else None,
            }
        )
    return pl.DataFrame(rows, schema=DEFINITION_COLUMNS)


def thresholds(overrides: Overrides | None = None) -> pl.DataFrame:
    """Every threshold as applied: one row per code, measure and severity (THRESHOLD_COLUMNS)."""
    rows = []
    for query in catalogue.indicators().values():
        code = query.header["code"]
        largest_q = query.header.get("false_discovery", {})
        for index, measure in enumerate(judging.rule(query, (overrides or {}).get(code)).measures):
            for severity, threshold in measure.thresholds.items():
                rows.append(
                    {
                        "code": code,
                        "measure": measure.column,
                        "direction": measure.when,
                        "severity": severity,
                        "severity_rank": SEVERITIES.index(severity) + 1,
                        "threshold": threshold,
                        "largest_q": None if index else largest_q.get(severity),
                        "is_main": index == 0,
                        "verification": query.header["verification"],
                    }
                )
    return pl.DataFrame(rows, schema=THRESHOLD_COLUMNS)


def fields() -> pl.DataFrame:
    """Which field of the border would mend each reason for not judging, as the headers say it.

    One row per code and insufficient reason: `remedy` is field, later publication or more cases
    (then without table and column).
    """
    rows = []
    for query in catalogue.indicators().values():
        for reason, remedy in query.header["remedies"].items():
            kind = "later publication" if remedy.startswith("later ") else "field"
            kind = remedy if remedy == "more cases" else kind
            table, _, column = remedy.removeprefix("later ").partition(".")
            known = kind != "more cases"
            rows.append(
                {
                    "code": query.header["code"],
                    "skip_reason": reason,
                    "remedy": kind,
                    "table_name": table if known else None,
                    "column_name": column if known else None,
                }
            )
    return pl.DataFrame(rows, schema=FIELD_COLUMNS)


THRESHOLD_COLUMNS = {
    "code": pl.String,
    "measure": pl.String,  # the column that it is compared with
    "direction": pl.String,  # at_least or at_most, inclusive
    "severity": pl.String,
    "severity_rank": pl.Int64,
    "threshold": pl.Float64,
    "largest_q": pl.Float64,  # the severity also needs a q value of at most this
    "is_main": pl.Boolean,
    "verification": pl.String,
}
FIELD_COLUMNS = {
    "code": pl.String,
    "skip_reason": pl.String,
    "remedy": pl.String,
    "table_name": pl.String,
    "column_name": pl.String,
}
DEFINITION_COLUMNS = {
    "code": pl.String,
    "name": pl.String,
    "family": pl.String,
    "title": pl.String,
    "condition": pl.String,
    "subject_kind": pl.String,
    "unit": pl.String,
    "evidence_class": pl.String,
    "cluster": pl.String,
    "is_core": pl.Boolean,
    "keeps_clear_rows": pl.Boolean,  # else clear subjects are only counted
    "null_share": pl.Float64,  # of clear subjects, raised by chance alone
    "false_discovery_share": pl.Float64,  # largest share of false flags among those raised
    "verification": pl.String,
    "watch_threshold": pl.Float64,
    "high_threshold": pl.Float64,
    "critical_threshold": pl.Float64,
    "params": pl.String,
    "header": pl.String,
    "sql": pl.String,
    "hook_digest": pl.String,  # of the code that finishes it, where SQL alone does not
}
