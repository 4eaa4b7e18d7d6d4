"""The first and only pass over the JSON lines: one row a contracting process, in their order.

Settings become macros, so that the query itself is the same whatever they say.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from dashboard.cardinal import shape
from dashboard.cardinal.settings import Settings
from dashboard.engine.duck import Duck

# Codes of `bid.status`: what the indicators tell apart.
VALID, DISQUALIFIED, NOT_SUBMITTED, OTHER = 1, 2, 3, 4
# Codes of `award.status`.
ACTIVE, ENDED, OPEN = 1, 2, 3

TABLE = """
CREATE TEMP TABLE processes (
    ocid VARCHAR, is_judged BOOLEAN, is_compared BOOLEAN, is_short BOOLEAN, is_single BOOLEAN,
    buyer_id VARCHAR, entity_id VARCHAR,
    bids STRUCT(
        status UTINYINT, amount DOUBLE, currency VARCHAR, is_late BOOLEAN, tenderers VARCHAR[]
    )[],
    submitted_count BIGINT, disqualified_count BIGINT,
    has_active BOOLEAN, is_final BOOLEAN, sole_supplier VARCHAR, active_suppliers VARCHAR[],
    supplied STRUCT(supplier VARCHAR, codes VARCHAR[])[]
)
"""

# Inserts the releases of `{source}`. A row stays though it is not judged: rows count lines.
INSERT = """
INSERT INTO processes
WITH read AS (
    SELECT
        text_of(ocid) AS ocid,
        ocid IS NOT NULL AND starts_with(ocid, '"')
        AND tender.status IS DISTINCT FROM '"cancelled"'
        AND is_included(details_of(tender.procurementMethodDetails)) AS is_judged,
        is_compared(details_of(tender.procurementMethodDetails)) AS is_compared,
        is_short(
            text_of(tender.procurementMethod), details_of(tender.procurementMethodDetails),
            moment(tender.tenderPeriod.startDate), moment(tender.tenderPeriod.endDate)
        ) AS is_short,
        is_single(
            text_of(tender.procurementMethod), tender.numberOfTenderers
        ) AS is_single,
        authority_id(buyer.id) AS buyer_id,
        authority_id(tender.procuringEntity.id) AS entity_id,
        list_transform({bids}, lambda b: {{
            status: bid_status(b.status),
            amount: amount_of(b.value.amount),
            currency: currency_of(b.value.currency),
            is_late: is_after(b.date, tender.tenderPeriod.endDate),
            tenderers: list_transform(b.tenderers, lambda t: firm_id(t.id))
        }}) AS bids,
        list_transform(awards, lambda a: {{
            status: {award_status},
            suppliers: list_transform(a.suppliers, lambda s: firm_id(s.id)),
            codes: list_transform(a.items, lambda i: item_code(i.classification.id))
        }}) AS awards
    FROM {source}
),
awarded AS (
    SELECT *, list_filter(awards, lambda a: a.status = 1) AS active
    FROM read
)
SELECT
    ocid, is_judged, is_compared, is_short, is_single, buyer_id, entity_id, bids,
    coalesce(list_count(list_transform(
        bids, lambda b: CASE WHEN b.status IN (1, 2, 4) THEN 1 END
    )), 0) AS submitted_count,
    coalesce(list_count(list_transform(
        bids, lambda b: CASE WHEN b.status = 2 THEN 1 END
    )), 0) AS disqualified_count,
    len(active) > 0 AS has_active,
    awards IS NOT NULL AND bids IS NOT NULL
    AND len(list_filter(awards, lambda a: a.status = 3)) = 0 AS is_final,
    CASE
        WHEN len(active) = 1 AND len(active[1].suppliers) = 1 THEN active[1].suppliers[1]
    END AS sole_supplier,
    CASE
        WHEN len(active) = 1 AND len(active[1].suppliers) = 1
        AND active[1].suppliers[1] IS NOT NULL THEN active[1].suppliers
        ELSE list_distinct(flatten(list_transform(active, lambda a: a.suppliers)))
    END AS active_suppliers,
    list_transform(
        list_filter(
            active,
            lambda a: len(a.suppliers) = 1 AND a.suppliers[1] IS NOT NULL
            AND list_count(a.codes) > 0
        ),
        lambda a: {{supplier: a.suppliers[1], codes: a.codes}}
    ) AS supplied
FROM awarded
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


