"""A made-up city, and a way to open a page over it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import workspaces
from dashboard.engine.duck import Duck
from dashboard.publish import FACTS
from dashboard.workspaces import Workspace

ROOT = Path(__file__).resolve().parent.parent.parent
ENTRY = ROOT / "dashboard" / "front" / "navigation.py"


@pytest.fixture(scope="session")
def city_folder(sample_city_in_service, tmp_path_factory) -> Path:
    """Local data with 300 projects in 12 neighbourhoods: a copy for this worker."""
    local = tmp_path_factory.mktemp("pages") / "local"
    return shutil.copytree(sample_city_in_service, local)


@pytest.fixture
def sample_city(city_folder, monkeypatch) -> Workspace:
    """The sample workspace over that folder; set for each test, as others have their own."""
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(city_folder))
    return workspaces.read("sample")


class Facts(Duck):
    """A published database, to compare what a page says with what is stored."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, read_only=True)

    def single(self, sql: str, params: dict | None = None) -> Any:
        """The one value of a query; counts as whole numbers."""
        return self.rows(sql, params).item()


@pytest.fixture(scope="session")
def facts(city_folder):
    """What the build of the sample city holds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLEARWORKS_LOCAL", str(city_folder))
        found = Facts(workspaces.read("sample").published_folder() / FACTS)
    yield found
    found.close()


@pytest.fixture(scope="session")
def pages_by_address(city_folder) -> dict:
    """The pages as the navigation registers them, by the hash under which an app opens them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLEARWORKS_LOCAL", str(city_folder))
        app = AppTest.from_file(str(ENTRY), default_timeout=120).run()
    assert not app.exception, app.exception
    return app._registered_pages


@pytest.fixture
def open_page(sample_city, pages_by_address) -> Callable[..., AppTest]:
    """Opens a page by its name with parameters of the address; fails on an exception."""

    def opened(page: str = "overview", **params: str) -> AppTest:
        app = AppTest.from_file(str(ENTRY), default_timeout=120)
        if page != "overview":
            # An app knows its pages from its first run. That would be the overview, drawn in vain.
            app._registered_pages = pages_by_address
            app.switch_page(f"../pages/{page}.py")
        for name, value in {"workspace": "sample", **params}.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception, app.exception
        return app

    return opened
