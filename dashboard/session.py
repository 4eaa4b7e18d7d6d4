"""The only place where Streamlit meets the engine: which build is shown, what is cached."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from dashboard import compare, workspaces
from dashboard.engine import catalogue, order, reference
from dashboard.engine.catalogue import Query
from dashboard.engine.duck import Duck, quoted, used_params
from dashboard.ingest import source_row as source_rows
from dashboard.workspaces import FACTS, Workspace

DEFAULT_WORKSPACE = "sample"
CACHED_RESULTS = 2_000


@dataclass(frozen=True)
class Scope:
    """The reader's filters; None lets everything through."""

    agency: str | None = None
    sector: str | None = None
    status: str | None = None
    neighbourhood_id: str | None = None

    def described(self) -> dict[str, str]:
        """The filters that are set, by name."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class Shown:
    """The workspace and build that the reader looks at."""

    workspace: Workspace
    run_id: str
    as_of: date
    is_in_service: bool = True

    @property
    def address(self) -> dict[str, str]:
        """What every link of the app carries: the workspace, and a build that was chosen."""
        chosen = {} if self.is_in_service else {"build": self.run_id}
        return {"workspace": self.workspace.name} | chosen

    @property
    def folder(self) -> Path:
        return self.workspace.builds / self.run_id


def shown(workspace_name: str, run_id: str | None = None) -> Shown | None:
    """What is in service for a workspace, or None where nothing was built yet.

    With `run_id` that build instead, as long as it is kept.
    """
    workspace = workspaces.read(workspace_name)
    pointer = workspace.published()
    if run_id and pointer and run_id != pointer["run_id"]:
        facts = workspace.builds / run_id / FACTS
        if facts.exists():
            as_of = _facts(str(facts)).single("SELECT as_of FROM build")
            return Shown(workspace, run_id, as_of, is_in_service=False)
    if pointer is None or not (workspace.builds / pointer["run_id"] / FACTS).exists():
        return None
    return Shown(workspace, pointer["run_id"], date.fromisoformat(pointer["as_of"]))


def current() -> Shown:
    """What this session looks at; pages are opened only where there is something."""
    return st.session_state["shown"]


@st.cache_resource(max_entries=8, show_spinner=False)
def _facts(path: str) -> Duck:
    return Duck(Path(path), read_only=True)


@st.cache_resource(max_entries=CACHED_RESULTS, show_spinner=False)
def _answer(path: str, sql: str, params: tuple[tuple[str, Any], ...]) -> pl.DataFrame:
    # The path holds the build's identity, so a new build is a new key. Frames are never changed
    # in place, so one copy serves every session.
    return _facts(path).rows(sql, dict(params))


def _ask(sql: str, **params: Any) -> pl.DataFrame:
    used = tuple(sorted(params.items(), key=lambda item: item[0]))
    return _answer(str(current().folder / FACTS), sql, used)


def view(name: str, scope: Scope | None = None, **params: Any) -> pl.DataFrame:
    """The rows of a view: a stored one as it is, an asked one with the reader's filters and params.

    Raises KeyError for a name that is no view.
    """
    views = catalogue.of_kind("view")
    query = views[name]
    if name not in catalogue.asked():
        return _ask(f"SELECT * FROM {quoted(query.name)}")
    filters = asdict(scope or Scope())
    as_of = {"as_of": current().as_of}
    sql = order.with_asked_views(name, catalogue.queries(), catalogue.asked())
    return _ask(sql, **used_params(sql, filters | as_of | params))


def relation(
    name: str, *, order_by: str | None = None, limit: int = 1_000, **equals: Any
) -> pl.DataFrame:
    """Rows of a stored relation where columns equal the given values.

    Names are checked against the catalogue and the relation's own columns. Raises KeyError for
    a relation or column that does not exist.
    """
    if name not in catalogue.queries() and name not in STORED_BY_THE_ENGINE:
        raise KeyError(name)
    columns = _facts(str(current().folder / FACTS)).columns(name)
    for column in [*equals, *([order_by] if order_by else [])]:
        if column not in columns:
            raise KeyError(f"{name}.{column}")
    conditions = " AND ".join(f"{quoted(column)} = ${column}" for column in equals)
    sql = f"SELECT * FROM {quoted(name)}"
    sql += f" WHERE {conditions}" if conditions else ""
    sql += f" ORDER BY {quoted(order_by)}" if order_by else ""
    return _ask(f"{sql} LIMIT {int(limit)}", **equals)


STORED_BY_THE_ENGINE = (
    "build",
    "indicator_results",
    "indicator_counts",
    "indicator_counts_by_contract",
    "indicator_definitions",
    "indicator_inputs",
    "indicator_thresholds",
    "ref_payment_clocks",
)


def build_facts() -> dict[str, Any]:
    """The one row that describes the build: title, currency, jurisdiction, run."""
    return relation("build").row(0, named=True)


def indicators() -> dict[str, Query]:
    """Every indicator by code."""
    return {query.header["code"]: query for query in catalogue.indicators().values()}


def condition(code: str) -> str:
    """The sentence that says when an indicator is raised, with the thresholds of this build."""
    applied = relation("indicator_definitions", code=code).row(0, named=True)
    thresholds = {
        severity: applied[f"{severity}_threshold"]
        for severity in ("watch", "high", "critical")
        if applied[f"{severity}_threshold"] is not None
    }
    return reference.condition(catalogue.by_code(code).header, thresholds)


@st.cache_resource(max_entries=16, show_spinner=False)
def _differences(before: str, after: str) -> pl.DataFrame:
    return compare.differences(Path(before), Path(after))


def changes_since(run_id: str) -> pl.DataFrame:
    """Every flag that is new, cleared or changed since another kept build, and what moved it."""
    now = current()
    before = now.workspace.builds / run_id / FACTS
    return _differences(str(before), str(now.folder / FACTS))


def evidence(code: str, subject_ids: tuple[str, ...]) -> pl.DataFrame:
    """The rows of an indicator's own relation for some subjects, with its evidence columns.

    Raises StopIteration for an unknown code.
    """
    name = catalogue.by_code(code).name
    sql = f"SELECT * FROM {quoted(name)} WHERE subject_id IN (SELECT UNNEST($subject_ids))"
    return _ask(sql, subject_ids=subject_ids)


@st.cache_resource(show_spinner=False)
def _evidence_kept() -> dict[str, list[dict[str, Any]]]:
    path = catalogue.ROOT / "data" / "reference" / "evidence.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def evidence_kept(part: str) -> list[dict[str, Any]]:
    """What `make evaluate` measured last: the records of planted, cartels, forecasts, cardinal."""
    return _evidence_kept().get(part, [])


def source_row(source_file_id: str, line: int) -> dict[str, str]:
    """The raw text of one source row, column by column, contact data taken out."""
    return source_rows.read(current().workspace, source_file_id, line)


def map_url(level: str) -> str:
    """The local address of a level's polygons, prepared when the build was made."""
    found = current()
    return f"/places/{found.workspace.name}/{found.run_id}/{level_slug(level)}.geojson"


def level_slug(level: str) -> str:
    """`school district` as it stands in file names."""
    return "-".join(level.lower().split())
