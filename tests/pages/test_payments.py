"""The payments page: days and lateness that can be recounted, and nothing open forgotten."""

import statistics

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from dashboard.engine import catalogue, order
from dashboard.i18n import formats, t

TIMELINES = """
    SELECT * FROM invoice_timelines
    WHERE COALESCE(payable_amount, 1) > 0 AND COALESCE(status, '') NOT IN ('rejected', 'cancelled')
"""


def tables(app) -> list:
    """Every table on the page as a pandas frame."""
    return [table.value for table in app.dataframe]


def table_with(app, *columns: str):
    """The first table that has these columns."""
    return next(table for table in tables(app) if set(columns) <= set(table.columns))


def words(app) -> str:
    """All running text of the page."""
    parts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.subheader, *app.title]
    return "\n".join(str(part.value) for part in parts)


@pytest.fixture
def invoices(facts):
    """The invoices that count, as the models give them."""
    return facts.rows(TIMELINES)


def test_the_median_and_percentiles_of_each_tier_can_be_recounted(open_page, invoices):
    shown = table_with(open_page("payments"), "tier_name", "median_days", "p90_days")
    for tier in invoices["tier"].unique():
        days = invoices.filter(tier=tier, is_settled=True)["days_to_pay"].drop_nulls()
        days = days.filter(days >= 0).sort()
        row = shown[shown["tier_name"] == t(f"payments.tier.{tier}")].iloc[0]
        assert row["median_days"] == pytest.approx(statistics.median(days))
        ninth = (len(days) - 1) * 0.9
        low, part = int(ninth), ninth - int(ninth)
        expected = days[low] + part * (days[min(low + 1, len(days) - 1)] - days[low])
        assert row["p90_days"] == pytest.approx(expected)


def test_paid_open_and_unknown_add_up_to_all_invoices(facts, invoices):
    sums = facts.rows(
        "SELECT SUM(settled_count) AS s, SUM(open_count) AS o, SUM(unknown_count) AS u,"
        " SUM(invoice_count) AS n FROM payment_performance_by_tier"
    ).row(0, named=True)
    assert sums["s"] + sums["o"] + sums["u"] == sums["n"] == invoices.height
    assert sums["o"] > 0


def test_the_share_unpaid_after_sixty_days_counts_open_invoices_too(facts, invoices):
    watched = invoices.filter(
        pl.col("tier") == "client_prime",
        (pl.col("known_until_date") - pl.col("issued_date")).dt.total_days() >= 60,
    )
    timed = watched.filter(pl.col("is_settled"), pl.col("days_to_pay") >= 0)
    still_open = watched.filter(~pl.col("is_settled"))
    unpaid = timed.filter(pl.col("days_to_pay") > 60).height + still_open.height
    shown = facts.single(
        "SELECT unpaid_after_60_share FROM payment_performance_by_tier WHERE tier = 'client_prime'"
    )
    assert still_open.height > 0
    assert shown == pytest.approx(unpaid / (timed.height + still_open.height))


def asked(facts, view: str, **filters):
    """The rows of a view that is run when asked, under these filters."""
    sql = order.with_asked_views(view, catalogue.queries(), catalogue.asked())
    params = dict.fromkeys(("agency", "sector", "status", "neighbourhood_id")) | filters
    named = {name: value for name, value in params.items() if f"${name}" in sql}
    return facts.rows(sql, named | ({"row_limit": 100_000} if "$row_limit" in sql else {}))


def test_without_a_filter_the_asked_view_equals_the_stored_one(facts):
    stored = facts.rows("SELECT * FROM payment_performance_by_tier ORDER BY tier")
    found = asked(facts, "payment_performance_in_scope").sort("tier")
    assert_frame_equal(found, stored, rel_tol=1e-11)  # stored numbers keep twelve digits


