"""A load is there whole or not at all; the inputs of a build are the same in any order."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from dashboard.ingest import build_inputs, load, store, tables
from tests.ingest.town import TWO_AREAS

HEADER = "Name,Area,Amount,End,Phone\n"

KILLED_LOAD = """
import os, sys
from pathlib import Path
from dashboard.ingest import load, manifest, store
from dashboard.workspaces import Workspace
manifest.SOURCES = Path(sys.argv[1])
point, real = sys.argv[3], getattr(store, sys.argv[3])
def stop(*arguments, **settings):
    if sys.argv[4] == "after":
        real(*arguments, **settings)
    print("here", flush=True)
    os.kill(os.getpid(), 9)
setattr(store, point, stop)
town = Workspace("town", "Town", "", "sample", ("works", "town-payments"), ("areas",))
load.load_files(town, "works", [sys.argv[2]])
"""


def killed_load(path: Path, point: str, when: str) -> None:
    """Load `path` in another process that is killed before or after the step `point`."""
    from dashboard.ingest import manifest

    script = [sys.executable, "-c", KILLED_LOAD, str(manifest.SOURCES), str(path), point, when]
    root = str(Path(__file__).resolve().parents[2])
    environment = os.environ | {"PYTHONPATH": root}
    done = subprocess.run(script, env=environment, capture_output=True, text=True, cwd=root)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert "here" in done.stdout


@pytest.mark.parametrize(
    ("point", "when"),
    [
        ("write_parquet", "before"),
        ("write_rest", "after"),
        ("keep_raw", "after"),
        ("write_record", "after"),
        ("_replace", "before"),
    ],
)
def test_a_load_killed_at_any_moment_leaves_no_half_load(town, point, when):
    path = town.file("works_2024-03.csv", HEADER + "Bridge,,,,\n")
    killed_load(path, point, when)
    assert store.records(town.workspace) == []
    assert town.load("works_2024-03.csv", HEADER + "Bridge,,,,\n").rows_loaded == 1
    assert len(store.records(town.workspace)) == 1


def test_a_reload_killed_between_its_two_steps_leaves_the_load_before_it(town):
    town.load("works_2024-03.csv", HEADER + "Bridge,,,,\n")
    folder = next((town.workspace.loads / "works").iterdir())
    folder.rename(folder.with_name(store.SET_ASIDE + folder.name))
    assert len(store.records(town.workspace)) == 1
    assert folder.is_dir()


def test_a_load_that_fails_leaves_nothing_behind(town):
    with pytest.raises(Exception, match="column 'name'"):
        town.load("works_2024-03.csv", "a,b\n1,2\n")
    assert list((town.workspace.loads / "works").iterdir()) == []


def test_the_raw_copy_has_the_bytes_of_the_file(town):
    content = (HEADER + "Bridge,,,,me@example.org\n").encode()
    town.load("works_2024-03.csv", content)
    digest = hashlib.sha256(content).hexdigest()
    copy = town.workspace.raw / digest / "works_2024-03.csv"
    assert copy.read_bytes() == content


def inputs_of(town, folder: Path) -> dict[str, list[Path]]:
    inputs = build_inputs.prepare(town.workspace, folder, store.records(town.workspace))
    assert inputs.keys() == tables.build_schemas().keys()
    return inputs


def test_every_relation_of_a_build_has_its_declared_columns_and_types(town):
    town.file("areas.geojson", TWO_AREAS)
    town.load("works_2024-03.csv", HEADER + "Bridge,CENTRE,x,2021,\n,,,,\n")
    inputs = inputs_of(town, town.incoming / "build")
    for relation, schema in tables.build_schemas().items():
        for file in inputs[relation]:
            assert dict(pl.read_parquet_schema(file)) == schema, relation
    assert len(inputs["src_projects"]) == 1
    assert inputs["src_payments"] == []


def test_a_workspace_without_any_load_has_inputs_too(town):
    inputs = inputs_of(town, town.incoming / "build")
    assert inputs["src_projects"] == []
    assert pl.read_parquet(inputs["src_neighbourhoods"][0]).is_empty()


def test_the_order_of_loading_does_not_change_the_inputs(town, monkeypatch):
    files = {
        f"works_2024-0{month}.csv": HEADER + f"Bridge {month},CENTRE,,,\n" for month in (3, 1, 2)
    }
    town.file("areas.geojson", TWO_AREAS)
    seen = []
    for order in (sorted(files), sorted(files, reverse=True)):
        monkeypatch.setenv("CLEARWORKS_LOCAL", str(town.incoming / f"local {order[0]}"))
        for name in order:
            town.load(name, files[name])
        inputs = inputs_of(town, town.incoming / f"build {order[0]}")
        relations = {
            relation: [hashlib.sha256(file.read_bytes()).hexdigest() for file in parts]
            for relation, parts in inputs.items()
        }
        seen.append(relations)
    assert seen[0] == seen[1]


def test_the_map_has_shapes_by_id_with_rings_as_the_standard_has_them(town):
    town.load("areas.geojson", TWO_AREAS, "areas")
    inputs_of(town, town.incoming / "build")
    content = json.loads((town.incoming / "build" / "places" / "area.geojson").read_text())
    first = content["features"][0]
    assert first["id"] == first["properties"]["neighbourhood_id"] == "area-01"
    assert first["properties"]["name"] == "CENTRE"
    ring = first["geometry"]["coordinates"][0]
    signed = sum((x2 - x1) * (y2 + y1) for (x1, y1), (x2, y2) in zip(ring, ring[1:], strict=False))
    assert signed < 0  # counterclockwise
    assert all(round(x, 5) == x for x, _ in ring)


def test_progress_is_told_from_nothing_to_all(town):
    told = []
    path = town.file("works_2024-03.csv", HEADER + "Bridge,,,,\n")
    load.load_files(town.workspace, "works", [path], lambda what, share: told.append(share))
    assert told[0] == 0.0
    assert told[-1] == 1.0


def test_a_damaged_load_is_read_anew(town):
    content = "Name,Area,Amount,End,Phone\nBridge,CENTRE,1,,\n"
    town.load("works_2024-03.csv", content)
    (damaged,) = town.workspace.loads.glob("works/*/src_projects.parquet")
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[: len(whole) // 2])
    assert not town.load("works_2024-03.csv", content).repeated
    assert damaged.read_bytes() == whole
    assert town.load("works_2024-03.csv", content).repeated
