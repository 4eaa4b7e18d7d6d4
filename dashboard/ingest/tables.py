"""The border: every table that an incoming file may fill, with its columns, types and checks.

A source, whatever its shape, ends in these tables and in no others; the SQL starts from them under
the name `src_<table>`. Units: money in whole units of `currency` (never thousands), shares from 0
to 1 (a little above 1 is possible where work was re-measured), dates local, ids text. NULL means
not known; zero means that the source said zero. Column names follow OC4IDS and OCDS where
those standards have a word for the thing.
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

LINEAGE_COLUMNS = ("source_file_id", "source_line", "published_date")

PAYMENT_TIERS = ("client_prime", "prime_sub", "sub_sub", "wage", "equipment", "material")
PROJECT_STATUSES = (
    "identification",
    "preparation",
    "implementation",
    "completion",
    "maintenance",
    "decommissioning",
    "decommissioned",
    "cancelled",
)


def _money() -> dy.Decimal:
    return dy.Decimal(18, 2, nullable=True)


def _share() -> dy.Float64:
    return dy.Float64(nullable=True)


def _text(required: bool = False) -> dy.String:
    return dy.String(nullable=not required, min_length=1 if required else None)


def _date() -> dy.Date:
    return dy.Date(nullable=True)


def _flag() -> dy.Bool:
    return dy.Bool(nullable=True)


class BorderTable(dy.Schema):
    """What every fact carries: the file, the line in it, and the day that file speaks for."""

    source_file_id = dy.String(nullable=False)
    source_line = dy.Int64(nullable=False, min=1)
    published_date = dy.Date(nullable=False)


class Projects(BorderTable):
    """One row per project and source row; a project published in several phases has several."""

    project_id = _text(required=True)
    project_name = _text(required=True)
    description = _text()
    programme = _text()
    sector = _text()  # works type as the publisher says it
    agency = _text()  # the public authority in charge
    status = dy.String(nullable=True, check=lambda c: c.is_in(PROJECT_STATUSES))
    status_text = _text()  # as published
    component = _text()  # phase, where a project comes in several rows
    planned_start_date = _date()
    planned_end_date = _date()
    actual_start_date = _date()
    actual_end_date = _date()
    forecast_end_date = _date()
    currency = _text()
    delay_reason = _text()
    address = _text()


class ProjectPlaces(BorderTable):
    """Where a project says it is: names, codes or a point. Placing happens when a build is made."""

    project_id = _text(required=True)
    place_level = _text()  # the level of neighbourhoods that names and codes belong to
    place_name = _text()
    place_code = _text()
    longitude = dy.Float64(nullable=True)
    latitude = dy.Float64(nullable=True)


class ProjectCosts(BorderTable):
    """Budget, forecast and spending of a project, or of one phase of it, as published that day."""

    project_id = _text(required=True)
    component = _text()
    budget_amount = _money()  # approved, first or original as the source says
    forecast_amount = _money()  # expected at completion
    spent_amount = _money()
    currency = _text()


class ProjectBudgets(BorderTable):
    """Dated versions of a project's approved budget; version 1 is the earliest."""

    project_id = _text(required=True)
    budget_date = dy.Date(nullable=False)
    budget_amount = dy.Decimal(18, 2, nullable=False)
    currency = _text()
    reason = _text()


class ProjectSchedules(BorderTable):
    """Dated versions of a project's planned or forecast period; version 1 is the earliest."""

    project_id = _text(required=True)
    schedule_date = dy.Date(nullable=False)  # the day this version was approved or reported
    start_date = _date()
    completion_date = dy.Date(nullable=False)
    reason = _text()


class Milestones(BorderTable):
    """A dated promise inside a project: what was planned, what is forecast, what happened."""

    milestone_id = dy.String(primary_key=True)
    project_id = _text(required=True)
    contract_id = _text()
    milestone_name = _text()
    baseline_date = _date()
    forecast_date = _date()
    actual_date = _date()
    status = dy.String(
        nullable=True, check=lambda c: c.is_in(["scheduled", "met", "notMet", "partiallyMet"])
    )


class Contracts(BorderTable):
    """A signed contract as published that day."""

    contract_id = dy.String(primary_key=True)
    project_id = _text(required=True)
    contract_name = _text()
    nature = _text()  # design, construction, supervision
    procurement_method = _text()
    supplier_id = _text()
    supplier_name = _text()
    signed_date = _date()
    start_date = _date()
    original_end_date = _date()
    current_end_date = _date()
    actual_end_date = _date()
    original_amount = _money()  # at signature, only where the source says so
    contract_amount = _money()  # as published that day
    final_amount = _money()
    currency = _text()
    payment_term_days = dy.Int64(nullable=True, min=0)
    advance_share = _share()
    retention_share = _share()
    status = dy.String(
        nullable=True,
        check=lambda c: c.is_in(["pending", "active", "cancelled", "terminated", "closed"]),
    )


class ContractAmendments(BorderTable):
    """One change to a contract: value, time or both."""

    amendment_id = dy.String(primary_key=True)
    contract_id = _text(required=True)
    amendment_date = _date()
    amount_before = _money()
    amount_after = _money()
    amount_change = _money()
    end_date_before = _date()
    end_date_after = _date()
    reason_code = _text()
    rationale = _text()
    is_price_index = _flag()
    is_in_review_clause = _flag()


