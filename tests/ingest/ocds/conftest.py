"""A workspace with one OCDS source, and a release that holds a little of everything."""

from __future__ import annotations

import copy
import json
import zipfile

import pytest

from dashboard.ingest import manifest, source_row, store
from dashboard.workspaces import Workspace
from tests.ingest.town import AREAS, Town

MANIFEST = """
title = "Processes"
owner = "Town hall"
licence = "CC0"
kind = "rows"
files = ["*"]
published = { release_date = true }
format = { kind = "ocds" }
"""

RELEASE = {
    "ocid": "ocds-town-1",
    "id": "1",
    "date": "2024-01-10T09:00:00Z",
    "tag": ["contract"],
    "parties": [
        {
            "id": "XX-BUY-1",
            "name": "Roads Office",
            "identifier": {"scheme": "XX-BUY", "id": "1"},
            "roles": ["buyer", "procuringEntity"],
            "address": {"streetAddress": "1 Square", "locality": "Town"},
            "contactPoint": {"name": "Ann Example", "email": "ann@example.org"},
        },
        {
            "id": "XX-REG-7",
            "name": "Builder Ltd",
            "identifier": {"scheme": "XX-REG", "id": "7"},
            "roles": ["supplier", "tenderer"],
        },
    ],
    "buyer": {"id": "XX-BUY-1", "name": "Roads Office"},
    "planning": {"budget": {"amount": {"amount": 1200, "currency": "EUR"}}},
    "tender": {
        "id": "T",
        "title": "A bridge",
        "status": "complete",
        "value": {"amount": 1100, "currency": "EUR"},
        "procuringEntity": {"id": "XX-BUY-1", "name": "Roads Office"},
        "tenderPeriod": {
            "startDate": "2023-10-01T00:00:00Z",
            "endDate": "2023-11-01T12:00:00+02:00",
        },
    },
    "awards": [
        {
            "id": "A",
            "status": "active",
            "value": {"amount": 1000, "currency": "EUR"},
            "suppliers": [{"id": "XX-REG-7", "name": "Builder Ltd"}],
        }
    ],
    "contracts": [
        {
            "id": "C",
            "awardID": "A",
            "title": "Bridge works",
            "status": "active",
            "dateSigned": "2024-01-05T00:00:00Z",
            "period": {"startDate": "2024-02-01T00:00:00Z", "endDate": "2024-12-31T00:00:00Z"},
            "value": {"amount": 1000, "currency": "EUR"},
            "implementation": {
                "transactions": [
                    {
                        "id": "P1",
                        "date": "2024-01-08T00:00:00Z",
                        "value": {"amount": 100.25, "currency": "EUR"},
                        "payer": {"id": "XX-BUY-1", "name": "Roads Office"},
                        "payee": {"id": "XX-REG-7", "name": "Builder Ltd"},
                    }
                ],
                "milestones": [{"id": "M1", "title": "Piers", "dueDate": "2024-06-30T00:00:00Z"}],
            },
        }
    ],
}


class Processes(Town):
    """Short ways to load releases and to look at what came of them."""

    def __init__(self, incoming) -> None:
        super().__init__(incoming)
        self.workspace = Workspace("town", "Town", "", "sample", ("processes",), ("areas",))

    def give(self, content, name: str = "processes.json"):
        """Load text, bytes, or anything JSON can write."""
        if not isinstance(content, str | bytes):
            content = json.dumps(content)
        return self.load(name, content, "processes")

    def give_archive(self, files: dict[str, str | bytes]):
        """Load a ZIP archive of files."""
        path = self.incoming / "processes.zip"
        with zipfile.ZipFile(path, "w") as packed:
            for name, content in files.items():
                packed.writestr(name, content)
        return self.load("processes.zip", path.read_bytes(), "processes")

    def rows(self, table: str) -> list[dict]:
        """The rows of a border table, as dictionaries."""
        return self.table(f"src_{table}").to_dicts()

    def latest(self, table: str, key: str) -> dict[str, dict]:
        """The row of each key that was published last."""
        ordered = sorted(self.rows(table), key=lambda row: row["published_date"])
        return {row[key]: row for row in ordered}

    def reasons(self) -> list[str]:
        """Why something was set aside."""
        return [row["reason"] for row in self.rows("quarantined_rows")]

    def issues(self) -> list[tuple[str, str, str]]:
        """Column, issue and action of each value that was nulled or repaired."""
        return [
            (row["column_name"], row["issue"], row["action"]) for row in self.rows("load_issues")
        ]

    def source_row(self, line: int) -> dict[str, str]:
        """The release `line` as it was published."""
        (record,) = store.records(self.workspace)
        return source_row.read(self.workspace, record["source_file_id"], line)

    def everything(self) -> str:
        """Every cell of every table, to look for what must not be in any."""
        files = self.workspace.loads.rglob("*")
        return " ".join(path.read_text("latin-1") for path in files if path.is_file()) + " ".join(
            str(self.rows(path.stem.removeprefix("src_").rsplit("-", 1)[0]))
            for path in self.workspace.loads.rglob("src_*.parquet")
        )


def described_by(text: str, tmp_path, monkeypatch) -> Processes:
    """The workspace with this manifest."""
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "processes.toml").write_text(text, encoding="utf-8")
    (sources / "areas.toml").write_text(AREAS, encoding="utf-8")
    monkeypatch.setattr(manifest, "SOURCES", sources)
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path / "local"))
    (tmp_path / "incoming").mkdir()
    return Processes(tmp_path / "incoming")


@pytest.fixture
def processes(tmp_path, monkeypatch) -> Processes:
    return described_by(MANIFEST, tmp_path, monkeypatch)


@pytest.fixture
def with_options(tmp_path, monkeypatch):
    """A function that gives the workspace with these keys added to `format`."""

    def made(options: str) -> Processes:
        text = MANIFEST.replace('kind = "ocds"', f'kind = "ocds", {options}')
        return described_by(text, tmp_path, monkeypatch)

    return made


@pytest.fixture
def release() -> dict:
    """A release that a test may spoil."""
    return copy.deepcopy(RELEASE)


@pytest.fixture
def later():
    """A function that copies a release under another id and day, for a test to change."""

    def made(release: dict, number: int, date: str) -> dict:
        return copy.deepcopy(release) | {"id": str(number), "date": date}

    return made
