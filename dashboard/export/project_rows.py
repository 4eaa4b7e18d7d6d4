"""The rows of the models, project by project, a range of projects at a time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from dashboard.export.build_reading import Build

# What belongs to a project by its own column, in the order in which it is written.
BY_PROJECT = {
    "projects": "project_id",
    "project_costs": "project_id",
    "project_budget_versions": "version_number",
    "schedule_baselines": "baseline_number",
    "stated_places": "source_file_id, source_line, location_id, place_name, place_code",
    "contracts": "contract_id",
    "tenders": "tender_id",
    "project_processes": "ocid",
    "milestones": "milestone_id",
    "progress_reports": "period_end_date, report_id",
    "payments": "paid_date, payment_id",
    "invoices": "invoice_id",
    "documents": "document_id",
    "metric_observations": "metric_id, observation_id",
    "contract_suspensions": "suspension_id",
}
# What belongs to a project through its contract.
BY_CONTRACT = {
    "contract_amendments": "amendment_date, amendment_id",
    "subcontracts": "subcontract_id",
    "contract_items": "contract_item_id",
}
BY_TENDER = """
SELECT tenders.project_id, bids.tender_id, bid_parties.party_id, bid_parties.party_name
FROM bids
INNER JOIN tenders ON bids.tender_id = tenders.tender_id
INNER JOIN bid_parties ON bids.bid_id = bid_parties.bid_id
WHERE tenders.project_id BETWEEN $first AND $last
ORDER BY bids.tender_id, bids.bid_id, bid_parties.party_id
"""
AWARDED = """
SELECT contracts.project_id, contracts.contract_id, award_suppliers.party_id,
    award_suppliers.party_name
FROM contracts
INNER JOIN award_suppliers ON contracts.award_id = award_suppliers.award_id
WHERE contracts.project_id BETWEEN $first AND $last
ORDER BY contracts.contract_id, award_suppliers.party_id
"""
ROLES = """
SELECT named.project_id, party_roles.*
FROM party_roles
INNER JOIN (
    SELECT project_id, 'project' AS entity_kind, project_id AS entity_id FROM projects
    UNION ALL
    SELECT project_id, 'contract', contract_id FROM contracts
    UNION ALL
    SELECT project_id, 'tender', tender_id FROM tenders
) AS named ON party_roles.entity_kind = named.entity_kind
    AND party_roles.entity_id = named.entity_id
WHERE named.project_id BETWEEN $first AND $last
ORDER BY ALL
"""
IDS = """
SELECT DISTINCT project_id FROM (
    SELECT project_id FROM projects
    UNION ALL SELECT project_id FROM contracts
    UNION ALL SELECT project_id FROM payments
    UNION ALL SELECT project_id FROM invoices
    UNION ALL SELECT project_id FROM tenders
    UNION ALL SELECT project_id FROM project_processes
) AS named
WHERE project_id IS NOT NULL
ORDER BY project_id
"""
Rows = list[dict]


@dataclass
class ProjectRows:
    """Every row of a range of projects: `of(table, project_id)`; and the parties by id."""

    tables: dict[str, dict[str, Rows]] = field(default_factory=dict)
    parties: dict[str, dict] = field(default_factory=dict)
    owners: dict[str, Rows] = field(default_factory=dict)

    def of(self, table: str, project_id: str) -> Rows:
        """The rows of `table` that belong to a project, in their order."""
        return self.tables[table].get(project_id, [])

    def one(self, table: str, project_id: str) -> dict:
        """The one row of `table` that a project has, or an empty one."""
        return next(iter(self.of(table, project_id)), {})


def project_ids(build: Build) -> list[str]:
    """Every project that anything is known of, in order: one may have contracts and no row."""
    return [row["project_id"] for row in build.rows(IDS)]


def read(build: Build, first: str, last: str) -> ProjectRows:
    """The rows of the projects from id `first` to id `last`."""
    span = {"first": first, "last": last}
    found = ProjectRows()

    def keep(table: str, sql: str) -> None:
        grouped = defaultdict(list)
        for row in build.rows(sql, **span):
            grouped[row["project_id"]].append(row)
        found.tables[table] = grouped

    for table, order in BY_PROJECT.items():
        keep(
            table,
            f"SELECT * FROM {table} WHERE project_id BETWEEN $first AND $last "
            f"ORDER BY project_id, {order}",
        )
    for table, order in BY_CONTRACT.items():
        keep(
            table,
            f"SELECT contracts.project_id, {table}.* FROM {table} "
            f"INNER JOIN contracts ON {table}.contract_id = contracts.contract_id "
            f"WHERE contracts.project_id BETWEEN $first AND $last "
            f"ORDER BY contracts.project_id, {table}.contract_id, {order}",
        )
    keep("tenderers", BY_TENDER)
    keep("award_suppliers", AWARDED)
    keep("party_roles", ROLES)
    found.parties = _parties(build, found)
    _owners(build, found)
    return found


def _parties(build: Build, found: ProjectRows) -> dict[str, dict]:
    """The parties that any row read so far names."""
    columns = ("supplier_id", "buyer_id", "procuring_entity_id", "payer_id", "payee_id", "party_id")
    ids = {
        row[column]
        for rows in found.tables.values()
        for project in rows.values()
        for row in project
        for column in columns
        if row.get(column)
    }
    rows = build.rows("SELECT * FROM parties WHERE list_contains($ids, party_id)", ids=sorted(ids))
    return {row["party_id"]: row for row in rows}


def _owners(build: Build, found: ProjectRows) -> None:
    rows = build.rows(
        "SELECT * FROM party_owners WHERE list_contains($ids, owned_id) ORDER BY ALL",
        ids=sorted(found.parties),
    )
    for row in rows:
        found.owners.setdefault(row["owned_id"], []).append(row)
