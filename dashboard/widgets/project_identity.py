"""What a project is, and its four numbers with the way to the rows behind them."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t, texts
from dashboard.widgets import frame
from dashboard.widgets.plain_text import plain

Facts = dict[str, Any]
LONGEST_TITLE = 90


def title(facts: Facts) -> str:
    """The project's name, cut where it would fill the screen; the whole of it is in the list."""
    name = facts["project_name"]
    return plain(name if len(name) <= LONGEST_TITLE else name[:LONGEST_TITLE].rstrip() + "…")


def show_numbers(facts: Facts) -> None:
    """Draws cost growth, slip, what was paid and the flags, each linked to its section."""
    with st.container(horizontal=True):
        _number("cost", _signed(facts), _cost_note(facts), "money")
        _number("slip", slip(facts), _slip_note(facts), "dates")
        _number(
            "paid",
            formats.money(facts["paid_amount"], facts["currency"]),
            _paid_note(facts),
            "payments",
        )
        _number(
            "flags",
            t(
                "project.numbers.flags_value",
                flagged=formats.count(facts["flagged_count"]),
                judged=formats.count(facts["judged_count"]),
            ),
            t("project.numbers.flags_note", applicable=formats.count(facts["applicable_count"])),
            "flags",
        )


def _number(name: str, value: str, note: str, anchor: str) -> None:
    with st.container(border=True, width=225, height="stretch", gap="xxsmall"):
        st.metric(t(f"project.numbers.{name}"), value)
        st.caption(note)
        st.markdown(f":small[[{t(f'project.numbers.{anchor}_link')}](#{anchor})]")


def _signed(facts: Facts) -> str:
    amount = facts["cost_growth_amount"]
    sign = "+" if amount is not None and amount > 0 else ""
    return sign + formats.money(amount, facts["currency"])


def _cost_note(facts: Facts) -> str:
    if facts["cost_growth_basis"] is None:
        return t("project.numbers.cost_unknown")
    ratio = formats.share(facts["cost_growth_ratio"], 1)
    return t(f"project.numbers.cost_{facts['cost_growth_basis']}", ratio=ratio)


def _paid_note(facts: Facts) -> str:
    if facts["contract_current_amount"] is None:
        return t("project.numbers.paid_alone")
    amount = formats.money(facts["contract_current_amount"], facts["currency"])
    return t("project.numbers.paid_note", amount=amount)


def slip(facts: Facts) -> str:
    """The slip in days with its direction in words."""
    days = facts["slip_days"]
    if days is None:
        return formats.NOT_SUPPLIED
    if days == 0:
        return t("project.numbers.slip_none")
    word = "slip_late" if days > 0 else "slip_early"
    return t(f"project.numbers.{word}", days=formats.days(abs(days)))


def _slip_note(facts: Facts) -> str:
    if facts["slip_days"] is None:
        return facts["slip_skip_reason"] or formats.NOT_SUPPLIED
    return t(
        "project.numbers.slip_note",
        basis=t(f"project.end_source.{facts['end_source']}"),
        end=formats.day(facts["end_date"]),
        planned=formats.day(facts["baseline_end_date"]),
    )


def show(facts: Facts, places: pl.DataFrame) -> None:
    """Draws the description list of a project; what is empty reads "not supplied"."""
    st.subheader(t("project.identity.title"), anchor="identity")
    rows = {
        "name": plain(facts["project_name"]),
        "project_id": plain(facts["project_id"]),
        "agency": _text(facts["agency"]),
        "programme": _text(facts["programme"]),
        "sector": _text(facts["sector"]),
        "status": _status(facts),
        "places": _places(places),
        "start": formats.day(facts["start_date"]),
        "first_end": formats.day(facts["baseline_end_date"]),
        "latest_end": formats.day(facts["latest_planned_end_date"]),
        "end": _end(facts),
        "suppliers": _text(facts["supplier_names"]),
        "address": _text(facts["address"]),
        "description": _text(facts["description"]),
        "delay_reason": _text(facts["delay_reason"]),
        "components": formats.count(facts["component_count"] or None),
        "source": t(
            "project.identity.source_value",
            title=_text(facts["source_title"]),
            owner=_text(facts["source_owner"]),
        ),
        "last_update": _last_update(facts),
    }
    st.table(
        {t(f"project.identity.{name}"): text for name, text in rows.items()},
        border="horizontal",
        alt=t("project.identity.title"),
    )
    frame.link(
        "source",
        t("project.identity.source_row"),
        file=facts["source_file_id"],
        line=str(facts["source_line"]),
    )


def _text(value: str | None) -> str:
    return formats.NOT_SUPPLIED if value is None else plain(value)


def _status(facts: Facts) -> str:
    if facts["status_text"] is None:
        return _text(facts["status"])
    return t(
        "project.identity.status_value",
        status=_text(facts["status"]),
        published=plain(facts["status_text"]),
    )


def _end(facts: Facts) -> str:
    if facts["end_date"] is None:
        return formats.NOT_SUPPLIED
    return f"{t('project.end_source.' + facts['end_source'])} {formats.day(facts['end_date'])}"


def _places(places: pl.DataFrame) -> str:
    if places.is_empty():
        return t("project.identity.unplaced")
    said = []
    for place in places.iter_rows(named=True):
        kind = "place" if place["is_direct"] else "place_above"
        method = texts().get(f"project.methods.{place['method']}", place["method"])
        said.append(
            t(
                f"project.identity.{kind}",
                name=plain(place["neighbourhood_name"]),
                level=place["level"],
                share=formats.share(place["neighbourhood_share"]),
                method=method,
            )
        )
    return "; ".join(said)


def _last_update(facts: Facts) -> str:
    once = facts["publication_count"] == 1
    return t(
        "project.identity.last_update_once" if once else "project.identity.last_update_value",
        last=formats.day(facts["last_seen_date"]),
        count=formats.count(facts["publication_count"]),
        first=formats.day(facts["first_seen_date"]),
    )


def show_unknown(project_id: str | None) -> None:
    """Says that the address names no project, or one that is not here, and leads to the list."""
    frame.title(t("pages.project"))
    workspace = session.current().workspace.title
    text = (
        t("project.unknown_id", project=plain(project_id), workspace=workspace)
        if project_id
        else t("project.missing_id")
    )
    st.warning(text, icon=":material/search_off:")
    frame.link("projects", t("project.to_list"))
