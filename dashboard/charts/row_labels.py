"""Labels above horizontal rows, so that a narrow screen keeps its width for the data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def put_above(layout: dict[str, Any], labels: Sequence[str]) -> None:
    """Changes a layout with one category per label: first label on top, each above its row."""
    layout["yaxis"] |= {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": list(labels)[::-1],
        "range": [-0.5, len(labels) - 0.25],
        "showticklabels": False,
    }
    layout["annotations"] = [
        {
            "text": label,
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": len(labels) - 1 - place,
            "yref": "y",
            "yanchor": "bottom",
            "yshift": 11,
            "showarrow": False,
            "font": {"size": 13},
        }
        for place, label in enumerate(labels)
    ]
