"""Speed as ratios measured in one run: `make bench`. Writes docs/benchmarks.md.

Bare seconds say more about the machine than about the program, so every figure is divided by a
yardstick taken on the same machine minutes before or after: reading the same bytes once, or the
rerun of the smallest possible page.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import polars as pl

from benchmarks import cardinal, pages, releases
from benchmarks.make_city import PAYMENTS_PER_PROJECT

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "benchmarks.md"
REPEATS = 3


@dataclass
class Figures:
    """What one city size gave."""

    payments: int
    values: dict[str, float] = field(default_factory=dict)


def main() -> None:
    """Runs every size and writes the report."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--millions", default="1,5", help="payments in millions, with commas")
    words.add_argument(
        "--pages-up-to", type=float, default=5, help="millions above which pages are left out"
    )
    words.add_argument(
        "--cities", type=Path, help="keep the files of the cities here, and take what is there"
    )
    words.add_argument("--report", type=Path, default=REPORT)
    words.add_argument("--releases", type=int, default=1_000_000, help="OCDS releases to load")
    chosen = words.parse_args()
    sizes = [float(text) for text in chosen.millions.split(",")]
    found = []
    for millions in sizes:
        with_pages = millions <= chosen.pages_up_to
        with tempfile.TemporaryDirectory(prefix="clearworks-bench-") as folder:
            made = (chosen.cities or Path(folder)) / f"city-of-{millions:g}-million"
            found.append(measure(int(millions * 1e6), Path(folder), made, with_pages))
        print(json.dumps({"payments": found[-1].payments} | found[-1].values, indent=2))
    if chosen.releases:
        with tempfile.TemporaryDirectory(prefix="clearworks-bench-") as folder:
            environment = os.environ | {"CLEARWORKS_LOCAL": folder}
            found[0].values |= releases.measure(
                chosen.releases, Path(folder), environment, command, median_time
            )
            found[0].values |= cardinal.measure(chosen.releases, Path(folder), environment, command)
        print(json.dumps(found[0].values, indent=2))
    chosen.report.write_text(report(found), encoding="utf-8")
    print(f"written: {chosen.report}")


def measure(payments: int, folder: Path, made: Path, with_pages: bool) -> Figures:
    """Makes a city in `made` (unless it is there), loads it into `folder`, builds it, and measures
    each against its yardstick."""
    environment = os.environ | {"CLEARWORKS_LOCAL": str(folder)}
    figures = Figures(payments)
    if not (made / "files.json").exists():  # written last
        run("benchmarks.make_city", str(made), str(payments), environment=environment)
    payments_file = made / "payments.csv"
    figures.values["payments.csv, million bytes"] = payments_file.stat().st_size / 1e6
    scan = median_time(lambda: read_raw(payments_file))
    load_payments, _ = command(
        ["load", "sample", "sample-payments", str(payments_file)], environment
    )
    figures.values["ingest, scans of the raw bytes"] = load_payments / scan
    load_seconds, load_memory = 0.0, 0.0
    for source, path in json.loads((made / "files.json").read_text()).items():
        seconds, memory = command(["load", "sample", source, path], environment)
        load_seconds += seconds
        load_memory = max(load_memory, memory)
    build_seconds, build_memory = command(["build", "sample", "--force"], environment)
    parquet = sorted((folder / "sample" / "loads").glob("sample-*/*/src_*.parquet"))
    parquet_scan = median_time(lambda: read_parquet(parquet))
    figures.values["build, scans of the Parquet"] = build_seconds / parquet_scan
    figures.values["build, seconds (for growth only)"] = build_seconds
    figures.values["peak memory of load, GB"] = load_memory
    figures.values["peak memory of build, GB"] = build_memory
    if with_pages:
        figures.values |= pages.measure(environment)
    return figures


def command(words: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Wall time in seconds and peak memory in GB of one command of the dashboard."""
    return run("dashboard", *words, environment=environment)


def run(module: str, *words: str, environment: dict[str, str]) -> tuple[float, float]:
    """Runs `python -m module`; wall time in seconds and its own peak memory in GB."""
    code = (
        "import resource, subprocess, sys; "
        "done = subprocess.run([sys.executable, '-m', *sys.argv[1:]]); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr); "
        "sys.exit(done.returncode)"
    )
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, module, *words],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    seconds = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{module} {' '.join(words)} failed:\n{done.stderr}")
    kilobytes = int(done.stderr.strip().splitlines()[-1])
    unit = 1 if platform.system() == "Darwin" else 1024
    return seconds, kilobytes * unit / 1e9


def read_raw(path: Path) -> None:
    """The yardstick of ingest: Polars reads every cell as text, checks nothing, keeps nothing."""
    pl.read_csv(path, infer_schema=False)


def read_parquet(paths: list[Path]) -> None:
    """The yardstick of a build: DuckDB hands out every column of every Parquet file once."""
    connection = duckdb.connect()
    by_table: dict[str, list[str]] = {}
    for path in paths:
        by_table.setdefault(path.stem.partition("-")[0], []).append(str(path))
    for listed in by_table.values():
        reader = connection.read_parquet(listed).to_arrow_reader()
        for _ in reader:
            pass
    connection.close()


def median_time(work) -> float:
    """Seconds that `work` takes: the middle of three runs after one to warm up."""
    work()
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


BARS = {
    "build, scans of the Parquet": ("60", "20"),
    "ingest, scans of the raw bytes": ("6", "3"),
    "page, p95 in reruns of a one-widget page": ("3", "1"),
    "50 users, p95 of a filter change, seconds": ("1", "0.4"),
    "Cardinal's indicators, scans of their columns": ("3", "2"),
    "peak memory of Cardinal's indicators, GB": ("1.5", ""),
    "peak memory of load, GB": ("6", "3"),
    "peak memory of build, GB": ("6", "3"),
}


def report(found: list[Figures]) -> str:
    """The page docs/benchmarks.md."""
    names = list(dict.fromkeys(name for figures in found for name in figures.values))
    heads = [f"{figures.payments / 1e6:g} million payments" for figures in found]
    lines = [
        "# Benchmarks\n",
        "Written by `make bench`. Ratios from one run on one machine; the yardsticks are explained "
        "in `benchmarks/bench.py`. The city has one project for every "
        f"{PAYMENTS_PER_PROJECT} payments, so some 20,000 contracts for every million of "
        "them, and 40 neighbourhoods.\n",
        f"Machine: {os.cpu_count()} cores, "
        f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB, "
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}, "
        f"Polars {pl.__version__}.\n",
        f"| figure | {' | '.join(heads)} | first bar | goal |",
        f"|---|{'---:|' * len(heads)}---:|---:|",
    ]
    for name in names:
        cells = " | ".join(
            f"{figures.values[name]:.3g}" if name in figures.values else "" for figures in found
        )
        bar, goal = BARS.get(name, ("", ""))
        lines.append(f"| {name} | {cells} | {bar} | {goal} |")
    if len(found) > 1:
        first, last = found[0], found[-1]
        seconds = "build, seconds (for growth only)"
        growth = last.values[seconds] / first.values[seconds]
        times = last.payments / first.payments
        lines.append(
            f"\nGrowth of the build from {first.payments / 1e6:g} to {last.payments / 1e6:g} "
            f"million payments: {growth:.1f}-fold for {times:g} times the data "
            "(bar: 11-fold for ten times)."
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
