"""What if a threshold stood elsewhere: sliders over stored values, and who comes and goes."""

from __future__ import annotations

import math
import re
from typing import Any

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.desk import scenarios
from dashboard.i18n import evidence_words, formats, t
from dashboard.messages import InputError
from dashboard.widgets import linked_choice
from dashboard.widgets import what_if_outcome as outcome
from dashboard.widgets.plain_text import plain
from dashboard.widgets.project_columns import label

SEVERITIES = ("watch", "high", "critical")
SHARES = ("ratio", "share", "points")
WHOLE = ("days", "count")


def show(definition: dict[str, Any]) -> None:
    """Draws the sliders of one indicator and what they would change; official ones stay."""
    st.subheader(t("what_if.title"), anchor="what-if")
    code = definition["code"]
    limits = session.relation("indicator_thresholds").filter(code=code)
    if limits.is_empty():
        st.markdown(t("what_if.none"))
        return
    st.markdown(t("what_if.text"))
    scenario = _choose_scenario(code)
    side = _choose_measure(limits)
    _try(definition, side, scenario, is_two_sided=_has_two_sides(limits, side["measure"][0]))


def _has_two_sides(limits: pl.DataFrame, measure: str) -> bool:
    return limits.filter(measure=measure)["direction"].n_unique() > 1


def _choose_scenario(code: str) -> scenarios.Scenario | None:
    """The kept scenario that the address or the reader names; None where there is none."""
    workspace = session.current().workspace
    kept = scenarios.names(workspace)
    if not kept:
        return None
    name = linked_choice.select(
        t("what_if.scenario"),
        {one: one for one in kept},
        key="scenario",
        placeholder=t("what_if.scenario_none"),
        width=320,
    )
    chosen = scenarios.read(workspace, name) if name else None
    if chosen:
        others = sorted({key[0] for key in chosen.thresholds} - {code})
        notes = [plain(chosen.note)] if chosen.note else []
        notes += [t("what_if.other_codes", codes=", ".join(others))] if others else []
        if notes:
            st.caption(" ".join(notes))
    return chosen


def _choose_measure(limits: pl.DataFrame) -> pl.DataFrame:
    """The thresholds of the measure that is moved; one with two sides has one of them moved."""
    sides = limits.select("measure", "direction").unique(maintain_order=True).rows()
    if len(sides) == 1:
        return limits
    places = {f"{measure} {direction}": (measure, direction) for measure, direction in sides}
    chosen = linked_choice.select(
        t("what_if.measure"),
        {place: _side_words(*side) for place, side in places.items()},
        key="measure_moved",
        default=next(iter(places)),
        width=320,
    )
    measure, direction = places[chosen]
    return limits.filter(measure=measure, direction=direction)


def _side_words(measure: str, direction: str) -> str:
    name = t("what_if.value") if measure == "value" else label(measure)
    return f"{name}, {t(f'indicators.{direction}')}"


@st.fragment
def _try(
    definition: dict[str, Any],
    limits: pl.DataFrame,
    scenario: scenarios.Scenario | None,
    *,
    is_two_sided: bool,
) -> None:
    """The sliders and their outcome; only this part is drawn again when one is moved."""
    code, measure = definition["code"], limits["measure"][0]
    # A scenario names a measure and not its side, so it says nothing of one that has two.
    asked = sliders(definition, limits, None if is_two_sided else scenario)
    in_force = dict(limits.select("severity", "threshold").rows())
    if limits["largest_q"].is_not_null().any():
        st.caption(t("what_if.q_values"))
    if asked == in_force:
        st.caption(t("what_if.official"))
        return
    moved = {"code": code, "measure": measure, "direction": limits["direction"][0]} | {
        severity: asked.get(severity) for severity in SEVERITIES
    }
    outcome.show(session.view("moved_summary", **moved).row(0, named=True))
    units = t(
        "what_if.file",
        code=code,
        thresholds=", ".join(
            t("what_if.one", severity=severity, threshold=f"{number:g}")
            for severity, number in asked.items()
        ),
    )
    outcome.entities(session.view("moved_tiers", **moved), code, units)
    outcome.subjects(session.view("moved_flags", **moved), definition, units)
    if not is_two_sided:
        _keep(code, measure, asked)


