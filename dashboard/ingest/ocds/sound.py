"""A release with all that can be read of it; what cannot is set aside by its JSON path."""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass, field
from typing import Any

import orjson

from dashboard.ingest.columns import LONGEST_RAW_VALUE
from dashboard.ingest.ocds import scalars, schema, shapes
from dashboard.ingest.ocds.people import CONTACTS, part_text
from dashboard.ingest.ocds.records import described
from dashboard.ingest.privacy import REMOVED, redact
from dashboard.ingest.reading import BadRow
from dashboard.ingest.row_texts import storable
from dashboard.ingest.values import LARGEST_MONEY, NULLED, REPAIRED

_PLAIN_ID = re.compile(r"[^\s&]+").fullmatch
MOST = float(LARGEST_MONEY)
Path = tuple  # (path of what it is in, key or number); () is the release itself


def id_text(value: Any) -> str | None:
    """An id as text; None for what is none."""
    if type(value) is str:
        text = " ".join(value.split())
        if "&#" in text or "&amp;" in text:
            text = html.unescape(text)
        return text or None
    if type(value) is int or (type(value) is float and value.is_integer()):
        return str(int(value))
    return None


@dataclass
class Notes:
    """What was wrong with the parts of releases: issues and parts set aside."""

    issues: list[tuple[int, str, str, str, str]] = field(default_factory=list)
    bad_rows: list[BadRow] = field(default_factory=list)

    def issue(self, line: int, where: str, raw: Any, issue: str, action: str = NULLED) -> None:
        """Say that a value was nulled or repaired."""
        text = part_text(raw) if isinstance(raw, dict | list) else redact(storable(str(raw)))
        if not CONTACTS.isdisjoint(where.split("/")):
            text = REMOVED
        self.issues.append((line, where, text[:LONGEST_RAW_VALUE], issue, action))

    def set_aside(self, line: int, where: str, value: Any, reason: str) -> None:
        """Say that a part of the release `line` was left out."""
        text = part_text(value) if CONTACTS.isdisjoint(where.split("/")) else REMOVED
        self.bad_rows.append(BadRow(line, f"{where}: {reason}", text))


