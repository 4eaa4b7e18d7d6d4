"""Files written beside their place and moved there whole, so that none is ever half there."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from dashboard.messages import InputError


@contextlib.contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A stream to write; it becomes `path` when the block ends well.

    Raises InputError where nothing can be written there.
    """
    if path.is_dir():
        raise InputError(path, "this is a folder", "A file was expected", "Name the file itself")
    beside = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        with beside.open("wb") as stream:
            yield stream
        os.replace(beside, path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


@contextlib.contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """A folder to fill; it becomes `path` when the block ends well.

    Raises InputError where `path` has files in it already or nothing can be written there.
    """
    if path.is_file() or (path.is_dir() and any(path.iterdir())):
        what = "this is a file" if path.is_file() else "the folder is not empty"
        raise InputError(path, what, "A new or empty folder was expected", "Name another one")
    beside = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        beside.mkdir(parents=True)
        yield beside
        if path.is_dir():
            path.rmdir()
        beside.rename(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _unwritable(path: Path, error: OSError) -> InputError:
    reason = (error.strerror or str(error)).lower()
    return InputError(
        path, f"nothing can be written there ({reason})", "", "Name another place to write to"
    )
