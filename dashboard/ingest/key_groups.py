"""Codes of contacts to names that are the same on every machine: the last step before a build."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from dashboard.ingest import renaming, store
from dashboard.ingest.reading import LINE

CODE, NAME = "key_code", "key_name"
ACCOUNT = "payee_account_id"


def named(inputs: renaming.Paths, folder: Path) -> renaming.Paths:
    """`inputs` with party keys and the accounts of payments by name instead of by code.

    A name is the kind, the smallest party that has the key, and a number in the order of the lines
    that say so: `phone-CON-0001-1`. Two parties share a key exactly where they share its name.
    Written into `folder`; inputs without such columns stay as they are.
    """
    done = dict(inputs)
    names = pl.DataFrame(schema={"key_kind": pl.String, CODE: pl.String, NAME: pl.String})
    if files := inputs.get("src_party_keys"):
        rows = pl.concat([pl.read_parquet(path) for path in files])
        names = _names(rows)
        done["src_party_keys"] = [_keys(rows, names, folder)]
    found = {path: _accounts(path) for path in inputs.get("src_payments", [])}
    paid = {path: rows for path, rows in found.items() if not rows.is_empty()}
    if not paid:
        return done
    accounts = names.filter(pl.col("key_kind") == "account").select(CODE, NAME)
    others = pl.concat(paid.values())
    others = _names(others.join(accounts, on=CODE, how="anti"), "paid-").select(CODE, NAME)
    accounts = pl.concat([accounts, others]).rename({CODE: ACCOUNT})
    done["src_payments"] = [
        _payments(path, accounts, folder) if path in paid else path
        for path in inputs["src_payments"]
    ]
    return done


def _names(rows: pl.DataFrame, prefix: str = "") -> pl.DataFrame:
    """Each kind and code with its name. `rows`: party_id, key_kind, key_code and where it stands.

    Codes are put in the order of what is said of them, never of the codes themselves: these differ
    from machine to machine. Two codes of which all is alike may change places, and nothing shows.
    """
    said = pl.concat_str(
        pl.col("party_id", "source_file_id"),
        pl.col(LINE).cast(pl.String).str.zfill(12),
        separator="\u241f",
    )
    return (
        rows.with_columns(said.alias("said"))
        .group_by("key_kind", CODE)
        .agg(pl.col("party_id").min(), pl.col("said").unique().sort().str.join("\u241e"))
        .sort("key_kind", "party_id", "said")
        .with_columns(pl.int_range(1, pl.len() + 1).over("key_kind", "party_id").alias("number"))
        .select(
            "key_kind",
            CODE,
            pl.format(f"{prefix}{{}}-{{}}-{{}}", "key_kind", "party_id", "number").alias(NAME),
        )
    )


def _keys(rows: pl.DataFrame, names: pl.DataFrame, folder: Path) -> Path:
    path = folder / "src_party_keys.parquet"
    frame = rows.join(names, on=["key_kind", CODE], how="left")
    frame = frame.with_columns(pl.col(NAME).alias(CODE)).select(rows.columns)
    store.write_parquet(frame.sort(frame.columns), path)
    return path


def _accounts(path: Path) -> pl.DataFrame:
    """The accounts of a file of payments, each with its first line and that line's payee."""
    return (
        pl.scan_parquet(path)
        .filter(pl.col(ACCOUNT).is_not_null())
        .select(
            pl.col("payee_id").fill_null("").alias("party_id"),
            pl.lit("account").alias("key_kind"),
            pl.col(ACCOUNT).alias(CODE),
            "source_file_id",
            LINE,
        )
        .group_by(CODE)
        .agg(pl.all().sort_by(LINE).first())
        .select("party_id", "key_kind", CODE, "source_file_id", LINE)
        .collect()
    )


def _payments(path: Path, accounts: pl.DataFrame, folder: Path) -> Path:
    rows = pl.scan_parquet(path)
    columns = rows.collect_schema().names()
    joined = rows.join(accounts.lazy(), on=ACCOUNT, how="left", maintain_order="left")
    changed = joined.with_columns(pl.col(NAME).alias(ACCOUNT)).select(columns)
    return renaming.sunk(changed, folder / "named", path)
