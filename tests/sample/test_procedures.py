"""The sample city's procedures hang together: contract, award, winning bid and lot agree."""

import polars as pl
import pytest

from dashboard.sample import city


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("procedures")
    city.make(folder, projects=150, payments=2_000, neighbourhoods=8, seed=5)
    return folder


def table(folder, name: str) -> pl.DataFrame:
    return pl.read_csv(folder / f"{name}.csv", infer_schema_length=None)


def test_nearly_every_contract_has_its_procedure(made):
    contracts = table(made, "contracts")
    assert contracts["tender_id"].is_null().mean() < 0.05
    tenders = table(made, "tenders")["tender_id"]
    assert contracts["tender_id"].drop_nulls().is_in(tenders.implode()).all()
    awards = table(made, "awards")["award_id"]
    assert contracts["award_id"].drop_nulls().is_in(awards.implode()).all()


def test_the_winner_of_an_award_is_behind_its_winning_bid(made):
    won = table(made, "awards").select("award_id", "bid_id").drop_nulls()
    suppliers = table(made, "award_suppliers").select("award_id", "party_id")
    bidders = table(made, "bid_parties").select("bid_id", "party_id")
    pairs = won.join(suppliers, on="award_id")
    assert pairs.join(bidders, on=["bid_id", "party_id"], how="anti").is_empty()


def test_most_awards_go_to_the_lowest_valid_bid_of_their_lot(made):
    bids = table(made, "bids").filter(pl.col("status") == "valid")
    lot = pl.coalesce("lot_id", "tender_id")
    lowest = bids.group_by(lot.alias("lot")).agg(pl.col("bid_amount").min().alias("lowest"))
    won = bids.filter("is_winner").with_columns(lot.alias("lot")).join(lowest, on="lot")
    assert (won["bid_amount"] <= won["lowest"]).mean() > 0.95


def test_no_two_firms_of_a_lot_are_the_same(made):
    bids = table(made, "bids").filter(pl.col("status") != "withdrawn")
    lot = pl.coalesce("lot_id", "tender_id").alias("lot")
    bidders = bids.select("bid_id", lot).join(table(made, "bid_parties"), on="bid_id")
    assert bidders.select("lot", "party_id").is_unique().all()


def test_unit_prices_times_quantities_are_the_price_of_the_bid_where_nothing_was_copied(made):
    items = table(made, "bid_items").with_columns(
        (pl.col("quantity") * pl.col("unit_price_amount")).alias("item_amount")
    )
    sums = items.group_by("bid_id").agg(pl.col("item_amount").sum())
    found = sums.join(table(made, "bids"), on="bid_id")
    off = (found["item_amount"] / found["bid_amount"] - 1).abs()
    assert found.height > 50
    assert (off < 0.002).mean() > 0.85


def test_every_kind_of_single_procedure_is_planted_beside_its_look_alike(made):
    truth = table(made, "truth/truth")
    for code in (f"B{number}" for number in range(1, 10)):
        outcomes = truth.filter(pl.col("code") == code)["expected_outcome"]
        assert "flagged" in outcomes, code
        if code not in ("B4", "B8"):
            assert "clear" in outcomes, code
