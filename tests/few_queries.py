"""A catalogue of a few queries, for tests of what stands around a build and not in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dashboard import publish
from dashboard.engine import catalogue, order


def copied(folder: Path, names: Iterable[str]) -> Path:
    """`folder` with the queries `names` and everything that they read, each in its place."""
    queries = catalogue.queries()
    chosen = set(names)
    for name in chosen | order.behind(queries, chosen):
        path = folder / queries[name].path.relative_to(catalogue.QUERIES)
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(queries[name].path, path)
    return folder


@contextmanager
def in_force(folder: Path) -> Iterator[None]:
    """Builds run the queries in `folder`, and only these, until it ends."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "QUERIES", folder)
        patch.setattr(publish, "QUERIES", folder)
        forget()
        yield
    forget()


def forget() -> None:
    """Whoever asks for the catalogue next reads it anew."""
    catalogue.queries.cache_clear()
    catalogue.asked.cache_clear()
