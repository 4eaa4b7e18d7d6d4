"""Which threshold matters: each alone a fifth lower and a fifth higher."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.scenarios.cells import REACH, Cells
from dashboard.scenarios.draws import moved
from dashboard.scenarios.judging import Settings, judge, official

COLUMNS = {
    "code": pl.String,
    "measure": pl.String,
    "severity": pl.String,
    "threshold": pl.Float64,
    "lower_threshold": pl.Float64,
    "higher_threshold": pl.Float64,
    "lower_change_count": pl.Int64,  # entities whose tier is another with the lower one
    "higher_change_count": pl.Int64,
    "verification": pl.String,
}


def tornado(cells: Cells) -> pl.DataFrame:
    """For every threshold the number of entities whose tier changes (COLUMNS), the most first."""
    base = official(cells)
    before = judge(cells, base).tier_rank
    both = {
        "lower": moved(cells, 1 - REACH),
        "higher": moved(cells, 1 + REACH),
    }
    used = np.zeros(len(base.thresholds), dtype=bool)
    used[cells.threshold_index[cells.threshold_index >= 0]] = True
    rows = []
    for index, row in enumerate(cells.thresholds.iter_rows(named=True)):
        entry = {name: row[name] for name in ("code", "measure", "severity", "verification")}
        entry["threshold"] = base.thresholds[index]
        for side, thresholds in both.items():
            entry[f"{side}_threshold"] = thresholds[index]
            entry[f"{side}_change_count"] = 0
            if used[index] and thresholds[index] != base.thresholds[index]:
                alone = base.thresholds.copy()
                alone[index] = thresholds[index]
                now = judge(cells, Settings(alone, base.points, base.weights)).tier_rank
                entry[f"{side}_change_count"] = int((now != before).sum())
        rows.append(entry)
    frame = pl.DataFrame(rows, schema=COLUMNS)
    most = pl.max_horizontal("lower_change_count", "higher_change_count")
    return frame.sort(most, "code", "measure", "severity", descending=[True, False, False, False])
