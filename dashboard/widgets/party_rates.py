"""The rates of one company: how it pays, how it buys, and how close bids lie where it bids."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t
from dashboard.widgets import rows_table
from dashboard.widgets.plain_text import plain
from dashboard.widgets.project_columns import NOT_AVAILABLE

LABEL = "party.rates.columns."
PAYS = [
    "role", "standing", "settled_count", "judged_count", "on_time_share", "on_time_amount_share",
    "overdue_count", "overdue_amount", "currency", "weighted_late_days", "late_p90_days",
    "mean_pay_days", "known_until_date",
]  # fmt: skip
SHARES = [
    "measure", "standing", "judged_count", "raised_count", "raised_share", "beside_share",
    "held_against", "unjudged_count",
]  # fmt: skip
MARKETS = [
    "market", "standing", "bid_count", "judged_count", "raised_count", "raised_share",
    "mean_bid_count", "other_count", "other_share", "other_mean_bid_count", "last_date",
]  # fmt: skip
ASKED = ("watch", "high")


def show(cluster_id: str) -> None:
    """Draws what there is of the three; nothing for a company that neither pays, buys nor bids."""
    pays = session.view("company_on_time", cluster_id=cluster_id)
    shares = session.view("company_rates", cluster_id=cluster_id)
    markets = session.view("company_markets", cluster_id=cluster_id)
    if pays.is_empty() and shares.is_empty() and markets.is_empty():
        return
    st.subheader(t("party.rates.title"), anchor="rates")
    as_of = session.current().as_of
    st.markdown(t("party.rates.text", as_of=formats.day(as_of)))
    sentences = [in_time_sentence(row) for row in pays.iter_rows(named=True)]
    asked = shares.filter(pl.col("standing").is_in(ASKED))
    sentences += [share_sentence(row) for row in asked.iter_rows(named=True)]
    asked = markets.filter(pl.col("standing").is_in(ASKED))
    sentences += [market_sentence(row) for row in asked.iter_rows(named=True)]
    if sentences:
        st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
    _table("pays", _worded(pays, "tier", "role"), PAYS)
    _table("shares", _held(_worded(shares, "measure", "measure")), SHARES)
    _table("markets", markets, MARKETS)


def in_time_sentence(row: dict) -> str:
    """How many of the settled invoices were in time, and what is past due, in words.

    `row` is one of the view company_on_time.
    """
    values = {
        "role": t(f"party.rates.role.{row['tier']}"),
        "count": formats.count(row["on_time_count"]),
        "judged": formats.count(row["judged_count"]),
        "settled": formats.count(row["settled_count"]),
        "share": formats.share(row["on_time_share"], 1),
        "reason": _reason(row),
    }
    if row["standing"] in ASKED:
        limit = row[f"{row['standing']}_limit"]
        severity = t(f"indicators.severity.{row['standing']}")
        text = t(
            "party.rates.in_time_asked", limit=formats.share(limit), severity=severity, **values
        )
    else:
        key = "in_time" if row["standing"] else "in_time_none"
        text = t(f"party.rates.{key}", **values)
    return " ".join(part for part in (text, _past_due(row)) if part)


def _past_due(row: dict) -> str:
    if row["overdue_count"] is None:
        return t("party.rates.past_due_unknown", count=formats.count(row["open_count"]))
    if not row["overdue_count"]:
        return ""
    amount = formats.money(row["overdue_amount"], row["currency"])
    key = "past_due_one" if row["overdue_count"] == 1 else "past_due"
    return t(f"party.rates.{key}", count=formats.count(row["overdue_count"]), amount=amount)


def share_sentence(row: dict) -> str:
    """A share that is watched or high, and what it is held against, as a question.

    `row` is one of the view company_rates.
    """
    key = "test_passed" if row["limit_share"] is None else "limit_passed"
    return t(
        f"party.rates.{key}",
        measure=t(f"party.rates.measure.{row['measure']}"),
        limit=formats.share(row["limit_share"], 1),
        question=t(f"party.rates.question.{row['measure']}"),
        **_compared(row, row["beside_share"]),
    )


def market_sentence(row: dict) -> str:
    """A market in which bids lie closer than before, as a question.

    `row` is one of the view company_markets.
    """
    market = plain(row["market"].strip())
    compared = _compared(row, row["other_share"])
    return t("party.rates.market_passed", market=market, **compared)


def _compared(row: dict, others: float | None) -> dict[str, str]:
    q_value = row["q_value"]
    return {
        "count": formats.count(row["raised_count"]),
        "judged": formats.count(row["judged_count"]),
        "share": formats.share(row["raised_share"], 1),
        "others": formats.share(others, 1),
        "q": "" if q_value is None else f"{q_value:.2g}",
        "severity": t(f"indicators.severity.{row['standing']}"),
    }


def _reason(row: dict) -> str:
    if row["standing_reason"] is None:
        return ""
    return t(f"party.rates.reason.{row['standing_reason']}", minimum=row["minimum_count"])


def _standing(row: dict) -> str:
    if row["standing"]:
        return t(f"party.rates.standing.{row['standing']}")
    return t("party.rates.standing.none", reason=_reason(row))


def _worded(rows: pl.DataFrame, column: str, texts: str) -> pl.DataFrame:
    words = [t(f"party.rates.{texts}.{value}") for value in rows[column]]
    return rows.with_columns(pl.Series(texts, words, dtype=pl.String))


def _held(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with what each share is held against: a limit, or a test of chance."""
    words = []
    for row in rows.iter_rows(named=True):
        if row["limit_share"] is not None:
            limit = formats.share(row["limit_share"], 1)
            words.append(t("party.rates.held.limit", limit=limit))
        elif row["q_value"] is not None:
            words.append(t("party.rates.held.test", q=f"{row['q_value']:.2g}"))
        else:
            words.append(t("party.rates.held.nothing"))
    return rows.with_columns(pl.Series("held_against", words, dtype=pl.String))


def _table(name: str, rows: pl.DataFrame, names: list[str]) -> None:
    if rows.is_empty():
        return
    st.markdown(f"**{t(f'party.rates.{name}_title')}**")
    standings = [_standing(row) for row in rows.iter_rows(named=True)]
    rows = rows.with_columns(pl.Series("standing", standings, dtype=pl.String))
    rows_table.show(
        rows,
        f"company-{name}",
        {one: _column(one, rows.schema[one]) for one in names},
        alt=t(f"party.rates.{name}_alt"),
        missing=NOT_AVAILABLE,
    )
    st.caption(t(f"party.rates.{name}_note"))


def _column(name: str, dtype: pl.DataType) -> Any:
    label = t(LABEL + name)
    if name.endswith("_share"):
        return rows_table.share(label)
    if name.endswith("_amount"):
        return st.column_config.NumberColumn(label, format="localized")
    if name.endswith("_days") or name.endswith("mean_bid_count"):
        return st.column_config.NumberColumn(label, format="%.1f")
    if dtype == pl.Date:
        return rows_table.date(label)
    if dtype.is_numeric():
        return rows_table.count(label)
    if name == "held_against":
        return rows_table.text(label, alignment="right")
    return rows_table.text(label, **({"width": 270} if name == "measure" else {}))
