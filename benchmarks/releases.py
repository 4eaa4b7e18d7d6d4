"""Ingest of OCDS releases, measured against a bare reading of the same lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from benchmarks import make_releases

# A source of this machine only: it lies where the mapping desk saves its manifests.
MANIFEST = """
title = "Made-up releases"
owner = "Nobody"
licence = "CC0"
kind = "rows"
files = ["releases.jsonl"]
published = { release_date = true }
format = { kind = "ocds" }
"""
SOURCE = "bench-releases"
# What a reader that keeps nothing would have to look at, and no more.
BARE = """
SELECT COUNT(ocid), COUNT(tender), COUNT(bids), COUNT(awards), COUNT(contracts), COUNT(parties)
FROM read_ndjson(?, columns = {
    ocid: 'VARCHAR', date: 'VARCHAR', tender: 'JSON', bids: 'JSON', awards: 'JSON',
    contracts: 'JSON', parties: 'JSON'
})
"""
Command = Callable[[list[str], dict[str, str]], tuple[float, float]]
Timed = Callable[[Callable[[], None]], float]


def measure(
    count: int, folder: Path, environment: dict[str, str], command: Command, median_time: Timed
) -> dict[str, float]:
    """Loads `count` releases; megabytes, scans of the lines by DuckDB, and peak memory in GB."""
    path = folder / "releases.jsonl"
    make_releases.write(path, count)
    sources = folder / "sample" / "sources"
    sources.mkdir(parents=True, exist_ok=True)
    (sources / f"{SOURCE}.toml").write_text(MANIFEST, encoding="utf-8")
    scan = median_time(lambda: read_bare(path))
    seconds, memory = command(["load", "sample", SOURCE, str(path)], environment)
    size = path.stat().st_size / 1e6
    path.unlink()
    (sources / f"{SOURCE}.toml").unlink()
    return {
        "OCDS releases as JSON lines, million bytes": size,
        "ingest of OCDS, scans of the lines": seconds / scan,
        "peak memory of loading OCDS, GB": memory,
    }


def read_bare(path: Path) -> None:
    """The yardstick: DuckDB reads every line as JSON and counts its parts."""
    with duckdb.connect() as connection:
        connection.execute(BARE, [str(path)]).fetchall()
