"""How often each indicator is right where the truth is known: in cities whose patterns are planted.

    counts = [count_city(folder, seed) for seed in seeds]
    measure(pl.concat(counts))

A city's truth says which subjects were given a pattern, which were given its innocent twin, and
which lack what an indicator needs; everyone else is clear. No indicator has seen it. An interval
is a bootstrap over cities, and where all cities agree the exact one over their pooled counts
(Clopper and Pearson 1934), which never is of no width.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from scipy import stats

from dashboard import workspaces
from dashboard.engine import catalogue
from dashboard.engine.duck import Duck
from dashboard.evaluation.resampling import share_interval
from dashboard.ingest import load
from dashboard.publish import build
from dashboard.sample import city, earlier_publication

WORKSPACE = "sample"
SIZE = {"projects": 300, "payments": 6_000, "neighbourhoods": 40}
LEAST_RECALL, LEAST_PRECISION = 0.98, 0.95  # of an indicator of class R
COUNT_COLUMNS = {
    "seed": pl.Int64,
    "code": pl.String,
    "judged_count": pl.Int64,  # flagged or clear
    "planted_count": pl.Int64,  # the truth says flagged
    "hit_count": pl.Int64,  # and the indicator does
    "graded_count": pl.Int64,  # hits whose severity the truth states
    "same_grade_count": pl.Int64,
    "false_count": pl.Int64,  # flagged, but not planted
    "twin_count": pl.Int64,  # innocent twins
    "false_twin_count": pl.Int64,  # and flagged all the same
    "gap_count": pl.Int64,  # the truth says that something is missing, or contradicts itself
    "found_gap_count": pl.Int64,  # and the indicator says the same
    "clear_count": pl.Int64,  # judged and not planted
}
MEASURE_COLUMNS = {
    "code": pl.String,
    "title": pl.String,
    "evidence_class": pl.String,
    "city_count": pl.Int64,
    **{name: kind for name, kind in COUNT_COLUMNS.items() if name not in ("seed", "code")},
    "recall": pl.Float64,
    "recall_low": pl.Float64,
    "recall_high": pl.Float64,
    "precision": pl.Float64,
    "precision_low": pl.Float64,
    "precision_high": pl.Float64,
    "false_per_thousand": pl.Float64,
    "false_low": pl.Float64,
    "false_high": pl.Float64,
    "null_share": pl.Float64,  # of clear subjects, what chance alone raises, as the header says
    "is_as_promised": pl.Boolean,
}
RATIOS = {
    "recall": ("hit_count", "planted_count"),
    "precision": ("hit_count", "flagged_count"),
    "false": ("false_count", "clear_count"),
}


def count_city(
    folder: Path,
    seed: int,
    *,
    projects: int = SIZE["projects"],
    payments: int = SIZE["payments"],
    neighbourhoods: int = SIZE["neighbourhoods"],
) -> pl.DataFrame:
    """Makes, loads and builds one city under the local data folder in use, and compares.

    The files go to `folder`. Returns COUNT_COLUMNS, one row for each indicator.
    """
    files = city.make(
        folder, projects=projects, payments=payments, neighbourhoods=neighbourhoods, seed=seed
    )
    earlier = earlier_publication.make(folder, seed=seed)
    workspace = workspaces.read(WORKSPACE)
    for source, path in files.items():
        load.load_files(workspace, source, [*earlier.get(source, ()), path])
    published = build(workspace)
    engine = Duck(published.facts, read_only=True)
    try:
        results = engine.rows("SELECT code, subject_id, outcome, severity FROM indicator_results")
        judged = engine.rows(
            "SELECT code, CAST(SUM(n) FILTER (WHERE outcome IN ('flagged', 'clear')) AS BIGINT)"
            " AS judged_count FROM indicator_counts GROUP BY code"
        )
    finally:
        engine.close()
    truth = pl.read_csv(folder / "truth" / "truth.csv", infer_schema=False)
    return compare(results, judged, truth).with_columns(pl.lit(seed, pl.Int64).alias("seed"))


def compare(results: pl.DataFrame, judged: pl.DataFrame, truth: pl.DataFrame) -> pl.DataFrame:
    """COUNT_COLUMNS without `seed`, one row for each code in `judged`.

    `results` has code, subject_id, outcome, severity (rows that are clear may be left out);
    `judged` code and judged_count; `truth` code, subject_id, expected_outcome, expected_severity.
    """
    told = truth.select("code", "subject_id", "expected_outcome", "expected_severity").unique(
        ["code", "subject_id"]
    )
    both = told.join(results, on=["code", "subject_id"], how="full", coalesce=True)
    planted = pl.col("expected_outcome").eq_missing("flagged")
    flagged = pl.col("outcome").eq_missing("flagged")
    twin = pl.col("expected_outcome").eq_missing("clear")
    gap = pl.col("expected_outcome").is_in(["insufficient", "contradictory"]).fill_null(False)
    graded = planted & flagged & (pl.col("expected_severity").fill_null("") != "")
    counted = both.group_by("code").agg(
        planted.sum().alias("planted_count"),
        (planted & flagged).sum().alias("hit_count"),
        graded.sum().alias("graded_count"),
        (graded & (pl.col("expected_severity") == pl.col("severity")))
        .sum()
        .alias("same_grade_count"),
        (flagged & ~planted).sum().alias("false_count"),
        twin.sum().alias("twin_count"),
        (twin & flagged).sum().alias("false_twin_count"),
        gap.sum().alias("gap_count"),
        (gap & (pl.col("outcome") == pl.col("expected_outcome"))).sum().alias("found_gap_count"),
        (planted & pl.col("outcome").is_in(["flagged", "clear"])).sum().alias("seen_count"),
    )
    return (
        judged.join(counted, on="code", how="left")
        .with_columns(pl.all().exclude("code").fill_null(0))
        .with_columns((pl.col("judged_count") - pl.col("seen_count")).alias("clear_count"))
        .select(pl.col(name).cast(kind) for name, kind in COUNT_COLUMNS.items() if name != "seed")
        .sort("code")
    )


def measure(counts: pl.DataFrame) -> pl.DataFrame:
    """MEASURE_COLUMNS, one row for each indicator, from COUNT_COLUMNS of several cities.

    `is_as_promised` is, for class R, recall of at least 0.98 and precision of at least 0.95; for
    class S that no more clear subjects are raised than its null share says, within the interval;
    it is null where nothing was planted and no null share is stated.
    """
    rows = []
    counts = counts.with_columns(
        (pl.col("hit_count") + pl.col("false_count")).alias("flagged_count")
    )
    for query in catalogue.indicators().values():
        own = counts.filter(pl.col("code") == query.header["code"])
        if own.is_empty():
            continue
        totals = own.select(pl.col(pl.Int64).exclude("seed").sum()).row(0, named=True)
        row = {
            "code": query.header["code"],
            "title": query.header["title"],
            "evidence_class": query.header["evidence_class"],
            "city_count": own["seed"].n_unique(),
            "null_share": query.header.get("null_share"),
            **{name: totals[name] for name in MEASURE_COLUMNS if name in totals},
        }
        for name, (part, whole) in RATIOS.items():
            share, low, high = interval(own[part].to_numpy(), own[whole].to_numpy())
            column = "false_per_thousand" if name == "false" else name
            times = 1_000 if name == "false" else 1
            row[column] = None if share is None else share * times
            row[f"{name}_low"] = None if low is None else low * times
            row[f"{name}_high"] = None if high is None else high * times
        row["is_as_promised"] = _as_promised(row)
        rows.append(row)
    return pl.DataFrame(rows, schema=MEASURE_COLUMNS)


def interval(
    parts: np.ndarray, wholes: np.ndarray
) -> tuple[float | None, float | None, float | None]:
    """A share of pooled counts with its 95 % interval; all None where there is nothing to count."""
    part, whole = int(parts.sum()), int(wholes.sum())
    if whole == 0:
        return None, None, None
    share = part / whole
    if part in (0, whole) or len(parts) < 2 or len(set(zip(parts, wholes, strict=True))) == 1:
        exact = stats.binomtest(part, whole).proportion_ci(method="exact")
        return share, float(exact.low), float(exact.high)
    return share, *share_interval(parts, wholes)


def _as_promised(row: dict) -> bool | None:
    if row["evidence_class"] == "R":
        if row["recall"] is None or row["precision"] is None:
            return None
        return row["recall"] >= LEAST_RECALL and row["precision"] >= LEAST_PRECISION
    if row["null_share"] is None or row["false_low"] is None:
        return None
    return row["false_low"] / 1_000 <= row["null_share"]
