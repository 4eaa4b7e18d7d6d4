"""`cardinal`: the red flags of Cardinal, straight from OCDS compiled releases as JSON lines."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path


def add_parser(commands: argparse._SubParsersAction) -> None:
    """The parser of `cardinal` and what it runs; the options are named as Cardinal's."""
    command = commands.add_parser(
        "cardinal", help="Cardinal's indicators on a file of OCDS JSON lines"
    )
    command.add_argument(
        "file", metavar="FILE", help="one compiled release a line; - for standard input"
    )
    command.add_argument(
        "-s", "--settings", type=Path, metavar="FILE", help="Cardinal's settings file"
    )
    command.add_argument(
        "-c", "--count", action="store_true", help="print the number of results per group as well"
    )
    command.add_argument("--no-meta", action="store_true", help="without quartiles and fences")
    command.add_argument("--map", action="store_true", help="which organizations are in a process")
    command.add_argument(
        "--no-prepare", action="store_true", help="without the corrections of Cardinal's prepare"
    )
    command.set_defaults(run=run)


def run(words: argparse.Namespace) -> None:
    """Prints the results as one JSON object, and to standard error what could not be read."""
    from dashboard.cardinal import run as cardinal
    from dashboard.cardinal import settings

    chosen = settings.read(words.settings, is_prepared=not words.no_prepare)
    for code in chosen.left_out:
        print(f"{code} is not computed here; its section has no effect", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="clearworks-") as folder:
        path = Path(words.file)
        if words.file == "-":
            path = _from_standard_input(Path(folder))
        account = cardinal.run(
            path, chosen, sys.stdout, has_meta=not words.no_meta, has_maps=words.map
        )
    _tell(account.read)
    if words.count:
        for group, count in account.counts.items():
            print(f"{group}: {count}", file=sys.stderr)


def _from_standard_input(folder: Path) -> Path:
    import shutil

    path = folder / "standard-input.jsonl"
    with path.open("wb") as copy:
        shutil.copyfileobj(sys.stdin.buffer, copy)
    return path


def _tell(read) -> None:
    """What became of the lines, where anything did."""
    for number, reason in read.bad:
        print(f"Line {number} is left out: {reason}", file=sys.stderr)
    for number, reason in read.mended:
        print(f"Line {number} counts without a part of it: {reason}", file=sys.stderr)
    if read.bad or read.mended or read.nameless:
        print(
            f"{read.processes + len(read.bad):,} lines: {read.processes:,} read, "
            f"{len(read.bad):,} left out; {len(read.mended):,} count without a part; "
            f"{read.nameless:,} have no ocid that is a text and are not judged",
            file=sys.stderr,
        )
