"""Tiers in words: the sentence of an entity's flags, its interval, and how much is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard.i18n import formats, t
from dashboard.widgets.plain_text import plain

TIERS = ("critical", "high", "watch", "no signal", "not rated")
MOST_REASONS = 3
Tier = Mapping[str, Any]


def name(tier: str) -> str:
    """A tier as a reader sees it."""
    return t(f"tier.names.{tier.replace(' ', '_')}")


def sentence(tier: Tier, flags: pl.DataFrame, currency: str | None) -> str:
    """The tier with its strongest reasons and what was measured, as Markdown.

    `tier` is a row of the view entity_tier, `flags` the rows of entity_flags. What is not rated
    stands in grey: nothing is known of it, good or bad.
    """
    reasons = joined(deciding(flags, currency))
    share = formats.share(tier["coverage"])
    if tier["tier"] == "not rated":
        kind = "not_rated" if tier["coverage"] is not None else "no_core"
        text = f":gray[{t(f'tier.sentence.{kind}', share=share)}]"
    elif tier["tier"] == "no signal":
        text = t("tier.sentence.no_signal")
    else:
        text = t("tier.sentence.raised", tier=name(tier["tier"]), reasons=reasons)
    if tier["has_note"]:
        text += " " + t("tier.sentence.note", reasons=reasons)
    if tier["is_provisional"] and tier["tier"] != "not rated":
        kind = "provisional" if tier["coverage"] is not None else "provisional_no_core"
        text += " " + t(f"tier.sentence.{kind}", share=share)
    return text


def deciding(flags: pl.DataFrame, currency: str | None) -> list[str]:
    """Of each cluster its deciding indicator with the gravest value, the strongest first."""
    if flags.is_empty():
        return []
    gravest = (
        flags.filter(pl.col("is_deciding"))
        .sort("points", "severity_rank", "code", descending=[True, True, False])
        .unique("code", keep="first", maintain_order=True)
    )
    return [reason(row, currency) for row in gravest.iter_rows(named=True)]


def reason(flag: Mapping[str, Any], currency: str | None) -> str:
    """`Paid above contract value, 6.0 % (P7, rule)`; without the value where another measure
    raised the flag."""
    rests_on = t(f"tier.rests_on.{flag['evidence_class']}")
    if flag["value"] is None or (flag["measure"] or "value") != "value":
        return t("tier.reason", title=plain(flag["title"]), code=flag["code"], rests_on=rests_on)
    value = formats.measured(flag["value"], flag["unit"], flag["currency"] or currency)
    return t(
        "tier.reason_measured",
        title=plain(flag["title"]),
        value=plain(value),
        code=flag["code"],
        rests_on=rests_on,
    )


def joined(reasons: list[str]) -> str:
    """The first reasons in one clause; how many more there are is said."""
    if len(reasons) > MOST_REASONS:
        more = t("tier.more", count=formats.count(len(reasons) - MOST_REASONS))
        return "; ".join([*reasons[:MOST_REASONS], more])
    if len(reasons) < 2:
        return "".join(reasons)
    return t("tier.and", first="; ".join(reasons[:-1]), last=reasons[-1])


def interval(lowest: float | None, highest: float | None) -> str:
    """The score from its lower to its upper end; never one number in the middle."""
    if lowest is None or highest is None:
        return formats.NOT_SUPPLIED
    return t("tier.interval", lowest=f"{lowest:.0f}", highest=f"{highest:.0f}")


def score(tier: Tier) -> str:
    """`17 to 57 of 100, 60 % computable`."""
    if tier["lowest_score"] is None:
        return t("tier.no_score")
    return t(
        "tier.score" if tier["coverage"] is not None else "tier.score_no_core",
        interval=interval(tier["lowest_score"], tier["highest_score"]),
        share=formats.share(tier["coverage"]),
    )


def labelled() -> pl.Expr:
    """`entity_name` of rows with an entity: contracts and tenders share names, so with their id."""
    name = pl.col("entity_name").fill_null(pl.col("entity_id"))
    alike = pl.col("entity_kind").is_in(["contract", "tender"]) & (name != pl.col("entity_id"))
    with_id = pl.concat_str(name, pl.lit(" · "), pl.col("entity_id"))
    return pl.when(alike).then(with_id).otherwise(name).alias("entity_name")
