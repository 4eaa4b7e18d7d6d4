"""Loads the published sets that screens and forecasts are measured on, from a folder of copies."""

from __future__ import annotations

from pathlib import Path

from dashboard import workspaces
from dashboard.ingest import load
from dashboard.messages import InputError

GARCIA = "collusion-construction-garcia"
# Workspace, source, file below the folder.
SETS = (
    ("bid-screens", "collusion-brazil", f"{GARCIA}/DB_Collusion_Brazil_processed.csv"),
    ("bid-screens", "collusion-italy", f"{GARCIA}/DB_Collusion_Italy_processed.csv"),
    (
        "bid-screens",
        "collusion-ticino",
        f"{GARCIA}/DB_Collusion_Switzerland_Ticino_processed.csv",
    ),
    ("bid-screens", "collusion-tsuchiura", "collusion-tsuchiura-japan/tsuchiura_data.csv"),
    ("new-york", "nyc-capital-history", "nyc-capital-projects/NYC_capital_projects_20190901.csv"),
    (
        "new-york",
        "nyc-schools",
        "nyc-sca-school-projects/Capital_Project_Schedules_and_Budgets.csv",
    ),
)


def load_all(folder: Path) -> None:
    """Loads every set into the local data folder in use. Raises InputError for a missing file."""
    for workspace, source, name in SETS:
        path = folder / name
        if not path.exists():
            raise InputError(str(folder), f"there is no {name}", "", "Add it, or leave --real out")
        load.load_files(workspaces.read(workspace), source, [path])
