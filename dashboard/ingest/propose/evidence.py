"""What the columns of a file say of each other: order of dates, decimal mark, unit, currency."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dashboard.ingest.propose import words
from dashboard.ingest.propose.choosing import Choice
from dashboard.ingest.propose.questions import Question


@dataclass(frozen=True)
class Evidence:
    """What the whole file says about how its columns are written, and what a person answered."""

    answers: Mapping[str, str] = field(default_factory=dict)
    orders: Mapping[str, str] = field(default_factory=dict)  # of dates, by their form
    mark: str = ""  # the decimal mark that all columns agree on
    unit: tuple[int, str] | None = None  # named above the table
    currency: str = ""


@dataclass(frozen=True)
class Settled:
    """The keys of one column, the reasons, and open or answered questions."""

    keys: dict[str, Any]
    reasons: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def is_open(self) -> bool:
        return any(question.is_open for question in self.questions)


def gathered(choice: Choice, above: tuple[str, ...], answers: Mapping[str, str]) -> Evidence:
    """What the columns of a file say of each other."""
    orders: dict[str, set[str]] = {}
    marks: Counter[str] = Counter()
    for one in choice.columns.values():
        if one.seen.dates and one.seen.dates.order:
            for layout in one.seen.dates.formats:
                form = form_of(layout)
                if form:
                    orders.setdefault(form, set()).add(one.seen.dates.order)
        if one.seen.numbers and one.seen.numbers.mark:
            marks[one.seen.numbers.mark] += 1
    currencies = {words.currency_in(text) for text in above} - {""}
    unit = next(
        filter(None, (words.unit_in(f"({text})") for text in above if _says_unit(text))), None
    )
    return Evidence(
        answers=answers,
        orders={form: found.pop() for form, found in orders.items() if len(found) == 1},
        mark=next(iter(marks)) if len(marks) == 1 else "",
        unit=unit,
        currency=currencies.pop() if len(currencies) == 1 else "",
    )


def _says_unit(text: str) -> bool:
    """Whether a line above a table speaks of a unit and not of anything else."""
    return len(text) < 60 or bool(re.search(r"(?i)unit|단위|đơn vị|หน่วย|unidad|один|الوحدة", text))


def form_of(layout: str) -> str:
    """What dates must share for one column to speak for another: signs and digits of the year."""
    if "%b" in layout or layout.startswith("%Y"):
        return ""
    return re.sub("%[dm?]", "#", layout)
