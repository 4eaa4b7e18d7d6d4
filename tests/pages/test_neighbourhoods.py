"""The pages of neighbourhoods: the ranking, what adds up, and one area's own page."""

import pytest

from dashboard.i18n import t


@pytest.fixture(scope="module")
def area(facts):
    """An area with a rate and with at least one project."""
    return facts.rows(
        """SELECT * FROM neighbourhood_ranking
        WHERE code = 'ANY' AND state = 'shown' ORDER BY project_count DESC LIMIT 1"""
    ).row(0, named=True)


def written(app) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption])


def test_every_area_has_a_row_and_what_was_not_placed_has_one_too(open_page, facts):
    table = open_page("neighbourhoods").dataframe[0].value
    areas = facts.single("SELECT COUNT(*) FROM neighbourhoods")
    assert len(table) == areas + 1
    assert table["neighbourhood_name"].iloc[-1] == t("neighbourhoods.unplaced")
    assert table["open_link"].isna().to_list() == [False] * areas + [True]


@pytest.mark.parametrize("code", ["ANY", "C1", "S1", "P1"])
def test_areas_and_not_placed_add_up_to_the_city(open_page, facts, code):
    table = open_page("neighbourhoods", measure=code).dataframe[0].value
    if code == "ANY":
        judged, flagged = facts.rows(
            """SELECT COUNT(*) FILTER (WHERE evaluated_count > 0) AS judged,
                COUNT(*) FILTER (WHERE flagged_count > 0) AS flagged
            FROM project_rates WHERE code = 'ANY'"""
        ).row(0)
    else:
        judged, flagged = facts.rows(
            """SELECT SUM(evaluated_count) AS judged, SUM(flagged_count) AS flagged
            FROM project_outcomes WHERE code = $code""",
            {"code": code},
        ).row(0)
    assert table["base_count"].sum() == pytest.approx(judged, abs=0.02)
    assert table["event_count"].sum() == pytest.approx(flagged, abs=0.02)


def test_the_order_is_the_probability_never_the_raw_share(open_page):
    table = open_page("neighbourhoods", measure="C1").dataframe[0].value
    ranked = table["above_probability"].dropna()
    assert len(ranked) >= 5
    assert ranked.is_monotonic_decreasing


def test_the_raw_share_would_give_another_order(facts):
    ranked = facts.rows("SELECT * FROM neighbourhood_ranking WHERE state = 'shown'")
    orders = {
        code: rows["raw_rate"].is_sorted(descending=True)
        for (code,), rows in ranked.group_by("code", maintain_order=True)
    }
    assert not all(orders.values())


def test_areas_without_enough_judged_keep_their_counts_and_get_no_rate(facts):
    hidden = facts.rows("SELECT * FROM neighbourhood_ranking WHERE state <> 'shown'")
    assert hidden.height > 0
    assert hidden["raw_rate"].null_count() == hidden.height
    assert hidden["above_probability"].null_count() == hidden.height
    few = facts.rows(
        """SELECT * FROM neighbourhood_ranking
        WHERE state = 'shown' AND judged_project_count < 5"""
    )
    assert few.is_empty()


def test_the_measure_stands_in_the_address_by_its_code(open_page):
    app = open_page("neighbourhoods", measure="S1")
    assert app.selectbox(key="measure").value == "S1"
    assert app.query_params["measure"] == "S1"


def test_a_name_typed_opens_the_area(open_page, area, monkeypatch):
    opened = []
    monkeypatch.setattr("dashboard.widgets.frame.go", lambda *page, **to: opened.append((page, to)))
    app = open_page("neighbourhoods")
    app.selectbox(key=f"find_{area['level']}").set_value(area["neighbourhood_id"]).run()
    assert opened == [(("neighbourhood",), {"neighbourhood": area["neighbourhood_id"]})]


def test_an_area_page_is_rebuilt_from_its_address_alone(open_page, facts, area):
    app = open_page("neighbourhood", neighbourhood=area["neighbourhood_id"])
    assert app.title[0].value == area["neighbourhood_name"]
    projects = facts.single(
        "SELECT COUNT(DISTINCT project_id) FROM project_areas WHERE neighbourhood_id = $id",
        {"id": area["neighbourhood_id"]},
    )
    assert f"{projects} projects;" in written(app)
    listed = next(f.value for f in app.dataframe if "project_name" in f.value.columns)
    assert len(listed) == projects
    assert listed["growth_amount"].dropna().is_monotonic_decreasing


def test_the_money_paid_in_all_areas_is_what_placed_projects_were_paid(facts):
    by_area = facts.single(
        """SELECT SUM(paid_amount) FROM neighbourhood_payments
        INNER JOIN neighbourhoods USING (neighbourhood_id)"""
    )
    by_project = facts.single(
        """SELECT CAST(SUM(paid_amount) AS DOUBLE) FROM payments
        WHERE tier = 'client_prime'
            AND project_id IN (SELECT project_id FROM project_areas)"""
    )
    assert by_area == pytest.approx(by_project, rel=1e-9)


def test_years_count_every_project_of_an_area_once(facts):
    by_year = facts.rows(
        """SELECT neighbourhood_id, SUM(project_count) AS n FROM neighbourhood_years
        GROUP BY neighbourhood_id ORDER BY neighbourhood_id"""
    )
    by_profile = facts.rows(
        """SELECT neighbourhood_id, project_count AS n FROM neighbourhood_profiles
        WHERE project_count > 0 ORDER BY neighbourhood_id"""
    )
    assert by_year["n"].to_list() == by_profile["n"].to_list()


def test_an_area_that_does_not_exist_gets_a_sentence(open_page):
    app = open_page("neighbourhood", neighbourhood="nowhere")
    assert app.warning[0].value == t("neighbourhood.unknown", id="nowhere")


def test_an_address_without_an_area_gets_a_sentence(open_page):
    assert open_page("neighbourhood").warning[0].value == t("neighbourhood.missing")
