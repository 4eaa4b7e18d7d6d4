"""The border: every table that an incoming file may fill, with its columns, types and checks.

A source, whatever its shape, ends in these tables and in no others; the SQL starts from them under
the name `src_<table>`. Units: money in whole units of `currency` (never thousands), shares from 0
to 1 (a little above 1 is possible where work was re-measured), dates local, ids text. NULL means
not known; zero means that the source said zero. Column names follow OC4IDS and OCDS where
those standards have a word for the thing.
"""

from __future__ import annotations

from functools import cache

import dataframely as dy
import polars as pl

from dashboard.ingest import contract_tables, party_tables, procurement_tables, works_tables
from dashboard.ingest.border import LINEAGE_COLUMNS, BorderTable
from dashboard.ingest.contract_tables import PAYMENT_TIERS
from dashboard.ingest.works_tables import PROJECT_STATUSES

__all__ = ["LINEAGE_COLUMNS", "PAYMENT_TIERS", "PROJECT_STATUSES", "TABLES", "BorderTable"]

TABLES: dict[str, type[BorderTable]] = {
    "projects": works_tables.Projects,
    "project_places": works_tables.ProjectPlaces,
    "project_costs": works_tables.ProjectCosts,
    "project_budgets": works_tables.ProjectBudgets,
    "project_schedules": works_tables.ProjectSchedules,
    "milestones": works_tables.Milestones,
    "contracts": contract_tables.Contracts,
    "contract_amendments": contract_tables.ContractAmendments,
    "contract_suspensions": contract_tables.ContractSuspensions,
    "progress_reports": works_tables.ProgressReports,
    "subcontracts": contract_tables.Subcontracts,
    "invoices": contract_tables.Invoices,
    "payments": contract_tables.Payments,
    "parties": party_tables.Parties,
    "contract_items": contract_tables.ContractItems,
    "metric_observations": works_tables.MetricObservations,
    "project_processes": works_tables.ProjectProcesses,
    "tenders": procurement_tables.Tenders,
    "lots": procurement_tables.Lots,
    "bids": procurement_tables.Bids,
    "bid_parties": procurement_tables.BidParties,
    "awards": procurement_tables.Awards,
    "award_suppliers": procurement_tables.AwardSuppliers,
    "tender_labels": procurement_tables.TenderLabels,
    "party_roles": party_tables.PartyRoles,
    "party_owners": party_tables.PartyOwners,
    "sanctions": party_tables.Sanctions,
    "documents": party_tables.Documents,
    "payment_allocations": contract_tables.PaymentAllocations,
    "bid_items": procurement_tables.BidItems,
    "party_keys": party_tables.PartyKeys,
    "inspections": works_tables.Inspections,
    "safety_incidents": works_tables.SafetyIncidents,
    "labour_exposure": works_tables.LabourExposure,
}
# What must not be seen by the queries that are measured against it.
NEVER_BUILT = {"tender_labels"}

