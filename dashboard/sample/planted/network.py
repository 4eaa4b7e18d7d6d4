"""Patterns in who stands behind whom."""

from __future__ import annotations

import polars as pl

from dashboard.sample.planted import (
    network_contracts,
    network_markets,
    network_money,
    network_pairs,
    network_parties,
)
from dashboard.sample.planting import Planting

FAMILY = "network"
PROJECTS_PER_SCALE = 300
LARGEST_SCALE = 5
BROKERED = 12


def plant(planting: Planting) -> None:
    """Plant them in one chunk of the city."""
    random = planting.random(FAMILY)
    projects = planting.rows("projects").height
    scale = min(LARGEST_SCALE, max(1, round(projects / PROJECTS_PER_SCALE)))
    if planting.number == 0:  # the firms of the register are the same in every chunk
        network_parties.own_register(planting, random)
    news = network_parties.Newcomers(planting, random)
    network_contracts.losers(news, random, 4 * scale)
    works = network_pairs.Works(news)
    network_pairs.pairs(works, scale)
    young = network_pairs.young_firms(works, scale)
    excluded = network_contracts.excluded(works, scale)
    # Each passes on a part of its work.
    brokered = [works.add([firm], 450) for firm in news.firms(BROKERED * scale)]
    markets = network_markets.add(works, scale)
    lots = works.write()
    signed = {name: works.sign(lots, numbers) for name, numbers in (young | excluded).items()}
    brokers = works.sign(lots, brokered)
    works.sign(lots, markets)
    network_pairs.say_young(works, signed)
    _without_founding(planting)
    network_money.loops(news, random, 4 * scale)
    network_money.supervised_by_their_own(news, random, 4 * scale)
    network_contracts.brokers(works, brokers)
    network_contracts.say_excluded(works, signed)
    network_contracts.officials(news, random, 3 * scale)
    network_contracts.consents(news, random)


def _without_founding(planting: Planting) -> None:
    """N1 cannot say how old these suppliers are."""
    unknown = planting.parties.filter(
        pl.col("founded_date").is_null(),
        pl.col("party_kind") == "organisation",
        ~pl.col("party_id").str.starts_with("NET-"),
    )["party_id"]
    contracts = planting.rows("contracts").filter(
        pl.col("supplier_id").is_in(unknown.implode()), pl.col("signed_date").is_not_null()
    )
    planting.truth(
        "N1",
        "contract",
        contracts["contract_id"].to_list(),
        "insufficient",
        "day of foundation missing",
        project_ids=contracts["project_id"].to_list(),
    )
