"""Where the works were placed, and what the loaded files cannot say."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t, texts
from dashboard.widgets import rows_table
from dashboard.widgets.rows_table import Opens

LABEL = "data.column."
ROWS_SHOWN = 200


def show_about() -> None:
    """Reporting date, run, code version, jurisdiction and currency of the build."""
    facts = session.build_facts()
    with st.container(horizontal=True):
        for name, value in (
            ("as_of", formats.day(facts["as_of"])),
            ("run", facts["run_id"]),
            ("version", facts["code_version"]),
            ("jurisdiction", facts["jurisdiction"]),
            ("currency", facts["currency"]),
        ):
            with st.container(width="content"):
                st.caption(t(f"data.{name}"))
                st.text(value)


def show_boundaries() -> None:
    """The levels of area, with the polygons that were repaired."""
    st.subheader(t("data.boundaries_title"))
    levels = session.view("boundaries_by_level")
    if levels.is_empty():
        st.info(t("data.boundaries_none"), icon=":material/wrong_location:")
        return
    repaired = levels["repaired_count"].sum()
    if repaired:
        names = "; ".join(levels["repaired_names"].drop_nulls())
        st.text(t("data.boundaries_repaired", count=formats.count(repaired), names=names))
    else:
        st.write(t("data.boundaries_sound", count=formats.count(levels["area_count"].sum())))
    rows_table.show(
        levels,
        "boundaries",
        {
            "level": rows_table.text(t(LABEL + "level")),
            "area_count": rows_table.count(t(LABEL + "areas")),
            "repaired_count": rows_table.count(t(LABEL + "repaired")),
            "title": rows_table.text(t(LABEL + "title")),
            "owner": rows_table.text(t(LABEL + "owner")),
            "licence": rows_table.text(t(LABEL + "licence")),
        },
        alt=t("data.boundaries_alt"),
    )


def show_placement() -> None:
    """How many projects were placed and by which method, and those that were not."""
    st.subheader(t("data.placement_title"))
    methods = session.view("placement_totals")
    if methods.is_empty():
        st.info(t("data.placement_none"), icon=":material/location_off:")
        return
    total = methods["project_count"].sum()
    unplaced = methods.filter(pl.col("method") == "not placed")["project_count"].sum()
    st.write(
        t(
            "data.placement_sentence",
            placed=formats.count(total - unplaced),
            total=formats.count(total),
            unplaced=formats.count(unplaced),
        )
    )
    names = {name: texts()[f"data.method.{name}"] for name in METHODS}
    rows_table.show(
        methods.with_columns(pl.col("method").replace(names)),
        "placement",
        {
            "method": rows_table.text(t(LABEL + "method")),
            "project_count": rows_table.count(t(LABEL + "projects")),
            "project_share": rows_table.share(t(LABEL + "share")),
            "mean_certainty": rows_table.number(t(LABEL + "certainty")),
        },
        alt=t("data.placement_alt"),
        missing="–",
    )
    st.caption(t("data.places.certainty_note"))
    _show_contradictions()
    if unplaced:
        _show_unplaced(unplaced)


METHODS = (
    "code",
    "name",
    "alias",
    "polygon",
    "line",
    "point",
    "near point",
    "address",
    "not placed",
)


def _show_contradictions() -> None:
    """Projects whose named place and position lie far apart."""
    rows = session.view("contradictory_places")
    if rows.is_empty():
        return
    st.subheader(t("data.places.contradictions_title"))
    rows_table.show(
        rows,
        "contradictory-places",
        {
            "project_name": rows_table.text(t(LABEL + "project"), width="large"),
            "neighbourhood_name": rows_table.text(t(LABEL + "named")),
            "candidates": rows_table.text(t(LABEL + "elsewhere")),
            "certainty": rows_table.number(t(LABEL + "certainty")),
            "source": rows_table.text(t(LABEL + "source")),
        },
        alt=t("data.places.contradictions_alt"),
        opens=Opens("source", {"file": "source_file_id", "line": "source_line"}),
    )
    st.caption(t("data.places.contradictions_note"))


def _show_unplaced(total: int) -> None:
    st.subheader(t("data.unplaced_title"))
    rows = session.relation("unplaced_projects", order_by="project_id", limit=ROWS_SHOWN)
    rows_table.show(
        rows,
        "unplaced-projects",
        {
            "project_name": rows_table.text(t(LABEL + "project"), width="large"),
            "reason": rows_table.text(t(LABEL + "why")),
            "candidates": rows_table.text(t(LABEL + "candidates")),
            "agency": rows_table.text(t(LABEL + "agency")),
            "address": rows_table.text(t(LABEL + "address")),
            "source": rows_table.text(t(LABEL + "source")),
        },
        alt=t("data.unplaced_alt"),
        opens=Opens("project", {"project": "project_id"}),
        file=lambda: session.relation("unplaced_projects", order_by="project_id", limit=200_000),
    )
    shown = formats.count(rows.height)
    st.caption(t("data.unplaced_note", shown=shown, total=formats.count(total)))


def show_coverage() -> None:
    """Indicators that could judge less than half of a source's subjects, and why."""
    st.subheader(t("data.coverage_title"))
    blind = session.relation("coverage_by_source", is_below_half=True)
    if blind.is_empty():
        st.write(t("data.coverage_fine"))
    else:
        st.write(t("data.coverage_sentence", count=formats.count(blind.height)))
        rows_table.show(
            blind,
            "cannot-say",
            {
                "source": rows_table.text(t(LABEL + "source")),
                "code": rows_table.text(t(LABEL + "code"), width="small"),
                "title": rows_table.text(t(LABEL + "indicator")),
                "subject_count": rows_table.count(t(LABEL + "subjects")),
                "judged_share": rows_table.share(t(LABEL + "coverage")),
                "skip_reason": rows_table.text(t(LABEL + "commonest"), width="medium"),
                "reason_count": rows_table.count(t(LABEL + "reason_n")),
            },
            alt=t("data.coverage_alt"),
            opens=Opens("indicator", {"code": "code"}),
        )
        st.caption(t("data.coverage_note"))
    _show_missing()


def _show_missing() -> None:
    """The relations that hold no row, with the indicators that read them."""
    missing = session.relation("indicator_inputs", n=0)
    if missing.is_empty():
        return
    st.subheader(t("data.missing_title"))
    st.write(t("data.missing_note"))
    rows_table.show(
        missing.group_by("relation", maintain_order=True)
        .agg(pl.col("code").str.join(", ").alias("codes"))
        .with_columns(pl.col("relation").str.replace_all("_", " "))
        .sort("relation"),
        "missing-relations",
        {
            "relation": rows_table.text(t(LABEL + "relation")),
            "codes": rows_table.text(t(LABEL + "indicators"), width="large"),
        },
        alt=t("data.missing_alt"),
    )


def show_glossary() -> None:
    """A dozen terms, each in a sentence."""
    st.subheader(t("data.glossary_title"))
    entries = [text for key, text in texts().items() if key.startswith("data.glossary.")]
    st.markdown("\n".join(f"- {entry}" for entry in entries))
