"""`evaluate`: how often flags are right where the truth is known; writes docs/evidence.md."""

from __future__ import annotations

import argparse
import os
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

CITIES = 20


def add_parser(commands) -> None:
    """Adds the command to the command line."""
    parser = commands.add_parser(
        "evaluate", help="how often flags are right, where the truth is known"
    )
    parser.add_argument(
        "--cities", type=int, default=CITIES, help="how many made-up cities (0: leave them as kept)"
    )
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--real",
        type=Path,
        default=os.environ.get("CLEARWORKS_REAL_DATA"),
        help="folder with the published sets; without it, what needs them is left as kept",
    )
    parser.set_defaults(run=run)


def run(words: argparse.Namespace) -> None:
    """Measures what was asked for, and says what was written."""
    from dashboard.evaluation import evidence

    measured = {}
    if words.cities:
        seeds = range(words.first_seed, words.first_seed + words.cities)
        measured["planted"] = _planted(seeds, words.workers)
    if words.real:
        measured |= _on_real_data(Path(words.real))
    else:
        print("No folder of published sets (--real): all but the cities stays as it was kept")
    for path in evidence.keep(measured):
        print(f"{path}: written")


def _planted(seeds: range, workers: int):
    import polars as pl

    from dashboard.evaluation import planted

    counts = []
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for done, counted in enumerate(pool.map(_count_city, seeds), start=1):
            counts.append(counted)
            print(f"city {done} of {len(seeds)}", flush=True)
    return planted.measure(pl.concat(counts))


def _count_city(seed: int):
    """One city in a process and a folder of its own."""
    from dashboard.evaluation import planted

    with tempfile.TemporaryDirectory() as folder:
        os.environ["CLEARWORKS_LOCAL"] = str(Path(folder) / "local")
        return planted.count_city(Path(folder) / "city", seed)


def _on_real_data(folder: Path) -> dict:
    from dashboard import workspaces
    from dashboard.evaluation import cartels, forecasts, published_sets, same_answers

    with tempfile.TemporaryDirectory() as local:
        before = os.environ.get("CLEARWORKS_LOCAL")
        os.environ["CLEARWORKS_LOCAL"] = local
        try:
            published_sets.load_all(folder)
            print("published sets loaded", flush=True)
            bids = workspaces.read("bid-screens")
            return {
                "cardinal": same_answers.results(cartels.read_bids(bids)),
                "cartels": cartels.results(cartels.read_sets(bids)),
                "forecasts": forecasts.results(forecasts.read_series(workspaces.read("new-york"))),
            }
        finally:
            if before is None:
                del os.environ["CLEARWORKS_LOCAL"]
            else:
                os.environ["CLEARWORKS_LOCAL"] = before
