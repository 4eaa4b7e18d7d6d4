"""Reads the TOML header that opens every query file: `/* <kind> … */`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.messages import InputError, did_you_mean

KINDS = ("model", "indicator", "rollup", "view")
OPENING = re.compile(r"\A/\* (?P<kind>[a-z]+)\n(?P<toml>.*?)\n\*/\n", re.DOTALL)
SEVERITIES = ("watch", "high", "critical")

INDICATOR_KEYS = {
    "code": True,
    "title": True,
    "condition": True,
    "subject": True,
    "unit": True,
    "flag": True,
    "why": True,
    "skips": True,
    "source": True,
    "verification": True,
    "evidence_class": True,
    "cluster": True,
    "core": True,
    "innocent": True,
    "also": False,
    "limits": False,
    "params": False,
    "stored": False,
    "needs": False,
    "formula": True,
    "hook": False,  # module.function of engine.hooks that computes what SQL cannot
    # Severity to the largest share of false flags among those raised (Benjamini and Hochberg 1995):
    # the query returns p_value, the engine adds q_value, and both this and the threshold must hold.
    "false_discovery": False,
    "null_share": False,  # of clear subjects, raised by chance alone at the mildest threshold
    # What would mend each `insufficient` reason: "table.column" of the border, "later table.column"
    # (what is there is too old) or "more cases" (nothing is missing, there are too few).
    "remedies": True,
    # For the evidence card of a flag, with columns of its row in braces: what was measured in one
    # plain sentence, the formula with its numbers, and what would clear the flag.
    "sentence": True,
    "worked": True,
    "clears": True,
    "maps": False,  # crosswalk: { ocp = ["R018"], cardinal = [...], sasu, opentender, oc4ids }
}
OTHER_KEYS = {
    "title": True,
    "grain": True,
    "limits": False,
    "hook": False,  # module.function of engine.hooks that computes what SQL cannot
    "stored": False,  # one of STORED
}
# How rows are kept, other than sorted by their grain, or all of an indicator.
STORED = {
    # Clear rows are counted only: of payments and invoices there are too many.
    "indicator": ("all", "findings"),
    # Computed when read, for what would only repeat a large table; in the order of its files, for
    # columns and rows of one large border table and nothing else; in the order of the query itself,
    # where its ORDER BY leaves no two rows alike.
    "other": ("as view", "as it came", "in its own order"),
}
UNITS = ("ratio", "days", "hours", "money", "count", "share", "points", "index", "rate")
CROSSWALKS = ("ocp", "cardinal", "sasu", "krai", "opentender", "arachne", "oc4ids", "cost")


@dataclass(frozen=True)
class Measure:
    """One number with up to three thresholds; `column` is where the query returns it."""

    column: str
    when: str  # at_least or at_most, inclusive both
    thresholds: dict[str, float]  # severity to threshold, mildest first


@dataclass(frozen=True)
class Header:
    """What a query file says of itself. `values` holds every key as written."""

    kind: str
    values: dict = field(hash=False)

    def __getitem__(self, key: str):
        return self.values[key]

    def get(self, key: str, default=None):
        return self.values.get(key, default)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures that decide outcome and severity: `flag` first, then those of `also`."""
        raised = [{"column": "value"} | self.values["flag"], *self.values.get("also", ())]
        return tuple(
            Measure(
                column=entry["column"],
                when=entry["when"],
                thresholds={
                    severity: float(entry[severity]) for severity in SEVERITIES if severity in entry
                },
            )
            for entry in raised
        )

    @property
    def skip_reasons(self) -> dict[str, str]:
        """Each reason that the query may give for not judging, to its outcome."""
        return {
            reason: outcome
            for outcome, reasons in self.values.get("skips", {}).items()
            for reason in reasons
        }


def read(path: Path, text: str, where: str) -> Header:
    """The header of a query file. Raises InputError that names file, key and remedy."""
    opening = OPENING.match(text)
    if not opening:
        raise InputError(
            where,
            "the file does not open with a header",
            "expected `/* indicator`, then TOML, then `*/` on a line of its own",
            "see queries/README.md",
        )
    kind = opening["kind"]
    if kind not in KINDS:
        raise InputError(where, f"unknown kind '{kind}'", did_you_mean(kind, KINDS))
    try:
        values = tomllib.loads(opening["toml"])
    except tomllib.TOMLDecodeError as error:
        raise InputError(where, f"the header is not valid TOML: {error}") from error
    known = INDICATOR_KEYS if kind == "indicator" else OTHER_KEYS
    for key in values:
        if key not in known:
            raise InputError(where, f"unknown header key '{key}'", did_you_mean(key, known))
    for key, required in known.items():
        if required and key not in values:
            raise InputError(where, f"the header lacks '{key}'", "", f"add {key} = …")
    kept = STORED["indicator" if kind == "indicator" else "other"]
    if "stored" in values and values["stored"] not in kept:
        raise InputError(
            where,
            f"'stored' is \"{values['stored']}\"",
            did_you_mean(values["stored"], kept),
        )
    if kind == "indicator":
        _check_indicator(values, where)
    return Header(kind, values)


def _check_remedies(values: dict, where: str) -> None:
    reasons, remedies = values["skips"].get("insufficient", []), values["remedies"]
    for reason in sorted(set(reasons) ^ set(remedies)):
        side = "remedies" if reason in reasons else "skips"
        raise InputError(where, f"the reason '{reason}' is not under {side}", "", "add it there")
    for reason, remedy in remedies.items():
        field = remedy.removeprefix("later ")
        if remedy != "more cases" and field.count(".") != 1:
            raise InputError(
                where,
                f"the remedy of '{reason}' is '{remedy}'",
                "expected table.column, later table.column, or more cases",
            )


def _check_indicator(values: dict, where: str) -> None:
    if values["unit"] not in UNITS:
        raise InputError(
            where, f"unknown unit '{values['unit']}'", did_you_mean(values["unit"], UNITS)
        )
    for outcome in values["skips"]:
        if outcome not in ("insufficient", "contradictory"):
            raise InputError(
                where,
                f"'skips' has the kind '{outcome}'",
                "expected insufficient or contradictory",
            )
    for entry in [values["flag"], *values.get("also", ())]:
        allowed = {"when", "column", *SEVERITIES}
        for key in entry:
            if key not in allowed:
                raise InputError(
                    where, f"unknown threshold key '{key}'", did_you_mean(key, allowed)
                )
        if entry.get("when") not in ("at_least", "at_most"):
            raise InputError(where, "'when' must be at_least or at_most")
    _check_remedies(values, where)
    for severity, rate in values.get("false_discovery", {}).items():
        if severity not in SEVERITIES or not 0 < rate < 1:
            raise InputError(where, f"'false_discovery' has {severity} = {rate}")
    for crosswalk in values.get("maps", {}):
        if crosswalk not in CROSSWALKS:
            raise InputError(
                where, f"unknown crosswalk '{crosswalk}'", did_you_mean(crosswalk, CROSSWALKS)
            )
    if len(values["title"].split()) > 5:
        raise InputError(where, "the title has more than five words", "", "shorten it")
