"""Published OCDS files: the figures that their collector counted, and none of them twice."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal

import polars as pl
import pytest

from dashboard.ingest import source_row, tables
from tests.sources.conftest import loaded

pytestmark = pytest.mark.real_data

FOLDERS = {
    "ocds-mexico-cdmx": "ocds-mexico-cdmx",
    "ocds-mexico-airport": "ocds-mexico-gacm-airport",
    "ocds-nigeria": "ocds-nigeria-bpp",
    "ocds-ukraine": "ocds-ukraine-prozorro",
}
CITIES = {
    "mexico-city": ["ocds-mexico-cdmx", "ocds-mexico-airport"],
    "nigeria": ["ocds-nigeria"],
    "ukraine": ["ocds-ukraine"],
}
WHERE = {source: name for name, sources in CITIES.items() for source in sources}


@pytest.fixture(scope="session")
def cities(published, tmp_path_factory):
    """Every workspace with its releases, and with its records as well."""

    def made(kinds: tuple[str, ...]):
        return {
            name: loaded(
                name,
                [
                    (source, [published / FOLDERS[source] / kind])
                    for source in sources
                    for kind in kinds
                ],
                tmp_path_factory,
            )
            for name, sources in CITIES.items()
        }

    return {"releases": made(("releases",)), "both": made(("releases", "records"))}


@pytest.fixture(scope="session")
def released(published):
    """A function that gives the releases of a set as plain JSON, read by nothing of ours."""

    def read(source: str) -> list[dict]:
        files = sorted((published / FOLDERS[source] / "releases").glob("*.json"))
        return [json.loads(file.read_text(encoding="utf-8")) for file in files]

    return read


def rows(cities, source: str, table: str, kind: str = "releases") -> pl.DataFrame:
    city = cities[kind][WHERE[source]]
    if not city.inputs[f"src_{table}"]:
        return pl.DataFrame(schema=tables.polars_schema(table))
    return city.table(f"src_{table}", source)


def local(city):
    """The folder of local data that a workspace was loaded into."""
    return city.places.parent.parent


def last(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    return frame.sort("published_date", "source_line").unique(key, keep="last")


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("ocds-mexico-cdmx", 20),
        ("ocds-mexico-airport", 302),
        ("ocds-nigeria", 12),
        ("ocds-ukraine", 11),
    ],
)
def test_every_release_is_read_and_none_is_set_aside(cities, source, count):
    report = cities["releases"][WHERE[source]].reports[f"{source}:releases.zip"]
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (count, count, 0)


def test_payments_that_the_releases_of_mexico_city_repeat_count_once(cities, released):
    expected: dict[tuple, Decimal] = {}
    listed = 0
    for release in released("ocds-mexico-cdmx"):
        for contract in release["contracts"]:
            for one in contract["implementation"]["transactions"]:
                listed += 1
                key = (release["ocid"], contract["id"], one["id"])
                expected[key] = Decimal(str(one["amount"]["amount"]))
    assert (listed, len(expected)) == (184, 70)
    found = rows(cities, "ocds-mexico-cdmx", "payments")
    assert found.height == 70
    assert found["paid_amount"].sum() == sum(expected.values()) == Decimal("11584843.92")
    assert found["paid_date"].null_count() == 0
    by_project = dict(found.group_by("project_id").agg(pl.col("paid_amount").sum()).rows())
    for ocid in {key[0] for key in expected}:
        total = sum(amount for key, amount in expected.items() if key[0] == ocid)
        assert by_project[ocid] == total


def test_both_values_of_a_contract_that_grew_are_kept(cities):
    grown = rows(cities, "ocds-mexico-cdmx", "contracts").filter(
        pl.col("contract_name") == "A-013/2016"
    )
    assert grown.sort("published_date").select("published_date", "contract_amount").rows() == [
        (datetime.date(2015, 12, 28), Decimal("492199.44")),
        (datetime.date(2017, 3, 27), Decimal("984398.88")),
        (datetime.date(2017, 4, 4), Decimal("984398.88")),
    ]
    assert grown["supplier_id"].unique().to_list() == ["TCM951030A17"]


def test_acceptance_milestones_have_their_day_and_make_no_invoice(cities, released):
    expected = {
        (release["ocid"], one["id"])
        for release in released("ocds-mexico-cdmx")
        for one in release["contracts"][0]["implementation"]["milestones"]
    }
    found = last(rows(cities, "ocds-mexico-cdmx", "milestones"), "milestone_id")
    assert found.height == len(expected)
    assert found["baseline_date"].null_count() == 0
    assert cities["releases"]["mexico-city"].inputs["src_invoices"] == []


def test_the_airport_has_a_contract_for_each_process_and_every_value(cities, released):
    releases = released("ocds-mexico-airport")
    contracts = rows(cities, "ocds-mexico-airport", "contracts")
    assert contracts.height == 302
    assert contracts.filter(pl.col("contract_amount") > 0).height == 294
    current = last(contracts, "contract_id")
    assert current.height == len({one["ocid"] for one in releases}) == 292
    assert current["project_id"].n_unique() == 292
    works = {one["ocid"] for one in releases if one["packageInfo"]["publisher"]["scheme"] == "OBRA"}
    assert current.filter(pl.col("nature") == "works").height == len(works)


def test_fourteen_contracts_of_the_airport_were_paid_more_than_their_value(cities):
    paid = (
        rows(cities, "ocds-mexico-airport", "payments")
        .group_by("contract_id")
        .agg(pl.col("paid_amount").sum())
    )
    current = last(rows(cities, "ocds-mexico-airport", "contracts"), "contract_id")
    both = current.filter(pl.col("contract_amount") > 0).join(paid, on="contract_id")
    ratio = both["paid_amount"].cast(float) / both["contract_amount"].cast(float)
    # Two more are above it by a few cents.
    assert (ratio > 1.005).sum() == 14
    assert rows(cities, "ocds-mexico-airport", "payments")["paid_date"].null_count() == 298


def test_progress_written_into_milestones_is_a_share(cities):
    airport = rows(cities, "ocds-mexico-airport", "progress_reports")
    assert airport.height == 297
    assert airport.filter(pl.col("physical_share") == 1).height == 73
    assert airport["physical_share"].is_between(0, 1).all()
    nigeria = rows(cities, "ocds-nigeria", "progress_reports")
    assert sorted(nigeria["physical_share"]) == [0, 0, 0.6, 0.7, 0.7, 1, 1, 1, 1, 1, 1, 1]


def test_works_in_nigeria_have_budget_contract_and_one_payment(cities):
    contracts = rows(cities, "ocds-nigeria", "contracts")
    assert contracts.height == 12
    assert contracts.filter(pl.col("contract_amount") > 0).height == 11
    assert contracts["supplier_id"].null_count() == 0
    assert contracts["start_date"].count() == 8
    assert contracts["current_end_date"].unique().to_list() == [datetime.date(2014, 12, 15)]
    assert rows(cities, "ocds-nigeria", "payments")["paid_date"].count() == 12
    assert rows(cities, "ocds-nigeria", "project_budgets").height == 12


def test_the_example_point_of_the_documentation_is_no_place_in_nigeria(cities):
    assert rows(cities, "ocds-nigeria", "project_places")["longitude"].count() == 0
    issues = cities["releases"]["nigeria"].issues(
        "tender/items/deliveryLocation/geometry", "ocds-nigeria"
    )
    assert issues == {"the example point of the standard's documentation": 12}


def test_procedures_in_ukraine_have_their_bids_awards_and_contracts(cities):
    counts = {
        table: rows(cities, "ocds-ukraine", table).height
        for table in ("bids", "bid_parties", "awards", "award_suppliers", "contracts", "tenders")
    }
    assert counts == {
        "bids": 12,
        "bid_parties": 12,
        "awards": 13,
        "award_suppliers": 13,
        "contracts": 10,
        "tenders": 11,
    }
    bids = rows(cities, "ocds-ukraine", "bids")
    assert bids["bid_amount"].null_count() == bids["lot_id"].null_count() == 0
    assert rows(cities, "ocds-ukraine", "contracts")["signed_date"].count() == 9


@pytest.mark.parametrize("source", list(FOLDERS))
def test_loading_the_records_as_well_doubles_nothing(cities, source):
    keys = {"payments": "payment_id", "contracts": "contract_id", "awards": "award_id"}
    keys |= {"bids": "bid_id", "milestones": "milestone_id", "tenders": "tender_id"}
    for table, key in keys.items():
        one = rows(cities, source, table)
        both = rows(cities, source, table, "both")
        assert set(both[key]) == set(one[key]), table
        if table == "payments" and one.height:
            assert last(both, key)["paid_amount"].sum() == one["paid_amount"].sum()


@pytest.mark.parametrize("source", list(FOLDERS))
def test_no_contact_of_anybody_gets_into_a_table(cities, source, released):
    private: set[str] = set()

    def look(value):
        if isinstance(value, dict):
            point = value.get("contactPoint")
            if isinstance(point, dict):
                private.update(
                    text
                    for key in ("email", "telephone", "faxNumber", "name")
                    if isinstance(text := point.get(key), str) and len(text) > 6
                )
            for inner in value.values():
                look(inner)
        elif isinstance(value, list):
            for inner in value:
                look(inner)

    look(released(source))
    assert private or source == "ocds-nigeria"
    folder = local(cities["releases"][WHERE[source]]) / WHERE[source] / "loads" / source
    assert any(folder.rglob("*.parquet"))
    cells = {
        cell
        for path in folder.rglob("*.parquet")
        for row in pl.read_parquet(path).select(pl.col(pl.String)).iter_rows()
        for cell in row
        if cell
    }
    # A firm that is a person may be its own contact; its name is that of the supplier.
    named = {party.casefold() for party in rows(cities, source, "parties")["party_name"]}
    kept = {one for one in private & cells if one.casefold() not in named}
    assert not kept


def test_the_release_behind_a_row_is_found_in_the_archive(cities, monkeypatch):
    city = cities["releases"]["mexico-city"]
    row = rows(cities, "ocds-mexico-airport", "contracts").row(250, named=True)
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(local(city)))
    found = source_row.read(city.workspace, row["source_file_id"], row["source_line"])
    assert found["ocid"] == row["project_id"]
    assert found["contracts/0/id"] == row["contract_id"].rsplit("/contract/")[1]
    assert "contactPoint" not in str({k: v for k, v in found.items() if "contact removed" not in v})
