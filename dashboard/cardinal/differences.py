"""The difference between the winning and the second-lowest bid: R024 and R058."""

from __future__ import annotations

import math

from dashboard.cardinal import fences
from dashboard.cardinal.results import Found
from dashboard.cardinal.settings import Settings
from dashboard.engine.duck import Duck

# The currency of the first bid that any comparison of prices would look at, in the file's order.
# The scan stops at the first such process.
FIRST_CURRENCY = """
SELECT coalesce(
    CASE WHEN {differences} AND is_final AND sole_supplier IS NOT NULL THEN list_filter(
        bids, lambda b: b.status = 1 AND len(b.tenderers) = 1 AND b.tenderers[1] IS NOT NULL
        AND b.amount IS NOT NULL AND b.currency IS NOT NULL
    )[1].currency END,
    CASE WHEN {lowest} AND has_active THEN list_filter(
        bids, lambda b: b.status IN (1, 2, 4) AND b.amount IS NOT NULL AND b.currency IS NOT NULL
    )[1].currency END
) AS currency
FROM processes
WHERE is_judged AND is_compared AND currency IS NOT NULL
LIMIT 1
"""
DIFFERENCES = """
CREATE TEMP TABLE differences AS
WITH offered AS (
    SELECT
        ocid, rowid AS line, sole_supplier, bids,
        list_transform(bids, lambda b: CASE
            WHEN b.status = 1 AND len(b.tenderers) = 1 AND b.currency = $currency
            AND b.tenderers[1] = sole_supplier THEN b.amount
        END) AS own,
        list_transform(bids, lambda b: CASE
            WHEN b.status = 1 AND len(b.tenderers) = 1 AND b.currency = $currency
            AND b.tenderers[1] <> sole_supplier THEN b.amount
        END) AS others
    FROM processes
    WHERE is_judged AND is_compared AND is_final AND sole_supplier IS NOT NULL
),
lowest AS (
    SELECT
        ocid, line, sole_supplier AS winner, list_min(own) AS winning,
        list_min(others) AS second,
        bids[list_position(others, list_min(others))].tenderers[1] AS second_id
    FROM offered
),
compared AS (
    SELECT ocid, line, winner, second_id AS second, (second - winning) / winning AS value
    FROM lowest
    WHERE second >= winning
)
SELECT
    ocid, max(line) AS line, arg_max(winner, line) AS winner, arg_max(second, line) AS second,
    arg_max(value, line) AS value
FROM compared
WHERE NOT isnan(value)
GROUP BY ocid
"""


def main_currency(duck: Duck, settings: Settings) -> str | None:
    """The main currency as JSON text: the one set, else the first observed; None without any."""
    chosen = settings.get("the top of the file", "currency")
    if chosen is not None:
        return duck.single("SELECT CAST(to_json($text) AS VARCHAR)", {"text": str(chosen)})
    observed = FIRST_CURRENCY.format(
        differences=bool({"R024", "R058"} & set(settings.indicators)),
        lowest="R036" in settings.indicators,
    )
    rows = duck.rows(observed)
    return rows.item() if rows.height else None


def find(found: Found, settings: Settings, currency: str | None) -> None:
    """Adds the findings of R024 and R058."""
    if not {"R024", "R058"} & set(settings.indicators):
        return
    found.duck.run(DIFFERENCES, {"currency": currency})
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
