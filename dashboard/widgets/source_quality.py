"""The scorecard of a source: what every check found, the rows behind it, and how it developed."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t, texts
from dashboard.widgets import frame, linked_choice, rows_table
from dashboard.widgets.load_account import ROWS_SHOWN, SOURCE_ROW
from dashboard.widgets.plain_text import plain
from dashboard.widgets.rows_table import Opens

LABEL = "quality.column."
DRILL = ("check", "table", "column", "published")
NO_COLUMN = "-"
TESTED = ("check_name", "table_name", "column_name")


def show() -> None:
    """One source's checks; an address that names one of them shows the rows behind it."""
    card = session.view("source_scorecard")
    if card.is_empty():
        st.info(t("quality.nothing"), icon=":material/database_off:")
        return
    # Sources that fill tables come first; boundaries have checks of the file only.
    filled = card.filter(pl.col("table_name") != "whole file")["source"].unique().sort().to_list()
    others = card.filter(~pl.col("source").is_in(filled))["source"].unique().sort().to_list()
    names = {name: name for name in [*filled, *others]}
    source = linked_choice.select(
        t("quality.source"), names, key="source", default=next(iter(names))
    )
    own = card.filter(pl.col("source") == source)
    asked = {name: st.query_params.get(name) for name in DRILL}
    if all(asked.values()):
        _show_rows(own, **asked)
        return
    _show_account(own, source)
    _show_dimensions(source)
    _show_checks(own.filter("is_latest"))
    _show_publications(own)


def _show_account(own: pl.DataFrame, source: str) -> None:
    """The newest publication in a sentence, and how long ago it was."""
    latest = own.filter("is_latest")
    measured = latest.filter(pl.col("state") == "measured")
    st.markdown(
        "**"
        + t(
            "quality.sentence",
            day=formats.day(latest["published_date"].max()),
            measured=formats.count(measured.height),
            failing=formats.count(measured.filter(pl.col("failed_count") > 0).height),
            absent=formats.count(latest.filter(pl.col("state") == "not supplied").height),
            inapplicable=formats.count(latest.filter(pl.col("state") == "not applicable").height),
        )
        + "**"
    )
    heard = session.relation("source_timeliness", source=source)
    if heard.height:
        row = heard.row(0, named=True)
        st.write(
            t(
                f"quality.heard.{row['state'].replace(' ', '_')}",
                days=formats.count(row["silent_days"]),
                expected=formats.count(row["expected_days"] or 0),
                publications=formats.count(row["publication_count"]),
            )
        )
    st.caption(t("quality.note"))


def _show_dimensions(source: str) -> None:
    """The checks added up by table and dimension; never over dimensions."""
    st.subheader(t("quality.dimensions_title"))
    rows = session.relation("source_dimensions", source=source, is_latest=True, limit=200)
    rows_table.show(
        _worded(rows),
        "source-dimensions",
        {
            "table_label": rows_table.text(t(LABEL + "table"), pinned=True),
            "dimension_label": rows_table.text(t(LABEL + "dimension")),
            "measured_count": rows_table.count(t(LABEL + "checks")),
            "failing_count": rows_table.count(t(LABEL + "failing")),
            "checked_count": rows_table.count(t(LABEL + "checked")),
            "failed_count": rows_table.count(t(LABEL + "failed")),
            "passed_share": rows_table.share(t(LABEL + "passed")),
            "needed_known_share": rows_table.share(t(LABEL + "needed")),
            "not_supplied_count": rows_table.count(t(LABEL + "not_supplied")),
            "not_applicable_count": rows_table.count(t(LABEL + "not_applicable")),
        },
        alt=t("quality.dimensions_alt"),
        missing="–",
        file=rows,
    )
    st.caption(t("quality.dimensions_note"))


def _show_checks(latest: pl.DataFrame) -> None:
    """Every check of the newest publication; choosing one shows the rows that failed it."""
    st.subheader(t("quality.checks_title"))
    ordered = latest.sort(
        ["failed_count", "state", *TESTED], descending=[True, *[False] * (1 + len(TESTED))]
    )
    rows_table.show(
        _worded(ordered).with_columns(
            pl.lit("quality").alias("part"),
            pl.col("column_name").fill_null(NO_COLUMN).alias("column_key"),
            # Nothing failed, so there is no row to open.
            pl.when(pl.col("failed_count") > 0).then("check_name").alias("check_key"),
        ),
        "source-checks",
        {
            "check_label": rows_table.text(t(LABEL + "check"), pinned=True),
            "table_label": rows_table.text(t(LABEL + "table")),
            "column_name": rows_table.text(t(LABEL + "column")),
            "state_label": rows_table.text(t(LABEL + "state")),
            "failed_count": rows_table.count(t(LABEL + "failed")),
            "checked_count": rows_table.count(t(LABEL + "checked")),
            "failed_share": rows_table.share(t(LABEL + "failed_share")),
            "change_label": rows_table.text(t(LABEL + "change")),
            "is_needed": st.column_config.CheckboxColumn(t(LABEL + "is_needed")),
            "dimension_label": rows_table.text(t(LABEL + "dimension")),
        },
        alt=t("quality.checks_alt"),
        missing="–",
        opens=Opens(
            "data",
            {
                "part": "part",
                "source": "source",
                "check": "check_key",
                "table": "table_name",
                "column": "column_key",
                "published": "published_date",
            },
        ),
        file=latest,
    )
    st.caption(t("quality.checks_note"))


