"""A small made-up city, built once, and a way to open a page over it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import workspaces
from dashboard.__main__ import main
from dashboard.engine.duck import Duck
from dashboard.publish import FACTS
from dashboard.workspaces import Workspace

ROOT = Path(__file__).resolve().parent.parent.parent
ENTRY = ROOT / "dashboard" / "front" / "navigation.py"
SIZE = ["--projects", "300", "--payments", "6000", "--neighbourhoods", "12"]


@pytest.fixture(scope="session")
def city_folder(tmp_path_factory) -> Path:
    """Local data with 300 projects in 12 neighbourhoods."""
    folder = tmp_path_factory.mktemp("local")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLEARWORKS_LOCAL", str(folder))
        assert main(["sample", *SIZE]) == 0
    return folder


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


@pytest.fixture
def open_page(sample_city) -> Callable[..., AppTest]:
    """Opens a page by its name with parameters of the address; fails on an exception."""

    def opened(page: str = "overview", **params: str) -> AppTest:
        app = AppTest.from_file(str(ENTRY), default_timeout=120)
        app.query_params["workspace"] = "sample"
        for name, value in params.items():
            app.query_params[name] = value
        app.run()
        if page != "overview":
            app.switch_page(f"../pages/{page}.py")
            for name, value in params.items():  # a switch begins with an empty address
                app.query_params[name] = value
            app.run()
        assert not app.exception, app.exception
        return app

    return opened
