"""Who decides on contracts, who is excluded, and to whom work is passed on: N4, N5, N8, N9."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from dashboard.sample.planted.network_pairs import Works
from dashboard.sample.planted.network_parties import Newcomers

OFFICIALS = 40
WITHOUT_OFFICIALS_SHARE = 0.1
WITHOUT_CONSENT_SHARE = 0.04
CONSENT_NOT_KEPT_SHARE = 0.03
LIST = "City register of excluded firms"


def officials(news: Newcomers, random: np.random.Generator, each: int) -> None:
    """One approver for nearly every contract; some of them have a link to its supplier (N4)."""
    planting = news.planting
    contracts = planting.rows("contracts").filter(
        pl.col("supplier_id").is_not_null(), pl.col("signed_date").is_not_null()
    )
    contracts = contracts.sort("contract_id")
    order = random.permutation(contracts.height)
    without = round(WITHOUT_OFFICIALS_SHARE * contracts.height)
    _say(planting, "N4", contracts[order[:without]], "insufficient", "no officials on record")
    rest = contracts[order[without:]]
    single = rest.filter(
        pl.col("supplier_id").str.starts_with("CON-"), pl.len().over("supplier_id") == 1
    )
    taken = single.head(8 * each)
    parts = [taken[i * each : (i + 1) * each] for i in range(8)]
    plain = rest.join(taken, on="contract_id", how="anti", maintain_order="left")
    pool = news.persons(OFFICIALS)
    drawn = [pool[i] for i in random.integers(0, OFFICIALS, plain.height)]
    _decide(planting, drawn, plain["contract_id"].to_list(), "approver")
    own = {i: news.persons(part.height) for i, part in enumerate(parts)}
    suppliers = [part["supplier_id"].to_list() for part in parts]
    for i, part in enumerate(parts):
        role = "evaluator" if i % 2 else "approver"
        recusal = [f"DOC-REC-{one}" for one in part["contract_id"]] if i == 4 else None
        _decide(planting, own[i], part["contract_id"].to_list(), role, recusal)
    news.owned(own[0], suppliers[0], 0.12)
    news.owned(own[1], suppliers[1], None, "director")
    news.owned(own[4], suppliers[4], 0.12)
    signed = parts[5]["signed_date"].to_list()
    news.owned(own[5], suppliers[5], 0.12, end=[day - timedelta(days=1_500) for day in signed])
    signed = parts[7]["signed_date"].to_list()
    news.owned(own[7], suppliers[7], 0.12, end=[day - timedelta(days=300) for day in signed])
    for i, kind in ((2, "phone"), (3, "email")):
        codes = [f"{kind}{one}@officials.example" for one in own[i]]
        if kind == "phone":
            codes = [f"+99 6{planting.number:03d}{n:05d}" for n in range(len(own[i]))]
        news.keyed(own[i], kind, codes)
        news.keyed(suppliers[i], kind, codes)
    for i, note, severity in (
        (0, "an approver owns part of the supplier", "critical"),
        (1, "an evaluator directs the supplier", "critical"),
        (2, "an approver has the supplier's phone", "high"),
        (3, "an evaluator has the supplier's e-mail", "high"),
        (4, "the owner stepped aside on record", ""),
        (5, "the share was sold four years before", ""),
        (6, "an approver of the same name, another person", ""),
        (7, "the share was sold within two years before", "critical"),
    ):
        _say(planting, "N4", parts[i], "flagged" if severity else "clear", note, severity)


def _decide(planting, persons, contracts, role, recusal=None) -> None:
    planting.add(
        "party_roles",
        pl.DataFrame(
            {
                "party_id": list(persons),
                "role": [role] * len(contracts),
                "entity_kind": ["contract"] * len(contracts),
                "entity_id": list(contracts),
                "recusal_document_id": pl.Series(
                    recusal or [None] * len(contracts), dtype=pl.String
                ),
            }
        ),
    )


def _say(planting, code, contracts: pl.DataFrame, outcome, note, severity="") -> None:
    projects = contracts["project_id"].to_list()
    ids = contracts["contract_id"].to_list()
    planting.truth(code, "contract", ids, outcome, note, severity, projects)


def excluded(works: Works, scale: int) -> dict[str, list[int]]:
    """Firms on the register of exclusions that win, or only look so: lots by what is said (N5)."""
    news = works.newcomers
    planting = news.planting
    entries: list[dict] = []
    found: dict[str, list[int]] = {}
    day = 500

    def add(name: str, count: int) -> list[str]:
        firms = news.firms(count)
        found[name] = [works.add([firm], day) for firm in firms]
        return firms

    def enter(firms: list[str], start: int, end: int | None = None, **columns) -> None:
        known = planting.parties.filter(pl.col("party_id").is_in(firms)).to_dicts()
        for firm in known:
            entries.append(
                {
                    "list_name": LIST,
                    "party_kind": "organisation",
                    "party_identifier": firm["party_identifier"],
                    "party_name": firm["party_name"],
                    "start_date": news.days_ago(start + int(news.random.integers(0, 60))),
                    "end_date": news.days_ago(end) if end else None,
                    "status": "expired" if end else "in_force",
                    "reason": "False statements in a bid",
                }
                | columns
            )

    enter(add("in force at the award", 3 * scale), 700)
    enter(add("in force at the award, since expired", 3 * scale), 700, 200)
    daughters = add("another firm of the group in force", 2 * scale)
    parents = news.firms(len(daughters))
    news.owned(parents, daughters, 0.75)
    enter(parents, 700)
    enter(add("entered after the award", 3 * scale), 300)
    enter(add("stayed on appeal", 2 * scale), 700, status="stayed")
    enter(add("annulled", scale), 700, status="annulled")
    enter(add("over before the award", 2 * scale), 1_600, 900)
    named = add("a firm of the same name with another number", 2 * scale)
    known = planting.parties.filter(pl.col("party_id").is_in(named))
    for i, name in enumerate(known["party_name"]):
        other = f"XT9{planting.number:02d}{i:04d}"
        enter([named[0]], 700, party_name=name, party_identifier=other)
    ids = planting.new_ids("SAN", len(entries))
    rows = [entry | {"sanction_id": one} for entry, one in zip(entries, ids, strict=True)]
    planting.add("sanctions", rows)
    return found


EXCLUDED = (
    ("in force at the award", "flagged", "critical"),
    ("in force at the award, since expired", "flagged", "critical"),
    ("another firm of the group in force", "flagged", "high"),
    ("entered after the award", "flagged", "watch"),
    ("stayed on appeal", "clear", ""),
    ("annulled", "clear", ""),
    ("over before the award", "clear", ""),
    ("a firm of the same name with another number", "clear", ""),
)


def say_excluded(works: Works, contracts: dict[str, list[str]]) -> None:
    """The truth of N5 about these contracts, and those with a party that has no number."""
    planting = works.newcomers.planting
    for name, outcome, severity in EXCLUDED:
        planting.truth("N5", "contract", contracts[name], outcome, name, severity)
    nameless = planting.parties.filter(
        pl.col("party_identifier").is_null(), pl.col("party_kind") != "person"
    ).select(pl.col("party_id").alias("supplier_id"))
    below = planting.rows("subcontracts").select("contract_id", "supplier_id")
    here = planting.rows("contracts").select("contract_id", "supplier_id")
    open_ids = (
        pl.concat([below, here]).join(nameless, on="supplier_id", how="semi")["contract_id"]
    ).unique()
    signed = planting.rows("contracts").filter(
        pl.col("contract_id").is_in(open_ids.implode()), pl.col("signed_date").is_not_null()
    )
    _say(planting, "N5", signed, "insufficient", "a party has no number of a register")


def losers(news: Newcomers, random: np.random.Generator, each: int) -> None:
    """Bidders who lost and work on the contract all the same (N8), on contracts for services."""
    planting = news.planting
    contracts = planting.rows("contracts")
    below = planting.rows("subcontracts").select("contract_id")
    bids = planting.rows("bids").filter(pl.col("status") == "valid", ~pl.col("is_winner"))
    lost = bids.join(planting.rows("bid_parties"), on="bid_id").sort("bid_id")
    won = planting.rows("award_suppliers").select("award_id", "party_id").with_columns(is_winner=1)
    kinds = planting.parties.select("party_id", "party_kind")
    fit = (
        contracts.filter(pl.col("nature") == "design", pl.col("signed_date").is_not_null())
        .join(below, on="contract_id", how="anti")
        .join(planting.rows("awards").select("award_id", "lot_id"), on="award_id")
        .filter(pl.len().over("tender_id") == 1)
        .join(lost.select("tender_id", "party_id"), on="tender_id")
        .join(won, on=["award_id", "party_id"], how="left")
        .join(kinds, on="party_id")
        .filter(pl.col("is_winner").is_null(), pl.col("party_kind") == "organisation")
        .unique("contract_id", keep="first", maintain_order=True)
        .filter(pl.col("contract_amount") > 1_000, pl.col("original_amount").is_not_null())
        .sort("contract_id")
    )
    fit = fit[np.sort(random.permutation(fit.height)[: 5 * each])]
    parts = [fit[i * each : (i + 1) * each] for i in range(5)]
    for i, (share, days, note, severity) in enumerate(
        (
            (0.3, 30, "a loser got three tenths of the contract", "high"),
            (0.08, 30, "a loser got a small part of the contract", "watch"),
            (0.3, -60, "the firm was engaged before the award", ""),
            (0.3, 30, "a firm that had not bid", ""),
            (0.3, None, "the day of the subcontract is not known", "?"),
        )
    ):
        part = parts[i]
        firms = news.firms(part.height) if i == 3 else part["party_id"].to_list()
        signed = None if days is None else pl.col("signed_date") + pl.duration(days=days)
        subcontract(news, part, firms, share, signed)
        outcome = {"": "clear", "?": "insufficient"}.get(severity, "flagged")
        _say(planting, "N8", part, outcome, note, severity.strip("?"))


def subcontract(
    news: Newcomers, contracts: pl.DataFrame, firms: list[str], share: float, signed
) -> list[str]:
    """A subcontract of each firm under the contract beside it; returns their ids."""
    planting = news.planting
    ids = planting.new_ids("SBN", contracts.height)
    day = pl.lit(None, dtype=pl.Date) if signed is None else signed.clip(upper_bound=planting.as_of)
    rows = contracts.select(
        pl.Series("subcontract_id", ids, dtype=pl.String),
        "contract_id",
        pl.col("supplier_id").alias("payer_id"),
        (pl.col("original_amount").cast(pl.Float64) * share).round(2).alias("subcontract_amount"),
        pl.lit(planting.currency).alias("currency"),
        day.alias("signed_date"),
        pl.lit(15).alias("payment_term_days"),
    ).with_columns(pl.Series("supplier_id", firms, dtype=pl.String))
    planting.add("subcontracts", rows)
    return ids


def brokers(works: Works, contracts: list[str]) -> None:
    """Contracts passed on nearly whole, in parts, or on paper only (N9)."""
    news = works.newcomers
    planting = news.planting
    rows = planting.rows("contracts").filter(pl.col("contract_id").is_in(contracts))
    rows = rows.sort("contract_id")
    for i, share in enumerate((0.9, 0.65, 0.45)):
        part = rows.gather_every(3, i)
        signed = pl.col("signed_date") + pl.duration(days=20)
        subcontract(news, part, news.firms(part.height), share, signed)


def consents(news: Newcomers, random: np.random.Generator) -> None:
    """When the client agreed to each subcontract, and the truth of N9, which is arithmetic."""
    planting = news.planting
    frame = planting.rows("subcontracts")
    contracts = frame["contract_id"].unique().sort()
    draw = pl.DataFrame({"contract_id": contracts, "draw": random.random(len(contracts))})
    frame = frame.join(draw, on="contract_id", how="left", maintain_order="left")
    kept = pl.col("draw") >= CONSENT_NOT_KEPT_SHARE
    given = pl.col("draw") >= CONSENT_NOT_KEPT_SHARE + WITHOUT_CONSENT_SHARE
    agreed = pl.col("signed_date") - pl.duration(days=6)
    # Of a contract without consent only the first subcontract lacks it.
    is_first = pl.int_range(pl.len()).over("contract_id") == 0
    day = pl.when(given | (kept & ~is_first)).then(pl.coalesce(agreed, planting.as_of))
    frame = frame.with_columns(
        pl.when(kept).then(pl.lit(True)).alias("is_consent_known"), day.alias("consent_date")
    )
    planting.replace("subcontracts", frame.drop("draw"))
    upper = frame.filter(pl.col("parent_subcontract_id").is_null())
    found = (
        upper.group_by("contract_id")
        .agg(pl.col("subcontract_amount").cast(pl.Float64).sum().alias("passed_on"))
        .join(draw, on="contract_id")
        .join(planting.rows("contracts"), on="contract_id")
        .sort("contract_id")
        .with_columns(share=pl.col("passed_on") / pl.col("contract_amount").cast(pl.Float64))
    )
    missed = kept & ~given
    for note, severity, wanted in (
        ("more than four fifths passed on", "high", (pl.col("share") > 0.8) & ~missed),
        ("more than half passed on", "watch", pl.col("share").is_between(0.5, 0.8) & ~missed),
        ("without the consent of the client", "high", missed),
        ("less than half, with consent", "", (pl.col("share") < 0.5) & given),
        ("the source does not keep this consent", "", (pl.col("share") < 0.5) & ~kept),
    ):
        outcome = "flagged" if severity else "clear"
        _say(planting, "N9", found.filter(wanted), outcome, note, severity)
