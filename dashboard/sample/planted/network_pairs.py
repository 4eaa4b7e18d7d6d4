"""Rivals for one lot that belong together, or only look so: N2 and N3. And new firms: N1."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from dashboard.sample.planted import procedures
from dashboard.sample.planted.network_parties import Newcomers

AGE_DAYS = (20, 60, 120, 180, 240, 300)  # of new firms at their award
SMALL = 1_230_000.0  # as most works, so that the city's median stays
LARGE_RANK = 0.96  # above nine tenths of the contracts
TENDER = "Repairs of public buildings"


class Works:
    """Lots let for the network family, written together; some of them come to a contract."""

    def __init__(self, newcomers: Newcomers) -> None:
        self.newcomers = newcomers
        planting = newcomers.planting
        self.projects = planting.rows("projects")["project_id"].sort().to_list()
        firms = planting.parties["party_id"]
        self._rivals = firms.filter(firms.str.starts_with("SUB-")).sort().to_list()
        offices = planting.parties.filter(pl.col("party_id").str.starts_with("AGY"))
        self._offices = offices.sort("party_id").select("party_id", "party_name").rows()
        self._rows: list[dict] = []

    def add(
        self,
        bidders: list[str],
        days_ago: int,
        amount: float = SMALL,
        buyer: tuple[str, str] | None = None,
    ) -> int:
        """A lot that the first of the bidders wins, with a rival added; returns its number."""
        number = len(self._rows)
        office = buyer or self._offices[number % len(self._offices)]
        rival = self._rivals[int(self.newcomers.random.integers(len(self._rivals)))]
        self._rows.append(
            {
                "winner_id": bidders[0],
                "bidders": [*bidders, rival],
                "award_amount": round(amount * self.newcomers.random.uniform(1.0, 1.05), 2),
                "decided_date": self.newcomers.days_ago(days_ago),
                "buyer_id": office[0],
                "buyer_name": office[1],
                "procurement_method": "open",
                "tender_name": TENDER,
                "item_code": "45920000",
                "project_id": self.projects[(number * 13) % len(self.projects)],
            }
        )
        return number

    def write(self) -> pl.DataFrame:
        """Write every lot, in the order in which they were added; no bid has a partner."""
        planting = self.newcomers.planting
        frame = pl.DataFrame(self._rows, infer_schema_length=None)
        lots = procedures.write(planting, self.newcomers.random, frame)
        bids = planting.rows("bids").filter(pl.col("tender_id").is_in(lots["tender_id"].implode()))[
            "bid_id"
        ]
        parties = planting.rows("bid_parties")
        is_partner = pl.col("bid_id").is_in(bids.implode()) & ~pl.col("is_lead")
        planting.replace("bid_parties", parties.filter(~is_partner.fill_null(False)))
        return lots

    def sign(self, lots: pl.DataFrame, numbers: list[int]) -> list[str]:
        """Contracts for these lots, signed a fortnight after the award; returns their ids."""
        planting = self.newcomers.planting
        chosen = lots[numbers]
        ids = planting.new_ids("NWC", chosen.height)
        names = planting.parties.select("party_id", "party_name").unique("party_id")
        signed = pl.col("decided_date") + pl.duration(days=14)
        rows = chosen.join(
            names, left_on="winner_id", right_on="party_id", how="left", maintain_order="left"
        ).select(
            pl.Series("contract_id", ids),
            "project_id",
            pl.lit("Repairs contract").alias("contract_name"),
            pl.lit("construction").alias("nature"),
            "procurement_method",
            pl.col("winner_id").alias("supplier_id"),
            pl.col("party_name").alias("supplier_name"),
            signed.alias("signed_date"),
            (signed + pl.duration(days=30)).alias("start_date"),
            (signed + pl.duration(days=400)).alias("original_end_date"),
            (signed + pl.duration(days=400)).alias("current_end_date"),
            pl.col("award_amount").alias("original_amount"),
            pl.col("award_amount").alias("contract_amount"),
            pl.lit(planting.currency).alias("currency"),
            pl.lit("pending").alias("status"),
            "tender_id",
            "award_id",
            "buyer_id",
            "buyer_name",
        )
        planting.add("contracts", rows)
        return ids


def pairs(works: Works, scale: int) -> None:
    """Two firms that share something bid against each other, each pair on one lot."""
    news = works.newcomers
    planting = news.planting

    def pair(code: str, severity: str, note: str, count: int) -> tuple[list[str], list[str]]:
        ours, theirs = news.firms(count), news.firms(count)
        ids = [" + ".join(sorted(both)) for both in zip(ours, theirs, strict=True)]
        outcome = {"": "clear", "?": "insufficient"}.get(severity, "flagged")
        planting.truth(code, "party_pair", ids, outcome, note, severity.strip("?"))
        for i, both in enumerate(zip(ours, theirs, strict=True)):
            works.add(list(both), 200 + 30 * i)
        return ours, theirs

    tag = f"{planting.number:03d}"
    for kind, severity, note in (
        ("account", "critical", "one bank account"),
        ("phone", "high", "one phone"),
        ("email", "high", "one e-mail address"),
        ("representative", "high", "one legal representative"),
        ("address", "watch", "one address, nothing else"),
    ):
        ours, theirs = pair("N2", severity, note, 2 * scale)
        codes = [_contact(kind, tag, i) for i in range(len(ours))]
        news.keyed(ours, kind, codes)
        news.keyed(theirs, kind, codes)
    ours, theirs = pair("N2", "", "a number that was passed on years before", scale)
    codes = [_contact("phone", tag, 500 + i) for i in range(scale)]
    news.keyed(ours, "phone", codes, last=news.days_ago(2_900))
    news.keyed(theirs, "phone", codes, first=news.days_ago(2_000))
    ours, theirs = pair("N2", "", "a business centre with twelve tenants", scale)
    tenants = news.firms(12 - 2 * scale)
    everyone = [*ours, *theirs, *tenants]
    news.keyed(everyone, "address", [_contact("address", tag, 900)] * len(everyone))
    ours, theirs = pair("N2", "", "one e-mail of a group that is declared as one", scale)
    codes = [_contact("email", tag, 700 + i) for i in range(scale)]
    news.keyed(ours, "email", codes)
    news.keyed(theirs, "email", codes)
    news.owned(ours, theirs, 0.6)
    ids = [" + ".join(sorted(both)) for both in zip(ours, theirs, strict=True)]
    planting.truth("N3", "party_pair", ids, "flagged", "one rival owns the other", "high")
    ours, theirs = pair("N2", "?", "no contact of either is on file", scale)
    # Off the list that other families read, so that none of them registers an account.
    unseen = pl.col("party_id").is_in([*ours, *theirs])
    planting.parties = planting.parties.filter(~unseen)
    _owners(works, pair, scale)


def _owners(works: Works, pair, scale: int) -> None:
    news = works.newcomers
    ours, theirs = pair("N3", "high", "one person holds a large share of both", 3 * scale)
    owners = news.persons(len(ours))
    news.owned(owners, ours, 0.7)
    news.owned(owners, theirs, 0.4)
    ours, theirs = pair("N3", "high", "one person behind a holding owns part of both", 2 * scale)
    owners, holdings = news.persons(len(ours)), news.firms(len(ours))
    news.owned(owners, ours, 0.8)
    news.owned(owners, holdings, 0.9)
    news.owned(holdings, theirs, 0.4)
    ours, theirs = pair("N3", "high", "one person directs both", 2 * scale)
    owners = news.persons(len(ours))
    news.owned(owners, ours, None, "director")
    news.owned(owners, theirs, None, "director")
    ours, theirs = pair("N3", "", "the city owns both", scale)
    news.owned(["AGY-01"] * scale, ours, 1.0)
    news.owned(["AGY-01"] * scale, theirs, 1.0)
    ours, theirs = pair("N3", "", "one person holds a tenth of both", scale)
    owners = news.persons(scale)
    for firms in (ours, theirs):
        news.owned(owners, firms, 0.1)
        news.owned(news.persons(scale), firms, 0.9)
    ours, theirs = pair("N3", "", "the owner of one sold the other years before", scale)
    owners = news.persons(scale)
    news.owned(owners, ours, 1.0)
    news.owned(owners, theirs, 1.0, end=[news.days_ago(2_500)] * scale)
    pair("N3", "?", "no owners on file", scale)


def _contact(kind: str, tag: str, number: int) -> str:
    """A made-up contact, the same for nobody else."""
    if kind == "email":
        return f"office{number}@n{tag}.example"
    if kind == "phone":
        return f"+99 5{tag}{number:05d}"
    if kind == "address":
        return f"{number + 1} Network Street, Belmara, District {tag}"
    return f"XT{kind[:2].upper()}{tag}{number:06d}"


def young_firms(works: Works, scale: int) -> dict[str, list[int]]:
    """New firms that win, in numbers of lots by what the truth says of their contracts."""
    news = works.newcomers
    day, old = 400, date(1994, 3, 1)
    decided = news.days_ago(day)
    found: dict[str, list[int]] = {}

    def add(name: str, founded: list[date | None], amount: float = SMALL) -> list[str]:
        firms = news.firms(len(founded), founded)
        found[name] = [works.add([firm], day, amount) for firm in firms]
        return firms

    young = [decided - timedelta(days=days) for days in AGE_DAYS]
    add("young", young * scale)
    add("young and large", young[:2] * scale, _large(news))
    add("a year and more old", [decided - timedelta(days=540)] * (2 * scale))
    daughters = add("a new firm of an old group", young[:2] * scale)
    news.owned(news.firms(len(daughters), old), daughters, 0.8)
    add("unknown", [None] * (2 * scale))
    add("founded after", [decided + timedelta(days=30)] * scale)
    return found


def _large(news: Newcomers) -> float:
    """An amount among the largest twentieth of the works, in every sector."""
    planting = news.planting
    sectors = planting.rows("projects").select("project_id", "sector")
    works = planting.rows("contracts").filter(pl.col("nature") == "construction")
    amount = pl.col("contract_amount").cast(pl.Float64)
    by_sector = (
        works.join(sectors, on="project_id")
        .filter(pl.len().over("sector") >= 15)
        .group_by("sector")
        .agg(amount.quantile(LARGE_RANK, "higher"))
    )["contract_amount"]
    overall = works.select(amount.quantile(LARGE_RANK, "higher")).item()
    return float(max([overall, *by_sector.to_list()]))


def say_young(works: Works, contracts: dict[str, list[str]]) -> None:
    """The truth of N1 about the contracts of new firms, and of firms without a founding day."""
    planting = works.newcomers.planting
    for name, outcome, severity in (
        ("young", "flagged", "watch"),
        ("young and large", "flagged", "high"),
        ("a year and more old", "clear", ""),
        ("a new firm of an old group", "clear", ""),
        ("unknown", "insufficient", ""),
        ("founded after", "contradictory", ""),
    ):
        planting.truth("N1", "contract", contracts[name], outcome, name, severity)
