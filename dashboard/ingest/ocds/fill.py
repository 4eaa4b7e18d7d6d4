"""Loading an OCDS publication of any size: twice through the file, one process at a time.

The first time tells which processes have several releases; the second makes the rows. Releases
that have others are first written to files by process, since the others may lie far apart.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy
import orjson
import polars as pl

from dashboard.ingest import publication, store
from dashboard.ingest.columns import ISSUE_SCHEMA
from dashboard.ingest.declarations import Manifest
from dashboard.ingest.ocds import history, package
from dashboard.ingest.ocds.history import Release
from dashboard.ingest.ocds.package import Entry, Place
from dashboard.ingest.ocds.parts import Parts
from dashboard.ingest.ocds.people import part_text
from dashboard.ingest.ocds.records import NOT_TEXT
from dashboard.ingest.ocds.scalars import Clock
from dashboard.ingest.ocds.sound import Notes, Sound
from dashboard.ingest.ocds.upgrade import upgrade
from dashboard.ingest.ocds.waiting import Waiting, process_hash
from dashboard.ingest.reading import BadRow
from dashboard.messages import InputError

Progress = Callable[[str, float], None]
SAY_EVERY = 2000
SURVEY_SHARE = 0.15  # of the time


def fill(folder: Path, manifest: Manifest, path: Path, record: dict, say: Progress) -> dict:
    """Write the tables of the publication `path` into `folder`; returns what the record lacks.

    Raises InputError where no release in it can be read.
    """
    # Called so that what a killed load leaves behind is cleared by the next one.
    prefix = f"{store.IN_THE_MAKING}{os.getpid()}-"
    temporary = Path(tempfile.mkdtemp(prefix=prefix, dir=folder.parent))
    try:
        work = _Work(folder, manifest, path, record, say, temporary)
        work.survey()
        work.read()
        work.merge()
        return work.finish()
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


class _Work:
    """The state of one load."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        path: Path,
        record: dict,
        say: Progress,
        temporary: Path,
    ) -> None:
        self.folder, self.manifest, self.path = folder, manifest, path
        self.record, self.say = record, say
        self.options = manifest.ocds
        self.clock = Clock(self.options.time_zone)
        self.notes = Notes()
        self.sound = Sound(self.notes, self.clock)
        self.parts = Parts(folder, record["source_file_id"])
        self.waiting = Waiting(temporary, record["byte_count"])
        self.places: list[Place] = []
        self.repeated = numpy.empty(0, dtype=numpy.int64)
        self.read_count = 0
        self.loaded_count = 0
        self.latest_day = ""
        self.fallback_day = self._fallback_day()

    def _fallback_day(self) -> str | None:
        """The day of a release without one, where the manifest states it."""
        rule = self.manifest.published
        if "date" in rule or "file_name" in rule:
            day = publication.published_date(self.path, self.manifest, None)
            return day.isoformat() if day else None
        return None

    def _entries(self) -> Iterator[Entry]:
        return package.entries(self.path, self.manifest.encodings, known=self.places.append)

    def survey(self) -> None:
        """Find the processes that have more than one release."""
        hashes = []
        for entry in self._entries():
            if entry.release is not None:
                hashes.append(process_hash(entry.release.get("ocid")))
            if not entry.number % SAY_EVERY:
                self.say(self.path.name, entry.share * SURVEY_SHARE)
        every = numpy.sort(numpy.array(hashes, dtype=numpy.int64))
        self.repeated = numpy.unique(every[1:][every[1:] == every[:-1]])
        self.places.clear()

    def read(self) -> None:
        """Make the rows of processes with one release, and let the others wait."""
        repeated = set(self.repeated.tolist())
        rest = 0.95 - SURVEY_SHARE
        for entry in self._entries():
            self.read_count += 1
            release = self._sound(entry)
            if release is not None:
                self.loaded_count += 1
                self.latest_day = max(self.latest_day, release.day)
                if process_hash(entry.release.get("ocid")) in repeated:
                    self.waiting.put(release)
                else:
                    for table, rows in history.single(
                        release, self.options, self.notes.issue
                    ).items():
                        self.parts.add(table, release.line, release.day, rows)
            if not entry.number % SAY_EVERY:
                self._breathe()
                self.say(self.path.name, SURVEY_SHARE + entry.share * rest)
        self._refuse_hopeless()

    def _refuse_hopeless(self) -> None:
        """Raise InputError where nothing was read, or most of it is in another encoding."""
        undecodable = sum(bad.reason.endswith(NOT_TEXT) for bad in self.notes.bad_rows)
        if undecodable > self.loaded_count:
            raise InputError(
                self.path.name,
                f"{undecodable} of its {undecodable + self.loaded_count} releases hold bytes that "
                "are not UTF-8",
                "OCDS files are UTF-8",
                "Save it again in UTF-8, or add its encoding to the manifest",
            )
        if not self.loaded_count:
            first = self.notes.bad_rows[0].reason if self.notes.bad_rows else "it is empty"
            raise InputError(
                self.path.name,
                f"no release in it can be read; the first: {first[:200]}",
                "Expected were OCDS releases or records",
                "Check that it is whole and in OCDS",
            )

    def _single(self, release: Release) -> None:
        found = history.single(release, self.options, self.notes.issue)
        for table, rows in found.items():
            self.parts.add(table, release.line, release.day, rows)

    def _breathe(self) -> None:
        self.parts.write_full()
        if len(self.notes.issues) > 50_000:
            self._store_issues()

    def _store_issues(self) -> None:
        if self.notes.issues:
            self.parts.issues.append(
                pl.DataFrame(self.notes.issues, schema=ISSUE_SCHEMA, orient="row")
            )
            self.notes.issues.clear()

    def _sound(self, entry: Entry) -> Release | None:
        """The release of an entry, sound, dated and in the form of 1.1; None if set aside."""
        if entry.release is None:
            self._set_aside(entry, entry.problem, entry.text)
            return None
        raw = entry.release
        date = self._date(raw, entry)
        if not date:
            self._set_aside_release(entry, "it says no day: neither date nor publishedDate")
            return None
        before = len(self.notes.bad_rows)
        content = self.sound.release(raw, entry.number, entry.path)
        if not content.get("ocid"):
            del self.notes.bad_rows[before:]
            self._set_aside_release(entry, "it has no ocid")
            return None
        self.read_count += len(self.notes.bad_rows) - before
        self._categorise(raw, content)
        return Release(entry.number, date[0], date[1], upgrade(content))

    def _set_aside_release(self, entry: Entry, reason: str) -> None:
        self._set_aside(entry, reason, part_text(entry.release))

    def _set_aside(self, entry: Entry, reason: str, text: str) -> None:
        where = f"{entry.path}: " if entry.path else ""
        self.notes.bad_rows.append(BadRow(entry.number, f"{where}{reason}", text))

    def _date(self, raw: dict[str, Any], entry: Entry) -> tuple[str, str] | None:
        """The day that a release speaks for, and the moment that puts it in order."""
        inside = raw.get("packageInfo")
        inside = inside.get("publishedDate") if isinstance(inside, dict) else None
        of_package = entry.package_date if entry.package_date is not None else inside
        named = [("date", raw.get("date")), ("publishedDate", of_package)]
        if self.options.dates == "package":
            named.reverse()
        for name, value in named:
            if value is None or value == "":
                continue
            day, issue, action = self.clock.day(value)
            if day:
                # Not said of a moment that only orders: no row shows it.
                return day, self.clock.moment(value)[0] or day
            self.notes.issue(entry.number, name, value, issue, action)
        return (self.fallback_day, self.fallback_day) if self.fallback_day else None

    def _categorise(self, raw: dict[str, Any], content: dict[str, Any]) -> None:
        """The category of the procurement from where the manifest says that it stands."""
        rule = self.options.category
        if not rule:
            return
        value: Any = raw
        for step in rule["path"].split("/"):
            value = value.get(step) if isinstance(value, dict) else None
        found = rule["codes"].get(value) if isinstance(value, str) else None
        if found:
            content.setdefault("tender", {}).setdefault("mainProcurementCategory", found)

    def merge(self) -> None:
        """Make the rows of the processes that waited, bucket by bucket."""
        for number, bucket in enumerate(self.waiting.buckets()):
            for releases in bucket.values():
                self._merge(releases)
            self._breathe()
            self.say(self.path.name, 0.95 + 0.04 * number / self.waiting.count)

    def _merge(self, releases: list[Release]) -> None:
        releases.sort(key=lambda one: (one.day, one.moment, one.line))
        kept = self._told_apart(releases)
        if len(kept) == 1:
            self._single(kept[0])
            return
        for stated in history.states(kept, self.options, self.notes.issue):
            self.parts.add(*stated)

    def _told_apart(self, releases: list[Release]) -> list[Release]:
        """`releases` without repeated ones, and without compiled ones beside single ones."""
        has_singles = any(not one.is_compiled for one in releases)
        kept: list[Release] = []
        known: dict[Any, bytes] = {}
        for one in releases:
            name = one.content.get("id")
            if has_singles and one.is_compiled:
                self.notes.issue(one.line, "id", name, "a compiled release beside the single ones")
                continue
            content = orjson.dumps(one.content, option=orjson.OPT_SORT_KEYS)
            digest = hashlib.blake2b(content, digest_size=16).digest()
            if name is not None and known.get((name, one.moment)) == digest:
                self.notes.issue(one.line, "id", name, "the same release again")
                continue
            if name is not None and any(known_name == name for known_name, _ in known):
                self.notes.issue(one.line, "id", name, "the id of another release of the process")
            known[name, one.moment] = digest
            kept.append(one)
        return kept

    def finish(self) -> dict:
        """Write the last parts, issues and quarantined rows; returns the counts for the record."""
        self.parts.finish()
        self._store_issues()
        self.read_count += len(self.parts.bad_rows)
        bad_rows = [*self.notes.bad_rows, *self.parts.bad_rows]
        counts = store.write_rest(
            self.folder,
            self.record["source_file_id"],
            self.read_count,
            bad_rows,
            pl.concat(self.parts.issues).sort(*ISSUE_SCHEMA),
        )
        layout = {
            "kind": "ocds",
            "encodings": list(self.manifest.encodings),
            "positions": [[one.number, one.file, one.byte] for one in self.places],
            "personal": [],
        }
        return counts | {"published_date": self._published(), "layout": layout}

    def _published(self) -> datetime.date | None:
        rule = self.manifest.published
        if "date" in rule or "file_name" in rule:
            return publication.published_date(self.path, self.manifest, None)
        return datetime.date.fromisoformat(self.latest_day)
