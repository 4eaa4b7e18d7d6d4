"""Who hangs together: groups of suppliers, owners behind owners, money that comes back.

Graphs are those of NetworkX. Nothing is drawn by chance, and every walk goes in the order of the
ids, so that the same rows give the same rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

import networkx as nx
import polars as pl

from dashboard.engine.hooks import Settings

LONGEST_OWNERSHIP = 4  # steps; beyond it a share says little and ids are rarely known
LONGEST_LOOP = 4
LOOP_MONTHS = 24
MOST_LOOPS = 50_000
PATH_COLUMNS = {
    "owner_id": pl.String,
    "owned_id": pl.String,
    "path": pl.String,  # the ids from owner to owned, joined by ' > '
    "step_count": pl.Int64,
    "path_share": pl.Float64,  # product of the steps, 0 to 1; NULL where one is not known
    "is_beneficial": pl.Boolean,
    "is_director": pl.Boolean,
    "is_owner": pl.Boolean,
    "is_local": pl.Boolean,
    "start_date": pl.Date,
    "end_date": pl.Date,
}
GROUP_COLUMNS = {
    "party_id": pl.String,
    "group_id": pl.String,  # the smallest party_id of those that hang together
    "group_size": pl.Int64,
    "link_kinds": pl.String,  # what joins the group, in words; NULL for a party alone
}
LOOP_COLUMNS = {
    "loop_id": pl.String,  # the groups in the order of the money, from the smallest id on
    "step": pl.Int64,
    "contract_id": pl.String,
    "payer_group_id": pl.String,
    "payee_group_id": pl.String,
    "group_count": pl.Int64,
    "step_amount": pl.Float64,  # all that flowed on this step in the window
    "loop_amount": pl.Float64,  # the smallest step of the loop in the window
    "currency": pl.String,  # NULL where the steps differ
    "is_exchange": pl.Boolean,
    "window_start_date": pl.Date,
    "window_end_date": pl.Date,  # the first day after the window
}


def components(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Connected components (networkx.connected_components) of parties and links.

    Takes `party_id`, `other_party_id` (NULL for a party as such) and `link_kind`. Returns
    GROUP_COLUMNS, one row per party that stands on either side.
    """
    graph = nx.Graph()
    for party, other, kind in rows.select("party_id", "other_party_id", "link_kind").iter_rows():
        graph.add_node(party)
        if other is not None:
            known = graph.get_edge_data(party, other, {"kinds": frozenset()})["kinds"]
            graph.add_edge(party, other, kinds=known | {kind})
    found: list[tuple] = []
    for members in nx.connected_components(graph):
        kinds = {
            kind
            for _, _, data in graph.subgraph(members).edges(data=True)
            for kind in data["kinds"]
        }
        text = ", ".join(sorted(kinds)) or None
        first = min(members)
        found += [(party, first, len(members), text) for party in members]
    return pl.DataFrame(sorted(found), schema=GROUP_COLUMNS, orient="row")


