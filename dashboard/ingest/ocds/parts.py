"""Rows to typed Parquet in numbered parts, texts cleaned on the way."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from dashboard.ingest import facts as checks
from dashboard.ingest import store, tables, values
from dashboard.ingest.columns import ISSUE_SCHEMA, LONGEST_RAW_VALUE
from dashboard.ingest.ocds.facts import COLUMNS, Row
from dashboard.ingest.ocds.people import part_text
from dashboard.ingest.reading import LINE, BadRow

# A party stands in many processes: its rows are brought together at the end.
SHARED_TABLES = ("parties", "party_owners", "party_keys")
ROWS_IN_MEMORY = 100_000  # of all tables
ROWS_OF_A_BUCKET = 150_000
FREE_TEXT = ("name", "description", "rationale", "address", "details", "purpose", "programme")
_LINEAGE = (LINE, "published_date")
# What a contact, a word in the wrong encoding or a zero byte must contain.
_SUSPECT = (
    r"@|[0-9][-. )][0-9]{3}[-. ][0-9]{4}|\+[0-9]|[6-9][0-9]{9}|[\x{00c2}-\x{00f4}]"
    r"[\x{0080}-\x{00bf}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|\x{00ad}|\x{0000}"
    r"|(?i)\b(?:tel(?:efono|éfono|ephone)?|phone|ph|mob(?:ile)?|cel(?:ular)?|whatsapp|fax)\b"
    r"[^0-9]{0,6}[0-9(+]"
)


class Parts:
    """Collects rows and writes them; `rows[table]` are tuples of COLUMNS, line and day."""

    def __init__(self, folder: Path, source_file_id: str) -> None:
        self.folder, self.source_file_id = folder, source_file_id
        self.rows: dict[str, list[Row]] = {table: [] for table in COLUMNS}
        self.count = 0
        self.numbers = dict.fromkeys(COLUMNS, 0)
        self.shared: dict[str, list[Path]] = {table: [] for table in SHARED_TABLES}
        self.issues = [pl.DataFrame(schema=ISSUE_SCHEMA)]
        self.bad_rows: list[BadRow] = []

    def add(self, table: str, line: int, day: str, rows: list[Row]) -> None:
        """Take rows of `table` that the release `line` stated."""
        self.count += len(rows)
        lineage = (line, day)
        self.rows[table].extend([row + lineage for row in rows])

    def write_full(self) -> None:
        """Write a part of every table where enough rows have come together."""
        if self.count >= ROWS_IN_MEMORY:
            self._write_all()

    def _write_all(self) -> None:
        self.count = 0
        for table, rows in self.rows.items():
            if rows:
                self._write(table)

    def finish(self) -> None:
        """Write what is left, and the shared tables once per party."""
        self._write_all()
        for table, parts in self.shared.items():
            if parts:
                self._write_shared(table, parts)

    def _write(self, table: str) -> None:
        frame = self._typed(table, self.rows[table])
        self.rows[table] = []
        number = self.numbers[table]
        self.numbers[table] += 1
        if table in SHARED_TABLES:
            path = self.folder / f".shared_{table}-{number:03d}.parquet"
            _collapsed(table, frame).write_parquet(path, compression="lz4")
            self.shared[table].append(path)
            return
        self._write_part(table, frame, number)

    def _write_part(self, table: str, frame: pl.DataFrame, number: int) -> None:
        good, failure = tables.history_schema(table).filter(frame)
        if good.height < frame.height:
            self._set_aside(table, frame, failure)
        if not good.is_empty():
            own_order = good.select(tables.polars_schema(table).keys())
            store.write_parquet(own_order, self.folder / f"src_{table}-{number:03d}.parquet")

    def _set_aside(self, table: str, frame: pl.DataFrame, failure) -> None:
        """What breaks a check of the border: a part of its release, as any other."""
        details = failure.details()
        names = [name for name in details.columns if name not in tables.polars_schema(table)]
        for row in details.iter_rows(named=True):
            rule = next(name for name in names if row[name] == "invalid")
            content = {key: row[key] for key in COLUMNS[table] if row[key] is not None}
            reason = f"{table}: {checks.in_words(table, rule)}"
            self.bad_rows.append(BadRow(row[LINE], reason, part_text(content)))

    def _typed(self, table: str, rows: list[Row]) -> pl.DataFrame:
        schema = tables.polars_schema(table)
        names = (*COLUMNS[table], *_LINEAGE)
        found = {
            name: _series(name, cells, schema[name])
            for name, cells in zip(names, zip(*rows, strict=True), strict=True)
        }
        for name in COLUMNS[table]:
            if schema[name] == pl.String and name.rsplit("_", 1)[-1] in FREE_TEXT:
                found[name] = self._cleaned(table, found[LINE], found[name])
        known = pl.DataFrame(found)
        return known.select(
            (
                pl.lit(self.source_file_id, dtype=dtype)
                if name == "source_file_id"
                else (pl.col(name) if name in found else pl.lit(None, dtype=dtype))
            ).alias(name)
            for name, dtype in schema.items()
        )

    def _cleaned(self, table: str, lines: pl.Series, texts: pl.Series) -> pl.Series:
        """`texts` without contacts of people, zero bytes and letters taken apart."""
        suspect = texts.str.contains(_SUSPECT).fill_null(False)
        if not suspect.any():
            return texts
        places = suspect.arg_true().to_list()
        known: dict[str, values.Reading] = {}
        result = texts.to_list()
        said = []
        for place in places:
            raw = result[place]
            if raw not in known:
                known[raw] = values.clean(raw.replace("\0", ""))
            found = known[raw]
            if found.value == raw:
                continue
            result[place] = found.value
            issue = found.issue or "a zero byte in a text"
            shown = values.redact(raw.replace("\0", ""))[:LONGEST_RAW_VALUE]
            said.append((lines[place], f"{table}.{texts.name}", shown, issue, values.REPAIRED))
        if said:
            self.issues.append(pl.DataFrame(said, schema=ISSUE_SCHEMA, orient="row"))
        return pl.Series(texts.name, result, dtype=pl.String)

    def _write_shared(self, table: str, parts: list[Path]) -> None:
        """Each party as it was published day by day, wherever its processes lie in the file."""
        every = pl.scan_parquet(parts)
        height = every.select(pl.len()).collect().item()
        first = tables.TABLES[table].primary_key()[0]
        buckets = 1 + height // ROWS_OF_A_BUCKET
        for number in range(buckets):
            mine = every
            if buckets > 1:
                mine = every.filter(pl.col(first).hash(seed=7) % buckets == number)
            self._write_part(table, _collapsed(table, mine.collect()), number)
        for path in parts:
            path.unlink()


def _series(name: str, cells: tuple, dtype: pl.DataType) -> pl.Series:
    if dtype == pl.Date:
        return pl.Series(name, cells, dtype=pl.String).str.to_date("%Y-%m-%d")
    if dtype == pl.Datetime:
        texts = pl.Series(name, cells, dtype=pl.String)
        return texts.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us")
    if dtype.is_decimal():
        return pl.Series(name, cells, dtype=pl.String).cast(dtype)
    return pl.Series(name, cells, dtype=dtype)


def _collapsed(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """One row per key and day, the fullest; and only where it differs from the day before."""
    key = list(tables.TABLES[table].primary_key())
    said = [name for name in tables.polars_schema(table) if name not in tables.LINEAGE_COLUMNS]
    fullness = pl.sum_horizontal(pl.col(said).is_not_null())
    # Every column is in the order, so that equal rows cannot change places.
    ordered = frame.with_columns(fullness.alias("fullness")).sort(
        *key, "published_date", "fullness", LINE, *said, descending=False, nulls_last=False
    )
    daily = ordered.group_by([*key, "published_date"], maintain_order=True).last()
    content = pl.struct(said)
    is_news = (content != content.shift(1).over(key)).fill_null(True)
    return daily.filter(is_news).select(tables.polars_schema(table).keys())
