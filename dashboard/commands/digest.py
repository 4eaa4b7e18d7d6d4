"""`digest`: what a build holds, as one SHA-256 per relation and one for all of them."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys


def add_parser(commands) -> None:
    """Adds the command to the command line."""
    parser = commands.add_parser("digest", help="the SHA-256 of everything a build holds")
    parser.add_argument("workspace")
    parser.add_argument("--relations", action="store_true", help="one line for each relation")
    parser.set_defaults(run=run)


def run(words: argparse.Namespace) -> None:
    """Prints the digest of the build in service; the same inputs give the same one anywhere."""
    from dashboard import workspaces
    from dashboard.engine import steady
    from dashboard.engine.duck import Duck
    from dashboard.messages import InputError

    workspace = workspaces.read(words.workspace)
    folder = workspace.published_folder()
    if folder is None:
        raise InputError(
            f"workspace '{workspace.name}'",
            "nothing has been built yet",
            "",
            f"Build it first: python -m dashboard build {workspace.name}",
        )
    engine = Duck(folder / workspaces.FACTS, read_only=True)
    try:
        found = steady.digests(engine)
    finally:
        engine.close()
    if words.relations:
        for name, entry in found.items():
            print(f"{entry['sha256']}  {name} ({entry['rows']:,} rows)")
    whole = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()
    sys.stdout.write(f"{whole}  {workspace.name}, run {folder.name}\n")
