"""Buyers that split purchases, and buyers of whom one supplier takes most."""

from __future__ import annotations

import polars as pl

from dashboard.sample.planted.minor_works import MinorWorks

SPLIT = "split purchase"
UNKNOWN_METHOD = "purchase without a method"
DIRECT = {
    "procurement_method": "direct",
    "procurement_method_rationale": "Small repair",
    "submission_days": 5,
    "decision_days": 0,
    "award_share": 0.9,
    "tender_name": "Small repairs",
}


def plant(works: MinorWorks) -> None:
    """Collect the lots, and tell the truth about their buyers."""
    number = 0
    for _ in range(works.scale):
        number = _split(works, number)
        number = _shares(works, number)


def finish(works: MinorWorks, lots: pl.DataFrame) -> None:
    """What direct awards are besides, and methods taken out."""
    planting = works.planting
    direct = lots.filter(pl.col("pattern") == SPLIT)["tender_id"].to_list()
    planting.truth("B2", "tender", direct, "flagged", "direct, with a reason", "watch")
    without = lots.filter(pl.col("pattern") == UNKNOWN_METHOD)["tender_id"]
    for code in ("B2", "B3"):
        planting.truth(code, "tender", without.to_list(), "insufficient", "no method")
    is_without = pl.col("tender_id").is_in(without.implode())
    kept = pl.when(~is_without).then("procurement_method").alias("procurement_method")
    # The city's other direct purchases are of many kinds: none is grouped with another by its code.
    is_called = pl.col("procurement_method").is_in(["open", "selective"])
    is_own = pl.col("tender_id").is_in(lots["tender_id"].implode())
    code = pl.when(is_called | is_own).then("item_code").alias("item_code")
    planting.replace("tenders", planting.rows("tenders").with_columns(code).with_columns(kept))


def _office(number: int) -> tuple[str, str]:
    return f"DIV-{number:03d}", f"District Works Office {number}"


def _amount(works: MinorWorks, low: int, high: int) -> float:
    return float(works.random.integers(low, high))


def _split(works: MinorWorks, number: int) -> int:
    """Three orders below the limit within nine weeks, together above it; and what looks alike."""
    random = works.random

    def orders(firms: list[str], amounts: tuple[int, int], pattern: str = SPLIT, **columns) -> str:
        nonlocal number
        number += 1
        start = int(random.integers(120, 900))
        for place, firm in enumerate(firms):
            bidders = [firm, *works.rivals(2)] if columns.get("procurement_method") else [firm]
            works.add(
                pattern,
                bidders,
                start - 20 * place,
                _amount(works, *amounts),
                buyer=_office(number),
                **(DIRECT | {"item_code": f"4592{place}000"} | columns),
            )
        return _office(number)[0]

    truth = works.planting.truth
    found = [
        (orders(firm * 3, (36_000, 44_000)), firm) for firm in (works.firms(1) for _ in range(9))
    ]
    ids = [f"{buyer} > {firm[0]}" for buyer, firm in found]
    truth("B16", "award_group", ids, "flagged", "three orders to one firm, split", "high")
    found = [orders(works.firms(3), (36_000, 44_000), item_code="45930000") for _ in range(5)]
    ids = [f"{buyer} > code 4593" for buyer in found]
    truth("B16", "award_group", ids, "flagged", "one kind of work, split among firms", "watch")
    found = [
        (orders(firm * 2, (20_000, 40_000)), firm) for firm in (works.firms(1) for _ in range(5))
    ]
    ids = [f"{buyer} > {firm[0]}" for buyer, firm in found]
    truth("B16", "award_group", ids, "clear", "two orders, together below the limit")
    for firm in (works.firms(1) for _ in range(4)):
        called = {"procurement_method": "open", "submission_days": 40, "decision_days": 30}
        orders(firm * 3, (36_000, 44_000), "", **called)
    quiet = {"procurement_method": "limited", "submission_days": 20, "decision_days": 30}
    found = [
        (orders(firm * 3, (36_000, 44_000), UNKNOWN_METHOD, **quiet), firm)
        for firm in (works.firms(1) for _ in range(3))
    ]
    ids = [f"{buyer} > {firm[0]}" for buyer, firm in found]
    truth("B16", "award_group", ids, "insufficient", "three orders, nobody says how they were let")
    return number


def _shares(works: MinorWorks, number: int) -> int:
    """A year of twelve awards of one office: to one firm, to many, or with one large project."""
    truth = works.planting.truth
    for kind, offices, awards in (
        ("most", 9, 12),
        ("large", 4, 12),
        ("spread", 4, 12),
        ("few", 3, 8),
    ):
        ids = []
        for _ in range(offices):
            number += 1
            top, *others = works.firms(7)
            won = {"most": 7, "large": 1, "spread": 2, "few": 6}[kind]
            for place in range(awards):
                winner = top if place < won else others[place % len(others)]
                amount = _amount(works, 90_000, 110_000)
                if kind == "large" and place == 0:
                    amount *= 14
                days = int(works.random.integers(10, 350))
                works.add("", [winner, *works.rivals(2)], days, amount, buyer=_office(number))
            ids.append(f"{_office(number)[0]} > {top}")
        outcome, note = {
            "most": ("flagged", "seven of twelve awards of an office go to one firm"),
            "large": ("clear", "one large project makes most of the share"),
            "spread": ("clear", "two of twelve awards"),
            "few": ("insufficient", "six of eight awards: too few to judge"),
        }[kind]
        truth("B17", "buyer_supplier", ids, outcome, note, "watch" if kind == "most" else "")
    return number