def make_table(duck: Duck, settings: Settings) -> None:
    """Makes the macros of these settings and the empty table `processes`."""
    for macro in macros(settings):
        duck.run(f"CREATE TEMP MACRO {macro}")
    duck.run(TABLE)


def insert(duck: Duck, settings: Settings, path: str) -> None:
    """Adds the releases of a file; raises duckdb.InvalidInputException where a line does not fit.

    Nothing is added then.
    """
    by_contracts = settings.prepared("corrections", "award_status_by_contract_status")
    moved = settings.prepared("modifications", "move_auctions")
    duck.run(
        INSERT.format(
            source=source(path, settings),
            bids=BIDS_OF_AUCTIONS if moved else BIDS,
            award_status=AWARD_STATUS_BY_CONTRACTS if by_contracts else AWARD_STATUS,
        )
    )


def source(path: str, settings: Settings) -> str:
    """The reader of the JSON lines, as a relation."""
    columns = shape.columns(shape.of(settings))
    return f"read_ndjson({_literal(path)}, columns = {columns}, compression = 'uncompressed')"


def macros(settings: Settings) -> Iterable[str]:
    """What the settings say, as macros over JSON text."""
    # A string, with its quotes.
    yield "text_of(x) AS CASE WHEN starts_with(x, '\"') THEN CAST(x AS VARCHAR) END"
    yield _plain_id(settings)
    yield _organization("authority_id", settings, "prefix_buyer_or_procuring_entity_id")
    yield _organization("firm_id", settings, "prefix_tenderer_or_supplier_id")
    yield _details(settings)
    yield _is_included(settings)
    yield _is_compared(settings)
    yield _amount(settings)
    yield _currency(settings)
    yield f"bid_status(x) AS {_status(settings, 'bid_status', BID_STATUSES, OTHER)}"
    yield f"award_status(x) AS {_status(settings, 'award_status', AWARD_STATUSES, OPEN)}"
    # Compared as texts, byte by byte and without the closing quote, as Cardinal does.
    yield (
        "is_after(x, y) AS starts_with(x, '\"') AND starts_with(y, '\"') "
        "AND left(CAST(x AS VARCHAR), -1) > left(CAST(y AS VARCHAR), -1)"
    )
    yield MOMENT
    yield _is_short(settings)
    methods = settings.get("R018", "procurement_methods", ("open", "selective"))
    yield f"is_single(method, number) AS {_among('method', methods)} AND number = '1'"
    digits = settings.get("R048", "digits", 2)
    yield (
        "item_code(x) AS CASE WHEN contains(plain_id(x), '\\') "
        f"THEN left(json_extract_string(plain_id(x), '$'), {digits}) "
        f"ELSE left(substring(plain_id(x), 2, length(plain_id(x)) - 2), {digits}) END"
    )


BID_STATUSES = {
    "valid": VALID,
    "disqualified": DISQUALIFIED,
    "invited": NOT_SUBMITTED,
    "withdrawn": NOT_SUBMITTED,
}
AWARD_STATUSES = {"active": ACTIVE, "cancelled": ENDED, "unsuccessful": ENDED}

# Microseconds since 1970 of a date and time as RFC 3339 has it; NULL for any other text.
MOMENT = r"""moment(x) AS CASE
    WHEN length(x) = 22 AND ends_with(x, 'Z"')
    THEN epoch_us(try_strptime(CAST(x AS VARCHAR), '"%Y-%m-%dT%H:%M:%SZ"'))
    WHEN regexp_full_match(
        CAST(x AS VARCHAR),
        '"\d{4}-\d\d-\d\d[Tt ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[-+]\d\d:[0-5]\d)"'
    )
    THEN epoch_us(TRY_CAST(upper(trim(CAST(x AS VARCHAR), '"')) AS TIMESTAMPTZ))
END"""
DAY = 86_400_000_000


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def json_literal(text: str) -> str:
    """A text as DuckDB writes JSON, in a literal: for comparing with what is read."""
    return _literal(json.dumps(text, ensure_ascii=False))


def _among(expression: str, texts: Iterable[str]) -> str:
    """Whether an expression is one of some texts; true where there are none to choose from."""
    listed = ", ".join(map(json_literal, texts))
    return f"coalesce({expression} IN ({listed}), false)" if listed else "true"


