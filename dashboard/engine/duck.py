"""DuckDB: creates relations, answers queries, and takes the rows of a test case."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

# A database in memory, beside the file that is being written, holds what the file shall not keep.
WHERE_TO_LOOK = "SET search_path = 'facts,memory'"
SQL_TYPES = {
    pl.String: "VARCHAR",
    pl.Int64: "BIGINT",
    pl.Float64: "DOUBLE",
    pl.Date: "DATE",
    pl.Datetime: "TIMESTAMP",
    pl.Boolean: "BOOLEAN",
}


def sql_type(dtype: pl.DataType) -> str:
    """The SQL type of a border column. Raises KeyError for a type that the border does not use."""
    if isinstance(dtype, pl.Decimal):
        return f"DECIMAL({dtype.precision}, {dtype.scale})"
    return SQL_TYPES[type(dtype)]


def quoted(name: str) -> str:
    """An identifier safe to stand in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """A text as a literal of SQL."""
    return "'" + str(text).replace("'", "''") + "'"


class Duck:
    """One DuckDB database: in memory, or the file of a build."""

    def __init__(self, path: Path | None = None, *, read_only: bool = False) -> None:
        # A page never needs another file, so none can be reached whatever a query says.
        closed = {"enable_external_access": "false", "lock_configuration": "true"}
        self.read_only = read_only
        self.path = path
        self.as_it_came: set[str] = set()  # border relations whose rows have one order: the files'
        if read_only:
            self.connection = duckdb.connect(str(path), read_only=True, config=closed)
            return
        self.connection = duckdb.connect(":memory:")
        if path:
            # A file that is being written is put into service whole or not at all, so nothing is
            # gained by writing every row to a log first.
            self.connection.execute(
                f"ATTACH {literal(path)} AS facts (RECOVERY_MODE 'no_wal_writes')"
            )
            self.connection.execute("SET wal_autocheckpoint = '1GB'")  # seldom, yet in bounds
            self.connection.execute(WHERE_TO_LOOK)

    def close(self) -> None:
        self.connection.close()

    def memory(self) -> int:
        """Bytes of memory of this machine, or of the part of it that the process may use; to be
        asked before a limit is set."""
        share_that_duckdb_takes = 0.8
        taken = self.single("SELECT parse_formatted_bytes(current_setting('memory_limit'))")
        return round(taken / share_that_duckdb_takes)

    def beside(self) -> Duck:
        """Another connection to the file that is being written, for another thread.

        It sees every relation that is there, but for temporary ones: of those it has its own.
        """
        other = copy.copy(self)
        other.connection = self.connection.cursor()
        other.connection.execute(WHERE_TO_LOOK)
        return other

    def interrupt(self) -> None:
        """Ends the statement that runs, in whichever thread, with an error there."""
        self.connection.interrupt()

    def create(
        self,
        name: str,
        sql: str,
        params: Mapping[str, Any],
        *,
        temporary: bool = False,
        replaces: bool = False,
    ) -> None:
        """Makes the table `name` from a query; `replaces` one of that name in the same moment."""
        kind = "TEMP TABLE" if temporary else "TABLE"
        start = "CREATE OR REPLACE" if replaces else "CREATE"
        self._execute(self.connection, f"{start} {kind} {quoted(name)} AS {sql}", params)

    def rows(self, sql: str, params: Mapping[str, Any] | None = None) -> pl.DataFrame:
        """The rows of a query; on a read-only file safe to call from several threads."""
        used = used_params(sql, params or {})
        # A cursor sees neither temporary tables nor an open transaction, so a build has none.
        cursor = self.connection.cursor() if self.read_only else self.connection
        try:
            found = cursor.sql(sql, params=used) if used else cursor.sql(sql)
            rows = pl.from_arrow(found.to_arrow_table())
        finally:
            if self.read_only:
                cursor.close()
        # DuckDB adds counts up in 128 bits, which arrive as decimals without decimals.
        return rows.with_columns(pl.col(pl.Decimal(38, 0)).cast(pl.Int64))

    def run(self, sql: str, params: Mapping[str, Any] | None = None) -> None:
        """Runs a statement that returns nothing."""
        self._execute(self.connection, sql, params or {})

    def single(self, sql: str, params: Mapping[str, Any] | None = None) -> Any:
        """The first value of the first row."""
        return self._execute(self.connection, sql, params or {}).fetchall()[0][0]

    def columns(self, name: str) -> list[str]:
        """The column names of a relation, in order."""
        return self.rows(f"SELECT * FROM {quoted(name)} LIMIT 0").columns

    def incoming(
        self,
        name: str,
        paths: list[Path],
        schema: Mapping[str, pl.DataType],
        key: tuple[str, ...] | None,
    ) -> None:
        """Makes the border table `name` readable: a view over Parquet files, or an empty table.

        With a `key`, `latest_<table>` gives the newest published row of each key. Temporary either
        way: a published build stands alone, without the files it came from.
        """
        if paths:
            listed = ", ".join(map(literal, paths))
            read = f"read_parquet([{listed}], union_by_name = true)"
            described = self.connection.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()
            known = {row[0] for row in described}
            # A file that was loaded before a column was added does not know it.
            columns = ", ".join(
                quoted(column)
                if column in known
                else f"CAST(NULL AS {sql_type(dtype)}) AS {quoted(column)}"
                for column, dtype in schema.items()
            )
            self.connection.execute(
                f"{self._not_kept('VIEW', name)} AS SELECT {columns} FROM {read}"
            )
        else:
            columns = ", ".join(
                f"{quoted(column)} {sql_type(dtype)}" for column, dtype in schema.items()
            )
            self.connection.execute(f"{self._not_kept('TABLE', name)} ({columns})")
        if key:
            latest = "latest_" + name.removeprefix("src_")
            # Within one publication the key is unique already, and most tables come from one.
            publications = self.single(
                f"SELECT COUNT(DISTINCT (source_file_id, published_date)) FROM {quoted(name)}"
            )
            newest = f"""QUALIFY ROW_NUMBER() OVER (
                PARTITION BY {", ".join(map(quoted, key))}
                ORDER BY published_date DESC, source_file_id DESC, source_line DESC) = 1"""
            one_publication = bool(paths) and publications <= 1
            self.connection.execute(
                f"{self._not_kept('VIEW', latest)} AS SELECT * FROM {quoted(name)} "
                + ("" if one_publication else newest)
            )
            if one_publication:
                self.as_it_came.add(latest)

    def _not_kept(self, kind: str, name: str) -> str:
        """The first words of a statement that makes what every connection sees and no file keeps.

        A temporary relation would be seen by one connection only.
        """
        if self.path:
            return f"CREATE {kind} memory.main.{quoted(name)}"
        return f"CREATE TEMP {kind} {quoted(name)}"

    def frame(self, name: str, rows: pl.DataFrame, *, temporary: bool = False) -> None:
        """Makes the table `name` from a Polars frame."""
        self.connection.register("incoming_frame", rows.to_arrow())
        kind = "TEMP TABLE" if temporary else "TABLE"
        self.connection.execute(
            f"CREATE OR REPLACE {kind} {quoted(name)} AS SELECT * FROM incoming_frame"
        )
        self.connection.unregister("incoming_frame")

    def append(self, name: str, rows: pl.DataFrame) -> None:
        """Adds the rows of a Polars frame to the table `name`, columns by their names."""
        self.connection.register("incoming_frame", rows.to_arrow())
        self.run(f"INSERT INTO {quoted(name)} BY NAME SELECT * FROM incoming_frame")
        self.connection.unregister("incoming_frame")

    def given(self, tables: Mapping[str, list[dict]]) -> None:
        """Replaces the rows of the named tables; columns left out are NULL, unknown ones fail."""
        for name, rows in tables.items():
            self.connection.execute(f"DELETE FROM {quoted(name)}")
            for row in rows:
                columns = ", ".join(quoted(column) for column in row)
                marks = ", ".join("?" for _ in row)
                self.connection.execute(
                    f"INSERT INTO {quoted(name)} ({columns}) VALUES ({marks})", list(row.values())
                )

    @staticmethod
    def _execute(cursor, sql: str, params: Mapping[str, Any]):
        used = used_params(sql, params)
        return cursor.execute(sql, used) if used else cursor.execute(sql)


def used_params(sql: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that `sql` names; DuckDB refuses any other."""
    named = set(re.findall(r"\$([a-z_]+)", sql))
    return {key: value for key, value in params.items() if key in named}
