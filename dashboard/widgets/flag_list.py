"""The flags of one project with their evidence, and what could not be judged."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import evidence_words, formats, t
from dashboard.widgets import evidence_card, frame, place_words, rows_table
from dashboard.widgets.plain_text import plain
from dashboard.widgets.project_columns import (
    INTERNAL,
    NOT_AVAILABLE,
    SOURCE,
    configured,
    label,
    measured,
)

ICONS = {
    "critical": ":material/priority_high:",
    "high": ":material/flag:",
    "watch": ":material/visibility:",
}
MOST_EVIDENCE = 1_000
RANKS = {"watch": 1, "high": 2, "critical": 3}
SOURCED = ("source_file_id", "source_line", "published_date")


def show(project_id: str, currency: str | None) -> None:
    """Draws every flag with its evidence, then what could not be judged, clear and out of scope."""
    every = session.view("project_findings", project_id=project_id)
    # Context (how much is known) is no check of the project itself, so it raises no flag here.
    context = every.filter(pl.col("evidence_class") == "X")
    findings = every.filter(pl.col("evidence_class") != "X")
    sources = session.view("project_source_rows", project_id=project_id)
    st.subheader(t("project.flags.title"), anchor="flags")
    st.markdown(reading(findings))
    flagged = findings.filter(pl.col("outcome") == "flagged")
    for of_code in flagged.partition_by("code", maintain_order=True):
        _flag(of_code, project_id, sources, currency)
    if not flagged.is_empty():
        frame.question_note()
    _show_unjudged(findings)
    _show_context(context.drop_nulls("highest_value"))


def reading(findings: pl.DataFrame) -> str:
    """How many checks raise a flag, are clear, and could not be judged."""
    codes = findings.group_by("code").agg(pl.col("outcome").unique())
    raised = pl.col("outcome").list.contains("flagged")
    unjudged = findings.filter(pl.col("outcome").is_in(["insufficient", "contradictory"]))
    count = codes.filter(raised).height
    return t(
        "project.flags." + ("none" if count == 0 else "one" if count == 1 else "count"),
        count=formats.count(count),
        clear=formats.count(codes.filter(~raised & only(pl.col("outcome"), "clear")).height),
        unjudged=formats.count(unjudged["code"].n_unique()),
    )


def only(outcomes: pl.Expr, outcome: str) -> pl.Expr:
    """Whether a list of outcomes holds nothing but `outcome`."""
    return (outcomes.list.len() == 1) & (outcomes.list.first() == outcome)


def _flag(
    findings: pl.DataFrame, project_id: str, sources: pl.DataFrame, currency: str | None
) -> None:
    """One indicator that is raised: the card of its gravest row, then all its rows."""
    worst = findings.row(0, named=True)
    code = worst["code"]
    rows = evidence(worst, project_id, sources)
    with st.container(border=True):
        heading = t(
            "project.flags.heading",
            severity=t(f"project.severity.{worst['severity']}"),
            title=worst["title"],
            code=code,
        )
        st.markdown(f"##### {ICONS[worst['severity']]} {heading}")
        st.markdown(_measured(worst, rows, currency))
        if rows.is_empty():
            st.markdown(t("project.flags.condition", text=plain(session.condition(code))))
            return
        row = rows.row(0, named=True)
        evidence_card.show(code, row, currency)
        with st.expander(t("evidence.more"), icon=":material/table_rows:"):
            evidence_card.show_more(code, row, currency, row["published_date"])
            columns = _columns(rows, worst["unit"], currency)
            alt = t("project.flags.alt", title=worst["title"])
            rows_table.show(
                rows, f"evidence-{code}", columns, alt=alt, opens=SOURCE, missing=NOT_AVAILABLE
            )
            frame.link("indicator", t("project.flags.link"), code=code)


def evidence(worst: dict[str, Any], project_id: str, sources: pl.DataFrame) -> pl.DataFrame:
    """The raised rows of an indicator's own relation in this project, each with a source row."""
    rows = session.relation(
        worst["name"], project_id=project_id, outcome="flagged", limit=MOST_EVIDENCE
    )
    rows = rows.drop("source_file_id", "source_line", strict=False)
    # The row's own record, else the contract that it is about, else the project.
    kinds = {worst["subject_kind"]: "subject_id", "contract": "contract_id"}
    kinds |= {"project": "project_id"}
    for kind, column in kinds.items():
        if column in rows.columns:
            rows = _with_sources(rows, kind, column, sources)
    return rows.sort(
        pl.col("severity").replace_strict(RANKS, default=0),
        "value",
        descending=True,
        nulls_last=True,
    )


