"""Files that already have a border table's own columns: read in batches, fast, nothing lost.

Plain UTF-8, comma, ISO dates, decimal points, true and false, empty for NULL. Each batch is read
with its types; where Polars refuses it or the counts do not add up, that batch alone is read
again as text, and what cannot be read is nulled or quarantined cell by cell and row by row.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Callable
from pathlib import Path

import numpy
import polars as pl

from dashboard.ingest import facts, party_keys, publication, reading, store, tables
from dashboard.ingest.batches import Batch, batches, count
from dashboard.ingest.columns import ISSUE_SCHEMA
from dashboard.ingest.declarations import Manifest
from dashboard.ingest.privacy import QUICK_LOOK, redact
from dashboard.ingest.reading import LINE, BadRow
from dashboard.messages import InputError, did_you_mean

KEY_SEPARATOR = "\u241f"
MOMENT = "%Y-%m-%dT%H:%M:%S"
MOMENTS = (MOMENT, "%Y-%m-%d %H:%M:%S")  # as the standards write it, and as spreadsheets do
PLUS_NUMBER = re.compile(rb"\+\d")
FREE_TEXT = ("name", "description", "reason", "rationale", "address", "desk")
# A ten-digit mobile number, or a word that announces a number.
CLOSER_LOOK = (
    r"(?:^|[^\w.,/$-])[6-9][0-9]{9}(?:[^\w/]|$)|(?i)\b(?:tel|phone|ph|mob|cel|whatsapp|fax)"
)


def _key(frame: pl.DataFrame, key: tuple[str, ...]) -> pl.Series:
    """The key of every row as one text; where it is one column, that column itself."""
    whole = pl.col(key[0]) if len(key) == 1 else pl.concat_str(key, separator=KEY_SEPARATOR)
    return frame.select(whole.alias("key")).to_series()


def fill(
    folder: Path, manifest: Manifest, path: Path, record: dict, say: Callable[[str, float], None]
) -> dict:
    """Write the table and what was wrong into `folder`; returns what the record lacks."""
    work = _Work(folder, manifest, path, record)
    for batch in batches(path, work.header_bytes):
        work.take(batch)
        say(path.name, min(0.99, (batch.byte + len(batch.content)) / record["byte_count"]))
    work.quarantine_shared_keys()
    return work.finish()


class _Work:
    """The state of one load: batches in, parts out."""

    def __init__(self, folder: Path, manifest: Manifest, path: Path, record: dict) -> None:
        self.folder, self.manifest, self.path = folder, manifest, path
        self.table = manifest.template
        self.source_file_id = record["source_file_id"]
        self.coded = party_keys.CODED[self.table][0] if self.table in party_keys.CODED else ""
        self.types = tables.polars_schema(self.table)
        self.schema = tables.TABLES[self.table]
        self.names, self.header_bytes = self._header()
        self.layout = {
            "kind": "csv",
            "encoding": "utf-8",
            "delimiter": ",",
            "columns": self.names,
            "personal": [self.coded] if self.coded else [],
            "positions": [],
        }
        self.published = self._published()
        self.rows_read = 0
        self.parts: list[Path] = []
        self.bad_rows: list[BadRow] = []
        self.issues = [pl.DataFrame(schema=ISSUE_SCHEMA)]
        self.keys: list[numpy.ndarray] = []
        self.key = tuple(self.schema.primary_key())
        self.shared_key = facts.in_words(self.table, "primary_key") if self.key else ""
        self.keys_set_aside: set[str] = set()

    def _header(self) -> tuple[list[str], int]:
        with self.path.open("rb") as file:
            first = file.readline()
        reading.refuse_binary(self.path, first[:4096])
        text = first.decode("utf-8", errors="replace").removeprefix("\ufeff")
        names = [name.strip().strip('"') for name in text.strip("\r\n").split(",")]
        own = [name for name in self.types if name not in tables.LINEAGE_COLUMNS]
        for name in names:
            if name not in own:
                raise InputError(
                    self.path.name,
                    f"the table '{self.table}' has no column '{name[:60]}'",
                    did_you_mean(name, own),
                    "Rename or drop the column",
                )
        if len(set(names)) < len(names):
            raise InputError(self.path.name, "a column comes twice in its header")
        for name, column in self.schema.columns().items():
            if name in own and not column.nullable and name not in names:
                raise InputError(
                    self.path.name,
                    f"the column '{name}' of the table '{self.table}' is missing",
                    f"It has: {', '.join(names)}",
                    f"Add it, or ask the owner ({self.manifest.owner})",
                )
        return names, len(first)

    def _published(self) -> datetime.date | None:
        columns = self.manifest.published.get("latest_of")
        if not columns:
            return publication.published_date(self.path, self.manifest, None)
        every = pl.scan_csv(
            self.path, schema=dict.fromkeys(self.names, pl.String()), raise_if_empty=False
        )
        dates = every.select(pl.col(columns).str.to_date("%Y-%m-%d", strict=False).max())
        return dates.select(pl.max_horizontal(pl.all())).collect().item()

    def take(self, batch: Batch) -> None:
        """Read one batch and write its part."""
        content = batch.content.replace(b"\r\n", b"\n") if b"\r" in batch.content else batch.content
        frame = self._read_typed(content, batch)
        if frame is None:
            frame = self._read_as_text(batch)
        frame = self._with_codes(frame)
        self.layout["positions"].append((batch.line, batch.byte))
        frame = frame.with_columns(
            pl.lit(self.source_file_id).alias("source_file_id"),
            pl.lit(self.published, dtype=pl.Date).alias("published_date"),
            *(
                pl.lit(None, dtype=dtype).alias(name)
                for name, dtype in self.types.items()
                if name not in (*self.names, *tables.LINEAGE_COLUMNS)
            ),
        ).select(self.types.keys())
        self.rows_read += frame.height
        if self.key:
            self.keys.append(_key(frame, self.key).hash(seed=1).to_numpy())
        good, failure = self.schema.filter(frame)
        if good.height < frame.height:
            reasons = facts.broken_from(self.table, failure)
            self._set_aside(reasons, batch)
            shared = [n for n, why in reasons.items() if why == self.shared_key]
            if shared:
                self.keys_set_aside |= set(_key(frame.filter(pl.col(LINE).is_in(shared)), self.key))
        if not good.is_empty():
            part = self.folder / f"src_{self.table}-{len(self.parts):03d}.parquet"
            good.write_parquet(part, compression="zstd", compression_level=1)
            self.parts.append(part)

    def _with_codes(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`frame` with codes in the place of contacts, if it has any."""
        return party_keys.coded(self.table, frame) if self.coded in frame.columns else frame

    def _read_typed(self, content: bytes, batch: Batch) -> pl.DataFrame | None:
        """The batch with its types, or None where it needs a closer look."""
        if b"@" in content or (b"+" in content and PLUS_NUMBER.search(content)):
            return None
        reading_types = {
            name: pl.String() if self.types[name].is_temporal() else self.types[name]
            for name in self.names
        }
        try:
            text = pl.Series([content], dtype=pl.Binary()).cast(pl.String())
            if text.str.contains(QUICK_LOOK).item():
                return None
            frame = pl.read_csv(content, has_header=False, schema=reading_types, separator=",")
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
            return None
        dates = [name for name in self.names if self.types[name] == pl.Date]
        moments = [name for name in self.names if self.types[name] == pl.Datetime]
        known = frame.select(pl.col(dates + moments).count())
        frame = frame.with_columns(
            pl.col(dates).str.to_date("%Y-%m-%d", strict=False),
            pl.col(moments).str.to_datetime(MOMENT, time_unit="us", strict=False),
        )
        if frame.select(pl.col(dates + moments).count()).rows() != known.rows():
            return None
        if self._doubtful(frame, dates):
            return None
        return self._counted(frame, content, batch)

    def _doubtful(self, frame: pl.DataFrame, dates: list[str]) -> bool:
        """Whether a date is out of range, a number not finite or a text empty or private."""
        low, high = datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)
        checks = [~pl.col(name).is_between(low, high).all() for name in dates]
        for name in self.names:
            if self.types[name].is_float():
                checks.append(~pl.col(name).is_finite().all())
            elif name.rsplit("_", 1)[-1] in FREE_TEXT:
                checks.append(pl.col(name).str.contains(CLOSER_LOOK).any())
        if not checks:
            return False
        return any(frame.select(check.alias(str(n)) for n, check in enumerate(checks)).row(0))

    def _counted(self, frame: pl.DataFrame, content: bytes, batch: Batch) -> pl.DataFrame | None:
        """`frame` with its line numbers, if every comma and line break is accounted for."""
        texts = [name for name in self.names if self.types[name] == pl.String]
        lines = batch.breaks + (not content.endswith(b"\n"))
        commas = count(content, ",")
        if b'"' not in content:
            if lines != frame.height or commas != lines * (len(self.names) - 1):
                return None
            return frame.with_columns(
                pl.int_range(batch.line, batch.line + lines, dtype=pl.Int64).alias(LINE)
            )
        inside = frame.select(pl.col(texts).str.count_matches(",", literal=True).sum()).row(0)
        breaks = frame.select(
            pl.sum_horizontal(pl.col(texts).str.count_matches("\n", literal=True).fill_null(0))
        ).to_series()
        if (
            commas - sum(inside) != frame.height * (len(self.names) - 1)
            or lines != frame.height + breaks.sum()
        ):
            return None
        starts = (breaks + 1).cast(pl.Int64).cum_sum().shift(1, fill_value=0) + batch.line
        empty_to_null = [
            pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in texts
        ]
        return frame.with_columns(starts.alias(LINE), *empty_to_null)

    def _read_as_text(self, batch: Batch) -> pl.DataFrame:
        """The batch cell by cell: unreadable values become NULL, broken rows are set aside."""
        lines = reading.physical_lines(batch.content)
        rows, bad_rows = reading.read_records(lines, "utf-8", ",", self.names, 0)
        offset = batch.line - 1
        self.bad_rows += [
            BadRow(
                bad.line + offset, bad.reason, party_keys.WITHHELD if self._is_coded() else bad.text
            )
            for bad in bad_rows
        ]
        self.rows_read += len(bad_rows)
        schema = {LINE: pl.Int64(), **{name: pl.String() for name in self.names}}
        frame = pl.DataFrame(rows, schema=schema, orient="row")
        frame = frame.with_columns(pl.col(LINE) + offset)
        return frame.select(LINE, *(self._column(frame, name) for name in self.names))

    def _column(self, frame: pl.DataFrame, name: str) -> pl.Series:
        """One column typed from its texts, with an issue for each that cannot be."""
        dtype = self.types[name]
        texts = frame[name] if dtype == pl.String else frame[name].str.strip_chars()
        texts = frame.select(pl.when(texts != "").then(texts).alias(name)).to_series()
        if name == self.coded:
            return texts
        if dtype == pl.String:
            return self._redacted(frame[LINE], texts)
        frame = frame.select(LINE, texts)
        if dtype == pl.Date:
            dates = pl.col(name).str.to_date("%Y-%m-%d", strict=False)
            in_range = dates.is_between(datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))
            typed = frame.select(pl.when(in_range).then(dates).alias(name)).to_series()
        elif dtype == pl.Datetime:
            ways = (texts.str.to_datetime(way, time_unit="us", strict=False) for way in MOMENTS)
            typed = pl.select(pl.coalesce(*ways)).to_series().alias(name)
        elif dtype == pl.Boolean:
            words = {"true": True, "false": False}
            typed = texts.str.to_lowercase().replace_strict(
                words, default=None, return_dtype=pl.Boolean
            )
        else:
            number = texts.str.contains(r"^[-+]?[0-9]+(\.[0-9]+)?$")
            plain = frame.select(pl.when(number).then(pl.col(name)).alias(name)).to_series()
            typed = plain.cast(dtype, strict=False)
        unread = typed.is_null() & texts.is_not_null()
        self._say(frame[LINE], texts, unread, name, f"not a {self._kind(dtype)}", "nulled")
        return typed.alias(name)

    @staticmethod
    def _kind(dtype: pl.DataType) -> str:
        if dtype == pl.Date:
            return "date from 1990 to 2100 written as 2025-09-30"
        if dtype == pl.Datetime:
            return "moment written as 2025-09-30T14:30:00, in UTC"
        return "true or false" if dtype == pl.Boolean else "number"

    def _redacted(self, lines: pl.Series, texts: pl.Series) -> pl.Series:
        suspects = texts.drop_nulls().unique()
        suspects = suspects.filter(suspects.str.contains(r"@|\+|[0-9]{3}[-. )][0-9]|[0-9]{6}"))
        changed = {text: new for text in suspects if (new := redact(text)) != text}
        if not changed:
            return texts
        touched = texts.is_in(list(changed)).fill_null(False)
        self._say(lines, texts, touched, texts.name, "contact of a person", "repaired")
        return texts.replace(changed)

    def _say(self, lines, texts, which, column: str, issue: str, action: str) -> None:
        if not which.any():
            return
        raw = [redact(text)[:300] for text in texts.filter(which)]
        self.issues.append(
            pl.DataFrame({LINE: lines.filter(which), "raw_value": raw}).select(
                LINE,
                pl.lit(column).alias("column_name"),
                "raw_value",
                pl.lit(issue).alias("issue"),
                pl.lit(action).alias("action"),
            )
        )

    def _set_aside(self, reasons: dict[int, str], batch: Batch) -> None:
        lines = reading.physical_lines(batch.content)
        for line, reason in reasons.items():
            text = reading.record_text(lines, line - batch.line, "utf-8", ",")
            if self._is_coded():
                text = self._without_contact(text)
            self.bad_rows.append(BadRow(line, reason, redact(text)))

    def _is_coded(self) -> bool:
        return self.coded in self.names

    def _without_contact(self, record: str) -> str:
        """A whole record without what is kept as a code only."""
        cells = next(csv.reader(io.StringIO(record)))
        place = self.names.index(self.coded)
        cells[place] = party_keys.WITHHELD if cells[place] else ""
        text = io.StringIO()
        csv.writer(text, lineterminator="").writerow(cells)
        return text.getvalue()

    def quarantine_shared_keys(self) -> None:
        """Set aside rows whose key also stands in another batch, as inside one batch."""
        if len(self.keys) < 2:
            return
        hashes = numpy.sort(numpy.concatenate(self.keys))
        shared = numpy.unique(hashes[1:][hashes[1:] == hashes[:-1]])
        if not len(shared):
            return
        suspects = pl.Series(shared)
        found = []
        for part in self.parts:
            keys = _key(pl.read_parquet(part, columns=list(self.key)), self.key)
            found.append(keys.filter(keys.hash(seed=1).is_in(suspects.implode())))
        counts = pl.concat(found).value_counts()
        several = counts.filter(pl.col("count") > 1)["key"].to_list()
        twice = pl.Series([*several, *self.keys_set_aside], dtype=pl.String)
        lines: list[int] = []
        for part in self.parts:
            frame = pl.read_parquet(part)
            hit = _key(frame, self.key).is_in(twice.implode())
            if hit.any():
                lines += frame.filter(hit)[LINE].to_list()
                frame.filter(~hit).write_parquet(part, compression="zstd", compression_level=1)
        self._quarantine_lines(lines)

    def _quarantine_lines(self, wanted: list[int]) -> None:
        for batch in batches(self.path, self.header_bytes):
            end = batch.line + batch.breaks + (not batch.content.endswith(b"\n"))
            here = {line: self.shared_key for line in wanted if batch.line <= line < end}
            if here:
                self._set_aside(here, batch)
                wanted = [line for line in wanted if line not in here]

    def finish(self) -> dict:
        """Write issues and quarantined rows; returns the counts for the record."""
        counts = store.write_rest(
            self.folder,
            self.source_file_id,
            self.rows_read,
            self.bad_rows,
            pl.concat(self.issues),
        )
        return counts | {"published_date": self.published, "layout": self.layout}
