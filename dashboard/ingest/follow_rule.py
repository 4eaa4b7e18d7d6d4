"""How projects are followed from one publication of a source to the next, as its manifest says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol

from dashboard.messages import InputError, did_you_mean

PROJECT = "project_id"


@dataclass(frozen=True)
class Likeness:
    """A column whose texts must be alike: by how much, among which, and how clearly.

    `within`: only rows that share these columns are compared. `margin`: by how much the best must
    be better than the second best.
    """

    column: str
    at_least: float
    within: tuple[str, ...] = ()
    margin: float = 0.0


@dataclass(frozen=True)
class FollowRule:
    """The identity rule of a source: exact keys in order, and likeness of names as the last.

    `agree`: a key that does not hold this column counts only where the column is alike as well;
    where most of the pairs that a key makes are not, the publisher has given it anew and the key
    counts for nothing.
    """

    keys: tuple[tuple[str, ...], ...] = ((PROJECT,),)
    fuzzy: Likeness | None = None
    agree: Likeness | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the rule names, besides the id, each once."""
        named = [column for key in self.keys for column in key]
        for likeness in (self.fuzzy, self.agree):
            named += [likeness.column, *likeness.within] if likeness else []
        return tuple(dict.fromkeys(column for column in named if column != PROJECT))


class Id(Protocol):
    """An id that a manifest makes out of columns."""

    name: str
    columns: tuple[str, ...]
    style: str
    first_of: bool


def made_from_project(identity: Collection[Id]) -> list[str]:
    """The ids that hold the project's id in them, directly or through another such id."""
    found = [PROJECT]
    for key in identity:
        if key.name not in found and set(key.columns) & set(found):
            found.append(key.name)
    return found[1:]


def check(
    where: str, rule: FollowRule | None, known: Collection[str], identity: Collection[Id] = ()
) -> None:
    """Refuses a rule that names columns which are not there, or whose ids could not follow.

    Raises InputError. `known`: the columns that the rule may name.
    """
    if rule is None:
        return
    if PROJECT not in known:
        raise InputError(where, "follow.project_id: this source has no projects to follow")
    for column in rule.columns:
        if column not in known:
            raise InputError(
                where,
                f"follow.project_id uses '{column}', which is no column here",
                did_you_mean(column, known),
            )
    made = set(made_from_project(identity))
    for key in identity:
        if key.name in made and (key.style != "joined" or key.first_of):
            raise InputError(
                where,
                f"identity.{key.name} hides the project's id, so it could not follow a project",
                "",
                "leave its style at joined",
            )


def read(where: str, content: dict[str, Any] | None) -> FollowRule | None:
    """The group `[follow]` of a manifest, or None where it has none. Raises InputError."""
    if content is None:
        return None
    _known(where, "follow", content, {PROJECT})
    rule = content.get(PROJECT, {})
    _known(where, "follow.project_id", rule, {"keys", "fuzzy", "agree"})
    keys = rule.get("keys", [[PROJECT]])
    if not isinstance(keys, list) or not keys or not all(_is_key(key) for key in keys):
        raise InputError(
            where,
            f"follow.project_id.keys is {keys!r}",
            "Expected is a list of lists of columns",
            'As in [["publisher_id"], ["name", "programme"]]',
        )
    return FollowRule(
        keys=tuple(tuple(key) for key in keys),
        fuzzy=_likeness(where, "fuzzy", rule["fuzzy"]) if "fuzzy" in rule else None,
        agree=_likeness(where, "agree", rule["agree"]) if "agree" in rule else None,
    )


def _is_key(key: object) -> bool:
    return isinstance(key, list) and bool(key) and all(isinstance(part, str) for part in key)


def _likeness(where: str, name: str, content: dict[str, Any]) -> Likeness:
    place = f"follow.project_id.{name}"
    _known(where, place, content, {"column", "at_least", "within", "margin"})
    for key in ("column", "at_least"):
        if key not in content:
            raise InputError(where, f"{place}.{key} is missing", "", f"add {key} = …")
    for key in ("at_least", "margin"):
        value = content.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise InputError(where, f"{place}.{key} is {value!r}", "Expected is a share, 0 to 1")
    within = content.get("within", ())
    within = (within,) if isinstance(within, str) else tuple(within)
    return Likeness(
        content["column"], float(content["at_least"]), within, float(content.get("margin", 0))
    )


def _known(where: str, place: str, content: object, known: set[str]) -> None:
    if not isinstance(content, dict):
        raise InputError(where, f"{place} should be a group, not {content!r}")
    for key in content:
        if key not in known:
            raise InputError(where, f"unknown key '{key}' of {place}", did_you_mean(key, known))
