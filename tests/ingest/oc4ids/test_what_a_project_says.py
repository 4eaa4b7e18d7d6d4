"""What each part of an OC4IDS project becomes at the border."""

from datetime import date
from decimal import Decimal

from dashboard.ingest import tables
from tests.ingest.oc4ids.conftest import package


def one(rows: list[dict]) -> dict:
    (row,) = rows
    return row


def value(amount, currency="EUR") -> dict:
    return {"amount": amount, "currency": currency}


def moment(day: str) -> str:
    return f"{day}T00:00:00Z"


def change(identifier, day, old=None, new=None, ends=(None, None), **more) -> dict:
    found = {"id": identifier, "date": moment(day), **more}
    if old is not None:
        found |= {"oldContractValue": value(old), "newContractValue": value(new)}
    if ends[0]:
        found |= {
            "oldContractPeriod": {"startDate": moment("2023-05-01"), "endDate": moment(ends[0])},
            "newContractPeriod": {"startDate": moment("2023-05-01"), "endDate": moment(ends[1])},
        }
    return found


def test_the_project_itself(projects, project):
    project |= {"type": "expansion", "purpose": "To cross", "completion": {}}
    project["completion"] = {"endDate": moment("2024-12-01"), "finalValue": value(1200)}
    projects.give(package(project))
    row = one(projects.rows("projects"))
    assert row["sector"] == "transport.road"  # the sector above it is understood
    assert (row["agency"], row["currency"]) == ("Roads Office", "EUR")
    assert (row["project_type"], row["purpose"]) == ("expansion", "To cross")
    assert (row["planned_start_date"], row["planned_end_date"]) == (
        date(2023, 1, 1),
        date(2024, 12, 31),
    )
    assert (row["actual_start_date"], row["actual_end_date"]) == (
        date(2023, 5, 1),
        date(2024, 12, 1),
    )
    assert row["completion_amount"] == 1200
    costs = one(projects.rows("project_costs"))
    assert (costs["budget_amount"], costs["forecast_amount"]) == (1000, 1200)
    budget = one(projects.rows("project_budgets"))
    assert (budget["budget_date"], budget["budget_amount"]) == (date(2022, 11, 1), 1000)


def test_a_status_of_an_older_version_gets_its_new_name(projects, project):
    projects.give(package(project | {"status": "completed"}))
    row = one(projects.rows("projects"))
    assert (row["status"], row["status_text"]) == ("maintenance", "completed")


def test_the_works_of_a_project_that_has_not_begun_are_only_planned(projects, project):
    del project["period"]
    projects.give(package(project | {"status": "preparation"}))
    row = one(projects.rows("projects"))
    assert (row["planned_start_date"], row["actual_start_date"]) == (date(2023, 5, 1), None)


def test_the_first_value_is_the_old_one_of_the_first_change(projects, project):
    summary = project["contractingProcesses"][0]["summary"]
    # In the file the changes stand in any order, and the value was brought up to date.
    summary["contractValue"] = value(950)
    summary["modifications"] = [
        change("second", "2023-09-01", 900, 950),
        change("first", "2023-07-01", 800, 900, ("2024-05-01", "2024-09-01"), type="value"),
        change("third", "2023-10-01", rationale="Scope only"),
    ]
    summary["finalValue"] = value(940)
    projects.give(package(project))
    row = one(projects.rows("contracts"))
    assert (row["original_amount"], row["contract_amount"], row["final_amount"]) == (800, 950, 940)
    assert row["original_end_date"] == date(2024, 5, 1)
    assert row["current_end_date"] == date(2024, 9, 1)
    changes = {row["amendment_id"]: row for row in projects.rows("contract_amendments")}
    first = changes["ocds-1/first"]
    assert (first["amount_before"], first["amount_after"], first["amount_change"]) == (
        800,
        900,
        100,
    )
    assert (first["end_date_before"], first["end_date_after"]) == (
        date(2024, 5, 1),
        date(2024, 9, 1),
    )
    assert changes["ocds-1/third"]["amount_change"] is None
    versions = [
        (row["schedule_date"], row["completion_date"]) for row in projects.rows("project_schedules")
    ]
    assert versions == [
        (date(2023, 5, 1), date(2024, 5, 1)),
        (date(2023, 7, 1), date(2024, 9, 1)),
    ]


