"""How well the matching does where the truth is known: pairs of parties, not parties."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from dashboard.ingest.parties import matching, records, roster, stage
from dashboard.ingest.parties import rules as rule_files
from dashboard.ingest.parties.rules import Rules

THRESHOLDS = (0.50, 0.80, 0.90, 0.95, 0.99, 0.999)
Z = 1.959964  # of 95 % intervals


@dataclass(frozen=True)
class Score:
    """Pairs joined rightly, joined wrongly, and not joined; and wrong ones left to a person."""

    threshold: float
    right: int
    wrong: int
    missed: int
    asked: int  # of the missed ones, to be reviewed

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    def __add__(self, other: Score) -> Score:
        return Score(
            self.threshold,
            self.right + other.right,
            self.wrong + other.wrong,
            self.missed + other.missed,
            self.asked + other.asked,
        )


@dataclass(frozen=True)
class Evaluation:
    """The score at each threshold; at the default one also misses and errors by what they are."""

    scores: tuple[Score, ...]
    missed_by_kind: Counter[str]
    planted_by_kind: Counter[str]
    wrong_by_kind: Counter[str]
    untold: int  # missed pairs that share neither number nor street and house


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share after Wilson (1927); 0 to 1 where there is nothing."""
    if not total:
        return 0.0, 1.0
    share, spread = hits / total, Z * Z / total
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * math.sqrt(share * (1 - share) / total + spread / (4 * total))
    return max(0.0, middle - half), min(1.0, middle + half)


def compared(listed: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """The records of parties given as one frame: columns of roster.PARTIES, names and source."""
    missing = [name for name in roster.PARTIES if name not in listed.columns]
    full = listed.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in missing)
    spelled = full.select("party_id", "party_name", "source").with_columns(
        pl.lit(True).alias("is_registered"), pl.lit(False).alias("is_buyer")
    )
    return records.make(
        spelled.sort("party_id", "party_name"),
        full.select(roster.PARTIES.keys()).unique("party_id").sort("party_id"),
        rules,
    )


def evaluate(sets: Iterable[tuple[pl.DataFrame, pl.DataFrame]]) -> Evaluation:
    """The scores over labelled sets, added up.

    Each set is the parties (with the columns that `compared` takes) and their truth: party_id,
    entity_id and planted. Pairs count: each two records of one entity are one pair.
    """
    rules = rule_files.read()
    wanted = sorted({*THRESHOLDS, rules.same})
    totals = {threshold: Score(threshold, 0, 0, 0, 0) for threshold in wanted}
    missed: Counter[str] = Counter()
    planted: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    untold = 0
    for listed, truth in sets:
        rows = compared(listed, rules)
        scored = matching.score(rows, rules)
        for threshold in wanted:
            # The lower end must not rise above the threshold that is tried.
            tried = replace(rules, same=threshold, review=min(rules.review, threshold))
            found = stage.answer(rows, scored, tried)
            score, lost, false = _score(found, truth, threshold)
            totals[threshold] += score
            if threshold == rules.same:
                missed += lost
                wrong += false
                planted += Counter(kind for _, _, kind in _true_pairs(truth))
                untold += _untold(rows, found, truth)
    return Evaluation(tuple(totals.values()), missed, planted, wrong, untold)


def _untold(rows: pl.DataFrame, found: stage.WhoIsWho, truth: pl.DataFrame) -> int:
    """Missed pairs of which no property but the name (and a postal code) agrees."""
    cluster = dict(found.clusters.select("party_id", "cluster_id").iter_rows())
    facts = {row["party_id"]: row for row in rows.iter_rows(named=True)}
    count = 0
    for one, other, _ in _true_pairs(truth):
        a, b = facts.get(one), facts.get(other)
        if a is None or b is None or cluster[one] == cluster[other]:
            continue
        same_number = a["number"] is not None and a["number"] == b["number"]
        same_house = a["house"] is not None and a["house"] == b["house"]
        count += not (same_number or same_house)
    return count


def described(found: Evaluation, default: float, cities: int) -> str:
    """The evaluation as Markdown: the scores by threshold, then what was missed by its kind."""
    lines = [
        f"Pairs of parties in {cities} made-up cities, 95 % intervals after Wilson. The default "
        f"threshold is {default:g}.",
        "",
        "| threshold | joined rightly | joined wrongly | not joined | of these to review "
        "| precision | recall |",
        "|---:|---:|---:|---:|---:|---|---|",
    ]
    for one in found.scores:
        precision = _interval(one.right, one.right + one.wrong)
        recall = _interval(one.right, one.right + one.missed)
        lines.append(
            f"| {one.threshold:g} | {one.right:,} | {one.wrong:,} | {one.missed:,} "
            f"| {one.asked:,} | {precision} | {recall} |"
        )
    lines += ["", "| planted | pairs | not joined | share joined |", "|---|---:|---:|---:|"]
    for kind, planted in sorted(found.planted_by_kind.items()):
        missed = found.missed_by_kind[kind]
        lines.append(f"| {kind} | {planted:,} | {missed:,} | {1 - missed / planted:.1%} |")
    if found.wrong_by_kind:
        wrong = ", ".join(f"{kind} {count}" for kind, count in sorted(found.wrong_by_kind.items()))
        lines += ["", f"Joined wrongly at the default threshold: {wrong}."]
    one = next(score for score in found.scores if score.threshold == default)
    told = found.untold
    lines += [
        "",
        f"{told:,} of the pairs share neither a number nor a house, so that no rule that needs "
        "more than a name could join them. Of the others were joined: "
        f"{_interval(one.right, one.right + one.missed - told)}.",
    ]
    return "\n".join(lines)


def _interval(hits: int, total: int) -> str:
    low, high = wilson(hits, total)
    return f"{hits / max(1, total):.4f} ({low:.4f} to {high:.4f})"


def _true_pairs(truth: pl.DataFrame) -> list[tuple[str, str, str]]:
    """Each two records of one entity, and how the later one was planted."""
    one = truth.rename({"party_id": "other_party_id", "planted": "other_planted"})
    pairs = truth.join(one, on="entity_id").filter(pl.col("party_id") < pl.col("other_party_id"))
    return [
        (row["party_id"], row["other_party_id"], _kind(row["planted"], row["other_planted"]))
        for row in pairs.sort("party_id", "other_party_id").iter_rows(named=True)
    ]


def _kind(one: str, other: str) -> str:
    return other if one == "original" else one


def _score(
    found: stage.WhoIsWho, truth: pl.DataFrame, threshold: float
) -> tuple[Score, Counter[str], Counter[str]]:
    entity = dict(truth.select("party_id", "entity_id").iter_rows())
    kind = dict(truth.select("party_id", "planted").iter_rows())
    cluster = dict(found.clusters.select("party_id", "cluster_id").iter_rows())
    members: dict[str, list[str]] = {}
    for party, name in cluster.items():
        members.setdefault(name, []).append(party)
    right, false = 0, Counter()
    for group in members.values():
        for position, one in enumerate(group):
            for other in group[position + 1 :]:
                if entity[one] == entity[other]:
                    right += 1
                else:
                    false[_kind(kind[one], kind[other])] += 1
    asked = set(
        found.matches.filter(pl.col("status") == "to review")
        .select("party_id", "other_party_id")
        .iter_rows()
    )
    lost, waiting = Counter(), 0
    for one, other, how in _true_pairs(truth):
        if cluster.get(one, one) != cluster.get(other, other):
            lost[how] += 1
            waiting += (one, other) in asked
    score = Score(threshold, right, false.total(), lost.total(), waiting)
    return score, lost, false
