"""The radar of retroactive edits: by publication, agency, neighbourhood and field."""

from __future__ import annotations

import datetime
from typing import Any

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t, texts
from dashboard.session import Scope
from dashboard.widgets import linked_choice, rows_table

ALL = {"source": None, "published_date": None, "field": None, "direction": None}
LABEL = "changes.columns."
COUNTS = (
    *("edit_count", "project_count", "amount_count", "date_count", "backwards_count"),
    *("vanished_count", "reappeared_count", "explained_count"),
)


def words(kind: str, code: str | None) -> str:
    """A field, direction or other code as a reader should see it."""
    return texts().get(f"changes.{kind}.{code}", str(code or "").replace("_", " "))


def choose() -> dict[str, Any]:
    """Draws the filters by source, publication, field and direction; returns what is chosen."""
    publications = session.view("edits_by_publication", **ALL)
    fields = session.view("edit_fields", **ALL)
    days = [day.isoformat() for day in publications["published_date"].unique().sort()]
    options = {
        "source": {name: name for name in publications["source"].unique().sort()},
        "published": {day: formats.day(datetime.date.fromisoformat(day)) for day in days},
        "field": {one: words("fields", one) for one in fields["field"].unique().sort()},
        "direction": {one: words("directions", one) for one in fields["direction"].unique().sort()},
    }
    chosen: dict[str, str | None] = {}
    with st.container(horizontal=True):
        for name, labels in options.items():
            chosen[name] = linked_choice.select(
                t(f"changes.filters.{name}"), labels, key=name, placeholder=t("filters.all")
            )
    day = chosen.pop("published")
    return chosen | {"published_date": datetime.date.fromisoformat(day) if day else None}


def show(scope: Scope, chosen: dict[str, Any]) -> None:
    """Draws how much was rewritten: in a sentence, per publication, and whose it is."""
    publications = session.view("edits_by_publication", scope, **chosen)
    if publications.is_empty():
        st.info(t("changes.one_publication"), icon=":material/inventory_2:")
        return
    st.markdown(f"#### {_reading(publications)}")
    st.caption(t("changes.past_values"))
    st.subheader(t("changes.by_publication"))
    columns = {
        "source": rows_table.text(t(LABEL + "source")),
        "previous_published_date": rows_table.date(t(LABEL + "published_date_before")),
        "published_date": rows_table.date(t(LABEL + "published_date")),
    }
    columns |= {name: rows_table.count(t(LABEL + name)) for name in COUNTS}
    rows_table.show(
        publications, "edits-by-publication", columns, alt=t("changes.by_publication_alt")
    )
    _show_fields(scope, chosen)
    _show_whose(scope, chosen)


def _reading(publications: pl.DataFrame) -> str:
    total = int(publications["edit_count"].sum())
    explained = formats.count(int(publications["explained_count"].sum()))
    if not total:
        return t("changes.none_edited", publications=publications.height, explained=explained)
    most = publications.sort("edit_count", descending=True).row(0, named=True)
    return t(
        "changes.edited",
        count=formats.count(total),
        vanished=formats.count(int(publications["vanished_count"].sum())),
        backwards=formats.count(int(publications["backwards_count"].sum())),
        explained=explained,
        most=formats.count(most["edit_count"]),
        day=formats.day(most["published_date"]),
        source=most["source"],
    )


def _show_fields(scope: Scope, chosen: dict[str, Any]) -> None:
    fields = session.view("edit_fields", scope, **chosen)
    if fields.is_empty():
        return
    st.subheader(t("changes.by_field"))
    shown = fields.with_columns(
        pl.col("field").map_elements(lambda one: words("fields", one), return_dtype=pl.String),
        pl.col("direction").map_elements(
            lambda one: words("directions", one), return_dtype=pl.String
        ),
        pl.when("is_unexplained")
        .then(pl.lit(t("changes.unexplained")))
        .otherwise(pl.lit(t("changes.explained")))
        .alias("is_unexplained"),
    )
    columns = {
        "field": rows_table.text(t(LABEL + "field")),
        "direction": rows_table.text(t(LABEL + "direction")),
        "edit_count": rows_table.count(t(LABEL + "edit_count")),
        "median_days_after_fact": rows_table.days(t(LABEL + "median_days_after_fact")),
        "is_unexplained": rows_table.text(t(LABEL + "is_unexplained")),
    }
    rows_table.show(shown, "edits-by-field", columns, alt=t("changes.by_field_alt"), missing="–")


