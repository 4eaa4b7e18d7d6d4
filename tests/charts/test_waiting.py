"""Charts of waiting: what is drawn, in which order, and the sentence above."""

import plotly.graph_objects as go
import polars as pl

from dashboard.charts import waiting
from dashboard.i18n import t

TIERS = pl.DataFrame(
    {
        "tier": ["client_prime", "prime_sub", "wage"],
        "timed_count": [40, 10, 0],
        "shortest_days": [3, 9, None],
        "median_days": [20.0, 35.0, None],
        "p80_days": [30.0, 50.0, None],
        "p90_days": [45.0, 61.0, None],
        "longest_days": [300, 70, None],
        "median_allowed_days": [30.0, None, None],
        "unpaid_after_60_share": [0.05, 0.25, None],
    }
)
AGES = pl.DataFrame({"band_order": [1, 6, 7], "open_count": [10, 4, 2], "overdue_count": [1, 4, 0]})


def points(figure: dict) -> dict[str, dict]:
    """The traces of markers by their name."""
    return {trace["name"]: trace for trace in figure["data"] if trace["mode"] == "markers"}


def test_every_number_of_a_tier_has_a_sign_of_its_own():
    found = points(waiting.days_by_tier(TIERS))
    assert len({trace["marker"]["symbol"] for trace in found.values()}) == 4
    assert found[t("payments.mark.p90_days")]["x"] == [45.0, 61.0]


def test_a_tier_without_a_day_is_not_drawn_and_an_unknown_limit_leaves_a_gap():
    found = points(waiting.days_by_tier(TIERS))
    assert found[t("payments.mark.median_allowed_days")]["x"] == [30.0, None]
    assert not any(
        t("payments.tier.wage") in name for trace in found.values() for name in trace["y"]
    )


def test_no_limit_is_drawn_where_no_due_date_is_known():
    rows = TIERS.with_columns(pl.lit(None, dtype=pl.Float64).alias("median_allowed_days"))
    assert t("payments.mark.median_allowed_days") not in points(waiting.days_by_tier(rows))


def test_the_first_tier_is_on_top_and_says_how_many_invoices_it_rests_on():
    layout = waiting.days_by_tier(TIERS)["layout"]
    assert layout["yaxis"]["categoryarray"][-1] == layout["annotations"][0]["text"]
    assert "n = 40" in layout["annotations"][0]["text"]


def test_bars_of_one_age_add_up_to_what_is_open_and_differ_by_more_than_colour():
    late, other = waiting.age_bands(AGES)["data"]
    assert [a + b for a, b in zip(late["y"], other["y"], strict=True)] == [10, 4, 2]
    assert late["marker"]["pattern"]["shape"] != other["marker"]["pattern"]["shape"]


def test_where_no_due_date_is_known_nothing_is_drawn_as_past_due():
    rows = AGES.with_columns(pl.lit(None, dtype=pl.Int64).alias("overdue_count"))
    (bars,) = waiting.age_bands(rows)["data"]
    assert bars["name"] == t("payments.not_overdue")
    assert bars["y"] == [10, 4, 2]


def test_the_figures_are_valid():
    go.Figure(waiting.days_by_tier(TIERS))
    go.Figure(waiting.age_bands(AGES))
    go.Figure(waiting.days_by_tier(TIERS.clear()))
    go.Figure(waiting.age_bands(AGES.clear()))


def test_the_sentence_names_the_tier_that_waits_longest():
    text = waiting.tiers_reading(TIERS)
    assert t("payments.tier.prime_sub") in text
    assert "61 days" in text


def test_the_sentence_of_one_tier_gives_its_extremes():
    text = waiting.tiers_reading(TIERS.head(1))
    assert "took 3" in text
    assert "300 days" in text


def test_without_a_day_the_sentence_says_so():
    assert waiting.tiers_reading(TIERS.tail(1)) == t("payments.no_days")


def test_open_invoices_count_in_the_sentence_on_what_is_unpaid():
    assert "25 %" in waiting.open_reading(TIERS)
    assert waiting.open_reading(TIERS.tail(1)) == t("payments.reading_not_watched")


def test_the_sentence_on_ages_adds_up_and_names_what_has_no_date():
    assert "16 invoices" in waiting.ages_reading(AGES)
    assert "2 have no date" in waiting.ages_reading(AGES)
    assert "date" not in waiting.ages_reading(AGES.head(2))
