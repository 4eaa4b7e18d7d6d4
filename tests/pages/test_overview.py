"""The overview says what was judged, and names what cannot be said."""

from dashboard.i18n import formats, t


def texts(app) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption])


def test_the_sentence_counts_what_the_results_hold(open_page, facts):
    judged, flagged = facts.rows(
        """SELECT COUNT(DISTINCT project_id) FILTER (WHERE evaluated_count > 0) AS judged,
            COUNT(DISTINCT project_id) FILTER (WHERE flagged_count > 0) AS flagged
        FROM project_outcomes WHERE code = 'S1'"""
    ).row(0)
    said = texts(open_page())
    assert f"{flagged:,} of {judged:,} judged end, or are now expected to end, later" in said
    assert "Of 300 projects" in said


def test_unpaid_invoices_are_counted_as_the_invoices_say(open_page, facts):
    unpaid, overdue = facts.rows(
        "SELECT COUNT(*) AS n, COUNT(overdue_days) AS overdue FROM unpaid_invoices"
    ).row(0)
    assert unpaid > 0
    assert f"{unpaid:,} invoices are unpaid, {overdue:,} of them past due" in texts(open_page())


def test_four_numbers_stand_with_their_coverage(open_page, facts):
    app = open_page()
    assert [metric.label for metric in app.metric] == [
        t(f"overview.topics.{topic}.title") for topic in ("cost", "delay", "payment", "stalled")
    ]
    judged, project_count = facts.rows(
        """SELECT COUNT(*) FILTER (WHERE evaluated_count > 0) AS judged, COUNT(*) AS n
        FROM project_outcomes WHERE code = 'S4'"""
    ).row(0)
    assert f"Judged {judged:,} of {project_count:,}." in texts(app)


def test_the_three_lists_hold_the_worst_first(open_page, facts):
    overruns, unpaid, stalled = (frame.value for frame in open_page().dataframe)
    assert overruns["growth_amount"].is_monotonic_decreasing
    largest = facts.single("SELECT MAX(growth_amount) FROM project_cost_growth")
    assert overruns["growth_amount"].iloc[0] == round(float(largest))
    longest = facts.single("SELECT MAX(overdue_days) FROM unpaid_invoices")
    assert unpaid["overdue_days"].iloc[0] == longest
    assert stalled["stalled_days"].is_monotonic_decreasing


def test_a_list_opens_the_project_it_names(open_page, facts):
    links = open_page().dataframe[0].value["open_link"]
    first = facts.single(
        "SELECT project_id FROM project_cost_growth ORDER BY growth_amount DESC, project_id LIMIT 1"
    )
    assert links.iloc[0].endswith(f"project?workspace=sample&project={first}")


def test_a_filter_in_the_address_narrows_the_sentence(open_page, facts):
    agency, count = facts.rows(
        "SELECT agency, COUNT(*) AS n FROM projects WHERE agency IS NOT NULL"
        " GROUP BY agency ORDER BY n, agency LIMIT 1"
    ).row(0)
    app = open_page(agency=agency)
    assert app.selectbox(key="agency").value == agency
    assert f"Of {count:,} projects" in texts(app)


def test_filters_that_leave_nothing_are_named(open_page, facts):
    agency, sector = facts.rows(
        """SELECT agencies.agency, sectors.sector
        FROM (SELECT DISTINCT agency FROM projects) AS agencies
        CROSS JOIN (SELECT DISTINCT sector FROM projects) AS sectors
        ANTI JOIN projects
            ON agencies.agency = projects.agency AND sectors.sector = projects.sector
        ORDER BY agencies.agency, sectors.sector LIMIT 1"""
    ).row(0)
    app = open_page(agency=agency, sector=sector)
    assert agency in app.info[0].value
    assert sector in app.info[0].value
    assert not app.metric


def test_a_filter_that_does_not_exist_is_passed_over(open_page):
    app = open_page(agency="Nobody")
    assert app.selectbox(key="agency").value is None
    assert "Of 300 projects" in texts(app)


def test_the_small_map_needs_no_chart_library(open_page):
    app = open_page()
    assert not app.get("plotly_chart")
    assert len(app.get("image")) == 1


def test_money_is_never_shown_without_its_currency():
    assert formats.money(12_345_678, "XTS") == "XTS 12.3 m"
