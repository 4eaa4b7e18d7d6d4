"""What one indicator found: how its values lie, what it could not judge, and the rows."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.charts import outcomes
from dashboard.i18n import formats, t
from dashboard.session import Scope
from dashboard.widgets import address_choice, frame, paging, rows_table
from dashboard.widgets.columns import year
from dashboard.widgets.rows_table import Opens

DOWNLOADED = 50_000
OUTCOMES = ("flagged", "insufficient", "contradictory")


def show_counts(counts: dict[str, Any]) -> None:
    """The counts per outcome, firing rate and coverage."""
    with st.container(horizontal=True):
        for outcome in ("flagged", "clear", "insufficient", "contradictory"):
            value = formats.count(counts[f"{outcome}_count"])
            st.metric(t(f"indicators.outcome.{outcome}"), value, border=True)
        firing = formats.share(counts["flagged_share"], 1)
        coverage = formats.share(counts["judged_share"], 1)
        st.metric(t("indicators.column.firing"), firing, border=True)
        st.metric(t("indicators.column.coverage"), coverage, border=True)
    if counts["note"] != t("indicators.note_fine"):
        st.caption(":material/info: " + counts["note"].capitalize() + ".")


def show_skips(code: str, scope: Scope) -> None:
    """The reasons for not judging, also those that never occur; filters do not apply."""
    st.subheader(t("indicators.skips_title"))
    if scope.described():
        st.caption(t("indicators.unfiltered"))
    found = {
        row["skip_reason"]: row["n"]
        for row in session.relation("indicator_skips", code=code).iter_rows(named=True)
    }
    listed = session.indicators()[code].header.skip_reasons
    if not found:
        st.write(t("indicators.skips_none"))
    rows = pl.DataFrame(
        [
            {
                "outcome": t(f"indicators.outcome.{outcome}"),
                "skip_reason": reason,
                "n": found.get(reason, 0),
            }
            for reason, outcome in listed.items()
        ],
        schema={"outcome": pl.String, "skip_reason": pl.String, "n": pl.Int64},
    ).sort("n", descending=True, maintain_order=True)
    if rows.is_empty():
        return
    label = "indicators.column."
    rows_table.show(
        rows,
        f"{code}-not-judged",
        {
            "outcome": rows_table.text(t(label + "outcome")),
            "skip_reason": rows_table.text(t(label + "reason"), width="large"),
            "n": rows_table.count(t(label + "n")),
        },
        alt=t("indicators.skips_alt"),
    )


def show_distribution(definition: dict[str, Any], scope: Scope) -> None:
    """A histogram of all stored values with the thresholds, and its table; filters do not apply."""
    st.subheader(t("indicators.distribution_title"))
    code, unit = definition["code"], definition["unit"]
    steps = session.relation("indicator_distribution", code=code, order_by="step")
    if steps.is_empty():
        st.write(t("indicators.no_values"))
        return
    if scope.described():
        st.caption(t("indicators.unfiltered"))
    currency = session.build_facts()["currency"]
    limits = {
        severity: definition[f"{severity}_threshold"]
        for severity in ("watch", "high", "critical")
        if definition[f"{severity}_threshold"] is not None
    }
    st.write(outcomes.steps_reading(steps, unit=unit, currency=currency))
    st.plotly_chart(
        outcomes.value_steps(steps, unit=unit, thresholds=limits, currency=currency),
        alt=t("indicators.distribution_alt"),
        key="chart_values",
    )
    if session.indicators()[code].header.get("stored", "all") != "all":
        clear = session.relation("indicator_summary", code=code)["clear_count"].sum()
        st.caption(
            t("indicators.stored_findings", clear=formats.count(clear))
            + " "
            + t("indicators.stored_tails")
        )
    else:
        st.caption(t("indicators.stored_tails"))
    label = "indicators.column."
    number = rows_table.share if unit in ("ratio", "share", "points") else rows_table.number
    with st.expander(t("indicators.distribution_table")):
        rows_table.show(
            steps,
            f"{code}-values",
            {
                "from_value": number(t(label + "from")),
                "to_value": number(t(label + "to")),
                "flagged_count": rows_table.count(t(label + "flagged")),
                "clear_count": rows_table.count(t(label + "clear")),
            },
            alt=t("indicators.distribution_alt"),
        )


def show_rows(definition: dict[str, Any], counts: dict[str, Any], scope: Scope) -> None:
    """The rows of one outcome with their evidence, a page at a time; a row opens its project."""
    st.subheader(t("indicators.rows_title"))
    code, unit = definition["code"], definition["unit"]
    outcome = address_choice.show(
        "outcome",
        OUTCOMES,
        label=t("indicators.outcome_choice"),
        format_func=lambda name: (
            f"{t(f'indicators.outcome.{name}')} ({formats.count(counts[f'{name}_count'])})"
        ),
    )
    total = counts[f"{outcome}_count"] or 0
    if not total:
        st.write(t("indicators.rows_none"))
        return
    st.caption(t("indicators.rows_note") + " " + t("indicators.rows_evidence"))
    first = paging.offset(f"{code}_{outcome}", total)
    rows = with_evidence(code, outcome, scope, paging.ROWS_PER_PAGE, first)
    rows_table.show(
        rows,
        f"{code}-{outcome}",
        columns(rows, unit),
        alt=t("indicators.rows_alt"),
        opens=Opens("project", {"project": "project_id"}),
        missing="–",
        units=t("indicators.column.value", unit=t(f"indicators.unit.{unit}")),
        file=lambda: with_evidence(code, outcome, scope, DOWNLOADED, 0),
    )
    frame.question_note()


def with_evidence(code: str, outcome: str, scope: Scope, limit: int, first: int) -> pl.DataFrame:
    """A page of an indicator's rows with the evidence columns of its own relation beside them."""
    rows = session.view(
        "indicator_rows", scope, code=code, outcome=outcome, row_limit=limit, row_offset=first
    )
    evidence = session.evidence(code, tuple(rows["subject_id"]))
    known = [name for name in evidence.columns if name != "subject_id" and name in rows.columns]
    return rows.join(
        evidence.drop([*known, *(name for name in ("outcome",) if name in evidence.columns)]),
        on="subject_id",
        how="left",
        maintain_order="left",
    )


