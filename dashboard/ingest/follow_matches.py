"""Which project of one publication is which of those known before: keys, then names that are alike.

A match is always one to one. What fits several is listed with its candidates, never forced.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from dashboard.ingest.follow_rule import PROJECT, FollowRule, Likeness
from dashboard.ingest.values import fold

Texts = Mapping[str, str | None]
RENUMBERED_SHARE = 0.5  # a key of whose pairs fewer agree was given anew
FEWEST_PAIRS = 4  # below which a share of them says nothing
MOST_CANDIDATES = 5  # that are written down
# Two works of one kind differ in a number only: stage 1 and stage 2, school 7 and school 12.
NUMBERS = re.compile(r"\d+|\b[ivx]+\b")


@dataclass(frozen=True)
class Match:
    """How a project was recognised: the known project's id, by what, and how surely (0 to 1)."""

    known_id: str
    method: str
    score: float


@dataclass(frozen=True)
class Doubt:
    """Why a project was not: what would fit, best first, each with its likeness."""

    method: str
    candidates: tuple[tuple[str, float], ...]


@dataclass
class Matches:
    """What became of every project of a publication: by its published id. The rest are new."""

    found: dict[str, Match] = field(default_factory=dict)
    doubts: dict[str, Doubt] = field(default_factory=dict)


def match(
    now: Mapping[str, Texts],
    previous: Mapping[str, Texts],
    older: Mapping[str, Texts],
    rule: FollowRule,
) -> Matches:
    """The projects of a publication among those of the `previous` one and of `older` ones.

    All three give the rule's columns by id: `now` by published id, the others by the id that the
    build uses, with the published one under `project_id`.
    """
    matches = Matches()
    for key in rule.keys:
        for known in (previous, older):
            _by_key(matches, now, known, key, rule.agree)
    if rule.fuzzy:
        _by_likeness(matches, now, {**older, **previous}, rule.fuzzy)
    for one in matches.found:
        matches.doubts.pop(one, None)
    return matches


def _left(of: Mapping[str, Texts], taken: Iterable[str]) -> dict[str, Texts]:
    gone = set(taken)
    return {one: texts for one, texts in of.items() if one not in gone}


def _by_key(
    matches: Matches,
    now: Mapping[str, Texts],
    known: Mapping[str, Texts],
    key: tuple[str, ...],
    agree: Likeness | None,
) -> None:
    taken = {one.known_id for one in matches.found.values()}
    left = _grouped(_left(now, matches.found), key)
    right = _grouped(_left(known, taken), key)
    method = " + ".join(key)
    pairs = []
    for value, here in left.items():
        there = right.get(value, [])
        if len(here) == 1 and len(there) == 1:
            pairs.append((here[0], there[0]))
        elif there:
            doubt = Doubt(method, tuple((one, 1.0) for one in sorted(there)))
            for one in here:
                matches.doubts.setdefault(one, doubt)
    if agree and agree.column not in key:
        pairs = _agreeing(pairs, now, known, agree)
    for here, there in pairs:
        matches.found[here] = Match(there, method, 1.0)


def _grouped(of: Mapping[str, Texts], key: tuple[str, ...]) -> dict[Hashable, list[str]]:
    """The ids by the folded texts of a key; whoever lacks its first part has no such key."""
    groups: dict[Hashable, list[str]] = defaultdict(list)
    for one, texts in of.items():
        parts = [_text(texts, column, one) for column in key]
        if parts[0]:
            groups[tuple(parts)].append(one)
    return groups


def _text(texts: Texts, column: str, own_id: str) -> str:
    if column == PROJECT:  # an id is compared as it stands
        return texts.get(PROJECT) or own_id
    return fold(texts.get(column) or "")


def _agreeing(
    pairs: list[tuple[str, str]], now: Mapping[str, Texts], known: Mapping[str, Texts], by: Likeness
) -> list[tuple[str, str]]:
    """The pairs whose texts are alike; none where most are not, for then the key was given anew."""
    alike = [
        (here, there)
        for here, there in pairs
        if likeness(now[here].get(by.column), known[there].get(by.column)) >= by.at_least
    ]
    if len(pairs) >= FEWEST_PAIRS and len(alike) < RENUMBERED_SHARE * len(pairs):
        return []
    return alike


def likeness(one: str | None, other: str | None) -> float:
    """How alike two names are, from 0 to 1, whatever the order of their words."""
    if not one or not other:
        return 0.0
    return round(fuzz.token_sort_ratio(fold(one), fold(other)) / 100, 4)


def _by_likeness(
    matches: Matches, now: Mapping[str, Texts], known: Mapping[str, Texts], by: Likeness
) -> None:
    """Pairs that are each other's best, above the threshold and clear of the second best."""
    taken = {one.known_id for one in matches.found.values()}
    left, right = _left(now, matches.found), _left(known, taken)
    scores = _scores(left, right, by)
    backwards: dict[str, dict[str, float]] = defaultdict(dict)
    for here, row in scores.items():
        for there, score in row.items():
            backwards[there][here] = score
    method = f"likeness of {by.column}"
    for here, row in scores.items():
        ranked = sorted(row.items(), key=lambda item: (-item[1], item[0]))
        best, score = ranked[0]
        if score < by.at_least:
            continue
        if _is_clear(row, best, by.margin) and _is_clear(backwards[best], here, by.margin):
            matches.found[here] = Match(best, method, score)
        else:
            near = tuple(one for one in ranked if one[1] >= by.at_least - by.margin)
            matches.doubts[here] = Doubt(method, near[:MOST_CANDIDATES])


def _is_clear(scores: Mapping[str, float], best: str, margin: float) -> bool:
    others = [score for one, score in scores.items() if one != best]
    return not others or scores[best] - max(others) > max(margin, 1e-9)


def _scores(
    left: Mapping[str, Texts], right: Mapping[str, Texts], by: Likeness
) -> dict[str, dict[str, float]]:
    """For each project on the left those on the right that come near the threshold, with score."""
    cut = 100 * (by.at_least - by.margin)
    apart = _block(by)
    blocks: dict[Hashable, dict[str, str]] = defaultdict(dict)
    for one, texts in right.items():
        if name := fold(texts.get(by.column) or ""):
            blocks[apart(texts, name)][one] = name
    found: dict[str, dict[str, float]] = {}
    for one, texts in left.items():
        name = fold(texts.get(by.column) or "")
        near = process.extract(
            name,
            blocks.get(apart(texts, name), {}),
            scorer=fuzz.token_sort_ratio,
            score_cutoff=cut,
            limit=None,
        )
        if name and near:
            found[one] = {there: round(score / 100, 4) for _, score, there in near}
    return found


def _block(by: Likeness) -> Callable[[Texts, str], Hashable]:
    """What two projects must share to be compared at all: the columns asked for, and numbers."""

    def apart(texts: Texts, name: str) -> Hashable:
        shared = tuple(fold(texts.get(column) or "") for column in by.within)
        return shared, tuple(sorted(Counter(NUMBERS.findall(name)).items()))

    return apart
