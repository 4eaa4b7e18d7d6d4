"""What was loaded, on disk: raw copies, typed Parquet, records; written whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from dashboard.ingest import tables
from dashboard.ingest.columns import ISSUE_SCHEMA
from dashboard.ingest.reading import LINE, BadRow
from dashboard.ingest.row_texts import encodable
from dashboard.messages import InputError
from dashboard.workspaces import Workspace

RECORD = "record.json"
SET_ASIDE = ".replaced-"
IN_THE_MAKING = ".new-"
PARQUET_MARK = b"PAR1"


def sha256(path: Path) -> str:
    """The SHA-256 of the bytes of `path`, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def source_file_id(source: str, digest: str) -> str:
    """How facts name the file they come from: the source and twelve digits of its SHA-256."""
    return f"{source}-{digest[:12]}"


def keep_raw(workspace: Workspace, path: Path, digest: str) -> Path:
    """The byte-for-byte copy of `path` under `raw/<sha256>/`, made if it is not there yet."""
    target = workspace.raw / digest
    if target.is_dir():
        return next(file for file in sorted(target.iterdir()))
    workspace.raw.mkdir(parents=True, exist_ok=True)
    temporary = _in_the_making(workspace.raw)
    shutil.copyfile(path, temporary / path.name)
    _rename_or_leave(temporary, target)
    return next(file for file in sorted(target.iterdir()))


def keep_manifest(workspace: Workspace, name: str, text: str) -> Path:
    """Write `sources/<name>.toml` of the workspace in one step; the source then belongs to it."""
    target = workspace.own_sources / f"{name}.toml"
    if not target.is_file() or target.read_text(encoding="utf-8") != text:
        workspace.own_sources.mkdir(parents=True, exist_ok=True)
        beside = target.with_suffix(f".{os.getpid()}")
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, target)
    return target


def _in_the_making(parent: Path) -> Path:
    """A new folder to fill, named after this process (`.new-<pid>-…`)."""
    return Path(tempfile.mkdtemp(prefix=f"{IN_THE_MAKING}{os.getpid()}-", dir=parent))


def is_running(pid: str) -> bool:
    """Whether the process called `pid` is still alive; false for what is no number."""
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _rename_or_leave(temporary: Path, target: Path) -> None:
    """Publish `temporary` as `target`; where another load was quicker, its copy stays."""
    try:
        temporary.rename(target)
    except OSError:
        if not target.is_dir():
            raise
        shutil.rmtree(temporary)


@contextlib.contextmanager
def new_load(workspace: Workspace, source: str, digest: str) -> Iterator[Path]:
    """A folder to fill; it becomes `loads/<source>/<sha256>/` when the block ends well."""
    parent = workspace.loads / source
    parent.mkdir(parents=True, exist_ok=True)
    recover(workspace)
    temporary = _in_the_making(parent)
    try:
        yield temporary
        os.chmod(temporary, 0o755)
        _replace(temporary, parent / digest)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _replace(temporary: Path, target: Path) -> None:
    """Put `temporary` in the place of `target`; after a kill in between `recover` mends it."""
    aside = target.with_name(SET_ASIDE + target.name)
    if target.exists():
        target.rename(aside)
    temporary.rename(target)
    shutil.rmtree(aside, ignore_errors=True)


def recover(workspace: Workspace) -> None:
    """Put back what a killed load had set aside, and clear what it had not finished."""
    for aside in workspace.loads.glob(f"*/{SET_ASIDE}*"):
        target = aside.with_name(aside.name.removeprefix(SET_ASIDE))
        if target.exists():
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.rename(target)
    unfinished = workspace.loads.glob(f"*/{IN_THE_MAKING}*")
    for folder in [*unfinished, *workspace.raw.glob(f"{IN_THE_MAKING}*")]:
        pid = folder.name.removeprefix(IN_THE_MAKING).partition("-")[0]
        if not is_running(pid):
            shutil.rmtree(folder, ignore_errors=True)


