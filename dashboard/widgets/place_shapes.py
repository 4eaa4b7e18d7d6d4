"""The polygons of the build that is shown, read once per build and level."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import session
from dashboard.charts import thumbnail


@st.cache_resource(max_entries=32, show_spinner=False)
def _read(path: str) -> list[dict[str, Any]]:
    # The path holds the build's identity, and a build never changes.
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))["features"]
    except FileNotFoundError:
        return []


def features(level: str) -> list[dict[str, Any]]:
    """The GeoJSON features of a level, simplified for the screen; none where there is no file."""
    folder = session.current().folder / "places"
    return _read(str(folder / f"{session.level_slug(level)}.geojson"))


def bounds(level: str) -> tuple[float, float, float, float] | None:
    """West, south, east, north of a level in degrees, or None where it has no polygons."""
    found = features(level)
    return thumbnail.bounds(found) if found else None
