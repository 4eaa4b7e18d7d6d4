"""Rows at the border, and the models that come of them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

import pytest

from dashboard.engine import build, catalogue, order
from dashboard.engine.duck import Duck
from dashboard.ingest import tables

AS_OF = datetime.date(2025, 6, 30)
Rows = list[dict]


def with_lineage(given: Mapping[str, Rows]) -> dict[str, Rows]:
    """The rows with a file for each day of publication and a line of their own each."""
    completed: dict[str, Rows] = {}
    files: dict[str, dict] = {}
    for name, rows in given.items():
        completed[name] = []
        for line, row in enumerate(rows, start=1):
            published = row.get("published_date", AS_OF)
            file = f"file of {published}"
            lineage = {
                "source_file_id": file,
                "source_line": line,
                "published_date": published,
            }
            # Neighbourhoods know no day of publication, and reference tables have no lineage.
            columns = tables.build_schemas().get(name, {})
            completed[name].append(
                {key: value for key, value in lineage.items() if key in columns} | row
            )
            files[file] = {
                "source_file_id": file,
                "source": "register",
                "published_date": published,
            }
    return {"src_source_files": list(files.values())} | completed


def models_behind(model: str) -> list[str]:
    """The model and every model that it is made from, in the order to build them."""
    queries = catalogue.of_kind("model")
    needed = {model} | order.behind(queries, {model})
    return [name for name in order.build_order(queries) if name in needed]


@pytest.fixture(scope="session")
def border():
    """A database with every border table, all of them empty."""
    duck = Duck()
    build.incoming(duck, build.Inputs({}, tables.build_schemas(), tables.keys()))
    yield duck
    duck.close()


@pytest.fixture
def rows_of(border) -> Callable[..., Rows]:
    """A function that takes border rows by table and gives the rows of one model, in order."""

    def rows(model: str, given: Mapping[str, Rows], as_of: datetime.date = AS_OF) -> Rows:
        border.run("BEGIN TRANSACTION")
        try:
            border.given(with_lineage(given))
            for name in models_behind(model):
                build.create(border, catalogue.queries()[name], as_of)
            return border.rows(f"SELECT * FROM {model} ORDER BY ALL").to_dicts()
        finally:
            border.run("ROLLBACK")

    return rows
