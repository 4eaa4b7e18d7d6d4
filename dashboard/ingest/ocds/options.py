"""What a manifest may say about an OCDS publication that its own texts do not."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass, field, fields
from typing import Any

from dashboard.messages import InputError, did_you_mean


@dataclass(frozen=True)
class Options:
    """The keys of `format` that only OCDS files have."""

    time_zone: str = ""  # moments written in UTC are days of this zone
    dates: str = "release"  # the day a release speaks for: its own, or that of its package
    projects: str = "stated"  # "process": projects named in budgets are none, each process is one
    progress_in_milestones: bool = False  # a milestone's description is a share of the work done
    place_level: str = ""  # the level of neighbourhoods that delivery places belong to
    category: dict[str, Any] = field(default_factory=dict)  # { path = …, codes = { … } }


KEYS = frozenset(item.name for item in fields(Options))
CHOICES = {"dates": ("release", "package"), "projects": ("stated", "process")}


def read(where: str, content: dict[str, Any]) -> Options:
    """The OCDS options among the keys of `format`. Raises InputError for a value not known."""
    found = {key: content[key] for key in KEYS if key in content}
    for key, known in CHOICES.items():
        if key in found and found[key] not in known:
            raise InputError(
                where,
                f"format.{key} = {found[key]!r} is not known",
                did_you_mean(str(found[key]), known),
            )
    if not isinstance(found.get("progress_in_milestones", False), bool):
        raise InputError(where, "format.progress_in_milestones should be true or false")
    if found.get("time_zone") and found["time_zone"] not in zoneinfo.available_timezones():
        raise InputError(
            where, f"the time zone '{found['time_zone']}' is not known", "As in Europe/Kyiv"
        )
    category = found.get("category", {})
    if category and not (
        isinstance(category, dict)
        and isinstance(category.get("path"), str)
        and isinstance(category.get("codes"), dict)
    ):
        raise InputError(where, "format.category should be { path = …, codes = { … } }")
    return Options(**found)