# Written by the build itself, beside what the files bring.
PLACEMENTS: dict[str, pl.DataType] = {
    "source_file_id": pl.String(),
    "source_line": pl.Int64(),
    "published_date": pl.Date(),
    "project_id": pl.String(),
    "neighbourhood_id": pl.String(),  # NULL when the row could not be placed
    "neighbourhood_share": pl.Float64(),
    # code, name, alias, polygon, line, point, near point, address, not placed; a part of a line
    # or polygon that lies in no neighbourhood keeps the method, so that it is in the total
    "method": pl.String(),
    "certainty": pl.Float64(),  # 1 for a code or an exact name; NULL when not placed
    "is_shared": pl.Boolean(),  # the row names or crosses several neighbourhoods
    "reason": pl.String(),  # why not placed, or why less certain
    "candidates": pl.String(),  # what else it might be
}
NEIGHBOURHOODS: dict[str, pl.DataType] = {
    "neighbourhood_id": pl.String(),
    "neighbourhood_name": pl.String(),
    "neighbourhood_name_english": pl.String(),
    "level": pl.String(),
    "parent_id": pl.String(),
    "area_km2": pl.Float64(),
    "population": pl.Int64(),
    "population_year": pl.Int64(),
    "deprivation_index": pl.Float64(),  # higher is poorer
    "is_repaired": pl.Boolean(),  # the published polygon was invalid
    "source_file_id": pl.String(),
    "source_line": pl.Int64(),
}
# Which areas of one level lie beside each other; an island has its four nearest. Symmetric.
NEIGHBOURHOOD_LINKS: dict[str, pl.DataType] = {
    "level": pl.String(),
    "neighbourhood_id": pl.String(),
    "neighbour_id": pl.String(),
    "method": pl.String(),  # shared border or corner, nearest
}
# A project followed from one publication of a source to the next, or from one source to another.
PROJECT_LINKS: dict[str, pl.DataType] = {
    "source": pl.String(),
    "published_date": pl.Date(),
    "previous_published_date": pl.Date(),
    "published_project_id": pl.String(),  # as this publication alone would call it
    "project_id": pl.String(),  # as the build calls it: the id under which it was first seen
    "previous_project_id": pl.String(),  # as the publication before called it
    "method": pl.String(),  # the key that matched, fuzzy name, shared process
    "score": pl.Float64(),  # 1 for a key, the likeness of the names for a fuzzy match
    "status": pl.String(),  # matched, ambiguous, new, vanished
    "candidates": pl.String(),  # of an ambiguous match: ids and scores
}
# Which parties are one, and why.
PARTY_CLUSTERS: dict[str, pl.DataType] = {
    "party_id": pl.String(),
    "cluster_id": pl.String(),  # the smallest party_id of those that are one
    "cluster_name": pl.String(),
    "cluster_size": pl.Int64(),
    # identifier, name and address, same written name, decided by a person, alone
    "method": pl.String(),
    "certainty": pl.Float64(),  # of the strongest match by which it belongs; NULL when alone
}
PARTY_MATCHES: dict[str, pl.DataType] = {
    "party_id": pl.String(),
    "other_party_id": pl.String(),
    "method": pl.String(),
    "match_weight": pl.Float64(),
    "match_probability": pl.Float64(),
    "status": pl.String(),  # same, to review, apart
    "decided_by": pl.String(),  # rule, person
    "evidence": pl.String(),  # in words, per compared property
}
# Who is behind a consortium, which is a party of its own.
PARTY_MEMBERS: dict[str, pl.DataType] = {
    "party_id": pl.String(),  # of the consortium
    "member_id": pl.String(),  # NULL where no party, or more than one, goes by the name
    "member_name": pl.String(),
    "method": pl.String(),  # bid, name
}
SOURCE_FILES: dict[str, pl.DataType] = {
    "source_file_id": pl.String(),
    "source": pl.String(),
    "file_name": pl.String(),
    "sha256": pl.String(),
    "byte_count": pl.Int64(),
    "published_date": pl.Date(),
    "rows_read": pl.Int64(),
    "rows_loaded": pl.Int64(),
    "rows_quarantined": pl.Int64(),
    "title": pl.String(),
    "owner": pl.String(),
    "licence": pl.String(),
}
LOAD_ISSUES: dict[str, pl.DataType] = {
    "source_file_id": pl.String(),
    "source_line": pl.Int64(),
    "column_name": pl.String(),
    "raw_value": pl.String(),
    "issue": pl.String(),  # not a date, not a number, code without a value, out of range …
    "action": pl.String(),  # nulled, repaired
}
# How full every column of every table is, file by file; the same for the border's own columns.
COLUMN_PROFILES: dict[str, pl.DataType] = {
    "source_file_id": pl.String(),
    "published_date": pl.Date(),
    "table_name": pl.String(),
    "column_name": pl.String(),
    "row_count": pl.Int64(),
    "known_count": pl.Int64(),
    "commonest_date": pl.Date(),  # of a column of dates
    "commonest_count": pl.Int64(),
}
# Rows behind the profiles, some per column: those that lack it, those with the commonest date.
COLUMN_EXAMPLES: dict[str, pl.DataType] = {
    "source_file_id": pl.String(),
    "published_date": pl.Date(),
    "table_name": pl.String(),
    "column_name": pl.String(),
    "kind": pl.String(),  # missing, commonest date
    "source_line": pl.Int64(),
    "subject_id": pl.String(),
}
SOURCE_CADENCES: dict[str, pl.DataType] = {
    "source": pl.String(),
    "cadence": pl.String(),  # as the manifest says it
    "expected_days": pl.Int64(),  # between two publications; NULL where no rhythm is stated
}
QUARANTINED_ROWS: dict[str, pl.DataType] = {
    "source_file_id": pl.String(),
    "source_line": pl.Int64(),
    "reason": pl.String(),
    "raw_text": pl.String(),
}


def polars_schema(table: str) -> dict[str, pl.DataType]:
    """The column names and Polars types of the border table `table`, lineage columns included."""
    return {name: column.dtype for name, column in TABLES[table].columns().items()}


def build_schemas() -> dict[str, dict[str, pl.DataType]]:
    """Every relation that a build starts from, by its name in SQL, with its columns and types."""
    incoming = {
        f"src_{table}": polars_schema(table) for table in TABLES if table not in NEVER_BUILT
    }
    return incoming | {
        "src_project_neighbourhoods": PLACEMENTS,
        "src_neighbourhoods": NEIGHBOURHOODS,
        "src_neighbourhood_links": NEIGHBOURHOOD_LINKS,
        "src_project_links": PROJECT_LINKS,
        "src_party_clusters": PARTY_CLUSTERS,
        "src_party_matches": PARTY_MATCHES,
        "src_party_members": PARTY_MEMBERS,
        "src_source_files": SOURCE_FILES,
        "src_column_profiles": COLUMN_PROFILES,
        "src_column_examples": COLUMN_EXAMPLES,
        "src_source_cadences": SOURCE_CADENCES,
        "src_load_issues": LOAD_ISSUES,
        "src_quarantined_rows": QUARANTINED_ROWS,
    }


def keys() -> dict[str, tuple[str, ...]]:
    """The key columns of every relation that has some, by the relation's name in SQL."""
    return {
        f"src_{table}": tuple(schema.primary_key())
        for table, schema in TABLES.items()
        if schema.primary_key() and table not in NEVER_BUILT
    }


@cache
def history_schema(table: str) -> type[BorderTable]:
    """The checks of `table` for files that hold several publications at once, as OCDS releases.

    A key is then unique within each published day.
    """
    schema = TABLES[table]
    if not schema.primary_key():
        return schema
    return type(
        f"{schema.__name__}History",
        (schema,),
        {
            "__module__": schema.__module__,
            "published_date": dy.Date(nullable=False, primary_key=True),
        },
    )
