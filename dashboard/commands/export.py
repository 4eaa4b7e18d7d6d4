"""`export`: the build in service as an OC4IDS package, or all its tables as CSV or Parquet."""

from __future__ import annotations

import argparse
from pathlib import Path

FORMATS = ("oc4ids", "csv", "parquet")


def add_parser(commands: argparse._SubParsersAction) -> None:
    """The parser of `export` and what it runs."""
    export = commands.add_parser("export", help="write the build as OC4IDS, CSV or Parquet")
    export.add_argument("workspace")
    export.add_argument("format", help=f"one of: {', '.join(FORMATS)}")
    export.add_argument(
        "target", type=Path, metavar="FILE|FOLDER", help="a file for oc4ids, else a new folder"
    )
    export.set_defaults(run=run)


def run(words: argparse.Namespace) -> None:
    """Writes the export and prints one line on what was written."""
    from dashboard import workspaces
    from dashboard.export import build_reading, flat, oc4ids
    from dashboard.messages import UsageError, did_you_mean

    if words.format not in FORMATS:
        raise UsageError(
            f"format '{words.format}'",
            "there is no such format",
            did_you_mean(words.format, FORMATS),
        )
    workspace = workspaces.read(words.workspace)
    with build_reading.opened(workspace) as build:
        if words.format == "oc4ids":
            counts = oc4ids.write(build, words.target)
            told = (
                f"{counts.projects:,} projects, {counts.processes:,} contracting processes, "
                f"{counts.transactions:,} transactions"
            )
        else:
            written = flat.write(build, words.format, words.target, lambda what, share: None)
            told = f"{len(written)} tables, {sum(one.rows for one in written):,} rows"
        print(f"{words.target}: {told}, as of {build.as_of}, run {build.run_id}")
