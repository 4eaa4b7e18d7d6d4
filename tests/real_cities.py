"""The real cities, loaded and built through the command line, once for all tests that ask."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
from filelock import FileLock

from dashboard import workspaces
from dashboard.ingest import source_row

ROOT = Path(__file__).resolve().parent.parent

# What a person would type: source, then files.
LOADS = {
    "buenos-aires": [
        (
            "ba-works",
            [
                f"buenos-aires-obras/observatorio-de-obras-urbanas_{month}.csv"
                for month in ("2019-11", "2023-11", "2024-07", "2024-11")
            ],
        ),
    ],
    "new-york": [
        ("nyc-schools", ["nyc-sca-school-projects/Capital_Project_Schedules_and_Budgets.csv"]),
        ("nyc-capital", ["nyc-capital-projects/projects.geojson"]),
        ("nyc-capital-history", ["nyc-capital-projects/NYC_capital_projects_20190901.csv"]),
    ],
    "bengaluru": [("bbmp-bills", ["bengaluru-work-bills/bbmp-ward-001-work-orders.csv"])],
    "seoul": [
        (
            "boundaries",
            [
                "seoul-boundaries/kostat2013_seoul_municipalities_geo_simple.json",
                "seoul-boundaries/kostat2013_seoul_submunicipalities_geo_simple.json",
            ],
        ),
    ],
    "philippines": [
        ("boundaries", ["philippines-dpwh/provinces", "philippines-dpwh/municipalities"]),
        ("dpwh-contracts", ["philippines-dpwh/contracts"]),
    ],
    "prague": [("prague-invoices", ["prague-invoices/faktury-IS-PKO.csv"])],
    "bid-screens": [
        (f"collusion-{name}", [f"{folder}/{file}.csv"])
        for name, folder, file in (
            ("brazil", "collusion-construction-garcia", "DB_Collusion_Brazil_processed"),
            ("italy", "collusion-construction-garcia", "DB_Collusion_Italy_processed"),
            (
                "ticino",
                "collusion-construction-garcia",
                "DB_Collusion_Switzerland_Ticino_processed",
            ),
            ("tsuchiura", "collusion-tsuchiura-japan", "tsuchiura_data"),
        )
    ],
}

# Rows as counted by whoever collected the files, before this project read them.
ROWS = {
    "buenos-aires": {
        "barrios.geojson": 48,
        "observatorio-de-obras-urbanas_2019-11.csv": 991,
        "observatorio-de-obras-urbanas_2023-11.csv": 1_498,
        "observatorio-de-obras-urbanas_2024-07.csv": 1_525,
        "observatorio-de-obras-urbanas_2024-11.csv": 1_665,
    },
    "new-york": {
        "Capital_Project_Schedules_and_Budgets.csv": 13_638,
        "projects.geojson": 2_010,
        "NYC_capital_projects_20190901.csv": 2_259,
        "school_districts.geojson": 33,
        "nta.geojson": 195,
    },
    "bengaluru": {"bbmp-ward-001-work-orders.csv": 322, "BBMP_oldWards.geojson": 198},
    "seoul": {
        "kostat2013_seoul_municipalities_geo_simple.json": 25,
        "kostat2013_seoul_submunicipalities_geo_simple.json": 423,
    },
}


@dataclass(frozen=True)
class City:
    """One built workspace: its folder of local data, and what the commands printed."""

    name: str
    local: Path
    printed: str

    @property
    def facts(self) -> Path:
        """The DuckDB file in service, whose path `build` prints last."""
        return Path(self.printed.splitlines()[-1])

    def rows(self, sql: str, params: list | None = None) -> list[dict]:
        """The rows of a query on the built file, as dictionaries."""
        with duckdb.connect(str(self.facts), read_only=True) as connection:
            found = connection.execute(sql, params or [])
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def row(self, sql: str, params: list | None = None) -> dict:
        """The only row of a query."""
        (row,) = self.rows(sql, params)
        return row

    def result(self, code: str, subject_id: str) -> dict:
        """What an indicator says of a subject; fails where it says nothing."""
        return self.row(
            """SELECT value, outcome, severity, skip_reason FROM indicator_results
            WHERE code = ? AND subject_id = ?""",
            [code, subject_id],
        )

    def source_row(self, source_file_id: str, line: int) -> dict[str, str]:
        """The published row behind a fact."""
        before = os.environ.get("CLEARWORKS_LOCAL")
        os.environ["CLEARWORKS_LOCAL"] = str(self.local)
        try:
            return source_row.read(workspaces.read(self.name), source_file_id, line)
        finally:
            os.environ.pop("CLEARWORKS_LOCAL")
            if before is not None:
                os.environ["CLEARWORKS_LOCAL"] = before


def run_command(local: Path, *words: str | Path) -> str:
    """What `python -m dashboard WORDS` prints; fails with its message where it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "dashboard", *map(str, words)],
        cwd=ROOT,
        env=os.environ | {"CLEARWORKS_LOCAL": str(local)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def made(name: str, real_data: Path, shared_folder: Path) -> City:
    """A city by its workspace's name; the first worker that calls loads and builds it."""
    local, said = shared_folder / "real-cities", shared_folder / f"{name}.txt"
    with FileLock(shared_folder / f"{name}.lock"):
        if not said.exists():
            printed = ""
            for source, files in LOADS[name]:
                paths = [real_data / file for file in files]
                printed += run_command(local, "load", name, source, *paths)
            said.write_text(printed + run_command(local, "build", name), encoding="utf-8")
    return City(name, local, said.read_text(encoding="utf-8"))
