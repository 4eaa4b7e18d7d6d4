"""A proposal in words: what the file is, what goes where, how sure that is, what is asked."""

from __future__ import annotations

from dashboard.ingest.propose.fields import in_words
from dashboard.ingest.propose.manifest_text import in_words as sure_in_words
from dashboard.ingest.propose.preview import Preview
from dashboard.ingest.propose.proposed import Proposal
from dashboard.ingest.propose.words import title_of

SET_ASIDE_SHOWN = 5


def summary(proposal: Proposal) -> str:
    """Kind, tables, columns with their confidence, and the open questions, as lines of text."""
    lines = [f"{proposal.path.name}: {proposal.format['kind']}"]
    if proposal.is_standard:
        lines += [f"  {note}" for note in proposal.notes]
        return "\n".join([*lines, *_questions(proposal)])
    language = f", columns named in {title_of(proposal.language)}" if proposal.language else ""
    lines.append(f"  a row is a {proposal.row_kind}{language}")
    lines += [f"  {note}" for note in proposal.notes]
    for table, columns in proposal.tables.items():
        lines.append(f"  fills {table}: {', '.join(sorted(columns))}")
    lines.append("")
    for name, column in proposal.columns.items():
        source = column.keys["from"]
        sure = f"{sure_in_words(column.confidence)}, {column.confidence:.2f}"
        lines.append(f"  {source} -> {in_words(name)} ({sure}): {'; '.join(column.reasons)}")
    if proposal.personal:
        lines.append(f"  never read, contacts of people: {', '.join(proposal.personal)}")
    if proposal.unmapped:
        lines.append(f"  not read: {', '.join(proposal.unmapped)}")
    return "\n".join([*lines, *_questions(proposal)])


def _questions(proposal: Proposal) -> list[str]:
    lines = []
    for question in proposal.open_questions:
        lines += ["", f"  ? {question.id}: {question.text}"]
        lines += [
            f"      --answer '{question.id}={option.value}'  {option.consequence}"
            for option in question.options
        ]
    return lines


def of_rows(tried: Preview) -> str:
    """How many of the first rows would load, and why others would not."""
    lines = [
        "",
        f"  of the first {tried.rows_read:,} rows {tried.rows_loaded:,} would load and "
        f"{tried.rows_quarantined:,} would be set aside",
    ]
    for row in tried.set_aside[:SET_ASIDE_SHOWN]:
        lines.append(f"    line {row.line}: {row.reason}")
    for column, issue, cells, example in tried.issues.iter_rows():
        lines.append(f"    {column}: {issue} in {cells:,} cells, as in “{example}”")
    return "\n".join(lines)
