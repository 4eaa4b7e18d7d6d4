"""Who is who among all that is loaded: from the border tables to clusters, matches and members."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dashboard.ingest import store, tables
from dashboard.ingest.parties import clusters, judging, matching, membership, records, roster
from dashboard.ingest.parties import rules as rule_files
from dashboard.ingest.parties.rules import Rules

JUDGEMENTS = {
    "party_id": pl.String(),
    "other_party_id": pl.String(),
    "judgement": pl.String(),
    "reason": pl.String(),
}
NO_JUDGEMENTS = pl.DataFrame(schema=JUDGEMENTS)
KEPT_SCORES = 5
WORTH_KEEPING = 500  # records below which weighing anew is quicker than looking for a file


@dataclass(frozen=True)
class WhoIsWho:
    """The three relations of a build: PARTY_CLUSTERS, PARTY_MATCHES, PARTY_MEMBERS."""

    clusters: pl.DataFrame
    matches: pl.DataFrame
    members: pl.DataFrame


def run(
    inputs: dict[str, list[Path]],
    source_files: pl.DataFrame,
    judgements: pl.DataFrame = NO_JUDGEMENTS,
    kept: Path | None = None,
) -> WhoIsWho:
    """Who is who in the border tables `inputs` (relation to Parquet files).

    `source_files` has source_file_id and source; `judgements` the columns of JUDGEMENTS. `kept` is
    a folder in which weighed pairs are kept under a name made from all that went into them.
    """
    rules = rule_files.read()
    sources = dict(source_files.select("source_file_id", "source").iter_rows())
    spelled = roster.spellings(inputs, sources)
    compared = records.make(spelled, roster.registered(inputs), rules)
    scored = _scored(compared, rules, kept)
    return answer(compared, scored, rules, judgements, inputs.get("src_bid_parties", []))


def answer(
    compared: pl.DataFrame,
    scored: pl.DataFrame,
    rules: Rules,
    judgements: pl.DataFrame = NO_JUDGEMENTS,
    bid_parties: list[Path] | None = None,
) -> WhoIsWho:
    """What the rules, and people over them, make of weighed pairs."""
    parties = judging.Parties(compared, rules)
    matches = judging.judge(parties, scored)
    matches = judging.decided(matches, judgements, set(parties.first))
    found = clusters.cluster(parties, matches)
    listed = [
        {name: getattr(match, name) for name in tables.PARTY_MATCHES} for match in found.matches
    ]
    members = membership.members(compared, found.clusters, bid_parties or [])
    return WhoIsWho(
        pl.DataFrame(found.clusters, schema=tables.PARTY_CLUSTERS, orient="row"),
        pl.DataFrame(listed, schema=tables.PARTY_MATCHES, orient="row"),
        pl.DataFrame(members, schema=tables.PARTY_MEMBERS, orient="row"),
    )


def _scored(compared: pl.DataFrame, rules: Rules, kept: Path | None) -> pl.DataFrame:
    """The weighed pairs, from the folder `kept` where the same records were weighed before."""
    if kept is None or compared.height < WORTH_KEEPING:
        return matching.score(compared, rules)
    path = kept / f"{_digest(compared)}.parquet"
    if path.exists():
        os.utime(path)
        return pl.read_parquet(path)
    scored = matching.score(compared, rules)
    kept.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}")
    store.write_parquet(scored, beside)
    beside.rename(path)
    oldest_first = sorted(kept.glob("*.parquet"), key=lambda one: one.stat().st_mtime)
    for old in oldest_first[:-KEPT_SCORES]:
        old.unlink(missing_ok=True)
    return scored


def _digest(compared: pl.DataFrame) -> str:
    """Names records, rules and the code that weighs them by their content."""
    digest = hashlib.sha256(rule_files.digest().encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    for row in compared.iter_rows():
        digest.update(repr(row).encode())
    return digest.hexdigest()[:24]
