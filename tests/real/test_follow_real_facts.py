"""Every fact of the real cities can be followed to its file and line, which say the same."""

import datetime
import hashlib
import random
import re

import pytest

pytestmark = pytest.mark.real_data

# Every kind of fact, the relation that holds it, and what identifies one.
FACTS = {
    "project": ("projects", "project_id"),
    "contract": ("contracts", "contract_id"),
    "contract_amendment": ("contract_amendments", "amendment_id"),
    "contract_suspension": ("contract_suspensions", "suspension_id"),
    "progress_report": ("progress_reports", "report_id"),
    "milestone": ("milestones", "milestone_id"),
    "subcontract": ("subcontracts", "subcontract_id"),
    "invoice": ("invoices", "invoice_id"),
    "payment": ("payments", "payment_id"),
    "budget_version": ("project_budget_versions", "CONCAT(project_id, ' ', version_number)"),
    "schedule_baseline": ("schedule_baselines", "CONCAT(project_id, ' ', baseline_number)"),
    "party": ("parties", "party_id"),
    "neighbourhood": ("neighbourhoods", "neighbourhood_id"),
}


def test_every_fact_of_every_kind_reaches_file_line_and_sha256(any_city, rows_counted, real_data):
    digests = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in real_data.rglob("*")
        if path.name in rows_counted
    }
    for kind, (relation, key) in FACTS.items():
        unreached = any_city.row(
            f"""SELECT COUNT(*) AS n FROM {relation}
            WHERE {key} NOT IN (SELECT fact_id FROM lineage WHERE fact_kind = ?)""",
            [kind],
        )
        assert unreached["n"] == 0, kind
    traces = any_city.rows(
        """SELECT fact_kind, file_name, sha256, MIN(source_line) AS first_line
        FROM lineage GROUP BY fact_kind, file_name, sha256"""
    )
    assert {trace["fact_kind"] for trace in traces} <= FACTS.keys()
    for trace in traces:
        assert trace["sha256"] == digests[trace["file_name"]]
        assert trace["first_line"] >= 1


def plain(text: object) -> str:
    """The letters from a to z and the digits: what stays the same through every repair."""
    return re.sub("[^a-z0-9]", "", str(text).lower())


def us_date(text: str) -> datetime.date:
    return datetime.datetime.strptime(text, "%m/%d/%Y").date()


def argentine(date) -> set[str]:
    return {
        f"{date:%Y-%m-%d}",
        f"{date:%d/%m/%Y}",
        f"{date.day}/{date.month}/{date.year}",
        f"{date:%d/%m/%y}",
        f"{date.day}/{date.month}/{date:%y}",
    }


def digits(text: object) -> str:
    """An amount without signs and decimals: 1.234,50 and 1234.5 are both 1234."""
    return re.sub(r"\D", "", re.sub(r"[.,]\d{1,2}$", "", str(text).strip()))


# Workspace, relation, which facts, and whether the source row says what the fact says.
SAMPLES = {
    "project of Buenos Aires": (
        "buenos-aires",
        "SELECT * FROM projects",
        lambda fact, row: (
            plain(fact["project_name"]) == plain(row["nombre"])
            and plain(fact["programme"] or "") == plain(row["entorno"])
        ),
    ),
    "contract of Buenos Aires": (
        "buenos-aires",
        "SELECT * FROM contracts WHERE current_amount IS NOT NULL",
        lambda fact, row: digits(fact["current_amount"]) == digits(row["monto_contrato"]),
    ),
    "progress report": (
        "buenos-aires",
        "SELECT * FROM progress_reports",
        lambda fact, row: (
            abs(
                fact["physical_share"] * 100
                - float(row["porcentaje_avance"].replace("%", "").replace(",", "."))
            )
            < 1e-6
        ),
    ),
    "schedule of Buenos Aires": (
        "buenos-aires",
        "SELECT * FROM schedule_baselines",
        lambda fact, row: row["fecha_fin_inicial"].strip() in argentine(fact["completion_date"]),
    ),
    "milestone of a school": (
        "new-york",
        "SELECT * FROM milestones WHERE baseline_date IS NOT NULL AND actual_date IS NOT NULL",
        lambda fact, row: (
            fact["milestone_name"] == row["Project Phase Name"]
            and fact["baseline_date"] == us_date(row["Project Phase Planned End Date"])
            and fact["actual_date"] == us_date(row["Project Phase Actual End Date"])
        ),
    ),
    "cost of a capital project": (
        "new-york",
        """SELECT project_costs.*, projects.project_name, projects.source_file_id,
            projects.source_line
        FROM project_costs INNER JOIN projects USING (project_id) WHERE source = 'nyc-capital'""",
        lambda fact, row: (
            fact["project_name"] == row["project_description"].strip()
            and fact["forecast_amount"] == int(row["combined_total"]) * 1_000
            and (fact["budget_amount"] or 0) == int(row["original_budget"]) * 1_000
        ),
    ),
    "budget of a capital project in its change log": (
        "new-york",
        "SELECT * FROM project_budget_versions WHERE project_id LIKE 'pid-%'",
        lambda fact, row: (
            float(fact["budget_amount"]) == float(row["Budget Forecast"])
            and fact["project_id"] == f"pid-{row['PID']}"
            and us_date(row["Date Reported As Of"].split()[0]) == fact["budget_date"]
        ),
    ),
    "invoice": (
        "bengaluru",
        "SELECT * FROM invoices WHERE invoice_amount IS NOT NULL AND issued_date IS NOT NULL",
        lambda fact, row: (
            float(row["Nett"]) == fact["invoice_amount"]
            and row["BR Date"] == f"{fact['issued_date']:%d-%b-%Y}"
            and row["Job Number"] == fact["project_id"]
        ),
    ),
    "payment": (
        "bengaluru",
        "SELECT * FROM payments",
        lambda fact, row: (
            f"{fact['paid_date']:%d-%b-%Y} in {fact['instrument']}" in row["Payment"]
            and float(row["Nett"]) == fact["paid_amount"]
        ),
    ),
    "party": (
        "bengaluru",
        "SELECT * FROM parties",
        lambda fact, row: plain(fact["party_name"]) in plain(row["Contractor"]),
    ),
}


@pytest.mark.parametrize("what", SAMPLES)
def test_the_source_row_of_a_fact_drawn_at_random_says_the_same(city, what):
    workspace, sql, says_the_same = SAMPLES[what]
    found = sorted(city(workspace).rows(sql), key=lambda row: tuple(map(str, row.values())))
    for fact in random.Random(20).sample(found, 10):
        row = city(workspace).source_row(fact["source_file_id"], fact["source_line"])
        assert says_the_same(fact, row), (fact, row)
