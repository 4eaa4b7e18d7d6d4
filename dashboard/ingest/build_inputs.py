"""From loads to what a build starts from: same projects, same parties, and places."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl

from dashboard.ingest import (
    column_profiles,
    follow,
    key_groups,
    map_shapes,
    neighbour_links,
    places,
    renaming,
    said_twice,
    shared_processes,
    store,
    tables,
)
from dashboard.ingest import manifest as manifests
from dashboard.ingest.parties import stage as who_is_who
from dashboard.workspaces import Workspace

Paths = dict[str, list[Path]]
Progress = Callable[[str, float], None]


def prepare(
    workspace: Workspace,
    folder: Path,
    found: list[dict],
    progress: Progress | None = None,
    latest: dict[str, datetime.date] | None = None,
    judgements: pl.DataFrame | None = None,
) -> Paths:
    """For every relation that a build starts from, the Parquet files of the records `found`.

    What is worked out over all loads (neighbourhoods, placements, the list of files) is written
    into `folder`, as are files from which rows were cut or in which projects were renamed, and the
    shapes for the map as `places/<level>.geojson` below it.
    `latest` gives by source the last day whose publications count, `judgements` what people decided
    about two parties (stage.JUDGEMENTS); `progress(what, share_done)` is called on the way.
    """
    say = progress or (lambda what, share: None)
    folder.mkdir(parents=True, exist_ok=True)
    loads = [Path(record["folder"]) for record in found]
    inputs: Paths = {
        relation: [file for load in loads for file in store.parts(load, relation)]
        for relation in tables.build_schemas()
    }
    say("following projects", 0.0)
    inputs = said_twice.once(_followed(inputs, folder, found, latest or {}), folder)
    inputs = key_groups.named(inputs, folder)
    inputs["src_source_files"] = [_written(folder, "src_source_files", store.source_files(found))]
    say("neighbourhoods", 0.1)
    shapes = places.shapes(loads)
    neighbourhoods = shapes.select(tables.NEIGHBOURHOODS.keys())
    inputs["src_neighbourhoods"] = [_written(folder, "src_neighbourhoods", neighbourhoods)]
    beside = neighbour_links.links(shapes)
    inputs["src_neighbourhood_links"] = [_written(folder, "src_neighbourhood_links", beside)]
    map_shapes.write(shapes, folder / "places")
    say("placing projects", 0.4)
    placed = places.placements(inputs["src_project_places"], shapes, workspace.boundaries)
    inputs["src_project_neighbourhoods"] = [
        _written(folder, "src_project_neighbourhoods", placed.rows)
    ]
    inputs["src_load_issues"].append(_written(folder, "src_load_issues-of-places", placed.issues))
    say("who is who, and counting values", 0.7)
    # Names are compared in Python, values are counted by Polars: neither waits for the other.
    with ThreadPoolExecutor(1) as beside:
        counting = beside.submit(column_profiles.profiles, dict(inputs))
        inputs |= _parties(workspace, folder, inputs, store.source_files(found), judgements)
        profiles = counting.result()
    inputs["src_column_profiles"] = [_written(folder, "src_column_profiles", profiles.columns)]
    inputs["src_column_examples"] = [_written(folder, "src_column_examples", profiles.examples)]
    cadences = {one: manifests.read(one).cadence for one in sorted({r["source"] for r in found})}
    inputs["src_source_cadences"] = [
        _written(folder, "src_source_cadences", column_profiles.cadences(cadences))
    ]
    say("inputs ready", 1.0)
    return inputs


def _parties(
    workspace: Workspace,
    folder: Path,
    inputs: Paths,
    source_files: pl.DataFrame,
    judgements: pl.DataFrame | None,
) -> Paths:
    """The clusters of parties, the matches between them, and the members of consortia."""
    decided = who_is_who.NO_JUDGEMENTS if judgements is None else judgements
    kept = workspace.folder / "matching"
    found = who_is_who.run(inputs, source_files, decided, kept)
    return {
        f"src_party_{name}": [_written(folder, f"src_party_{name}", getattr(found, name))]
        for name in ("clusters", "matches", "members")
    }


def _followed(
    inputs: Paths, folder: Path, found: list[dict], latest: dict[str, datetime.date]
) -> Paths:
    """`inputs` up to the last day of each source, every project under one id, and the links."""
    inputs = renaming.cut(inputs, folder, latest)
    followed = follow.follow(found, latest)
    inputs = renaming.renamed(inputs, folder, found, followed)
    inputs, shared = shared_processes.taken_over(inputs, folder)
    links = pl.concat([followed.links, shared])
    return inputs | {"src_project_links": [_written(folder, "src_project_links", links)]}


def _written(folder: Path, relation: str, frame) -> Path:
    path = folder / f"{relation}.parquet"
    store.write_parquet(frame, path)
    return path
