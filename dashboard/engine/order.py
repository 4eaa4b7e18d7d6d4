"""Works out the build order from the FROM clauses."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from dashboard.engine.catalogue import RESULT_RELATIONS, Query
from dashboard.messages import InputError

RESULTS_READY = "indicator_results"


def build_order(queries: dict[str, Query], asked: frozenset[str] = frozenset()) -> list[str]:
    """Names of the queries that a build runs, each after what it reads.

    The word `indicator_results` stands in the list where the first-stage indicators are complete.
    Views that are run when `asked` are left out.
    """
    graph: dict[str, set[str]] = {RESULTS_READY: set()}
    for name, query in queries.items():
        if name in asked:
            continue
        reads = {RESULTS_READY if read in RESULT_RELATIONS else read for read in query.reads}
        graph[name] = {read for read in reads if read in queries or read == RESULTS_READY}
        if query.kind == "indicator" and not query.is_second_stage:
            graph[RESULTS_READY].add(name)
        if query.is_second_stage or query.kind in ("rollup", "view"):
            graph[name].add(RESULTS_READY)
        if query.kind == "view":
            graph[name] |= {other for other, second in queries.items() if second.is_second_stage}
    sorter = TopologicalSorter({name: sorted(reads) for name, reads in sorted(graph.items())})
    try:
        return list(sorter.static_order())
    except CycleError as error:
        raise InputError(
            "queries", f"they read one another in a circle: {error.args[1]}"
        ) from error


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
