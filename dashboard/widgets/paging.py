"""Long lists a page at a time; the page number is part of the address."""

from __future__ import annotations

import streamlit as st

from dashboard.i18n import formats, t

ROWS_PER_PAGE = 50
DEEPEST_PAGE = 200


def offset(name: str, total: int, *, size: int = ROWS_PER_PAGE) -> int:
    """Draws the page numbers of a list of `total` rows; returns how many rows lie before it."""
    pages = min(max(1, -(-total // size)), DEEPEST_PAGE)
    if pages == 1:
        return 0
    page = st.pagination(pages, key=f"{name}_page", bind="query-params")
    first = (page - 1) * size
    st.caption(
        t(
            "rows_table.page",
            first=formats.count(first + 1),
            last=formats.count(min(total, first + size)),
            total=formats.count(total),
        )
    )
    return first
