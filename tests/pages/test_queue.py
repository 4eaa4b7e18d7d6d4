"""The review queue: whom to look at first, by tier, by money, and which data to ask for."""

import polars as pl
import pytest

from dashboard.i18n import t


def words(app) -> str:
    return "\n".join(part.value for part in [*app.markdown, *app.caption, *app.info])


def table(app, column: str):
    """The first table with a column, as a pandas frame."""
    return next(one.value for one in app.dataframe if column in one.value.columns)


def queue(facts, kind: str, order: str) -> pl.DataFrame:
    return facts.rows(
        f"SELECT * FROM review_queue WHERE entity_kind = '{kind}' ORDER BY {order} LIMIT 50"
    )


@pytest.mark.parametrize("kind", ["project", "contract", "tender", "party"])
def test_the_queue_stands_in_the_order_of_the_build(open_page, facts, kind):
    shown = table(open_page("queue", kind=kind), "queue_position")
    expected = queue(facts, kind, "queue_position")
    assert shown["entity_id"].to_list() == expected["entity_id"].to_list()
    assert shown["queue_position"].to_list() == list(range(1, len(shown) + 1))


def test_by_money_alone_the_largest_sum_comes_first(open_page, facts):
    shown = table(open_page("queue", part="money"), "money_position")
    expected = queue(facts, "project", "money_position")
    assert shown["entity_id"].to_list() == expected["entity_id"].to_list()
    assert shown["exposure_amount"].dropna().is_monotonic_decreasing


def test_a_score_is_an_interval_and_never_one_number(open_page):
    shown = table(open_page("queue"), "score")
    assert all(" to " in score for score in shown["score"])
    assert not {"lowest_score", "highest_score", "middle"} & set(shown.columns)


def test_the_sentence_counts_every_tier_and_who_is_not_in_the_queue(open_page, facts):
    text = words(open_page("queue"))
    tiers = dict(
        facts.rows(
            "SELECT tier, entity_count FROM tier_counts WHERE entity_kind = 'project'"
        ).iter_rows()
    )
    queued = sum(tiers.get(tier, 0) for tier in ("critical", "high", "watch"))
    assert f"**{queued} projects** stand in the queue" in text
    assert f"{tiers['critical']} critical" in text
    assert f"{tiers.get('no signal', 0)} with no signal" in text


def test_filters_in_the_address_leave_what_they_name(open_page, facts):
    agency = facts.single("SELECT MIN(agency) FROM projects")
    shown = table(open_page("queue", tier="critical", raised="C1", agency=agency), "entity_id")
    expected = facts.rows(
        "SELECT entity_id FROM review_queue INNER JOIN projects ON entity_id = project_id"
        " WHERE entity_kind = 'project' AND tier = 'critical' AND agency = $agency"
        " AND list_contains(string_split(deciding_codes, ' '), 'C1') ORDER BY queue_position",
        {"agency": agency},
    )["entity_id"].to_list()
    assert expected
    assert shown["entity_id"].to_list() == expected[:50]


def test_filters_that_leave_nothing_are_said_to(open_page):
    app = open_page("queue", kind="party", tier="watch", raised="C1")
    assert t("queue.none", kinds="companies") in app.info[0].value


def test_named_companies_stand_under_a_note_on_publication(open_page):
    assert t("tier.oversight") in words(open_page("queue", kind="party"))
    assert t("tier.oversight") not in words(open_page("queue"))


def test_requests_name_the_exact_missing_fields(open_page, facts):
    shown = table(open_page("queue", part="requests"), "missing_fields")
    expected = facts.rows(
        "SELECT entity_id, missing_fields FROM data_request_queue WHERE entity_kind = 'project'"
        " ORDER BY queue_position LIMIT 50"
    )
    assert shown["entity_id"].to_list() == expected["entity_id"].to_list()
    assert shown["missing_fields"].fillna("").to_list() == (
        expected["missing_fields"].fill_null("").to_list()
    )


def test_every_part_says_that_a_flag_is_a_question(open_page):
    for part in ("review", "money", "requests"):
        assert t("frame.question") in words(open_page("queue", part=part))
