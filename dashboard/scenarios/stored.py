"""The scenarios of a build, made once and kept beside it."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dashboard.engine.hooks import SEED
from dashboard.scenarios import cells as cell_store
from dashboard.scenarios.draws import DRAWS, stability
from dashboard.scenarios.tornado import tornado
from dashboard.workspaces import FACTS

FOLDER = "scenarios"
SUMMARY = "summary.json"
TABLES = ("stability", "top", "tornado")


@dataclass(frozen=True)
class Stored:
    """Frames as `draws.stability` and `tornado.tornado` return them, and how they were drawn."""

    summary: dict
    stability: pl.DataFrame
    top: pl.DataFrame
    tornado: pl.DataFrame


def make(build: Path, draws: int = DRAWS, seed: int = SEED) -> Stored:
    """Draws the scenarios of the build in a folder and keeps them in it, in one step.

    The same build, number of draws and seed give the same bytes. Nothing else there changes.
    """
    read = cell_store.read(build / FACTS)
    found = stability(read, draws, seed)
    frames = {"stability": found.entities, "top": found.top, "tornado": tornado(read)}
    summary = {
        "run_id": build.name,
        "draws": draws,
        "seed": seed,
        "entity_count": read.entities.height,
        "cell_count": read.height,
        "mean_kept_share": found.entities["kept_share"].mean(),
    }
    unfinished = build / f".{FOLDER}-{os.getpid()}"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    try:
        for name, frame in frames.items():
            frame.write_parquet(unfinished / f"{name}.parquet")
        (unfinished / SUMMARY).write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
        shutil.rmtree(build / FOLDER, ignore_errors=True)
        unfinished.rename(build / FOLDER)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return Stored(summary, **frames)


def stored(build: Path) -> Stored | None:
    """What was drawn for the build in a folder; None where nothing was."""
    folder = build / FOLDER
    if not (folder / SUMMARY).exists():
        return None
    summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    return Stored(summary, **{name: pl.read_parquet(folder / f"{name}.parquet") for name in TABLES})
