"""From weighed pairs to answers: the same, apart, or a question to a person, each with its why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

import polars as pl
from rapidfuzz import distance, fuzz

from dashboard.ingest.parties import matching, names
from dashboard.ingest.parties.rules import Rules

SAME, REVIEW, APART = "same", "to review", "apart"
IDENTIFIER, NAME_AND_ADDRESS = "identifier", "name and address"
WRITTEN, PERSON, ALONE = "same written name", "decided by a person", "alone"
ALL_PAIRS = 12  # members of a group up to which each is compared with each
REGISTER_NEEDS_NAMES = 2
ALIKE = 0.8  # for names under one number where the number says less than usual
ASKED_BY_NAME = 0.15
UNLIKE = 60  # of 100: two names under one id that share hardly a word
MISTYPED = 1  # letters or digits in which two numbers may differ and still be asked about


@dataclass(frozen=True)
class Match:
    """What is said of two parties, `party_id` being the smaller id."""

    party_id: str
    other_party_id: str
    method: str
    match_weight: float | None
    match_probability: float | None
    status: str
    decided_by: str
    evidence: str
    strength: tuple[int, float] = (0, 0.0)  # the stronger edge is kept where two cannot both be


class Parties:
    """The records by party, and what is known of each register and name."""

    def __init__(self, records: pl.DataFrame, rules: Rules) -> None:
        self.rules = rules
        self.rows = records.to_dicts()
        self.of_party: dict[str, list[dict]] = defaultdict(list)
        for row in self.rows:
            self.of_party[row["party_id"]].append(row)
        self.first = {party: rows[0] for party, rows in self.of_party.items()}
        named_under: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.numbers_of_name: dict[str, set[tuple[str, str]]] = defaultdict(set)
        names_of_register: dict[str, set[str]] = defaultdict(set)
        for row in self.rows:
            if row["number"]:
                named_under[row["register"], row["number"]].add(row["core"])
                self.numbers_of_name[row["core"]].add((row["register"], row["number"]))
                names_of_register[row["register"]].add(row["core"])
        self.careless = {
            key for key, cores in named_under.items() if len(cores) > rules.most_names_of_a_number
        }
        # A stated scheme that knows a single name numbers its processes, not its firms.
        self.no_register = {
            name
            for name, cores in names_of_register.items()
            if name and len(cores) < REGISTER_NEEDS_NAMES
        }

    def number(self, party: str) -> tuple[str, str] | None:
        """Register and number of a party; None where it has none that can be relied upon."""
        row = self.first[party]
        key = (row["register"], row["number"])
        return None if not row["number"] or key in self.careless else key

    def conflict(self, one: str, other: str) -> bool:
        """Whether two parties have different numbers of one register."""
        first, second = self.number(one), self.number(other)
        return bool(
            first
            and second
            and first[0] == second[0]
            and first[0] not in self.no_register
            and first[1] != second[1]
        )

    def likeness(self, one: str, other: str) -> float:
        """How alike the likest two spellings of two parties are, from 0 to 1."""
        return max(
            1.0
            if a["sound"] and a["sound"] == b["sound"]
            else max(
                # A consortium holds the names of its members, and is none of them.
                (
                    fuzz.token_sort_ratio
                    if names.CONSORTIUM in (a["kind"], b["kind"])
                    else fuzz.token_set_ratio
                )(a["core"], b["core"])
                / 100,
                distance.JaroWinkler.similarity(a["compact"], b["compact"]),
                float(a["compact"] == b["initials"] or b["compact"] == a["initials"]),
            )
            for a in self.of_party[one]
            for b in self.of_party[other]
        )


def judge(parties: Parties, scored: pl.DataFrame) -> list[Match]:
    """One Match per pair of parties worth telling of, by the rules alone, sorted by both ids."""
    found: dict[tuple[str, str], Match] = {}
    for match in _by_number(parties):
        found[match.party_id, match.other_party_id] = match
    for match in [*_by_weight(parties, scored), *_by_written_name(parties)]:
        key = match.party_id, match.other_party_id
        if key not in found or _rank(match) > _rank(found[key]):
            found[key] = match
    return [found[key] for key in sorted(found)]


def _rank(match: Match) -> tuple[int, float]:
    """Numbers first, for or against; then what joins before what asks; then weight."""
    first = {IDENTIFIER: 3}.get(match.method, 0)
    # Of two questions the one that says what is wrong with the name, unless the address says more.
    likely = match.match_probability or (ASKED_BY_NAME if match.method == WRITTEN else 0.0)
    return first + (match.status == SAME), likely


def _by_number(parties: Parties) -> Iterator[Match]:
    """Pairs under one number of one register, and under the same number where one names none."""
    groups: dict[str, list[str]] = defaultdict(list)
    for party in parties.first:
        key = parties.number(party)
        if key:
            groups[key[1]].append(party)
    for group in groups.values():
        for one, other in _pairs(sorted(group)):
            first, second = parties.number(one), parties.number(other)
            if first[0] == second[0] or "" in (first[0], second[0]):
                yield _same_number(parties, one, other, first[0] == second[0])


def _same_number(parties: Parties, one: str, other: str, is_same_register: bool) -> Match:
    a, b = parties.first[one], parties.first[other]
    likeness = parties.likeness(one, other)
    told = [f"number: the same, {a['number']}"]
    told.append(f"name: alike to {likeness:.0%}")
    status = SAME
    if a["kind"] != b["kind"] and names.CONSORTIUM in (a["kind"], b["kind"]):
        status = REVIEW
        told.append("kind: a consortium under the number of a firm")
    elif likeness < parties.rules.least_likeness_under_one_number:
        status = REVIEW
        told.append("one of the names may stand beside the wrong number")
    elif likeness < ALIKE and (not is_same_register or a["kind"] == names.CONSORTIUM):
        status = REVIEW
        told.append("the register is stated for one only, or the members differ")
    return Match(
        one, other, IDENTIFIER, None, 1.0 if status == SAME else None, status, "rule",
        "; ".join(told), (2, likeness),
    )  # fmt: skip


def _by_weight(parties: Parties, scored: pl.DataFrame) -> Iterator[Match]:
    """The best pair of records of each pair of parties that Splink weighed."""
    best: dict[tuple[str, str], dict] = {}
    for row in scored.iter_rows(named=True):
        a, b = parties.rows[row["record"]], parties.rows[row["other_record"]]
        key = (min(a["party_id"], b["party_id"]), max(a["party_id"], b["party_id"]))
        if key not in best or row["match_weight"] > best[key]["match_weight"]:
            best[key] = row
    for (one, other), row in best.items():
        a, b = parties.rows[row["record"]], parties.rows[row["other_record"]]
        status, why = _weighed(parties, a, b, row)
        if status:
            yield Match(
                one, other, NAME_AND_ADDRESS, row["match_weight"], row["match_probability"],
                status, "rule", _told(parties, a, b, row) + (f"; {why}" if why else ""),
                (1, row["match_weight"]),
            )  # fmt: skip


def _weighed(parties: Parties, a: dict, b: dict, row: dict) -> tuple[str | None, str]:
    """Status and reason for a weighed pair; no status where there is nothing to tell."""
    rules = parties.rules
    probable = row["match_probability"] >= rules.review
    same_words = row["gamma_name"] >= matching.SAME_WORDS
    if parties.conflict(a["party_id"], b["party_id"]):
        if same_words and distance.DamerauLevenshtein.distance(a["number"], b["number"]) <= (
            MISTYPED
        ):
            return REVIEW, "the numbers differ in one place: a typing error, or two firms"
        return (APART, "two numbers of one register are two parties") if probable else (None, "")
    if a["kind"] == names.PUBLIC_BODY and row["match_probability"] >= rules.review:
        return REVIEW, "bodies of the state are joined by number or by a person only"
    if a["kind"] == names.CONSORTIUM and row["gamma_name"] < matching.SAME_SOUND and probable:
        return REVIEW, "the members of two consortia may differ"
    if row["match_probability"] >= rules.same:
        if _has_place(row, a) or not rules.needs_place:
            return SAME, ""
        return REVIEW, "no address agrees: a name alone does not join"
    if probable:
        return REVIEW, "less sure than the threshold"
    asked = same_words and row["gamma_place"] != matching.OTHER_PLACE
    asked = asked and not (a["is_common"] or a["kind"] == names.PUBLIC_BODY)
    return (REVIEW, "no address agrees: a name alone does not join") if asked else (None, "")


def _has_place(row: dict, a: dict) -> bool:
    """Whether a place agrees: the address, or the postal code for a name that is no common one."""
    if row["gamma_place"] >= matching.SAME_ADDRESS:
        return True
    return (
        row["gamma_place"] == matching.SAME_POSTAL_CODE
        and row["gamma_name"] >= matching.SAME_WORDS
        and not a["is_common"]
    )


def _told(parties: Parties, a: dict, b: dict, row: dict) -> str:
    """Every property in words."""
    rules = parties.rules
    told = [f"name: {rules.words_of('name', row['gamma_name'])}"]
    for prop, label in (("place", "address"), ("country", "country"), ("legal_form", "legal form")):
        told.append(f"{label}: {rules.words_of(prop, row[f'gamma_{prop}']) or 'not known of both'}")
    return "; ".join([*told, _numbers_told(parties, a, b)])


def _numbers_told(parties: Parties, a: dict, b: dict) -> str:
    first, second = parties.number(a["party_id"]), parties.number(b["party_id"])
    if not first and not second:
        return "number: neither has one"
    if not first or not second:
        return "number: only one has one"
    if first == second:
        return "number: the same"
    return "number: another" if first[0] == second[0] else "number: of two registers"


def _by_written_name(parties: Parties) -> Iterator[Match]:
    """Pairs whose names differ in capitals, accents and punctuation only, in one source."""
    rules = parties.rules
    groups: dict[tuple, list[str]] = defaultdict(list)
    for row in parties.rows:
        group = groups[row["source"], row["kind"], row["written"]]
        if row["party_id"] not in group:
            group.append(row["party_id"])
    for (source, kind, written), group in sorted(groups.items()):
        for one, other in _pairs(sorted(group)):
            a, b = (
                next(row for row in parties.of_party[party] if row["written"] == written)
                for party in (one, other)
            )
            if parties.conflict(one, other):
                continue
            why = _why_not_by_name(parties, a, b, kind) if rules.same_written_name else "not asked"
            told = f"name: written the same in {source}, capitals and signs apart; " + "; ".join(
                filter(None, (_numbers_told(parties, a, b), why))
            )
            status = REVIEW if why else SAME
            if not (why and a["is_common"]):
                yield Match(
                    one, other, WRITTEN, None, None if why else rules.same, status, "rule", told,
                    (1, 0.0),
                )  # fmt: skip


def _why_not_by_name(parties: Parties, a: dict, b: dict, kind: str) -> str:
    """What keeps two parties of one written name apart for now; empty where nothing does."""
    if len({number[1] for number in parties.numbers_of_name[a["core"]]}) > 1:
        registers = {number[0] for number in parties.numbers_of_name[a["core"]]}
        if not registers <= parties.no_register:
            return "several numbers go by this name"
    if a["is_common"]:
        return "the name is a common one"
    has_form = a["legal_form"] or kind != names.ORGANISATION or a["same_words"] != a["core"]
    if not has_form or len(a["core"].split()) + bool(a["legal_form"]) < 2:
        return "the name has no legal form and few words of its own: it may be that of a person"
    for row in (a, b):
        for other in parties.of_party[row["party_id"]]:
            is_short = other["compact"] == row["initials"] or row["compact"] == other["initials"]
            unlike = fuzz.token_set_ratio(other["same_words"], row["same_words"]) < UNLIKE
            if unlike and not is_short:
                return f"one of them also goes by another name, {other['party_name']}"
    for prop in ("address", "locality", "country"):
        if a[prop] and b[prop] and a[prop] != b[prop] and not _is_code_and_name(prop, a, b):
            return f"{prop}: another"
    return ""


def _is_code_and_name(prop: str, a: dict, b: dict) -> bool:
    """Whether a country is a code of two letters on one side and a name on the other."""
    return prop == "country" and (len(a[prop]) == 2) != (len(b[prop]) == 2)


def _pairs(group: list[str]) -> Iterator[tuple[str, str]]:
    """Each with each in a small group; in a large one each with the first."""
    if len(group) <= ALL_PAIRS:
        yield from combinations(group, 2)
    else:
        yield from ((group[0], other) for other in group[1:])


def decided(matches: list[Match], judgements: pl.DataFrame, known: set[str]) -> list[Match]:
    """`matches` with what people decided in the place of what the rules say.

    `judgements`: party_id, other_party_id, judgement (same, apart) and reason, one row a pair.
    Pairs of parties that the files no longer name are passed over.
    """
    found = {(match.party_id, match.other_party_id): match for match in matches}
    for row in judgements.iter_rows(named=True):
        key = tuple(sorted((row["party_id"], row["other_party_id"])))
        if key[0] == key[1] or not known.issuperset(key):
            continue
        said = "one party" if row["judgement"] == SAME else "two parties"
        why = f"a person says: {said}" + (f", because {row['reason']}" if row["reason"] else "")
        rule = found.get(key)
        base = rule or Match(*key, PERSON, None, None, APART, "person", "")
        found[key] = replace(
            base,
            method=PERSON,
            status=SAME if row["judgement"] == SAME else APART,
            decided_by="person",
            evidence=why + (f"; the files: {rule.evidence}" if rule else ""),
            strength=(3, 0.0),
        )
    return [found[key] for key in sorted(found)]
