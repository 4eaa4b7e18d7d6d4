"""The sections of a neighbourhood's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.charts.ranking import interval_ranking
from dashboard.charts.years import money_by_year, projects_by_year
from dashboard.i18n import formats, t
from dashboard.widgets import columns, place_map, place_words, rows_table

NO_BAR = {"displayModeBar": False}
PROJECT = rows_table.Opens("project", {"project": "project_id"})


def identity(profile: Mapping[str, Any]) -> None:
    """What and where the area is; what the boundary file does not say is named."""
    year = profile["population_year"]
    population = (
        t("neighbourhood.population_year", year=year) if year else t("neighbourhood.population")
    )
    facts = {
        t("neighbourhood.level"): place_words.level_name(profile["level"]),
        t("neighbourhood.parent"): profile["parent_name"] or formats.NOT_SUPPLIED,
        population: formats.count(profile["population"]),
        t("neighbourhood.area"): _area(profile["area_km2"]),
        t("neighbourhood.projects"): formats.count(profile["project_count"]),
    }
    if profile["contained_area_count"]:
        facts[t("neighbourhood.contained")] = t(
            "neighbourhood.contained_value",
            n=formats.count(profile["contained_area_count"]),
            level=place_words.level_name(profile["contained_level"]).lower(),
        )
    where, words = st.columns([1, 3], gap="large", vertical_alignment="center")
    with where:
        _locator(profile)
    with words, st.container(horizontal=True):
        for label, value in facts.items():
            with st.container(width=190):
                st.caption(label)
                st.markdown(f"**{value}**")
    if profile["is_repaired"]:
        st.caption(t("neighbourhood.repaired"))
    if profile["shared_project_count"]:
        st.caption(t("neighbourhood.shared", n=formats.count(profile["shared_project_count"])))


def _area(value: float | None) -> str:
    if value is None:
        return formats.NOT_SUPPLIED
    return t("neighbourhood.area_value", value=f"{value:,.1f}")


def _locator(profile: Mapping[str, Any]) -> None:
    rows = session.relation(
        "neighbourhood_ranking", code=place_words.ANY, level=profile["level"], limit=10_000
    )
    place_map.still(
        profile["level"],
        rows,
        alt=t("neighbourhood.locator_alt", name=profile["neighbourhood_name"]),
        picked=profile["neighbourhood_id"],
        width=240,
    )


def rates(rows: pl.DataFrame) -> None:
    """The area's rates beside those of all areas, as a chart and as a table."""
    st.subheader(t("neighbourhood.rates"))
    named = place_words.with_words(_named(rows)).filter(pl.col("base_count") > 0)
    if named.is_empty():
        st.info(t("neighbourhood.no_rates"), icon=":material/database_off:")
        return
    shown = named.filter(pl.col("state") == "shown")
    if shown.height:
        st.plotly_chart(
            interval_ranking(shown, label="measure", x=t("neighbourhoods.intervals.x")),
            config=NO_BAR,
            alt=t("neighbourhood.rates_alt"),
        )
    column = "neighbourhoods.columns."
    rows_table.show(
        columns.rounded(named),
        "neighbourhood_rates",
        {
            "measure": rows_table.text(t("neighbourhood.rate_name"), width="medium", pinned=True),
            "verdict": rows_table.text(t(f"{column}verdict")),
            "event_count": columns.number(t(f"{column}events")),
            "base_count": columns.number(t(f"{column}base")),
            "unit": rows_table.text(t("neighbourhood.unit")),
            "raw_rate": rows_table.share(t(f"{column}raw")),
            "shrunken_rate": rows_table.share(t(f"{column}rate")),
            "interval_low_rate": rows_table.share(t(f"{column}low")),
            "interval_high_rate": rows_table.share(t(f"{column}high")),
            "group_rate": rows_table.share(t("neighbourhood.city")),
        },
        alt=t("neighbourhood.rates_columns_alt"),
        missing=t("neighbourhoods.no_rate"),
        file=named,
    )
    unjudged = rows.filter((pl.col("base_count") == 0) & (pl.col("project_count") > 0))
    if unjudged.height:
        codes = ", ".join(f"{row['code']} {row['title']}" for row in unjudged.to_dicts())
        st.caption(t("neighbourhood.not_judged", codes=codes))


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with what is measured, and in what, in words; the overall rate first."""
    return rows.with_columns(
        pl.Series(
            "measure",
            [place_words.measure_name(row["code"], row["title"]) for row in rows.to_dicts()],
            dtype=pl.String,
        ),
        pl.Series(
            "unit", [place_words.unit_name(kind) for kind in rows["subject_kind"]], dtype=pl.String
        ),
    )


def projects(rows: pl.DataFrame) -> None:
    """The area's projects with facts of cost and delay, the largest growth in money first.

    Flags of single projects stand on their own pages; here only counts are shown.
    """
    rows = rows.drop("flagged_codes", "judged_count", strict=False)
    st.subheader(t("neighbourhood.projects_title"))
    if rows.is_empty():
        st.info(t("neighbourhood.no_projects"), icon=":material/database_off:")
        return
    column = "neighbourhood.columns."
    shown = {
        "project_name": rows_table.text(t(f"{column}project"), width=300, pinned=True),
        "growth_amount": rows_table.money(t(f"{column}growth")),
        "growth_ratio": rows_table.share(t(f"{column}ratio")),
        "slippage_ratio": rows_table.share(t(f"{column}slippage")),
        "sector": rows_table.text(t(f"{column}sector")),
        "status": rows_table.text(t(f"{column}status")),
        "start_date": rows_table.date(t(f"{column}start")),
    }
    rows_table.show(
        columns.rounded(rows),
        "neighbourhood_projects",
        columns.with_values(rows, shown),
        alt=t("neighbourhood.projects_alt"),
        opens=PROJECT,
        missing=t("neighbourhood.blank"),
        file=rows,
    )


def years(rows: pl.DataFrame) -> None:
    """Projects by the year they started."""
    st.subheader(t("neighbourhood.trend"))
    dated = rows.drop_nulls("start_year")
    if dated.is_empty():
        st.info(t("neighbourhood.trend_none"), icon=":material/database_off:")
        return
    st.plotly_chart(projects_by_year(dated), config=NO_BAR, alt=t("neighbourhood.trend_alt"))
    undated = rows.filter(pl.col("start_year").is_null())["project_count"].sum()
    st.caption(t("neighbourhood.trend_caption"))
    if undated:
        st.caption(t("neighbourhood.trend_undated", undated=formats.count(undated)))
    column = "neighbourhood.columns."
    with st.expander(t("neighbourhood.as_table")):
        rows_table.show(
            rows,
            "neighbourhood_years",
            {
                "start_year": columns.year(t(f"{column}year")),
                "project_count": rows_table.count(t(f"{column}started")),
                "judged_project_count": rows_table.count(t(f"{column}judged")),
                "flagged_project_count": rows_table.count(t(f"{column}raised")),
            },
            alt=t("neighbourhood.trend_alt"),
        )


def payments(rows: pl.DataFrame) -> None:
    """What the client paid for works here, by year."""
    st.subheader(t("neighbourhood.paid"))
    currency = session.build_facts()["currency"]
    dated = rows.drop_nulls("paid_year").filter(pl.col("currency") == currency)
    if dated.is_empty():
        st.info(t("neighbourhood.paid_none"), icon=":material/database_off:")
        return
    st.plotly_chart(
        money_by_year(dated, currency=currency), config=NO_BAR, alt=t("neighbourhood.paid_alt")
    )
    st.caption(t("neighbourhood.paid_caption"))
    column = "neighbourhood.columns."
    with st.expander(t("neighbourhood.as_table")):
        rows_table.show(
            rows,
            "neighbourhood_payments",
            {
                "paid_year": columns.year(t(f"{column}year")),
                "paid_amount": rows_table.money(t(f"{column}paid")),
                "payment_count": rows_table.count(t(f"{column}payments")),
                "currency": rows_table.text(t(f"{column}currency")),
            },
            alt=t("neighbourhood.paid_alt"),
        )


def suppliers(rows: pl.DataFrame) -> None:
    """Who holds the contracts of the area's projects; nothing that was found of anybody."""
    rows = rows.drop("flagged_contract_count", strict=False)
    st.subheader(t("neighbourhood.parties"))
    if rows.is_empty():
        st.info(t("neighbourhood.parties_none"), icon=":material/database_off:")
        return
    column = "neighbourhood.columns."
    rows_table.show(
        rows,
        "neighbourhood_suppliers",
        {
            "supplier_name": rows_table.text(t(f"{column}supplier"), width=300, pinned=True),
            "contract_amount": rows_table.money(t(f"{column}value")),
            "contract_count": rows_table.count(t(f"{column}contracts")),
            "project_count": rows_table.count(t("neighbourhoods.columns.projects")),
        },
        alt=t("neighbourhood.parties_alt"),
    )