def test_a_contract_without_changes_has_one_value_and_no_versions_of_a_plan(projects, project):
    projects.give(package(project))
    row = one(projects.rows("contracts"))
    assert (row["original_amount"], row["contract_amount"], row["final_amount"]) == (800, 800, None)
    assert (row["status"], row["nature"]) == ("active", "construction")
    assert (row["supplier_id"], row["supplier_name"]) == ("XX-2", "Builder")
    assert projects.rows("project_schedules") == []


def test_a_change_in_another_currency_is_kept_but_not_taken_over(projects, project):
    summary = project["contractingProcesses"][0]["summary"]
    other = change("first", "2023-07-01")
    other |= {"oldContractValue": value(1, "USD"), "newContractValue": value(2, "USD")}
    summary["modifications"] = [other]
    projects.give(package(project))
    row = one(projects.rows("contracts"))
    assert (row["original_amount"], row["contract_amount"]) == (800, 800)
    assert one(projects.rows("contract_amendments"))["amount_after"] == 2
    assert "another currency" in projects.issues()[0][1]


def test_an_amount_is_kept_without_supplier_or_currency(projects, project):
    summary = project["contractingProcesses"][0]["summary"]
    del summary["suppliers"]
    summary["contractValue"] = {"amount": 800}
    projects.give(package(project))
    row = one(projects.rows("contracts"))
    assert (row["contract_amount"], row["supplier_id"], row["currency"]) == (800, None, None)


def test_several_suppliers_are_a_party_of_their_own(projects, project):
    summary = project["contractingProcesses"][0]["summary"]
    summary["suppliers"] = [{"id": "XX-3", "name": "Third"}, {"id": "XX-2", "name": "Builder"}]
    summary["tender"] = {"procurementMethod": "Open"}
    projects.give(package(project))
    row = one(projects.rows("contracts"))
    assert (row["supplier_id"], row["supplier_name"]) == ("XX-2+XX-3", "Third / Builder")
    kinds = {row["party_id"]: row["party_kind"] for row in projects.rows("parties")}
    assert kinds["XX-2+XX-3"] == "consortium"
    assert {row["party_id"] for row in projects.rows("award_suppliers")} == {"XX-2", "XX-3"}
    assert row["procurement_method"] == "open"


def test_the_tender_and_who_took_part(projects, project):
    project["contractingProcesses"][0]["summary"]["tender"] = {
        "procurementMethod": "selective",
        "procurementMethodDetails": "Framework",
        "datePublished": moment("2022-12-01"),
        "costEstimate": value(750),
        "numberOfTenderers": "3",
        "tenderers": [{"id": "XX-2", "name": "Builder"}, {"name": "Nobody's id"}],
        "procuringEntity": {"id": "XX-1", "name": "Roads Office"},
    }
    projects.give(package(project))
    row = one(projects.rows("tenders"))
    assert (row["tender_id"], row["ocid"], row["tenderer_count"]) == ("ocds-1", "ocds-1", 3)
    assert (row["estimate_amount"], row["procuring_entity_id"]) == (750, "XX-1")
    assert [row["is_winner"] for row in projects.rows("bids")] == [True, False]
    assert [row["party_name"] for row in projects.rows("bid_parties")] == [
        "Builder",
        "Nobody's id",
    ]
    assert one(projects.rows("project_processes"))["ocid"] == "ocds-1"
    roles = {
        (row["party_id"], row["role"], row["entity_kind"]) for row in projects.rows("party_roles")
    }
    assert ("XX-1", "procuringEntity", "tender") in roles
    assert ("XX-2", "supplier", "contract") in roles


def test_one_payment_said_of_project_and_contract_counts_once(projects, project):
    summary = project["contractingProcesses"][0]["summary"]
    grant = {"id": "G-1", "date": moment("2023-02-01"), "value": value(500)}
    grant |= {"payer": {"id": "XX-9", "name": "Fund"}, "payee": {"id": "XX-1"}}
    project["transactions"] = [summary["transactions"][0], grant]
    projects.give(package(project))
    rows = {row["payment_id"]: row for row in projects.rows("payments")}
    assert set(rows) == {"ocds-1/T-1", "P-1/G-1"}
    assert rows["ocds-1/T-1"]["contract_id"] == "ocds-1"
    assert rows["ocds-1/T-1"]["paid_amount"] == Decimal("100.25")
    # Money for the authority is no payment for work.
    assert (rows["P-1/G-1"]["contract_id"], rows["P-1/G-1"]["payment_type"]) == (None, "funding")


