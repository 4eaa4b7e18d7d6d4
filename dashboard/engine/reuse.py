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
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from dashboard.engine import catalogue, results
from dashboard.engine.catalogue import RESULT_RELATIONS, Query
from dashboard.engine.results import Rule

KEYS = "query_keys"
KEY_COLUMNS = {"name": pl.String, "key": pl.String, "judged_key": pl.String}
PORTION = 1 << 20


@cache
def engine_digest() -> str:
    """A SHA-256 over the code that makes relations: another engine makes everything anew."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def of_files(paths: Iterable[Path]) -> str:
    """A digest over the bytes of files, in any order of their names."""
    found = []
    for path in paths:
        digest = hashlib.blake2b(digest_size=20)
        with path.open("rb") as file:
            while portion := file.read(PORTION):
                digest.update(portion)
        found.append(digest.hexdigest())
    return _digest(sorted(found))


def of_frame(frame: pl.DataFrame) -> str:
    """A digest over columns, types and rows."""
    return _digest([str(frame.schema), frame.write_csv()])


def keys(
    queries: Mapping[str, Query],
    names: Iterable[str],
    started_with: Mapping[str, str],
    rules: Mapping[str, Rule],
    as_of: date,
) -> pl.DataFrame:
    """KEY_COLUMNS for every name in build order, and for what they start from.

    `started_with` gives the digest of each relation that is there before the first query; `rules`
    the rule of each indicator by its name. `judged_key` is, of an indicator, the key with its
    thresholds; of the others NULL.
    """
    found = dict(started_with)
    judged: dict[str, str] = {}
    for name in names:
        if name in RESULT_RELATIONS:
            found[name] = _digest(sorted(judged.items()))
            continue
        query = queries[name]
        if query.kind == "view":  # it sees what the second stage found as well
            found[RESULT_RELATIONS[0]] = _digest(sorted(judged.items()))
        reads = [found.get(_named(read, queries), "") for read in sorted(query.reads)]
        hook = query.header.get("hook")
        parts: list[Any] = [query.sql, reads, engine_digest()]
        parts += [hook, started_with.get("frozen_baselines", "") if hook else ""]
        parts += [as_of.isoformat() if hook or "as_of" in query.params else ""]
        if query.kind == "indicator":
            rule = rules[name]
            found[name] = _digest([*parts, rule.params])
            judged[name] = _digest([found[name], *_judging(rule)])
        else:
            grain = [query.header["grain"], query.header.get("stored")]
            found[name] = _digest([*parts, grain])
        if name in judged:
            found[f"judged {name}"] = judged[name]
    rows = [
        {"name": name, "key": found[name], "judged_key": judged.get(name)}
        for name in names
        if name not in RESULT_RELATIONS
    ]
    return pl.DataFrame(rows, schema=KEY_COLUMNS)


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


def can_be_judged_again(rule: Rule) -> bool:
    """Whether every row of an indicator is stored, so that thresholds may move without a query."""
    return rule.keeps_clear_rows


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
        name: results.rule(query, overrides.get(query.header["code"]))
        for name, query in catalogue.indicators().items()
    }
