"""Who is behind a consortium: as the bids list it, or as its own name plainly says."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import polars as pl

from dashboard.ingest.parties import names

BID, NAME = "bid", "name"


def members(records: pl.DataFrame, clusters: list[dict], bid_parties: list[Path]) -> list[dict]:
    """Rows of PARTY_MEMBERS, sorted. A member found in the name only has an id where one cluster
    alone goes by that name."""
    consortia = records.filter(pl.col("kind") == names.CONSORTIUM)
    found: dict[tuple[str, str], dict] = {}
    for party, name in consortia.select("party_id", "party_name").iter_rows():
        for member in names.members(name):
            words = " ".join(sorted(set(names.read(member).words)))
            found.setdefault((party, words), _row(party, None, member, NAME))
    clusters_of = {row["party_id"]: row["cluster_id"] for row in clusters}
    by_words: dict[str, set[str]] = defaultdict(set)
    others = records.filter(pl.col("kind") != names.CONSORTIUM)
    for party, same_words in others.select("party_id", "same_words").iter_rows():
        by_words[same_words].add(clusters_of[party])
    rows = []
    for (_, words), row in found.items():
        ids = by_words.get(words, set())
        rows.append(row | {"member_id": min(ids) if len(ids) == 1 else None})
    listed = _from_bids(records, bid_parties)
    known = {(row["party_id"], clusters_of.get(row["member_id"])) for row in listed}
    rows = [row for row in rows if (row["party_id"], row["member_id"]) not in known]
    return sorted(
        listed + rows, key=lambda row: (row["party_id"], row["member_id"] or "", row["member_name"])
    )


def _from_bids(records: pl.DataFrame, paths: list[Path]) -> list[dict]:
    """The other parties of the bids that a consortium makes."""
    if not paths:
        return []
    joint = records.filter(pl.col("kind") == names.CONSORTIUM).select("party_id").unique()
    called = dict(records.select("party_id", "party_name").reverse().iter_rows())
    rows = pl.concat([pl.read_parquet(path, columns=["bid_id", "party_id"]) for path in paths])
    others = rows.join(joint, on="party_id", how="anti").rename({"party_id": "member_id"})
    pairs = (
        rows.join(joint, on="party_id", how="semi")
        .join(others, on="bid_id")
        .select("party_id", "member_id")
        .unique()
    )
    return [
        _row(party, member, called[member], BID)
        for party, member in pairs.iter_rows()
        if member in called
    ]


def _row(party: str, member: str | None, name: str, method: str) -> dict:
    return {"party_id": party, "member_id": member, "member_name": name, "method": method}