def _show_whose(scope: Scope, chosen: dict[str, Any]) -> None:
    counts = (*COUNTS[:5], "vanished_count")
    agencies = session.view("edits_by_agency", scope, **chosen)
    areas = session.view("edits_by_neighbourhood", scope, **chosen)
    if not agencies.is_empty():
        st.subheader(t("changes.by_agency"))
        columns = {"agency": rows_table.text(t(LABEL + "agency"), pinned=True)}
        columns["project_share"] = rows_table.share(t(LABEL + "project_share"))
        columns |= {name: rows_table.count(t(LABEL + name)) for name in counts}
        rows_table.show(agencies, "edits-by-agency", columns, alt=t("changes.by_agency_alt"))
    if not areas.is_empty():
        st.subheader(t("changes.by_neighbourhood"))
        columns = {
            "neighbourhood_name": rows_table.text(t(LABEL + "neighbourhood_name"), pinned=True),
            "level": rows_table.text(t(LABEL + "level")),
        }
        columns |= {name: rows_table.count(t(LABEL + name)) for name in counts}
        rows_table.show(
            areas,
            "edits-by-neighbourhood",
            columns,
            alt=t("changes.by_neighbourhood_alt"),
            opens=rows_table.Opens("neighbourhood", {"neighbourhood": "neighbourhood_id"}),
            missing=t("changes.unplaced"),
        )


def show_links() -> None:
    """Draws how the projects of each publication were recognised, and those that were not."""
    counted = session.view("project_link_counts")
    if counted.is_empty():
        st.info(t("changes.no_links"), icon=":material/link_off:")
        return
    st.subheader(t("changes.links_title"))
    st.caption(t("changes.links_note"))
    rows_table.show(
        counted.with_columns(
            pl.col("status").map_elements(
                lambda one: words("link_status", one), return_dtype=pl.String
            )
        ),
        "project-links",
        {
            "source": rows_table.text(t(LABEL + "source")),
            "published_date": rows_table.date(t(LABEL + "published_date")),
            "status": rows_table.text(t(LABEL + "link_status")),
            "method": rows_table.text(t(LABEL + "method")),
            "project_count": rows_table.count(t(LABEL + "project_count")),
            "lowest_score": rows_table.share(t(LABEL + "lowest_score")),
        },
        alt=t("changes.links_alt"),
        missing="–",
    )
    for status in ("ambiguous", "alike"):
        _show_link_rows(status)


def _show_link_rows(kind: str) -> None:
    """The links that a person should look at: several candidates, or names that are only alike."""
    rows = session.view("links_to_review", link_kind=kind)
    st.subheader(t(f"changes.links_{kind}"))
    if rows.is_empty():
        st.write(t(f"changes.links_{kind}_none"))
        return
    rows_table.show(
        rows,
        f"links-{kind}",
        {
            "published_date": rows_table.date(t(LABEL + "published_date")),
            "project_name": rows_table.text(t(LABEL + "project_name")),
            "published_project_id": rows_table.text(t(LABEL + "published_project_id")),
            "previous_project_id": rows_table.text(t(LABEL + "previous_project_id")),
            "method": rows_table.text(t(LABEL + "method")),
            "score": rows_table.share(t(LABEL + "score")),
            "candidates": rows_table.text(t(LABEL + "candidates"), width="large"),
        },
        alt=t(f"changes.links_{kind}_alt"),
        opens=rows_table.Opens("project", {"project": "project_id"}),
        missing="–",
    )