class ContractSuspensions(BorderTable):
    """An ordered stop of the works; an open one has no end date."""

    suspension_id = dy.String(primary_key=True)
    project_id = _text(required=True)
    contract_id = _text()
    suspended_date = dy.Date(nullable=False)
    resumed_date = _date()
    reason = _text()
    is_approved = _flag()


class ProgressReports(BorderTable):
    """Physical progress of a project or contract measured on a day."""

    report_id = dy.String(primary_key=True)
    project_id = _text(required=True)
    contract_id = _text()
    period_end_date = dy.Date(nullable=False)
    reported_date = _date()
    physical_share = dy.Float64(nullable=True, min=0, max=1.2)
    planned_share = dy.Float64(nullable=True, min=0, max=1.2)
    is_verified = _flag()
    materials_on_site_amount = _money()
    unrecovered_advance_amount = _money()


class Subcontracts(BorderTable):
    """A contract below the prime contract."""

    subcontract_id = dy.String(primary_key=True)
    contract_id = _text(required=True)
    parent_subcontract_id = _text()
    payer_id = _text()
    supplier_id = _text()
    subcontract_amount = _money()
    currency = _text()
    signed_date = _date()
    payment_term_days = dy.Int64(nullable=True, min=0)
    is_direct_payment = _flag()


class Invoices(BorderTable):
    """A claim or certificate at any tier."""

    invoice_id = dy.String(primary_key=True)
    invoice_number = _text()  # as printed
    project_id = _text(required=True)
    contract_id = _text()
    subcontract_id = _text()
    parent_invoice_id = _text()  # the client's invoice that contains this work
    tier = dy.String(nullable=False, check=lambda c: c.is_in(PAYMENT_TIERS))
    payer_id = _text()
    payee_id = _text()
    payee_name = _text()
    work_from_date = _date()
    work_to_date = _date()
    work_received_date = _date()
    issued_date = _date()
    received_date = _date()
    approved_date = _date()
    due_date = _date()  # as the source states it
    gross_amount = _money()
    invoice_amount = _money()  # payable, retention not yet taken off
    retention_amount = _money()  # zero is a real answer
    currency = _text()
    dispute_start_date = _date()
    dispute_end_date = _date()
    status = _text()
    waiting_desk = _text()  # where an open invoice lies


class Payments(BorderTable):
    """Money that moved; negative amounts are reversals."""

    payment_id = dy.String(primary_key=True)
    invoice_id = _text()
    invoice_number = _text()
    project_id = _text(required=True)
    contract_id = _text()
    subcontract_id = _text()
    tier = dy.String(nullable=False, check=lambda c: c.is_in(PAYMENT_TIERS))
    payer_id = _text()
    payee_id = _text()
    paid_date = _date()
    paid_amount = _money()
    currency = _text()
    payment_type = _text()  # advance, progress, final, retention_release, interest, refund
    instrument = _text()
    reverses_payment_id = _text()


class Parties(BorderTable):
    """An organisation or person; contact data never gets here."""

    party_id = dy.String(primary_key=True)
    party_name = _text(required=True)
    party_kind = dy.String(
        nullable=True, check=lambda c: c.is_in(["organisation", "person", "consortium"])
    )
    party_identifier = _text()  # registry or tax number as published


TABLES: dict[str, type[BorderTable]] = {
    "projects": Projects,
    "project_places": ProjectPlaces,
    "project_costs": ProjectCosts,
    "project_budgets": ProjectBudgets,
    "project_schedules": ProjectSchedules,
    "milestones": Milestones,
    "contracts": Contracts,
    "contract_amendments": ContractAmendments,
    "contract_suspensions": ContractSuspensions,
    "progress_reports": ProgressReports,
    "subcontracts": Subcontracts,
    "invoices": Invoices,
    "payments": Payments,
    "parties": Parties,
}

# Written by the build itself, beside what the files bring.
PLACEMENTS: dict[str, pl.DataType] = {
    "source_file_id": pl.String(),
    "source_line": pl.Int64(),
    "published_date": pl.Date(),
    "project_id": pl.String(),
    "neighbourhood_id": pl.String(),  # NULL when the row could not be placed
    "neighbourhood_share": pl.Float64(),
    "method": pl.String(),  # name, alias, code, point, not placed
    "is_shared": pl.Boolean(),  # the row names several neighbourhoods
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
    "is_repaired": pl.Boolean(),  # the published polygon was invalid
    "source_file_id": pl.String(),
    "source_line": pl.Int64(),
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
    incoming = {f"src_{table}": polars_schema(table) for table in TABLES}
    return incoming | {
        "src_project_neighbourhoods": PLACEMENTS,
        "src_neighbourhoods": NEIGHBOURHOODS,
        "src_source_files": SOURCE_FILES,
        "src_load_issues": LOAD_ISSUES,
        "src_quarantined_rows": QUARANTINED_ROWS,
    }


def keys() -> dict[str, str]:
    """The key column of every relation that has one, by the relation's name in SQL."""
    return {
        f"src_{table}": schema.primary_key()[0]
        for table, schema in TABLES.items()
        if schema.primary_key()
    }
