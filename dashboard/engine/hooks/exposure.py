"""Rates of rare events for the hours in which they could happen: accidents for hours worked."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy import stats

from dashboard.engine.hooks import Settings, peers_beside_rules

RECORDABLE_HOURS = 200_000  # a hundred people at work for a year
LOST_TIME_HOURS = 1_000_000
WORKERS = 1_000
LEVEL = 0.95
LEAST_CASES = 3  # for a comparison of the shrunken rate with its fence
ALONE = "no other site to compare with"
RATE_COLUMNS = (
    "recordable_rate",  # per 200,000 hours, as are the limits, the peers' and the shrunken rate
    "rate_low",
    "rate_high",
    "others_rate",
    "low_rate_ratio",  # rate_low / others_rate, where above 1
    "shrunken_rate",
    "party_rate",  # over all sites of the contractor
    "lost_time_rate",  # per million hours
    "incidence_rate",  # cases per 1,000 workers
)


def incident_rates(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The rows with RATE_COLUMNS and the distances of `peers.fences` for the shrunken rate.

    Takes `recordable_count`, `lost_time_count`, `worked_hours`, `worker_count`, `party_id`,
    `peer_date` and `peer_group_1`. Rows without hours have no rates. Gives the reason ALONE where
    one site alone has hours and nothing else (a fatal accident, a late report) is raised there.
    """
    hours = rows["worked_hours"].cast(pl.Float64).fill_null(0).to_numpy()
    cases = rows["recordable_count"].to_numpy().astype(float)
    known = hours > 0
    rates = {name: np.full(rows.height, np.nan) for name in RATE_COLUMNS}
    if known.any():
        for name, values in _rates(cases[known], hours[known]).items():
            rates[name][known] = values
        rates["lost_time_rate"][known] = (
            rows["lost_time_count"].to_numpy()[known] * LOST_TIME_HOURS / hours[known]
        )
    workers = rows["worker_count"].cast(pl.Float64).fill_null(0).to_numpy()
    peopled = known & (workers > 0)
    rates["incidence_rate"][peopled] = cases[peopled] * WORKERS / workers[peopled]
    alone = known.sum() == 1
    raised = (pl.col("value") > 0) | pl.col("late_report_days").is_not_null()
    found = rows.with_columns(
        *(pl.Series(name, values).fill_nan(None) for name, values in rates.items()),
        pl.when(pl.lit(alone) & pl.col("skip_reason").is_null() & raised.not_())
        .then(pl.lit(ALONE))
        .otherwise(pl.col("skip_reason"))
        .alias("skip_reason"),
    )
    hours_of_party = pl.col("worked_hours").sum().over("party_id")
    party_rate = pl.col("recordable_count").filter(pl.col("worked_hours") > 0).sum()
    found = found.with_columns(
        pl.when(pl.col("party_id").is_not_null() & (hours_of_party > 0))
        .then(party_rate.over("party_id") * RECORDABLE_HOURS / hours_of_party)
        .alias("party_rate"),
        pl.col("shrunken_rate").alias("compared"),
    )
    judged = peers_beside_rules.fences(found, settings)
    # In few hours one accident makes a high rate whatever is done with it.
    enough = pl.col("recordable_count") >= LEAST_CASES
    return judged.with_columns(pl.when(enough).then("above_distance").alias("above_distance"))


def poisson_limits(events: np.ndarray, level: float = LEVEL) -> tuple[np.ndarray, np.ndarray]:
    """Exact limits of a Poisson mean after `events` were counted (Garwood 1936)."""
    tail = (1 - level) / 2
    low = np.where(events > 0, stats.chi2.ppf(tail, 2 * np.maximum(events, 1)) / 2, 0.0)
    return low, stats.chi2.ppf(1 - tail, 2 * (events + 1)) / 2


def shrunken(events: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Marshall's (1991) global empirical-Bayes rates, events per unit of `base`."""
    rates, mean = events / base, events.sum() / base.sum()
    between = max(0.0, (base * (rates - mean) ** 2).sum() / base.sum() - mean / base.mean())
    if between == 0:
        return np.full(len(base), mean)
    weight = between / (between + mean / base)
    return weight * rates + (1 - weight) * mean


def _rates(cases: np.ndarray, hours: np.ndarray) -> dict[str, np.ndarray]:
    low, high = poisson_limits(cases)
    other_hours = hours.sum() - hours
    others = np.divide(
        cases.sum() - cases, other_hours, out=np.full(len(cases), np.nan), where=other_hours > 0
    )
    low_rate = low / hours
    # Where nothing ever happened elsewhere there is no rate to be so many times above.
    ratio = np.divide(low_rate, others, out=np.full(len(cases), np.nan), where=others > 0)
    per = RECORDABLE_HOURS
    return {
        "recordable_rate": cases / hours * per,
        "rate_low": low_rate * per,
        "rate_high": high / hours * per,
        "others_rate": others * per,
        "low_rate_ratio": np.where(ratio > 1, ratio, np.nan),
        "shrunken_rate": shrunken(cases, hours) * per,
    }
