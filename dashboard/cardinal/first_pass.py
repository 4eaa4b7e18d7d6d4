"""The first and only pass over the JSON lines: one row a contracting process, in their order.

What an indicator asks of a single process is answered at once, while its bids are at hand, so that
only short answers are kept. Settings are macros (`macros.py`): the query is the same for all.
"""

from __future__ import annotations

from dashboard.cardinal import macros, shape
from dashboard.cardinal.settings import Settings
from dashboard.engine.duck import Duck, literal

# The releases of `{source}`. A row stays though it is not judged: rows count lines. Codes of a
# bid's status: 1 valid, 2 disqualified, 3 not submitted, 4 another text; of an award's: 1 active,
# 2 ended, 3 open; 0 is none.
READ = """
SELECT
    text_of(ocid) AS ocid,
    coalesce(
        starts_with(ocid, '"') AND tender.status IS DISTINCT FROM '"cancelled"'
        AND is_included(details_of(tender.procurementMethodDetails)), false
    ) AS is_judged,
    is_compared(details_of(tender.procurementMethodDetails)) AS is_compared,
    is_short(
        text_of(tender.procurementMethod), details_of(tender.procurementMethodDetails),
        moment(tender.tenderPeriod.startDate), moment(tender.tenderPeriod.endDate)
    ) AS is_short,
    is_single(text_of(tender.procurementMethod), tender.numberOfTenderers) AS is_single,
    authority_id(buyer.id) AS buyer_id,
    authority_id(tender.procuringEntity.id) AS entity_id,
    CASE WHEN is_judged THEN list_transform({bids}, lambda b: {{
        status: bid_status(b.status),
        amount: amount_of(b.value.amount),
        currency: currency_of(b.value.currency),
        is_late: is_after(b.date, tender.tenderPeriod.endDate),
        tenderers: list_transform(b.tenderers, lambda t: firm_id(t.id))
    }}) END AS bids,
    CASE WHEN is_judged THEN list_transform(awards, lambda a: {{
        status: {award_status},
        suppliers: list_transform(a.suppliers, lambda s: firm_id(s.id)),
        codes: list_transform(a.items, lambda i: item_code(i.classification.id))
    }}) END AS awards
FROM {source}
"""
# Who won, once all awards are decided; and who is named in any active award.
AWARDED = """
SELECT
    *,
    list_filter(awards, lambda a: a.status = 1) AS active,
    awards IS NOT NULL AND bids IS NOT NULL
    AND len(list_filter(awards, lambda a: a.status = 3)) = 0 AS is_final,
    CASE
        WHEN is_final AND len(active) = 1 AND len(active[1].suppliers) = 1
        THEN active[1].suppliers[1]
    END AS winner,
    CASE
        WHEN len(active) = 1 AND len(active[1].suppliers) = 1
        AND active[1].suppliers[1] IS NOT NULL THEN active[1].suppliers
        ELSE list_distinct(flatten(list_transform(active, lambda a: a.suppliers)))
    END AS suppliers,
    list_count(list_transform(bids, lambda b: CASE WHEN b.status = 2 THEN 1 END)) AS out_count,
    list_count(list_transform(
        bids, lambda b: CASE WHEN b.status IN (1, 2, 4) THEN 1 END
    )) AS submitted_count
FROM read
"""
# The prices of a process that its indicators compare, at the places of the bids.
PRICED = """
SELECT
    *,
    list_transform(
        bids, lambda b: CASE WHEN b.status IN (1, 2, 4) THEN b.amount END
    ) AS submitted_prices,
    CASE WHEN is_compared AND winner IS NOT NULL THEN list_transform(bids, lambda b: CASE
        WHEN b.status = 1 AND len(b.tenderers) = 1 AND b.currency = main_currency()
        AND b.tenderers[1] = winner THEN b.amount
    END) END AS own_prices,
    CASE WHEN is_compared AND winner IS NOT NULL THEN list_transform(bids, lambda b: CASE
        WHEN b.status = 1 AND len(b.tenderers) = 1 AND b.currency = main_currency()
        AND b.tenderers[1] <> winner THEN b.amount
    END) END AS other_prices,
    CASE
        WHEN is_compared AND len(active) > 0 AND out_count > 0
        THEN list_transform(bids, lambda b: CASE
            WHEN b.status IN (1, 2, 4) AND b.currency = main_currency() THEN b.amount
        END)
    END AS main_prices
FROM awarded
"""
# Ties: the first bid in the list is the lowest, as in a comparison one by one.
ANSWERS = """
SELECT
    ocid, is_judged AND is_short AS is_short, is_judged AND is_single AS is_single,
    buyer_id, entity_id, winner, suppliers[1] AS supplier,
    submitted_count, out_count,
    flatten(list_transform(
        bids, lambda b: CASE WHEN b.status IN (1, 2, 4) THEN b.tenderers END
    )) AS tenderers,
    CASE WHEN out_count > 0 THEN flatten(list_transform(
        bids, lambda b: CASE WHEN b.status = 2 THEN b.tenderers END
    )) END AS out_tenderers,
    CASE WHEN winner IS NOT NULL THEN list_transform(bids, lambda b: CASE
        WHEN b.status = 1 AND len(b.tenderers) = 1 THEN b.tenderers[1]
    END) END AS entered,
    list_min(own_prices) AS winning_price,
    list_min(other_prices) AS second_price,
    CASE WHEN other_prices IS NOT NULL THEN
        bids[list_position(other_prices, list_min(other_prices))].tenderers[1]
    END AS second,
    CASE WHEN main_prices IS NOT NULL THEN
        bids[list_position(main_prices, list_min(main_prices))].status = 2
        AND list_count(list_transform(
            bids, lambda b, i: CASE WHEN b.status = 1 THEN main_prices[i] END
        )) > 0
    END AS is_lowest_out,
    CASE WHEN is_compared AND submitted_count > 1
        AND list_unique(submitted_prices) < list_count(submitted_prices)
    THEN flatten(list_transform(bids, lambda b: CASE
        WHEN is_priced(b) AND len(list_filter(
            bids, lambda c: c.amount = b.amount AND c.currency = b.currency
            AND is_priced(c) AND all_of(c.tenderers) <> all_of(b.tenderers)
        )) > 0 THEN b.tenderers
    END)) END AS equal_tenderers,
    CASE
        WHEN len(suppliers) > 0
        AND list_count(list_transform(
            bids, lambda b: CASE WHEN b.is_late AND b.status = 1 THEN 1 END
        )) > 0
        THEN list_intersect(suppliers, flatten(list_transform(
            bids, lambda b: CASE WHEN b.is_late AND b.status = 1 THEN b.tenderers END
        )))
    END AS late_winners,
    CASE
        WHEN is_final AND len(suppliers) = 1 AND out_count > 0
        THEN flatten(list_transform(
            bids, lambda b: CASE WHEN b.status = 1 THEN b.tenderers END
        ))
    END AS valid_tenderers,
    list_transform(
        list_filter(active, lambda a: len(a.suppliers) = 1 AND list_count(a.codes) > 0),
        lambda a: {supplier: a.suppliers[1], codes: a.codes}
    ) AS supplied
FROM priced
"""
# The first currency that any comparison of prices would look at; the scan stops there.
FIRST_CURRENCY = """
SELECT coalesce(
    CASE WHEN {differences} THEN list_filter(
        bids, lambda b: winner IS NOT NULL AND b.status = 1 AND len(b.tenderers) = 1
        AND b.tenderers[1] IS NOT NULL AND b.amount IS NOT NULL AND b.currency IS NOT NULL
    )[1].currency END,
    CASE WHEN {lowest} AND len(active) > 0 THEN list_filter(
        bids, lambda b: b.status IN (1, 2, 4) AND b.amount IS NOT NULL AND b.currency IS NOT NULL
    )[1].currency END
) AS first_currency
FROM awarded
WHERE is_compared AND first_currency IS NOT NULL
LIMIT 1
"""
# The award's own status, and where it is asked for: cancelled when all its contracts are.
AWARD_STATUS = "award_status(a.status)"
AWARD_STATUS_BY_CONTRACTS = """CASE
    WHEN len(list_filter(contracts, lambda c: plain_id(c.awardID) = plain_id(a.id))) > 0
    AND len(list_filter(
        contracts, lambda c: plain_id(c.awardID) = plain_id(a.id)
        AND c.status IS DISTINCT FROM '"cancelled"'
    )) = 0 THEN 2
    ELSE award_status(a.status)
END"""
BIDS = "bids.details"
# Bids of auctions move where bids belong, unless there are some already.
BIDS_OF_AUCTIONS = """CASE
    WHEN bids IS NULL AND auctions IS NOT NULL
    THEN flatten(flatten(list_transform(
        auctions, lambda x: list_transform(x.stages, lambda s: s.bids)
    )))
    ELSE bids.details
END"""
PRICES, LOWEST = {"R024", "R058"}, {"R036"}


