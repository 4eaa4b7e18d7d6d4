"""What organizations show over all their processes: R025, R038 and R048."""

from __future__ import annotations

import math

from dashboard.cardinal import fences
from dashboard.cardinal.results import Found
from dashboard.cardinal.settings import Settings

# Each tenderer once a process, however often it bid.
BIDS_WON = """
CREATE TEMP TABLE bids_won AS
WITH entered AS (
    SELECT winner, unnest(list_filter(
        entered, lambda id, i: id IS NOT NULL AND list_position(entered, id) = i
    )) AS id
    FROM processes
    WHERE winner IS NOT NULL
)
SELECT id, count(*) AS entered, count(*) FILTER (id = winner) / count(*) AS value
FROM entered
GROUP BY id
"""
BIDS_OUT_BY_TENDERER = """
    WITH tendered AS (
        SELECT id, count(*) AS submitted
        FROM (SELECT unnest(tenderers) AS id FROM processes)
        WHERE id IS NOT NULL
        GROUP BY id
    ),
    disqualified AS (
        SELECT id, count(*) AS out
        FROM (SELECT unnest(out_tenderers) AS id FROM processes WHERE out_count > 0)
        WHERE id IS NOT NULL
        GROUP BY id
    )
    SELECT tendered.id, coalesce(disqualified.out, 0) AS out, tendered.submitted
    FROM tendered
    LEFT JOIN disqualified USING (id)
"""
# By buyer or procuring entity: {who}.
BIDS_OUT = """
    SELECT {who} AS id, sum(out_count) AS out, sum(submitted_count) AS submitted
    FROM processes
    WHERE {who} IS NOT NULL AND submitted_count > 0
    GROUP BY id
"""
BIDS_OUT_PAIRS = """
    SELECT ocid, arg_max({who}, rowid) AS id
    FROM processes
    WHERE {who} IS NOT NULL AND out_count > 0
    GROUP BY ocid
"""
VARIETIES = """
CREATE TEMP TABLE varieties AS
WITH judged AS (
    SELECT supplied FROM processes WHERE len(supplied) > 0
),
suppliers AS (
    SELECT unnest(CASE
        WHEN len(supplied) = 1 THEN [supplied[1].supplier]
        ELSE list_distinct(list_transform(supplied, lambda one: one.supplier))
    END) AS id
    FROM judged
),
won AS (
    SELECT id, count(*) AS processes FROM suppliers GROUP BY id
),
awards AS (
    SELECT unnest(supplied) AS award FROM judged
),
codes AS (
    SELECT DISTINCT award.supplier AS id, unnest(award.codes) AS code FROM awards
)
SELECT won.id, CAST(count(*) AS DOUBLE) AS value
FROM won
INNER JOIN codes USING (id)
WHERE won.processes >= $minimum AND codes.code IS NOT NULL AND won.id IS NOT NULL
GROUP BY won.id
"""
TENDERERS = """
    SELECT DISTINCT ocid, id
    FROM (SELECT ocid, unnest(tenderers) AS id FROM processes)
    WHERE id IS NOT NULL
"""


def find(found: Found, settings: Settings) -> None:
    """Adds the findings of the indicators that are switched on."""
    if {"R025", "R038", "R048"} & set(settings.indicators):
        found.pairs("ocid_tenderer", TENDERERS)
    if "R025" in settings.indicators:
        _losers(found, settings)
    if "R038" in settings.indicators:
        _disqualified(found, settings)
    if "R048" in settings.indicators:
        _various(found, settings)


def _column(found: Found, sql: str) -> list[float]:
    return found.duck.rows(sql).to_series().to_list()


def _losers(found: Found, settings: Settings) -> None:
    """R025: of those who bid most often, those who win least."""
    found.duck.run(BIDS_WON)
    entered = _column(found, "SELECT CAST(entered AS DOUBLE) FROM bids_won ORDER BY entered")
    often = fences.quantile(entered, int(settings.get("R025", "percentile", 75)) / 100)
    threshold = settings.get("R025", "threshold")
    fence, first = threshold, 1.0
    if fence is None:
        first, third = fences.quartiles(_column(found, "SELECT value FROM bids_won ORDER BY value"))
        fence = fences.lower_fence(first, third)
        found.note("R025", q1=first, q3=third)
    found.note("R025", upper_fence=often, lower_fence=fence)
    if first > 0 and fence > 0:
        found.parties(
            "Tenderer",
            "R025",
            "SELECT id, value FROM bids_won WHERE entered >= $often AND value <= $fence",
            often=often,
            fence=fence,
        )


def _disqualified(found: Found, settings: Settings) -> None:
    """R038, per buyer, procuring entity and tenderer. All minimums count submitted bids."""
    processes = int(settings.get("R038", "minimum_contracting_processes", 2))
    bids = int(settings.get("R038", "minimum_submitted_bids", 2))
    for party, counted, minimum in (
        ("Buyer", BIDS_OUT.format(who="buyer_id"), processes),
        ("ProcuringEntity", BIDS_OUT.format(who="entity_id"), processes),
        ("Tenderer", BIDS_OUT_BY_TENDERER, bids),
    ):
        table = f"bids_out_{party.lower()}"
        found.duck.run(
            f"CREATE TEMP TABLE {table} AS SELECT id, out / submitted AS value "
            f"FROM ({counted}) WHERE submitted >= $minimum",
            {"minimum": minimum},
        )
        _flag_disqualified(found, settings, party, table)
    for party, who in (("buyer", "buyer_id"), ("procuringentity", "entity_id")):
        pairs = BIDS_OUT_PAIRS.format(who=who)
        found.pairs(f"ocid_{party}_r038", pairs, is_list=False)


def _flag_disqualified(found: Found, settings: Settings, party: str, table: str) -> None:
    values = _column(found, f"SELECT value FROM {table} ORDER BY value")
    if not values:
        return
    fence = settings.get("R038", "threshold")
    if fence is None:
        first, third = fences.quartiles(values)
        fence = fences.upper_fence(first, third)
        found.note("R038", **{f"{party}_q1": first, f"{party}_q3": third})
    found.note("R038", **{f"{party}_upper_fence": fence})
    if fence > 0:
        found.parties(
            party, "R038", f"SELECT id, value FROM {table} WHERE value >= $fence", fence=fence
        )


def _various(found: Found, settings: Settings) -> None:
    """R048."""
    minimum = int(settings.get("R048", "minimum_contracting_processes", 20))
    found.duck.run(VARIETIES, {"minimum": minimum})
    fence = settings.get("R048", "threshold")
    if fence is None:
        values = _column(found, "SELECT value FROM varieties ORDER BY value")
        first, third = fences.quartiles(values)
        fence = fences.upper_fence(first, third)
        found.note("R048", q1=first, q3=third)
    found.note("R048", upper_fence=float(fence))
    if not math.isnan(fence):
        found.parties(
            "Tenderer",
            "R048",
            "SELECT id, value FROM varieties WHERE value >= $fence",
            fence=float(fence),
        )
