"""Writes the generated pages of docs/: the indicators, from their headers and first cases."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from dashboard.engine import catalogue
from dashboard.engine.catalogue import ROOT, Query
from dashboard.engine.header import Header

INDICATORS = ROOT / "docs" / "indicators.md"
CASES = ROOT / "tests" / "indicators"
VERIFICATION = {
    "V": "read in the text itself",
    "V2": "second hand",
    "M": "from memory, unverified",
    "D": "house default",
}


def write(*, check_only: bool = False) -> list[Path]:
    """Brings the generated pages up to date; returns those that were not (relative paths)."""
    page = indicator_page()
    if INDICATORS.exists() and INDICATORS.read_text(encoding="utf-8") == page:
        return []
    if not check_only:
        INDICATORS.write_text(page, encoding="utf-8")
    return [INDICATORS.relative_to(ROOT)]


def indicator_page() -> str:
    """The whole of docs/indicators.md."""
    parts = [
        "# Indicators\n",
        "Generated from the headers in `queries/indicators/` and the first case of each sheet in "
        "`tests/indicators/`; run `make docs` after a change.\n",
        "A flag is a question to ask, never a finding. Each indicator answers for every subject in "
        "scope: flagged (watch, high or critical), clear, insufficient (a needed field is missing) "
        "or contradictory (fields that cannot both be true). A gap is never clear.\n",
    ]
    parts += [_section(query) for query in catalogue.indicators().values()]
    return "\n".join(parts)


def condition(header: Header, thresholds: dict[str, float] | None = None) -> str:
    """The condition sentence with its thresholds filled in; it names days and points itself."""
    limits = thresholds if thresholds is not None else header.measures[0].thresholds
    shown = {
        name: re.sub(r" (days?|points)$", "", formatted(value, header["unit"]))
        for name, value in limits.items()
    }
    return header["condition"].format_map(_Missing(shown))


class _Missing(dict):
    def __missing__(self, key: str) -> str:
        return "(no limit)"


def formatted(value: float, unit: str) -> str:
    """A threshold as people write it: 15 %, 10 points, 90 days, 3."""
    if unit in ("ratio", "share"):
        return f"{value * 100:.4g} %"
    if unit == "points":
        return f"{value * 100:.4g} points"
    return f"{value:g} {'day' if value == 1 else 'days'}" if unit == "days" else f"{value:g}"


def _section(query: Query) -> str:
    header = query.header
    lines = [
        f"## {header['code']} {header['title']}\n",
        f"{condition(header)}\n",
        f"- **Why**: {header['why']}",
        f"- **Formula**: {header['formula']}",
        f"- **Judged**: one row per {header['subject'].replace('_', ' ')}; unit: {header['unit']}",
        f"- **Limits**: {_limits(header)}",
        f"- **Source**: {header['source']} ({VERIFICATION[header['verification']]})",
        f"- **Innocent explanations**: {'; '.join(header['innocent']) or 'none known'}",
    ]
    for outcome, reasons in header.get("skips", {}).items():
        if reasons:
            lines.append(f"- **Not judged, {outcome}**: {'; '.join(reasons)}")
    if header.get("limits"):
        lines.append(f"- **What it cannot see**: {header['limits']}")
    lines.append(
        f"- **Evidence class** {header['evidence_class']}, cluster {header['cluster']}, "
        f"{'core' if header['core'] else 'extended'}; file "
        f"`{query.path.relative_to(ROOT).as_posix()}`"
    )
    return "\n".join(lines) + "\n" + _example(query)


def _limits(header: Header) -> str:
    parts = []
    for measure in header.measures:
        sign = "from" if measure.when == "at_least" else "up to"
        unit = header["unit"] if measure.column == "value" else ""
        for severity, threshold in measure.thresholds.items():
            name = "" if measure.column == "value" else f" ({measure.column.replace('_', ' ')})"
            parts.append(f"{severity} {sign} {formatted(threshold, unit)}{name}")
    return "; ".join(parts) or "none: shown for context"


def _example(query: Query) -> str:
    path = CASES / f"{query.name}.toml"
    if not path.exists():
        return ""
    sheet = tomllib.loads(path.read_text(encoding="utf-8"))
    case = sheet["case"][0]
    lines = [f"\nWorked example: {case['name']} (as of {case.get('as_of', sheet['as_of'])}).\n"]
    for table, rows in case.get("given", {}).items():
        lines += [f"    {table}: {_row(row)}" for row in rows]
    lines += [f"    → {_row(row)}" for row in case["expect"]]
    return "\n".join(lines) + "\n"


def _row(row: dict) -> str:
    return ", ".join(f"{key} = {value}" for key, value in row.items())
