"""The records that are compared: one for each party and way of writing its name."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from operator import itemgetter

import polars as pl

from dashboard.ingest.parties import names, roster, words
from dashboard.ingest.parties.rules import Rules

RECORDS = {
    "record": pl.Int64(),
    "party_id": pl.String(),
    "party_name": pl.String(),
    "source": pl.String(),
    "kind": pl.String(),
    "number": pl.String(),
    "register": pl.String(),
    "written": pl.String(),
    "same_words": pl.String(),
    "core": pl.String(),
    "compact": pl.String(),
    "sound": pl.String(),
    "spoken": pl.String(),
    "script": pl.String(),
    "initials": pl.String(),
    "word_list": pl.List(pl.String()),
    "numbers": pl.String(),
    "legal_form": pl.String(),
    "is_common": pl.Boolean(),
    "address": pl.String(),
    "street": pl.String(),
    "house": pl.String(),
    "postal_code": pl.String(),
    "locality": pl.String(),
    "country": pl.String(),
    # Only for finding candidates; NULL where too many records share the value.
    "block_core": pl.String(),
    "block_start": pl.String(),
    "block_end": pl.String(),
    "block_sound": pl.String(),
    "block_spoken": pl.String(),
    "block_initials": pl.String(),
    "block_address": pl.String(),
    "block_words": pl.List(pl.String()),
}
BLOCKS = ("core", "start", "end", "sound", "spoken", "initials", "address")
PART = 5  # letters of the beginning and the end by which names are put together
_DIGITS = re.compile(r"\d+")


def make(spellings: pl.DataFrame, parties: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """The records of RECORDS, sorted; natural persons and names without a letter have none."""
    facts = roster.identified(parties, rules.shortest_number)
    known = {row["party_id"]: row for row in facts.iter_rows(named=True)}
    rows: list[dict] = []
    persons: set[str] = set()
    for party, group in groupby(spellings.to_dicts(), key=itemgetter("party_id")):
        facts, spelled = known.get(party, {}), list(group)
        if _is_person(spelled, facts):
            persons |= {names.read(row["party_name"]).written for row in spelled}
        else:
            rows += _of_party(spelled, facts)
    # A further entry of a person may say nothing but the name.
    theirs = {row["party_id"] for row in rows if row["written"] in persons}
    rows = [row for row in rows if row["number"] or row["party_id"] not in theirs]
    frame = pl.DataFrame(rows, schema=RECORDS, orient="row")
    return _with_blocks(frame, rules.largest_block)


def _is_person(spelled: list[dict], facts: dict) -> bool:
    own = [row["party_name"] for row in spelled]
    code, scheme = facts.get("number"), facts.get("identifier_scheme")
    return roster.is_person(facts.get("party_kind"), code, scheme, own)


def _of_party(spelled: list[dict], facts: dict) -> list[dict]:
    own = [row["party_name"] for row in spelled]
    shared = {
        "kind": roster.kind(facts.get("party_kind"), own, any(row["is_buyer"] for row in spelled)),
        "number": facts.get("number"),
        "register": facts.get("register") or "",
    } | place(facts)
    found: dict[str, dict] = {}
    for row in sorted(spelled, key=lambda row: not row["is_registered"]):
        name = names.read(row["party_name"])
        if name.words and name.written not in found:
            found[name.written] = (
                {key: row[key] for key in ("party_id", "party_name", "source")}
                | shared
                | named(name)
            )
    return list(found.values())


def named(name: names.Name) -> dict:
    """The columns of a record that come from its name."""
    return {
        "written": name.written,
        "same_words": " ".join(sorted(set(name.words))),
        "core": " ".join(sorted(set(name.core))),
        "compact": "".join(name.core),
        "sound": name.sound,
        "spoken": name.spoken,
        "script": name.script,
        "initials": "".join(word[0] for word in name.words),
        "word_list": list(name.words),
        "numbers": name.numbers,
        "legal_form": None if name.legal_form == "any" else name.legal_form,
        "is_common": name.is_common,
    }


def place(facts: dict) -> dict:
    """The columns of a record that come from its address."""
    dropped = words.read().address
    every = [word for word in words.tokens(facts.get("address") or "") if word not in dropped]
    numbers = [number.lstrip("0") or "0" for word in every for number in _DIGITS.findall(word)]
    street = sorted({word for word in every if not _DIGITS.search(word)})
    town = [word for word in words.tokens(facts.get("locality") or "") if word not in dropped]
    code = "".join(words.tokens(facts.get("postal_code") or "")).lstrip("0")
    return {
        "address": " ".join([*street, *numbers]) or None,
        "street": " ".join(street) or None,
        "house": numbers[0] if numbers else None,
        "postal_code": code or None,
        "locality": " ".join(town) or None,
        "country": "".join(words.tokens(facts.get("country") or "")) or None,
    }


def _with_blocks(frame: pl.DataFrame, largest: int) -> pl.DataFrame:
    """Numbers the records and fills the blocking columns, too common values left out."""
    frame = frame.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("record"))
    compact = pl.col("compact")
    long_enough = compact.str.len_chars() >= PART
    keys = frame.select(
        pl.col("core").alias("core"),
        pl.when(long_enough).then(compact.str.head(PART)).alias("start"),
        pl.when(long_enough).then(compact.str.tail(PART)).alias("end"),
        pl.when(pl.col("sound").str.len_chars() >= 3).then("sound").alias("sound"),
        pl.when(pl.col("spoken").str.len_chars() >= 3).then("spoken").alias("spoken"),
        pl.when(pl.col("initials").str.len_chars() >= 3).then("initials").alias("initials"),
        pl.when(pl.col("house").is_not_null()).then("address").alias("address"),
    )
    # An abbreviation is the whole name of one record and the initials of another.
    short = pl.when(compact.str.len_chars().is_between(3, 6)).then(compact)
    keys = keys.with_columns(pl.coalesce(frame.select(short).to_series(), "initials"))
    counted = keys.with_columns(
        pl.when(pl.len().over(name) <= largest).then(name).alias(name) for name in BLOCKS
    )
    frame = frame.with_columns(counted[name].alias(f"block_{name}") for name in BLOCKS)
    frequency = Counter(word for found in frame["word_list"] for word in set(found))
    rare = [
        sorted({word for word in found if frequency[word] <= largest and len(word) > 2})
        for found in frame["word_list"]
    ]
    return frame.with_columns(pl.Series("block_words", rare, dtype=pl.List(pl.String())))
