"""What a build may take over from the one before it: whatever would come out the same.

Every stored relation has a key: a digest of its query, of what finishes it, of the parameters it
takes, and of the keys of all it reads, down to the bytes of the files. Where the key is the same
the relation is the same, so a new build starts as a copy of the last one and makes anew only what
has another key. A threshold is in no such key: where it alone moved, the rows that are stored are
judged again, and no query runs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from dashboard.engine import catalogue, digests, judging
from dashboard.engine.catalogue import RESULT_RELATIONS, Query
from dashboard.engine.duck import Duck, quoted
from dashboard.engine.judging import Rule

KEYS_FILE = "query_keys.parquet"  # beside the facts: how they were made, not what they say
KEY_COLUMNS = {
    "name": pl.String,
    "key": pl.String,
    "judged_key": pl.String,  # of an indicator: with its thresholds
    "frozen_key": pl.String,  # the peers that were handed in for it; empty without
    "baseline_key": pl.String,  # the peers that it used
}


@cache
def engine_digest() -> str:
    """A digest of the code that makes relations: another engine makes everything anew."""
    return digests.of_folder(Path(__file__).parent, "*.py")


def keys(
    queries: Mapping[str, Query],
    names: Iterable[str],
    started_with: Mapping[str, str],
    rules: Mapping[str, Rule],
    as_of: date,
    frozen_baselines: pl.DataFrame,
) -> pl.DataFrame:
    """KEY_COLUMNS for every name in build order; `baseline_key` is filled in after the build.

    `started_with` gives the digest of each relation that is there before the first query; `rules`
    the rule of each indicator by its name.
    """
    found = dict(started_with)
    judged: dict[str, str] = {}
    rows = []
    for name in names:
        if name in RESULT_RELATIONS:
            found[name] = _digest(sorted(judged.items()))
            continue
        query = queries[name]
        if len(judged) == len(rules):  # from here on the second stage is seen as well
            found[RESULT_RELATIONS[0]] = _digest(sorted(judged.items()))
        reads = [found.get(_named(read, queries), "") for read in sorted(query.reads)]
        hook = query.header.get("hook")
        timed = as_of.isoformat() if hook or "as_of" in query.params else ""
        parts: list[Any] = [query.sql, reads, engine_digest(), hook, timed]
        frozen = ""
        if query.kind == "indicator":
            rule = rules[name]
            found[name] = _digest([*parts, rule.params, query.digest if hook else ""])
            judged[name] = _digest([found[name], *_judging(rule)])
            found[f"judged {name}"] = judged[name]
            frozen = baseline_key(frozen_baselines, rule.code) if hook else ""
        else:
            found[name] = _digest([*parts, query.header["grain"], query.header.get("stored")])
        rows.append(
            {
                "name": name,
                "key": found[name],
                "judged_key": judged.get(name),
                "frozen_key": frozen,
                "baseline_key": "",
            }
        )
    return pl.DataFrame(rows, schema=KEY_COLUMNS)


def baseline_key(baselines: pl.DataFrame, code: str) -> str:
    """A digest of one indicator's peers; empty where there are none."""
    own = baselines.filter(pl.col("code") == code)
    return "" if own.is_empty() else digests.of_frame(own.sort(own.columns))


def _named(read: str, queries: Mapping[str, Query]) -> str:
    """Under which key a relation stands: an indicator read by a view stands with its thresholds."""
    if read in RESULT_RELATIONS:
        return RESULT_RELATIONS[0]
    known = queries.get(read)
    if known is not None and known.kind == "indicator":
        return f"judged {read}"
    return read.replace("latest_", "src_", 1) if read.startswith("latest_") else read


def _judging(rule: Rule) -> list[Any]:
    header = rule.query.header
    measures = [[one.column, one.when, one.thresholds] for one in rule.measures]
    return [measures, header.get("false_discovery", {}), header.skip_reasons, header["subject"]]


@dataclass(frozen=True)
class Plan:
    """What of an earlier build stays as it is, and which indicators are only judged again."""

    kept: frozenset[str]
    judged_again: frozenset[str]


NOTHING = Plan(frozenset(), frozenset())


