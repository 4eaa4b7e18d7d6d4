"""Releases in a few words, and the command run on them as a person runs it."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path

from dashboard.__main__ import main


@dataclass
class Answer:
    """What the command printed: the JSON object, and what it said beside it."""

    code: int
    text: str
    said: str

    @property
    def results(self) -> dict:
        return json.loads(self.text)

    def flagged(self, code: str, group: str = "OCID") -> dict[str, float]:
        """The value of an indicator by id, for those that have it."""
        members = self.results.get(group, {})
        return {one: values[code] for one, values in members.items() if code in values}


def ask(folder: Path, lines: list, settings: str | None = None, *words: str) -> Answer:
    """`python -m dashboard cardinal` on lines: dicts as JSON, texts and bytes as they are."""
    path = folder / "releases.jsonl"
    path.write_bytes(b"".join(_bytes(line) + b"\n" for line in lines))
    if settings is not None:
        (folder / "settings.ini").write_text(settings, encoding="utf-8")
        words = ("--settings", str(folder / "settings.ini"), *words)
    printed, said = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(said):
        code = main(["cardinal", str(path), *words])
    return Answer(code, printed.getvalue(), said.getvalue())


def _bytes(line: object) -> bytes:
    if isinstance(line, bytes):
        return line
    text = line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)
    return text.encode("utf-8")


def bid(tenderer: object, amount: object = None, status: str = "valid", **more: object) -> dict:
    """A bid of one tenderer, or of several where a list of ids is given."""
    tenderers = tenderer if isinstance(tenderer, list) else [tenderer]
    made = {"status": status, "tenderers": [{"id": one} for one in tenderers]}
    if amount is not None:
        made["value"] = {"amount": amount, "currency": "USD"}
    return made | more


def award(*suppliers: str, status: str = "active", **more: object) -> dict:
    return {"status": status, "suppliers": [{"id": one} for one in suppliers]} | more


def process(ocid: str, bids: list | None = None, awards: list | None = None, **more) -> dict:
    """A compiled release with what is given and nothing else."""
    made: dict = {"ocid": ocid}
    if bids is not None:
        made["bids"] = {"details": bids}
    if awards is not None:
        made["awards"] = awards
    return made | more


def won(ocid: str, own: float, other: float, **more: object) -> dict:
    """W wins with `own` before L with `other`."""
    return process(ocid, [bid("W", own), bid("L", other)], [award("W")], **more)