def _with_sources(
    rows: pl.DataFrame, kind: str, column: str, sources: pl.DataFrame
) -> pl.DataFrame:
    """Rows with file, line and day of publication of the record that `column` names, unless set."""
    first = (
        sources.filter(pl.col("fact_kind") == kind)
        .unique("fact_id", keep="first", maintain_order=True)
        .select("fact_id", *(pl.col(name).alias(f"its_{name}") for name in SOURCED))
    )
    joined = rows.join(first, left_on=column, right_on="fact_id", how="left", maintain_order="left")
    known = [
        pl.coalesce(*(part for part in (name, f"its_{name}") if part in joined.columns)).alias(name)
        for name in SOURCED
    ]
    return joined.with_columns(known).drop([f"its_{name}" for name in SOURCED])


def _measured(worst: dict[str, Any], rows: pl.DataFrame, currency: str | None) -> str:
    unit = worst["unit"]
    if rows.height > 1:
        return t(
            "project.flags.measured_many",
            count=formats.count(rows.height),
            subjects=place_words.unit_name(worst["subject_kind"]),
            value=formats.measured(rows["value"][0], unit, currency),
        )
    row = rows.row(0, named=True)
    measure = row["measure"] or "value"
    text = "measured" if measure == "value" else "measured_by"
    return t(
        f"project.flags.{text}",
        value=plain(_written(measure, row[measure], unit, currency)),
        measure=label(measure).lower(),
        threshold=plain(_written(measure, row["threshold"], unit, currency)),
        severity=t(f"projects.severities.{row['severity']}"),
    )


def _written(measure: str, number: float | None, unit: str, currency: str | None) -> str:
    """A measure or its threshold: in the indicator's unit, or by the name of its own column."""
    if measure == "value":
        return formats.measured(number, unit, currency)
    return evidence_words.written(measure, number, unit, currency)


def _columns(rows: pl.DataFrame, unit: str, currency: str | None) -> dict[str, Any]:
    """Subject, severity and measure first, then the evidence; what no row has is left out."""
    columns: dict[str, Any] = {}
    if "contract_id" in rows.columns:
        columns["contract_id"] = rows_table.text(label("contract_id"), pinned=True)
    columns["severity"] = rows_table.text(label("severity"))
    columns["value"] = measured("value", unit, currency)
    columns["threshold"] = measured("threshold", unit, currency)
    if (rows["measure"] != "value").any():
        columns["measure"] = rows_table.text(label("measure"))
    hidden = {*INTERNAL, *columns, "measure", *SOURCED, "payee_name"}
    names = [
        name
        for name in rows.columns
        if name not in hidden and rows[name].is_not_null().any() and rows.schema[name] != pl.Null
    ]
    return columns | configured(rows, names, currency)


def _show_unjudged(findings: pl.DataFrame) -> None:
    st.subheader(t("project.not_judged.title"), anchor="not-judged")
    unjudged = findings.filter(pl.col("outcome").is_in(["insufficient", "contradictory"]))
    if unjudged.is_empty():
        st.markdown(t("project.not_judged.none"))
    else:
        st.markdown(t("project.not_judged.text"))
        words = {
            name: t(f"project.not_judged.{name}") for name in ("insufficient", "contradictory")
        }
        rows = unjudged.with_columns(pl.col("outcome").replace(words))
        shown = ["code", "title", "skip_reason", "outcome", "subject_count"]
        columns = configured(rows, shown, None)
        rows_table.show(rows, "not-judged", columns, alt=t("project.not_judged.alt"))
    clear = _listed(findings.filter(pl.col("outcome") == "clear"))
    st.markdown(clear_text(clear))
    outside = _listed(findings.filter(pl.col("outcome") == "not applicable"))
    if outside:
        st.markdown(t("project.not_judged.not_applicable", list=outside))


def clear_text(clear: str) -> str:
    """The sentence that lists the clear checks, or says that there are none."""
    if not clear:
        return t("project.not_judged.no_clear")
    return t("project.not_judged.clear", list=clear)


def _listed(findings: pl.DataFrame) -> str:
    parts = []
    for row in findings.iter_rows(named=True):
        many = f" ({formats.count(row['subject_count'])})" if row["subject_count"] > 1 else ""
        parts.append(f"{row['code']} {row['title']}{many}")
    return plain("; ".join(parts))


def _show_context(context: pl.DataFrame) -> None:
    for row in context.iter_rows(named=True):
        share = formats.measured(row["highest_value"], row["unit"])
        st.markdown(
            t("project.not_judged.known", share=share, title=row["title"], code=row["code"])
        )
