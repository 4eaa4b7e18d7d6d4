"""The difference between the winning and the second-lowest bid: R024 and R058."""

from __future__ import annotations

import math

from dashboard.cardinal import fences
from dashboard.cardinal.results import Found
from dashboard.cardinal.settings import Settings

DIFFERENCES = """
CREATE TEMP TABLE differences AS
WITH compared AS (
    SELECT
        ocid, rowid AS line, winner, second,
        (second_price - winning_price) / winning_price AS value
    FROM processes
    WHERE second_price >= winning_price
)
SELECT
    ocid, max(line) AS line, arg_max(winner, line) AS winner, arg_max(second, line) AS second,
    arg_max(value, line) AS value
FROM compared
WHERE NOT isnan(value)
GROUP BY ocid
"""


def find(found: Found, settings: Settings) -> None:
    """Adds the findings of R024 and R058."""
    if not {"R024", "R058"} & set(settings.indicators):
        return
    found.duck.run(DIFFERENCES)
    values = found.duck.rows("SELECT value FROM differences ORDER BY value")
    first, third = fences.quartiles(values.get_column("value").to_list())
    if "R024" in settings.indicators:
        _close(found, settings.get("R024", "threshold"), first, third)
    if "R058" in settings.indicators:
        _far(found, settings.get("R058", "threshold"), first, third)


def _close(found: Found, threshold: float | None, first: float, third: float) -> None:
    """R024. Where three quarters of the processes differ by nothing, nothing is unusual."""
    fence = threshold
    if fence is None:
        fence = fences.lower_fence(first, third)
        found.note("R024", q1=first, q3=third)
    found.note("R024", lower_fence=fence)
    if fence > 0 and (threshold is not None or first > 0):
        _flag(found, "R024", "value <= $fence", fence, ("winner", "second"))


def _far(found: Found, threshold: float | None, first: float, third: float) -> None:
    """R058."""
    fence = threshold
    if fence is None:
        fence = fences.upper_fence(first, third)
        found.note("R058", q1=first, q3=third)
    found.note("R058", upper_fence=fence)
    if fence > 0 and not math.isnan(fence):
        _flag(found, "R058", "value >= $fence", fence, ("winner",))


def _flag(found: Found, code: str, test: str, fence: float, parties: tuple[str, ...]) -> None:
    rows = f"FROM differences WHERE {test}"
    found.processes(code, f"SELECT ocid, line, value {rows}", fence=fence)
    each = " UNION ".join(f"SELECT ocid, {party} AS id {rows}" for party in parties)
    found.parties("Tenderer", code, f"SELECT DISTINCT id, 0.0 AS value FROM ({each})", fence=fence)
    found.pairs(f"ocid_tenderer_{code.lower()}", each, fence=fence)
