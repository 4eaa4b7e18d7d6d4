"""The evidence card of one flag: what was measured, the sum, the peers, what would clear it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import evidence_words, formats, t
from dashboard.widgets import expectations
from dashboard.widgets.plain_text import plain
from dashboard.widgets.project_columns import SOURCE, label

Header = Mapping[str, Any]
# Columns of evidence that name a record, and what that record is in the lineage.
RECORDS = {"contract_id": "contract", "party_id": "party", "other_party_id": "party"}
LINEAGE = ("project", "contract", "subcontract", "invoice", "payment", "party")
NUMBERS = (int, float, Decimal, date)
MOST_NUMBERS = 14
# What the engine or the comparison with peers adds stands in sentences of its own.
BESIDE_THE_SUM = frozenset(
    {
        *("value", "threshold", "fallback_count", "exposure_amount", "p_value", "q_value"),
        *("source_line", "published_date"),
        *("above_distance", "below_distance", "upper_fence", "lower_fence", "baseline_date"),
    }
)


def show(code: str, row: dict[str, Any], currency: str | None) -> None:
    """Draws what was measured and the sum, for one raised row of an indicator's own relation."""
    header = session.indicators()[code].header
    currency = row.get("currency") or currency
    _draw([_filled("sentence", header, row, currency), worked_words(header, row, currency)])


def show_more(
    code: str, row: dict[str, Any], currency: str | None, published: date | None = None
) -> None:
    """Draws the rest of the card: peers, chance, what would clear it, innocent causes, source.

    `published` is the day of the newest publication among the row's source rows.
    """
    header = session.indicators()[code].header
    _draw(
        [
            t("project.flags.condition", text=plain(session.condition(code))),
            clearing_words(code, header, row, row.get("currency") or currency),
            innocent_words(code),
            peer_words(row),
            chance_words(code, row),
            stand_in_words(row),
            age_words(published),
            source_words(code),
        ]
    )


def _draw(texts: list[str]) -> None:
    st.markdown("\n\n".join(text for text in texts if text))


def _filled(key: str, header: Header, row: dict[str, Any], currency: str | None) -> str:
    """A text of the header with the row's numbers; empty without one, or in an older build."""
    template = header.get(key) or ""
    if not template or not set(evidence_words.places(template)) <= set(row):
        return ""
    text = evidence_words.filled(template, row, header["unit"], currency)
    return t(f"evidence.{key}", text=plain(text))


def worked_words(header: Header, row: dict[str, Any], currency: str | None) -> str:
    """The formula with the row's numbers put in; beside it where no such text is written."""
    worked = _filled("worked", header, row, currency)
    if worked:
        return worked
    numbers = [
        f"{label(name).lower()} {evidence_words.written(name, value, header['unit'], currency)}"
        for name, value in row.items()
        if value is not None and isinstance(value, NUMBERS) and _is_of_the_sum(name)
    ]
    result = evidence_words.written("value", row["value"], header["unit"], currency)
    return t(
        "evidence.worked_beside",
        formula=plain(header["formula"]),
        numbers=plain("; ".join(numbers[:MOST_NUMBERS])) or formats.NOT_SUPPLIED,
        result=plain(result),
    )


def _is_of_the_sum(name: str) -> bool:
    return name not in BESIDE_THE_SUM and not name.startswith("peer_")


def peer_words(row: dict[str, Any]) -> str:
    """Which peers a row was compared with and how far it lies from them; empty where with none."""
    if row.get("peer_count") is None:
        return ""
    above, below = row.get("above_distance") or 0.0, row.get("below_distance") or 0.0
    side = "above" if above >= below else "below"
    text = t(
        f"evidence.peers_{side}",
        count=formats.count(row["peer_count"]),
        group=row.get("peer_group") or "",
        distance=f"{max(above, below):.1f}",
        date=formats.day(row.get("baseline_date")),
    )
    if row.get("peer_median") is not None:
        quartiles = ("peer_first_quartile", "peer_median", "peer_third_quartile")
        low, middle, high = (f"{row[name]:.4g}" for name in quartiles)
        text += " " + t("evidence.quartiles", low=low, middle=middle, high=high)
    return t("evidence.peers", text=plain(text))


def chance_words(code: str, row: dict[str, Any]) -> str:
    """What chance alone would raise among the tests of this kind; empty for a rule."""
    parts = []
    if row.get("q_value") is not None:
        parts.append(t("evidence.chance", share=formats.share(row["q_value"], 1)))
    tests = expectations.words(code)
    if tests:
        parts.append(tests)
    return " ".join(parts)


