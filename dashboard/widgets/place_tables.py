"""Tables of neighbourhoods: the ranking, the sum that must come out, and lists without rates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t
from dashboard.widgets import columns, place_words, rows_table

AREA = rows_table.Opens("neighbourhood", {"neighbourhood": "neighbourhood_id"})


def ranking(rows: pl.DataFrame, measure: Mapping[str, Any]) -> None:
    """Every area in the order of the probability that it lies above the rate of all areas."""
    column = "neighbourhoods.columns."
    unit = place_words.unit_name(measure["subject_kind"])
    whole = with_unplaced(rows, measure)
    rows_table.show(
        columns.rounded(whole),
        f"neighbourhoods_{measure['level']}_{measure['code']}",
        {
            "neighbourhood_name": rows_table.text(t(f"{column}name"), pinned=True),
            "verdict": rows_table.text(t(f"{column}verdict")),
            "base_count": columns.number(t("neighbourhoods.unit_judged", unit=unit.capitalize())),
            "shrunken_rate": rows_table.share(t(f"{column}rate")),
            "interval_low_rate": rows_table.share(t(f"{column}low")),
            "interval_high_rate": rows_table.share(t(f"{column}high")),
            "above_probability": rows_table.share(t(f"{column}probability")),
            "event_count": columns.number(t(f"{column}events")),
            "raw_rate": rows_table.share(t(f"{column}raw")),
            "project_count": rows_table.count(t(f"{column}projects")),
        },
        alt=t(f"{column}alt"),
        opens=AREA,
        missing=t("neighbourhoods.no_rate"),
        units=t("neighbourhoods.units"),
        file=whole,
    )
    st.caption(t("neighbourhoods.table_caption"))


def with_unplaced(rows: pl.DataFrame, measure: Mapping[str, Any]) -> pl.DataFrame:
    """The ranking in words, and below it what was placed in no area of this level."""
    worded = place_words.with_words(rows)
    unplaced = {
        "neighbourhood_name": t("neighbourhoods.unplaced"),
        "project_count": measure["unplaced_project_count"],
        "judged_project_count": measure["unplaced_judged_project_count"],
        "event_count": measure["unplaced_event_count"],
        "base_count": measure["unplaced_base_count"],
    }
    return pl.concat(
        [worded, pl.DataFrame([unplaced], schema_overrides=_shared(worded, unplaced))],
        how="diagonal",
    )


def _shared(rows: pl.DataFrame, names: Mapping[str, Any]) -> dict[str, pl.DataType]:
    return {name: rows.schema[name] for name in names}


def totals(measure: Mapping[str, Any]) -> None:
    """Says that the areas and what was not placed make the whole city."""
    counts = {
        name: formats.count(measure[column])
        for name, column in (
            ("placed_events", "placed_event_count"),
            ("placed_base", "placed_base_count"),
            ("unplaced_events", "unplaced_event_count"),
            ("unplaced_base", "unplaced_base_count"),
            ("events", "event_count"),
            ("base", "base_count"),
            ("projects", "unplaced_project_count"),
        )
    }
    unit = place_words.unit_name(measure["subject_kind"])
    st.caption(t("neighbourhoods.total", unit=unit, **counts))


def without_rates(level: str) -> None:
    """The areas of a level where nothing has been judged yet."""
    areas = session.relation(
        "neighbourhood_profiles", level=level, order_by="neighbourhood_name", limit=10_000
    )
    st.info(
        t(
            "neighbourhoods.no_measures",
            areas=formats.count(areas.height),
            level=place_words.level_name(level).lower(),
        ),
        icon=":material/database_off:",
    )
    rows_table.show(
        areas,
        f"neighbourhoods_{level}",
        {
            "neighbourhood_name": rows_table.text(t("neighbourhoods.columns.name")),
            "parent_name": rows_table.text(t("neighbourhood.parent")),
            "population": rows_table.count(t("neighbourhood.population")),
            "project_count": rows_table.count(t("neighbourhoods.columns.projects")),
        },
        alt=t("neighbourhoods.areas_alt"),
        opens=AREA,
    )
