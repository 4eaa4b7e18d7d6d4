"""`python -m dashboard template [FILE.xlsx]`: writes the template workbook."""

from __future__ import annotations

import argparse
from pathlib import Path

DEFAULT = Path("clearworks-template.xlsx")


def add_parser(commands: argparse._SubParsersAction) -> None:
    """Adds the command to those of the command line."""
    parser = commands.add_parser("template", help="write a workbook to fill in, a sheet per table")
    parser.add_argument("file", nargs="?", type=Path, default=DEFAULT, metavar="FILE.xlsx")
    parser.set_defaults(run=run)


def run(words: argparse.Namespace) -> None:
    """Writes the workbook and prints where it is. Raises InputError where it cannot be written."""
    from dashboard.ingest import template_workbook
    from dashboard.messages import InputError

    if words.file.suffix.casefold() != ".xlsx":
        raise InputError(words.file, "a template is an XLSX workbook", "Name it so, as FILE.xlsx")
    if not words.file.parent.is_dir():
        raise InputError(words.file, "there is no such folder", "", "Make it first")
    if words.file.exists():
        raise InputError(words.file, "it exists already", "", "Choose another name")
    print(template_workbook.write(words.file))
