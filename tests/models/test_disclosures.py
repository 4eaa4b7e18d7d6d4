"""What a project should show by now, whether it does, and when it was published."""

from datetime import date, timedelta

AS_OF = date(2025, 6, 30)


def project(name: str = "P", **values) -> dict:
    return {"project_id": name, "project_name": name, "status": "implementation"} | values


def items(rows: list[dict]) -> dict[str, tuple[bool, bool]]:
    """By item: whether it is shown, and whether as data."""
    return {row["item_id"]: (row["is_shown"], row["is_structured"]) for row in rows}


def test_the_list_has_39_items_to_publish_unasked_and_27_on_request(rows_of):
    rows = rows_of("disclosure_items", {}, as_of=AS_OF)
    assert sum(row["is_proactive"] for row in rows) == 39
    assert sum(not row["is_proactive"] for row in rows) == 27
    counted = {}
    for row in rows:
        if row["is_proactive"]:
            key = (row["entity_kind"], row["stage"])
            counted[key] = counted.get(key, 0) + 1
    assert counted == {
        ("project", "identification"): 7,
        ("project", "preparation"): 7,
        ("project", "completion"): 6,
        ("process", "procurement"): 13,
        ("process", "implementation"): 6,
    }


def test_a_project_in_preparation_owes_what_names_it_and_nothing_of_its_works(rows_of):
    given = {"src_projects": [project(status="preparation", purpose="Shade", sector="park")]}
    found = items(rows_of("project_disclosures", given, as_of=AS_OF))
    assert len(found) == 8
    assert found["purpose"] == (True, True)
    assert found["project_name"] == (True, True)
    assert found["subsector"] == (False, False)
    assert "project_scope" not in found
    assert "contract_price" not in found


def test_a_document_shows_an_item_that_is_not_there_as_data(rows_of):
    given = {
        "src_projects": [project()],
        "src_documents": [
            {
                "document_id": "1",
                "entity_kind": "project",
                "entity_id": "P",
                "document_type": kind,
            }
            for kind in ("projectScope",)
        ],
    }
    found = items(rows_of("project_disclosures", given, as_of=AS_OF))
    assert found["project_scope"] == (True, False)
    assert found["environmental_impact"] == (False, False)


def test_a_fact_about_contracts_is_shown_where_every_signed_contract_shows_it(rows_of):
    contract = {"project_id": "P", "status": "active", "nature": "construction"}
    given = {
        "src_projects": [project()],
        "src_contracts": [
            contract | {"contract_id": "A", "contract_amount": 5, "contract_name": "A"},
            contract | {"contract_id": "B", "contract_amount": 5},
            contract | {"contract_id": "PENDING", "status": "pending"},
        ],
    }
    found = items(rows_of("project_disclosures", given, as_of=AS_OF))
    assert found["contract_price"] == (True, True)
    assert found["contract_title"] == (False, False)


def test_changes_are_owed_only_where_something_changed(rows_of):
    contract = {"status": "active", "original_amount": 5}
    given = {
        "src_projects": [project("CHANGED"), project("AS-SIGNED"), project("UNEXPLAINED")],
        "src_contracts": [
            contract | {"contract_id": name, "project_id": name, "contract_amount": amount}
            for name, amount in (("CHANGED", 6), ("AS-SIGNED", 5), ("UNEXPLAINED", 6))
        ],
        "src_contract_amendments": [
            {"amendment_id": "1", "contract_id": "CHANGED", "amount_change": 1, "rationale": "Rock"}
        ],
    }
    rows = rows_of("project_disclosures", given, as_of=AS_OF)
    of = {
        name: items([row for row in rows if row["project_id"] == name])
        for name in ("CHANGED", "AS-SIGNED", "UNEXPLAINED")
    }
    assert of["CHANGED"]["price_variation"] == (True, True)
    assert of["CHANGED"]["price_change_reasons"] == (True, True)
    assert "price_variation" not in of["AS-SIGNED"]
    assert of["UNEXPLAINED"]["price_variation"] == (False, False)
    assert of["UNEXPLAINED"]["price_change_reasons"] == (False, False)


def test_cancelled_projects_and_those_of_unknown_stage_owe_nothing(rows_of):
    given = {"src_projects": [project("C", status="cancelled"), project("U", status=None)]}
    assert rows_of("project_disclosures", given, as_of=AS_OF) == []


def test_officials_are_never_owed_because_no_name_is_ever_loaded(rows_of):
    found = items(rows_of("project_disclosures", {"src_projects": [project()]}, as_of=AS_OF))
    assert not {"project_officials", "contract_officials", "yearly_budget"} & set(found)


def delays(rows_of, contracts: list[dict], **given) -> dict[str, dict]:
    rows = [{"project_id": "P", "status": "active"} | one for one in contracts]
    found = rows_of("publication_delays", {"src_contracts": rows} | given, as_of=AS_OF)
    return {row["publication_id"]: row for row in found}


def test_the_law_of_the_day_and_of_the_kind_binds(rows_of):
    rule = {"rule_name": "publication_days", "citation": "Law"}
    signed = {"notice_published_date": date(2025, 6, 1)}
    found = delays(
        rows_of,
        [
            {"contract_id": "OLD", "signed_date": date(2020, 5, 1)} | signed,
            {"contract_id": "NEW", "signed_date": date(2025, 5, 1)} | signed,
        ],
        ref_rules=[
            rule | {"number": 60, "valid_to_date": date(2021, 12, 31)},
            rule | {"number": 20, "valid_from_date": date(2022, 1, 1)},
            rule | {"number": 3, "applies_to": "award"},
        ],
    )
    assert found["contract OLD"]["allowed_days"] == 60
    assert found["contract NEW"]["allowed_days"] == 20
    assert found["contract NEW"]["lag_days"] == 31


def test_one_day_for_most_of_twenty_rows_is_a_transfer_and_for_half_of_them_is_none(rows_of):
    def file(shared: int, total: int) -> list[dict]:
        return [
            {
                "contract_id": f"{i}",
                "signed_date": date(2025, 1, 1),
                "notice_published_date": date(2025, 3, 1)
                if i < shared
                else date(2025, 3, 1) + timedelta(days=i),
            }
            for i in range(total)
        ]

    bulk = delays(rows_of, file(11, 20))
    assert sum(row["is_bulk"] for row in bulk.values()) == 11
    assert not any(row["is_bulk"] for row in delays(rows_of, file(10, 20)).values())
    assert not any(row["is_bulk"] for row in delays(rows_of, file(19, 19)).values())


def test_what_is_published_after_the_reporting_date_is_not_published_yet(rows_of):
    found = delays(
        rows_of,
        [
            {
                "contract_id": "C",
                "signed_date": date(2025, 5, 1),
                "notice_published_date": date(2025, 7, 1),
            }
        ],
    )
    assert found["contract C"]["notice_published_date"] is None
