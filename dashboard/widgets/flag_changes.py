"""What changed since: flags that are new, cleared or changed against another kept build."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.desk import builds
from dashboard.i18n import formats, t
from dashboard.widgets import linked_choice, rows_table
from dashboard.widgets.edit_radar import words

LABEL = "changes.columns."
ROWS_SHOWN = 1_000


def show() -> None:
    """Draws which build to compare with, the counts per indicator, and the flags."""
    shown = session.current()
    others = [one for one in builds.kept(shown.workspace) if one.run_id != shown.run_id]
    labels = {
        one.run_id: t(
            "changes.build",
            as_of=formats.day(one.as_of),
            made=f"{one.made_at:%Y-%m-%d %H:%M}",
            run=one.run_id[:6],
        )
        for one in others
        if one.as_of
    }
    if not labels:
        st.info(t("changes.no_other_build"), icon=":material/history_toggle_off:")
        return
    default = builds.previous(shown.workspace, shown.run_id)
    since = linked_choice.select(
        t("changes.since"),
        labels,
        key="since",
        default=default if default in labels else next(iter(labels)),
    )
    rows = session.changes_since(since)
    if rows.is_empty():
        st.markdown(f"#### {t('changes.nothing_changed')}")
        return
    _show_counts(rows)
    _show_rows(rows)


def _show_counts(rows: pl.DataFrame) -> None:
    said = {kind: rows.filter(change=kind).height for kind in ("new", "cleared", "changed")}
    moved = {one: rows.filter(moved_by=one).height for one in ("data", "rule", "peers")}
    counts = {name: formats.count(number) for name, number in (said | moved).items()}
    st.markdown(f"#### {t('changes.flags_reading', **counts)}")
    st.caption(t("changes.moved_note"))
    table = rows.group_by("code").agg(
        *(pl.col("change").eq(kind).sum().alias(kind) for kind in said),
        *(pl.col("moved_by").eq(one).sum().alias(f"by_{one}") for one in moved),
    )
    titles = {code: query.header["title"] for code, query in session.indicators().items()}
    table = table.with_columns(
        pl.col("code").replace_strict(titles, default=None).alias("title")
    ).sort("code")
    names = [*said, *(f"by_{one}" for one in moved)]
    columns = {
        "code": rows_table.text(t(LABEL + "code")),
        "title": rows_table.text(t(LABEL + "title")),
    }
    columns |= {name: rows_table.count(t(LABEL + name)) for name in names}
    rows_table.show(
        table,
        "changes-by-indicator",
        columns,
        alt=t("changes.flags_alt"),
        opens=rows_table.Opens("indicator", {"code": "code"}),
    )


def _show_rows(rows: pl.DataFrame) -> None:
    st.subheader(t("changes.flags_list"))
    with st.container(horizontal=True):
        code = linked_choice.select(
            t(LABEL + "code"),
            {code: code for code in rows["code"].unique().sort()},
            key="code",
            placeholder=t("filters.all"),
        )
        moved = linked_choice.select(
            t(LABEL + "moved_by"),
            {one: words("movers", one) for one in rows["moved_by"].unique().sort()},
            key="moved",
            placeholder=t("filters.all"),
        )
    if code:
        rows = rows.filter(code=code)
    if moved:
        rows = rows.filter(moved_by=moved)
    first = rows.head(ROWS_SHOWN)
    drawn = first.with_columns(
        pl.Series("change", [words("kinds", one) for one in first["change"]], dtype=pl.String),
        pl.Series("moved_by", [words("movers", one) for one in first["moved_by"]], dtype=pl.String),
    )
    texts = ("code", "subject_kind", "subject_id", "change", "moved_by")
    before = ("severity_before", "severity_after", "outcome_before", "outcome_after")
    columns = {name: rows_table.text(t(LABEL + name)) for name in (*texts, *before)}
    for name in ("value_before", "value_after"):
        columns[name] = rows_table.number(t(LABEL + f"measured_{name.removeprefix('value_')}"))
    rows_table.show(
        drawn,
        "changed-flags",
        columns,
        alt=t("changes.flags_list_alt"),
        opens=rows_table.Opens("project", {"project": "project_id"}),
        missing="–",
        file=rows,
    )
    shown, total = formats.count(first.height), formats.count(rows.height)
    st.caption(t("changes.flags_list_note", shown=shown, total=total))
