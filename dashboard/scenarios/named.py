"""Named scenarios: thresholds and points that somebody wants to try, in a small file of their own.

They are kept in the workspace's local folder and never reach the official parameters.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from dashboard.messages import InputError, UsageError, did_you_mean
from dashboard.scenarios.cells import SEVERITIES, TIERS, Cells
from dashboard.scenarios.judging import Settings, judge, official
from dashboard.workspaces import Workspace

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


@dataclass(frozen=True)
class Scenario:
    """`thresholds` maps (code, measure, severity) to a number, `points` a severity, `weights` a
    cluster."""

    name: str
    note: str = ""
    thresholds: dict[tuple[str, str, str], float] = field(default_factory=dict)
    points: dict[str, float] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)


def folder(workspace: Workspace) -> Path:
    """Where the scenarios of a workspace lie: one `<name>.toml` each."""
    return workspace.folder / "scenarios"


def names(workspace: Workspace) -> list[str]:
    """The scenarios of a workspace."""
    return sorted(path.stem for path in folder(workspace).glob("*.toml"))


def save(workspace: Workspace, scenario: Scenario) -> Path:
    """Writes a scenario, in one step; returns its file. Raises InputError for a name that is not
    made of small letters, digits and hyphens."""
    path = _path(workspace, scenario.name)
    lines = [f"note = {json.dumps(scenario.note, ensure_ascii=False)}"]
    for table, values in (("points", scenario.points), ("weights", scenario.weights)):
        if values:
            lines += ["", f"[{table}]"]
            lines += [f"{json.dumps(key)} = {float(number)!r}" for key, number in values.items()]
    for (code, measure, severity), number in sorted(scenario.thresholds.items()):
        lines += ["", "[[thresholds]]", f"code = {json.dumps(code)}"]
        lines += [f"measure = {json.dumps(measure)}", f"severity = {json.dumps(severity)}"]
        lines += [f"threshold = {float(number)!r}"]
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}")
    beside.write_text("\n".join(lines) + "\n", encoding="utf-8")
    beside.replace(path)
    return path


def read(workspace: Workspace, name: str) -> Scenario:
    """A saved scenario. Raises UsageError where there is none, InputError where its file is at
    fault."""
    path = _path(workspace, name)
    if not path.exists():
        known = names(workspace)
        raise UsageError(
            f"scenario '{name}'", "there is none of this name", did_you_mean(name, known)
        )
    where = f"scenarios/{name}.toml"
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        thresholds = {
            (one["code"], one["measure"], one["severity"]): float(one["threshold"])
            for one in content.get("thresholds", ())
        }
        points = {key: float(number) for key, number in content.get("points", {}).items()}
        weights = {key: float(number) for key, number in content.get("weights", {}).items()}
    except tomllib.TOMLDecodeError as error:
        raise InputError(where, f"not valid TOML: {error}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            where,
            f"a threshold, point or weight is not complete: {error}",
            "expected code, measure, severity and threshold",
        ) from error
    return Scenario(name, content.get("note", ""), thresholds, points, weights)


def _path(workspace: Workspace, name: str) -> Path:
    if not NAME.fullmatch(name):
        raise InputError(
            f"scenario '{name}'",
            "this cannot be a file's name",
            "expected small letters, digits and hyphens, 60 at most",
        )
    return folder(workspace) / f"{name}.toml"


def settings(cells: Cells, scenario: Scenario) -> Settings:
    """The official settings with those of a scenario in their place.

    Raises InputError for an indicator, severity or cluster that the build does not have.
    """
    where = f"scenario '{scenario.name}'"
    base = official(cells)
    place = {
        key: row
        for row, key in enumerate(cells.thresholds.select("code", "measure", "severity").rows())
    }
    thresholds, points, weights = (
        np.array(values, dtype=float) for values in (base.thresholds, base.points, base.weights)
    )
    for key, number in scenario.thresholds.items():
        if key not in place:
            raise InputError(where, f"there is no threshold {' '.join(key)}")
        thresholds[place[key]] = number
    for severity, number in scenario.points.items():
        if severity not in SEVERITIES or not 0 <= number <= 100:
            raise InputError(where, f"points of {severity} = {number:g}", "expected 0 to 100")
        points[SEVERITIES.index(severity)] = number
    for cluster, number in scenario.weights.items():
        if cluster not in cells.clusters or number < 0:
            raise InputError(where, f"weight of {cluster} = {number:g}")
        weights[cells.clusters.index(cluster)] = number
    return Settings(thresholds, points, weights)


def apply(cells: Cells, scenario: Scenario) -> pl.DataFrame:
    """Every entity with tier and lower end of the score before and after a scenario.

    `cells` must have been read with `everything`. Where clear rows are not kept (payments and
    invoices), a threshold milder than any in force finds too little.
    """
    now = settings(cells, scenario)
    before, after = judge(cells, official(cells)), judge(cells, now)
    return cells.entities.select("entity_kind", "entity_id").with_columns(
        pl.Series("tier_before", [TIERS[rank] for rank in before.tier_rank], dtype=pl.String),
        pl.Series("tier_after", [TIERS[rank] for rank in after.tier_rank], dtype=pl.String),
        pl.Series("lowest_score_before", before.lowest_score),
        pl.Series("lowest_score_after", after.lowest_score),
    )
