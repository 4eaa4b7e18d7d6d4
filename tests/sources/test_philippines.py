"""The contracts of the Philippine portal, against the counts of those who collected them."""

import json
from collections import Counter
from decimal import Decimal

import polars as pl
import pytest
import shapely

from dashboard.ingest import source_row
from tests.sources.conftest import City, loaded

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def philippines(published, tmp_path_factory) -> City:
    folder = published / "philippines-dpwh"
    files = [
        ("boundaries", [folder / "provinces", folder / "municipalities"]),
        ("dpwh-contracts", [folder / "contracts"]),
    ]
    return loaded("philippines", files, tmp_path_factory)


@pytest.fixture(scope="module")
def contracts(published) -> list[dict]:
    """The contracts as published, in the order of their files."""
    files = sorted((published / "philippines-dpwh" / "contracts").glob("*.json"))
    return [json.loads(file.read_text(encoding="utf-8"))["data"] for file in files]


def test_the_folder_is_one_publication_of_1041_contracts(philippines):
    report = philippines.reports["dpwh-contracts:contracts.zip"]
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (1041, 1041, 0)
    for table in ("projects", "contracts", "tenders", "awards", "project_places"):
        assert philippines.table(f"src_{table}").height == 1041, table
    assert philippines.table("src_source_files", "dpwh-contracts").height == 1


def test_statuses_and_progress_are_kept_as_they_are_even_where_they_disagree(philippines):
    projects = philippines.table("src_projects")
    assert dict(projects["status_text"].value_counts().rows()) == {
        "Completed": 946, "On-Going": 77, "Terminated": 15, "Not Yet Started": 3,
    }  # fmt: skip
    reports = philippines.table("src_progress_reports").join(projects, on="project_id")
    full = reports.filter(pl.col("physical_share") == 1)["status_text"].value_counts()
    assert dict(full.rows()) == {"Completed": 946, "On-Going": 12, "Terminated": 5}
    assert philippines.issues("progress", "dpwh-contracts") == {"out of range": 1}


def test_a_payment_of_zero_is_not_reported_and_is_said_once_a_contract(philippines):
    assert philippines.table("src_project_costs")["spent_amount"].null_count() == 1032
    assert philippines.issues("paid", "dpwh-contracts") == {"placeholder: an amount of zero": 1041}


def test_amounts_in_both_styles_come_out_as_written(philippines, contracts):
    found = philippines.table("src_contracts")
    by_hand = sum(
        Decimal(contract["procurement"]["awardAmount"].replace(",", "")).quantize(Decimal("0.01"))
        for contract in contracts
    )
    assert found["contract_amount"].null_count() == 0
    assert found["contract_amount"].sum() == by_hand
    assert philippines.table("src_project_costs")["budget_amount"].null_count() == 0
    assert philippines.table("src_project_costs").height == 1032
    assert philippines.table("src_tenders")["estimate_amount"].null_count() == 0


def test_dates_in_both_formats_are_read_and_the_year_1900_is_no_date(philippines):
    assert philippines.table("src_awards")["award_date"].count() == 308
    for column in ("notice_date", "deadline"):
        assert philippines.issues(column, "dpwh-contracts") == {"out of range for a date": 2}
    projects = philippines.table("src_projects")
    counts = [projects[name].count() for name in
              ("actual_start_date", "planned_end_date", "actual_end_date")]  # fmt: skip
    assert counts == [1038, 1040, 961]
    late = projects.filter(pl.col("actual_end_date") > pl.col("planned_end_date"))
    assert late.height == 311


def test_every_bidder_has_a_bid_and_winners_are_those_marked(philippines, contracts):
    bids = philippines.table("src_bids")
    assert bids.height == sum(len(contract["bidders"]) for contract in contracts) == 3843
    assert bids["is_winner"].sum() == 1038
    assert (bids.group_by("tender_id").len()["len"] == 1).sum() == 174
    awards = philippines.table("src_awards")
    assert awards["bid_id"].null_count() == 3
    won = set(bids.filter(pl.col("is_winner"))["bid_id"])
    assert set(awards["bid_id"].drop_nulls()) == won
    contracts_of = philippines.table("src_contracts")
    assert contracts_of["supplier_id"].null_count() == 3
    assert set(contracts_of["supplier_id"].drop_nulls()) <= set(
        philippines.table("src_parties")["party_id"]
    )


