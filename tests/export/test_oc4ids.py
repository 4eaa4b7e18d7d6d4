"""The package keeps to the schema, says what the build says, and loads back as the same."""

import json

import pytest

from dashboard.export import build_reading, oc4ids, oc4ids_process, oc4ids_project
from dashboard.export.oc4ids_parties import Named
from dashboard.export.oc4ids_values import money
from dashboard.export.project_rows import ProjectRows

# What must come back, per model: every column that a source can say.
SAME = {
    "projects": "project_id, project_name, description, programme, sector, agency, status, "
    "status_text, planned_start_date, planned_end_date, actual_start_date, actual_end_date, "
    "forecast_end_date, currency, delay_reason, address, completion_amount",
    "contracts": "contract_id, project_id, contract_name, nature, procurement_method, supplier_id, "
    "supplier_name, signed_date, start_date, original_end_date, current_end_date, "
    "actual_end_date, original_amount, current_amount, final_amount, currency, "
    "payment_term_days, advance_share, retention_share, status",
    "contract_amendments": "amendment_id, contract_id, amendment_date, amount_before, "
    "amount_after, amount_change, end_date_before, end_date_after, reason_code, rationale",
    "payments": "payment_id, invoice_id, project_id, contract_id, subcontract_id, tier, payer_id, "
    "payee_id, paid_date, paid_amount, currency, payment_type, reverses_payment_id",
    "milestones": "milestone_id, project_id, contract_id, milestone_name, baseline_date, "
    "forecast_date, actual_date, status, milestone_amount, currency",
    "stated_places": "project_id, place_level, place_name, place_code, longitude, latitude",
    "project_budget_versions": "project_id, version_number, budget_date, budget_amount, reason",
    "schedule_baselines": "project_id, baseline_number, schedule_date, completion_date, reason",
    "project_costs": "project_id, budget_amount, forecast_amount, spent_amount, currency",
    "progress_reports": "report_id, project_id, contract_id, period_end_date, reported_date, "
    "ROUND(physical_share, 6), ROUND(planned_share, 6), is_verified",
    "invoices": "invoice_id, project_id, contract_id, subcontract_id, tier, payee_id, "
    "received_date, due_date, invoice_amount, retention_amount, status",
    "subcontracts": "subcontract_id, contract_id, supplier_id, subcontract_amount, signed_date",
    "contract_suspensions": "suspension_id, project_id, contract_id, suspended_date, resumed_date",
}


def test_the_package_of_the_sample_city_breaks_no_rule_of_the_schema(city, schema_errors):
    content = json.loads(city.package.read_text(encoding="utf-8"))
    assert schema_errors(content) == []
    assert (content["version"], content["publishedDate"]) == ("0.9", "2025-12-31T00:00:00Z")
    assert len(content["projects"]) == 60


def test_a_word_outside_a_code_list_would_be_an_error(city, schema_errors):
    content = json.loads(city.package.read_text(encoding="utf-8"))
    content["projects"][0]["status"] = "Finished"
    content["projects"][1]["sector"] = []
    del content["publisher"]
    assert len(schema_errors(content)) == 3


@pytest.mark.parametrize("model", SAME)
def test_loading_the_package_back_gives_the_same(city, model):
    sql = f"SELECT {SAME[model]} FROM {model} ORDER BY ALL"
    there, back = city.rows(sql), city.rows_back(sql)
    assert there, "nothing to compare"
    assert back == there


def test_every_project_comes_back_and_nothing_is_set_aside(city):
    assert (city.report.rows_read, city.report.rows_loaded) == (60, 60)
    assert (city.report.rows_quarantined, city.report.issues) == (0, 0)


def test_the_sum_paid_to_contractors_is_in_the_standards_own_transactions(city):
    content = json.loads(city.package.read_text(encoding="utf-8"), parse_float=str)
    paid = [
        float(one["value"]["amount"])
        for project in content["projects"]
        for holder in [
            project,
            *(process.get("summary", {}) for process in project.get("contractingProcesses", [])),
        ]
        for one in holder.get("transactions", [])
        if "amount" in one.get("value", {})
    ]
    ((expected,),) = city.rows(
        "SELECT CAST(SUM(paid_amount) AS DOUBLE) FROM payments WHERE tier = 'client_prime'"
    )
    assert sum(paid) == pytest.approx(expected, abs=0.005)


