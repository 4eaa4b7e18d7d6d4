"""The day for which a file speaks: in its name, above its table, the last day in it, or asked."""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.ingest import numerals
from dashboard.ingest.month_names import english_months
from dashboard.ingest.propose.questions import Option, Question

WITH_DAY = r"(?P<year>20\d\d)[-_.]?(?P<month>0[1-9]|1[0-2])[-_.]?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
WITH_MONTH = r"(?P<year>20\d\d)[-_.]?(?P<month>0[1-9]|1[0-2])(?!\d)"
LONGEST_LINE = 200
DAY = r"\d{4}-\d{2}-\d{2}"
LAST_DAY, FILE_DAY = "last-day", "file-day"


@dataclass(frozen=True)
class Day:
    """The rule of a manifest, the pattern of file names it goes with, why, and what to ask."""

    rule: dict[str, Any]
    pattern: str
    reason: str
    question: Question | None = None


def of_file(path: Path, above: tuple[str, ...], days: list[str], answers: Mapping[str, str]) -> Day:
    """How to tell the day of `path`.

    `above`: the lines above its table; `days`: columns with days that lie before it.
    """
    answer = answers.get("published", "")
    if re.fullmatch(DAY, answer):
        question = _question(path, days, answer)
        return Day(
            {"date": datetime.date.fromisoformat(answer)}, path.name, "As answered.", question
        )
    for pattern in (WITH_DAY, WITH_MONTH):
        match = re.search(rf"(?<!\d){pattern}", path.name)
        if match and not answer:
            stem = path.name[: match.start()]
            wild = f"{_literal(stem)}*{_literal(path.suffix)}" if stem else path.name
            return Day(
                {"file_name": rf"(?<!\d){pattern}"},
                wild,
                f"The name of the file gives it: {match[0]}.",
            )
    said = {day for line in above if (day := _day_in(line))}
    if len(said) == 1 and not answer:
        return Day({"date": said.pop()}, path.name, "A line above the table gives it.")
    if "report_date" in days and answer != FILE_DAY:
        return Day({"latest_of": ["report_date"]}, path.name, "The last day reported in it.")
    question = _question(path, days, answer)
    if days and answer != FILE_DAY:
        return Day(
            {"latest_of": days},
            path.name,
            "Not stated: the last day that anything in it happened stands in.",
            question,
        )
    day = datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC).date()
    return Day(
        {"date": day},
        path.name,
        "Not stated: the day on which the file was last changed stands in.",
        question,
    )


def _day_in(line: str) -> datetime.date | None:
    """The only day that a line gives, where its parts cannot be taken for each other."""
    text = english_months(numerals.with_digits(line)) if len(line) <= LONGEST_LINE else ""
    found = set()
    for match in re.finditer(r"20\d\d[-./]\d{1,2}[-./]\d{1,2}|\d{1,2} [A-Z][a-z]{2} 20\d\d", text):
        for layout in ("%Y-%m-%d", "%d %b %Y"):
            with contextlib.suppress(ValueError):
                plain = re.sub(r"[./]", "-", match[0])
                found.add(datetime.datetime.strptime(plain, layout).date())
    return found.pop() if len(found) == 1 else None


def _literal(text: str) -> str:
    """`text` in a pattern of file names, its signs that mean more taken as they are."""
    return re.sub(r"([*?\[])", r"[\1]", text)


def _question(path: Path, days: list[str], answer: str) -> Question:
    options = [Option(FILE_DAY, "the day on which the file was last changed")]
    if days:
        options.insert(0, Option(LAST_DAY, "the last day that anything in it happened"))
    return Question(
        "published",
        f"For which day does {path.name} speak? Give it as in 2025-12-31, or choose.",
        tuple(options),
        (),
        answer,
        form=DAY,
    )
