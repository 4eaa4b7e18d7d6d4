"""Border tables of the works: projects, their places, budgets, dates and progress."""

from __future__ import annotations

import dataframely as dy

from dashboard.ingest import border

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


class Projects(border.BorderTable):
    """One row per project and source row; a project published in several phases has several."""

    project_id = border.text(required=True)
    project_name = border.text(required=True)
    description = border.text()
    programme = border.text()
    sector = border.text()  # works type as the publisher says it
    agency = border.text()  # the public authority in charge
    status = border.word(*PROJECT_STATUSES)
    status_text = border.text()  # as published
    component = border.text()  # phase, where a project comes in several rows
    planned_start_date = border.date()
    planned_end_date = border.date()
    actual_start_date = border.date()
    actual_end_date = border.date()
    forecast_end_date = border.date()
    currency = border.text()
    delay_reason = border.text()
    address = border.text()
    project_type = border.text()  # construction, rehabilitation, replacement, expansion …
    purpose = border.text()
    completion_amount = border.money()  # final value, said at completion


class ProjectPlaces(border.BorderTable):
    """Where a project says it is: names, codes, a point, a shape or an address.

    Placing happens when a build is made.
    """

    project_id = border.text(required=True)
    place_level = border.text()  # the level of neighbourhoods that names and codes belong to
    place_name = border.text()
    place_code = border.text()
    longitude = border.number()
    latitude = border.number()
    location_id = border.text()  # the source's own id of the place
    geometry = border.text()  # point, line or polygon as WKT in WGS84
    address = border.text()


class ProjectCosts(border.BorderTable):
    """Budget, forecast and spending of a project, or of one phase of it, as published that day."""

    project_id = border.text(required=True)
    component = border.text()
    budget_amount = border.money()  # approved, first or original as the source says
    forecast_amount = border.money()  # expected at completion
    spent_amount = border.money()
    currency = border.text()


class ProjectBudgets(border.BorderTable):
    """Dated versions of a project's approved budget; version 1 is the earliest."""

    project_id = border.text(required=True)
    budget_date = dy.Date(nullable=False)
    budget_amount = dy.Decimal(18, 2, nullable=False)
    currency = border.text()
    reason = border.text()


class ProjectSchedules(border.BorderTable):
    """Dated versions of a project's planned or forecast period; version 1 is the earliest."""

    project_id = border.text(required=True)
    schedule_date = dy.Date(nullable=False)  # the day this version was approved or reported
    start_date = border.date()
    completion_date = dy.Date(nullable=False)
    reason = border.text()


class Milestones(border.BorderTable):
    """A dated promise inside a project: what was planned, what is forecast, what happened."""

    milestone_id = dy.String(primary_key=True)
    project_id = border.text(required=True)
    contract_id = border.text()
    milestone_name = border.text()
    baseline_date = border.date()
    forecast_date = border.date()
    actual_date = border.date()
    status = border.word("scheduled", "met", "notMet", "partiallyMet")
    milestone_type = border.text()  # payment, delivery, approval …
    milestone_amount = border.money()  # of a payment milestone
    currency = border.text()


class ProgressReports(border.BorderTable):
    """Physical progress of a project or contract measured on a day."""

    report_id = dy.String(primary_key=True)
    project_id = border.text(required=True)
    contract_id = border.text()
    period_end_date = dy.Date(nullable=False)
    reported_date = border.date()
    physical_share = dy.Float64(nullable=True, min=0, max=1.2)
    planned_share = dy.Float64(nullable=True, min=0, max=1.2)
    is_verified = border.flag()
    materials_on_site_amount = border.money()
    unrecovered_advance_amount = border.money()
    planned_value_amount = border.money()  # of the work planned to be done by that day
    earned_value_amount = border.money()  # of the work done, at planned prices
    actual_cost_amount = border.money()  # of the work done, as it cost
    forecast_amount = border.money()  # expected at completion, as the report says
    currency = border.text()


class MetricObservations(border.BorderTable):
    """A figure that a source measured or forecast: OC4IDS metrics, forecasts, cost measurements."""

    observation_id = dy.String(primary_key=True)
    project_id = border.text(required=True)
    contract_id = border.text()
    kind = border.word("metric", "forecast", "cost")
    metric_id = border.text()  # physicalProgress, financialProgress, … or a cost category
    metric_name = border.text()
    period_start_date = border.date()
    period_end_date = border.date()
    measure = border.number()
    unit = border.text()
    observation_amount = border.money()
    currency = border.text()
    group_name = border.text()  # lifecycle stage, dimension …


class Inspections(border.BorderTable):
    """An inspection or test of the works, planned or done."""

    inspection_id = dy.String(primary_key=True)
    project_id = border.text(required=True)
    contract_id = border.text()
    inspection_type = border.text()  # safety, quality, hold_point, material_test, final
    is_mandatory = border.flag()
    planned_date = border.date()
    actual_date = border.date()
    result = border.word("pass", "fail", "conditional")
    defect_count = dy.Int64(nullable=True, min=0)
    followup_due_date = border.date()
    followup_done_date = border.date()
    inspector_id = border.text()  # the organisation that inspects


class SafetyIncidents(border.BorderTable):
    """An accident or near miss on a site. It tells of numbers, never of a person."""

    incident_id = dy.String(primary_key=True)
    project_id = border.text(required=True)
    contract_id = border.text()
    incident_date = border.date()
    reported_date = border.date()
    severity = border.word("fatal", "lost_time", "medical", "first_aid", "near_miss", "property")
    injured_count = dy.Int64(nullable=True, min=0)
    fatality_count = dy.Int64(nullable=True, min=0)
    lost_days = dy.Int64(nullable=True, min=0)


class LabourExposure(border.BorderTable):
    """Hours worked and people at work on a contract in a month: what incidents are compared to."""

    contract_id = dy.String(primary_key=True, min_length=1)
    month_start_date = dy.Date(primary_key=True)
    project_id = border.text()
    worked_hours = border.number()
    worker_count = border.number()  # on average over the month


class ProjectProcesses(border.BorderTable):
    """A contracting process that a source counts to a project; ids are shared with OCDS files."""

    project_id = dy.String(primary_key=True, min_length=1)
    ocid = dy.String(primary_key=True, min_length=1)
