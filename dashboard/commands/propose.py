"""`propose`: an unknown file to a manifest, with no hands; what is open is asked."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_parser(commands) -> None:
    """Adds the command to the command line."""
    parser = commands.add_parser("propose", help="propose a manifest for an unknown file")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--workspace", help="the workspace that the source will belong to")
    parser.add_argument("--name", default="", help="how the source is to be called")
    parser.add_argument("--sheet", default="", help="which sheet of a workbook")
    parser.add_argument(
        "--answer",
        action="append",
        default=[],
        metavar="QUESTION=CHOICE",
        help="the answer to a question; may be given several times",
    )
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="HEADER=FIELD",
        help="what a column holds; nothing after the sign leaves it out",
    )
    parser.add_argument("--rows", type=int, default=1000, help="how many rows to try (1000)")
    parser.add_argument("--output", type=Path, metavar="FILE.toml", help="where to write it")
    parser.set_defaults(run=run)


def run(words: argparse.Namespace) -> None:
    """Prints what the file was taken for and writes the manifest.

    It goes to `--output`, else into the sources of `--workspace`, else to standard output. Raises
    InputError where nothing can be mapped, and where a source of that name is there already.
    """
    from dashboard.desk import mapping
    from dashboard.ingest.propose import preview, report

    if words.name and not words.output:
        mapping.check_free(words.name)
    proposal = mapping.propose(
        words.file,
        workspace=words.workspace,
        name=words.name,
        answers=_pairs("--answer", words.answer),
        given=_pairs("--column", words.column),
        sheet=words.sheet,
    )
    print(report.summary(proposal), file=sys.stderr)
    tried = preview.of(proposal, first=words.rows)  # says what is missing where nothing is mapped
    print(report.of_rows(tried), file=sys.stderr)
    if words.output:
        words.output.write_text(proposal.text, encoding="utf-8")
        print(words.output)
    elif words.workspace:
        print(mapping.save(proposal, words.workspace, words.name))
    else:
        print(proposal.text, end="")


def _pairs(option: str, given: list[str]) -> dict[str, str]:
    from dashboard.messages import UsageError

    found = {}
    for text in given:
        key, sign, value = text.rpartition("=")
        if not sign or not key:
            raise UsageError(option, f"'{text}' has no sign '='", "As in --answer unit=thousands")
        found[key] = value
    return found
