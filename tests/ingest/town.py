"""A small jurisdiction: manifests and files written by the tests themselves."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from dashboard.ingest import load, store
from dashboard.workspaces import Workspace

WORKS = """
title = "Works"
owner = "Town hall"
licence = "CC0"
kind = "rows"
files = ["works_*.csv"]
published = { file_name = '(?P<year>20\\d\\d)-(?P<month>\\d\\d)' }
format = { kind = "csv", encodings = ["utf-8"], delimiters = [",", ";"] }
personal = ["Phone"]

[columns]
name = { from = ["Name", "Nombre"], type = "text", required = true }
area = { from = "Area", type = "text" }
amount = { from = "Amount", type = "money" }
end_date = { from = "End", type = "date", formats = ["%Y-%m-%d"] }

[identity]
project_id = { columns = ["name"], style = "readable", tell_apart = ["amount"], ordinal = true }

[tables.projects]
project_id = "project_id"
project_name = "name"
planned_end_date = "end_date"
currency = { value = "EUR" }

[tables.project_places]
project_id = "project_id"
place_level = { value = "area" }
place_name = "area"
"""

AREAS = """
title = "Areas"
owner = "Town hall"
licence = "CC0"
kind = "boundaries"
files = ["areas.geojson"]
published = { date = 2020-01-01 }

[boundary]
level = "area"
id = { from = "code", prefix = "area-", digits = 2 }
name = "label"
population = "people"
population_year = 2021

[boundary.aliases]
"Old Town" = "CENTRE"
"""

PAYMENTS = """
title = "Payments"
owner = "Town hall"
licence = "CC0"
kind = "rows"
files = ["payments.csv"]
published = { date = 2025-01-31 }
template = "payments"
"""


class Town:
    """A workspace, the folder its files arrive in, and short ways to what was loaded."""

    def __init__(self, incoming: Path) -> None:
        self.incoming = incoming
        self.workspace = Workspace(
            "town", "Town", "", "sample", ("works", "town-payments"), ("areas",)
        )

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.incoming / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def load(self, name: str, content: str | bytes, source: str = "works") -> load.LoadReport:
        reports = load.load_files(self.workspace, source, [self.file(name, content)])
        assert all(one.rows_read == one.rows_loaded + one.rows_quarantined for one in reports)
        return reports[0]

    def table(self, relation: str) -> pl.DataFrame:
        parts = [
            pl.read_parquet(file)
            for record in store.records(self.workspace)
            for file in sorted(Path(record["folder"]).glob(f"{relation}*.parquet"))
            if file.stem.removeprefix(relation).lstrip("-").isdigit() or file.stem == relation
        ]
        return pl.concat(parts) if parts else pl.DataFrame()


def square(west: float, south: float, size: float = 1.0) -> list:
    east, north = west + size, south + size
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def areas(*features: tuple[dict, list], crs: str | None = None) -> str:
    content = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": properties,
                "geometry": {"type": "Polygon", "coordinates": rings},
            }
            for properties, rings in features
        ],
    }
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    return json.dumps(content)


TWO_AREAS = areas(
    ({"code": 1.0, "label": "CENTRE", "people": 900.0}, square(0, 0)),
    ({"code": 2.0, "label": "NÚÑEZ", "people": 100.0}, square(1, 0)),
)
