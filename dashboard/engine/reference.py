"""Writes the generated pages of docs/: the indicators, and the rules of each jurisdiction."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from dashboard.engine import catalogue, pack_page
from dashboard.engine.catalogue import ROOT, Query
from dashboard.engine.header import Header
from dashboard.engine.pack_page import VERIFICATION

INDICATORS = ROOT / "docs" / "indicators.md"
JURISDICTIONS = ROOT / "docs" / "jurisdictions.md"
CASES = ROOT / "tests" / "indicators"
CROSSWALKS = {
    "ocp": "Open Contracting Partnership's red flags (2024)",
    "cardinal": "Cardinal",
    "sasu": "State Audit Service of Ukraine, in Prozorro's risk indicators",
    "krai": "Chamber of Accounts of Kyrgyzstan",
    "opentender": "Opentender",
    "arachne": "ARACHNE (category)",
    "oc4ids": "OC4IDS",
    "cost": "CoST Infrastructure Data Standard",
}


def write(*, check_only: bool = False) -> list[Path]:
    """Brings the generated pages up to date; returns those that were not (relative paths)."""
    pages = {INDICATORS: indicator_page(), JURISDICTIONS: pack_page.page()}
    stale = [
        path
        for path, page in pages.items()
        if not path.exists() or path.read_text(encoding="utf-8") != page
    ]
    if not check_only:
        for path in stale:
            path.write_text(pages[path], encoding="utf-8")
    return [path.relative_to(ROOT) for path in stale]


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
    parts += [_crosswalk()]
    return "\n".join(parts)


def _crosswalk() -> str:
    """Every code of the Open Contracting Partnership's list, and what answers to it here."""
    ours: dict[str, list[str]] = {f"R{number:03d}": [] for number in range(1, 74)}
    for query in catalogue.indicators().values():
        for code in query.header.get("maps", {}).get("ocp", ()):
            ours[code].append(query.header["code"])
    lines = [
        "## Crosswalk\n",
        "The 73 codes of the Open Contracting Partnership's guide of 2024 and the indicators that "
        "answer to them. Those without one need what no table here holds: the reading of "
        "documents, evaluation criteria, fees, complaints, or the order and likeness of bid files; "
        "R048 is available in `python -m dashboard cardinal` alone, because general contractors "
        "supply many things by nature.\n",
        "| their code | ours |",
        "|---|---|",
    ]
    lines += [f"| {code} | {', '.join(found) or '–'} |" for code, found in ours.items()]
    return "\n".join(lines) + "\n"


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
        f"- **What it says**: {header['sentence']}",
        f"- **The sum**: {header['worked']}",
        f"- **What would clear it**: {header['clears']}",
    ]
    for outcome, reasons in header.get("skips", {}).items():
        if reasons:
            lines.append(f"- **Not judged, {outcome}**: {'; '.join(reasons)}")
    if header.get("limits"):
        lines.append(f"- **What it cannot see**: {header['limits']}")
    if header.get("false_discovery"):
        rates = (f"{name} {rate * 100:g} %" for name, rate in header["false_discovery"].items())
        lines.append(
            f"- **False flags among those raised, at most**: {', '.join(rates)} (Benjamini and "
            "Hochberg 1995, within the indicator and run)"
        )
    if header.get("null_share") is not None:
        lines.append(
            f"- **Raised by chance alone**: {header['null_share'] * 1000:.4g} of 1,000 subjects"
        )
    if header.get("hook"):
        lines.append(f"- **Computed with**: `dashboard/engine/hooks`, {header['hook']}")
    for crosswalk, codes in header.get("maps", {}).items():
        if codes:
            lines.append(f"- **{CROSSWALKS[crosswalk]}**: {', '.join(codes)}")
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
