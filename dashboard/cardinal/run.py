"""A file of JSON lines in, the results of Cardinal's indicators out."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from dashboard.cardinal import differences, parties, plain_flags, reading, writing
from dashboard.cardinal.first_pass import FirstPass
from dashboard.cardinal.results import TABLES, Found
from dashboard.cardinal.settings import Settings
from dashboard.engine.duck import Duck, literal
from dashboard.messages import InputError

# Beyond this DuckDB puts aside on disk; with the reading buffers it stays below 1.5 GB in all.
MEMORY = "1GB"


@dataclass(frozen=True)
class Account:
    """What was read, and how many results each group has."""

    read: reading.Read
    counts: dict[str, int]


def run(
    path: Path, settings: Settings, out: TextIO, *, has_meta: bool = True, has_maps: bool = False
) -> Account:
    """Writes the results for the compiled releases in `path` as one JSON object.

    Raises InputError for a file without a single line that is a JSON object.
    """
    duck = Duck()
    with tempfile.TemporaryDirectory(prefix="clearworks-") as folder:
        try:
            duck.run(f"SET memory_limit = '{MEMORY}'")
            duck.run(f"SET temp_directory = {literal(folder)}")
            first_pass = FirstPass(duck, settings)
            read = reading.read(first_pass, path, Path(folder))
            _refuse_what_holds_nothing(path, read)
            duck.run(TABLES)
            found = Found(duck, has_maps)
            plain_flags.find(found, settings)
            differences.find(found, settings)
            parties.find(found, settings)
            counts = writing.write(found, out, has_meta=has_meta)
        finally:
            duck.close()
    return Account(read, counts)


def _refuse_what_holds_nothing(path: Path, read: reading.Read) -> None:
    if read.bad and not read.processes:
        number, reason = read.bad[0]
        raise InputError(
            f"{path}, line {number}",
            f"no line of the file can be read; this one is {reason}",
            "One OCDS compiled release a line was expected, each a JSON object",
            "A package is taken apart by the command `ocdskit split-release-packages`, "
            "records are compiled by `ocdskit compile`",
        )
