"""From loads to what a build starts from: same projects, same parties, and places."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dashboard.ingest import map_shapes, places, store, tables
from dashboard.workspaces import Workspace

Paths = dict[str, list[Path]]
Progress = Callable[[str, float], None]


def prepare(
    workspace: Workspace, folder: Path, found: list[dict], progress: Progress | None = None
) -> Paths:
    """For every relation that a build starts from, the Parquet files of the records `found`.

    What is worked out over all loads (neighbourhoods, placements, the list of files) is written
    into `folder`, and the shapes for the map as `places/<level>.geojson` below it.
    `progress(what, share_done)` is called on the way.
    """
    say = progress or (lambda what, share: None)
    folder.mkdir(parents=True, exist_ok=True)
    loads = [Path(record["folder"]) for record in found]
    inputs: Paths = {
        relation: [file for load in loads for file in store.parts(load, relation)]
        for relation in tables.build_schemas()
    }
    inputs["src_source_files"] = [_written(folder, "src_source_files", store.source_files(found))]
    say("neighbourhoods", 0.1)
    shapes = places.shapes(loads)
    neighbourhoods = shapes.select(tables.NEIGHBOURHOODS.keys())
    inputs["src_neighbourhoods"] = [_written(folder, "src_neighbourhoods", neighbourhoods)]
    map_shapes.write(shapes, folder / "places")
    say("placing projects", 0.4)
    placements = places.placements(inputs["src_project_places"], shapes, workspace.boundaries)
    inputs["src_project_neighbourhoods"] = [
        _written(folder, "src_project_neighbourhoods", placements)
    ]
    say("inputs ready", 1.0)
    return inputs


def _written(folder: Path, relation: str, frame) -> Path:
    path = folder / f"{relation}.parquet"
    store.write_parquet(frame, path)
    return path