def plan(
    queries: Mapping[str, Query], rules: Mapping[str, Rule], new: pl.DataFrame, old: pl.DataFrame
) -> Plan:
    """What stays, from the keys of the build to make and those of the one that is there."""
    before = {row["name"]: row for row in old.iter_rows(named=True)}
    kept: set[str] = set()
    again: set[str] = set()
    is_every_result_kept = True
    for row in new.iter_rows(named=True):
        name, was = row["name"], before.get(row["name"])
        reads = queries[name].reads
        # Other peers give other rows under the same key, so what reads them goes with them.
        stands = all(read in kept for read in reads if read in queries) and (
            is_every_result_kept or not reads & set(RESULT_RELATIONS)
        )
        if was is None or was["key"] != row["key"] or not stands or not _same_peers(row, was):
            is_every_result_kept &= queries[name].kind != "indicator"
            continue
        if queries[name].kind != "indicator" or was["judged_key"] == row["judged_key"]:
            kept.add(name)
            continue
        is_every_result_kept = False
        if rules[name].keeps_clear_rows:
            again.add(name)
    return Plan(frozenset(kept), frozenset(again))


def _same_peers(new: Mapping[str, str], old: Mapping[str, str]) -> bool:
    """Whether an indicator would be compared with the peers that it was compared with."""
    if new["frozen_key"]:
        return new["frozen_key"] == old["baseline_key"]
    return old["frozen_key"] == ""


def keys_of(facts: Path) -> pl.DataFrame:
    """The keys that a build noted beside its facts; none where it noted none."""
    path = facts.with_name(KEYS_FILE)
    return pl.read_parquet(path) if path.exists() else pl.DataFrame(schema=KEY_COLUMNS)


def clear(
    engine: Duck, queries: Mapping[str, Query], rules: Mapping[str, Rule], plan: Plan
) -> None:
    """Takes out of a copied build what is to be made anew, and every view."""
    for (view,) in engine.rows(
        "SELECT view_name FROM duckdb_views() WHERE NOT internal AND NOT temporary"
    ).iter_rows():
        engine.run(f"DROP VIEW {quoted(view)}")
    tables = engine.rows("SELECT table_name FROM duckdb_tables() WHERE NOT temporary")
    stays = plan.kept | plan.judged_again | set(RESULT_RELATIONS)
    for (table,) in tables.iter_rows():
        if table not in stays:
            engine.run(f"DROP TABLE {quoted(table)}")
    codes = [rules[name].code for name in plan.kept if queries[name].kind == "indicator"]
    for table in RESULT_RELATIONS:
        engine.run(
            f"DELETE FROM {quoted(table)} WHERE code NOT IN (SELECT UNNEST($codes))",
            {"codes": codes or [""]},
        )


def settle(engine: Duck, codes: Iterable[str]) -> None:
    """Puts results of which some were taken over into the order in which a whole build stores them.

    `codes` are those of the indicators in the order in which they run.
    """
    for table, order in RESULT_ORDER.items():
        engine.run(
            f"CREATE OR REPLACE TABLE {quoted(table)} AS SELECT * FROM {quoted(table)} "
            f"ORDER BY LIST_POSITION($codes, code), {order}",
            {"codes": list(codes)},
        )


# Within an indicator, as results.enter writes its rows.
RESULT_ORDER = {
    "indicator_results": "subject_id",
    "indicator_counts": "outcome",
    "indicator_counts_by_contract": "project_id, contract_id, outcome, severity",
    "indicator_measures": "measure, subject_id",
}


def noted(keys: pl.DataFrame, rules: Mapping[str, Rule], peers: pl.DataFrame) -> pl.DataFrame:
    """The keys of a build that is made, with the peers that each indicator used."""
    used = [baseline_key(peers, rules[name].code) if name in rules else "" for name in keys["name"]]
    return keys.with_columns(pl.Series("baseline_key", used, dtype=pl.String))


def stored_rows_sql(rule: Rule, columns: Iterable[str]) -> str:
    """SQL for the rows of a stored indicator as its query returned them."""
    added = {"outcome", "severity", "threshold", "measure"}
    added |= {"q_value"} if rule.query.header.get("false_discovery") else set()
    kept = ", ".join(f'"{column}"' for column in columns if column not in added)
    return f'SELECT {kept} FROM "{rule.query.name}"'


def _digest(parts: Any) -> str:
    text = json.dumps(parts, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def rules_of(overrides: Mapping[str, Mapping]) -> dict[str, Rule]:
    """The rule of each indicator by its name, with a pack's overrides."""
    return {
        name: judging.rule(query, overrides.get(query.header["code"]))
        for name, query in catalogue.indicators().items()
    }
