"""Firms that lose always, are ruled out often, take turns, or of whom one always wins."""

from __future__ import annotations

from itertools import combinations

import polars as pl

from dashboard.sample.planted.minor_works import MinorWorks

LOSERS, LOSING_BIDS = 9, 18
CROWD, CROWDED_LOTS = 7, 12
RULED_OUT, RULED_OUT_BIDS, RULED_OUT_TIMES = 9, 10, 7
PAIRS = 5
TURNS = "ABABABABABAB"
NO_TURNS = "AABABBBAABAB"  # as many wins each, in no order
RING = "ABC" * 5
SPAN_DAYS = (80, 1_000)
REASON = "Bid security missing"


def plant(works: MinorWorks) -> None:
    """Collect the lots, and tell the truth about their firms."""
    for _ in range(works.scale):
        _losers(works)
        _crowd(works)
        _ruled_out(works)
        _pairs(works)


def finish(works: MinorWorks, lots: pl.DataFrame) -> None:
    """Disqualify the bids of the firms that are ruled out often."""
    planting = works.planting
    chosen = lots.filter(pl.col("pattern").str.starts_with("ruled out:")).select(
        "tender_id", pl.col("pattern").str.slice(10).str.split(",").alias("party_id")
    )
    out = (
        chosen.explode("party_id")
        .join(planting.rows("bids").select("tender_id", "bid_id"), on="tender_id")
        .join(planting.rows("bid_parties").select("bid_id", "party_id"), on=["bid_id", "party_id"])
    )["bid_id"]
    is_out = pl.col("bid_id").is_in(out.implode())
    planting.replace(
        "bids",
        planting.rows("bids").with_columns(
            pl.when(is_out).then(pl.lit("disqualified")).otherwise("status").alias("status"),
            pl.when(is_out)
            .then(pl.lit(REASON))
            .otherwise("disqualification_reason")
            .alias("disqualification_reason"),
        ),
    )


def _days(works: MinorWorks) -> int:
    return int(works.random.integers(*SPAN_DAYS))


def _losers(works: MinorWorks) -> None:
    """Each loses 18 lots to ever another firm, two of them on a lot."""
    losers, winners, new = works.firms(LOSERS), works.firms(27), works.firms(3)
    pairs = [pair for pair in combinations(losers, 2) for _ in range(3)]
    # 36 pairs by three are 108 lots: each firm is in 24 of them, of which six are left out.
    used = {firm: 0 for firm in losers}
    lots = []
    for pair in works.random.permutation(pairs).tolist():
        if all(used[firm] < LOSING_BIDS for firm in pair):
            lots.append(pair)
            for firm in pair:
                used[firm] += 1
    for number, pair in enumerate(lots):
        third = [new[number % 3]] if number < 27 else []
        works.add("", [winners[number % len(winners)], *pair, *third], _days(works))
    enough = [firm for firm in losers if used[firm] >= LOSING_BIDS - 3]
    works.planting.truth("B10", "bidder", enough, "flagged", "bid often, never won", "high")
    works.planting.truth("B10", "bidder", new, "insufficient", "a new firm, nine bids so far")


def _crowd(works: MinorWorks) -> None:
    """A dozen lots, seven rivals each time: to lose them all is nothing unusual."""
    crowd = works.firms(CROWD)
    for winner in works.firms(CROWDED_LOTS):
        works.add("", [winner, *works.random.permutation(crowd).tolist()], _days(works))
    works.planting.truth("B10", "bidder", crowd, "clear", "twelve bids lost against many rivals")


def _ruled_out(works: MinorWorks) -> None:
    """Firms whose bids are disqualified seven times in ten; others once, or with few bids."""
    often, once, few = works.firms(RULED_OUT), works.firms(6), works.firms(4)
    for firms, bids, times in (
        (often, RULED_OUT_BIDS, RULED_OUT_TIMES),
        (once, 12, 1),
        (few, 4, 2),
    ):
        for firm in firms:
            for number in range(bids):
                pattern = f"ruled out:{firm}" if number < times else ""
                works.add(pattern, [*works.rivals(3), firm], _days(works))
    truth = works.planting.truth
    truth("B13", "party", often, "flagged", "seven of ten bids disqualified", "watch")
    truth("B13", "party", once, "clear", "one of twelve bids disqualified")
    truth("B13", "party", few, "insufficient", "two of four bids disqualified: too few to judge")


def _pairs(works: MinorWorks) -> None:
    truth = works.planting.truth
    for close in (True, False):
        sets = [works.firms(2) for _ in range(PAIRS)]
        for pair in sets:
            _sequence(works, pair, TURNS, close)
        severity = "high" if close else "watch"
        note = "two firms take turns" + (", at close prices" if close else "")
        truth("B15", "bidder_set", _named(sets), "flagged", note, severity)
    sets = [works.firms(2) for _ in range(PAIRS)]
    for pair in sets:
        _sequence(works, pair, NO_TURNS, False)
    truth("B15", "bidder_set", _named(sets), "clear", "two firms, as many wins each, in no order")
    ring = works.firms(3)
    _sequence(works, ring, RING, False)
    sets = [ring, *map(list, combinations(ring, 2))]
    truth("B15", "bidder_set", _named(sets), "flagged", "three firms take turns", "watch")
    _constant(works)
    sets = [works.firms(2) for _ in range(3)]
    for pair in sets:
        _sequence(works, pair, "ABBA", False)
    truth("B15", "bidder_set", _named(sets), "insufficient", "met in four lots only")


def _constant(works: MinorWorks) -> None:
    """One of two wins twelve times of twelve: the other then is a frequent loser, too."""
    sets = [works.firms(2) for _ in range(4)]
    for pair in sets:
        _sequence(works, pair, "A" * 12, False)
    truth = works.planting.truth
    truth("B15", "bidder_set", _named(sets), "flagged", "one of two always wins", "watch")
    losers = [pair[1] for pair in sets]
    truth("B10", "bidder", losers, "flagged", "lost twelve times to the same firm", "high")


def _sequence(works: MinorWorks, members: list[str], winners: str, close: bool) -> None:
    """A lot every two months, the winners as told by their letters."""
    random = works.random
    first = 60 * len(winners) + int(random.integers(40, 120))
    for number, letter in enumerate(winners):
        winner = members["ABC".index(letter)]
        rest = [firm for firm in members if firm != winner]
        low, high = (1.035, 1.055) if close else (1.09, 1.35)
        # Of a ring only the turns are planted: its prices are as far apart as anybody's.
        prices = {} if len(rest) > 1 else {"ratios": [1.0, float(random.uniform(low, high))]}
        works.add(
            "",
            [winner, *rest],
            first - 60 * number,
            decision_days=30,
            submission_days=40,
            **prices,
        )


def _named(sets: list[list[str]]) -> list[str]:
    return [" + ".join(sorted(members)) for members in sets]
