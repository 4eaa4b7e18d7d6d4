"""Neighbourhoods in words: levels, states, and sentences worked out from the rates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard.i18n import formats, t, texts

STATES = ("shown", "too few", "level not judged", "not judged", "no projects")
SIGNALS = ("far above", "above", "within", "below", "far below")
ANY = "ANY"


def level_name(level: str) -> str:
    """`school-district` as a reader writes it."""
    return level.replace("-", " ").capitalize()


def measure_name(code: str, title: str | None) -> str:
    """What a rate is called in a list."""
    return t("neighbourhoods.any") if code == ANY else f"{code} {title}"


def unit_name(subject_kind: str) -> str:
    """The plural of what an indicator judges; the plain word where no text is known."""
    key = f"units.{subject_kind}"
    return texts().get(key, f"{subject_kind}s")


def with_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of `neighbourhood_ranking` with a column `verdict`: the signal, or why there is none."""
    signals = {name: t(f"neighbourhoods.signals.{name.replace(' ', '_')}") for name in SIGNALS}
    states = {name: t(f"neighbourhoods.states.{name.replace(' ', '_')}") for name in STATES}
    return rows.with_columns(
        pl.when(pl.col("state") == "shown")
        .then(pl.col("signal").replace_strict(signals, default=None, return_dtype=pl.String))
        .otherwise(pl.col("state").replace_strict(states, default=None, return_dtype=pl.String))
        .alias("verdict")
    )


def level_reading(measure: Mapping[str, Any]) -> str:
    """One sentence about all areas of a level, from a row of the view `rate_measures`."""
    values = {
        "shown": formats.count(measure["shown_area_count"]),
        "rate": formats.share(measure["group_rate"], 1),
        "base": formats.count(measure["placed_base_count"]),
        "events": formats.count(measure["placed_event_count"]),
        "unit": unit_name(measure["subject_kind"]),
        "flagged": _flagged(measure["code"]),
        "above": formats.count(measure["far_above_area_count"] + measure["above_area_count"]),
        "below": formats.count(measure["below_area_count"]),
    }
    if not measure["placed_base_count"]:
        return t("neighbourhoods.reading.none", **values)
    if not measure["shown_area_count"]:
        return t("neighbourhoods.reading.not_judged", **values)
    outside = measure["far_above_area_count"] + measure["above_area_count"]
    outside += measure["below_area_count"]
    said = ["rate", "outside" if outside else "within"]
    said += [] if measure["has_differences"] else ["no_differences"]
    return " ".join(t(f"neighbourhoods.reading.{part}", **values) for part in said)


def _flagged(code: str) -> str:
    """What an event of a rate is, as the end of a sentence."""
    return t("neighbourhoods.reading.any" if code == ANY else "neighbourhoods.reading.one")


def area_reading(profile: Mapping[str, Any], rates: pl.DataFrame) -> str:
    """One or two sentences about an area: the overall rate, and what stands out most in it."""
    projects = t(
        "neighbourhood.reading.projects"
        if profile["project_count"] != 1
        else "neighbourhood.reading.one_project",
        n=formats.count(profile["project_count"]),
    )
    overall = rates.filter(pl.col("code") == ANY)
    sentences = [f"{projects}; {_rate_words(overall.row(0, named=True))}." if overall.height else
                 f"{projects}."]  # fmt: skip
    others = rates.filter(
        (pl.col("code") != ANY) & pl.col("signal").is_in(["far above", "above"])
    ).sort("above_probability", descending=True)
    if others.height:
        row = others.row(0, named=True)
        sentences.append(f"{row['code']} {row['title']}: {_rate_words(row)}.")
    return " ".join(sentences)


def _rate_words(row: Mapping[str, Any]) -> str:
    state = row["signal"] if row["state"] == "shown" else row["state"]
    return t(
        f"neighbourhood.reading.{state.replace(' ', '_')}",
        events=formats.count(row["event_count"]),
        base=formats.count(row["base_count"]),
        projects=formats.count(row["judged_project_count"]),
        city=formats.share(row["group_rate"], 1),
        unit=unit_name(row["subject_kind"]),
        flagged=_flagged(row["code"]),
    )
