"""Contracts, invoices and bids of other publishers, built and asked through the command line."""

import csv
import datetime
import json
import statistics
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.engine import catalogue

pytestmark = pytest.mark.real_data
ENTRY = Path(__file__).parents[2] / "dashboard" / "front" / "navigation.py"
PAGES = (
    "overview",
    "neighbourhoods",
    "projects",
    "payments",
    "parties",
    "indicators",
    "changes",
    "data",
)


@pytest.fixture(scope="module")
def philippines(city):
    return city("philippines")


@pytest.fixture(scope="module")
def prague(city):
    return city("prague")


@pytest.fixture(scope="module")
def screens(city):
    return city("bid-screens")


def test_every_contract_is_counted_and_the_unplaced_have_a_reason(philippines):
    placed = philippines.row(
        """SELECT
            COUNT(DISTINCT project_id) AS projects,
            COUNT(*) FILTER (WHERE method = 'point' AND level = 'municipality') AS municipality
        FROM project_neighbourhoods
        INNER JOIN neighbourhoods USING (neighbourhood_id)"""
    )
    counted = philippines.row("SELECT COUNT(*) AS n FROM projects")["n"]
    assert (counted, placed["municipality"]) == (1041, 661)
    assert placed["projects"] < 765  # three points lie farther than a kilometre from any area


def test_delays_in_the_philippines_come_out_as_by_hand(philippines, real_data):
    late = 0
    for file in (real_data / "philippines-dpwh" / "contracts").glob("*.json"):
        contract = json.loads(file.read_text(encoding="utf-8"))["data"]
        done, planned = contract["completionDate"], contract["expiryDate"]
        late += bool(done and planned and done > planned)
    found = philippines.row(
        "SELECT COUNT(*) AS n FROM projects WHERE actual_end_date > planned_end_date"
    )
    assert found["n"] == late == 311


def test_the_members_of_a_joint_venture_are_known_from_its_bids(philippines):
    found = philippines.row(
        """SELECT COUNT(*) AS n, COUNT(DISTINCT party_id) AS joint
        FROM party_members WHERE method = 'bid'"""
    )
    assert (found["n"], found["joint"]) == (253, 121)


def test_days_to_pay_in_prague_come_out_as_by_hand(prague, real_data):
    with (real_data / "prague-invoices" / "faktury-IS-PKO.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    day = datetime.date.fromisoformat
    waited = [
        (day(row["datum_uhrady"]) - day(row["datum_evidence"])).days
        for row in rows
        if row["datum_uhrady"] != "0000-00-00"
    ]
    found = prague.rows("SELECT days_to_pay, payable_amount FROM invoice_timelines")
    days = [row["days_to_pay"] for row in found if row["days_to_pay"] is not None]
    assert sorted(days) == sorted(waited)
    assert (statistics.median(days), min(days), max(days)) == (16, 2, 66)
    assert sum(one > 30 for one in days) == 13
    assert float(sum(row["payable_amount"] for row in found)) == 11_800_190.00


def test_no_relation_and_no_column_of_a_build_holds_a_label(screens):
    names = screens.rows("SELECT table_name, column_name FROM information_schema.columns")
    said = {f"{row['table_name']}.{row['column_name']}" for row in names}
    assert said
    words = ("tender_label", "label_basis", "collusive")
    assert not [name for name in said if any(word in name for word in words)]
    with duckdb.connect(str(screens.facts), read_only=True) as connection:
        for relation in ("src_tender_labels", "latest_tender_labels", "tender_labels"):
            with pytest.raises(duckdb.CatalogException):
                connection.execute(f"SELECT * FROM {relation}")


def test_no_query_reads_a_label():
    queries = catalogue.queries().values()
    assert queries
    assert not [one.name for one in queries if any("tender_labels" in name for name in one.reads)]


def test_bids_without_projects_are_built_with_their_tenders(screens):
    counts = screens.row(
        """SELECT
            (SELECT COUNT(*) FROM bids) AS bids,
            (SELECT COUNT(*) FROM tenders) AS tenders,
            (SELECT COUNT(*) FROM projects) AS projects"""
    )
    assert counts == {"bids": 28_611, "tenders": 2_168, "projects": 0}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", ["bid-screens", "prague", "philippines"])
def test_every_page_opens_whatever_a_workspace_lacks(city, monkeypatch, name, page):
    found = city(name)
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(found.local))
    app = AppTest.from_file(str(ENTRY), default_timeout=120)
    app.query_params["workspace"] = name
    app.run()
    if page != "overview":
        app.switch_page(f"../pages/{page}.py")
        app.query_params["workspace"] = name
        app.run()
    assert not app.exception, app.exception
    assert app.title[0].value


REGISTER = """
title = "Suppliers"
owner = "Test"
licence = "CC0"
kind = "rows"
files = ["suppliers.csv"]
published = { date = 2022-12-31 }
template = "parties"
"""


def test_a_supplier_is_matched_to_the_list_by_its_number_and_never_by_its_name(
    real_data, tmp_path, command
):
    file = real_data / "mexico-sat-69b" / "Listado_Completo_69-B.csv"
    rows = list(csv.reader(file.open(encoding="cp1252", newline="")))[3:]
    firms = [row for row in rows if len(row[1]) == 12 and row[1] != "X" * 12]
    definitive = next(row for row in firms if row[3] == "Definitivo" and row[15])
    won = next(row for row in firms if row[3] == "Sentencia Favorable")
    person = next(row for row in rows if len(row[1]) == 13 and row[3] == "Definitivo")
    suppliers = [
        ("by-number", "Another name", "organisation", definitive[1].lower()),
        ("by-name-only", definitive[2], "organisation", "ZZZ990101ZZ9"),
        ("by-name-without-number", definitive[2], "organisation", ""),
        ("won-in-court", won[2], "organisation", won[1]),
        ("a-person", "Somebody", "organisation", person[1]),
    ]
    sources = tmp_path / "mexico-city" / "sources"
    sources.mkdir(parents=True)
    (sources / "suppliers.toml").write_text(REGISTER)
    with (tmp_path / "suppliers.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["party_id", "party_name", "party_kind", "party_identifier"])
        writer.writerows(suppliers)
    command(tmp_path, "load", "mexico-city", "sat-69b", file)
    command(tmp_path, "load", "mexico-city", "suppliers", tmp_path / "suppliers.csv")
    facts = command(tmp_path, "build", "mexico-city").splitlines()[-1]
    with duckdb.connect(facts, read_only=True) as connection:
        found = connection.execute(
            "SELECT party_id, status, is_listed FROM sanction_matches ORDER BY party_id"
        ).fetchall()
        kept = connection.execute("SELECT * FROM sanctions").fetchall()
    assert found == [("by-number", "in_force", True), ("won-in-court", "annulled", False)]
    assert person[1] not in str(kept)
    assert person[2] not in str(kept)
