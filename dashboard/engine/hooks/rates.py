"""Empirical-Bayes rates and funnel limits of areas, or of whatever else has events and a base."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy import stats

from dashboard.engine.hooks import Settings

INTERVAL = 0.90
ALERT, ALARM = 0.95, 0.998
MINIMUM_AREAS = 10
MINIMUM_EVENTS = 20


def shrunken_rates(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Empirical-Bayes rates with intervals and funnel limits, group by group.

    Takes `rate_group`, `event_count`, `base_count` (projects or invoices, parts of one where a
    project lies in several areas). Adds, all as shares from 0 to 1: `raw_rate`, `group_rate`,
    `shrunken_rate`, `interval_low_rate`, `interval_high_rate` (90 %), `alert_low_rate`,
    `alert_high_rate` (exact binomial, 95 %), `alarm_low_rate`, `alarm_high_rate` (99.8 %),
    `above_probability` (that the area's rate lies above the group's), `dispersion` (variance of
    standardised residuals; above 1 the limits are widened by its root), and `is_judged`, false
    where the group has fewer than 10 areas or 20 events. Areas with no base get NULL.

    The estimator is Marshall's global one (1991), with the variance of a share, p (1 - p), where
    his has that of a rare count, p: for the common events counted here his would take real
    differences for chance. The between-area variance is held at zero from below. Limits follow
    Spiegelhalter (2005), with his multiplicative correction for over-dispersion on the middle
    80 % of the residuals.
    """
    if rows.is_empty():
        return rows.with_columns(
            *(pl.lit(None, dtype=pl.Float64).alias(name) for name in RATE_COLUMNS),
            pl.lit(None, dtype=pl.Boolean).alias("is_judged"),
        )
    groups = [
        _group_rates(group)
        for _, group in sorted(rows.group_by("rate_group"), key=lambda entry: entry[0])
    ]
    return pl.concat(groups)


RATE_COLUMNS = (
    "raw_rate",
    "group_rate",
    "shrunken_rate",
    "interval_low_rate",
    "interval_high_rate",
    "alert_low_rate",
    "alert_high_rate",
    "alarm_low_rate",
    "alarm_high_rate",
    "above_probability",
    "dispersion",
)


def _group_rates(group: pl.DataFrame) -> pl.DataFrame:
    events = group["event_count"].cast(pl.Float64).to_numpy()
    base = group["base_count"].cast(pl.Float64).to_numpy()
    has_base = base > 0
    columns = {name: np.full(len(base), np.nan) for name in RATE_COLUMNS}
    is_judged = bool(has_base.sum() >= MINIMUM_AREAS and events.sum() >= MINIMUM_EVENTS)
    if has_base.any():
        e, b = events[has_base], base[has_base]
        mean = e.sum() / b.sum()
        raw = e / b
        chance = mean * (1 - mean)
        between = max(0.0, (b * (raw - mean) ** 2).sum() / b.sum() - chance / b.mean())
        low, high, shrunken, above = _posterior(e, b, mean, between)
        spread = _dispersion(raw, b, mean)
        values = {
            "raw_rate": raw,
            "group_rate": np.full(len(b), mean),
            "shrunken_rate": shrunken,
            "interval_low_rate": low,
            "interval_high_rate": high,
            "above_probability": above,
            "dispersion": np.full(len(b), spread),
        }
        for name, level in (("alert", ALERT), ("alarm", ALARM)):
            values[f"{name}_low_rate"], values[f"{name}_high_rate"] = _limits(
                b, mean, level, max(1.0, spread) ** 0.5
            )
        for name, found in values.items():
            columns[name][has_base] = found
    return group.with_columns(
        *(pl.Series(name, found).fill_nan(None) for name, found in columns.items()),
        pl.lit(is_judged).alias("is_judged"),
    )


def posterior_shape(e, b) -> tuple[np.ndarray, np.ndarray]:
    """The two parameters of the Beta distribution of each area's rate, given all areas' rates.

    Takes events and base, the base above zero. Where no difference between areas can be told from
    chance, all share the group's.
    """
    mean = e.sum() / b.sum()
    chance = mean * (1 - mean)
    between = max(0.0, (b * (e / b - mean) ** 2).sum() / b.sum() - chance / b.mean())
    if between > 0 and 0 < mean < 1:
        weight = chance / between  # so that the centre is the estimate exactly
        first, second = mean * weight + e, (1 - mean) * weight + b - e
    else:
        first = np.full(len(b), e.sum() + 0.5)
        second = np.full(len(b), b.sum() - e.sum() + 0.5)
    return first, np.maximum(second, 1e-9)


def _posterior(e, b, mean, between):
    """Interval, centre and P(above the group's rate) of each area's shrunken rate."""
    tail = (1 - INTERVAL) / 2
    first, second = posterior_shape(e, b)
    is_shared = not (between > 0 and 0 < mean < 1)
    centre = np.full(len(b), mean) if is_shared else first / (first + second)
    posterior = stats.beta(first, second)
    return posterior.ppf(tail), posterior.ppf(1 - tail), centre, posterior.sf(mean)


def _dispersion(raw, b, mean) -> float:
    """Variance of standardised residuals, the outer tenths drawn in; 1 is pure chance."""
    if not 0 < mean < 1 or len(b) < MINIMUM_AREAS:
        return 1.0
    residuals = (raw - mean) / np.sqrt(mean * (1 - mean) / b)
    drawn_in = np.clip(residuals, *np.quantile(residuals, [0.1, 0.9]))
    return float(np.mean(drawn_in**2))


def _limits(b, mean, level, widening):
    """Exact binomial limits around the group's rate, widened where areas differ beyond chance."""
    tail = (1 - level) / 2
    trials = np.maximum(1, np.round(b))
    low = stats.binom.ppf(tail, trials, mean) / trials
    high = stats.binom.ppf(1 - tail, trials, mean) / trials
    return (
        np.clip(mean - (mean - low) * widening, 0, 1),
        np.clip(mean + (high - mean) * widening, 0, 1),
    )