def _plain_id(settings: Settings) -> str:
    """An id as text: `prepare` makes texts of numbers."""
    text = "plain_id(x) AS CASE WHEN starts_with(x, '\"') THEN CAST(x AS VARCHAR)"
    if settings.is_prepared:
        text += " WHEN regexp_matches(CAST(x AS VARCHAR), '^-?[0-9]') THEN '\"' || x || '\"'"
    return text + " END"


def _organization(name: str, settings: Settings, prefix: str) -> str:
    """The id of an organization, without placeholders and with its prefix."""
    redacted = ", ".join(map(json_literal, _prepared_texts(settings, "organization_id")))
    start = settings.prepared("modifications", prefix)
    cases = ""
    if redacted:
        cases += f" WHEN plain_id(x) IN ({redacted}) THEN NULL"
    if start:
        opening = json_literal(str(start))[:-2] + "'"
        cases += (
            f" WHEN NOT starts_with(plain_id(x), {opening})"
            f" THEN {opening} || substring(plain_id(x), 2)"
        )
    return f"{name}(x) AS " + (f"CASE{cases} ELSE plain_id(x) END" if cases else "plain_id(x)")


def _prepared_texts(settings: Settings, name: str) -> Iterable[str]:
    return settings.prepared("redactions", name) or ()


def _details(settings: Settings) -> str:
    separator = settings.prepared("modifications", "split_procurement_method_details")
    if not separator:
        return "details_of(x) AS text_of(x)"
    part = f"split_part(json_extract_string(x, '$'), {_literal(str(separator))}, 1)"
    return (
        "details_of(x) AS CASE WHEN starts_with(x, '\"') THEN "
        rf"CAST(to_json(regexp_replace({part}, '[\s\pZ]+$', '')) AS VARCHAR) END"
    )


def _is_included(settings: Settings) -> str:
    excluded = settings.get("exclusions", "procurement_method_details", ())
    test = f"NOT {_among('details', excluded)}" if excluded else "true"
    return f"is_included(details) AS {test}"


def _is_compared(settings: Settings) -> str:
    """An allow list has the last word; a deny list lets pass what has no details."""
    top = settings.of("the top of the file")
    allowed = top.get("price_comparison_procurement_methods", ())
    denied = top.get("no_price_comparison_procurement_methods", ())
    if allowed:
        return f"is_compared(details) AS {_among('details', allowed)}"
    return "is_compared(details) AS " + (f"NOT {_among('details', denied)}" if denied else "true")


def _amount(settings: Settings) -> str:
    """A number that is finite and no placeholder."""
    number = "TRY_CAST(CAST(x AS VARCHAR) AS DOUBLE)"
    redacted = settings.prepared("redactions", "amount") or ()
    test = f"isfinite({number})"
    for amount in redacted:
        test += f" AND {number} <> CAST('{amount!r}' AS DOUBLE)"
    return f"amount_of(x) AS CASE WHEN {test} THEN {number} END"


def _currency(settings: Settings) -> str:
    default = settings.prepared("defaults", "currency")
    missing = f" WHEN x IS NULL THEN {json_literal(str(default))}" if default else ""
    return f"currency_of(x) AS CASE WHEN starts_with(x, '\"') THEN CAST(x AS VARCHAR){missing} END"


def _status(settings: Settings, name: str, codes: Mapping[str, int], other: int) -> str:
    """The code of a status, after the default and the list of codes; 0 where it is no text."""
    mapping = settings.of(f"codelists.{name}") if settings.is_prepared else {}
    known = dict(codes) | {code: codes.get(str(to), other) for code, to in mapping.items()}
    cases = "".join(f" WHEN {json_literal(code)} THEN {number}" for code, number in known.items())
    default = settings.prepared("defaults", name)
    missing = known.get(str(default), other) if default else 0
    return (
        f"CASE x{cases} ELSE CASE WHEN x IS NULL THEN {missing} "
        f"WHEN starts_with(x, '\"') THEN {other} ELSE 0 END END"
    )


def _is_short(settings: Settings) -> str:
    """Whether a submission period is shorter, in whole days, than its threshold."""
    default = settings.get("R003", "threshold", 15)
    special = settings.of("R003.procurement_method_details")
    cases = "".join(f" WHEN {json_literal(name)} THEN {days}" for name, days in special.items())
    threshold = f"CASE details{cases} ELSE {default} END" if cases else f"{default}"
    methods = _among("method", settings.get("R003", "procurement_methods", ()))
    return (
        "is_short(method, details, opened, closed) AS "
        f"{methods} AND trunc((closed - opened) / {DAY}) < {threshold}"
    )
