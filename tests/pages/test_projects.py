"""The list of projects: search, flags, ranking, pages, and what an empty list says."""

from dashboard.engine import catalogue, order
from dashboard.engine.duck import used_params
from dashboard.widgets import project_table

ANYTHING = {
    "agency": None,
    "sector": None,
    "status": None,
    "neighbourhood_id": None,
    "search": None,
    "flag": None,
    "severity": None,
    "ranking": "cost_growth",
}


def asked(facts, name, **params):
    """The rows of a view that is run when asked, as a page would get them."""
    sql = order.with_asked_views(name, catalogue.queries(), catalogue.asked())
    return facts.rows(sql, used_params(sql, ANYTHING | params))


def listed(app):
    """The table of projects on the page."""
    return app.dataframe[0].value


def matching(app):
    """How many projects the caption under the table counts."""
    text = next(caption.value for caption in app.caption if caption.value.startswith("Showing"))
    return int(text.rstrip(".").split(" of ")[1].replace(",", ""))


def test_the_largest_cost_growth_in_money_stands_first(open_page, facts):
    table = listed(open_page("projects"))
    known = table["cost_growth_amount"].dropna().tolist()
    assert known == sorted(known, reverse=True)
    largest = facts.single("SELECT MAX(cost_growth_amount) FROM project_list")
    assert known[0] == round(float(largest))


def test_projects_without_a_figure_stand_last_and_are_counted(open_page, facts):
    app = open_page("projects", rank="overdue")
    values = asked(facts, "project_download", ranking="overdue")["past_due_amount"]
    unknown = values.is_null().sum()
    assert 0 < unknown < values.len()
    assert values.tail(unknown).is_null().all()
    assert any(f"{unknown} of them have no figure" in text.value for text in app.markdown)


def test_nothing_past_due_is_zero_only_where_due_dates_are_known(facts):
    rows = asked(facts, "project_download")
    judged = set(facts.rows("SELECT project_id FROM project_dues")["project_id"])
    for project_id, amount in rows.select("project_id", "past_due_amount").iter_rows():
        assert (amount is not None) == (project_id in judged)


def test_each_ranking_puts_its_largest_figure_first(facts):
    columns = {"flags": "flagged_count", "slip": "slip_days", "stalled": "stalled_days"}
    for ranking, column in columns.items():
        values = asked(facts, "project_download", ranking=ranking)[column].drop_nulls().to_list()
        assert values and values == sorted(values, reverse=True), ranking


def test_a_search_ignores_capitals_accents_and_the_order_of_words(facts):
    project_id, name = facts.rows(
        "SELECT project_id, project_name FROM projects ORDER BY project_id LIMIT 1"
    ).row(0)
    words = " ".join(reversed(name.replace(":", " ").replace(",", " ").split()))
    typed = words.upper().replace("E", "É").replace("A", "Â")
    assert project_id in asked(facts, "project_download", search=typed)["project_id"].to_list()


def test_a_search_finds_an_id(open_page):
    app = open_page("projects", search="prj-000007")
    assert listed(app)["project_id"].tolist() == ["PRJ-000007"]


def test_every_word_of_a_search_must_be_there(facts):
    assert asked(facts, "project_download", search="bridge").height > 0
    assert asked(facts, "project_download", search="bridge nowhere-at-all").is_empty()


def test_a_percent_sign_in_a_search_is_a_percent_sign(facts):
    assert asked(facts, "project_download", search="%").is_empty()


def test_a_flag_filter_keeps_those_raised_at_that_severity_or_above(open_page, facts):
    app = open_page("projects", flag="C1", severity="critical")
    expected = facts.single(
        "SELECT COUNT(*) FROM project_outcomes WHERE code = 'C1' AND critical_count > 0"
    )
    assert expected > 0
    assert matching(app) == expected
    assert all("C1" in codes.split() for codes in listed(app)["flagged_codes"])


def test_a_severity_alone_asks_for_any_flag(facts):
    expected = facts.single(
        "SELECT COUNT(DISTINCT project_id) FROM project_outcomes WHERE high_count > 0"
    )
    assert asked(facts, "project_download", severity="high").height == expected


def test_the_common_filters_hold_here_too(open_page, facts):
    agency, count = facts.rows(
        "SELECT agency, COUNT(*) FROM projects GROUP BY agency ORDER BY 1 LIMIT 1"
    ).row(0)
    assert matching(open_page("projects", agency=agency)) == count


def test_pages_hold_every_project_once(open_page, facts):
    first, second = open_page("projects"), open_page("projects", projects_page="2")
    ids = [*listed(first)["project_id"], *listed(second)["project_id"]]
    assert len(listed(first)) == project_table.PAGE_SIZE
    assert len(ids) == len(set(ids)) == facts.single("SELECT COUNT(*) FROM projects")
    assert any("Showing 201 to 300 of 300." in caption.value for caption in second.caption)


def test_another_search_starts_at_the_first_page(open_page):
    app = open_page("projects", projects_page="2")
    app.text_input(key="search").set_value("r").run()
    assert not app.exception
    assert any(caption.value.startswith("Showing 1 to") for caption in app.caption)


def test_an_empty_list_names_what_emptied_it(open_page):
    app = open_page("projects", search="no such words", flag="C1")
    assert not app.dataframe
    assert "no such words" in app.info[0].value
    assert "C1" in app.info[0].value


def test_the_file_holds_every_matching_project(facts):
    everything = asked(facts, "project_download")
    assert everything.height == facts.single("SELECT COUNT(*) FROM projects")
    assert everything["project_id"].n_unique() == everything.height


def test_an_unknown_ranking_in_the_address_is_passed_over(open_page):
    assert len(listed(open_page("projects", rank="beauty"))) > 0
