"""The command line: `python -m dashboard COMMAND`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from dashboard import workspaces
from dashboard.commands import COMMANDS
from dashboard.messages import InputError, UsageError

INTERRUPTED = 130

# Polars gives memory back to the system after every batch and asks for it again at once. Keeping
# it for a while takes half of the system's share of the time off a large load. Polars reads this
# when it is first imported, which the commands do.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:5000,muzzy_decay_ms:-1")


def parser() -> argparse.ArgumentParser:
    """The parser of every command, with its help."""
    top = argparse.ArgumentParser(prog="python -m dashboard", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    load = commands.add_parser("load", help="read files of a source into a workspace")
    load.add_argument("workspace")
    load.add_argument("source", help="a source of the workspace, or `boundaries`")
    load.add_argument("files", nargs="+", metavar="FILE", type=Path)
    load.set_defaults(run=run_load)

    build = commands.add_parser("build", help="build all that is loaded and put it in service")
    build.add_argument("workspace")
    build.add_argument("--as-of", type=_date, metavar="YYYY-MM-DD", help="the reporting date")
    build.add_argument(
        "--known-on",
        type=_moment,
        metavar="DATE_OR_TIME",
        help="only what had been loaded by then (UTC)",
    )
    build.add_argument("--aside", action="store_true", help="leave the build in service in service")
    build.add_argument("--force", action="store_true", help="build again though nothing changed")
    build.add_argument(
        "--new-baselines", action="store_true", help="compare with peers as they are now"
    )
    build.set_defaults(run=run_build)

    status = commands.add_parser("status", help="what a workspace holds and what was found")
    status.add_argument("workspace")
    status.add_argument("--json", action="store_true", help="for programs")
    status.set_defaults(run=run_status)

    sample = commands.add_parser("sample", help="make, load and build the made-up sample city")
    sample.add_argument("--projects", type=_count, default=2_000)
    sample.add_argument("--payments", type=_count, default=60_000)
    sample.add_argument("--neighbourhoods", type=_count, default=40)
    sample.add_argument("--seed", type=int, default=1)
    sample.set_defaults(run=run_sample)

    indicator = commands.add_parser("new-indicator", help="write the two skeletons of an indicator")
    indicator.add_argument("name", metavar="NAME", help="what it finds, in snake_case")
    indicator.add_argument("--family", default="cost", help="folder below queries/indicators")
    indicator.set_defaults(run=run_new_indicator)

    for module in COMMANDS:
        module.add_parser(commands)

    docs = commands.add_parser("docs", help="write the generated pages of docs/")
    docs.add_argument("--check", action="store_true", help="only say whether they are fresh")
    docs.set_defaults(run=run_docs)
    return top


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date like 2025-12-31") from None


def _moment(text: str) -> datetime:
    """A moment in UTC; a day without a time means its end."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        message = f"'{text}' is not a date or time like 2025-12-31 or 2025-12-31T18:00"
        raise argparse.ArgumentTypeError(message) from None
    if len(text) <= len("2025-12-31"):
        moment = datetime.combine(moment, time.max)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number of 1 or more")
    return int(text)


@contextmanager
def progress_bar() -> Callable[[str, int, int], None]:
    """A function `(what, done, total=1)` that draws a bar on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def report(what: str, done: float, total: float = 1.0) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield report


def run_load(words: argparse.Namespace) -> None:
    """Loads files and prints, file by file, rows read, loaded and quarantined."""
    from dashboard.ingest import load

    workspace = workspaces.read(words.workspace)
    reports: list[load.LoadReport] = []
    try:
        with progress_bar() as progress:
            for file in words.files:
                reports += load.load_files(workspace, words.source, [file], progress=progress)
    finally:  # files before one at fault stay loaded, so they are named too
        for report in reports:
            print(
                f"{report.file_name}: {report.rows_read:,} rows read, "
                f"{report.rows_loaded:,} loaded, {report.rows_quarantined:,} quarantined, "
                f"{report.issues:,} values with an issue"
                + (f" ({report.note})" if report.note else "")
            )


def run_build(words: argparse.Namespace) -> None:
    """Builds a workspace and prints the run and the path of its DuckDB file."""
    from dashboard import publish

    workspace = workspaces.read(words.workspace)
    with progress_bar() as progress:
        published = publish.build(
            workspace,
            as_of=words.as_of,
            known_on=words.known_on,
            aside=words.aside,
            force=words.force,
            new_baselines=words.new_baselines,
            progress=progress,
        )
    state = "published" if published.is_new else "nothing has changed; in service is"
    if words.aside:
        state = "made aside" if published.is_new else "there already is"
    print(f"{workspace.title}: {state} run {published.run_id}, as of {published.as_of}")
    print(published.facts)


def run_status(words: argparse.Namespace) -> None:
    """Prints what a workspace holds, for people or as JSON."""
    from dashboard import status

    found = status.status(workspaces.read(words.workspace))
    print(json.dumps(found, indent=2, ensure_ascii=False) if words.json else status.describe(found))


def run_sample(words: argparse.Namespace) -> None:
    """Makes the sample city anew, loads all its files and builds it."""
    from dashboard import publish
    from dashboard.ingest import load, store
    from dashboard.sample import city, earlier_publication

    workspace = workspaces.read("sample")
    with progress_bar() as progress:
        files = city.make(
            workspace.folder / "made",
            projects=words.projects,
            payments=words.payments,
            neighbourhoods=words.neighbourhoods,
            seed=words.seed,
            progress=progress,
        )
        earlier = earlier_publication.make(workspace.folder / "made", seed=words.seed)
        store.forget(workspace)  # another size or seed is another city, not a later publication
        for source, path in files.items():
            publications = [*earlier.get(source, ()), path]
            load.load_files(workspace, source, publications, progress=progress)
        # Another city is no later state of the same one, so its peers are its own.
        published = publish.build(workspace, progress=progress, new_baselines=True)
    print(f"{workspace.title}: published run {published.run_id}, as of {published.as_of}")


def run_new_indicator(words: argparse.Namespace) -> None:
    """Writes the skeletons of an indicator and prints their paths."""
    from dashboard.engine import skeleton

    for path in skeleton.write(words.name, words.family):
        print(path)


def run_docs(words: argparse.Namespace) -> None:
    """Writes the generated pages, or says which are stale."""
    from dashboard.engine import reference

    stale = reference.write(check_only=words.check)
    for path in stale:
        print(f"{path}: {'is stale; run make docs' if words.check else 'written'}")
    if words.check and stale:
        raise InputError("docs", "generated pages are not fresh", "", "run make docs")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. Returns 0 done, 1 the input is at fault, 2 wrong usage."""
    words = parser().parse_args(arguments)
    try:
        words.run(words)
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2
    except InputError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. The last published build stays in service.", file=sys.stderr)
        return INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main())
