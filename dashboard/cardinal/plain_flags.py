"""The flags that a process shows by itself: R003, R018, R028, R030, R035, R036."""

from __future__ import annotations

from dashboard.cardinal.results import Found
from dashboard.cardinal.settings import Settings

SHORT_PERIOD = """
    SELECT ocid, rowid AS line, 1.0 AS value FROM processes WHERE is_judged AND is_short
"""
SINGLE_BID = """
    SELECT ocid, rowid AS line, 1.0 AS value FROM processes WHERE is_judged AND is_single
"""
# Few processes have an equal price at all, so only theirs are taken apart.
EQUAL_PRICES = """
CREATE TEMP TABLE equal_prices AS
WITH offered AS (
    SELECT ocid, rowid AS line, bids, list_transform(
        bids, lambda b: CASE WHEN b.status IN (1, 2, 4) THEN b.amount END
    ) AS amounts
    FROM processes
    WHERE is_judged AND is_compared AND submitted_count > 1
),
offers AS (
    SELECT ocid, line, unnest(list_filter(bids, lambda b: b.status IN (1, 2, 4))) AS offer
    FROM offered
    WHERE len(list_filter(
        amounts, lambda amount, i: amount IS NOT NULL AND list_position(amounts, amount) < i
    )) > 0
),
sets AS (
    SELECT
        ocid, line, offer.amount AS amount, offer.currency AS currency,
        CASE
            WHEN len(offer.tenderers) = 1 THEN offer.tenderers
            ELSE list_sort(list_distinct(offer.tenderers))
        END AS tenderers
    FROM offers
    WHERE
        offer.amount IS NOT NULL AND offer.currency IS NOT NULL
        AND list_count(offer.tenderers) > 0
)
SELECT ocid, line, flatten(list(tenderers)) AS tenderers
FROM sets
GROUP BY ocid, line, amount, currency
HAVING count(*) > 1 AND min(tenderers) <> max(tenderers)
"""
LATE_WINNERS = """
CREATE TEMP TABLE late_winners AS
SELECT ocid, line, unnest(late) AS id
FROM (
    SELECT
        ocid, rowid AS line,
        list_intersect(
            active_suppliers,
            flatten(list_transform(
                list_filter(bids, lambda b: b.is_late AND b.status = 1), lambda b: b.tenderers
            ))
        ) AS late
    FROM processes
    WHERE is_judged AND len(active_suppliers) > 0
    AND len(list_filter(bids, lambda b: b.is_late AND b.status = 1)) > 0
)
"""
ALL_OTHERS_OUT = """
CREATE TEMP TABLE all_others_out AS
WITH parted AS (
    SELECT
        ocid, rowid AS line, active_suppliers[1] AS id,
        flatten(list_transform(
            bids, lambda b: CASE WHEN b.status = 1 THEN b.tenderers END
        )) AS valid,
        flatten(list_transform(
            bids, lambda b: CASE WHEN b.status = 2 THEN b.tenderers END
        )) AS disqualified
    FROM processes
    WHERE is_judged AND is_final AND len(active_suppliers) = 1 AND disqualified_count > 0
),
alone AS (
    SELECT ocid, line, id, list_filter(disqualified, lambda d: d <> id) AS others
    FROM parted
    WHERE list_min(valid) = id AND list_max(valid) = id
)
SELECT ocid, line, id, list_unique(others) AS others
FROM alone
WHERE list_unique(others) >= $threshold
"""
# The first of the lowest bids counts, as it does in a comparison one by one.
LOWEST_OUT = """
    WITH offered AS (
        SELECT ocid, rowid AS line, bids, list_transform(
            bids, lambda b: CASE
                WHEN b.status IN (1, 2, 4) AND b.currency = $currency THEN b.amount
            END
        ) AS amounts
        FROM processes
        WHERE is_judged AND is_compared AND has_active AND disqualified_count > 0
    )
    SELECT ocid, line, 1.0 AS value
    FROM offered
    WHERE bids[list_position(amounts, list_min(amounts))].status = 2
    AND list_count(list_transform(
        bids, lambda b, i: CASE WHEN b.status = 1 THEN amounts[i] END
    )) > 0
"""


def find(found: Found, settings: Settings, currency: str | None) -> None:
    """Adds the findings of the indicators that are switched on."""
    if "R003" in settings.indicators:
        found.processes("R003", SHORT_PERIOD)
    if "R018" in settings.indicators:
        found.processes("R018", SINGLE_BID)
    if "R028" in settings.indicators:
        _equal_prices(found)
    if "R030" in settings.indicators:
        _late_winners(found)
    if "R035" in settings.indicators:
        _all_others_out(found, max(1, int(settings.get("R035", "threshold", 1))))
    if "R036" in settings.indicators and currency is not None:
        found.processes("R036", LOWEST_OUT, currency=currency)


def _equal_prices(found: Found) -> None:
    found.duck.run(EQUAL_PRICES)
    found.processes("R028", "SELECT ocid, line, 1.0 FROM equal_prices")
    each = "SELECT DISTINCT {} unnest(tenderers) AS id FROM equal_prices"
    found.parties("Tenderer", "R028", f"SELECT id, 1.0 AS value FROM ({each.format('')})")
    found.pairs("ocid_tenderer_r028", each.format("ocid,"))


def _late_winners(found: Found) -> None:
    found.duck.run(LATE_WINNERS)
    found.processes("R030", "SELECT DISTINCT ocid, line, 1.0 FROM late_winners")
    found.parties("Tenderer", "R030", "SELECT DISTINCT id, 1.0 AS value FROM late_winners")
    found.pairs("ocid_tenderer_r030", "SELECT DISTINCT ocid, id FROM late_winners")


def _all_others_out(found: Found, threshold: int) -> None:
    found.duck.run(ALL_OTHERS_OUT, {"threshold": threshold})
    found.processes("R035", "SELECT ocid, line, others FROM all_others_out")
    found.parties("Tenderer", "R035", "SELECT DISTINCT id, 0.0 AS value FROM all_others_out")
    found.pairs("ocid_tenderer_r035", "SELECT DISTINCT ocid, id FROM all_others_out")
