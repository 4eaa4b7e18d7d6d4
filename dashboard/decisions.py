"""What people decided, apart from all facts: a log that only ever grows.

SQLite beside the workspace's loads, or any database that SQLAlchemy knows by the URL in
CLEARWORKS_DECISIONS (PostgreSQL: `postgresql+psycopg://…`), shared by all workspaces.
"""

from __future__ import annotations

import datetime
import hashlib
import os
from dataclasses import dataclass
from functools import cache

import polars as pl
import sqlalchemy as sa

from dashboard.messages import InputError
from dashboard.workspaces import Workspace

URL = "CLEARWORKS_DECISIONS"
SAME, APART, WITHDRAWN = "same", "apart", "withdrawn"
JUDGEMENTS = (SAME, APART, WITHDRAWN)
LONGEST_WHO, LONGEST_REASON, LONGEST_ID = 100, 1_000, 600

metadata = sa.MetaData()
party_judgements = sa.Table(
    "party_judgements",
    metadata,
    sa.Column("judgement_id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("workspace", sa.String(200), nullable=False, index=True),
    sa.Column("party_id", sa.String(LONGEST_ID), nullable=False),  # the smaller of both ids
    sa.Column("other_party_id", sa.String(LONGEST_ID), nullable=False),
    sa.Column("judgement", sa.String(20), nullable=False),
    sa.Column("decided_by", sa.String(LONGEST_WHO), nullable=False),
    sa.Column("decided_at", sa.String(40), nullable=False),  # UTC, ISO 8601
    sa.Column("reason", sa.String(LONGEST_REASON), nullable=False),
)
LOG = {
    "judgement_id": pl.Int64(),
    "party_id": pl.String(),
    "other_party_id": pl.String(),
    "judgement": pl.String(),
    "decided_by": pl.String(),
    "decided_at": pl.String(),
    "reason": pl.String(),
}


@dataclass(frozen=True)
class Judgement:
    """What one person says of two parties: `same`, `apart`, or `withdrawn` for an earlier word."""

    party_id: str
    other_party_id: str
    judgement: str
    decided_by: str
    reason: str


def record(workspace: Workspace, judgement: Judgement) -> int:
    """Appends a judgement to the log; returns its number.

    Raises InputError for an unknown word, one party twice, a missing name or reason, and for a
    database that cannot be reached.
    """
    one, other = sorted((judgement.party_id, judgement.other_party_id))
    who, reason = judgement.decided_by.strip(), judgement.reason.strip()
    _check(one, other, judgement.judgement, who, reason)
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    row = {
        "workspace": workspace.name,
        "party_id": one,
        "other_party_id": other,
        "judgement": judgement.judgement,
        "decided_by": who,
        "decided_at": now,
        "reason": reason,
    }
    try:
        with _engine(_address(workspace)).begin() as connection:
            metadata.create_all(connection)
            written = connection.execute(sa.insert(party_judgements).values(row))
            return int(written.inserted_primary_key[0])
    except sa.exc.SQLAlchemyError as error:
        raise _unreachable(error) from error


def log(workspace: Workspace) -> pl.DataFrame:
    """Every judgement of the workspace in the order in which they were made: columns of LOG."""
    if not os.environ.get(URL) and not workspace.decisions.exists():
        return pl.DataFrame(schema=LOG)
    query = (
        sa.select(*(party_judgements.c[name] for name in LOG))
        .where(party_judgements.c.workspace == workspace.name)
        .order_by(party_judgements.c.judgement_id)
    )
    try:
        with _engine(_address(workspace)).connect() as connection:
            if not sa.inspect(connection).has_table(party_judgements.name):
                return pl.DataFrame(schema=LOG)
            rows = [tuple(row) for row in connection.execute(query)]
    except sa.exc.SQLAlchemyError as error:
        raise _unreachable(error) from error
    return pl.DataFrame(rows, schema=LOG, orient="row")


def standing(workspace: Workspace, by: datetime.datetime | None = None) -> pl.DataFrame:
    """What stands now, or stood at the moment `by`: the last word on each pair, sorted by both ids.

    Withdrawn ones are left out. Columns of LOG.
    """
    said = log(workspace)
    if by:
        until = by.astimezone(datetime.UTC).isoformat(timespec="seconds")
        said = said.filter(pl.col("decided_at") <= until)
    last = said.group_by("party_id", "other_party_id", maintain_order=True).last().select(*LOG)
    return last.filter(pl.col("judgement") != WITHDRAWN).sort("party_id", "other_party_id")


def digest(judgements: pl.DataFrame) -> str:
    """Names what stands by its content: pairs, words and reasons, not who and when."""
    rows = judgements.select("party_id", "other_party_id", "judgement", "reason").rows()
    return hashlib.sha256(repr(sorted(rows)).encode()).hexdigest()[:16] if rows else ""


def _check(one: str, other: str, judgement: str, who: str, reason: str) -> None:
    def refuse(wrong: str, expected: str) -> None:
        raise InputError("judgement", wrong, expected)

    if judgement not in JUDGEMENTS:
        refuse(f"'{judgement}' is no judgement", f"Known are: {', '.join(JUDGEMENTS)}")
    if not one or one == other:
        refuse("it needs two different parties", "")
    if max(len(one), len(other)) > LONGEST_ID:
        refuse("the id of a party is too long", f"At most {LONGEST_ID} letters are kept")
    if not who or len(who) > LONGEST_WHO:
        refuse("who decided is missing or too long", f"1 to {LONGEST_WHO} letters were expected")
    if not reason or len(reason) > LONGEST_REASON:
        refuse("the reason is missing or too long", f"1 to {LONGEST_REASON} letters were expected")


def _address(workspace: Workspace) -> str:
    given = os.environ.get(URL)
    if given:
        return given
    workspace.decisions.parent.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{workspace.decisions}"


@cache
def _engine(address: str) -> sa.Engine:
    try:
        return sa.create_engine(address, pool_pre_ping=True)
    except (sa.exc.ArgumentError, ImportError) as error:
        raise _unreachable(error) from error


def _unreachable(error: Exception) -> InputError:
    # The text of an SQLAlchemy error may repeat the URL, and with it a password.
    return InputError(
        "decisions",
        f"the database of decisions cannot be used ({type(error).__name__})",
        "",
        f"Check the URL in {URL}, or leave it unset for a file beside the loads",
    )
