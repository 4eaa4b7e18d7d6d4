"""Cardinal's indicators on JSON lines, measured against a bare reading of the same columns.

Alone: `python -m benchmarks.cardinal [--releases 1000000]`.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from benchmarks import make_compiled_releases

REPEATS = 3
# The fields that the eleven indicators need, as anybody would declare them, and nothing done.
BARE = """
SELECT COUNT(ocid), COUNT(buyer), COUNT(tender), COUNT(bids), COUNT(awards)
FROM read_ndjson(?, columns = {
    ocid: 'VARCHAR',
    buyer: 'STRUCT(id VARCHAR)',
    tender: 'STRUCT(
        status VARCHAR, procurementMethod VARCHAR, procurementMethodDetails VARCHAR,
        numberOfTenderers VARCHAR, tenderPeriod STRUCT(startDate VARCHAR, endDate VARCHAR),
        procuringEntity STRUCT(id VARCHAR)
    )',
    bids: 'STRUCT(details STRUCT(
        status VARCHAR, date VARCHAR, value STRUCT(amount DOUBLE, currency VARCHAR),
        tenderers STRUCT(id VARCHAR)[]
    )[])',
    awards: 'STRUCT(
        status VARCHAR, suppliers STRUCT(id VARCHAR)[],
        items STRUCT(classification STRUCT(id VARCHAR))[]
    )[]'
})
"""
Command = Callable[[list[str], dict[str, str]], tuple[float, float]]


def measure(
    count: int, folder: Path, environment: dict[str, str], command: Command
) -> dict[str, float]:
    """Judges `count` processes; megabytes, scans of the columns by DuckDB, peak memory in GB.

    Scans and runs take turns, so that a busy moment of the machine hits both.
    """
    path = folder / "compiled_releases.jsonl"
    make_compiled_releases.write(path, count)
    scans, runs, memory = [], [], 0.0
    for _ in range(REPEATS):
        scans.append(_seconds_of_bare_scan(path))
        seconds, peak = command(["cardinal", str(path)], environment)
        runs.append(seconds)
        memory = max(memory, peak)
    size = path.stat().st_size / 1e6
    path.unlink()
    return {
        "compiled releases as JSON lines, million bytes": size,
        "Cardinal's indicators, scans of their columns": statistics.median(runs)
        / statistics.median(scans),
        "Cardinal's indicators, seconds (for comparison only)": statistics.median(runs),
        "peak memory of Cardinal's indicators, GB": memory,
    }


def _seconds_of_bare_scan(path: Path) -> float:
    start = time.perf_counter()
    with duckdb.connect() as connection:
        connection.execute(BARE, [str(path)]).fetchall()
    return time.perf_counter() - start


def _command(words: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Runs `python -m dashboard` with these words; seconds, and the peak of its memory in GB."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "dashboard", *words],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    return time.perf_counter() - start, peak


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--releases", type=int, default=1_000_000)
    with tempfile.TemporaryDirectory(prefix="clearworks-bench-") as temporary:
        found = measure(
            arguments.parse_args().releases, Path(temporary), dict(os.environ), _command
        )
    print(json.dumps(found, indent=2))
