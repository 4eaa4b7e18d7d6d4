"""An unknown file to a proposed manifest: what kind it is, read, mapped, asked where it is open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from dashboard.ingest import manifest as manifests
from dashboard.ingest.propose import content_type, first_rows, published
from dashboard.ingest.propose.draft import Draft
from dashboard.ingest.propose.proposed import Place, Proposal, ProposedColumn, title_of_file
from dashboard.ingest.values import slug
from dashboard.messages import InputError

__all__ = ["Place", "Proposal", "ProposedColumn", "propose"]
NOWHERE = Place()


def propose(
    path: Path,
    *,
    name: str = "",
    place: Place = NOWHERE,
    answers: Mapping[str, str] | None = None,
    given: Mapping[str, str] | None = None,
    sheet: str = "",
) -> Proposal:
    """The proposed manifest of the file at `path`.

    `answers`: by the id of a question; `given`: the field of a column as a person said it, by
    header ("" for none, "personal" for a contact). Raises InputError for a file that is none of
    the known kinds or in which no table is to be seen, and for an answer that is none.
    """
    answers, given = dict(answers or {}), dict(given or {})
    kind = content_type.told(path)
    name = name or slug(re.sub(r"[\d_-]+$", "", path.stem), 40) or "source"
    if kind in manifests.STANDARDS:
        return _standard(path, name, kind, answers)
    found, sheets = first_rows.found_layout(path, kind, sheet)
    raw, found = first_rows.read(path, found)
    proposal = Draft(path, name, found, raw, place, answers, given).proposal()
    _refuse_unknown_answers(proposal, answers)
    return replace(proposal, sheets=tuple(sheets))


def _refuse_unknown_answers(proposal: Proposal, answers: Mapping[str, str]) -> None:
    known = {question.id: question for question in proposal.questions}
    for one, answer in answers.items():
        if one in known and not known[one].accepts(answer):
            options = ", ".join(option.value for option in known[one].options)
            raise InputError(
                f"question '{one}'", f"'{answer}' is no answer to it", f"Known are: {options}"
            )


def _standard(path: Path, name: str, kind: str, answers: Mapping[str, str]) -> Proposal:
    day = published.of_file(path, (), [], answers)
    return Proposal(
        path=path,
        name=name,
        format={"kind": kind},
        published=day.rule,
        published_reason="The day for which it speaks where a record does not say its own: "
        + day.reason,
        title=title_of_file(path),
        files=(day.pattern,),
        questions=tuple(filter(None, [day.question])),
        notes=(f"The file follows {kind.upper()}, which says what its parts mean.",),
    )
