"""What a build says of its own making: parameters, counts in and out, versions of libraries."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from importlib import metadata

import polars as pl

from dashboard.engine import baselines, catalogue, hooks, judging, results, scoring_rules
from dashboard.engine.duck import Duck, quoted

LIBRARIES = (
    *("duckdb", "polars", "numpy", "scipy", "statsmodels", "networkx", "esda", "libpysal"),
    *("sqlglot", "holidays", "splink"),
)
# Where every possible subject of a kind has a row, so that those out of scope can be counted.
EVERY_SUBJECT = {
    "project": "projects",
    "contract": "contracts",
    "tender": "tenders",
    "lot": "lots",
    "bid": "bids",
    "invoice": "invoices",
    "payment": "payments",
    "neighbourhood": "neighbourhoods",
}
RUN_COLUMNS = {
    "code": pl.String(),
    "name": pl.String(),
    "rule_digest": pl.String(),  # of the query file and the parameters in force
    "hook": pl.String(),
    "params": pl.String(),
    "thresholds": pl.String(),
    "baseline_version": pl.String(),  # of the peers it was compared with; NULL without
    "input_count": pl.Int64(),  # rows of all relations that it reads
    "output_count": pl.Int64(),
    "flagged_count": pl.Int64(),
    "clear_count": pl.Int64(),
    "insufficient_count": pl.Int64(),
    "contradictory_count": pl.Int64(),
    "not_applicable_count": pl.Int64(),  # NULL where not every possible subject has a row
}


def indicator_runs(engine: Duck, overrides: Mapping[str, Mapping]) -> pl.DataFrame:
    """One row per indicator: with what it ran, rows in and out, and how often each answer came."""
    sizes: dict[str, int] = {}

    def size(relation: str) -> int:
        if relation not in sizes:
            sizes[relation] = engine.single(f"SELECT COUNT(*) FROM {quoted(relation)}")
        return sizes[relation]

    counted = engine.rows("SELECT code, outcome, n FROM indicator_counts")
    counts = {(code, outcome): n for code, outcome, n in counted.rows()}
    made = engine.rows("SELECT * FROM peer_baselines")
    rows = []
    for query in catalogue.indicators().values():
        code = query.header["code"]
        applied = judging.rule(query, overrides.get(code))
        found = {outcome: int(counts.get((code, outcome), 0)) for outcome in results.OUTCOMES}
        everyone = EVERY_SUBJECT.get(query.header["subject"])
        total = sum(found.values())
        rows.append(
            {
                "code": code,
                "name": query.name,
                "rule_digest": applied.digest,
                "hook": query.header.get("hook"),
                "params": json.dumps(applied.params, sort_keys=True, default=str),
                "thresholds": json.dumps(
                    [[one.column, one.when, one.thresholds] for one in applied.measures]
                ),
                "baseline_version": baselines.digest(made.filter(code=code)) or None,
                "input_count": sum(size(relation) for relation in sorted(query.reads)),
                "output_count": total,
                **{f"{outcome}_count": n for outcome, n in found.items()},
                "not_applicable_count": size(everyone) - total if everyone else None,
            }
        )
    return pl.DataFrame(rows, schema=RUN_COLUMNS)


def manifest(said: Mapping[str, str], settings: hooks.Settings, made: pl.DataFrame) -> pl.DataFrame:
    """The relation `run_manifest`: item and content, what the caller `said` first."""
    items = dict(said) | {
        "as_of": settings.as_of.isoformat(),
        "seed": str(settings.seed),
        "quartile_type": str(settings.quartile_type),
        "scoring_digest": scoring_rules.digest(),
        "baseline_date": baselines.baseline_date(settings.as_of).isoformat(),
        "baseline_version": baselines.digest(made),
        "time_zone": "none: dates without a time, moments in UTC",
        "python": platform.python_version(),
    }
    for name in LIBRARIES:
        try:
            items[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            items[name] = "not installed"
    return pl.DataFrame(
        {"item": list(items), "content": list(items.values())},
        schema={"item": pl.String, "content": pl.String},
    )
