"""Parties that are one, put together; two numbers of one register never end in one cluster."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

from dashboard.ingest.parties.judging import (
    ALONE,
    APART,
    PERSON,
    REVIEW,
    SAME,
    Match,
    Parties,
)

NOT_JOINED = "not joined:"


@dataclass
class _Cluster:
    members: list[str]
    numbers: dict[str, str] = field(default_factory=dict)  # by register
    kinds: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Clustered:
    """Rows of PARTY_CLUSTERS as dictionaries, and the matches with what had to be cut marked."""

    clusters: list[dict]
    matches: list[Match]


def cluster(parties: Parties, matches: list[Match]) -> Clustered:
    """Joins the pairs that are the same, the strongest first.

    An edge that would bring two numbers of one register, two kinds, or two parties that a person
    keeps apart into one cluster is not drawn: so the weakest edge of the chain is the one that is
    cut, and it is handed to a person. A person's own confirmation is drawn in any case.
    """
    of: dict[str, _Cluster] = {party: _alone(parties, party) for party in parties.first}
    apart: dict[str, set[str]] = defaultdict(set)
    for match in matches:
        if match.status == APART and match.decided_by == "person":
            apart[match.party_id].add(match.other_party_id)
            apart[match.other_party_id].add(match.party_id)
    drawn: list[Match] = []
    answered = {(match.party_id, match.other_party_id): match for match in matches}
    edges = [match for match in matches if match.status == SAME]
    edges.sort(
        key=lambda one: (*(-value for value in one.strength), one.party_id, one.other_party_id)
    )
    for match in edges:
        one, other = of[match.party_id], of[match.other_party_id]
        why = "" if one is other else _why_not(one, other, apart, match)
        if why:
            answered[match.party_id, match.other_party_id] = replace(
                match, status=REVIEW, evidence=f"{match.evidence}; {NOT_JOINED} {why}"
            )
            continue
        drawn.append(match)
        if one is not other:
            _join(of, one, other)
    for key, match in answered.items():
        if match.status == REVIEW and match.decided_by == "rule":
            answered[key] = _settled(parties, of, match)
    rows = _rows(parties, of, drawn)
    return Clustered(rows, [answered[key] for key in sorted(answered)])


def _settled(parties: Parties, of: dict[str, _Cluster], match: Match) -> Match:
    """A question that the finished clusters have answered already, with their answer."""
    one, other = of[match.party_id], of[match.other_party_id]
    if one is other:
        return replace(match, status=SAME, evidence=f"{match.evidence}; joined through others")
    if NOT_JOINED in match.evidence or parties.conflict(match.party_id, match.other_party_id):
        return match
    if any(other.numbers.get(name, code) != code for name, code in one.numbers.items()):
        why = "one of them is joined with a party of another number"
        return replace(match, status=APART, evidence=f"{match.evidence}; {why}")
    return match


def _alone(parties: Parties, party: str) -> _Cluster:
    number = parties.number(party)
    numbers = {number[0]: number[1]} if number and number[0] not in parties.no_register else {}
    return _Cluster([party], numbers, {parties.first[party]["kind"]})


def _why_not(one: _Cluster, other: _Cluster, apart: dict[str, set[str]], match: Match) -> str:
    members = set(other.members)
    if any(apart[party] & members for party in one.members):
        return "a person keeps two of these parties apart"
    if match.method == PERSON:
        return ""
    if any(other.numbers.get(name, code) != code for name, code in one.numbers.items()):
        return "the cluster would hold two numbers of one register"
    if len(one.kinds | other.kinds) > 1 and "consortium" in one.kinds | other.kinds:
        return "a consortium is not one of its members"
    return ""


def _join(of: dict[str, _Cluster], one: _Cluster, other: _Cluster) -> None:
    large, small = (one, other) if len(one.members) >= len(other.members) else (other, one)
    large.members += small.members
    large.numbers = small.numbers | large.numbers
    large.kinds |= small.kinds
    for party in small.members:
        of[party] = large


def _rows(parties: Parties, of: dict[str, _Cluster], drawn: list[Match]) -> list[dict]:
    """One row per party, sorted: its cluster, and the strongest edge by which it is in it."""
    best: dict[str, Match] = {}
    for match in drawn:  # strongest first
        best.setdefault(match.party_id, match)
        best.setdefault(match.other_party_id, match)
    names = {id(one): _name(parties, one.members) for one in of.values()}
    rows = []
    for party in sorted(of):
        found, match = of[party], best.get(party)
        rows.append(
            {
                "party_id": party,
                "cluster_id": min(found.members),
                "cluster_name": names[id(found)],
                "cluster_size": len(found.members),
                "method": match.method if match else ALONE,
                "certainty": _certainty(match),
            }
        )
    return rows


def _certainty(match: Match | None) -> float | None:
    if match is None:
        return None
    return 1.0 if match.method == PERSON else match.match_probability


def _name(parties: Parties, members: list[str]) -> str:
    """The name of the member of which most is known; of equals the one with the smallest id."""

    def known(party: str) -> tuple:
        row = parties.first[party]
        filled = sum(row[key] is not None for key in ("number", "address", "legal_form"))
        return (row["number"] is None, row["script"] != "latin", -filled, party)

    return parties.first[min(members, key=known)]["party_name"]
