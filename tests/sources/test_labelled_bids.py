"""Four sets of labelled bids: every bid is kept, and the label goes where no build looks."""

import datetime
from decimal import Decimal

import polars as pl
import pytest

from dashboard.ingest import tables
from tests.sources.conftest import City, loaded

pytestmark = pytest.mark.real_data
STUDY = "collusion-construction-garcia/DB_Collusion_{}_processed.csv"
FILES = {
    "collusion-brazil": STUDY.format("Brazil"),
    "collusion-italy": STUDY.format("Italy"),
    "collusion-ticino": STUDY.format("Switzerland_Ticino"),
    "collusion-tsuchiura": "collusion-tsuchiura-japan/tsuchiura_data.csv",
}
# Bids, tenders, labelled tenders, bidders, winners: as counted by those who collected the files.
COUNTS = {
    "collusion-brazil": (683, 101, 33, 272, 101),
    "collusion-italy": (20_286, 278, 143, 821, 276),
    "collusion-ticino": (1_629, 224, 184, 0, 327),
    "collusion-tsuchiura": (6_013, 1_565, 941, 269, 1_561),
}


@pytest.fixture(scope="module")
def screens(published, tmp_path_factory) -> City:
    files = [(source, [published / file]) for source, file in FILES.items()]
    return loaded("bid-screens", files, tmp_path_factory)


def labels(screens: City, source: str) -> pl.DataFrame:
    """The labels of one source, straight from its load: no build input holds them."""
    folder = screens.places.parents[1] / "bid-screens" / "loads" / source
    (file,) = folder.glob("*/src_tender_labels.parquet")
    return pl.read_parquet(file)


@pytest.mark.parametrize("source", COUNTS)
def test_bids_tenders_labels_bidders_and_winners_are_as_counted(screens, source):
    found = labels(screens, source)
    assert COUNTS[source] == (
        screens.table("src_bids", source).height,
        screens.table("src_tenders", source).height,
        found["is_collusive"].sum(),
        screens.table("src_bid_parties", source)["party_id"].n_unique(),
        screens.table("src_awards", source).height,
    )
    assert found.height == COUNTS[source][1]
    assert set(found["tender_id"]) == set(screens.table("src_tenders", source)["tender_id"])
    report = next(one for one in screens.reports.values() if one.source == source)
    assert report.rows_read == report.rows_loaded == COUNTS[source][0]


def test_labels_are_in_no_input_of_a_build(screens):
    assert "tender_labels" in tables.NEVER_BUILT
    assert not screens.inputs.get("src_tender_labels")
    assert not any("label" in relation for relation in tables.build_schemas())
    assert not any("label" in str(path) for paths in screens.inputs.values() for path in paths)
    for relation, paths in screens.inputs.items():
        for path in paths:
            assert not any("collusive" in name for name in pl.read_parquet_schema(path)), relation


def test_italian_bids_are_a_hundredth_of_what_the_file_says(screens):
    bids = screens.table("src_bids", "collusion-italy").sort("source_line")
    assert bids["bid_amount"][0] == Decimal("790975.40")
    joined = bids.join(screens.table("src_tenders", "collusion-italy"), on="tender_id")
    ratio = joined["bid_amount"].cast(float) / joined["estimate_amount"].cast(float)
    assert ratio.max() < 1.01


def test_days_come_from_unix_seconds_and_the_missing_one_is_not_known(screens):
    brazil = screens.table("src_bids", "collusion-brazil").sort("source_line")
    assert brazil["bid_date"][0] == datetime.date(2010, 5, 27)
    assert brazil["bid_date"].null_count() == 16
    assert screens.issues("day", "collusion-brazil") == {"code without a value": 16}
    assert brazil["bid_date"].min() >= datetime.date(2002, 1, 1)
    ticino = screens.table("src_bids", "collusion-ticino")["bid_date"]
    assert ticino.null_count() == 0
    assert ticino.min() >= datetime.date(1999, 1, 1)


def test_bids_that_say_the_same_stay_bids_and_are_told_apart(screens):
    bids = screens.table("src_bids", "collusion-ticino")
    assert bids["bid_id"].n_unique() == 1_629
    said = screens.issues("bid_id", "collusion-ticino")
    assert list(said) == ["the same key as an earlier row; told apart"]
    assert said.popitem()[1] >= 322
    assert screens.table("src_bid_parties", "collusion-ticino").is_empty()
    assert screens.table("src_awards", "collusion-ticino")["tender_id"].n_unique() == 224


def test_ceilings_and_floors_of_tsuchiura_are_amounts_of_the_tender(screens):
    tenders = screens.table("src_tenders", "collusion-tsuchiura")
    assert tenders["estimate_amount"].null_count() == 0
    bids = screens.table("src_bids", "collusion-tsuchiura")
    without_floor = set(tenders.filter(pl.col("floor_amount").is_null())["tender_id"])
    assert bids.filter(pl.col("tender_id").is_in(list(without_floor))).height == 1_848
    assert bids["bid_amount"].null_count() == 41


def test_each_set_keeps_its_own_currency_and_no_tender_has_a_project(screens):
    tenders = screens.table("src_tenders")
    found = dict(
        tenders.group_by(pl.col("tender_id").str.extract("^([a-z]+)")).agg("currency").rows()
    )
    assert {name: set(codes) for name, codes in found.items()} == {
        "brazil": {"BRL"}, "italy": {"EUR"}, "ticino": {"CHF"}, "tsuchiura": {"JPY"},
    }  # fmt: skip
    assert tenders["project_id"].null_count() == tenders.height == 2_168
    assert screens.inputs["src_projects"] == []
