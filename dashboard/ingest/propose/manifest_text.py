"""A proposal as the text of an ordinary manifest: the same proposal gives the same bytes."""

from __future__ import annotations

import datetime
import re
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dashboard.ingest.propose.questions import Question

if TYPE_CHECKING:
    from dashboard.ingest.propose.proposed import Proposal

WIDTH = 98
LONGEST_INLINE = 96


def manifest_text(proposal: Proposal) -> str:
    """The manifest of `proposal`, with its confidence, reasons and open questions as comments.

    `manifest.parse` reads it wherever the proposal fills a table.
    """
    parts = [*_comment("Proposed by the mapping desk. Look over it before it is relied upon.")]
    parts += [line for note in proposal.notes for line in _comment(note)]
    parts += [line for question in proposal.questions for line in _question(question)]
    parts.append("")
    for key in ("title", "owner", "licence"):
        parts.append(f"{key} = {value(getattr(proposal, key))}")
    parts.append('kind = "rows"')
    parts.append(f"files = {value(list(proposal.files))}")
    parts += _comment(proposal.published_reason)
    parts.append(f"published = {value(proposal.published)}")
    parts += _group("format", proposal.format)
    if proposal.personal:
        parts.append("# Contacts of people: never read, never shown.")
        parts.append(f"personal = {value(list(proposal.personal))}")
    if not proposal.is_standard:
        parts += _columns(proposal) + _identity(proposal) + _tables(proposal)
        parts += _left_out(proposal)
    return "\n".join(parts).rstrip() + "\n"


def _columns(proposal: Proposal) -> list[str]:
    parts = ["", "[columns]"]
    tables = []
    for name, column in proposal.columns.items():
        comment = _comment(f"{_confidence(column.confidence)}: {'; '.join(column.reasons)}.")
        line = f"{name} = {value(column.keys)}"
        if "codes" not in column.keys and len(line) <= 2 * LONGEST_INLINE:
            parts += [*comment, line]
        else:
            tables += ["", *comment, *_table(f"columns.{name}", column.keys)]
    return parts + tables


def _identity(proposal: Proposal) -> list[str]:
    if not proposal.identity:
        return []
    parts = ["", "[identity]"]
    for one in proposal.identity:
        keys = {key: found for key, found in one.items() if key != "name"}
        if reason := proposal.key_reasons.get(one["name"]):
            parts += _comment(f"{reason}.")
        parts.append(f"{one['name']} = {value(keys)}")
    return parts


def _tables(proposal: Proposal) -> list[str]:
    parts = []
    for table, columns in proposal.tables.items():
        parts += ["", f"[tables.{table}]"]
        parts += [f"{name} = {value(found)}" for name, found in columns.items()]
    return parts


def _left_out(proposal: Proposal) -> list[str]:
    """The columns of the file that are not read, so that a person can add them."""
    if not proposal.unmapped:
        return []
    parts = ["", "# Not read:"]
    for header, reason in proposal.unmapped.items():
        parts += _comment(f"- {header}: {reason}" if reason else f"- {header}")
    return parts


def _question(question: Question) -> list[str]:
    if question.is_open:
        parts = ["", f"# OPEN QUESTION {question.id}", *_comment(question.text)]
        parts += [
            line
            for option in question.options
            for line in _comment(f"  {option.value}: {option.consequence}")
        ]
        return parts
    return ["", *_comment(f"Answered {question.id} = {question.answer}: {question.text}")]


def _comment(text: str) -> list[str]:
    one_line = " ".join(_visible(text).split())
    indent = "#   " if text.startswith("  ") else "# "
    wrapped = textwrap.wrap(
        one_line, WIDTH, initial_indent=indent, subsequent_indent="#   ", break_long_words=True
    )
    return wrapped


def _visible(text: str) -> str:
    return "".join(sign if sign.isprintable() or sign == " " else " " for sign in text)


def _confidence(share: float) -> str:
    return f"{in_words(share)} ({share:.2f})"


def in_words(confidence: float) -> str:
    """A confidence from 0 to 1 as a word: sure, likely, to be looked at."""
    if confidence >= 0.9:
        return "sure"
    return "likely" if confidence >= 0.78 else "to be looked at"


def _group(name: str, keys: Mapping[str, Any]) -> list[str]:
    line = f"{name} = {value(dict(keys))}"
    return [line]


def _table(name: str, keys: Mapping[str, Any]) -> list[str]:
    plain = {key: found for key, found in keys.items() if not isinstance(found, dict)}
    parts = [f"[{name}]", *(f"{key} = {value(found)}" for key, found in plain.items())]
    for key, found in keys.items():
        if isinstance(found, dict):
            parts.append(f"[{name}.{key}]")
            parts += [f"{quoted(inner)} = {value(one)}" for inner, one in found.items()]
    return parts


def value(content: Any) -> str:
    """`content` as TOML on one line."""
    if isinstance(content, bool):
        return "true" if content else "false"
    if isinstance(content, int):
        return str(content)
    if isinstance(content, float):
        return repr(content)
    if isinstance(content, datetime.date):
        return content.isoformat()
    if isinstance(content, dict):
        inside = ", ".join(f"{key_text(key)} = {value(one)}" for key, one in content.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(content, list | tuple):
        return f"[{', '.join(map(value, content))}]"
    return quoted(str(content))


def key_text(key: str) -> str:
    """A key of TOML, in quotes where it must be."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else quoted(key)


def quoted(text: str) -> str:
    """A TOML string: in single quotes where it holds a backslash, escaped otherwise."""
    if "\\" in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(_escaped(sign) for sign in escaped) + '"'


def _escaped(sign: str) -> str:
    if ord(sign) < 32 or ord(sign) == 127 or 0x80 <= ord(sign) < 0xA0:
        return f"\\u{ord(sign):04X}"
    return sign
