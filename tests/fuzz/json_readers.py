"""Breaks JSON documents at random and loads them: `make fuzz`.

A reader may refuse an input in a sentence, or load it with every row accounted for. Anything else
is a finding: the input is written to `tests/fuzz/found/`, where a test loads it from then on. With
`--published` the documents to break are those under CLEARWORKS_REAL_DATA as well; what is found in
them goes to a folder for temporary files, since nothing published is kept in the project.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from dashboard import workspaces  # noqa: E402
from dashboard.ingest import load  # noqa: E402
from dashboard.messages import InputError  # noqa: E402
from tests import mutations  # noqa: E402
from tests.fuzz import seeds  # noqa: E402

FOUND = Path(__file__).parent / "found"
AT_ONCE = 400
# Reader: workspace, source, whether its publication may be an archive of documents, share of all.
READERS = {
    "ocds": ("nigeria", "ocds-nigeria", True, 0.4),
    "oc4ids": ("oc4ids-examples", "oc4ids-examples", True, 0.3),
    "json rows": ("philippines", "dpwh-contracts", True, 0.2),
    "geojson": ("sample", "sample-neighbourhoods", False, 0.1),
}


def inputs(reader: str, count: int, seed: int, published: bool) -> Iterator[bytes]:
    """`count` broken documents."""
    random = Random(f"{reader} {seed}")
    whole = seeds.documents(reader, published)
    names = [mutation.__name__ for mutation in mutations.MUTATIONS]
    weights = [4 if name == "restructured" else 1 for name in names]
    for _ in range(count):
        chosen = random.choices(names, weights, k=random.randint(1, 3))
        yield mutations.mutated(random.choice(whole), random.randrange(2**32), chosen)


def problem(reader: str, contents: list[bytes], folder: Path) -> str:
    """What is wrong with how `contents` are loaded as one publication; empty if nothing is."""
    workspace_name, source, is_archive, _ = READERS[reader]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if is_archive:
        path = folder / "broken.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for number, content in enumerate(contents):
                archive.writestr(f"{number:04d}.json", content)
    else:
        path = folder / "neighbourhoods.geojson"
        path.write_bytes(contents[0])
    try:
        with mock.patch.dict(os.environ, CLEARWORKS_LOCAL=str(folder / "local")):
            reports = load.load_files(workspaces.read(workspace_name), source, [path])
        for report in reports:
            if report.rows_read != report.rows_loaded + report.rows_quarantined:
                return f"rows do not add up: {report}"
            # A list of rows may be empty; a release or project package may not.
            if reader in ("ocds", "oc4ids") and report.rows_read < len(contents):
                return f"{len(contents)} documents, but only {report.rows_read} rows read"
    except InputError as refused:
        return "" if len(contents) == 1 else f"a whole publication was refused: {refused}"
    except BaseException:
        return traceback.format_exc()
    return ""


def run(reader: str, count: int, seed: int, published: bool, folder: Path) -> int:
    """Loads `count` inputs; prints and keeps what went wrong, and returns how many did."""
    at_once = AT_ONCE if READERS[reader][2] else 1
    started, done, found = time.monotonic(), 0, {}
    batch: list[bytes] = []
    for content in inputs(reader, count, seed, published):
        batch.append(content)
        done += 1
        if len(batch) < at_once and done < count:
            continue
        if whole := problem(reader, batch, folder):
            alone = {one: problem(reader, [one], folder) for one in batch}
            culprits = {one: said for one, said in alone.items() if said} or {batch[0]: whole}
            for one, said in culprits.items():
                found.setdefault(said.strip().splitlines()[-1][:200], (one, said))
        batch = []
    seconds = time.monotonic() - started
    print(f"{reader}: {done:,} inputs, {len(found)} kinds of finding, {seconds:.0f} s", flush=True)
    kept = Path(tempfile.gettempdir()) / "clearworks-found" if published else FOUND
    for content, said in found.values():
        kept.mkdir(exist_ok=True)
        name = f"{reader.replace(' ', '-')}-{hashlib.sha256(content).hexdigest()[:10]}.json"
        (kept / name).write_bytes(content)
        print(f"{kept / name}\n{said}", flush=True)
    return len(found)


def main() -> int:
    """Runs every reader; the exit code is 1 where anything was found."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--inputs", type=int, default=100_000)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--readers", default=",".join(READERS))
    words.add_argument("--published", action="store_true")
    chosen = words.parse_args()
    total = 0
    with tempfile.TemporaryDirectory(prefix="clearworks-fuzz-") as folder:
        for reader in chosen.readers.split(","):
            share = READERS[reader][3]
            count = round(chosen.inputs * share)
            total += run(reader, count, chosen.seed, chosen.published, Path(folder) / "work")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
