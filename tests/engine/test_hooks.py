"""Hooks: which code a header names, and what it is known by."""

import shutil
import threading
from pathlib import Path

import polars as pl
import pytest

from dashboard.engine import catalogue, hooks

FOLDER = Path(hooks.__file__).parent


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(FOLDER, tmp_path / "hooks", ignore=shutil.ignore_patterns("*.pyc"))


def used() -> list[str]:
    """Every hook that a header names."""
    named = {query.header.get("hook") for query in catalogue.queries().values()}
    return sorted(named - {None})


def test_another_text_of_a_module_or_of_one_that_it_imports_is_another_hook(folder):
    before = {name: hooks.digest(name, folder) for name in used()}
    path = folder / "peers.py"
    path.write_text(path.read_text() + "\n# Written otherwise.\n")
    moved = {
        name.partition(".")[0] for name in used() if hooks.digest(name, folder) != before[name]
    }
    assert {"peers", "unit_prices", "losing", "peers_beside_rules"} <= moved
    assert not moved & {"benford", "spatial", "graphs"}


def test_functions_of_one_module_are_known_by_the_same_code_and_other_modules_by_other():
    by_module: dict[str, set[str]] = {}
    for name in used():
        by_module.setdefault(name.partition(".")[0], set()).add(hooks.digest(name))
    assert all(len(digests) == 1 for digests in by_module.values())
    assert len(set.union(*by_module.values())) == len(by_module)


def test_hooks_run_one_at_a_time(monkeypatch):
    inside, most = 0, 0

    def counted(rows, settings):
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        waited.wait(0.2)
        inside -= 1
        return rows

    waited = threading.Event()  # never set: each stays inside for a while
    monkeypatch.setattr(hooks, "find", lambda name, where: counted)
    rows = pl.DataFrame({"a": [1]})
    threads = [
        threading.Thread(target=hooks.call, args=("a.b", "x.sql", rows, hooks.Settings()))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (inside, most) == (0, 1)
