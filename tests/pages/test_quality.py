"""The quality of the sources, what they can answer, and totals over areas that lose nothing."""

import pytest

from dashboard.engine.duck import quoted
from dashboard.i18n import t
from tests.pages.test_data import table_with, words


def test_every_dimension_of_a_source_adds_up_its_checks(open_page, facts):
    shown = table_with(
        open_page("data", part="quality", source="sample-payments"), "dimension_label"
    )
    checks = facts.rows(
        """SELECT * FROM source_scorecard WHERE source = 'sample-payments' AND is_latest
        AND NOT (table_name = 'whole file' AND column_name IS NOT NULL)"""
    )
    assert shown["failed_count"].sum() == checks["failed_count"].sum()
    assert shown["checked_count"].sum() == checks["checked_count"].sum()
    assert set(shown["dimension_label"]) == {
        "Completeness", "Consistency", "Timeliness", "Uniqueness", "Validity",
    }  # fmt: skip


def test_what_could_not_be_measured_has_no_share(facts):
    unmeasured = facts.rows("SELECT * FROM source_scorecard WHERE state <> 'measured'")
    assert unmeasured.height > 0
    assert unmeasured["failed_share"].null_count() == unmeasured.height
    assert set(unmeasured["state"]) == {"not supplied", "not applicable"}
    measured = facts.rows("SELECT * FROM source_scorecard WHERE state = 'measured'")
    assert measured["failed_share"].null_count() == 0


def test_every_check_that_counts_something_is_expected_where_it_can_be(facts):
    """A check that is not in the list of the view would be silent where it cannot be measured."""
    sql = facts.rows("SELECT DISTINCT check_name, table_name FROM quality_results")
    card = facts.rows(
        """SELECT DISTINCT check_name, table_name FROM source_scorecard
        WHERE source IN (SELECT DISTINCT source FROM column_profiles)"""
    )
    assert set(sql.rows()) <= set(card.rows())


def test_a_check_leads_to_the_rows_behind_it_and_they_to_their_file(open_page, facts):
    check = facts.rows(
        """SELECT * FROM source_scorecard WHERE check_name = 'row kept out' AND failed_count > 0
        ORDER BY source LIMIT 1"""
    ).row(0, named=True)
    app = open_page(
        "data",
        part="quality",
        source=check["source"],
        check=check["check_name"],
        table=check["table_name"],
        column="-",
        published=str(check["published_date"]),
    )
    shown = table_with(app, "source_line", "found", "open_link")
    assert len(shown) == check["failed_count"]
    assert f"line={shown['source_line'].iloc[0]}" in shown["open_link"].iloc[0]
    assert t("quality.back") in [link.proto.label for link in app.get("page_link")]


def test_a_check_that_does_not_exist_gets_a_message(open_page):
    app = open_page(
        "data", part="quality", check="none", table="none", column="-", published="2000-01-01"
    )
    assert app.warning[0].value == t("quality.unknown")


def test_rows_behind_are_never_more_than_were_counted(facts):
    over = facts.rows(
        """SELECT card.source, card.published_date, card.check_name, card.table_name,
            card.column_name
        FROM source_scorecard AS card
        INNER JOIN quality_rows AS shown
            ON card.source = shown.source AND card.published_date = shown.published_date
            AND card.check_name = shown.check_name AND card.table_name = shown.table_name
            AND card.column_name IS NOT DISTINCT FROM shown.column_name
        WHERE card.check_name <> 'long silence between reports'  -- its rows are projects
        GROUP BY ALL HAVING COUNT(*) > MAX(card.failed_count)"""
    )
    assert over.is_empty()


def test_the_fields_to_ask_for_come_with_what_they_would_unlock(open_page, facts):
    app = open_page("data", part="supports")
    shown = table_with(app, "column_label", "gained_indicators")
    gained = shown["gained_indicators"].dropna().to_list()
    assert gained == sorted(gained, reverse=True)
    indicators = table_with(app, "code", "state_label")
    assert len(indicators) == facts.single("SELECT COUNT(*) FROM indicator_definitions")
    unlocked = facts.single("SELECT SUM(unlocked_count) FROM field_requests")
    skipped = facts.single(
        """SELECT COUNT(*) FROM indicator_results INNER JOIN indicator_fields
        USING (code, skip_reason) WHERE outcome = 'insufficient' AND table_name IS NOT NULL"""
    )
    assert unlocked == skipped
    assert t("supports.requests_title") in words(app)


AREA_MEASURES = [
    ("payment_counts_by_area", "payment_counts", column)
    for column in (
        "invoice_count", "judged_count", "late_count", "timed_count", "paid_days", "open_count",
        "open_amount",
    )
]  # fmt: skip


@pytest.mark.parametrize(("areas", "city", "measure"), AREA_MEASURES)
def test_areas_and_the_unplaced_row_make_the_whole_city(facts, areas, city, measure):
    whole = float(facts.single(f"SELECT SUM({quoted(measure)}) FROM {city}"))
    levels = facts.rows(f"SELECT level, SUM({quoted(measure)}) AS n FROM {areas} GROUP BY level")
    assert levels.height >= 1
    assert all(float(n) == pytest.approx(whole) for n in levels["n"])
    unplaced = facts.rows(f"SELECT * FROM {areas} WHERE neighbourhood_id IS NULL")
    assert unplaced.height == levels.height


def test_client_payments_by_area_make_the_whole_city(facts):
    whole = facts.rows(
        """SELECT SUM(paid_amount) AS paid_amount, COUNT(*) AS payment_count FROM payments
        WHERE tier = 'client_prime'"""
    ).row(0)
    levels = facts.rows(
        """SELECT SUM(paid_amount) AS paid_amount, SUM(payment_count) AS payment_count
        FROM neighbourhood_payments GROUP BY level"""
    )
    for row in levels.rows():
        assert [float(one) for one in row] == pytest.approx([float(one) for one in whole])


def test_rates_by_area_and_what_lies_in_none_make_the_whole_city(facts):
    rows = facts.rows(
        """SELECT placed_event_count + unplaced_event_count AS events, event_count,
        placed_base_count + unplaced_base_count AS base, base_count FROM rate_measures"""
    )
    assert rows.height > 0
    assert rows["events"].to_list() == pytest.approx(rows["event_count"].to_list())
    assert rows["base"].to_list() == pytest.approx(rows["base_count"].to_list())
