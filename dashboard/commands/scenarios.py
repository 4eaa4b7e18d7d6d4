"""`scenarios`: how firm tiers are when thresholds, points, weights and peers are others."""

from __future__ import annotations

import argparse
import json


def add_parser(commands) -> None:
    """Adds the command to the sub-parsers of the command line."""
    parser = commands.add_parser(
        "scenarios", help="how firm tiers are under other thresholds, points and peers"
    )
    parser.add_argument("workspace")
    parser.add_argument("--draws", type=int, default=1_000, help="random scenarios (1000)")
    parser.add_argument("--seed", type=int, default=20_240_101)
    parser.add_argument("--apply", metavar="NAME", help="instead a named scenario of the workspace")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(run=run)


def run(words: argparse.Namespace) -> None:
    """Draws the scenarios of the build in service, or applies a named one, and prints the gist."""
    from dashboard import scenarios, workspaces
    from dashboard.messages import InputError, UsageError

    workspace = workspaces.read(words.workspace)
    build = workspace.published_folder()
    if build is None:
        raise InputError(f"workspace '{workspace.name}'", "it has no build", "", "Build it first")
    if words.apply:
        _print_named(scenarios, workspace, build, words)
        return
    if words.draws < 1:
        raise UsageError("--draws", f"{words.draws} is not 1 or more")
    made = scenarios.make(build, words.draws, words.seed)
    if words.json:
        told = made.summary | {"top": made.top.to_dicts(), "tornado": made.tornado.to_dicts()}
        print(json.dumps(told, indent=2, ensure_ascii=False))
        return
    print(f"{workspace.title}: run {build.name}, {words.draws:,} scenarios, seed {words.seed}")
    for row in made.top.iter_rows(named=True):
        print(
            f"{row['entity_kind']}: of the first {row['top_count']} on average "
            f"{row['mean_overlap']:.0%} stay, in one scenario of twenty {row['p05_overlap']:.0%} "
            "or fewer"
        )
    for row in made.tornado.head(5).iter_rows(named=True):
        print(
            f"{row['code']} {row['severity']} ({row['measure']}): {row['lower_threshold']:g} "
            f"moves {row['lower_change_count']:,} tiers, {row['higher_threshold']:g} moves "
            f"{row['higher_change_count']:,}"
        )


def _print_named(scenarios, workspace, build, words: argparse.Namespace) -> None:
    from dashboard.scenarios import cells
    from dashboard.workspaces import FACTS

    scenario = scenarios.read(workspace, words.apply)
    rows = scenarios.apply(cells.read(build / FACTS, everything=True), scenario)
    moved = rows.filter(rows["tier_before"] != rows["tier_after"])
    if words.json:
        found = {"scenario": scenario.name, "note": scenario.note, "moved": moved.to_dicts()}
        print(json.dumps(found, indent=2, ensure_ascii=False))
        return
    print(f"{workspace.title}: scenario {scenario.name}: {moved.height:,} tiers are others")
    counts = moved.group_by("entity_kind", "tier_before", "tier_after").len().sort("entity_kind")
    for kind, before, after, count in counts.sort(counts.columns).iter_rows():
        print(f"{kind}: {count:,} from {before} to {after}")
