"""Every party that the loaded files name, with each spelling of its name."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from dashboard.ingest.parties import names, words

# Relation, column of the id, column of the name, whether it is the buying side.
NAMED_IN = (
    ("src_contracts", "supplier_id", "supplier_name", False),
    ("src_contracts", "buyer_id", "buyer_name", True),
    ("src_tenders", "buyer_id", "buyer_name", True),
    ("src_tenders", "procuring_entity_id", "procuring_entity_name", True),
    ("src_award_suppliers", "party_id", "party_name", False),
    ("src_bid_parties", "party_id", "party_name", False),
    ("src_invoices", "payee_id", "payee_name", False),
)
REGISTERED = (
    "party_kind",
    "party_identifier",
    "identifier_scheme",
    "address",
    "locality",
    "postal_code",
    "country",
)
SPELLINGS = {
    "party_id": pl.String(),
    "party_name": pl.String(),
    "source": pl.String(),
    "is_registered": pl.Boolean(),
    "is_buyer": pl.Boolean(),
}
PARTIES = {"party_id": pl.String()} | dict.fromkeys(REGISTERED, pl.String())
_NOT_CODE = re.compile(r"[^0-9A-Z\u00d1&]")
Paths = dict[str, list[Path]]


def spellings(inputs: Paths, sources: dict[str, str]) -> pl.DataFrame:
    """Every id with every name it is given, sorted: the columns of SPELLINGS.

    `sources` gives the source of each source_file_id.
    """
    found = [_named(inputs, "src_parties", "party_id", "party_name", True, False)]
    found += [_named(inputs, table, key, name, False, buys) for table, key, name, buys in NAMED_IN]
    rows = pl.concat(found).with_columns(
        pl.col("source_file_id").replace_strict(sources, default="").alias("source")
    )
    return (
        rows.group_by("party_id", "party_name", "source")
        .agg(pl.col("is_registered", "is_buyer").any())
        .sort("party_id", "party_name", "source")
        .select(pl.col(name).cast(kind) for name, kind in SPELLINGS.items())
    )


def registered(inputs: Paths) -> pl.DataFrame:
    """What registers say of each party, the newest known value of each: columns of PARTIES."""
    paths = inputs.get("src_parties", [])
    if not paths:
        return pl.DataFrame(schema=PARTIES)
    rows = pl.concat([pl.scan_parquet(path) for path in paths], how="vertical").select(
        "party_id", *REGISTERED, "published_date", "source_file_id", "source_line"
    )
    newest = rows.sort("published_date", "source_file_id", "source_line")
    return (
        newest.group_by("party_id", maintain_order=True)
        .agg(pl.col(name).drop_nulls().last() for name in REGISTERED)
        .sort("party_id")
        .collect()
    )


def identified(parties: pl.DataFrame, shortest: int) -> pl.DataFrame:
    """`parties` with `number` and `register`: the identifier in one form, and whose it is.

    A cell that holds no number of a register (too short, one digit repeated, `n/a`) gives none.
    """
    schemes = [scheme or "" for scheme in parties["identifier_scheme"]]
    given = parties["party_identifier"].to_list()
    numbers = [number(text, shortest) for text in given]
    return parties.with_columns(
        pl.Series("number", numbers, dtype=pl.String()),
        pl.Series("register", [scheme.strip().casefold() for scheme in schemes], dtype=pl.String()),
    )


def number(text: str | None, shortest: int) -> str | None:
    """An identifier without blanks, points and dashes, in capitals; None where it is none."""
    if not text or words.native(text) in words.read().no_identifier:
        return None
    code = _NOT_CODE.sub("", text.upper())
    if len(code) < shortest or len(set(code)) < 2:
        return None
    return code


def is_person(kind: str | None, code: str | None, scheme: str | None, spelled: list[str]) -> bool:
    """Whether a party is a natural person: by its kind, its number, or how its name begins."""
    known = words.read()
    if kind == names.PERSON:
        return True
    if kind is None and code:
        if any(pattern.fullmatch(code) for pattern in known.person_numbers):
            return True
        own = known.person_numbers_of.get(scheme or "")
        if own and own.fullmatch(code):
            return True
    return any(names.kind_of(name) == names.PERSON for name in spelled)


def kind(published: str | None, spelled: list[str], is_buyer: bool) -> str:
    """Organisation, consortium or public body: as published, else by name, else by its role."""
    if published == names.CONSORTIUM:
        return names.CONSORTIUM
    found = {names.kind_of(name) for name in spelled}
    for one in (names.CONSORTIUM, names.PUBLIC_BODY):
        if one in found:
            return one
    has_form = any(names.read(name).legal_form for name in spelled)
    return names.PUBLIC_BODY if is_buyer and not has_form else names.ORGANISATION


def _named(
    inputs: Paths, table: str, key: str, name: str, is_registered: bool, is_buyer: bool
) -> pl.DataFrame:
    columns = ["party_id", "party_name", "source_file_id"]
    paths = inputs.get(table, [])
    if paths:
        rows = (
            pl.concat([pl.scan_parquet(path) for path in paths], how="vertical")
            .select(
                pl.col(key).alias("party_id"),
                pl.col(name).str.strip_chars().alias("party_name"),
                "source_file_id",
            )
            .filter(pl.col("party_id").is_not_null() & (pl.col("party_name") != ""))
            .unique()
            .collect(engine="streaming")
        )
    else:
        rows = pl.DataFrame(schema=dict.fromkeys(columns, pl.String()))
    return rows.with_columns(
        pl.lit(is_registered).alias("is_registered"), pl.lit(is_buyer).alias("is_buyer")
    )
