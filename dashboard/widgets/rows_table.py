"""A table of rows: typed columns, a row that opens its page, and the same rows as a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import polars as pl
import polars.selectors as cs
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t
from dashboard.widgets import download, frame

LINK = "open_link"
PAGE_HEIGHT = 420


@dataclass(frozen=True)
class Opens:
    """The page that a row opens: the parameters of its address, each to a column of the rows."""

    page: str
    params: Mapping[str, str]

    def address(self, row: Mapping[str, object]) -> str | None:
        """The page's address for one row, relative to this page; None where a value is missing."""
        values = {name: row[column] for name, column in self.params.items()}
        if any(value is None for value in values.values()):
            return None
        return f"./{self.page}?{urlencode(session.current().address | values)}"


def text(label: str, **more):
    """A column of text; `pinned=True` keeps it in sight on a narrow screen."""
    return st.column_config.TextColumn(label, **more)


def count(label: str, **more):
    """A column of whole numbers."""
    return st.column_config.NumberColumn(label, format="localized", step=1, **more)


def share(label: str, **more):
    """A column of shares from 0 to 1, shown in per cent."""
    return st.column_config.NumberColumn(label, format="percent", **more)


def number(label: str, **more):
    """A column of numbers that may have parts."""
    return st.column_config.NumberColumn(label, format="localized", **more)


def days(label: str, **more):
    """A column of days, rounded to whole ones."""
    return st.column_config.NumberColumn(label, format="%.0f", **more)


def money(label: str, **more):
    """A column of money with its currency in the header."""
    currency = session.build_facts()["currency"]
    return st.column_config.NumberColumn(
        t("rows_table.money", label=label, currency=currency), format="localized", **more
    )


def date(label: str, **more):
    """A column of days of the calendar."""
    return st.column_config.DateColumn(label, format="D MMM YYYY", **more)


def show(
    rows: pl.DataFrame,
    name: str,
    columns: Mapping[str, object],
    *,
    alt: str,
    opens: Opens | None = None,
    missing: str = formats.NOT_SUPPLIED,
    units: str = "",
    height: str | int | None = None,
    file: download.Rows | None = None,
) -> None:
    """Draws the named columns of `rows` and a button that downloads them all.

    With `opens`, choosing a row goes to its page, and so does a link at its end. `file` is what is
    downloaded where it differs from what is shown.
    """
    drawn = rows.select(list(columns)).with_columns(
        cs.decimal().cast(pl.Float64).round(0), cs.float().round(4)
    )
    config = dict(columns)
    if opens:
        links = [opens.address(row) for row in rows.iter_rows(named=True)]
        drawn = drawn.insert_column(0, pl.Series(LINK, links, dtype=pl.String))
        config[LINK] = st.column_config.LinkColumn(
            t("rows_table.link"), display_text=t("rows_table.open"), width=60
        )
    chosen = st.dataframe(
        drawn,
        key=f"table_{name}",
        alt=alt,
        hide_index=True,
        column_config=config,
        placeholder=missing,
        height=height or ("content" if drawn.height <= 12 else PAGE_HEIGHT),
        on_select="rerun" if opens else "ignore",
        selection_mode="single-row",
    )
    download.csv_button(rows if file is None else file, name, units=units)
    if opens and chosen.selection.rows:
        open_row(opens, rows.row(chosen.selection.rows[0], named=True))


def open_row(opens: Opens, row: Mapping[str, object]) -> None:
    """Goes to the page of one row; stays where the row has none."""
    if opens.address(row) is not None:
        frame.go(opens.page, **{name: str(row[column]) for name, column in opens.params.items()})
