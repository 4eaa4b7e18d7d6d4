"""The day that a file speaks for, by the rule of its manifest."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import polars as pl

from dashboard.ingest.declarations import Manifest
from dashboard.messages import InputError


def published_date(
    path: Path, manifest: Manifest, rows: pl.DataFrame | None
) -> datetime.date | None:
    """The day that the file speaks for; None only for a file without rows."""
    rule = manifest.published
    if "date" in rule and not re.search(rule.get("file_name", "$."), path.name):
        return rule["date"]
    if "file_name" in rule:
        return date_in_name(path, manifest)
    if "template" in rule:
        from dashboard.ingest import template_files

        return template_files.published_day(path)
    if rows is None or rows.is_empty():
        return None
    latest = rows.select(pl.max_horizontal(pl.col(rule["latest_of"]).max())).item()
    if latest is None:
        raise InputError(
            path.name,
            "the day it speaks for cannot be told",
            f"Expected was a date in {' or '.join(rule['latest_of'])}",
        )
    return latest


def date_in_name(path: Path, manifest: Manifest) -> datetime.date:
    """The date in the name of `path`; the first of the month where it gives no day."""
    match = re.search(manifest.published["file_name"], path.name)
    try:
        parts = match.groupdict() if match else {}
        return datetime.date(int(parts["year"]), int(parts["month"]), int(parts.get("day") or 1))
    except (KeyError, ValueError) as error:
        raise InputError(
            path.name,
            "its name does not give the date of publication",
            f"Expected was a name such as {' or '.join(manifest.files)} with year and month",
            "Name the file so, as it was called where it was published",
        ) from error
