"""`changes`: flags that are new, cleared or changed between two builds, and what moved them."""

from __future__ import annotations

import argparse
import json


def add_parser(commands) -> None:
    """Adds the command to the sub-parsers of the command line."""
    parser = commands.add_parser(
        "changes", help="flags that changed between two builds, and what moved them"
    )
    parser.add_argument("workspace")
    parser.add_argument("--from", dest="before", metavar="RUN", help="default: the one before")
    parser.add_argument("--to", dest="after", metavar="RUN", help="default: the one in service")
    parser.add_argument("--json", action="store_true", help="every changed flag, for programs")
    parser.set_defaults(run=run)


def run(words: argparse.Namespace) -> None:
    """Prints per indicator how many flags are new, cleared and changed, or all of them as JSON."""
    from dashboard import compare, workspaces
    from dashboard.desk import builds

    workspace = workspaces.read(words.workspace)
    before, after = builds.pair(workspace, words.before, words.after)
    rows = compare.differences(
        builds.facts_of(workspace, before), builds.facts_of(workspace, after)
    )
    if words.json:
        found = {"from": before, "to": after, "changes": rows.to_dicts()}
        print(json.dumps(found, indent=2, ensure_ascii=False, default=str))
        return
    print(f"{workspace.title}: from run {before} to run {after}")
    if rows.is_empty():
        print("No flag is new, cleared or changed.")
    for row in compare.counts(rows).iter_rows(named=True):
        print(
            f"{row['code']}: {row['new']:,} new, {row['cleared']:,} cleared, "
            f"{row['changed']:,} changed; moved by data {row['by_data']:,}, "
            f"rule {row['by_rule']:,}, peers {row['by_peers']:,}"
        )
