"""The build in service, read only: its models, its reporting date, the files behind it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl
import pyarrow

from dashboard.engine import catalogue
from dashboard.engine.duck import Duck, quoted
from dashboard.messages import InputError
from dashboard.workspaces import FACTS, Workspace

ROWS_AT_ONCE = 100_000


@dataclass(frozen=True)
class Build:
    """The open build of one workspace."""

    workspace: Workspace
    duck: Duck
    run_id: str
    as_of: date

    def rows(self, sql: str, **values: object) -> list[dict]:
        """The rows of a query, as dictionaries."""
        return self.duck.rows(sql, values).to_dicts()

    def models(self) -> list[str]:
        """Every model table of the build, by name."""
        known = {row["name"] for row in self.rows("SELECT view_name AS name FROM duckdb_views()")}
        known |= {
            row["name"] for row in self.rows("SELECT table_name AS name FROM duckdb_tables()")
        }
        return [name for name in sorted(catalogue.of_kind("model")) if name in known]

    def batches(self, model: str) -> Iterator[pl.DataFrame]:
        """The rows of a model in the order of its grain, 100,000 at a time; at least one frame."""
        grain = [quoted(name) for name in catalogue.queries()[model].header["grain"]]
        columns = [row["column_name"] for row in self.rows(f"DESCRIBE {quoted(model)}")]
        rest = [quoted(name) for name in columns if quoted(name) not in grain]
        order = ", ".join(grain + rest)
        cursor = self.duck.connection.cursor()
        try:
            found = cursor.sql(f"SELECT * FROM {quoted(model)} ORDER BY {order}")
            reader = found.to_arrow_reader(ROWS_AT_ONCE)
            yield _frame(pyarrow.Table.from_batches([], reader.schema))
            for batch in reader:
                yield _frame(pyarrow.Table.from_batches([batch]))
        finally:
            cursor.close()


def _frame(table: pyarrow.Table) -> pl.DataFrame:
    # DuckDB adds counts up in 128 bits, which arrive as decimals without decimals.
    return pl.from_arrow(table).with_columns(pl.col(pl.Decimal(38, 0)).cast(pl.Int64))


@contextlib.contextmanager
def opened(workspace: Workspace) -> Iterator[Build]:
    """The build in service. Raises InputError where nothing was built yet."""
    folder = workspace.published_folder()
    if folder is None or not (folder / FACTS).exists():
        raise InputError(
            f"workspace '{workspace.name}'",
            "nothing was built yet, so there is nothing to export",
            "",
            f"Build it first: python -m dashboard build {workspace.name}",
        )
    duck = Duck(folder / FACTS, read_only=True)
    try:
        about = duck.rows("SELECT as_of FROM build").item()
        yield Build(workspace, duck, folder.name, about)
    finally:
        duck.close()
