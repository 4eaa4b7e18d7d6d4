"""Tables as files: CSV with a note of what it is, and cells that no spreadsheet will run."""

from __future__ import annotations

import threading
from collections.abc import Callable

import polars as pl
import streamlit as st
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from dashboard import session
from dashboard.i18n import t

# A spreadsheet takes a cell for a formula by its first sign, some also past blanks before it, and
# some read the full-width forms of the same signs.
DANGEROUS = r"^[\s\x00]*[=+\-@＝＋－＠]|^[\t\r\n\x00]"
PLAIN_NUMBER = r"^[+\-]?\d+([.,]\d+)*\s?%?$"

Rows = pl.DataFrame | Callable[[], pl.DataFrame]


def csv_button(rows: Rows, name: str, *, units: str = "") -> None:
    """A button that downloads `rows`; the file's name says workspace, table and reporting date.

    Where the file holds more than the page shows, `rows` is a function: it is called on the click.
    """
    shown = session.current()
    first_line = note(name, units)
    make = _in_this_session(rows if callable(rows) else lambda: rows)
    st.download_button(
        t("download.csv"),
        data=lambda: csv_text(make(), note=first_line).encode("utf-8-sig"),
        file_name=f"clearworks_{shown.workspace.name}_{name}_as-of_{shown.as_of}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"csv_{name}",
        on_click="ignore",
    )


def _in_this_session(make: Callable[[], pl.DataFrame]) -> Callable[[], pl.DataFrame]:
    """`make`, to be run later on another thread as if in this run of the page."""
    context = get_script_run_ctx()

    def made() -> pl.DataFrame:
        thread = threading.current_thread()
        before = get_script_run_ctx(suppress_warning=True)
        add_script_run_ctx(thread, context)
        try:
            return make()
        finally:
            add_script_run_ctx(thread, before)

    return made


def note(name: str, units: str) -> str:
    """The first line of a downloaded file: what, as of when, from which run, in which units."""
    shown = session.current()
    parts = [
        f"# {shown.workspace.title}: {name}, as of {shown.as_of}, run {shown.run_id}.",
        units,
        t("frame.question"),
    ]
    return " ".join(" ".join(part.split()) for part in parts if part)


def csv_text(rows: pl.DataFrame, *, note: str) -> str:
    """The CSV of `rows` under one line of note; text that a spreadsheet would run is defused.

    Such a cell or column name gets an apostrophe in front. Numbers stay numbers, also negative
    ones, and so does text that is nothing but a number. All text stands in quotes, so that a
    spreadsheet that splits at another sign does not cut it open.
    """
    flat = rows.with_columns(_as_text(name, dtype) for name, dtype in rows.schema.items())
    safe = flat.with_columns(
        _defused(pl.col(name)).alias(name)
        for name, dtype in flat.schema.items()
        if dtype == pl.String
    )
    names = pl.DataFrame({"name": safe.columns}, schema={"name": pl.String})
    safe.columns = names.select(_defused(pl.col("name")).alias("name"))["name"].to_list()
    quoted_note = '"' + note.replace('"', '""') + '"'
    return f"{quoted_note}\n{safe.write_csv(quote_style='non_numeric')}"


def _as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    """Lists and categories as text, so that what is in them is looked at too."""
    if isinstance(dtype, pl.List):
        return pl.col(name).cast(pl.List(pl.String)).list.join("; ")
    if isinstance(dtype, pl.Categorical | pl.Enum):
        return pl.col(name).cast(pl.String)
    return pl.col(name)


def _defused(text: pl.Expr) -> pl.Expr:
    dangerous = text.str.contains(DANGEROUS) & ~text.str.contains(PLAIN_NUMBER)
    return pl.when(dangerous).then(pl.concat_str(pl.lit("'"), text)).otherwise(text)
