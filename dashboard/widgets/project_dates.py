"""A project's plan against what happened: dates, milestones, and progress beside payments."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.charts import progress, timeline
from dashboard.i18n import formats, t
from dashboard.widgets import rows_table
from dashboard.widgets.project_columns import NOT_AVAILABLE, SOURCE, configured

Facts = dict[str, Any]


def show_dates(facts: Facts) -> None:
    """Draws the reading, the timeline with its table, and the milestones."""
    st.subheader(t("project.dates.title"), anchor="dates")
    periods = session.view("project_timeline", project_id=facts["project_id"])
    if periods.is_empty():
        st.info(t("project.dates.nothing"), icon=":material/database_off:")
        return
    st.markdown(dates_reading(facts, periods))
    st.plotly_chart(
        timeline.periods(periods, known_until=facts["known_until_date"]),
        alt=t("project.dates.alt"),
        key="chart_dates",
    )
    rows = periods.with_columns(
        pl.Series("period", timeline.period_names(periods), dtype=pl.String)
    )
    shown = ["period", "start_date", "end_date", "period_days", "stated_date", "basis", "reason"]
    columns = configured(rows, shown, None)
    rows_table.show(
        rows,
        "periods",
        columns,
        alt=t("project.dates.table_alt"),
        opens=SOURCE,
        missing=NOT_AVAILABLE,
    )
    _milestones(facts["project_id"])


def dates_reading(facts: Facts, periods: pl.DataFrame) -> str:
    """One sentence on the first plan against the actual or expected end."""
    if facts["baseline_end_date"] is None:
        return t("project.dates.no_plan")
    planned, days = formats.day(facts["baseline_end_date"]), facts["slip_days"]
    if days is None:
        reason = facts["slip_skip_reason"] or formats.NOT_SUPPLIED
        return t("project.dates.unknown", planned=planned, reason=reason)
    kind = {"actual end": "ended", "open on the last day known": "open"}.get(
        facts["end_source"], "expected"
    )
    direction = "late" if days > 0 or kind == "open" else "early" if days < 0 else "same"
    text = t(
        f"project.dates.{kind}_{direction}",
        planned=planned,
        end=formats.day(facts["end_date"]),
        days=formats.days(abs(days)),
        basis=t(f"project.end_source.{facts['end_source']}"),
    )
    plans = periods.filter(pl.col("period_kind") == "baseline").height
    if plans > 1:
        again = "rebaselined_once" if plans == 2 else "rebaselined"
        text += " " + t(f"project.dates.{again}", count=formats.count(plans - 1))
    return text


def _milestones(project_id: str) -> None:
    milestones = session.view("project_milestones", project_id=project_id)
    if milestones.is_empty():
        return
    st.markdown(f"**{t('project.dates.milestones')}**")
    shown = ["milestone_name", "baseline_date", "forecast_date", "actual_date", "late_days"]
    columns = configured(milestones, shown, None)
    alt = t("project.dates.milestones_alt")
    rows_table.show(milestones, "milestones", columns, alt=alt, opens=SOURCE, missing=NOT_AVAILABLE)


def show_progress(facts: Facts) -> None:
    """Draws progress against payments: the reading, one chart, and its table."""
    st.subheader(t("project.progress.title"), anchor="progress")
    rows = session.view("project_progress", project_id=facts["project_id"])
    if rows.is_empty():
        st.info(t("project.progress.nothing"), icon=":material/database_off:")
        return
    st.markdown(progress_reading(rows))
    shares = rows.select("physical_share", "planned_share", "paid_share")
    if any(column.is_not_null().any() for column in shares):
        st.plotly_chart(progress.curves(rows), alt=t("project.progress.alt"), key="chart_progress")
    shown = ["progress_date", "physical_share", "planned_share", "paid_share", "day_amount"]
    columns = configured(rows, shown, facts["currency"])
    alt = t("project.progress.table_alt")
    rows_table.show(rows, "progress", columns, alt=alt, opens=SOURCE, missing=NOT_AVAILABLE)


def progress_reading(rows: pl.DataFrame) -> str:
    """One sentence on the last report: what was done, planned and paid by then."""
    notes = [] if rows["contract_amount"][0] is not None else [t("project.progress.no_base")]
    reported = rows.drop_nulls("physical_share")
    if reported.is_empty():
        return " ".join([t("project.progress.no_reports"), *notes])
    last = reported.row(-1, named=True)
    planned = paid = ""
    if last["planned_share"] is not None:
        planned = t("project.progress.planned_part", planned=formats.share(last["planned_share"]))
    if last["paid_share"] is not None:
        paid = t("project.progress.paid_part", paid=formats.share(last["paid_share"]))
    text = t(
        "project.progress.latest",
        day=formats.day(last["progress_date"]),
        physical=formats.share(last["physical_share"]),
        planned=planned,
        paid=paid,
    )
    return " ".join([text, *notes])
