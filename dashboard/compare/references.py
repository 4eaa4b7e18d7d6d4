"""What of the jurisdiction's rules is another in two builds, and which queries depend on it."""

from __future__ import annotations

from dashboard.compare.sides import Side
from dashboard.engine import catalogue

COMPARED = {
    "ref_payment_clocks": "TRUE",
    "ref_rules": "TRUE",
    # The calendar moves along with the reporting date: only days that both know are compared.
    "ref_calendar": "calendar_date BETWEEN $first AND $last",
}


def depending_on_changes(old: Side, new: Side) -> frozenset[str]:
    """Every query that reads, at any remove, a relation of rules that is not the same in both."""
    changed = {name for name in COMPARED if _said(old, new, name) != _said(new, old, name)}
    found: set[str] = set()
    while True:
        more = {
            name
            for name, query in catalogue.queries().items()
            if query.kind in ("model", "indicator") and query.reads & (changed | found)
        } - found
        if not more:
            return frozenset(found)
        found |= more


def _said(side: Side, other: Side, name: str) -> list[tuple] | None:
    """The rows of a relation of rules, in order; None where the build does not keep it."""
    if not _has(side, name):
        return None
    params = {}
    if name == "ref_calendar":
        if not _has(other, name):
            return None
        ends = [
            one.facts.rows(f"SELECT MIN(calendar_date), MAX(calendar_date) FROM {name}").row(0)
            for one in (side, other)
        ]
        if None in (*ends[0], *ends[1]):
            return [] if ends[0] == ends[1] else [ends[0]]
        params = {"first": max(one[0] for one in ends), "last": min(one[1] for one in ends)}
    rows = side.facts.rows(f"SELECT * FROM {name} WHERE {COMPARED[name]}", params)
    if name == "ref_calendar":
        # Business days are numbered from the first day that a calendar knows.
        rows = rows.drop("business_day_number", strict=False)
    return sorted(rows.rows(), key=repr)


def _has(side: Side, name: str) -> bool:
    known = side.facts.rows(
        "SELECT COUNT(*) AS n FROM duckdb_tables() WHERE table_name = $name", {"name": name}
    )
    return known["n"][0] > 0
