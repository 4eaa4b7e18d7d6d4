"""Inspections, accidents and hold points: whose they are, what was missed, who inspected."""

from datetime import date

AS_OF = date(2025, 6, 30)


def contract(name: str, project: str = "P", **values) -> dict:
    start = {"start_date": date(2025, 1, 1), "supplier_id": "BUILDER", "status": "active"}
    return {"contract_id": name, "project_id": project} | start | values


def inspection(name: str, **values) -> dict:
    return {"inspection_id": name, "project_id": "P"} | values


def by_id(rows: list[dict], key: str) -> dict[str, dict]:
    return {row[key]: row for row in rows}


def test_design_and_contracts_not_begun_are_no_sites(rows_of):
    given = {
        "src_contracts": [
            contract("WORKS", nature="construction"),
            contract("UNKNOWN", "Q"),
            contract("DESIGN", nature="design"),
            contract("PENDING", status="pending"),
            contract("LATER", start_date=date(2025, 7, 1)),
        ]
    }
    rows = by_id(rows_of("site_contracts", given, as_of=AS_OF), "contract_id")
    assert {name: row["is_only_one"] for name, row in rows.items()} == {
        "WORKS": True,
        "UNKNOWN": True,
    }


def test_fourteen_days_late_is_in_time_fifteen_is_missed_and_a_fresh_one_is_not_due(rows_of):
    given = {
        "src_contracts": [contract("C")],
        "src_inspections": [
            inspection("14", planned_date=date(2025, 3, 1), actual_date=date(2025, 3, 15)),
            inspection("15", planned_date=date(2025, 3, 1), actual_date=date(2025, 3, 16)),
            inspection("NEVER", planned_date=date(2025, 6, 15)),
            inspection("FRESH", planned_date=date(2025, 6, 16)),
            inspection("NO-DAY", planned_date=date(2025, 3, 1), result="pass"),
            inspection("NO-PLAN", actual_date=date(2025, 3, 1)),
        ],
    }
    rows = by_id(rows_of("contract_inspections", given, as_of=AS_OF), "inspection_id")
    assert {name: (row["is_due"], row["is_missed"]) for name, row in rows.items()} == {
        "14": (True, False),
        "15": (True, True),
        "NEVER": (True, True),
        "FRESH": (False, False),
        "NO-DAY": (True, False),
        "NO-PLAN": (False, False),
    }
    assert {row["contract_id"] for row in rows.values()} == {"C"}


def test_with_two_sites_in_a_project_an_unnamed_inspection_or_accident_belongs_to_none(rows_of):
    given = {
        "src_contracts": [contract("C"), contract("D")],
        "src_inspections": [inspection("I", planned_date=date(2025, 3, 1))],
        "src_safety_incidents": [
            {"incident_id": "A", "project_id": "P", "severity": "fatal"},
            {"incident_id": "B", "project_id": "P", "contract_id": "C", "severity": "lost_time"},
        ],
    }
    assert rows_of("contract_inspections", given, as_of=AS_OF)[0]["contract_id"] is None
    rows = by_id(rows_of("site_incidents", given, as_of=AS_OF), "incident_id")
    assert rows["A"]["site_id"] == "project P"
    assert (rows["A"]["fatality_count"], rows["A"]["recordable_count"]) == (1, 1)
    assert rows["B"]["site_id"] == "C"
    assert rows["B"]["is_serious"]


def test_the_period_said_for_a_kind_of_accident_wins_over_the_general_one(rows_of):
    rule = {"rule_name": "incident_report_days", "citation": "Law"}
    given = {
        "src_contracts": [contract("C")],
        "ref_rules": [rule | {"number": 10}, rule | {"number": 1, "applies_to": "fatal"}],
        "src_safety_incidents": [
            {
                "incident_id": name,
                "project_id": "P",
                "severity": severity,
                "incident_date": date(2025, 3, 1),
                "reported_date": date(2025, 3, 6),
            }
            for name, severity in (("A", "fatal"), ("B", "medical"))
        ],
    }
    rows = by_id(rows_of("site_incidents", given, as_of=AS_OF), "incident_id")
    assert {n: (r["report_days"], r["allowed_days"]) for n, r in rows.items()} == {
        "A": (5, 1),
        "B": (5, 10),
    }


def test_an_inspector_is_tied_by_being_the_contractor_owning_it_or_sharing_an_owner(rows_of):
    inspectors = ("BUILDER", "PARENT", "CHILD", "SISTER", "STRANGER")
    given = {
        "src_contracts": [contract("C")],
        "src_inspections": [
            inspection(name, is_mandatory=True, inspector_id=name) for name in inspectors
        ]
        + [inspection("OWN-TEST", is_mandatory=False, inspector_id="BUILDER")],
        "src_party_owners": [
            {"owner_id": owner, "owned_id": owned, "link_kind": "share"}
            for owner, owned in (
                ("PARENT", "BUILDER"),
                ("BUILDER", "CHILD"),
                ("HOLDING", "BUILDER"),
                ("HOLDING", "SISTER"),
            )
        ],
    }
    rows = by_id(rows_of("tied_inspectors", given, as_of=AS_OF), "inspection_id")
    assert {name: row["tie"] for name, row in rows.items()} == {
        "BUILDER": "the contractor itself",
        "PARENT": "one owns the other",
        "CHILD": "one owns the other",
        "SISTER": "common owner",
    }


def test_a_claim_approved_past_a_hold_point_is_a_breach_unless_it_was_repeated_in_time(rows_of):
    point = {"inspection_type": "hold_point", "is_mandatory": True, "contract_id": "C"}
    months = {"BREACH": 1, "PASSED": 2, "REPEATED": 3, "REPEATED-TOO-LATE": 5}
    given = {
        "src_contracts": [contract("C")],
        "src_invoices": [
            {
                "invoice_id": name,
                "project_id": "P",
                "contract_id": "C",
                "tier": "client_prime",
                "work_from_date": date(2025, month, 1),
                "work_to_date": date(2025, month, 20),
                "approved_date": date(2025, month, 28),
                "issued_date": date(2025, month, 21),
            }
            for name, month in months.items()
        ],
        "src_inspections": [
            inspection(f"{name}-{day}", planned_date=date(2025, month, day), **point, **result)
            for name, month, day, result in (
                ("1", 1, 10, {"result": "fail", "actual_date": date(2025, 1, 10)}),
                ("2", 2, 10, {"result": "conditional", "actual_date": date(2025, 2, 11)}),
                ("3", 3, 10, {"result": "fail", "actual_date": date(2025, 3, 10)}),
                ("3", 3, 25, {"result": "pass", "actual_date": date(2025, 3, 28)}),
                ("5", 5, 10, {"result": "fail", "actual_date": date(2025, 5, 10)}),
                ("5", 5, 25, {"result": "pass", "actual_date": date(2025, 5, 29)}),
            )
        ],
    }
    rows = by_id(rows_of("hold_point_breaches", given, as_of=AS_OF), "invoice_id")
    assert set(rows) == {"BREACH", "REPEATED-TOO-LATE"}
    assert rows["BREACH"]["unpassed_count"] == 1
