"""Payments of every invoice that was settled by the reporting date, and the odd ones among them."""

from __future__ import annotations

import numpy as np

from dashboard.sample.claims import ADVANCE, EXTRA, FINAL, PROGRESS, RETENTION_RELEASE
from dashboard.sample.columns import Arrays, between, select, stack, weekday
from dashboard.sample.lower_tiers import CLIENT_PRIME, SUB_SUB, WAGE
from dashboard.sample.projects import AS_OF

TYPES = {
    ADVANCE: "advance",
    PROGRESS: "progress",
    FINAL: "final",
    RETENTION_RELEASE: "retention_release",
    EXTRA: "progress",
}
# Shares of ordinary single payments that get each story.
ODD = {
    "plain": 0.0,
    "same": 0.0010,  # paid twice: same payee, invoice number and amount
    "other_payee": 0.0008,  # paid on the same day to somebody else as well
    "mistyped": 0.0008,  # paid again under a number with one digit changed
    "taken_back": 0.0008,  # paid twice, and the second one reversed: innocent
    "corrected": 0.0012,  # paid, reversed and paid again, all in time: innocent
}
PLAIN, SAME, OTHER_PAYEE, MISTYPED, TAKEN_BACK, CORRECTED = range(6)
NO_REVERSAL = -1


def make(random: np.random.Generator, invoice: Arrays) -> Arrays:
    """Payments, ordered by date.

    Columns: `invoice` (position), `day`, `amount`, `odd` (story), `twin` (position of the payment
    that this one repeats, or -1), `reverses` (position, or -1), `equal` (an equal instalment).
    """
    payable = invoice["gross"] - invoice["recovered"] - invoice["retained"]
    parts = _instalments(random, invoice, payable)
    single = parts["single"]
    payment = {name: values for name, values in parts.items() if name != "single"}
    payment = _with_odd_ones(random, invoice, payment, single)
    return _by_date(payment)


def _instalments(random: np.random.Generator, invoice: Arrays, payable: np.ndarray) -> Arrays:
    """One payment an invoice, or two of different sizes; a very few pairs are of equal size."""
    count = len(payable)
    twice = (random.random(count) < 0.07) & (payable > 2_000_00) & (invoice["series"] < 0)
    equal = (random.random(count) < 0.0006) & (payable > 2_000_00) & (invoice["series"] < 0)
    equal &= (payable % 2 == 0) & (invoice["kind"] == PROGRESS)
    twice |= equal
    share = np.where(random.random(count) < 0.5, random.uniform(0.3, 0.45, count), 0.0)
    share = np.where(share == 0, random.uniform(0.55, 0.7, count), share)
    first = np.where(equal, payable // 2, np.rint(payable * share).astype(np.int64))
    early = np.maximum(
        invoice["approved"] + 1,
        np.minimum(invoice["settled"], AS_OF)
        - between(random, np.full(count, 3), np.full(count, 14)),
    )
    early = weekday(np.minimum(early, invoice["settled"] - 1), forward=False)
    early = np.maximum(early, invoice["issued"] + 1)
    twice &= early < invoice["settled"]
    equal &= twice
    rows = np.flatnonzero(twice)
    last = np.where(twice, payable - first, payable)
    return {
        "invoice": np.r_[np.arange(count), rows],
        "day": np.r_[invoice["settled"], early[rows]],
        "amount": np.r_[last, first[rows]],
        "equal": np.r_[equal, np.zeros(len(rows), dtype=bool)],
        "single": np.r_[~twice, np.zeros(len(rows), dtype=bool)],
        "odd": np.zeros(count + len(rows), dtype=np.int64),
        "twin": np.full(count + len(rows), -1),
        "reverses": np.full(count + len(rows), NO_REVERSAL),
    }


def _odd_stories(
    random: np.random.Generator, invoice: Arrays, payment: Arrays, single: np.ndarray
) -> np.ndarray:
    """The story of each payment: plain for nearly all, and for all that could not carry another."""
    at = payment["invoice"]
    draw = np.searchsorted(np.cumsum(list(ODD.values())), random.random(len(at)), side="right")
    story = np.where(draw < len(ODD), draw, PLAIN)
    fit = single & (payment["day"] <= AS_OF - 70) & (invoice["series"][at] < 0)
    # At the top tier only small ones, or the contract would seem paid ahead of its progress.
    fit &= (invoice["tier"][at] != CLIENT_PRIME) | (invoice["weight"][at] < 0.03)
    fit &= np.isin(invoice["kind"][at], [PROGRESS]) & (payment["amount"] > 1_000_00)
    in_time = payment["day"] + 8 <= invoice["due"][at]
    # The level above must not seem to have been paid on two different days.
    in_time &= invoice["tier"][at] > SUB_SUB
    fit &= (story != CORRECTED) | in_time
    # One payroll has many payees, so another payee says nothing there.
    fit &= (story != OTHER_PAYEE) | (invoice["tier"][at] != WAGE)
    story[~fit] = PLAIN
    return story


def _with_odd_ones(
    random: np.random.Generator, invoice: Arrays, payment: Arrays, single: np.ndarray
) -> Arrays:
    """Add repeated and reversed payments. Both look alike until one sees the reversal."""
    at = payment["invoice"]
    story = _odd_stories(random, invoice, payment, single)
    total = len(at)

    def later(rows: np.ndarray, low: int, high: int, sign: int, **links: np.ndarray) -> Arrays:
        gap = between(random, np.full(len(rows), low), np.full(len(rows), high))
        blank = np.full(len(rows), -1)
        return {
            "invoice": at[rows],
            "day": weekday(payment["day"][rows] + gap),
            "amount": sign * payment["amount"][rows],
            "equal": np.zeros(len(rows), dtype=bool),
            "odd": story[rows],
            "twin": links.get("twin", blank),
            "reverses": links.get("reverses", blank),
        }

    again = np.flatnonzero(np.isin(story, [SAME, MISTYPED]))
    other = np.flatnonzero(story == OTHER_PAYEE)
    back = np.flatnonzero(story == TAKEN_BACK)
    fixed = np.flatnonzero(story == CORRECTED)
    second = later(back, 5, 15, 1, twin=back)
    second_at = total + len(again) + len(other) + np.arange(len(back))
    parts = [
        payment,
        later(again, 4, 24, 1, twin=again),
        later(other, 0, 0, 1, twin=other),
        second,
        later(back, 25, 50, -1, reverses=second_at),
        later(fixed, 1, 1, -1, reverses=fixed),
        later(fixed, 4, 4, 1, twin=fixed),
    ]
    # Distance 1 and 4, moved to working days, keep their order: pay, take back, pay again.
    return stack(parts)


def _by_date(payment: Arrays) -> Arrays:
    """What was paid by the reporting date; repeats and reversals always lie well before it."""
    order = np.lexsort((payment["invoice"], payment["day"]))
    return _renumber(payment, order[payment["day"][order] <= AS_OF])


def _renumber(payment: Arrays, order: np.ndarray) -> Arrays:
    """The rows in `order`, with links between payments following them."""
    position = np.full(len(payment["day"]) + 1, -1)
    position[order] = np.arange(len(order))
    kept = select(payment, order)
    for link in ("twin", "reverses"):
        kept[link] = np.where(kept[link] >= 0, position[kept[link]], -1)
    return kept
