"""Retroactive edits one by one: before and after, with a link to the source row of each."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t
from dashboard.session import Scope
from dashboard.widgets import paging, rows_table
from dashboard.widgets.edit_radar import LABEL, words

AMOUNT = re.compile(r"-?\d+\.\d\d")


def show(scope: Scope, chosen: dict[str, Any]) -> None:
    """Draws the edits that the filters leave, a page at a time; a row opens its project."""
    total = int(session.view("edit_fields", scope, **chosen)["edit_count"].sum())
    if not total:
        return
    st.subheader(t("changes.list"))
    start = paging.offset("edits", total)
    rows = session.view(
        "edit_list", scope, **chosen, row_limit=paging.ROWS_PER_PAGE, row_offset=start
    )
    drawn = rows.with_columns(
        pl.Series("field", [words("fields", one) for one in rows["field"]]),
        pl.Series("direction", [words("directions", one) for one in rows["direction"]]),
        pl.Series("value_before", [_read(one) for one in rows["value_before"]], dtype=pl.String),
        pl.Series("value_after", [_read(one) for one in rows["value_after"]], dtype=pl.String),
        pl.Series("explanation", [_why(one) for one in rows["explanation"]]),
        pl.Series("row_before", _links(rows, "_before"), dtype=pl.String),
        pl.Series("row_after", _links(rows, ""), dtype=pl.String),
    )
    columns = {
        "project_name": rows_table.text(t(LABEL + "project_name"), pinned=True, width="medium"),
        "field": rows_table.text(t(LABEL + "field")),
        "value_before": rows_table.text(t(LABEL + "value_before"), alignment="right"),
        "value_after": rows_table.text(t(LABEL + "value_after"), alignment="right"),
        "direction": rows_table.text(t(LABEL + "direction")),
        "change_share": rows_table.share(t(LABEL + "change_share")),
        "published_date_before": rows_table.date(t(LABEL + "published_date_before")),
        "published_date": rows_table.date(t(LABEL + "published_date")),
        "days_after_fact": rows_table.count(t(LABEL + "days_after_fact")),
        "row_before": _source_link("row_before"),
        "row_after": _source_link("row_after"),
        "explanation": rows_table.text(t(LABEL + "explanation")),
        "agency": rows_table.text(t(LABEL + "agency")),
        "source": rows_table.text(t(LABEL + "source")),
    }
    if rows["days_to_review"].null_count() < rows.height:
        columns["days_to_review"] = rows_table.count(t(LABEL + "days_to_review"))
    st.caption(t("changes.list_note"))
    rows_table.show(
        drawn,
        "edits",
        columns,
        alt=t("changes.list_alt", count=formats.count(total)),
        opens=rows_table.Opens("project", {"project": "project_id"}),
        missing="–",
        file=lambda: session.view("edit_list", scope, **chosen, row_limit=1_000_000, row_offset=0),
    )


def _read(value: str | None) -> str | None:
    """A value of any kind as people read it: amounts with their thousands told apart."""
    return f"{Decimal(value):,}" if value and AMOUNT.fullmatch(value) else value


def _why(explanation: str | None) -> str | None:
    return words("explanations", explanation) if explanation else None


def _source_link(name: str) -> Any:
    return st.column_config.LinkColumn(t(LABEL + name), display_text=t("changes.open_row"))


def _links(rows: pl.DataFrame, which: str) -> list[str | None]:
    """The address of the source row of one of the two values; None where there is none."""
    places = rows.select(f"source_file_id{which}", f"source_line{which}").iter_rows()
    return [
        f"./source?{urlencode(session.current().address | {'file': file, 'line': line})}"
        if file and line
        else None
        for file, line in places
    ]