def existing(workspace: Workspace, source: str, digest: str) -> dict | None:
    """The record of the load of these bytes as `source`, or None; also where it is damaged."""
    folder = workspace.loads / source / digest
    try:
        record = json.loads((folder / RECORD).read_text())
    except (FileNotFoundError, ValueError):
        return None
    return record if all(map(is_whole, folder.glob("*.parquet"))) else None


def is_whole(path: Path) -> bool:
    """Whether a Parquet file has its mark at both ends: one that was cut off lacks the second."""
    with path.open("rb") as file:
        if file.read(len(PARQUET_MARK)) != PARQUET_MARK:
            return False
        file.seek(-len(PARQUET_MARK), os.SEEK_END)
        return file.read() == PARQUET_MARK


def refuse_damaged(found: list[dict]) -> None:
    """Raises InputError for the first of the records `found` whose Parquet is cut off."""
    for record in found:
        for path in sorted(Path(record["folder"]).glob("*.parquet")):
            if not is_whole(path):
                raise InputError(
                    f"{record['source']}: {record['file_name']}",
                    f"what was loaded from it is damaged ({path.name})",
                    "",
                    "Load the file again",
                )


def write_record(folder: Path, record: dict) -> None:
    """`record.json` in `folder`: the columns of SOURCE_FILES, and how to read the file again."""
    text = json.dumps(record, ensure_ascii=False, indent=1, default=str)
    (folder / RECORD).write_text(text + "\n", encoding="utf-8")


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """`frame` as Parquet at `path`, always the same bytes for the same rows."""
    frame.write_parquet(path, compression="zstd", statistics=True)


def write_rest(
    folder: Path, source_file_id: str, rows_read: int, bad_rows: list[BadRow], issues: pl.DataFrame
) -> dict:
    """Write issues and quarantined rows; returns the counts for the record."""
    written = issues.sort(LINE, "column_name").select(
        pl.lit(source_file_id).alias("source_file_id"), *ISSUE_SCHEMA
    )
    quarantined = pl.DataFrame(
        [
            (source_file_id, bad.line, encodable(bad.reason), encodable(bad.text))
            for bad in bad_rows
        ],
        schema=tables.QUARANTINED_ROWS,
        orient="row",
    ).sort("source_line")
    write_parquet(written.cast(tables.LOAD_ISSUES), folder / "src_load_issues.parquet")
    write_parquet(quarantined, folder / "src_quarantined_rows.parquet")
    return {
        "rows_read": rows_read,
        "rows_loaded": rows_read - len(bad_rows),
        "rows_quarantined": len(bad_rows),
        "issues": written.height,
    }


def records(workspace: Workspace) -> list[dict]:
    """The record of every load of the workspace, by source, published date and SHA-256.

    Each has the columns of SOURCE_FILES, `folder` and what reading the file again takes. Loads
    of sources that the workspace no longer names are left out.
    """
    recover(workspace)
    found = []
    for source in {*workspace.sources, *workspace.boundaries}:
        for path in (workspace.loads / source).glob(f"[0-9a-f]*/{RECORD}"):
            record = json.loads(path.read_text(encoding="utf-8"))
            found.append(record | {"folder": str(path.parent)})
    return sorted(
        found, key=lambda one: (one["source"], one["published_date"] or "", one["sha256"])
    )


def forget(workspace: Workspace) -> None:
    """Takes away every load and raw copy of the workspace; its builds stay in service."""
    shutil.rmtree(workspace.loads, ignore_errors=True)
    shutil.rmtree(workspace.raw, ignore_errors=True)


def source_files(found: list[dict]) -> pl.DataFrame:
    """The relation `source_files` out of records."""
    rows = [{name: record[name] for name in tables.SOURCE_FILES} for record in found]
    schema = dict(tables.SOURCE_FILES) | {"published_date": pl.String()}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(pl.col("published_date").str.to_date("%Y-%m-%d"))


def parts(load: Path, relation: str) -> list[Path]:
    """The files of one load that hold `relation`: one, or numbered parts."""
    return [*load.glob(f"{relation}.parquet"), *sorted(load.glob(f"{relation}-[0-9]*.parquet"))]