def sliders(
    definition: dict[str, Any], limits: pl.DataFrame, scenario: scenarios.Scenario | None
) -> dict[str, float]:
    """Draws one slider for each threshold of a measure; returns where they stand."""
    code, asked = definition["code"], {}
    source = session.indicators()[code].header["source"]
    kept = scenario.thresholds if scenario else {}
    columns = st.columns(max(limits.height, 2), gap="large")
    rows = limits.sort("severity_rank").iter_rows(named=True)
    for column, row in zip(columns, rows, strict=False):
        unit = _unit(row["measure"], definition["unit"])
        start = kept.get((code, row["measure"], row["severity"]), row["threshold"])
        with column:
            asked[row["severity"]] = _slider(row, unit, start, scenario)
            text = "house" if is_house_default(row, source) else "starts"
            st.caption(
                t(
                    f"what_if.{text}",
                    threshold=_in_words(row["measure"], row["threshold"], definition["unit"]),
                    tag=row["verification"],
                    verification=t(f"verification.{row['verification']}"),
                )
            )
    return asked


def is_house_default(row: dict[str, Any], source: str) -> bool:
    """Whether nobody but this project set a threshold: by its tag, or as the source says of it."""
    said = rf"\b{row['severity']}\b[^.;]*house default"
    return row["verification"] == "D" or bool(re.search(said, source, re.IGNORECASE))


def _slider(
    row: dict[str, Any], unit: str, start: float, scenario: scenarios.Scenario | None
) -> float:
    """One slider around a threshold; shares are shown in per cent. Returns the threshold."""
    lowest, highest, step = steps(row["threshold"], unit, start)
    factor = 100.0 if unit in SHARES else 1.0
    name = t(
        "what_if.slider",
        severity=t(f"indicators.severity.{row['severity']}").capitalize(),
        sign=t(f"indicators.{row['direction']}"),
    )
    chosen = st.slider(
        name + (f" ({t('what_if.in_percent')})" if unit in SHARES else ""),
        min_value=round(lowest * factor, 9),
        max_value=round(highest * factor, 9),
        value=round(start * factor, 9),
        step=round(step * factor, 9),
        format="%.10g",
        key="_".join(
            [
                "moved",
                row["code"],
                row["measure"],
                row["direction"],
                row["severity"],
                scenario.name if scenario else "",
            ]
        ),
    )
    # A slider that nobody touched gives back the threshold itself, not one that is nearly it.
    return start if abs(chosen / factor - start) < step / 1000 else round(chosen / factor, 9)


def steps(threshold: float, unit: str, start: float) -> tuple[float, float, float]:
    """Lowest, highest and step of a slider: from nothing to twice the threshold, in round steps."""
    reach = abs(threshold) or 1.0
    low, high = min(0.0, threshold - reach, start), max(threshold + reach, start)
    if unit == "share":
        high = min(max(high, start), 1.0)
    if unit in WHOLE and threshold == round(threshold) and start == round(start):
        return low, max(high, low + 10), 1.0
    power = 10.0 ** math.floor(math.log10(reach / 30))
    step = next(one * power for one in (1, 2, 5, 10) if one * power >= reach / 30)
    return low, high, round(step, 9)


def _unit(measure: str, unit: str) -> str:
    """The unit of a measure: the indicator's own, or by the name of the column."""
    if measure == "value":
        return unit
    if measure.endswith(evidence_words.SHARES):
        return "ratio"
    return "count" if measure.endswith(evidence_words.COUNTS) else "index"


def _in_words(measure: str, number: float, unit: str) -> str:
    if measure == "value":
        return formats.measured(number, unit)
    return evidence_words.written(measure, number, unit, None)


def _keep(code: str, measure: str, asked: dict[str, float]) -> None:
    """The form that keeps what was tried out under a name; it changes nothing official."""
    workspace = session.current().workspace
    with st.expander(t("what_if.save"), icon=":material/bookmark_add:"):
        with st.form(f"keep_{code}_{measure}", border=False):
            name = st.text_input(t("what_if.name"), max_chars=60, help=t("what_if.name_help"))
            note = st.text_input(t("what_if.note"), max_chars=300)
            sent = st.form_submit_button(t("what_if.keep"))
        if not sent:
            return
        thresholds = {(measure, severity): number for severity, number in asked.items()}
        try:
            path = scenarios.save(workspace, name, note, code, thresholds)
        except InputError as error:
            st.error(plain(error), icon=":material/error:")
            return
        words = {"name": path.stem, "workspace": workspace.name}
        st.success(t("what_if.kept", **words), icon=":material/check:")
