"""What changed between two builds: flags that are new, cleared or changed, and what moved each.

`data`: the subject's own rows or its own value. `rule`: threshold, parameter, query or a rule of
the jurisdiction. `peers`: neither; what it is measured against moved.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from dashboard.compare.movers import DATA, PEERS, RULE, movers
from dashboard.compare.sides import Side, opened
from dashboard.engine.duck import Duck

__all__ = ["CHANGE_COLUMNS", "DATA", "PEERS", "RULE", "counts", "differences"]
KEY = ["code", "subject_id"]
CHANGE_COLUMNS = {
    "code": pl.String(),
    "subject_kind": pl.String(),
    "subject_id": pl.String(),
    "project_id": pl.String(),
    "change": pl.String(),  # new, cleared, changed
    "moved_by": pl.String(),  # data, rule, peers
    "outcome_before": pl.String(),  # NULL where the subject was not in scope, or clear and not kept
    "outcome_after": pl.String(),
    "severity_before": pl.String(),
    "severity_after": pl.String(),
    "value_before": pl.Float64(),
    "value_after": pl.Float64(),
}


def differences(before: Path, after: Path) -> pl.DataFrame:
    """Every flag that is new, cleared or changed from one built file to another (CHANGE_COLUMNS).

    Changed are flags in both whose severity or value is another. Of each code the new ones less
    the cleared ones are the difference of the counts of flags.
    """
    old, new = opened(before), opened(after)
    try:
        rows = _changed_flags(old, new)
        moved = movers(old, new, rows)
    finally:
        old.facts.close()
        new.facts.close()
    order = pl.col("change").replace_strict({"new": 0, "cleared": 1, "changed": 2})
    frame = rows.with_columns(pl.Series("moved_by", moved, dtype=pl.String))
    return frame.select(list(CHANGE_COLUMNS)).sort("code", order, "subject_id")


def counts(rows: pl.DataFrame) -> pl.DataFrame:
    """Per code: how many flags are `new`, `cleared` and `changed`, and by what they were moved."""
    kinds = [pl.col("change").eq(kind).sum().alias(kind) for kind in ("new", "cleared", "changed")]
    movers = [pl.col("moved_by").eq(one).sum().alias(f"by_{one}") for one in (DATA, RULE, PEERS)]
    return rows.group_by("code").agg(*kinds, *movers).sort("code")


FLAGS = """
SELECT code, subject_kind, subject_id, project_id, outcome, severity, value
FROM indicator_results WHERE outcome = 'flagged'"""
OTHERS = """
SELECT code, subject_id, outcome, value
FROM indicator_results WHERE outcome <> 'flagged' AND code IN (SELECT UNNEST($codes))
AND subject_id IN (SELECT UNNEST($subject_ids))"""


def _changed_flags(old: Side, new: Side) -> pl.DataFrame:
    before, after = old.facts.rows(FLAGS), new.facts.rows(FLAGS)
    both = before.join(after, on=KEY, how="full", suffix="_after", coalesce=True)
    same = (pl.col("severity") == pl.col("severity_after")) & (
        (pl.col("value") - pl.col("value_after")).abs() < 1e-9
    )
    rows = both.select(
        *KEY,
        pl.coalesce("subject_kind", "subject_kind_after").alias("subject_kind"),
        pl.coalesce("project_id_after", "project_id").alias("project_id"),
        pl.when(pl.col("outcome").is_null())
        .then(pl.lit("new"))
        .when(pl.col("outcome_after").is_null())
        .then(pl.lit("cleared"))
        .when(~same)
        .then(pl.lit("changed"))
        .alias("change"),
        pl.col("outcome").alias("outcome_before"),
        "outcome_after",
        pl.col("severity").alias("severity_before"),
        "severity_after",
        pl.col("value").alias("value_before"),
        "value_after",
    ).drop_nulls("change")
    rows = _with_outcome(rows, old.facts, "before", "new")
    return _with_outcome(rows, new.facts, "after", "cleared")


def _with_outcome(rows: pl.DataFrame, facts: Duck, when: str, change: str) -> pl.DataFrame:
    """What a build that did not flag a subject said of it, if it says anything."""
    asked = rows.filter(pl.col("change") == change)
    said = facts.rows(
        OTHERS,
        {
            "codes": asked["code"].unique().to_list(),
            "subject_ids": asked["subject_id"].unique().to_list(),
        },
    ).rename({"outcome": "said", "value": "measured"})
    return (
        rows.join(said, on=KEY, how="left")
        .with_columns(
            pl.coalesce(f"outcome_{when}", "said").alias(f"outcome_{when}"),
            pl.coalesce(f"value_{when}", "measured").alias(f"value_{when}"),
        )
        .drop("said", "measured")
    )
