"""Whether a comparison moved because the subject's own number did, or because its peers did."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from dashboard.compare.sides import Side, rows_of
from dashboard.engine.duck import quoted

DATA, PEERS = "data", "peers"
FENCES = ("above_distance", "below_distance")
BASELINE = ("peer_group", "peer_first_quartile", "peer_third_quartile")
SEEN = ("skip_reason", *FENCES, *BASELINE)
# A distance is kept to six decimals of the spread between quartiles.
ROUNDING = 2e-6


def peer_moves(old: Side, new: Side, rows: pl.DataFrame) -> dict[tuple[str, str], str]:
    """For changed flags that stand on fences: `data` or `peers`, by code and subject.

    The number compared is worked out again from its distance and the quartiles. Where both it and
    the quartiles moved, the peers did it if the old number among the new peers lies on the same
    sides of the fences as the new one does, and the old one among the old peers does not. Flags of
    other indicators, and those about which one side says nothing, have no entry.
    """
    found: dict[tuple[str, str], str] = {}
    for code in rows["code"].unique().sort():
        sides = [_seen(side, code, rows) for side in (old, new)]
        if None in sides:
            continue
        was, now = sides
        for subject in was.keys() & now.keys():
            moved = _moved(was[subject], now[subject])
            if moved:
                found[code, subject] = moved
    return found


def _seen(side: Side, code: str, rows: pl.DataFrame) -> dict[str, dict] | None:
    """The distances and quartiles that a build keeps of an indicator's subjects, if it does."""
    if code not in side.rules:
        return None
    name = side.rules[code]["name"]
    if not set(SEEN) <= set(side.facts.columns(name)):
        return None
    listed = ", ".join(map(quoted, SEEN))
    kept = side.facts.rows(
        f"""SELECT subject_id, {listed} FROM {quoted(name)}
        WHERE subject_id IN (SELECT UNNEST($subject_ids))""",
        {"subject_ids": rows.filter(pl.col("code") == code)["subject_id"].to_list()},
    )
    return {row["subject_id"]: row for row in rows_of(kept)}


def _moved(was: Mapping, now: Mapping) -> str | None:
    before, after = _compared(was), _compared(now)
    if before is None or after is None:
        return None
    same_peers = all(was[name] == now[name] for name in BASELINE)
    tolerance = ROUNDING * (_spread(was) + _spread(now)) + 1e-9
    is_same = abs(before - after) <= tolerance
    if same_peers:
        return None if is_same else DATA
    if is_same:
        return PEERS
    alone = _sides(before, now)
    return PEERS if alone == _sides(after, now) and alone != _sides(before, was) else DATA


def _spread(row: Mapping) -> float:
    return row["peer_third_quartile"] - row["peer_first_quartile"]


def _compared(row: Mapping) -> float | None:
    """The number that was compared with the quartiles, NULL where none could be."""
    if any(row[name] is None for name in (*BASELINE, "above_distance")):
        return None
    return row["peer_third_quartile"] + row["above_distance"] * _spread(row)


def _sides(compared: float, row: Mapping) -> tuple[bool, bool]:
    """Whether a number lies beyond the usual upper and lower fence of a row's peers."""
    spread = _spread(row)
    reach = 1.5 * spread - ROUNDING * spread
    return (
        compared >= row["peer_third_quartile"] + reach,
        compared <= row["peer_first_quartile"] - reach,
    )
