"""`python -m dashboard parties`: who is who in a workspace, or how well the matching does."""

from __future__ import annotations

import argparse

SEEDS = 5


def add_parser(commands: argparse._SubParsersAction) -> None:
    """Adds `parties WORKSPACE [--evaluate] [--seeds N]`."""
    command = commands.add_parser("parties", help="which parties are one, and how sure that is")
    command.add_argument("workspace")
    command.add_argument(
        "--evaluate",
        action="store_true",
        help="precision and recall on the planted aliases of the made-up city",
    )
    command.add_argument("--seeds", type=int, default=SEEDS, help="made-up cities to measure on")
    command.set_defaults(run=run)


def run(words: argparse.Namespace) -> None:
    """Prints the clusters of the build in service, or the tables of the evaluation."""
    from dashboard import workspaces

    workspace = workspaces.read(words.workspace)
    print(_evaluated(max(1, words.seeds)) if words.evaluate else _described(workspace))


def _described(workspace) -> str:
    from dashboard.engine.duck import Duck
    from dashboard.messages import InputError
    from dashboard.workspaces import FACTS

    folder = workspace.published_folder()
    if folder is None:
        raise InputError(
            f"workspace '{workspace.name}'",
            "nothing has been built yet",
            "",
            f"Build it first: python -m dashboard build {workspace.name}",
        )
    facts = Duck(folder / FACTS, read_only=True)
    try:
        parties, companies = facts.rows(
            "SELECT COUNT(*), COUNT(DISTINCT cluster_id) FROM party_clusters"
        ).row(0)
        pairs = facts.rows(
            "SELECT status, method, COUNT(*) AS pairs FROM party_matches "
            "GROUP BY status, method ORDER BY status, method"
        )
    finally:
        facts.close()
    lines = [f"{workspace.title}: {parties:,} parties are {companies:,} companies"]
    lines += [f"  {count:>7,} pairs {status} by {method}" for status, method, count in pairs.rows()]
    return "\n".join(lines)


def _evaluated(count: int) -> str:
    """The scores over `count` made-up cities, as Markdown tables."""
    from dashboard.ingest.parties import evaluation, rules
    from dashboard.sample import aliases

    found = evaluation.evaluate(aliases.labelled(seed) for seed in range(1, count + 1))
    default = rules.read().same
    return evaluation.described(found, default, count)
