"""A small sample city, built once, exported, and what came back from loading the export."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import jsonschema
import polars as pl
import pytest

from dashboard import publish, workspaces
from dashboard.engine.duck import Duck
from dashboard.export import build_reading, oc4ids
from dashboard.ingest import load, manifest
from dashboard.workspaces import FACTS, Workspace

BACK = """
title = "A package of our own"
owner = "Town hall"
licence = "CC0"
kind = "rows"
files = ["*.json"]
published = { date = 2025-12-31 }
format = { kind = "oc4ids" }
"""


@dataclass
class Made:
    """A workspace's package, the build it is of, and the build of what it was loaded into."""

    workspace: Workspace
    package: Path
    facts: Path
    facts_back: Path
    report: load.LoadReport

    def rows(self, sql: str) -> list[tuple]:
        """The rows of a query on the build that was exported."""
        return _rows(self.facts, sql)

    def rows_back(self, sql: str) -> list[tuple]:
        """The rows of a query on the build of the package."""
        return _rows(self.facts_back, sql)


def _rows(facts: Path, sql: str) -> list[tuple]:
    duck = Duck(facts, read_only=True)
    try:
        return duck.rows(sql).rows()
    finally:
        duck.close()


@pytest.fixture(scope="session")
def there_and_back(tmp_path_factory):
    """A function: workspace as built in the current local folder, exported and loaded back."""

    def make(workspace: Workspace) -> Made:
        folder = tmp_path_factory.mktemp("package")
        path = folder / "package.json"
        with build_reading.opened(workspace) as build:
            oc4ids.write(build, path)
        back = Workspace("back", "Back", "", workspace.jurisdiction, ("back",), ())
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CLEARWORKS_LOCAL", str(folder))
            sources = folder / "sources"
            sources.mkdir()
            (sources / "back.toml").write_text(BACK, encoding="utf-8")
            patch.setattr(manifest, "SOURCES", sources)
            (report,) = load.load_files(back, "back", [path])
            published = publish.build(back)
        facts = workspace.published_folder() / FACTS
        return Made(workspace, path, facts, published.facts, report)

    return make


@pytest.fixture(scope="session")
def local(smaller_city_in_service, tmp_path_factory):
    """Local data with a small sample city: a copy for this worker."""
    folder = tmp_path_factory.mktemp("exported") / "local"
    return shutil.copytree(smaller_city_in_service, folder)


@pytest.fixture(scope="session")
def city(local, there_and_back) -> Made:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLEARWORKS_LOCAL", str(local))
        return there_and_back(workspaces.read("sample"))


@pytest.fixture
def sample(local, monkeypatch) -> Workspace:
    """The sample city's workspace, with its build in service."""
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(local))
    return workspaces.read("sample")


@pytest.fixture(scope="session")
def schemas() -> Path:
    """The folder with the published schema of OC4IDS 0.9.5; skips without it, but fails in CI."""
    beside = os.environ.get("CLEARWORKS_REAL_DATA", "")
    given = os.environ.get("CLEARWORKS_STANDARDS") or Path(beside).parent / "standards"
    folder = Path(given) / "oc4ids"
    if not (folder / "project-package-schema.json").is_file():
        reason = "CLEARWORKS_STANDARDS names no folder with oc4ids/project-package-schema.json"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    return folder


@pytest.fixture(scope="session")
def schema_errors(schemas):
    """A function that gives every error of a package against the 0.9.5 schema, formats too."""
    project = json.loads((schemas / "project-schema.json").read_text(encoding="utf-8"))
    package = json.loads((schemas / "project-package-schema.json").read_text(encoding="utf-8"))
    formats = jsonschema.FormatChecker()
    formats.checks("date-time")(
        lambda one: bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(one)))
    )
    formats.checks("uri")(lambda one: bool(re.fullmatch(r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+", str(one))))
    # Items are checked one by one: comparing every project with every other takes long.
    package["properties"]["projects"] |= {"items": {"type": "object"}, "uniqueItems": False}
    whole = jsonschema.Draft4Validator(package, format_checker=formats)
    single = jsonschema.Draft4Validator(project, format_checker=formats)

    def errors(content: dict) -> list[str]:
        ids = [one["id"] for one in content["projects"]]
        found = [f"{error.json_path}: {error.message}" for error in whole.iter_errors(content)]
        found += [f"id {one} comes twice" for one in ids if ids.count(one) > 1]
        for one in content["projects"]:
            found += [
                f"{one['id']} {error.json_path}: {error.message[:200]}"
                for error in single.iter_errors(one)
            ]
        return found

    return errors


def frame(path: Path) -> pl.DataFrame:
    """A table written as Parquet."""
    return pl.read_parquet(path)
