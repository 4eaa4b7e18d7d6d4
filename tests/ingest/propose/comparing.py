"""A proposed mapping beside the one that people made: right, wrong, asked or missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dashboard.ingest import columns, identity, reading, row_files
from dashboard.ingest.declarations import Manifest
from dashboard.ingest.propose.proposal import Proposal

RIGHT, OTHERWISE, WRONG, ASKED, MISSING = "right", "read otherwise", "wrong", "asked", "missing"
VERDICTS = (RIGHT, OTHERWISE, WRONG, ASKED, MISSING)
SAME_GROUPS = 0.98  # of the rows that two ids tell apart alike


@dataclass(frozen=True)
class Compared:
    """The verdict on every border column that people had mapped, and how many they had not."""

    verdicts: dict[tuple[str, str], str]
    extra: int

    @property
    def counts(self) -> Counter[str]:
        return Counter(self.verdicts.values())

    def share(self, verdict: str) -> float:
        return self.counts[verdict] / max(len(self.verdicts), 1)


def compare(path: Path, made: Manifest, proposal: Proposal) -> Compared:
    """How the border columns of `proposal` agree with those of the manifest `made`, on the file.

    Two columns agree where they hold the same values in 98 of 100 rows, read through the loader;
    two ids agree where they tell the rows apart alike. The same column with other values is read
    otherwise: people knew a slip or a unit that the file does not show. Constants are not compared.
    """
    ours = _built(path, proposal.manifest()) if proposal.can_load else ({}, pl.DataFrame(), {})
    theirs = _built(path, made)
    waiting = {header for one in proposal.open_questions for header in one.columns}
    verdicts = {}
    for key, headers in theirs[0].items():
        verdicts[key] = _verdict(key, headers, ours, theirs, waiting)
    return Compared(verdicts, len(set(ours[0]) - set(theirs[0])))


def _verdict(key, headers, ours, theirs, waiting) -> str:
    if key in ours[0]:
        if _agree(key, ours, theirs):
            return RIGHT
        return OTHERWISE if ours[0][key] == headers and not key[1].endswith("_id") else WRONG
    return ASKED if headers & waiting else MISSING


def _built(path: Path, manifest: Manifest):
    """For every mapped border column its columns in the file; the typed rows; the names there."""
    raw = row_files.read(path, manifest)
    names = reading.check_columns(path, manifest, raw.frame.columns)
    rows, _ = columns.typed(raw.frame, manifest, names)
    rows = rows.with_columns(
        pl.lit(None, dtype=pl.Date).alias("published_date"), pl.lit("f").alias("source_file_id")
    )
    rows, _ = identity.identified(rows, manifest)
    sources: dict[str, frozenset[str]] = {"published_date": frozenset()}
    for column in manifest.columns.values():
        header = frozenset({names.get(column.name, column.sources[0])})
        sources |= dict.fromkeys([column.name, *column.groups], header)
    for one in manifest.identity:
        sources[one.name] = frozenset().union(*(sources[part] for part in one.columns))
    mapped = {
        (mapping.table, target): sources[column]
        for mapping in manifest.mappings
        for target, column in mapping.columns.items()
        if sources[column]
    }
    inner = {
        (mapping.table, target): column
        for mapping in manifest.mappings
        for target, column in mapping.columns.items()
    }
    return mapped, rows, inner


def _agree(key, ours, theirs) -> bool:
    """Whether two columns hold the same, or as ids tell the rows apart alike."""
    mine, yours = ours[1][ours[2][key]], theirs[1][theirs[2][key]]
    both = pl.DataFrame({"mine": mine.cast(pl.String), "yours": yours.cast(pl.String)})
    if key[1].endswith("_id"):
        known = both.drop_nulls()
        if not known.height:
            return mine.null_count() == yours.null_count()
        pairs = known.n_unique()
        apart = 2 * pairs - known["mine"].n_unique() - known["yours"].n_unique()
        return apart <= 2 * (1 - SAME_GROUPS) * known.height
    same = both.filter(pl.col("mine").eq_missing(pl.col("yours"))).height
    return same >= SAME_GROUPS * both.height


def table(results: dict[str, Compared]) -> str:
    """The figures of all files as lines of text, and which columns were not right."""
    titles = ("mapped", *VERDICTS, "more")
    lines = [f"{'file':<46}" + "".join(f"{title:>15}" for title in titles)]
    total: Counter[str] = Counter()
    for name, one in results.items():
        total += one.counts
        figures = [len(one.verdicts), *(one.counts[verdict] for verdict in VERDICTS), one.extra]
        lines.append(f"{name:<46}" + "".join(f"{figure:>15}" for figure in figures))
        for verdict in (OTHERWISE, WRONG, ASKED, MISSING):
            found = [".".join(key) for key, said in one.verdicts.items() if said == verdict]
            lines += [f"    {verdict}: {', '.join(found)}"] if found else []
    figures = [sum(total.values()), *(total[verdict] for verdict in VERDICTS)]
    lines.append(f"{'all':<46}" + "".join(f"{figure:>15}" for figure in figures))
    return "\n".join(lines)
