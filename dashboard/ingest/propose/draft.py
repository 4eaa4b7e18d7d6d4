"""From rows of text to a proposal: columns chosen, readings settled, tables filled, questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dashboard.ingest.propose import (
    amounts,
    choosing,
    evidence,
    published,
    row_kinds,
    settings,
)
from dashboard.ingest.propose.asking import CODES_ENOUGH, Asking
from dashboard.ingest.propose.fields import CODE_LISTS
from dashboard.ingest.propose.filling import Filling
from dashboard.ingest.propose.ids import Filled
from dashboard.ingest.propose.proposed import (
    Proposal,
    ProposedColumn,
    title_of_file,
)
from dashboard.ingest.propose.questions import Question
from dashboard.ingest.propose.seen import look

NUMBERED_PLACE = r"(?P<place_code>\d{1,4})[\s.:-]+(?P<place_title>[^\W\d].*)"


class Draft(Asking):
    """The steps from rows of text to a proposal."""

    def proposal(self) -> Proposal:
        """The proposal as far as the file, the workspace and the answers go."""
        columns = {header: look(header, self.frame[header]) for header in self.frame.columns}
        self.choice = choosing.choose(columns, self.given)
        levels = {level.replace(" ", "-") for level in self.place.levels}
        self.choice, asked = row_kinds.claimed_twice(self.choice, self.answers, levels)
        self.choice = row_kinds.of_one_level(self.choice)
        self.questions += asked
        open_rivals = {field for field in self.choice.rivals}
        kind = row_kinds.kind_of_row(self.choice.fields() | open_rivals)
        self.choice, asked = row_kinds.made_clear(
            self.choice, kind, self.answers, self.end_is_planned()
        )
        self.questions += asked
        self.known = evidence.gathered(self.choice, self.found.above, self.answers)
        currency = self.currency()
        self.known = replace(self.known, currency=currency)
        ready = self._settle()
        day = published.of_file(self.path, self.found.above, self.past_days(ready), self.answers)
        self.questions += [day.question] if day.question else []
        project = self.project(kind, ready)
        ready -= self.persons(kind, ready)
        filled = Filling(
            self.choice,
            kind,
            ready,
            self.frame,
            currency=currency,
            level=self.level(ready),
            project=project,
        ).run()
        return self._finished(kind, filled, day)

    def _settle(self) -> set[str]:
        """How every chosen column is read; returns the fields whose reading is settled."""
        ready = set()
        for one in self.choice.columns.values():
            if not one.field or one.field in ("name", "amount", "date", "end_date"):
                continue
            found = settings.of_column(one, self.known)
            self.settled[one.field] = found
            self.questions += found.questions
            if not found.is_open:
                ready.add(one.field)
        scale, question = amounts.beside_estimate(self.choice, self.known)
        if question:
            self.questions.append(question)
            bid = self.settled["bid_amount"]
            keys = bid.keys | ({"scale": scale} if scale != 1 else {})
            self.settled["bid_amount"] = replace(bid, keys=keys)
            ready -= {"bid_amount"} if question.is_open else set()
        return ready

    def _finished(self, kind: str, filled: Filled, day: published.Day) -> Proposal:
        columns = self._proposed(filled)
        used = {one.seen.header for one in self.choice.columns.values() if one.field in filled.used}
        used |= {keys["from"] for keys in filled.extracts.values()}
        waiting = {h: q.id for q in self.questions if q.is_open for h in q.columns}
        personal = tuple(header for header, one in self.choice.columns.items() if one.is_personal)
        unmapped = {
            header: f"waits for the answer to {waiting[header]}"
            if header in waiting
            else "; ".join(one.reasons)
            for header, one in self.choice.columns.items()
            if header not in used and not one.is_personal
        }
        rule = day.rule
        if "latest_of" in rule:
            columns |= {
                name: self._column(name) for name in rule["latest_of"] if name not in columns
            }
        return Proposal(
            path=self.path,
            name=self.name,
            format=dict(self.found.format),
            published=rule,
            published_reason=day.reason,
            title=title_of_file(self.path),
            files=(day.pattern,),
            row_kind=kind,
            language=self.choice.language,
            choice=self.choice,
            columns=columns,
            identity=tuple(filled.identity),
            key_reasons=filled.key_reasons,
            tables=filled.mappings,
            personal=personal,
            unmapped=unmapped,
            questions=_merged(self.questions),
            notes=(*self.notes, *filled.notes),
        )

    def _proposed(self, filled: Filled) -> dict[str, ProposedColumn]:
        """The columns of the manifest that a table or an id uses."""
        named = {value for columns in filled.mappings.values() for value in _names_in(columns)}
        named |= {
            part
            for one in filled.identity
            for part in [*one["columns"], *one.get("tell_apart", ())]
        }
        columns: dict[str, ProposedColumn] = {}
        for one in self.choice.columns.values():
            name = f"published_{one.field}" if one.field.endswith("_id") else one.field
            if one.field in self.settled and name in named:
                columns[name] = self._column(one.field)
        for name, keys in filled.extracts.items():
            if name in named or named & set(keys.get("groups", ())):
                columns[name] = ProposedColumn(keys, 0.8, ("tells rows apart",))
        self._codes(columns, filled)
        self._place_parts(columns, filled)
        return columns

    def _place_parts(self, columns: dict[str, ProposedColumn], filled: Filled) -> None:
        """A place written as its number and its name, as in `001 Kempegowda Ward`, taken apart."""
        one, places = self.choice.of("neighbourhood"), filled.mappings.get("project_places", {})
        if one is None or "neighbourhood" not in columns or "place_code" in places:
            return
        fitting = sum(n for t, n in one.seen.counts.items() if re.fullmatch(NUMBERED_PLACE, t))
        if fitting < 0.9 * sum(one.seen.counts.values()):
            return
        columns["neighbourhood"] = ProposedColumn(
            {
                "from": one.seen.header,
                "type": "extract",
                "patterns": {"numbered": NUMBERED_PLACE, "other": "(?s).+"},
                "groups": {"place_code": {"type": "code"}, "place_title": {"type": "text"}},
            },
            one.confidence,
            (*one.reasons, "its values are a number and a name"),
        )
        places |= {"place_name": "place_title", "place_code": "place_code"}

    def _column(self, name: str) -> ProposedColumn:
        one, found = self.choice.of(name), self.settled[name]
        return ProposedColumn(
            {"from": one.seen.header} | found.keys, one.confidence, (*one.reasons, *found.reasons)
        )

    def _codes(self, columns: dict[str, ProposedColumn], filled: Filled) -> None:
        """The status as a word of the closed list, beside the status as published."""
        projects = filled.mappings.get("projects", {})
        one = self.choice.of("status")
        if one is None or "status" not in columns:
            return
        text = columns.pop("status")
        columns["status_text"] = text
        for table in filled.mappings.values():
            if table.get("status_text") == "status":
                table["status_text"] = "status_text"
        codes, unknown, share = settings.status_codes(one, CODE_LISTS["status"])
        if projects.get("status") and share >= CODES_ENOUGH:
            reasons = [f"{share:.0%} of the cells hold a known word"]
            if unknown:
                reasons.append(f"left out, so not known: {', '.join(unknown[:12])}")
            keys = {"from": one.seen.header, "type": "code", "codes": codes}
            nulls = text.keys.get("null_codes")
            keys |= {"null_codes": nulls} if nulls else {}
            columns["status"] = ProposedColumn(
                keys, round(one.confidence * share, 2), tuple(reasons)
            )
        else:
            projects.pop("status", None)
        tenders = filled.mappings.get("tenders", {})
        if tenders.get("status") == "status":
            tenders["status"] = "status_text"


def _names_in(columns: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for value in columns.values():
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list):
            found += value
        elif isinstance(value, dict) and set(value) != {"value"}:
            found += value.values()
    return found


def _merged(questions: list[Question]) -> tuple[Question, ...]:
    """Each question once, waiting for it all the columns that do."""
    found: dict[str, Question] = {}
    for one in questions:
        known = found.get(one.id)
        columns = tuple(dict.fromkeys([*(known.columns if known else ()), *one.columns]))
        found[one.id] = replace(known or one, columns=columns)
    return tuple(found.values())