def columns(rows: pl.DataFrame, unit: str) -> dict[str, object]:
    """What is shown of the rows: who, how grave, how much, and whatever evidence there is."""
    label = "indicators.column."
    number = rows_table.share if unit in ("ratio", "share", "points") else rows_table.number
    shown: dict[str, object] = {"subject_id": rows_table.text(t(label + "subject"))}
    if rows["project_name"].is_not_null().any():
        shown["project_name"] = rows_table.text(t(label + "project"), width="medium")
    if rows["severity"].is_not_null().any():
        shown["severity"] = rows_table.text(t(label + "severity"), width="small")
        unit_name = t(f"indicators.unit.{unit}")
        shown["value"] = number(t(label + "value", unit=unit_name))
        shown["threshold"] = number(t(label + "threshold"))
    else:
        shown["skip_reason"] = rows_table.text(t(label + "reason"), width="medium")
    handled = {"subject_id", "project_id", "project_name", "severity", "value", "threshold"}
    for name, dtype in rows.schema.items():
        # The subject's own id among the evidence would say the same thing twice.
        if name in handled | {"skip_reason", "measure", "agency"} or _repeats(rows, name):
            continue
        shown[name] = _evidence_column(name, dtype)
    return shown


def _repeats(rows: pl.DataFrame, name: str) -> bool:
    return rows[name].dtype == pl.String and rows[name].equals(rows["subject_id"])


def _evidence_column(name: str, dtype: pl.DataType):
    label = name.replace("_", " ")
    if dtype == pl.Date:
        return rows_table.date(label)
    if name.endswith(("_share", "_ratio", "_rate")):
        return rows_table.share(label)
    if name.endswith("_amount") or dtype.is_decimal():
        return rows_table.money(label)
    if dtype.is_integer():
        return year(label) if name.endswith("_year") else rows_table.count(label)
    if dtype.is_float():
        return rows_table.number(label)
    return rows_table.text(label)
