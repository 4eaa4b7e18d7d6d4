"""The example files of the OC4IDS standard: both tell of the same project."""

from datetime import date

import polars as pl
import pytest

from dashboard.ingest.oc4ids.package import projects
from tests.sources.conftest import City, loaded


def example(published, tmp_path_factory, name: str) -> City:
    files = [("oc4ids-examples", [published / "oc4ids-examples" / name])]
    return loaded("oc4ids-examples", files, tmp_path_factory)


@pytest.fixture(scope="session")
def newer(published, tmp_path_factory) -> City:
    return example(published, tmp_path_factory, "example.json")


@pytest.fixture(scope="session")
def older(published, tmp_path_factory) -> City:
    return example(published, tmp_path_factory, "example-data.json")


def test_both_files_load_whole(newer, older):
    for city in (newer, older):
        (report,) = city.reports.values()
        assert (report.rows_read, report.rows_loaded, report.issues) == (1, 1, 0)


def test_the_counts_of_the_readme_come_out(newer):
    assert newer.table("src_projects").height == 1
    assert newer.table("src_project_processes").height == 3
    assert newer.table("src_contracts").height == 3
    changes = newer.table("src_contract_amendments")
    assert changes.height == 3
    (moved,) = changes.filter(pl.col("end_date_after").is_not_null()).to_dicts()
    assert (moved["end_date_before"], moved["end_date_after"]) == (
        date(2018, 7, 1),
        date(2018, 12, 1),
    )
    (dearer,) = changes.filter(pl.col("amount_after").is_not_null()).to_dicts()
    assert (dearer["amount_before"], dearer["amount_after"]) == (29_000_000, 35_250_000)


def test_the_contract_keeps_its_first_value(newer):
    (works,) = newer.table("src_contracts").filter(pl.col("nature") == "construction").to_dicts()
    assert (works["original_amount"], works["contract_amount"]) == (29_000_000, 35_250_000)
    assert works["final_amount"] == 35_250_000
    assert (works["original_end_date"], works["current_end_date"]) == (
        date(2018, 7, 1),
        date(2018, 12, 1),
    )


def test_both_files_tell_of_the_same_project(newer, older):
    columns = ["project_id", "project_name", "status", "planned_end_date", "sector", "agency"]
    one, other = (city.table("src_projects").select(columns).rows() for city in (newer, older))
    assert one == other
    contracts = ["contract_id", "original_amount", "contract_amount", "supplier_id"]
    one, other = (
        city.table("src_contracts").select(contracts).sort("contract_id").rows()
        for city in (newer, older)
    )
    assert one == other


def test_no_person_of_the_example_passes_the_border(newer):
    found = "".join(
        str(pl.concat([pl.read_parquet(part) for part in parts]).rows())
        for parts in newer.inputs.values()
        if parts
    )
    for private in ("Kim Designer", "Juan Perez", "Jane Bloggs", "Lovelace", "@", "12345678 90"):
        assert private not in found


def test_the_blank_skeleton_is_one_row_set_aside(published, tmp_path_factory):
    city = example(published, tmp_path_factory, "blank.json")
    (report,) = city.reports.values()
    assert (report.rows_read, report.rows_quarantined) == (1, 1)
    assert city.table("src_quarantined_rows")["reason"].to_list() == [
        "projects/0/id: it is missing"
    ]
    path = published / "oc4ids-examples" / "blank.json"
    assert len(list(projects(path, ("utf-8",)))) == 1
