"""The small jurisdiction of `town.py`, ready to load files."""

from __future__ import annotations

import pytest

from dashboard.ingest import manifest
from tests.ingest.town import AREAS, PAYMENTS, WORKS, Town


@pytest.fixture
def town(tmp_path, monkeypatch):
    sources = tmp_path / "sources"
    sources.mkdir()
    for name, text in {"works": WORKS, "areas": AREAS, "town-payments": PAYMENTS}.items():
        (sources / f"{name}.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(manifest, "SOURCES", sources)
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path / "local"))
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    return Town(incoming)
