"""What a manifest may say of rows before any column is read: whose rows are hidden, which split."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from dashboard.messages import InputError

PARTY_KIND = "party kind"  # the column that a rule of persons adds: organisation or person
JOINT_PART, JOINT_KIND = "joint part", "joint kind"  # the columns that a rule of joints adds
ALONE, JOINT, MEMBER = "alone", "joint", "member"


@dataclass(frozen=True)
class PersonRule:
    """Which rows speak of natural persons, and which of their columns are never kept.

    `organisations` is what `column` looks like in a row of an organisation: whatever looks
    otherwise is taken for a person, for a slip must not put a name on show.
    """

    column: str
    organisations: str
    hidden: tuple[str, ...]

    def is_person(self, text: str | None) -> bool:
        """Whether a row with `text` in the column may speak of a person."""
        return not re.fullmatch(self.organisations, (text or "").strip())


@dataclass(frozen=True)
class JointRule:
    """The column that names several firms in one cell, and what stands between them."""

    column: str
    separator: str


def person_rule(where: str, content: dict[str, Any] | None) -> PersonRule | None:
    """The rule under the manifest key `persons`, or None without one. Raises InputError."""
    if content is None:
        return None
    _complete(where, "persons", content, {"column", "organisations", "hidden"})
    _readable(where, "persons.organisations", content["organisations"])
    hidden = content["hidden"]
    return PersonRule(
        content["column"],
        content["organisations"],
        (hidden,) if isinstance(hidden, str) else tuple(hidden),
    )


def joint_rule(where: str, content: dict[str, Any] | None) -> JointRule | None:
    """The rule under the manifest key `joint`, or None without one. Raises InputError."""
    if content is None:
        return None
    _complete(where, "joint", content, {"column", "separator"})
    _readable(where, "joint.separator", content["separator"])
    return JointRule(content["column"], content["separator"])


def _complete(where: str, group: str, content: Any, keys: set[str]) -> None:
    found = set(content) if isinstance(content, dict) else set()
    if found != keys:
        raise InputError(
            where,
            f"[{group}] has the keys {', '.join(sorted(found)) or 'none'}",
            f"Expected were: {', '.join(sorted(keys))}",
        )


def _readable(where: str, key: str, pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise InputError(where, f"{key} is a pattern that cannot be read: {error}") from error
