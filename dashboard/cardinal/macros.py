"""What the settings say, as macros of DuckDB over JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from dashboard.cardinal.settings import Settings
from dashboard.engine.duck import literal

# Codes of a bid's status: what the indicators tell apart.
VALID, DISQUALIFIED, NOT_SUBMITTED, OTHER = 1, 2, 3, 4
# Codes of an award's status.
ACTIVE, ENDED, OPEN = 1, 2, 3


def of(settings: Settings) -> Iterable[str]:
    """The macros, each as it stands after CREATE MACRO."""
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
    yield IS_PRICED
    yield ALL_OF
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
# A submitted bid with a price and somebody who made it.
IS_PRICED = """is_priced(b) AS
    b.status IN (1, 2, 4) AND b.amount IS NOT NULL AND b.currency IS NOT NULL
    AND list_count(b.tenderers) > 0
"""
# A group of tenderers as one text, in whatever order they are named.
ALL_OF = """all_of(ids) AS CASE
    WHEN len(ids) = 1 THEN ids[1] ELSE array_to_string(list_sort(list_distinct(ids)), ',')
END"""


def json_literal(text: str) -> str:
    """A text as DuckDB writes JSON, in a literal: for comparing with what is read."""
    return literal(json.dumps(text, ensure_ascii=False))


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
    part = f"split_part(json_extract_string(x, '$'), {literal(str(separator))}, 1)"
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
    number = "TRY_CAST(CAST(x AS VARCHAR) AS DOUBLE)"  # once: within a list it would be twice
    for amount in ("inf", "-inf", "nan", *(settings.prepared("redactions", "amount") or ())):
        number = f"nullif({number}, CAST('{amount}' AS DOUBLE))"
    return f"amount_of(x) AS {number}"


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
