"""A person's word on two parties: that they are one, that they are two, or neither any more."""

from __future__ import annotations

import polars as pl

from dashboard import decisions
from dashboard.decisions import APART, SAME, WITHDRAWN, Judgement
from dashboard.ingest.parties import rules
from dashboard.ingest.parties.rules import Rules
from dashboard.workspaces import Workspace

__all__ = ["APART", "SAME", "WITHDRAWN", "judge", "matching_rules", "said_of", "waiting"]


def judge(
    workspace: Workspace, party_id: str, other_party_id: str, judgement: str, who: str, why: str
) -> None:
    """Records `same`, `apart` or `withdrawn` of two parties; it takes effect at the next build.

    Raises InputError for a word that is none of these, or where who or why is missing.
    """
    decisions.record(workspace, Judgement(party_id, other_party_id, judgement, who, why))


def said_of(workspace: Workspace, party_ids: list[str]) -> pl.DataFrame:
    """Every judgement that names one of these parties, newest first: columns of decisions.LOG."""
    ids = pl.Series(party_ids, dtype=pl.String).implode()
    named = pl.col("party_id").is_in(ids) | pl.col("other_party_id").is_in(ids)
    return decisions.log(workspace).filter(named).sort("judgement_id", descending=True)


def waiting(workspace: Workspace, matches: pl.DataFrame) -> pl.DataFrame:
    """What stands in the log but not yet in `matches`, the relation party_matches of a build.

    Columns of decisions.LOG. It is there after the next build.
    """
    stands = decisions.standing(workspace)
    taken = matches.filter(pl.col("decided_by") == "person").select(
        "party_id", "other_party_id", pl.col("status").alias("judgement")
    )
    return stands.join(taken, on=["party_id", "other_party_id", "judgement"], how="anti")


def matching_rules() -> Rules:
    """The thresholds and weights in force."""
    return rules.read()
