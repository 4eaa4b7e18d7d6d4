"""Which columns tell one thing of a file from another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

NEARLY_UNIQUE = 0.98
FEW_REPEATS = 0.005
LONGEST_KEY = 4


def distinct_share(frame: pl.DataFrame, columns: list[str]) -> float:
    """Distinct combinations of `columns` divided by the rows."""
    if not frame.height or not columns:
        return 0.0
    return frame.select(columns).n_unique() / frame.height


def grown(
    frame: pl.DataFrame, first: list[str], more: Iterable[str], beside: list[str]
) -> list[str]:
    """`first` with those of `more` that take most repeats away, one after the other.

    Rows may share the key where they differ in `beside`, such as the phase of a project. Nothing is
    added that takes away less than a tenth of the repeats left.
    """
    chosen = list(first)
    left = [column for column in more if column not in chosen]
    while left and len(chosen) < LONGEST_KEY:
        now = 1 - distinct_share(frame, [*chosen, *beside])
        if now <= FEW_REPEATS:
            break
        shares = {column: distinct_share(frame, [*chosen, column, *beside]) for column in left}
        best = max(left, key=lambda column: shares[column])
        if (1 - now) + 0.1 * now > shares[best]:
            break
        chosen.append(best)
        left.remove(best)
    return chosen


def identity(name: str, columns: list[str], **more: Any) -> dict[str, Any]:
    """One id of a manifest, without the keys that say nothing."""
    return {"name": name, "columns": columns} | {key: one for key, one in more.items() if one}