def test_a_process_of_two_projects_counts_for_the_first(projects, project):
    second = project | {"id": "P-2"}
    projects.give(package(project, second))
    assert one(projects.rows("contracts"))["project_id"] == "P-1"
    assert len(projects.rows("project_processes")) == 2
    assert projects.issues()[0][1] == "repeated: counted once, for the project P-1"


def test_progress_is_a_share_with_the_plan_beside_it(projects, project):
    def series(*observations) -> list[dict]:
        listed = [
            {"id": str(number), "measure": measure, "period": {"endDate": moment(day)}}
            for number, (measure, day) in enumerate(observations)
        ]
        return [{"id": "physicalProgress", "observations": listed}]

    project["metrics"] = series(("50", "2023-09-30"), (100, "2024-03-31"), (700, "2024-04-30"))
    project["forecasts"] = series(("60", "2023-09-30"), ("80", "2023-12-31"))
    projects.give(package(project))
    reports = [
        (row["period_end_date"], row["physical_share"], row["planned_share"])
        for row in projects.rows("progress_reports")
    ]
    assert sorted(reports) == [
        (date(2023, 9, 30), 0.5, 0.6),
        (date(2023, 12, 31), None, 0.8),
        (date(2024, 3, 31), 1, None),
        (date(2024, 4, 30), None, None),
    ]
    assert len(projects.rows("metric_observations")) == 5
    assert "out of range for a percentage" in {issue for _, issue, _ in projects.issues()}


def test_measured_costs_and_spending(projects, project):
    spent = {"id": "1", "value": value(300), "period": {"endDate": moment("2023-12-31")}}
    project["metrics"] = [{"id": "financialProgress", "observations": [spent]}]
    cost = {"id": "1", "value": value(50), "classification": {"id": "4.02", "scheme": "icms"}}
    group = {"id": "1", "category": "endOfLife", "costs": [cost]}
    whole = {"value": value(900)}
    project["costMeasurements"] = [
        {"id": "1", "date": moment("2023-11-01"), "lifeCycleCosting": whole, "costGroups": [group]}
    ]
    projects.give(package(project))
    assert one(projects.rows("project_costs"))["spent_amount"] == 300
    found = {
        (row["kind"], row["metric_id"], row["observation_amount"])
        for row in projects.rows("metric_observations")
    }
    assert found == {
        ("metric", "financialProgress", 300),
        ("cost", "lifeCycleCosting", 900),
        ("cost", "endOfLife", 50),
    }


def test_a_budget_by_day_of_approval_gives_its_versions(projects, project):
    def part(identifier, amount, day=None) -> dict:
        return {"id": identifier, "amount": value(amount)} | (
            {"approvalDate": moment(day)} if day else {}
        )

    by_year = {"id": "years", "budgetBreakdown": [part("1", 400), part("2", 600)]}
    dated = {
        "id": "versions",
        "budgetBreakdown": [part("1", 700, "2022-06-01"), part("2", 300, "2022-11-01")],
    }
    project["budget"]["budgetBreakdowns"] = [by_year, dated]
    projects.give(package(project))
    versions = [
        (row["budget_date"], row["budget_amount"]) for row in projects.rows("project_budgets")
    ]
    assert versions == [(date(2022, 6, 1), 700), (date(2022, 11, 1), 1000)]
    # Parts that do not add up to the budget say nothing of its versions.
    dated["budgetBreakdown"][0]["amount"]["amount"] = 1
    projects.give(package(project | {"id": "P-2"}), "other.json")
    assert [row["budget_amount"] for row in projects.rows("project_budgets")][-1] == 1000


