"""What every test may use: an engine over an empty city, and the small city, loaded and built."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from dashboard import publish, workspaces
from dashboard.__main__ import main
from dashboard.engine import build, catalogue, definitions, order, results
from dashboard.engine.duck import Duck
from dashboard.ingest import load, tables
from dashboard.workspaces import Workspace
from tests import small_city

EMPTY_AS_OF = datetime.date(2025, 1, 1)

# A worker takes one file at a time. The longest come first, so that none of them is left to one
# worker while the others have nothing more to do. Neighbours in the list build different cities.
LONGEST_FIRST = (
    "browser/test_walk.py",
    "test_publish.py",
    "real/test_contacts_stay_out.py",
    "test_command_line.py",
    "real/test_other_sets.py",
    "compare/test_compare.py",
    "indicators/test_indicators.py",
    "pages/test_every_indicator.py",
    "sources/test_serialised_otherwise.py",
    "compare/test_baselines.py",
    "desk/test_mapping.py",
    "test_as_of.py",
    "test_reuse.py",
    "pages/test_parties.py",
    "pages/test_changes.py",
    "scenarios/test_scenarios.py",
    "export/test_oc4ids.py",
    "ingest/propose/test_real_files.py",
    "sample/test_city.py",
    "test_portability.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the tests of the longest files first; otherwise the order stays."""
    folder = Path(__file__).parent
    rank = {folder / name: number for number, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


@pytest.fixture(autouse=True)
def _local_data_stay_where_they_were():
    """No test, and no fixture it is the first to use, sends a later one to another folder."""
    before = os.environ.get("CLEARWORKS_LOCAL")
    yield
    assert os.environ.get("CLEARWORKS_LOCAL") == before, "CLEARWORKS_LOCAL was left changed"


def engine_with(kinds: set[str]) -> Duck:
    """A database in memory with every border table empty and the queries of `kinds` as tables."""
    duck = Duck()
    build.incoming(duck, build.Inputs({}, tables.build_schemas(), tables.keys()))
    for statement in results.STATEMENTS:
        duck.run(statement)
    for name, frame in definitions.relations().items():
        duck.frame(name, frame)
    queries = catalogue.queries()
    for name in order.build_order(queries, catalogue.asked()):
        if name != order.RESULTS_READY and queries[name].kind in kinds:
            build.create(duck, queries[name], EMPTY_AS_OF)
    return duck


@pytest.fixture(scope="session")
def empty_models():
    duck = engine_with({"model", "rollup"})
    yield duck
    duck.close()


@pytest.fixture
def engine(empty_models):
    """Models, rollups and results without rows; what a test gives is taken back when it ends."""
    empty_models.run("BEGIN TRANSACTION")
    yield empty_models
    empty_models.run("ROLLBACK")


# --- What is made once for all workers ---------------------------------------------------------


def state(folder: Path) -> dict[Path, tuple[int, int]]:
    """Size and time of writing of every file below a folder."""
    found = ((path, path.stat()) for path in folder.rglob("*") if path.is_file())
    return {path: (about.st_size, about.st_mtime_ns) for path, about in found}


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory) -> Path:
    """A folder that all workers of one run share."""
    root = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        root = root.parent
    folder = root / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def made_once(shared_folder):
    """A function: the folder `name`, filled by `make(folder)` in the worker that asks first.

    Others only read it, which is held against them at the end; who wants to write takes a copy.
    """
    as_made: dict[Path, dict] = {}

    def made(name: str, make: Callable[[Path], object]) -> Path:
        folder, finished = shared_folder / name, shared_folder / f"{name}.finished"
        with FileLock(shared_folder / f"{name}.lock"):
            if not finished.exists():
                shutil.rmtree(folder, ignore_errors=True)  # of somebody who failed
                folder.mkdir()
                make(folder)
                finished.touch()
            as_made.setdefault(folder, state(folder))
        return folder

    yield made
    for folder, before in as_made.items():
        assert state(folder) == before, f"a test wrote into {folder.name}, which is everybody's"


@dataclass(frozen=True)
class SmallCity:
    """A small city that a test may spoil: its workspace, and each source's file."""

    workspace: Workspace
    folder: Path
    files: dict[str, Path]


@pytest.fixture(scope="session")
def small_city_in_service(made_once) -> Path:
    """The small city: its `files`, and as `local` its local data, loaded and built."""

    def make(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CLEARWORKS_LOCAL", str(folder / "local"))
            workspace = workspaces.read(small_city.WORKSPACE)
            for source, path in small_city.write_files(folder / "files").items():
                load.load_files(workspace, source, [path])
            publish.build(workspace)

    return made_once("small-city", make)


@pytest.fixture
def own_small_city(small_city_in_service, tmp_path, monkeypatch) -> SmallCity:
    """A copy of the small city with its build in service: `publish.build` finds nothing to do."""
    folder = tmp_path / "city"
    shutil.copytree(small_city_in_service, folder)
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(folder / "local"))
    files = {source: folder / "files" / name for name, (source, _) in small_city.FILES.items()}
    return SmallCity(workspaces.read(small_city.WORKSPACE), folder, files)


@pytest.fixture
def loaded_small_city(tmp_path, monkeypatch) -> SmallCity:
    """The small city, loaded and not built."""
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path / "city" / "local"))
    workspace = workspaces.read(small_city.WORKSPACE)
    files = small_city.write_files(tmp_path / "city" / "files")
    for source, path in files.items():
        load.load_files(workspace, source, [path])
    return SmallCity(workspace, tmp_path / "city", files)


def sample_city(*size: str) -> Callable[[Path], None]:
    """A function that fills a folder with local data: a sample city of that size, built."""

    def make(local: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CLEARWORKS_LOCAL", str(local))
            assert main(["sample", *size]) == 0

    return make


@pytest.fixture(scope="session")
def sample_city_in_service(made_once) -> Path:
    """Local data with a sample city of 300 projects in 12 neighbourhoods, loaded and built."""
    size = ("--projects", "300", "--payments", "6000", "--neighbourhoods", "12")
    return made_once("sample-city", sample_city(*size))


@pytest.fixture(scope="session")
def smaller_city_in_service(made_once) -> Path:
    """Local data with a sample city of 60 projects in 8 neighbourhoods, loaded and built."""
    size = ("--projects", "60", "--payments", "900", "--neighbourhoods", "8", "--seed", "3")
    return made_once("smaller-city", sample_city(*size))
