"""Finds every query; the only registry there is. A file in its folder is in the product."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sqlglot
from sqlglot import exp

from dashboard.engine import header as headers
from dashboard.engine.header import Header
from dashboard.messages import InputError

ROOT = Path(__file__).resolve().parent.parent.parent
QUERIES = ROOT / "queries"
FOLDERS = {"model": "models", "indicator": "indicators", "rollup": "rollups", "view": "views"}
RESULT_RELATIONS = (
    "indicator_results",
    "indicator_counts",
    "indicator_counts_by_contract",
    "indicator_measures",
)


@dataclass(frozen=True)
class Query:
    """One query file: its relation's name, what it says of itself, and what it reads."""

    name: str
    kind: str
    path: Path
    header: Header
    text: str  # the whole file
    sql: str  # without the header
    reads: frozenset[str]
    params: frozenset[str]

    @property
    def where(self) -> str:
        """The file as a message names it."""
        return _named(self.path)

    @property
    def digest(self) -> str:
        """A SHA-256 of the file: another text is another rule."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def family(self) -> str:
        """The topic folder of an indicator: cost, schedule, payment, …"""
        return self.path.parent.name

    @property
    def is_second_stage(self) -> bool:
        """Whether it reads what other indicators found, so it must wait for them."""
        reads_results = bool(self.reads & {*RESULT_RELATIONS, "indicator_definitions"})
        return self.kind == "indicator" and (reads_results or self.family == "neighbourhood")


def read(path: Path) -> Query:
    """The query in one file. Raises InputError where header or SQL is at fault."""
    text = path.read_text(encoding="utf-8")
    where = _named(path)
    header = headers.read(path, text, where)
    sql = headers.OPENING.sub("", text, count=1).strip()
    try:
        tree = sqlglot.parse_one(sql, read="duckdb")
    except sqlglot.errors.ParseError as error:
        raise InputError(where, f"the SQL does not parse: {str(error).splitlines()[0]}") from error
    named_here = {cte.alias for cte in tree.find_all(exp.CTE)}
    reads = {table.name for table in tree.find_all(exp.Table)} - named_here - {""}
    params = set(re.findall(r"\$([a-z_]+)", re.sub(r"--[^\n]*", "", sql)))
    return Query(
        name=path.stem,
        kind=header.kind,
        path=path,
        header=header,
        text=text,
        sql=sql,
        reads=frozenset(reads),
        params=frozenset(params),
    )


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


@cache
def queries() -> dict[str, Query]:
    """Every query by name. Raises InputError where two share a name or lie in the wrong folder."""
    found: dict[str, Query] = {}
    codes: dict[str, str] = {}
    for path in sorted(QUERIES.rglob("*.sql")):
        query = read(path)
        folder = path.relative_to(QUERIES).parts[0]
        if FOLDERS[query.kind] != folder:
            raise InputError(path.name, f"a {query.kind} lies in queries/{folder}")
        if query.name in found:
            raise InputError(path.name, "two query files share this name", "", "rename one")
        if query.kind == "indicator":
            code = query.header["code"]
            if code in codes:
                raise InputError(path.name, f"the code {code} is taken by {codes[code]}")
            codes[code] = query.name
        found[query.name] = query
    return found


@cache
def asked() -> frozenset[str]:
    """Views that are run when a page asks: they, or a view they read, take a reader's filters."""
    views = {name: query for name, query in queries().items() if query.kind == "view"}
    found = {name for name, query in views.items() if query.params - {"as_of"}}
    while True:
        more = {name for name, query in views.items() if query.reads & found} - found
        if not more:
            return frozenset(found)
        found |= more


def of_kind(kind: str) -> dict[str, Query]:
    """The queries of one kind, by name."""
    return {name: query for name, query in queries().items() if query.kind == kind}


def indicators() -> dict[str, Query]:
    """Every indicator by name, ordered by code (C1, C2, C5, P1, P2, P10 …)."""
    found = of_kind("indicator")
    return dict(sorted(found.items(), key=lambda item: code_order(item[1].header["code"])))


def by_code(code: str) -> Query:
    """The indicator with this code. Raises KeyError if there is none."""
    return next(query for query in indicators().values() if query.header["code"] == code)


def code_order(code: str) -> tuple[str, int]:
    """Sorts P2 before P10."""
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", code).groups()
    return letters, int(digits)
