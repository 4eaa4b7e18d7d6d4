"""Works out the build order from the FROM clauses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from dashboard.engine.catalogue import RESULT_RELATIONS, Query
from dashboard.messages import InputError

RESULTS_READY = "indicator_results"
ENTERED = "results of "


def build_order(queries: dict[str, Query], asked: frozenset[str] = frozenset()) -> list[str]:
    """Names of the queries that a build runs, each after what it reads.

    The word `indicator_results` stands in the list where the first-stage indicators are complete.
    Views that are run when `asked` are left out.
    """
    graph = _graph(queries, asked)
    sorter = TopologicalSorter({name: sorted(reads) for name, reads in sorted(graph.items())})
    try:
        return list(sorter.static_order())
    except CycleError as error:
        raise InputError(
            "queries", f"they read one another in a circle: {error.args[1]}"
        ) from error


def steps(queries: dict[str, Query], asked: frozenset[str] = frozenset()) -> dict[str, set[str]]:
    """What a build does, in order, each with what it has to wait for: the names of `build_order`,
    and for each indicator the step `entered(name)`, by which its results are entered in the tables
    that hold those of all.

    Results are entered in one order however the queries were run. Those of the second stage wait
    for one another, so that whoever reads the results of the first stage sees only these.
    """
    graph = _graph(queries, asked)
    names = build_order(queries, asked)
    indicators = [name for name in names if name in queries and queries[name].kind == "indicator"]
    second = {name for name in indicators if queries[name].is_second_stage}
    found: dict[str, set[str]] = {}
    last: set[str] = set()
    held_back: list[str] = []
    for name in names:
        waits = graph[name]
        if name == RESULTS_READY or second <= waits:
            waits = (waits - set(indicators)) | {entered(one) for one in waits & set(indicators)}
        found[name] = waits
        if name not in indicators:
            continue
        held_back.append(name)
        if name not in second or set(held_back) == second:
            for one in held_back:
                found[entered(one)] = {*held_back, *last}
                last = {entered(one)}
            held_back = []
    return found


def entered(indicator: str) -> str:
    """The step by which the results of an indicator are entered."""
    return f"{ENTERED}{indicator}"


def query_of(step: str) -> str:
    """The query that a step belongs to."""
    return step.removeprefix(ENTERED)


def _graph(queries: dict[str, Query], asked: frozenset[str]) -> dict[str, set[str]]:
    """For each query of a build what has to be there before it."""
    graph: dict[str, set[str]] = {RESULTS_READY: set()}
    second = {name for name, query in queries.items() if query.is_second_stage}
    early = behind(queries, second)
    for name, query in queries.items():
        if name in asked:
            continue
        reads = {RESULTS_READY if read in RESULT_RELATIONS else read for read in query.reads}
        graph[name] = {read for read in reads if read in queries or read == RESULTS_READY}
        if query.kind == "indicator" and not query.is_second_stage:
            graph[RESULTS_READY].add(name)
        if query.is_second_stage or query.kind in ("rollup", "view"):
            graph[name].add(RESULTS_READY)
        # What the second stage stands on sees the first; everything later sees both.
        if query.kind == "view" or (query.kind == "rollup" and name not in early):
            graph[name] |= second
    return graph


def behind(queries: Mapping[str, Query], names: Iterable[str]) -> set[str]:
    """The queries that `names` read, and that these read, and so on."""
    found: set[str] = set()
    open_names = set(names)
    while open_names:
        more = (queries[open_names.pop()].reads & queries.keys()) - found
        found |= more
        open_names |= more
    return found


def with_asked_views(name: str, queries: dict[str, Query], asked: frozenset[str]) -> str:
    """The SQL of a view that is run when asked, with the asked views it reads put in front of it.

    So a filter is written once, in one view, and every other view reads from that.
    """
    chain: list[str] = []

    def visit(current: str) -> None:
        for read in sorted(queries[current].reads):
            if read in asked and read not in chain:
                visit(read)
        chain.append(current)

    visit(name)
    if len(chain) == 1:
        return queries[name].sql
    parts = ",\n".join(f"{part} AS (\n{queries[part].sql}\n)" for part in chain[:-1])
    return f"WITH\n{parts}\n\nSELECT * FROM (\n{queries[name].sql}\n) AS {name}"