def ownership_paths(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Every way from an owner down to what it owns, at most four steps, without going in circles.

    Takes the columns of the model ownership_links, with shares from 0 to 1. Returns PATH_COLUMNS:
    the share of a path is the product of its steps, its dates those on which all steps hold. A way
    that no day has in common is none. The flags are those of the first step, seen from the owner;
    a director has no share in what the firm owns, so such a way ends after one step.
    """
    owned = defaultdict(list)
    for link in rows.sort("owner_id", "owned_id").iter_rows(named=True):
        owned[link["owner_id"]].append(link)
    found = [
        path
        for owner in sorted(owned)
        for first in owned[owner]
        for path in _paths_from(first, owned)
    ]
    return pl.DataFrame(found, schema=PATH_COLUMNS, orient="row")


def _paths_from(first: dict[str, Any], owned: dict[str, list[dict]]) -> Iterator[tuple]:
    """The paths that begin with the link `first`, as rows of PATH_COLUMNS."""
    waiting = [([first["owner_id"]], first, 1.0, None, None)]
    while waiting:
        before, link, share, start, end = waiting.pop()
        known = share is not None and link["owner_share"] is not None and link["is_owner"]
        share = share * link["owner_share"] if known else None
        start = max(filter(None, (start, link["start_date"])), default=None)
        end = min(filter(None, (end, link["end_date"])), default=None)
        if start and end and start > end:
            continue
        path = [*before, link["owned_id"]]
        yield (
            path[0],
            path[-1],
            " > ".join(path),
            len(path) - 1,
            share,
            first["is_beneficial"],
            first["is_director"],
            first["is_owner"],
            first["is_local"],
            start,
            end,
        )
        if len(path) > LONGEST_OWNERSHIP or not link["is_owner"]:
            continue
        for following in owned.get(path[-1], ()):
            if following["is_owner"] and following["owned_id"] not in path:
                waiting.append((path, following, share, start, end))


def payment_loops(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Simple cycles of at most four steps (networkx.simple_cycles) in the flows between groups.

    Takes payer_group_id, payee_group_id, contract_id, is_registered, month_start_date, flow_amount,
    currency and currency_count. Returns LOOP_COLUMNS, one row per loop, step and contract that
    brought money to the step within the 24 months in which the smallest step is largest. A step
    counts with what is left after reversals; a loop with a step of nothing is none.
    """
    pairs = rows.select("payer_group_id", "payee_group_id").drop_nulls().unique().sort(pl.all())
    graph = nx.DiGraph(pairs.iter_rows())
    cycles = islice(nx.simple_cycles(graph, length_bound=LONGEST_LOOP), MOST_LOOPS)
    loops = sorted({_from_smallest(cycle) for cycle in cycles if len(cycle) > 1})
    steps = {step for loop in loops for step in _steps(loop)}
    flows = defaultdict(list)
    for flow in rows.iter_rows(named=True):
        step = (flow["payer_group_id"], flow["payee_group_id"])
        if step in steps:
            flows[step].append(flow | {"month": _month(flow["month_start_date"])})
    found = [row for loop in loops for row in _loop_rows(loop, flows)]
    return pl.DataFrame(found, schema=LOOP_COLUMNS, orient="row")


def _from_smallest(cycle: list[str]) -> tuple[str, ...]:
    first = cycle.index(min(cycle))
    return tuple(cycle[first:] + cycle[:first])


def _steps(loop: tuple[str, ...]) -> list[tuple[str, str]]:
    return list(zip(loop, (*loop[1:], loop[0]), strict=True))


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _loop_rows(loop: tuple[str, ...], flows: dict[tuple, list[dict]]) -> Iterator[tuple]:
    """The rows of one loop in its best window; none where no window holds all its steps."""
    steps = _steps(loop)
    starts = sorted({flow["month"] for step in steps for flow in flows[step]})
    best: tuple[float, int] | None = None
    for start in starts:  # of two windows alike the earlier one
        smallest = min(_amount(flows[step], start) for step in steps)
        if smallest > 0 and (best is None or smallest > best[0]):
            best = (smallest, start)
    if best is None:
        return
    smallest, start = best
    inside = [[flow for flow in flows[step] if _is_inside(flow, start)] for step in steps]
    currencies = {flow["currency"] for step in inside for flow in step}
    is_one = len(currencies) == 1 and all(
        flow["currency_count"] <= 1 for step in inside for flow in step
    )
    currency = next(iter(currencies)) if is_one else None
    for number, (step, within) in enumerate(zip(steps, inside, strict=True), start=1):
        for contract in sorted({flow["contract_id"] for flow in within}):
            yield (
                " > ".join(loop),
                number,
                contract,
                *step,
                len(loop),
                round(_amount(within, start), 2),
                round(smallest, 2),
                currency,
                _is_exchange(inside),
                _day(start),
                _day(start + LOOP_MONTHS),
            )


def _is_inside(flow: dict, start: int) -> bool:
    return start <= flow["month"] < start + LOOP_MONTHS


def _amount(flows: list[dict], start: int) -> float:
    return sum(flow["flow_amount"] for flow in flows if _is_inside(flow, start))


def _is_exchange(steps: list[list[dict]]) -> bool:
    """Whether every step was paid for registered work, each under contracts of its own."""
    if not all(flow["is_registered"] for step in steps for flow in step):
        return False
    contracts = [{flow["contract_id"] for flow in step} for step in steps]
    return len(set().union(*contracts)) == sum(map(len, contracts))
