"""Colours, number formats and layout that all charts share."""

from __future__ import annotations

from typing import Any

# UK Government Analysis Function palette, four categories at most, in this order.
CATEGORIES = ("#12436D", "#28A197", "#801650", "#F46A25")
SEQUENCE = ("#D7E4F0", "#A9C9E6", "#6BACE6", "#2073BC", "#12436D")
NEUTRAL = "#6F7B87"
RAISED = "#F46A25"
LIMIT = "#3D3D3D"
NO_DATA = "#E6E6E6"
TOO_FEW = "#C9C9C9"
FONT = "Source Sans, sans-serif"


def layout(*, x: str = "", y: str = "", height: int = 360, **more: Any) -> dict[str, Any]:
    """A Plotly layout as a plain dict: building one costs a fraction of `go.Figure`."""
    return {
        "height": height,
        "margin": {"l": 10, "r": 10, "t": 10, "b": 10},
        "font": {"family": FONT, "size": 14},
        "xaxis": {"title": {"text": x}, "automargin": True, "zeroline": False},
        "yaxis": {"title": {"text": y}, "automargin": True, "zeroline": False},
        "showlegend": False,
        "hoverlabel": {"font": {"family": FONT}},
    } | more