def stand_in_words(row: dict[str, Any]) -> str:
    """That a number rests on stand-ins, which lowers its points; empty where on none."""
    count = row.get("fallback_count") or 0
    if not count:
        return ""
    return t(
        "evidence.stand_in" if count == 1 else "evidence.stand_ins", count=formats.count(count)
    )


def clearing_words(code: str, header: Header, row: dict[str, Any], currency: str | None) -> str:
    """What would clear the flag: as its header says it, else from the mildest threshold."""
    clears = _filled("clears", header, row, currency)
    if clears:
        return clears
    measure = row.get("measure") or "value"
    every = session.relation("indicator_thresholds")
    limits = every.filter(code=code, measure=measure).sort("severity_rank")
    if limits.is_empty():
        return ""
    mildest = limits.row(0, named=True)
    number = evidence_words.written(measure, mildest["threshold"], header["unit"], currency)
    words = t(
        f"evidence.clears_{mildest['direction']}",
        measure=label(measure).lower() if measure != "value" else t("evidence.the_value"),
        threshold=number,
    )
    return t("evidence.clears", text=plain(words[:1].upper() + words[1:]))


def sources(row: dict[str, Any], subject_kind: str) -> pl.DataFrame:
    """The source rows behind one row of evidence: of its subject, contract and parties."""
    keys = {(subject_kind, row["subject_id"])} | {
        (kind, row[column]) for column, kind in RECORDS.items() if row.get(column)
    }
    found = [
        session.relation("lineage", fact_kind=kind, fact_id=record, limit=1)
        for kind, record in sorted(keys)
        if kind in LINEAGE
    ]
    return pl.concat(found) if found else pl.DataFrame()


def source_row_words(found: pl.DataFrame, subject_kind: str) -> str:
    """The source rows as links, each with its record, file and line."""
    if found.is_empty():
        return t("evidence.rows_none" if subject_kind in LINEAGE else "evidence.rows_many")
    parts = [
        t(
            "evidence.row",
            kind=t(f"project.facts.{row['fact_kind']}"),
            id=plain(row["fact_id"]),
            file=plain(row["file_name"]),
            line=formats.count(row["source_line"]),
            address=SOURCE.address(row),
        )
        for row in found.iter_rows(named=True)
    ]
    return t("evidence.rows", list="; ".join(parts))


def age_words(published: date | None) -> str:
    """How old the newest source row is on the reporting date; empty where that is not known."""
    if published is None:
        return ""
    as_of = session.current().as_of
    return t(
        "evidence.age",
        published=formats.day(published),
        days=formats.days(max((as_of - published).days, 0)),
        as_of=formats.day(as_of),
    )


def source_words(code: str) -> str:
    """Where the threshold comes from, and how well that was checked."""
    header = session.indicators()[code].header
    tag = header["verification"]
    return t(
        "project.flags.source",
        text=plain(header["source"]),
        tag=tag,
        verification=t(f"verification.{tag}"),
    )


def innocent_words(code: str) -> str:
    """The harmless causes that look the same, to be tested first."""
    return t(
        "project.flags.innocent",
        list=plain("; ".join(session.indicators()[code].header["innocent"])),
    )


def show_measured(code: str) -> None:
    """Draws how often this kind of flag was right where the truth is known, or that none is."""
    for text in measured_words(code):
        st.markdown(f"- {text}")


def measured_words(code: str) -> list[str]:
    """Sentences on recall, precision and false flags, each with what it was measured on."""
    found = next((one for one in session.evidence_kept("planted") if one["code"] == code), None)
    if found is None or found["precision"] is None:
        return [t("evidence.not_measured")]
    sentences = [
        t(
            "evidence.planted",
            cities=formats.count(found["city_count"]),
            planted=formats.count(found["planted_count"]),
            recall=interval(found, "recall"),
            precision=interval(found, "precision"),
            false=_false_flags(found),
        )
    ]
    if found["twin_count"]:
        sentences.append(
            t(
                "evidence.twins",
                count=formats.count(found["twin_count"]),
                raised=formats.count(found["false_twin_count"]),
            )
        )
    if found["null_share"] is not None:
        sentences.append(t("evidence.null", share=f"{found['null_share'] * 1000:.1f}"))
    return sentences


def _false_flags(found: dict[str, Any]) -> str:
    if found["false_per_thousand"] is None:
        return t("evidence.planted_no_clear")
    return t("evidence.planted_false", count=f"{found['false_per_thousand']:.1f}")


def interval(found: dict[str, Any], name: str) -> str:
    """98.4 % (97.1 % to 99.2 %)."""
    value, low, high = (found[column] for column in (name, f"{name}_low", f"{name}_high"))
    return t(
        "evidence.interval",
        value=formats.share(value, 1),
        low=formats.share(low, 1),
        high=formats.share(high, 1),
    )
