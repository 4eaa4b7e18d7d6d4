"""How amounts are to be read: decimal mark, signs beside them, and the unit they are in."""

from __future__ import annotations

import re
from typing import Any

from dashboard.ingest.propose import numbers, words
from dashboard.ingest.propose.choosing import Choice, Chosen
from dashboard.ingest.propose.evidence import Evidence, Settled
from dashboard.ingest.propose.questions import Option, Question, question_id

WHOLE_UNIT_CURRENCIES = ("KRW", "VND", "JPY", "CLP", "PYG", "UGX")  # without smaller coins in use
LARGE_WORKS = 20_000  # a median cost of works below it may be in thousands
COSTS_OF_WORKS = ("budget_amount", "forecast_amount", "contract_amount", "original_amount")
UNITS = {"units": 1, "thousands": 1_000, "millions": 1_000_000}
BID_UNITS = {"units": 1, "hundredths": 0.01, "thousandths": 0.001, "thousands": 1_000}
CENTS_CERTAIN = 0.05
UNLIKELY_RATIO = 20  # of bids to the estimate: one of the two is in another unit


def of_column(one: Chosen, known: Evidence, kind: str) -> Settled:
    """How a column of money, or of numbers that are none, is to be read."""
    seen = one.seen
    keys: dict[str, Any] = {"type": kind}
    reasons: list[str] = []
    questions: list[Question] = []
    if seen.nulls:
        keys["null_codes"] = list(seen.nulls)
    mark, asked = _decimal(one, known, reasons)
    questions += asked
    if mark and kind == "money":
        keys["decimal"] = mark
    signs = [sign for sign in seen.numbers.signs if sign]
    if signs:
        keys["remove"] = "|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True))
    if kind == "number":
        return Settled(keys, tuple(reasons), tuple(questions))
    scale, asked = _scale(one, known, reasons)
    questions += asked
    if scale != 1:
        keys["scale"] = scale
    return Settled(keys, tuple(reasons), tuple(questions))


def _decimal(one: Chosen, known: Evidence, reasons: list[str]) -> tuple[str, list[Question]]:
    found = one.seen.numbers
    if found.mark:
        return found.mark, []
    if not found.undecided:
        return known.mark, []
    if found.currency in WHOLE_UNIT_CURRENCIES or known.currency in WHOLE_UNIT_CURRENCIES:
        sign = re.sub(r"[^.,]", "", found.example)[-1:]
        reasons.append("the currency has no smaller coins, so the marks group thousands")
        return ("," if sign == "." else "."), []
    name = question_id("decimal", one.seen.header)
    answer = known.answers.get(name, "")
    if known.mark and not answer:
        reasons.append(f"“{known.mark}” before decimals, as in the other columns of the file")
        return known.mark, []
    example = found.example
    as_point = numbers.found_in({example: 1}, numbers.POINT).highest
    as_comma = numbers.found_in({example: 1}, numbers.COMMA).highest
    question = Question(
        name,
        f"What stands before the decimals in “{one.seen.header}”? No value shows it.",
        (
            Option("point", f"{example} is read as {as_point:,.10g}"),
            Option("comma", f"{example} is read as {as_comma:,.10g}"),
        ),
        (one.seen.header,),
        answer,
    )
    return {"point": ".", "comma": ","}.get(answer, ""), [question]


def _scale(one: Chosen, known: Evidence, reasons: list[str]) -> tuple[int, list[Question]]:
    """The multiple that amounts are in: named in the header or above the table, else asked."""
    seen = one.seen
    named = words.unit_in(seen.header) or known.unit
    if named:
        reasons.append(f"amounts are in units of {named[0]:,} (“{named[1]}”)")
        return named[0], []
    doubtful = (
        one.field in COSTS_OF_WORKS
        and 0 < seen.numbers.median < LARGE_WORKS
        and seen.numbers.cents_share < CENTS_CERTAIN
    )
    if not doubtful:
        return 1, []
    answer = known.answers.get("unit", "")
    middle = seen.numbers.median
    question = Question(
        "unit",
        f"Half of the amounts in “{seen.header}” are below {middle:,.0f}, little for works, and "
        "nothing names a unit. What are they in?",
        tuple(
            Option(word, f"{middle:,.0f} is read as {middle * by:,.0f}")
            for word, by in UNITS.items()
        ),
        (seen.header,),
        answer,
    )
    return UNITS.get(answer, 1), [question]


def beside_estimate(choice: Choice, known: Evidence) -> tuple[float, Question | None]:
    """What bids are multiplied with where they lie far from the estimate they are for: asked."""
    bid, estimate = choice.of("bid_amount"), choice.of("estimate_amount")
    if bid is None or estimate is None:
        return 1, None
    middle, other = bid.seen.numbers.median, estimate.seen.numbers.median
    if not other or not middle or 1 / UNLIKELY_RATIO < middle / other < UNLIKELY_RATIO:
        return 1, None
    name = question_id("unit", bid.seen.header)
    answer = known.answers.get(name, "")
    question = Question(
        name,
        f"Half of the amounts in “{bid.seen.header}” are below {middle:,.0f}, "
        f"{middle / other:,.3g} times those in “{estimate.seen.header}”. What are they in?",
        tuple(
            Option(word, f"{middle:,.0f} is read as {middle * by:,.0f}")
            for word, by in BID_UNITS.items()
        ),
        (bid.seen.header,),
        answer,
    )
    return BID_UNITS.get(answer, 1), question
