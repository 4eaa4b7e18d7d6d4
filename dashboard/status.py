"""What a workspace holds: files, rows, match rates and indicators, for people and for programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dashboard.engine.duck import Duck, quoted
from dashboard.engine.results import OUTCOMES
from dashboard.workspaces import FACTS, Workspace

REQUESTS_SHOWN = 5
COUNTED = (
    "neighbourhoods",
    "projects",
    "project_neighbourhoods",
    "contracts",
    "contract_amendments",
    "project_budget_versions",
    "schedule_baselines",
    "milestones",
    "progress_reports",
    "subcontracts",
    "invoices",
    "payments",
    "parties",
    "load_issues",
    "quarantined_rows",
)


def status(workspace: Workspace) -> dict[str, Any]:
    """The state of a workspace as plain values, ready for JSON.

    Keys: `workspace`, `title`, `is_built`; where a build is in service also `run_id`, `as_of`,
    `facts` (path of the DuckDB file), `files` (rows read, loaded, quarantined and placed), `rows`
    by relation, `match_rates` by file, `indicators` with counts per outcome, `scorecard` with what
    every check of the newest publication of each source counted, `timeliness` by source, and
    `evaluability`: `indicators` (how far these data can answer each) and `ask_next` (fields).
    """
    folder = workspace.published_folder()
    found: dict[str, Any] = {
        "workspace": workspace.name,
        "title": workspace.title,
        "is_built": folder is not None,
    }
    if folder is None:
        return found
    path = folder / FACTS
    engine = Duck(path, read_only=True)
    try:
        return found | workspace.published() | {"facts": str(path)} | _contents(engine)
    finally:
        engine.close()


def _contents(engine: Duck) -> dict[str, Any]:
    files = engine.rows("SELECT * FROM source_files ORDER BY source, published_date, file_name")
    matches = engine.rows(
        """SELECT source_files.file_name, source_files.source, placement_rates.*
        FROM placement_rates
        INNER JOIN source_files ON placement_rates.source_file_id = source_files.source_file_id
        ORDER BY source_files.source, source_files.published_date"""
    )
    counts = engine.rows(
        """SELECT definitions.code, definitions.name, definitions.title, counts.outcome, counts.n
        FROM indicator_definitions AS definitions
        LEFT JOIN indicator_counts AS counts ON definitions.code = counts.code"""
    )
    indicators: dict[str, dict] = {}
    for row in counts.to_dicts():
        entry = indicators.setdefault(
            row["code"],
            {key: row[key] for key in ("code", "name", "title")}
            | {"outcomes": dict.fromkeys(OUTCOMES, 0)},
        )
        if row["outcome"]:
            entry["outcomes"][row["outcome"]] = row["n"]
    return {
        "files": [_plain(row) for row in files.to_dicts()],
        "rows": {
            name: engine.rows(f"SELECT COUNT(*) AS n FROM {quoted(name)}").item()
            for name in COUNTED
        },
        "match_rates": [_plain(row) for row in matches.to_dicts()],
        "indicators": list(indicators.values()),
        "scorecard": _rows(engine, "SELECT * FROM source_scorecard WHERE is_latest ORDER BY ALL"),
        "timeliness": _rows(engine, "SELECT * FROM source_timeliness ORDER BY source"),
        "evaluability": {
            "indicators": _rows(engine, "SELECT * FROM indicator_support ORDER BY code"),
            "ask_next": _rows(engine, "SELECT * FROM field_requests"),
        },
    }


def _rows(engine: Duck, sql: str) -> list[dict]:
    return [_plain(row) for row in engine.rows(sql).to_dicts()]


def _plain(row: dict) -> dict:
    """Dates as ISO text, everything else as it is."""
    return {
        key: value.isoformat() if hasattr(value, "isoformat") else value
        for key, value in row.items()
    }


def describe(found: dict[str, Any]) -> str:
    """The same for people, as lines of text."""
    if not found["is_built"]:
        build = f"python -m dashboard build {found['workspace']}"
        return f"{found['title']}: nothing built yet. Load files, then: {build}"
    placed = {rate["source_file_id"]: rate for rate in found["match_rates"]}
    lines = [f"{found['title']}, as of {found['as_of']} (run {found['run_id']})", "", "Files"]
    for file in found["files"]:
        rate = placed.get(file["source_file_id"])
        place = f", {rate['placed_share']:.1%} of rows placed" if rate else ""
        lines.append(
            f"  {file['source']}: {file['file_name']}, {file['rows_read']:,} rows read = "
            f"{file['rows_loaded']:,} loaded + {file['rows_quarantined']:,} quarantined{place}"
        )
    lines += ["", "Rows"]
    lines += [f"  {name}: {count:,}" for name, count in found["rows"].items()]
    lines += ["", "Indicators (flagged / clear / insufficient / contradictory)"]
    for entry in found["indicators"]:
        numbers = " / ".join(f"{entry['outcomes'][outcome]:,}" for outcome in OUTCOMES)
        lines.append(f"  {entry['code']:<4} {entry['title']}: {numbers}")
    lines += ["", *_quality_lines(found["scorecard"])]
    lines += ["", *_request_lines(found["evaluability"]["ask_next"])]
    lines += ["", f"Facts: {Path(found['facts'])}"]
    return "\n".join(lines)


def _quality_lines(scorecard: list[dict]) -> list[str]:
    """By source: of the rows and values checked, how many failed; and how much was not checked."""
    lines = ["Quality of the newest publication (failed of checked, by dimension)"]
    by_source: dict[str, dict[str, list[int]]] = {}
    for row in scorecard:
        if row["table_name"] == "whole file" and row["column_name"]:
            continue  # said again in the row of the whole file
        counts = by_source.setdefault(row["source"], {}).setdefault(row["dimension"], [0, 0])
        counts[0] += row["failed_count"]
        counts[1] += row["checked_count"]
    for source, dimensions in by_source.items():
        said = [
            f"{name} {failed:,} of {checked:,}" if checked else f"{name} not applicable"
            for name, (failed, checked) in dimensions.items()
        ]
        lines.append(f"  {source}: " + ", ".join(said))
    return lines


def _request_lines(requests: list[dict]) -> list[str]:
    """The first fields to ask for, with the indicators that they would let judge."""
    lines = ["Ask for next (indicators that could then judge more)"]
    for row in requests[:REQUESTS_SHOWN]:
        field = row["table_name"] + (f".{row['column_name']}" if row["column_name"] else "")
        subjects = f"{row['unlocked_count']:,} subjects" if row["unlocked_count"] else "all of it"
        source = f" from {row['source']}" if row["source"] else ""
        lines.append(f"  {field}{source}: {row['codes']}, {subjects} ({row['remedy']})")
    return lines
