"""What of a release goes where, in the words of the border tables."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dashboard.ingest import tables
from dashboard.ingest.ocds.facts import COLUMNS


def only(processes, table: str) -> dict:
    (row,) = processes.rows(table)
    return row


def test_the_columns_that_are_filled_are_columns_of_the_border():
    for table, names in COLUMNS.items():
        border = set(tables.polars_schema(table)) - set(tables.LINEAGE_COLUMNS)
        assert set(names) <= border, table
        assert len(set(names)) == len(names), table
        assert set(tables.TABLES[table].primary_key()) <= set(names), table


def test_a_process_without_a_project_is_its_own(processes, release):
    processes.give(release)
    project = only(processes, "projects")
    assert (project["project_id"], project["project_name"]) == ("ocds-town-1", "A bridge")
    assert (project["status"], project["status_text"]) == ("implementation", "contract active")
    assert str(project["planned_end_date"]) == "2024-12-31"
    assert (project["agency"], project["currency"]) == ("Roads Office", "EUR")
    budget = only(processes, "project_budgets")
    assert (budget["project_id"], budget["budget_amount"]) == ("ocds-town-1", Decimal("1200.00"))
    link = only(processes, "project_processes")
    assert (link["project_id"], link["ocid"]) == ("ocds-town-1", "ocds-town-1")


def test_processes_of_a_stated_project_share_it_and_not_their_dates_and_budgets(
    processes, release, later
):
    release["planning"]["project"] = {
        "id": "P-9",
        "title": "Ring road",
        "totalValue": {"amount": 9},
    }
    other = later(release, 1, release["date"]) | {"ocid": "ocds-town-2"}
    processes.give([release, other])
    projects = processes.rows("projects")
    assert {(row["project_id"], row["project_name"]) for row in projects} == {("P-9", "Ring road")}
    assert {row["planned_end_date"] for row in projects} == {None}
    assert {row["budget_amount"] for row in processes.rows("project_budgets")} == {Decimal(9)}
    assert {row["ocid"] for row in processes.rows("project_processes")} == {
        "ocds-town-1",
        "ocds-town-2",
    }
    assert {row["project_id"] for row in processes.rows("contracts")} == {"P-9"}


def test_the_manifest_may_say_that_projects_in_budgets_are_none(with_options, release):
    processes = with_options('projects = "process"')
    release["planning"]["budget"] |= {"projectID": "46101", "project": "Trusts"}
    processes.give(release)
    project = only(processes, "projects")
    assert (project["project_id"], project["programme"]) == ("ocds-town-1", "Trusts")


def test_a_tender_its_only_lot_and_its_moments_in_utc(processes, release):
    processes.give(release)
    tender = only(processes, "tenders")
    assert (tender["tender_id"], tender["ocid"]) == ("ocds-town-1/tender", "ocds-town-1")
    assert (tender["buyer_id"], tender["buyer_name"]) == ("XX-BUY-1", "Roads Office")
    assert str(tender["submission_deadline"]) == "2023-11-01 10:00:00"
    assert str(tender["submission_start_date"]) == "2023-10-01"
    lot = only(processes, "lots")
    assert (lot["lot_id"], lot["estimate_amount"]) == ("ocds-town-1/lot", Decimal("1100.00"))
    assert only(processes, "awards")["lot_id"] == "ocds-town-1/lot"


def test_bids_know_their_lot_their_parties_and_the_winner(processes, release):
    release["tender"]["lots"] = [{"id": "L1", "value": {"amount": 700}}, {"id": "L2"}]
    release["bids"] = {
        "details": [
            {
                "id": n,
                "date": "2023-10-20T08:00:00Z",
                "value": {"amount": 900 + n, "currency": "EUR"},
                "relatedLots": ["L1"],
                "tenderers": [{"id": f"XX-REG-{n}", "name": f"Firm {n}"}],
            }
            for n in (6, 7)
        ]
    }
    release["awards"][0] |= {"relatedBid": 7, "relatedLots": ["L1"]}
    processes.give(release)
    bids = {row["bid_id"]: row for row in processes.rows("bids")}
    assert {key: row["is_winner"] for key, row in bids.items()} == {
        "ocds-town-1/bid/6": False,
        "ocds-town-1/bid/7": True,
    }
    assert {row["lot_id"] for row in bids.values()} == {"ocds-town-1/lot/L1"}
    assert only(processes, "awards")["bid_id"] == "ocds-town-1/bid/7"
    assert [row["party_id"] for row in processes.rows("bid_parties")] == ["XX-REG-6", "XX-REG-7"]


def test_without_a_word_of_the_winning_bid_no_bid_is_called_winner_or_loser(processes, release):
    release["bids"] = {"details": [{"id": "1"}, {"id": "2"}]}
    processes.give(release)
    assert {row["is_winner"] for row in processes.rows("bids")} == {None}


def test_a_contract_knows_its_award_supplier_and_dates(processes, release):
    contract = release["contracts"][0]
    contract["documents"] = [
        {"id": "1", "documentType": "contractSigned", "datePublished": "2024-01-09T00:00:00Z"}
    ]
    contract["implementation"] |= {"finalValue": {"amount": 990}, "endDate": "2024-11-30T00:00:00Z"}
    processes.give(release)
    row = only(processes, "contracts")
    assert row["award_id"] == "ocds-town-1/award/A"
    assert (row["supplier_id"], row["supplier_name"]) == ("XX-REG-7", "Builder Ltd")
    assert str(row["notice_published_date"]) == "2024-01-09"
    assert (row["final_amount"], str(row["actual_end_date"])) == (Decimal(990), "2024-11-30")
    assert only(processes, "projects")["completion_amount"] == Decimal(990)
    document = only(processes, "documents")
    assert document["document_id"] == "ocds-town-1/contract/C/document/1"


def test_an_award_id_that_names_none_means_the_only_one_and_is_told(processes, release):
    release["contracts"][0]["awardID"] = "A-award"
    processes.give(release)
    assert only(processes, "contracts")["supplier_id"] == "XX-REG-7"
    assert processes.issues()[0][0] == "contracts/awardID"


def test_of_several_suppliers_none_is_the_contractor(processes, release):
    release["awards"][0]["suppliers"].append({"id": "XX-REG-8", "name": "Other Ltd"})
    processes.give(release)
    row = only(processes, "contracts")
    assert (row["supplier_id"], row["supplier_name"]) == (None, "Builder Ltd; Other Ltd")
    assert len(processes.rows("award_suppliers")) == 2


def test_only_payment_milestones_with_a_due_date_make_invoices(processes, release):
    implementation = release["contracts"][0]["implementation"]
    due = {"dueDate": "2024-04-30T00:00:00Z", "value": {"amount": 300, "currency": "EUR"}}
    implementation["milestones"] += [
        {"id": "PAY", "type": "payment"} | due,
        {"id": "NO-DAY", "type": "payment"},
        {"id": "DELIVERY", "type": "delivery"} | due,
    ]
    implementation["transactions"][0]["relatedImplementationMilestone"] = {"id": "PAY"}
    processes.give(release)
    invoice = only(processes, "invoices")
    assert str(invoice["due_date"]) == "2024-04-30"
    assert (invoice["invoice_amount"], invoice["tier"]) == (Decimal(300), "client_prime")
    assert (invoice["payer_id"], invoice["payee_id"]) == ("XX-BUY-1", "XX-REG-7")
    assert only(processes, "payments")["invoice_id"] == invoice["invoice_id"]
    assert len(processes.rows("milestones")) == 4


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("96.66%", 0.9666),
        ("100.00%", 1.0),
        ("0.6", 0.6),
        ("1.0", 1.0),
        ("0.00%", 0.0),
        ("1", None),
        ("60", None),
        ("250%", None),
        ("about 60%", None),
        ("2.5", None),
    ],
)
def test_a_description_is_progress_only_where_it_can_mean_nothing_else(
    with_options, release, text, share
):
    processes = with_options("progress_in_milestones = true")
    milestone = release["contracts"][0]["implementation"]["milestones"][0]
    milestone |= {"description": text, "dateModified": "2024-01-09T00:00:00Z"}
    processes.give(release)
    found = [
        (str(r["period_end_date"]), r["physical_share"]) for r in processes.rows("progress_reports")
    ]
    assert found == ([] if share is None else [("2024-01-09", share)])


def test_descriptions_are_no_progress_where_the_manifest_does_not_say_so(processes, release):
    release["contracts"][0]["implementation"]["milestones"][0]["description"] = "0.6"
    processes.give(release)
    assert processes.rows("progress_reports") == []


def test_metrics_are_observations_and_physical_progress_in_percent_a_report(processes, release):
    release["contracts"][0]["implementation"]["metrics"] = [
        {
            "id": "physicalProgress",
            "title": "Physical progress",
            "observations": [
                {
                    "id": "1",
                    "measure": 40,
                    "unit": {"name": "percent"},
                    "period": {"endDate": "2024-03-31T00:00:00Z"},
                },
                {"id": "2", "measure": 55, "period": {"endDate": "2024-04-30T00:00:00Z"}},
            ],
        }
    ]
    processes.give(release)
    assert [row["measure"] for row in processes.rows("metric_observations")] == [40, 55]
    # Of the second nobody says what 55 is.
    assert only(processes, "progress_reports")["physical_share"] == 0.4


def test_items_have_their_unit_price(processes, release):
    release["contracts"][0]["items"] = [
        {"id": 1, "quantity": "2.5", "unit": {"name": "m3", "value": {"amount": 12.345}}}
    ]
    processes.give(release)
    item = only(processes, "contract_items")
    assert (item["quantity"], item["unit"], item["unit_price_amount"]) == (
        2.5,
        "m3",
        Decimal("12.34"),
    )


def test_delivery_places_are_points_or_shapes(processes, release):
    point = {"type": "Point", "coordinates": [-58.4, -34.6]}
    line = {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}
    release["tender"]["items"] = [
        {"id": "1", "deliveryLocation": {"geometry": point}},
        {"id": "2", "deliveryLocation": {"geometry": line, "description": "Canal"}},
        {"id": "3", "deliveryAddress": {"streetAddress": "2 Road", "locality": "Town"}},
    ]
    processes.give(release)
    places = processes.rows("project_places")
    assert (places[0]["longitude"], places[0]["latitude"]) == (-58.4, -34.6)
    assert (places[1]["geometry"], places[1]["place_name"]) == ("LINESTRING (0 0, 1 1)", "Canal")
    assert places[2]["address"] == "2 Road, Town"


@pytest.mark.parametrize(
    ("coordinates", "issue"),
    [
        ([51.751944, -1.257778], "the example point of the standard's documentation"),
        ([200, 0], "out of range for coordinates"),
        (["west", 3], "not a coordinate"),
        ([], "not a geometry"),
    ],
)
def test_a_point_that_is_none_is_not_a_place(processes, release, coordinates, issue):
    geometry = {"type": "Point", "coordinates": coordinates}
    release["tender"]["items"] = [{"id": "1", "deliveryLocation": {"geometry": geometry}}]
    processes.give(release)
    assert processes.rows("project_places") == []
    assert processes.issues() == [("tender/items/deliveryLocation/geometry", issue, "nulled")]


@pytest.mark.parametrize("kind", ["Circle", "", 3, "Polygon"])
def test_a_shape_of_no_known_kind_is_not_a_place(processes, release, kind):
    geometry = {"type": kind, "coordinates": [[0, 0], [1]]}
    release["tender"]["items"] = [{"id": "1", "deliveryLocation": {"geometry": geometry}}]
    assert processes.give(release).rows_quarantined == 0
    assert processes.issues()[0][1] == "not a geometry"


def test_a_party_is_one_over_all_processes_and_its_rows_are_not_repeated(processes, release, later):
    other = later(release, 1, release["date"]) | {"ocid": "ocds-town-2"}
    third = later(release, 1, "2025-01-01T00:00:00Z") | {"ocid": "ocds-town-3"}
    third["parties"][1]["name"] = "Builder Limited"
    processes.give([release, other, third])
    named = [
        (row["party_id"], row["party_name"], str(row["published_date"]))
        for row in processes.rows("parties")
    ]
    assert named == [
        ("XX-BUY-1", "Roads Office", "2024-01-10"),
        ("XX-REG-7", "Builder Ltd", "2024-01-10"),
        ("XX-REG-7", "Builder Limited", "2025-01-01"),
    ]


def test_a_local_id_is_not_taken_for_the_same_party_in_another_process(processes, release, later):
    release["parties"][1] = {"id": "2", "name": "Somebody", "roles": ["supplier"]}
    release["awards"][0]["suppliers"] = [{"id": 2, "name": "Somebody"}]
    other = later(release, 1, release["date"]) | {"ocid": "ocds-town-2"}
    processes.give([release, other])
    assert {row["supplier_id"] for row in processes.rows("contracts")} == {
        "ocds-town-1/party/2",
        "ocds-town-2/party/2",
    }


def test_an_address_is_kept_of_organisations_only_and_contacts_of_nobody(processes, release):
    release["parties"][1] |= {
        "name": "ENRIQUE EXAMPLE",
        "identifier": {"scheme": "MX-RFC", "id": "EXAE800101AB1"},
        "address": {"streetAddress": "9 Home Street", "locality": "Town", "postalCode": "4455"},
        "contactPoint": {"name": "Ana Prueba", "telephone": "55 1234 5678"},
    }
    processes.give(release)
    parties = {row["party_name"]: row for row in processes.rows("parties")}
    person = parties["ENRIQUE EXAMPLE"]
    assert (person["party_kind"], person["address"], person["postal_code"]) == (
        "person",
        None,
        None,
    )
    assert parties["Roads Office"]["address"] == "1 Square, Town"
    for private in ("Ana Prueba", "1234 5678", "9 Home Street", "ann@example.org", "Ann Example"):
        assert private not in processes.everything()


def test_owners_are_linked_and_only_the_names_of_persons_are_kept(processes, release):
    release["parties"][1] |= {
        "beneficialOwners": [
            {"id": "1", "name": "Ola Owner", "email": "ola@example.org", "identifier": {"id": "77"}}
        ],
        "shareholders": [
            {"id": "2", "name": "Holding Ltd", "shareholding": 60, "identifier": {"id": "88"}}
        ],
    }
    processes.give(release)
    owners = {row["link_kind"]: row for row in processes.rows("party_owners")}
    assert owners["beneficial owner"]["owned_id"] == "XX-REG-7"
    assert owners["beneficial owner"]["is_beneficial"] is True
    assert (owners["share"]["owner_id"], owners["share"]["owner_share"]) == ("88", 0.6)
    person = next(row for row in processes.rows("parties") if row["party_name"] == "Ola Owner")
    assert (person["party_kind"], person["party_identifier"]) == ("person", None)
    assert "ola@example.org" not in processes.everything()


def test_contacts_in_texts_are_taken_out_and_told(processes, release):
    release["tender"]["description"] = "Questions to ann@example.org, tel. 5134-2500"
    processes.give(release)
    assert "[contact removed]" in only(processes, "tenders")["description"]
    assert ("tenders.description", "contact of a person", "repaired") in processes.issues()
    assert "5134-2500" not in processes.everything()


def test_days_are_those_of_the_declared_zone_unless_they_were_written_as_days(
    with_options, release
):
    processes = with_options('time_zone = "Europe/Kyiv"')
    release["contracts"][0]["period"] = {
        "startDate": "2024-01-31T00:00:00Z",
        "endDate": "2024-12-30T22:00:00+00:00",
    }
    processes.give(release)
    row = only(processes, "contracts")
    assert (str(row["start_date"]), str(row["current_end_date"])) == ("2024-01-31", "2024-12-31")


def test_the_day_of_the_package_counts_where_the_manifest_says_so(with_options, release):
    processes = with_options('dates = "package"')
    release["packageInfo"] = {"publishedDate": "2024-07-01T00:00:00Z"}
    processes.give(release)
    assert str(only(processes, "contracts")["published_date"]) == "2024-07-01"


def test_a_category_is_found_where_the_manifest_says(with_options, release):
    rule = '{ path = "packageInfo/publisher/scheme", codes = { OBRA = "works" } }'
    processes = with_options(f"category = {rule}")
    release["packageInfo"] = {"publisher": {"scheme": "OBRA"}}
    processes.give(release)
    assert only(processes, "tenders")["category"] == "works"


def test_codes_in_other_letters_are_read_and_unknown_ones_are_not(processes, release):
    release["contracts"][0]["status"] = "Active"
    release["contracts"][0]["implementation"]["milestones"][0]["status"] = "done"
    processes.give(release)
    assert only(processes, "contracts")["status"] == "active"
    assert only(processes, "milestones")["status"] is None
    assert {issue[:2] for issue in processes.issues()} == {
        ("contracts/status", "a code in other letters"),
        ("contracts/implementation/milestones/status", "not in the code list"),
    }
