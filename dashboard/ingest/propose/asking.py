"""What a file as a whole leaves open: currency, level of places, project, natural persons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from dashboard.ingest.propose import layout, row_kinds, settings, words
from dashboard.ingest.propose.border_fields import ONE_PROJECT
from dashboard.ingest.propose.choosing import Choice
from dashboard.ingest.propose.evidence import Evidence, Settled
from dashboard.ingest.propose.fields import FIELDS
from dashboard.ingest.propose.proposed import Place
from dashboard.ingest.propose.questions import Option, Question
from dashboard.ingest.reading import LINE, RawTable

CODES_ENOUGH = 0.5  # of the cells: below it a status is kept as text only
PAST_DAYS = (
    *("report_date", "paid_date", "actual_end_date", "actual_start_date", "received_date"),
    *("approved_date", "issued_date", "signed_date", "award_date", "bid_date"),
    *("amendment_date", "suspended_date"),
)


class Asking:
    """What is known of a file so far, and what must be asked of all of it."""

    choice: Choice
    known: Evidence

    def __init__(
        self,
        path: Path,
        name: str,
        found: layout.Found,
        raw: RawTable,
        place: Place,
        answers: Mapping[str, str],
        given: Mapping[str, str],
    ) -> None:
        self.path, self.name, self.found, self.place = path, name, found, place
        self.answers, self.given = answers, given
        self.frame: pl.DataFrame = raw.frame.drop(LINE)
        self.questions: list[Question] = []
        self.notes: list[str] = list(found.notes)
        self.settled: dict[str, Settled] = {}

    def end_is_planned(self) -> str:
        """Why the end dates cannot all be actual ones; empty where they can."""
        status, end = self.choice.of("status"), self.choice.of("end_date")
        if status is None or end is None:
            return ""
        codes, _, share = settings.status_codes(status, "project_status")
        if share < CODES_ENOUGH:
            return ""
        unfinished = [text for text, word in codes.items() if word in row_kinds.UNFINISHED]
        rows = self.frame.filter(pl.col(status.seen.header).str.strip_chars().is_in(unfinished))
        filled = (rows[end.seen.header].str.strip_chars().str.len_chars() > 0).sum()
        if rows.height >= 3 and filled >= 0.5 * rows.height:
            return f"{filled:,} works that are not finished have such a date"
        return ""

    def currency(self) -> str:
        """The currency of the amounts: on them, in a header, above the table, of the workspace."""
        found = set()
        for one in self.choice.columns.values():
            if FIELDS.get(one.field) != "money":
                continue
            found |= {one.seen.numbers.currency} if one.seen.numbers else set()
            found.add(words.currency_in(one.seen.header))
            if unit := words.unit_in(one.seen.header):
                found.add(words.currency_of_unit(unit[1]))
        found |= {self.known.currency}
        if self.known.unit:
            found.add(words.currency_of_unit(self.known.unit[1]))
        found -= {""}
        money = [
            c.seen.header for c in self.choice.columns.values() if FIELDS.get(c.field) == "money"
        ]
        if not money or self.choice.of("currency"):
            return ""
        if len(found) == 1:
            return found.pop()
        answer = self.answers.get("currency", "")
        if self.place.currency and not found and not answer:
            self.notes.append(
                f"Amounts are taken for {self.place.currency}, the currency of the workspace."
            )
            return self.place.currency
        options = tuple(Option(code, f"amounts are in {code}") for code in sorted(found))
        self.questions.append(
            Question(
                "currency",
                "Which currency are the amounts in? Give its three letters, as in EUR.",
                (*options, Option("unknown", "amounts have no currency")),
                (),
                answer,
                form="[A-Z]{3}",
            )
        )
        return "" if answer == "unknown" else answer

    def level(self, ready: set[str]) -> str:
        """The level of neighbourhoods that names and codes belong to."""
        if not ready & {"neighbourhood", "place_code", "longitude"}:
            return ""
        levels = self.place.levels
        header = self.choice.header_of("neighbourhood") or self.choice.header_of("place_code") or ""
        plain = words.plain(header)
        named = [level for level in levels if words.plain(level) in plain]
        if len(named) == 1:
            return named[0]
        if len(levels) == 1:
            return levels[0]
        answer = self.answers.get("level", "")
        if levels and not named or len(named) > 1:
            options = tuple(
                Option(level, f"places are looked for among: {level}") for level in levels
            )
            self.questions.append(
                Question(
                    "level",
                    "Which level of neighbourhoods do the places belong to?",
                    options,
                    (header,) if header else (),
                    answer,
                )
            )
            return answer
        return plain.replace(" ", "-") if re.fullmatch(r"[a-z][a-z ]*", plain) else ""

    def project(self, kind: str, ready: set[str]) -> str:
        """What stands for the project where no column names one: asked."""
        needs = kind in ("invoice", "payment", "report", "milestone", "suspension")
        if not needs or ready & {"project_id", "project_name", "contract_id"}:
            return ""
        answer = self.answers.get("project", "")
        options = (Option(ONE_PROJECT, "all rows belong to one project"),)
        waiting = tuple(one.seen.header for one in self.choice.columns.values() if one.field)
        self.questions.append(
            Question(
                "project",
                f"No column names the project that a {kind} belongs to. Do all belong to one?",
                options,
                waiting,
                answer,
            )
        )
        return answer

    def persons(self, kind: str, ready: set[str]) -> set[str]:
        """The names to leave out of a list of parties that may hold natural persons: asked."""
        if kind != "party" or "party_name" not in ready:
            return set()
        answer = self.answers.get("persons", "")
        header = self.choice.header_of("party_name")
        options = (
            Option("organisations", "every name is kept and may be shown"),
            Option("persons", "the names are left out; a rule [persons] can keep those of firms"),
        )
        text = f"Are there natural persons in “{header}”? Their names must not be shown."
        self.questions.append(Question("persons", text, options, (header,), answer))
        return set() if answer == "organisations" else {"party_name"}

    def past_days(self, ready: set[str]) -> list[str]:
        """The settled columns of days that have passed: none of them lies after publication."""
        return [name for name in PAST_DAYS if name in ready]