@pytest.mark.parametrize(
    "view", ["payment_performance_by_payer", "payment_performance_by_neighbourhood"]
)
def test_what_is_stored_for_no_filter_is_the_sum_of_what_each_agency_has(facts, view):
    agencies = facts.rows("SELECT DISTINCT agency FROM projects WHERE agency IS NOT NULL")["agency"]
    everywhere = asked(facts, view)
    by_agency = pl.concat([asked(facts, view, agency=agency) for agency in agencies])
    for column in ("invoice_count", "judged_count", "open_count", "open_amount"):
        assert float(everywhere[column].sum()) == pytest.approx(float(by_agency[column].sum()))
    mixed = asked(facts, view).filter(pl.col("late_share").is_not_null())
    assert mixed["late_share"].is_between(0, 1).all()


def test_a_filter_changes_the_numbers_and_stays_in_the_address(open_page, facts):
    agency = facts.single("SELECT MIN(agency) FROM projects")
    expected = facts.single(
        f"SELECT COUNT(*) FROM ({TIMELINES}) JOIN projects USING (project_id) WHERE agency = $a",
        {"a": agency},
    )
    app = open_page("payments", agency=agency)
    assert table_with(app, "tier_name", "invoice_count")["invoice_count"].sum() == expected
    assert app.query_params["agency"] in (agency, [agency])


def test_the_oldest_unpaid_invoice_comes_first_with_its_age_at_the_data_date(open_page, invoices):
    shown = table_with(open_page("payments"), "open_days", "payer_name", "overdue_state")
    still_open = invoices.filter(~pl.col("is_settled"))
    ages = (still_open["known_until_date"] - still_open["issued_date"]).dt.total_days()
    assert shown["open_days"].iloc[0] == ages.max()
    assert shown["open_days"].is_monotonic_decreasing
    assert len(shown) == min(50, still_open.height)


def test_workers_are_not_named(facts):
    assert facts.single("SELECT COUNT(*) FROM unpaid_invoices WHERE tier = 'wage'") > 0
    named = "SELECT COUNT(*) FROM unpaid_invoices WHERE tier = 'wage' AND payee_name IS NOT NULL"
    assert facts.single(named) == 0


def test_the_bands_of_age_add_up_to_what_is_open(open_page, invoices):
    app = open_page("payments")
    bands = table_with(app, "band", "open_count")
    assert bands["open_count"].sum() == invoices.filter(~pl.col("is_settled")).height
    assert formats.count(bands["open_count"].sum()) in words(app)


def test_every_legal_clock_is_printed_with_its_citation_and_how_it_was_checked(open_page, facts):
    clocks = table_with(open_page("payments"), "citation", "verification")
    assert len(clocks) == facts.single("SELECT COUNT(*) FROM ref_payment_clocks")
    assert clocks["verification"].str.contains("house default", regex=False).all()


def test_neighbourhoods_and_unplaced_works_add_up_to_all_invoices(open_page, invoices, facts):
    places = table_with(open_page("payments"), "neighbourhood_name", "share_state")
    assert t("payments.unplaced") in places["neighbourhood_name"].to_list()
    stored = facts.single("SELECT SUM(invoice_count) FROM payment_counts")
    assert stored == invoices.height


def test_filters_that_leave_nothing_are_named(open_page, facts):
    empty = facts.rows(
        "SELECT agency, status"
        " FROM (SELECT DISTINCT agency FROM projects WHERE agency IS NOT NULL)"
        " CROSS JOIN (SELECT DISTINCT status FROM projects WHERE status IS NOT NULL)"
        " EXCEPT SELECT agency, status FROM projects WHERE project_id IN"
        " (SELECT project_id FROM payment_counts) ORDER BY ALL"
    )
    if empty.is_empty():
        pytest.skip("every agency has invoices in every status in this city")
    agency, status = empty.row(0)
    app = open_page("payments", agency=agency, status=status)
    assert agency in app.info[0].value


def test_every_chart_has_an_alternative_text_and_a_table_with_the_same_numbers(open_page):
    app = open_page("payments")
    charts = app.get("plotly_chart")
    assert charts
    assert all(chart.proto.alt for chart in charts)
    assert len(tables(app)) >= len(charts)
