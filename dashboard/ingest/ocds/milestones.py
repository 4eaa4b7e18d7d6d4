"""Rows of milestones and measured figures, and of the progress that either tells of."""

from __future__ import annotations

import re

from dashboard.ingest.ocds.facts import CLIENT, Object, Process, amount_of

# A share that can mean nothing else: with a percent sign, or a fraction with a point from 0 to 1.
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d+)?) ?%")
_FRACTION = re.compile(r"0[.,]\d+|1[.,]0+")
_PERCENT_UNITS = frozenset({"%", "percent", "percentage", "p1", "per cent", "pct"})
_SHARE_UNITS = frozenset({"fraction", "share", "ratio"})


def milestones(
    process: Process,
    found: list[Object] | None,
    path: str,
    contract_id: str | None,
    between: tuple[str | None, str | None, str | None] = (None, None, None),
) -> set[str]:
    """Rows of milestones; a payment milestone with a due date also makes an invoice.

    `between`: payer, payee and the payee's name. Returns the ids, as in the file, of those that
    made an invoice.
    """
    due: set[str] = set()
    for one in found or ():
        milestone_id = f"{path}/milestone/{one['id']}"
        kind = one.get("type") or one.get("milestoneType")
        date = one.get("dueDate")
        baseline = _first_due(process, milestone_id, date)
        amount, currency = amount_of(one)
        process.rows["milestones"].append(
            (
                milestone_id,
                process.project_id,
                contract_id,
                one.get("title") or one.get("description"),
                baseline,
                date if date != baseline else None,
                one.get("dateMet"),
                one.get("status"),
                kind,
                amount,
                currency,
            )
        )
        process.documents(one, milestone_id, *_entity(process, contract_id))
        if kind == "payment" and date and contract_id:
            due.add(one["id"])
            process.rows["invoices"].append(
                (
                    milestone_id,
                    process.project_id,
                    contract_id,
                    CLIENT,
                    *between,
                    date,
                    amount,
                    currency,
                )
            )
        if process.options.progress_in_milestones and contract_id:
            _progress_in_words(process, one, milestone_id, contract_id)
    return due


def _entity(process: Process, contract_id: str | None) -> tuple[str, str]:
    return ("contract", contract_id) if contract_id else ("tender", process.tender_id)


def _first_due(process: Process, milestone_id: str, date: str | None) -> str | None:
    """The date first promised, as far as the releases tell."""
    if process.memory is None or date is None:
        return date if process.memory is None else process.memory.first_due.get(milestone_id)
    return process.memory.first_due.setdefault(milestone_id, date)


def _progress_in_words(
    process: Process, milestone: Object, milestone_id: str, contract_id: str
) -> None:
    """A report out of a description that is nothing but a share of the work."""
    text = (milestone.get("description") or "").strip()
    if found := _PERCENT.fullmatch(text):
        share = round(float(found[1].replace(",", ".")) / 100, 8)
    elif _FRACTION.fullmatch(text):
        share = float(text.replace(",", "."))
    else:
        return
    if share > 1.2:
        return
    # The day the milestone was last looked at is the day that the share was known.
    day = milestone.get("dateModified") or milestone.get("dueDate") or process.day
    process.rows["progress_reports"].append(
        (
            f"{milestone_id}/progress/{day}",
            process.project_id,
            contract_id,
            day,
            milestone.get("dateModified"),
            share,
            None,
        )
    )


def observations(
    process: Process,
    metrics: list[Object] | None,
    path: str,
    contract_id: str | None,
    kind: str,
) -> None:
    """Rows of measured and forecast figures; physical progress also makes progress reports."""
    for metric in metrics or ():
        name = metric["id"]
        is_physical = name.casefold().replace("_", "") == "physicalprogress"
        for one in metric.get("observations") or ():
            observation_id = f"{path}/{kind}/{name}/{one['id']}"
            period, unit = one.get("period") or {}, one.get("unit") or {}
            unit_name = unit.get("name") or unit.get("id")
            measure = one.get("measure")
            process.rows["metric_observations"].append(
                (
                    observation_id,
                    process.project_id,
                    contract_id,
                    kind,
                    name,
                    metric.get("title"),
                    period.get("startDate"),
                    period.get("endDate"),
                    measure,
                    unit_name,
                    *amount_of(one),
                    None,
                )
            )
            day = period.get("endDate") or period.get("startDate")
            share = _share(measure, unit_name) if is_physical else None
            if share is not None and day and 0 <= share <= 1.2:
                shares = (None, share) if kind == "forecast" else (share, None)
                report = (observation_id, process.project_id, contract_id, day, None, *shares)
                process.rows["progress_reports"].append(report)


def _share(measure: float | None, unit: str | None) -> float | None:
    """A measure as a share of the work; None where its unit does not tell."""
    word = (unit or "").strip().casefold()
    if measure is None:
        return None
    if word in _PERCENT_UNITS:
        return round(measure / 100, 8)
    return measure if word in _SHARE_UNITS else None
