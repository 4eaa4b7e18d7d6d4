"""The catalogue of indicators: counts per outcome, firing rate, coverage, and what to beware of."""

from __future__ import annotations

import polars as pl

from dashboard import session
from dashboard.i18n import formats, t
from dashboard.session import Scope
from dashboard.widgets import measured, rows_table
from dashboard.widgets.rows_table import Opens

FIRES_TOO_OFTEN = 0.30
COVERS_TOO_LITTLE = 0.50


def rows(scope: Scope) -> pl.DataFrame:
    """The catalogue in the order of the codes, in the reader's scope, with `note`, `family_name`.

    `note` says in words what to beware of: a rate above 30 %, a coverage below 50 % and its
    commonest reason, or which relations were not supplied.
    """
    name = "indicator_summary_in_scope" if scope.described() else "indicator_summary"
    found = session.view(name, scope)
    order = {code: place for place, code in enumerate(session.indicators())}
    missing = session.relation("indicator_inputs", n=0)
    needs = {
        code: ", ".join(name.replace("_", " ") for name in group["relation"])
        for (code,), group in missing.group_by("code", maintain_order=True)
    }
    reasons = {
        row["code"]: row["skip_reason"]
        for row in session.view("indicator_skips").reverse().iter_rows(named=True)
    }
    notes = [
        note(row, needs.get(row["code"], ""), reasons.get(row["code"], t("indicators.no_reason")))
        for row in found.iter_rows(named=True)
    ]
    return (
        found.with_columns(
            pl.Series("note", notes, dtype=pl.String),
            pl.Series(
                "family_name",
                [t(f"indicators.family.{family}") for family in found["family"]],
                dtype=pl.String,
            ),
            pl.col("code").replace_strict(order, default=len(order)).alias("place"),
        )
        .sort("place", "code")
        .drop("place")
    )


def note(row: dict, missing: str, reason: str) -> str:
    """What to beware of in one indicator's counts.

    `missing` names the relations without a row, `reason` the commonest one for not judging.
    """
    if not row["subject_count"]:
        if missing:
            return t("indicators.note_missing", relations=missing)
        return t("indicators.note_none")
    if row["flagged_share"] is None:
        if missing:
            return t("indicators.note_missing", relations=missing)
        return t("indicators.note_judged_none", reason=reason)
    warnings = []
    header = session.indicators()[row["code"]].header
    if not any(measure.thresholds for measure in header.measures):
        warnings.append(t("indicators.note_context"))
    if row["flagged_share"] > FIRES_TOO_OFTEN:
        warnings.append(t("indicators.note_fires", limit=formats.share(FIRES_TOO_OFTEN)))
    if row["judged_share"] < COVERS_TOO_LITTLE:
        limit = formats.share(COVERS_TOO_LITTLE)
        warnings.append(t("indicators.note_covers", limit=limit, reason=reason))
    return "; ".join(warnings) or t("indicators.note_fine")


def show(found: pl.DataFrame) -> None:
    """The catalogue as a table; a row opens its indicator."""
    label = "indicators.column."
    right = measured.precisions()
    precision = (
        {"precision": rows_table.text(t(label + "precision"), width=190, alignment="right")}
        if right
        else {}
    )
    found = found.with_columns(
        pl.col("code")
        .replace_strict(right, default=None, return_dtype=pl.String)
        .alias("precision")
    )
    counts = ("flagged", "critical", "high", "watch", "clear", "insufficient", "contradictory")
    rows_table.show(
        found,
        "indicators",
        {
            "code": rows_table.text(t(label + "code"), width="small", pinned=True),
            "title": rows_table.text(t(label + "title"), width=210),
            "flagged_share": rows_table.share(t(label + "firing")),
            "judged_share": rows_table.share(t(label + "coverage")),
            **precision,
            "note": rows_table.text(t(label + "note"), width=260),
        }
        | {f"{name}_count": rows_table.count(t(label + name)) for name in counts}
        | {"family_name": rows_table.text(t(label + "family"))},
        alt=t("indicators.table_alt"),
        opens=Opens("indicator", {"code": "code"}),
        missing="–",
        height="content",
    )