def _show_publications(own: pl.DataFrame) -> None:
    """The share that failed each check, publication beside publication."""
    days = own["published_date"].unique().sort()
    if len(days) < 2:
        return
    st.subheader(t("quality.publications_title"))
    failing = own.filter((pl.col("failed_count") > 0).any().over(TESTED))
    wide = failing.with_columns(pl.col("published_date").dt.to_string("%Y-%m-%d")).pivot(
        "published_date", index=TESTED, values="failed_share", aggregate_function="first"
    )
    columns = [day.isoformat() for day in days if day.isoformat() in wide.columns]
    worded = _worded(wide).sort("check_label", "table_label", "column_name")
    rows_table.show(
        worded,
        "source-publications",
        {
            "check_label": rows_table.text(t(LABEL + "check"), pinned=True),
            "table_label": rows_table.text(t(LABEL + "table")),
            "column_name": rows_table.text(t(LABEL + "column")),
            **{day: rows_table.share(day) for day in columns},
        },
        alt=t("quality.publications_alt"),
        missing="–",
        file=wide.select(*TESTED, *columns),
    )
    better = own.filter("is_latest", pl.col("change") == "better").height
    worse = own.filter("is_latest", pl.col("change") == "worse").height
    st.caption(
        t(
            "quality.publications_note",
            better=formats.count(better),
            worse=formats.count(worse),
        )
    )


def _show_rows(own: pl.DataFrame, check: str, table: str, column: str, published: str) -> None:
    """The source rows that failed one check; each opens as it stands in its file."""
    source = own["source"][0]
    frame.link("data", t("quality.back"), part="quality", source=source)
    named = None if column == NO_COLUMN else column
    counted = own.filter(
        pl.col("check_name") == check,
        pl.col("table_name") == table,
        pl.col("column_name").eq_missing(pl.lit(named, dtype=pl.String)),
        pl.col("published_date").dt.to_string("%Y-%m-%d") == published,
    )
    if counted.is_empty():
        st.warning(t("quality.unknown"), icon=":material/search_off:")
        return
    row = counted.row(0, named=True)
    wanted = {"check_name": check, "table_name": table, "published_date": row["published_date"]}
    rows = session.relation(
        "quality_rows",
        source=source,
        order_by="source_line",
        limit=ROWS_SHOWN,
        **wanted | ({"column_name": named} if named else {}),
    )
    st.subheader(_check_name(check) + (f": {plain(named)}" if named else ""))
    st.write(
        t(
            "quality.rows_sentence",
            failed=formats.count(row["failed_count"]),
            checked=formats.count(row["checked_count"]),
            table=plain(_table_name(table)),
            day=formats.day(row["published_date"]),
        )
    )
    rows_table.show(
        rows,
        "quality-rows",
        {
            "file_name": rows_table.text(t(LABEL + "file")),
            "source_line": rows_table.count(t(LABEL + "line")),
            "subject_id": rows_table.text(t(LABEL + "subject")),
            "found": rows_table.text(t(LABEL + "found"), width="large"),
        },
        alt=t("quality.rows_alt"),
        missing="–",
        opens=SOURCE_ROW,
    )
    total = formats.count(row["failed_count"])
    st.caption(t("quality.rows_note", shown=formats.count(rows.height), total=total))


def _worded(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with labels for readers beside the words of the database."""
    labels = {
        "check_name": ("check_label", _check_name),
        "table_name": ("table_label", _table_name),
        "dimension": ("dimension_label", lambda word: t(f"quality.dimension.{word}")),
        "state": ("state_label", lambda word: t(f"quality.state.{word.replace(' ', '_')}")),
        "change": ("change_label", lambda word: t(f"quality.change.{word}")),
    }
    return rows.with_columns(
        pl.Series(label, [None if word is None else say(word) for word in rows[name]], pl.String)
        for name, (label, say) in labels.items()
        if name in rows.columns
    )


def _check_name(check: str) -> str:
    return texts().get(f"quality.check.{check}", check.capitalize())


def _table_name(table: str) -> str:
    return table.replace("_", " ").capitalize()