def test_a_joint_venture_is_one_party_and_each_member_is_one_too(philippines, contracts):
    parties = philippines.table("src_parties")
    joint = [b for c in contracts for b in c["bidders"] if " / " in b["name"]]
    assert Counter(parties["party_kind"]) == {"consortium": 121, "organisation": 1077}
    assert len({b["name"] for b in joint}) == 121
    members = philippines.table("src_party_owners")
    kinds = dict(parties.select("party_id", "party_kind").rows())
    assert {kinds[one] for one in members["owned_id"]} == {"consortium"}
    assert {kinds[one] for one in members["owner_id"]} == {"organisation"}
    assert members.height == sum(len(name.split(" / ")) for name in {b["name"] for b in joint})
    names = parties.filter(pl.col("party_kind") == "organisation")["party_name"]
    assert not names.str.contains(r" / |JV ID|\(\d+\)$").any()


def test_the_licence_in_brackets_is_the_identifier_even_of_a_revoked_one(philippines):
    parties = philippines.table("src_parties")
    alone = parties.filter(pl.col("party_kind") == "organisation")
    assert alone["party_identifier"].null_count() == 9
    assert alone["party_identifier"].drop_nulls().str.contains(r"^\d+$").all()
    assert alone.filter(pl.col("party_identifier") == "31762").height == 1


def test_boundaries_without_a_shape_are_set_aside_with_a_reason_each(philippines):
    report = philippines.reports["dpwh-municipalities:municipalities.zip"]
    # 1,618 features, and one file that holds none.
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (1619, 1613, 6)
    bad = philippines.table("src_quarantined_rows", "dpwh-municipalities")
    assert Counter(bad["reason"]) == {"it has no polygon": 5, "the file holds no feature": 1}
    assert bad["raw_text"][-1] == "municities-provdist-1909900000.0.001.json"
    assert philippines.reports["dpwh-provinces:provinces.zip"].rows_loaded == 88


def test_every_municipality_lies_in_a_province_that_was_loaded(philippines):
    places = philippines.table("src_neighbourhoods")
    provinces = set(places.filter(pl.col("level") == "province")["neighbourhood_id"])
    parents = places.filter(pl.col("level") == "municipality")["parent_id"]
    assert len(provinces) == 88
    assert parents.null_count() == 0
    assert set(parents) <= provinces


def test_points_fall_into_as_many_provinces_and_municipalities_as_counted_before(philippines):
    stated = philippines.table("src_project_places").drop_nulls(["longitude", "latitude"])
    assert stated.height == 765
    points = shapely.points(stated["longitude"].to_numpy(), stated["latitude"].to_numpy())
    inside = {}
    loads = philippines.workspace.name and philippines.inputs["src_neighbourhoods"][0].parents[1]
    for file in loads.glob("philippines/loads/*/*/shapes.parquet"):
        shapes = pl.read_parquet(file)
        tree = shapely.STRtree(shapely.from_wkb(shapes["geometry"].to_list()))
        inside[shapes["level"][0]] = len(set(tree.query(points, predicate="intersects")[0]))
    assert inside == {"province": 743, "municipality": 661}


def test_no_contract_is_dropped_and_those_without_a_point_are_not_placed(philippines):
    placed = philippines.table("src_project_neighbourhoods")
    assert placed["project_id"].n_unique() == 1041
    without = philippines.table("src_project_places").filter(pl.col("longitude").is_null())
    assert without.height == 276
    lost = placed.filter(pl.col("project_id").is_in(without["project_id"].implode()))
    assert lost["neighbourhood_id"].null_count() == 276
    assert set(lost["method"]) == {"not placed"}
    levels = placed.filter(pl.col("method") == "point")["neighbourhood_id"].str.extract(
        "^([a-z]+)-"
    )
    assert (
        levels.value_counts().filter(pl.col("neighbourhood_id") == "municipality")["count"][0]
        == 661
    )


def test_the_office_is_an_agency_and_never_a_place(philippines):
    assert "Pangasinan 3rd DEO" in set(philippines.table("src_projects")["agency"])
    assert philippines.table("src_project_places")["place_name"].null_count() == 1041


def test_the_row_behind_a_contract_is_its_own_file(philippines, contracts, monkeypatch):
    local = philippines.inputs["src_neighbourhoods"][0].parents[1]
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(local))
    (row,) = philippines.table("src_projects").filter(pl.col("source_line") == 700).to_dicts()
    shown = source_row.read(philippines.workspace, row["source_file_id"], 700)
    assert shown["contractId"] == row["project_id"] == contracts[699]["contractId"]
    assert shown["procurement.awardAmount"] == contracts[699]["procurement"]["awardAmount"]
    assert json.loads(shown["bidders"]) == contracts[699]["bidders"]
