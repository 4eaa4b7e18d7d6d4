"""What an indicator says of itself: condition, thresholds, formula, source, innocent causes."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import session
from dashboard.i18n import evidence_words, formats, t


def show(code: str, definition: dict[str, Any]) -> None:
    """Draws the rule of one indicator; `definition` is its row of indicator_definitions."""
    header = session.indicators()[code].header
    st.markdown(f"**{session.condition(code)}**")
    left, right = st.columns(2)
    with left:
        _part("why", header["why"])
        _part("formula", header["formula"])
        _list("innocent", header["innocent"], t("indicators.no_innocent"))
    with right:
        _list("thresholds", thresholds(header, definition), t("indicators.no_threshold"))
        if header.get("params"):
            params = ", ".join(f"{name} = {value}" for name, value in header["params"].items())
            st.caption(t("indicators.params", params=params))
        _part("source", header["source"])
        tag = header["verification"]
        st.caption(t("indicators.verified", tag=f"{t(f'verification.{tag}')} [{tag}]"))
        _part("limits", header.get("limits") or t("indicators.no_limits"))
    st.caption(
        t(
            "indicators.about",
            evidence_class=header["evidence_class"],
            class_name=t(f"indicators.class.{header['evidence_class']}"),
            cluster=header["cluster"],
            kind=t("indicators.core" if header["core"] else "indicators.extended"),
            subject=header["subject"].replace("_", " "),
            unit=t(f"indicators.unit.{header['unit']}"),
        )
    )


def thresholds(header: Any, definition: dict[str, Any]) -> list[str]:
    """The thresholds in words, as applied; where the jurisdiction pack moved one, it says so."""
    lines = []
    for number, measure in enumerate(header.measures):
        unit = header["unit"]
        name = "" if number == 0 else f" ({measure.column.replace('_', ' ')})"
        for severity, default in measure.thresholds.items():
            applied = definition[f"{severity}_threshold"] if number == 0 else default
            line = t(
                "indicators.threshold",
                severity=t(f"indicators.severity.{severity}"),
                sign=t(f"indicators.{measure.when}"),
                value=_threshold(measure.column, applied, unit) + name,
            )
            if applied != default:
                value = _threshold(measure.column, default, unit)
                line += f" ({t('indicators.overridden', value=value)})"
            lines.append(line)
    return lines


def _threshold(column: str, number: float, unit: str) -> str:
    if column == "value":
        return formats.measured(number, unit)
    return evidence_words.written(column, number, unit, None)


def _part(name: str, text: str) -> None:
    st.markdown(f"##### {t(f'indicators.{name}')}")
    st.write(text)


def _list(name: str, lines: list[str], otherwise: str) -> None:
    st.markdown(f"##### {t(f'indicators.{name}')}")
    st.markdown("\n".join(f"- {line}" for line in lines) if lines else otherwise)
