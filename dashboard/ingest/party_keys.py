"""Contacts and accounts of parties as codes: compared, and never kept.

A phone number, e-mail address, postal address, bank account or personal number becomes a code when
its file is loaded (HMAC-SHA256 with a key that only this installation has), so no table, issue or
quarantined row holds the thing itself. Before a build the codes give way to names made from party
ids and lines, which are the same on every machine: see `groups`.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path
from typing import Any

import polars as pl

from dashboard.ingest.privacy import REMOVED
from dashboard.ingest.values import fold
from dashboard.workspaces import local_root

KEY_FILE = "contacts.key"
KINDS = ("address", "phone", "email", "account", "representative")
# The columns of border tables that hold codes, and the kind where it is always the same.
CODED: dict[str, tuple[str, str | None]] = {
    "party_keys": ("key_code", None),
    "payments": ("payee_account_id", "account"),
}
WITHHELD = "[contact withheld]"
PHONE_DIGITS = 9  # the last ones: with or without the country's code a number is the same
FEWEST = {"address": 8, "phone": 6, "email": 6, "account": 5, "representative": 4}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NOTHING = frozenset({"none", "null", "na", "n a", "nil", "unknown", "not available", "xxx"})


def code(kind: str, text: str | None) -> str | None:
    """The code of a contact, or None where `text` is none.

    The same for every way of writing it: see `normalised`. It begins with eight digits that tell
    keys apart, and cannot be turned back without the key.
    """
    plain = normalised(kind, text)
    if plain is None:
        return None
    return _code(_key(local_root()), f"{kind}:{plain}")


@functools.lru_cache(maxsize=100_000)
def _code(key: bytes, text: str) -> str:
    digest = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]
    return f"{_fingerprint(key)}-{digest}"


def normalised(kind: str, text: str | None) -> str | None:
    """`text` as it is compared: an e-mail address in small letters, the last nine digits of a phone
    number, an account or number without blanks and hyphens, an address without accents and
    punctuation. None where it is empty, a placeholder, or too short to tell anything."""
    folded = fold(text or "")
    if not folded or folded in _NOTHING or REMOVED in (text or ""):
        return None
    if kind == "email":
        found = (text or "").strip().casefold().removeprefix("mailto:")
        plain = found if _EMAIL.fullmatch(found) else ""
    elif kind == "phone":
        plain = re.sub(r"\D", "", text or "")[-PHONE_DIGITS:]
    elif kind == "address":
        plain = folded
    else:
        plain = folded.replace(" ", "").upper()
    # Zeros, nines or X all the way are put where something has to be put.
    return plain if len(plain) >= FEWEST[kind] and len(set(plain)) > 1 else None


def address(*parts: str | None) -> str | None:
    """Street, locality and district as one text; None where one of them is missing, since half an
    address is that of many."""
    return ", ".join(part for part in parts if part) if all(parts) else None


def fingerprint() -> str:
    """Eight digits that tell the key of this installation from others, and not what it is."""
    return _fingerprint(_key(local_root()))


def _fingerprint(key: bytes) -> str:
    return hmac.new(key, b"fingerprint", hashlib.sha256).hexdigest()[:8]


@functools.lru_cache(maxsize=8)
def _key(folder: Path) -> bytes:
    """The key below `folder`, made when it is first needed; only its owner may read it."""
    path = folder / KEY_FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        # Written aside and linked, so that of two loads at once both use the key that came first.
        aside = path.with_suffix(f".{os.getpid()}-{secrets.token_hex(4)}")
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return bytes.fromhex(path.read_text(encoding="ascii"))


def coded(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` (columns of the border table `table`) with codes in place of contacts.

    What is no contact becomes NULL. Tables that hold none come back as they are.
    """
    if table not in CODED:
        return frame
    column, kind = CODED[table]
    kinds = [pl.lit(kind).alias("key_kind")] if kind else [pl.col("key_kind")]
    found = frame.select(*kinds, pl.col(column)).unique().drop_nulls()
    known = [
        (one, text, code(one, text) if one in KINDS else None) for one, text in found.iter_rows()
    ]
    schema = {"key_kind": pl.String, column: pl.String, "code": pl.String}
    lookup = pl.DataFrame(known, schema=schema, orient="row")
    keyed = frame.with_columns(kinds) if kind else frame
    joined = keyed.join(lookup, on=["key_kind", column], how="left", maintain_order="left")
    return joined.with_columns(pl.col("code").alias(column)).select(frame.columns)


def is_current(record: dict[str, Any]) -> bool:
    """Whether the codes of a load, if it has any, were made with the key of this installation."""
    made_with = record.get("contacts_key")
    return made_with is None or made_with == fingerprint()  # asking for a key makes one


def of_load(folder: Path) -> dict[str, str]:
    """What the record of a load says of its codes: nothing where it holds none."""
    holds = any(folder.glob("src_party_keys*.parquet")) or any(
        pl.scan_parquet(path).select(pl.col("payee_account_id").count()).collect().item()
        for path in folder.glob("src_payments*.parquet")
    )
    return {"contacts_key": fingerprint()} if holds else {}