def test_places_as_point_shape_code_and_address(projects, project):
    square = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]
    project["locations"] = [
        {
            "id": "a",
            "description": "North end",
            "geometry": {"type": "Point", "coordinates": [-58.4, -34.6]},
            "gazetteer": {"scheme": "GEONAMES", "identifiers": ["12", "13"]},
            "address": {"streetAddress": "Main 1", "countryName": "Nowhere"},
        },
        {"id": "b", "geometry": {"type": "Polygon", "coordinates": square}},
        {"id": "c", "geometry": {"type": "Point", "coordinates": [10, 120]}},
        {"id": "d", "geometry": {"type": "Point", "coordinates": "near the river"}},
    ]
    projects.give(package(project))
    rows = projects.rows("project_places")
    assert [row["place_code"] for row in rows] == ["12", "13", None, None, None]
    assert (rows[0]["longitude"], rows[0]["latitude"]) == (-58.4, -34.6)
    assert rows[0]["geometry"] == "POINT (-58.4 -34.6)"
    assert rows[0]["address"] == "Main 1, Nowhere"
    assert rows[2]["geometry"].startswith("POLYGON")
    assert rows[3]["longitude"] is None
    assert rows[4]["geometry"] is None
    assert [issue for _, issue, _ in projects.issues()] == [
        "out of range for coordinates in degrees",
        "not a shape",
    ]


def test_milestones_and_documents_of_project_and_contract(projects, project):
    due = {"id": "1", "title": "Opening", "dueDate": moment("2024-12-01"), "status": "scheduled"}
    payment = due | {"title": "Half done", "type": "payment", "value": value(400)}
    paper = {"id": "1", "title": "Notice", "url": "https://example.org/1", "author": "Ann Example"}
    project |= {"milestones": [due], "documents": [paper]}
    project["contractingProcesses"][0]["summary"] |= {
        "milestones": [payment],
        "documents": [paper],
    }
    projects.give(package(project))
    rows = {row["milestone_id"]: row for row in projects.rows("milestones")}
    assert set(rows) == {"P-1/1", "ocds-1/1"}
    assert rows["ocds-1/1"]["milestone_amount"] == 400
    assert rows["ocds-1/1"]["contract_id"] == "ocds-1"
    papers = {(row["document_id"], row["entity_kind"]) for row in projects.rows("documents")}
    assert papers == {("P-1/1", "project"), ("ocds-1/1", "contract")}


def test_persons_leave_neither_name_nor_contact_anywhere(projects, project):
    owner = {
        "id": "1",
        "name": "Ann Example",
        "email": "ann@example.org",
        "telephone": "+595210001",
    }
    owner |= {"identifier": {"scheme": "XX-IDCARD", "id": "998877"}}
    project["parties"] += [
        {"id": "XX-2", "name": "Builder", "roles": ["supplier"], "beneficialOwners": [owner]},
        {
            "id": "XX-IDCARD-998877",
            "name": "Ann Example",
            "identifier": {"scheme": "XX-IDCARD", "id": "998877"},
            "address": {"streetAddress": "Home Street 5"},
            "roles": ["supplier"],
        },
    ]
    project["parties"][1]["beneficialOwners"].append("Ann Example")
    project["parties"][0]["people"] = [{"id": "1", "name": "Ann Example", "jobTitle": "Chair"}]
    project["parties"][0]["address"] = "x"
    project["contractingProcesses"][0]["summary"]["suppliers"] = [
        {"id": "XX-IDCARD-998877", "name": "Ann Example"}
    ]
    projects.give(package(project))
    people = [row for row in projects.rows("parties") if row["party_kind"] == "person"]
    assert {row["party_name"] for row in people} == {"A natural person"}
    assert one(projects.rows("party_owners"))["owned_id"] == "XX-2"
    assert one(projects.rows("contracts"))["supplier_id"] in {row["party_id"] for row in people}
    for table in (*tables.TABLES, "load_issues", "quarantined_rows"):
        text = str(projects.rows(table))
        for private in ("Ann Example", "example.org", "595", "998877", "Home Street", "Chair"):
            assert private not in text, (table, private)


def test_a_running_number_names_a_party_of_its_own_project_only(projects, project):
    project["parties"].append({"id": "1", "name": "First"})
    second = project | {"id": "P-2", "parties": [{"id": "1", "name": "Another"}]}
    projects.give(package(project, second | {"contractingProcesses": []}))
    names = {row["party_id"]: row["party_name"] for row in projects.rows("parties")}
    assert (names["P-1/1"], names["P-2/1"]) == ("First", "Another")
