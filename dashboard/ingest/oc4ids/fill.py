"""OC4IDS files to the border tables, every project and every part set aside accounted for."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from dashboard.ingest import facts, publication, store, tables
from dashboard.ingest.columns import ISSUE_SCHEMA
from dashboard.ingest.declarations import Manifest
from dashboard.ingest.oc4ids import measures, package, parties, processes, works
from dashboard.ingest.oc4ids.own_columns import own_lists
from dashboard.ingest.oc4ids.parts import Notes, Part, kind
from dashboard.ingest.oc4ids.people import raw_text
from dashboard.ingest.oc4ids.scope import Publication, Scope
from dashboard.ingest.reading import LINE, BadRow
from dashboard.messages import InputError

PROJECTS_AT_ONCE = 500
# A row of these that says the same of the same thing again is no second fact.
SAID_AGAIN = ("parties", "party_roles", "party_owners", "party_keys", "project_processes")


def fill(
    folder: Path, manifest: Manifest, path: Path, record: dict, say: Callable[[str, float], None]
) -> dict:
    """Write the tables of an OC4IDS publication into `folder`; returns what the record lacks.

    A row is a project. A part of one that cannot be used counts as one more row, read and
    quarantined; its reason begins with its JSON path. Memory holds 500 projects at a time, and
    the keys of all. Raises InputError where nothing in the file can be read.
    """
    work = _Work(folder, manifest, path, record)
    for one in package.projects(path, manifest.encodings):
        work.take(one)
        if work.projects % PROJECTS_AT_ONCE == 0:
            work.flush()
            share = one.position / max(record["byte_count"], 1)
            say(path.name, min(0.99, share))
    work.flush()
    return work.finish()


class _Work:
    """The state of one load: projects in, parts of tables out."""

    def __init__(self, folder: Path, manifest: Manifest, path: Path, record: dict) -> None:
        self.folder, self.manifest, self.path = folder, manifest, path
        self.source_file_id = record["source_file_id"]
        self.publication = Publication()
        self.projects = self.projects_set_aside = 0
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.parts: dict[str, int] = {}
        self.keys: dict[str, set[tuple]] = {}
        self.bad_rows: list[BadRow] = []
        self.issues: list[tuple[int, str, str, str, str]] = []
        self.days: set[datetime.date] = set()
        self.manifest_day: datetime.date | None = None

    def take(self, record: package.Record) -> None:
        """One project into rows, or into the quarantine."""
        self.projects += 1
        if record.problem:
            self._quarantine(record, record.problem, record.raw)
            return
        notes = Notes(self.projects)
        try:
            problem = self._read(record, notes)
            raw = raw_text(record.value) if problem else ""
        except RecursionError:
            notes, problem, raw = Notes(self.projects), package.DEEP, ""
        if problem:
            self._quarantine(record, problem, raw)
            return
        self.issues += notes.issues
        self.bad_rows += notes.bad_rows

    def _quarantine(self, record: package.Record, problem: str, raw: str) -> None:
        # A reason about one property goes on with the path: `projects/0/id: …`.
        self.projects_set_aside += 1
        joint = "" if problem.startswith("/") else ": "
        self.bad_rows.append(BadRow(self.projects, f"{record.path}{joint}{problem}", raw))

    def _read(self, record: package.Record, notes: Notes) -> str:
        """Keep what one project says; returns why it cannot be kept."""
        if not isinstance(record.value, dict):
            return f"an object was expected, found {kind(record.value)}"
        part = Part(record.value, record.path, "", notes)
        project_id = part.identifier()
        if project_id is None:
            return "/id: it is missing"
        published = self._published(record, notes)
        first = self.publication.projects.setdefault((project_id, published), record.path)
        if first != record.path:
            return f"/id: '{project_id}' is shared with {first}"
        scope = Scope(part, project_id, self.publication, published)
        parties.read(scope)
        works.read(scope)
        paid = processes.read(scope)
        measures.documents(scope, part, project_id, "project", project_id)
        measures.milestones(scope, part, project_id, None)
        measures.transactions(scope, part, project_id, None, paid)
        measures.metrics(scope)
        own_lists(part.own(), project_id)
        _one_schedule(notes)
        self._keep(notes, published)
        return ""

    def _published(self, record: package.Record, notes: Notes) -> datetime.date:
        """The day of the package, or of the manifest where the package does not say it."""
        if record.published:
            holder = Part({"publishedDate": record.published}, "", "", notes)
            if found := holder.day("publishedDate"):
                self.days.add(found)
                return found
        if self.manifest_day is None:
            self.manifest_day = publication.published_date(self.path, self.manifest, None)
        if self.manifest_day is None:
            raise InputError(
                self.path.name,
                "the day it speaks for cannot be told",
                "A project package says it as publishedDate",
                "Give published = { date = … } in the manifest",
            )
        self.days.add(self.manifest_day)
        return self.manifest_day

    def _keep(self, notes: Notes, published: datetime.date) -> None:
        for table, rows in notes.rows.items():
            kept = self.rows.setdefault(table, [])
            key = _key(table)
            seen = self.keys.setdefault(table, set())
            for row in rows:
                if key:
                    name = (*(row.get(column) for column in key), published)
                    if name in seen:
                        if table not in SAID_AGAIN:
                            words = facts.in_words(table, "primary_key")
                            notes.set_aside(row["path"], words, row["raw"])
                        continue
                    seen.add(name)
                kept.append(row | {LINE: notes.number, "published_date": published})

    def flush(self) -> None:
        """Write what was kept as a further part of each table; what breaks a check is set aside."""
        for table, rows in self.rows.items():
            if rows:
                self._write(table, rows)
        self.rows = {}

    def _write(self, table: str, rows: list[dict[str, Any]]) -> None:
        schema = tables.polars_schema(table)
        frame = pl.DataFrame(
            {
                name: pl.Series(name, [row.get(name) for row in rows], dtype=dtype, strict=True)
                for name, dtype in schema.items()
                if name != "source_file_id"
            }
        ).with_columns(
            pl.lit(self.source_file_id).alias("source_file_id"),
            pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(LINE),
        )
        _, failure = tables.history_schema(table).filter(frame.select(schema.keys()))
        reasons = facts.broken_from(table, failure)
        for number, reason in sorted(reasons.items()):
            row = rows[number - 1]
            self.bad_rows.append(
                BadRow(row[LINE], f"{row['path']}: {reason}", raw_text(row["raw"]))
            )
        lines = pl.Series(LINE, [row[LINE] for row in rows], dtype=pl.Int64)
        good = frame.with_columns(lines).filter(
            ~pl.Series([number in reasons for number in range(1, len(rows) + 1)], dtype=pl.Boolean)
        )
        if good.is_empty():
            return
        number = self.parts.get(table, 0)
        self.parts[table] = number + 1
        store.write_parquet(
            good.select(schema.keys()), self.folder / f"src_{table}-{number:03d}.parquet"
        )

    def finish(self) -> dict:
        """Write issues and quarantined rows; returns the counts for the record."""
        parts_set_aside = len(self.bad_rows) - self.projects_set_aside
        issues = pl.DataFrame(self.issues, schema=ISSUE_SCHEMA, orient="row")
        counts = store.write_rest(
            self.folder, self.source_file_id, self.projects + parts_set_aside, self.bad_rows, issues
        )
        published = (
            max(self.days)
            if self.days
            else publication.published_date(self.path, self.manifest, None)
        )
        layout = {
            "kind": "oc4ids",
            "columns": [],
            "personal": [],
            "encodings": list(self.manifest.encodings),
        }
        return counts | {"published_date": published, "layout": layout}


@cache
def _key(table: str) -> tuple[str, ...]:
    return tuple(tables.TABLES[table].primary_key())


def _one_schedule(notes: Notes) -> None:
    """Leave out the plans of several contracts: which of them is the project's nobody says."""
    rows = notes.rows.get("project_schedules", [])
    if len({row.get("contract") for row in rows}) > 1:
        notes.rows["project_schedules"] = []
