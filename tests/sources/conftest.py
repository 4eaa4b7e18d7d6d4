"""The published files of real cities, loaded once; they are not part of this project."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from dashboard import workspaces
from dashboard.ingest import build_inputs, load, store
from dashboard.workspaces import Workspace


@dataclass
class City:
    """One loaded workspace: its reports, its records, and its build inputs as frames."""

    workspace: Workspace
    reports: dict[str, load.LoadReport]
    inputs: dict[str, list[Path]]
    places: Path

    def table(self, relation: str, source: str = "") -> pl.DataFrame:
        """`relation` of all files, or of those of one source."""
        parts = self.inputs[relation]
        frame = pl.concat([pl.read_parquet(part) for part in parts])
        return (
            frame.filter(pl.col("source_file_id").str.contains(f"^{source}-[0-9a-f]{{12}}$"))
            if (source)
            else frame
        )

    def issues(self, column: str, source: str) -> dict[str, int]:
        """How many cells of a column had each issue."""
        found = self.table("src_load_issues", source).filter(pl.col("column_name") == column)
        return dict(found.group_by("issue").len().rows())


@pytest.fixture(scope="session")
def published() -> Path:
    """The folder with the published files."""
    folder = os.environ.get("CLEARWORKS_REAL_DATA")
    if not folder:
        reason = "CLEARWORKS_REAL_DATA is not set: no published files of real cities to read"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    return Path(folder)


def loaded(
    name: str, files: list[tuple[str, list[Path]]], tmp_path_factory: pytest.TempPathFactory
) -> City:
    """The workspace `name` with `files` (source and paths) loaded, and its build inputs."""
    local = tmp_path_factory.mktemp(name)
    before = os.environ.get("CLEARWORKS_LOCAL")
    os.environ["CLEARWORKS_LOCAL"] = str(local)
    try:
        workspace = workspaces.read(name)
        reports = {}
        for source, paths in files:
            for report in load.load_files(workspace, source, paths):
                reports[f"{report.source}:{report.file_name}"] = report
        folder = local / "inputs"
        inputs = build_inputs.prepare(workspace, folder, store.records(workspace))
    finally:
        os.environ.pop("CLEARWORKS_LOCAL")
        if before:
            os.environ["CLEARWORKS_LOCAL"] = before
    return City(workspace, reports, inputs, folder / "places")


@pytest.fixture(scope="session")
def buenos_aires(published, tmp_path_factory) -> City:
    files = sorted((published / "buenos-aires-obras").glob("observatorio-*.csv"))
    return loaded("buenos-aires", [("ba-works", files)], tmp_path_factory)


@pytest.fixture(scope="session")
def new_york(published, tmp_path_factory) -> City:
    schools = published / "nyc-sca-school-projects" / "Capital_Project_Schedules_and_Budgets.csv"
    capital = published / "nyc-capital-projects"
    files = [
        ("nyc-schools", [schools]),
        ("nyc-capital", [capital / "projects.geojson"]),
        ("nyc-capital-history", [capital / "NYC_capital_projects_20190901.csv"]),
    ]
    return loaded("new-york", files, tmp_path_factory)


@pytest.fixture(scope="session")
def bengaluru(published, tmp_path_factory) -> City:
    bills = published / "bengaluru-work-bills" / "bbmp-ward-001-work-orders.csv"
    return loaded("bengaluru", [("bbmp-bills", [bills])], tmp_path_factory)


@pytest.fixture(scope="session")
def seoul(published, tmp_path_factory) -> City:
    files = sorted((published / "seoul-boundaries").glob("kostat2013_*_geo_simple.json"))
    return loaded("seoul", [("boundaries", files)], tmp_path_factory)