def test_the_same_build_gives_the_same_bytes(sample, city, tmp_path):
    with build_reading.opened(sample) as build:
        oc4ids.write(build, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == city.package.read_bytes()


def test_amounts_are_written_to_the_cent_however_large():
    from decimal import Decimal

    import orjson

    assert orjson.dumps(money(Decimal("9007199254740993.10"), "EUR")) == (
        b'{"amount":9007199254740993.1,"currency":"EUR"}'
    )
    assert money(Decimal("100.00"), "EUR") == {"amount": 100, "currency": "EUR"}
    assert money(Decimal("1.00"), "Soles") == {"amount": 1, "x_clearworks": {"currency": "Soles"}}
    assert money(None, "EUR") is None


TABLES = """
projects project_costs project_budget_versions schedule_baselines stated_places contracts
tenders project_processes milestones progress_reports payments invoices documents
metric_observations contract_suspensions contract_amendments subcontracts contract_items
tenderers award_suppliers party_roles
"""
COLUMNS = """
contract_id contract_name description nature procurement_method supplier_id supplier_name
start_date original_end_date current_end_date original_amount current_amount final_amount
currency status tender_id award_id
"""
CONTRACT = dict.fromkeys(COLUMNS.split())


def rows(**tables) -> ProjectRows:
    found = ProjectRows({name: {} for name in TABLES.split()})
    for name, listed in tables.items():
        found.tables[name] = {"P": listed}
    return found


def test_words_of_no_code_list_go_where_text_is_allowed(schema_errors):
    contract = CONTRACT | {"contract_id": "C", "nature": "Obra", "procurement_method": "Licitación"}
    project = {"project_type": "Mantenimiento", "sector": "Espacio Público; transport.road"}
    project |= {"status": None, "status_text": "Finalizada"}
    written = oc4ids_project.project(rows(projects=[project], contracts=[contract]), "P")
    assert written["sector"] == ["Espacio Público", "transport", "transport.road"]
    assert written["additionalClassifications"][0]["description"] == "Mantenimiento"
    summary = written["contractingProcesses"][0]["summary"]
    assert summary["tender"] == {"procurementMethodDetails": "Licitación"}
    assert summary["x_clearworks"]["nature"] == "Obra"
    head = {"uri": "urn:x:1", "publisher": {"name": "x"}, "version": "0.9"}
    head |= {"publishedDate": "2025-12-31T00:00:00Z", "projects": [written]}
    assert schema_errors(head) == []


def test_a_contract_of_a_project_that_no_register_lists_is_not_lost():
    contract = CONTRACT | {"contract_id": "C", "original_amount": 5, "current_amount": 7}
    written = oc4ids_project.project(rows(contracts=[contract]), "P")
    assert written["id"] == "P"
    summary = written["contractingProcesses"][0]["summary"]
    assert summary["contractValue"] == {"amount": 5}
    assert summary["x_clearworks"]["contractAmount"] == 7


def test_a_natural_person_is_written_without_name_or_address():
    found = rows()
    found.parties["X"] = {
        "party_id": "X",
        "party_name": "Ann Example",
        "party_kind": "person",
        "address": "Home Street 5",
        "party_identifier": "998877",
    }
    named = Named(found, "P")
    contract = CONTRACT | {"contract_id": "C", "supplier_id": "X", "supplier_name": "Ann Example"}
    process = oc4ids_process.process(
        contract,
        None,
        named,
        amendments=[],
        milestones=[],
        payments=[],
        documents=[],
        tenderers=[],
        members=[],
    )
    text = str(process) + str(named.parties())
    assert "A natural person" in text
    for private in ("Ann", "Home Street", "998877"):
        assert private not in text