class Sound:
    """Reads releases by `schema`; what is wrong with them goes to `notes`."""

    def __init__(self, notes: Notes, clock: scalars.Clock) -> None:
        self.notes, self.clock = notes, clock
        self.line, self.where = 0, ""
        self.readers = {
            schema.MONEY: scalars.money,
            schema.NUMBER: scalars.number,
            schema.PERCENT: scalars.percent,
            schema.WHOLE: scalars.whole,
            schema.FLAG: scalars.flag,
            schema.WORDS: scalars.words,
            schema.GEOMETRY: shapes.geometry,
            schema.MOMENT: clock.moment,
            schema.DAY: clock.day,
        }

    def release(self, raw: dict[str, Any], line: int, where: str) -> dict[str, Any]:
        """The sound parts of `raw`, the release number `line`, found at the path `where`."""
        self.line, self.where = line, where
        return self._object(raw, schema.RELEASE, ())

    def _object(self, raw: dict[str, Any], fields: schema.Fields, path: Path) -> dict[str, Any]:
        """What `fields` names of `raw`. The commonest values are read here, without a call."""
        found: dict[str, Any] = {}
        days = self.clock.days
        for key, value in raw.items():
            known = fields.get(key)
            if known is None:
                continue
            kind, inner, how = known
            if value is None:
                if kind < schema.OBJECT:
                    found[key] = None  # said to be nothing: that takes an earlier value back
            elif kind == schema.TEXT:
                if type(value) is str:
                    found[key] = value.strip() or None
                else:
                    found[key] = self._other_text(value, path, key)
            elif kind == schema.ID:
                if type(value) is str and _PLAIN_ID(value):
                    found[key] = value
                else:
                    found[key] = self._id(value, path, key)
            elif kind == schema.OBJECT:
                if type(value) is dict:
                    found[key] = self._object(value, inner, (path, key))
                else:
                    self._not_an_object((path, key), value)
            elif kind == schema.DAY:
                if type(value) is str and value in days:
                    found[key] = days[value]
                else:
                    found[key] = self._single(kind, value, inner, path, key)
            elif kind == schema.LIST:
                found[key] = self._list(value, inner, how, (path, key))
            elif kind == schema.MONEY and type(value) is float and -MOST < value < MOST:
                found[key] = repr(value)
            else:
                found[key] = self._single(kind, value, inner, path, key)
        return found

    def _single(self, kind: int, value: Any, inner: Any, path: Path, key: str) -> Any:
        if kind == schema.CODE:
            found, issue, action = scalars.code(value, inner)
        else:
            found, issue, action = self.readers[kind](value)
        if issue:
            self._issue(path, key, value, issue, action)
        return found

    def _other_text(self, value: Any, path: Path, key: str) -> str | None:
        if type(value) in (int, float):
            return str(value)
        self._issue(path, key, value, f"a text was expected, found {described(value)}")
        return None

    def _id(self, value: Any, path: Path, key: str) -> str | None:
        found = id_text(value)
        if found is None and not (type(value) is str and not value.strip()):
            self._issue(path, key, value, f"an id was expected, found {described(value)}")
        return found

    def _list(self, value: Any, fields: schema.Fields, how: int, path: Path) -> list[dict]:
        if type(value) is not list:
            if type(value) is not dict:
                self._aside(path, value, f"a list was expected, found {described(value)}")
                return []
            self._issue(path[0], path[1], value, "one object where a list was expected", REPAIRED)
            value = [value]
        kept: list[dict[str, Any]] = []
        seen: dict[str, dict[str, Any]] = {}
        for number, raw in enumerate(value):
            if type(raw) is not dict:
                if raw is not None:
                    self._not_an_object((path, number), raw)
                continue
            bad_before = len(self.notes.bad_rows), len(self.notes.issues)
            one = self._object(raw, fields, (path, number))
            if how != schema.LOOSE:
                name = one.get("id") or self._name(one, how, number, seen)
                if name in seen:
                    if how == schema.UNIQUE or how == schema.CONTENT:
                        # What was said of its parts is said of the whole now.
                        del self.notes.bad_rows[bad_before[0] :], self.notes.issues[bad_before[1] :]
                    self._again((path, number), raw, one, seen[name], how)
                    continue
                if name is not None:
                    one["id"] = name
                    seen[name] = one
            kept.append(one)
        return kept

    @staticmethod
    def _name(one: dict[str, Any], how: int, number: int, seen: dict) -> str | None:
        """What an item without an id is called, the same in every release that repeats it."""
        if how in (schema.PARTIES, schema.REFERENCES):
            return None  # known by its identifier or name, later
        one.pop("id", None)
        if how == schema.UNIQUE:
            return f"#{number + 1}"
        content = orjson.dumps(one, option=orjson.OPT_SORT_KEYS)
        digest = hashlib.sha256(content).hexdigest()[:12]
        name, times = f"~{digest}", 1
        while name in seen:
            times += 1
            name = f"~{digest}.{times}"
        return name

    def _again(self, path: Path, raw: dict, one: dict, first: dict, how: int) -> None:
        """A second item with the id of another in the same list."""
        if how == schema.REFERENCES:
            return
        if how == schema.PARTIES:
            roles = [*(first.get("roles") or ()), *(one.get("roles") or ())]
            first |= {key: value for key, value in one.items() if first.get(key) is None}
            first["roles"] = list(dict.fromkeys(roles))
            text = "the party is listed before: both entries are one"
            self._issue(path[0], path[1], one.get("id"), text, REPAIRED)
            return
        same = " with the same content" if one == first else ""
        self._aside(path, raw, f"the id '{one['id'][:80]}' stands before in the list{same}")

    def _not_an_object(self, path: Path, value: Any) -> None:
        self._aside(path, value, f"an object was expected, found {described(value)}")

    def _aside(self, path: Path, value: Any, reason: str) -> None:
        self.notes.set_aside(self.line, self._path(path), value, reason)

    def _issue(self, path: Path, key: Any, raw: Any, issue: str, action: str = NULLED) -> None:
        self.notes.issue(self.line, _generic((path, key)), raw, issue, action)

    def _path(self, path: Path) -> str:
        """The whole JSON path, from the file on."""
        steps = []
        while path:
            path, step = path
            steps.append(str(step))
        inside = "/".join(reversed(steps))
        return f"{self.where}/{inside}" if self.where else inside


def _generic(path: Path) -> str:
    """The path of a property without numbers, as columns are called: contracts/value/amount."""
    steps = []
    while path:
        path, step = path
        if type(step) is str:
            steps.append(step)
    return "/".join(reversed(steps))
