"""A workspace with one OC4IDS source, and a project that holds a little of everything."""

from __future__ import annotations

import copy
import json

import pytest

from dashboard.ingest import manifest
from dashboard.workspaces import Workspace
from tests.ingest.town import AREAS, Town

MANIFEST = """
title = "Projects"
owner = "Town hall"
licence = "CC0"
kind = "rows"
files = ["*"]
published = { date = 2024-02-01 }
format = { kind = "oc4ids" }
"""
OLD_FORM = MANIFEST.replace('kind = "oc4ids"', 'kind = "oc4ids", encodings = ["utf-8", "cp1252"]')

PROJECT = {
    "id": "P-1",
    "title": "Bridge",
    "status": "implementation",
    "sector": ["transport", "transport.road"],
    "period": {"startDate": "2023-01-01T00:00:00Z", "endDate": "2024-12-31T00:00:00Z"},
    "implementationPeriod": {"startDate": "2023-05-01T00:00:00Z"},
    "budget": {
        "amount": {"amount": 1000, "currency": "EUR"},
        "approvalDate": "2022-11-01T00:00:00Z",
    },
    "publicAuthority": {"id": "XX-1", "name": "Roads Office"},
    "parties": [
        {
            "id": "XX-1",
            "name": "Roads Office",
            "roles": ["publicAuthority", "buyer"],
            "contactPoint": {"name": "Ann Example", "email": "ann@example.org"},
        }
    ],
    "contractingProcesses": [
        {
            "id": "ocds-1",
            "summary": {
                "ocid": "ocds-1",
                "title": "Works",
                "nature": ["construction"],
                "status": "active",
                "suppliers": [{"id": "XX-2", "name": "Builder"}],
                "contractValue": {"amount": 800, "currency": "EUR"},
                "contractPeriod": {
                    "startDate": "2023-05-01T00:00:00Z",
                    "endDate": "2024-05-01T00:00:00Z",
                },
                "transactions": [
                    {
                        "id": "T-1",
                        "date": "2023-06-01T00:00:00Z",
                        "value": {"amount": 100.25, "currency": "EUR"},
                    }
                ],
            },
        }
    ],
}


class Projects(Town):
    """Short ways to load JSON and to look at what came of it."""

    def __init__(self, incoming) -> None:
        super().__init__(incoming)
        self.workspace = Workspace("town", "Town", "", "sample", ("projects",), ("areas",))

    def give(self, content, name: str = "projects.json"):
        """Load text, bytes, or anything JSON can write."""
        if not isinstance(content, str | bytes):
            content = json.dumps(content)
        return self.load(name, content, "projects")

    def rows(self, table: str) -> list[dict]:
        """The rows of a border table, as dictionaries."""
        return self.table(f"src_{table}").to_dicts()

    def reasons(self) -> list[str]:
        """Why something was set aside."""
        return [row["reason"] for row in self.rows("quarantined_rows")]

    def issues(self) -> list[tuple[str, str, str]]:
        """Column, issue and action of each value that was nulled or repaired."""
        return [
            (row["column_name"], row["issue"], row["action"]) for row in self.rows("load_issues")
        ]


@pytest.fixture
def projects(tmp_path, monkeypatch) -> Projects:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "projects.toml").write_text(MANIFEST, encoding="utf-8")
    (sources / "areas.toml").write_text(AREAS, encoding="utf-8")
    monkeypatch.setattr(manifest, "SOURCES", sources)
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path / "local"))
    (tmp_path / "incoming").mkdir()
    return Projects(tmp_path / "incoming")


@pytest.fixture
def project() -> dict:
    """A project that a test may spoil."""
    return copy.deepcopy(PROJECT)


def package(*projects, **head) -> dict:
    """A package around the projects, published on 1 March 2024."""
    start = {
        "uri": "https://example.org/1",
        "publishedDate": "2024-03-01T00:00:00Z",
        "version": "0.9",
        "publisher": {"name": "Town hall"},
    }
    return start | head | {"projects": list(projects)}
