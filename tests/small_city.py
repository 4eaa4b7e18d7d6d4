"""A city of a few rows in the files of the sample workspace, for tests that load and build."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent
WORKSPACE = "sample"

PROJECTS = """\
project_id,project_name,agency,status,planned_start_date,planned_end_date,actual_start_date,currency
P1,Bridge over the river,Works,implementation,2024-01-01,2025-01-01,2024-01-15,EUR
P2,School,Education,completion,2023-01-01,2024-01-01,2023-01-01,EUR
P3,Park,Parks,preparation,2026-01-01,2026-12-31,,EUR
"""
PLACES = """\
project_id,place_level,place_code
P1,neighbourhood,N1
P2,neighbourhood,N2
P3,neighbourhood,N2
"""
CONTRACTS = """\
contract_id,project_id,supplier_id,supplier_name,signed_date,original_amount,contract_amount,currency
C1,P1,B1,Builder One,2024-01-02,1000000,1600000,EUR
C2,P2,B2,Builder Two,2023-01-02,500000,500000,EUR
"""
INVOICES = """\
invoice_id,project_id,contract_id,tier,payee_id,issued_date,received_date,due_date,invoice_amount,currency
I1,P1,C1,client_prime,B1,2024-06-01,2024-06-01,2024-07-01,100000,EUR
I2,P1,C1,client_prime,B1,2024-09-01,2024-09-01,2024-10-01,200000,EUR
I3,P2,C2,client_prime,B2,2023-06-01,2023-06-01,2023-07-01,500000,EUR
"""
PAYMENTS = """\
payment_id,invoice_id,project_id,contract_id,tier,payee_id,paid_date,paid_amount,currency
Y1,I1,P1,C1,client_prime,B1,2024-09-29,100000,EUR
Y2,I3,P2,C2,client_prime,B2,2023-06-20,500000,EUR
"""
NEIGHBOURHOODS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {
                "neighbourhood_id": f"N{number}",
                "neighbourhood_name": name,
                "population": 1000 * number,
                "deprivation_index": 0.1 * number,
            },
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[number, 0], [number + 1, 0], [number + 1, 1], [number, 1], [number, 0]]
                ],
            },
        }
        for number, name in ((1, "Harbour"), (2, "Hill"))
    ],
}
# File name, source and content, in the order in which a person would load them.
FILES = {
    "neighbourhoods.geojson": ("sample-neighbourhoods", json.dumps(NEIGHBOURHOODS)),
    "projects.csv": ("sample-projects", PROJECTS),
    "project_places.csv": ("sample-project-places", PLACES),
    "contracts.csv": ("sample-contracts", CONTRACTS),
    "invoices.csv": ("sample-invoices", INVOICES),
    "payments.csv": ("sample-payments", PAYMENTS),
}


def write_files(folder: Path) -> dict[str, Path]:
    """Writes the files of the city into `folder`; returns the path of each source's file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (_, content) in FILES.items():
        (folder / name).write_text(content, encoding="utf-8")
    return {source: folder / name for name, (source, _) in FILES.items()}


def environment(local: Path) -> dict[str, str]:
    """The environment of a command whose local data lie in `local`."""
    return os.environ | {"CLEARWORKS_LOCAL": str(local), "POLARS_MAX_THREADS": "1"}


def start(local: Path, *words: str | Path) -> subprocess.Popen:
    """`python -m dashboard WORDS`, running."""
    return subprocess.Popen(
        [sys.executable, "-m", "dashboard", *map(str, words)],
        cwd=ROOT,
        env=environment(local),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def contents(facts: Path) -> dict[str, list[tuple]]:
    """Every row of every relation of a built file; a relation has no order, so they are sorted."""
    with duckdb.connect(str(facts), read_only=True) as connection:
        names = connection.execute("SELECT table_name FROM information_schema.tables").fetchall()
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for (name,) in names
        }
