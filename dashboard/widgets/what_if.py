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
from dashboard.widgets import linked_choice, rows_table, tier_words
from dashboard.widgets.plain_text import plain
from dashboard.widgets.project_columns import label

SEVERITIES = ("watch", "high", "critical")
KINDS = ("project", "contract", "tender", "party", "buyer")
SHOWN = 200
SHARES = ("ratio", "share", "points")
WHOLE = ("days", "count")
LABEL = "what_if.column."


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
    measure = _choose_measure(limits)
    _try(definition, limits.filter(measure=measure), scenario)


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


def _choose_measure(limits: pl.DataFrame) -> str:
    """The measure whose thresholds are moved, where an indicator has several."""
    measures = limits["measure"].unique(maintain_order=True).to_list()
    if len(measures) == 1:
        return measures[0]
    return linked_choice.select(
        t("what_if.measure"),
        {measure: label(measure) for measure in measures},
        key="measure_moved",
        default=measures[0],
        width=320,
    )


@st.fragment
def _try(
    definition: dict[str, Any], limits: pl.DataFrame, scenario: scenarios.Scenario | None
) -> None:
    """The sliders and their outcome; only this part is drawn again when one is moved."""
    code, measure = definition["code"], limits["measure"][0]
    asked = sliders(definition, limits, scenario)
    in_force = dict(limits.select("severity", "threshold").rows())
    if limits["largest_q"].is_not_null().any():
        st.caption(t("what_if.q_values"))
    if asked == in_force:
        st.caption(t("what_if.official"))
        return
    moved = {"code": code, "measure": measure} | {
        severity: asked.get(severity) for severity in SEVERITIES
    }
    _outcome(session.view("moved_summary", **moved).row(0, named=True))
    units = t(
        "what_if.file",
        code=code,
        thresholds=", ".join(
            t("what_if.one", severity=severity, threshold=f"{number:g}")
            for severity, number in asked.items()
        ),
    )
    _entities(session.view("moved_tiers", **moved), code, units)
    _subjects(session.view("moved_flags", **moved), definition, units)
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
    factor = 100 if unit in SHARES else 1
    name = t(
        "what_if.slider",
        severity=t(f"indicators.severity.{row['severity']}").capitalize(),
        sign=t(f"indicators.{row['direction']}"),
    )
    chosen = st.slider(
        name + (f" ({t('what_if.in_percent')})" if unit in SHARES else ""),
        min_value=lowest * factor,
        max_value=highest * factor,
        value=start * factor,
        step=step * factor,
        format="%.10g",
        key="_".join(
            [
                "moved",
                row["code"],
                row["measure"],
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
    power = 10 ** math.floor(math.log10(reach / 30))
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


def _outcome(found: dict[str, Any]) -> None:
    """Counts of flags, tiers and money, before and after."""
    counts = {name: formats.count(value) for name, value in found.items() if name.endswith("count")}
    flags = t(
        "what_if.counts",
        after=formats.count(found["flagged_after"]),
        before=formats.count(found["flagged_before"]),
        coming=counts["coming_count"],
        going=counts["going_count"],
        changed=counts["changed_count"],
    )
    tiers = t(
        "what_if.tiers",
        count=counts["tier_change_count"],
        coming=counts["entities_coming_count"],
        going=counts["entities_going_count"],
    )
    for column, text in zip(st.columns(3), (flags, tiers, money_words(found)), strict=True):
        with column.container(border=True, height="stretch"):
            st.markdown(text)
    if not found["is_complete"]:
        st.warning(t("what_if.incomplete"), icon=":material/info:")


def money_words(found: dict[str, Any]) -> str:
    """The money tied to the flags, after instead of before."""
    before, after = found["exposure_before"], found["exposure_after"]
    if before is None and after is None:
        return t("what_if.money_none")
    currency = found["currency"]
    return t(
        "what_if.money",
        after=plain(formats.money(after or 0, currency)),
        before=plain(formats.money(before or 0, currency)),
    )


def _entities(tiers: pl.DataFrame, code: str, units: str) -> None:
    """The names that come and go, those that enter the queue first."""
    st.markdown(f"**{t('what_if.entities')}**")
    order = {name: place for place, name in enumerate(("comes", "goes", "rises", "falls"))}
    moved = tiers.filter(pl.col("movement") != "stays").sort(
        pl.col("movement").replace_strict(order, default=9),
        "tier_rank_after",
        "entity_kind",
        "entity_id",
        descending=[False, True, False, False],
    )
    if moved.is_empty():
        st.markdown(t("what_if.entities_none"))
        return
    names = {tier: tier_words.name(tier) for tier in tier_words.TIERS}
    rows = moved.with_columns(
        tier_words.labelled(),
        pl.col("movement").replace({name: t(f"what_if.movement.{name}") for name in order}),
        pl.col("entity_kind").replace({kind: t(f"tier.kinds.{kind}") for kind in KINDS}),
        pl.col("tier_before", "tier_after").replace(names),
        *(_interval(moved, side).alias(f"score_{side}") for side in ("before", "after")),
    )
    _table(
        rows,
        f"moved-tiers-{code}",
        {
            "movement": rows_table.text(t(LABEL + "movement"), width=150),
            "entity_kind": rows_table.text(t(LABEL + "kind"), width=110),
            "entity_name": rows_table.text(t(LABEL + "entity"), width=300),
            "tier_before": rows_table.text(t(LABEL + "before")),
            "tier_after": rows_table.text(t(LABEL + "after")),
            "score_before": rows_table.text(t(LABEL + "score_before")),
            "score_after": rows_table.text(t(LABEL + "score_after")),
        },
        t("what_if.entities_alt"),
        units,
    )


def _interval(rows: pl.DataFrame, side: str) -> pl.Series:
    ends = rows.select(f"lowest_score_{side}", f"highest_score_{side}").iter_rows()
    return pl.Series([tier_words.interval(*pair) for pair in ends], dtype=pl.String)


def _subjects(flags: pl.DataFrame, definition: dict[str, Any], units: str) -> None:
    """The flags that come, go or change, the gravest first."""
    with st.expander(t("what_if.subjects")):
        moved = flags.filter(pl.col("rank_before") != pl.col("rank_after")).sort(
            "rank_after", "subject_id", descending=[True, False]
        )
        if moved.is_empty():
            st.markdown(t("what_if.subjects_none"))
            return
        words = {name: t(f"indicators.severity.{name}") for name in SEVERITIES}
        share = definition["unit"] in SHARES
        value = rows_table.share if share else rows_table.number
        _table(
            moved.with_columns(pl.col("severity_before", "severity_after").replace(words)),
            f"moved-flags-{definition['code']}",
            {
                "subject_id": rows_table.text(t(LABEL + "subject"), width=260),
                "severity_before": rows_table.text(t(LABEL + "flag_before")),
                "severity_after": rows_table.text(t(LABEL + "flag_after")),
                "value": value(t(LABEL + "value")),
                "exposure_amount": rows_table.number(t(LABEL + "exposure")),
            },
            t("what_if.subjects_alt"),
            units,
        )


def _table(rows: pl.DataFrame, name: str, columns: dict, alt: str, units: str) -> None:
    shown = rows.head(SHOWN)
    if rows.height > SHOWN:
        values = {"shown": formats.count(SHOWN), "count": formats.count(rows.height)}
        st.caption(t("what_if.many", **values))
    rows_table.show(shown, name, columns, alt=alt, missing="–", units=units, file=rows)


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
