"""Who hangs together: groups of suppliers, and owners behind owners.

Graphs are those of NetworkX. Nothing is drawn by chance, and every walk goes in the order of the
ids, so that the same rows give the same rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import networkx as nx
import polars as pl

from dashboard.engine.hooks import Settings

LONGEST_OWNERSHIP = 4  # steps; beyond it a share says little and ids are rarely known
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