class FirstPass:
    """Fills `processes` from files, one after the other, and knows the main currency."""

    def __init__(self, duck: Duck, settings: Settings) -> None:
        self.duck = duck
        self.settings = settings
        self.has_table = False
        # As JSON text. None until a bid has been seen whose price is compared.
        self.currency: str | None = None
        for macro in macros.of(settings):
            duck.run(f"CREATE TEMP MACRO {macro}")
        chosen = settings.get("the top of the file", "currency")
        if chosen is not None:
            query = "SELECT CAST(to_json($text) AS VARCHAR)"
            self.currency = duck.single(query, {"text": str(chosen)})
        self._set_currency()

    def add(self, path: str) -> None:
        """Adds a row for every line of a file, in its order.

        Raises duckdb.InvalidInputException where a line does not fit; nothing is added then.
        """
        steps = self._steps(path)
        self._observe_currency(steps)
        query = f"{steps}, priced AS ({PRICED}) {ANSWERS}"
        if self.has_table:
            self.duck.run(f"INSERT INTO processes {query}")
        else:
            self.duck.create("processes", query, {}, temporary=True)
            self.has_table = True

    def _steps(self, path: str) -> str:
        by_contracts = self.settings.prepared("corrections", "award_status_by_contract_status")
        moved = self.settings.prepared("modifications", "move_auctions")
        read = READ.format(
            source=source(path, self.settings),
            bids=BIDS_OF_AUCTIONS if moved else BIDS,
            award_status=AWARD_STATUS_BY_CONTRACTS if by_contracts else AWARD_STATUS,
        )
        return f"WITH read AS ({read}), awarded AS ({AWARDED})"

    def _observe_currency(self, steps: str) -> None:
        running = set(self.settings.indicators)
        if self.currency is not None or not running & (PRICES | LOWEST):
            return
        first = FIRST_CURRENCY.format(
            differences=bool(running & PRICES), lowest=bool(running & LOWEST)
        )
        rows = self.duck.rows(f"{steps} {first}")
        if rows.height:
            self.currency = rows.item()
            self._set_currency()

    def _set_currency(self) -> None:
        text = "NULL" if self.currency is None else literal(self.currency)
        self.duck.run(f"CREATE OR REPLACE TEMP MACRO main_currency() AS CAST({text} AS VARCHAR)")


def source(path: str, settings: Settings) -> str:
    """The reader of the JSON lines, as a relation."""
    columns = shape.columns(shape.of(settings))
    return f"read_ndjson({literal(path)}, columns = {columns}, compression = 'none')"
