"""One file per page. Detail pages are opened by link and hidden from the menu."""

from __future__ import annotations

import importlib


def warm_up() -> None:
    """Imports what pages use, so that the first visitor does not wait for it."""
    for module in (
        "pandas",
        "polars",
        "duckdb",
        "pyarrow",
        "plotly.graph_objects",
        "dashboard.session",
    ):
        importlib.import_module(module)
