"""The page of one project: what it adds up to, what it says of gaps, and where it leads."""

from decimal import Decimal

import pytest

from dashboard.engine import catalogue, order
from dashboard.engine.duck import used_params

ONE_OF_EACH = {
    "in preparation": "status = 'preparation'",
    "under way": "status = 'implementation'",
    "finished": "status = 'completion'",
    "cancelled": "status = 'cancelled'",
    "stopped": "project_id IN (SELECT project_id FROM contract_suspensions)",
    "with stated plans": "project_id IN (SELECT project_id FROM schedule_baselines"
    " WHERE baseline_number > 2)",
    "with several contracts": "project_id IN (SELECT project_id FROM contracts GROUP BY project_id"
    " HAVING COUNT(*) > 2)",
    "with money past due": "project_id IN (SELECT project_id FROM project_dues"
    " WHERE past_due_count > 0)",
}


def asked(facts, name, **params):
    """The rows of a view that is run when asked, as the page gets them."""
    sql = order.with_asked_views(name, catalogue.queries(), catalogue.asked())
    return facts.rows(sql, used_params(sql, params))


def first_id(facts, condition):
    """The first project for which a condition on projects holds."""
    return facts.single(f"SELECT MIN(project_id) FROM projects WHERE {condition}")


@pytest.fixture(scope="module")
def most_flagged(facts):
    """The project with the most flags."""
    return facts.single("SELECT MAX_BY(project_id, flagged_count) FROM project_list")


def said(app):
    """Everything that the page says in words."""
    return "\n".join(part.value for part in [*app.markdown, *app.caption, *app.info])


@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_every_kind_of_project_opens(open_page, facts, kind):
    project_id = first_id(facts, ONE_OF_EACH[kind])
    assert project_id, f"the sample city has no project {kind}"
    app = open_page("project", project=project_id)
    name = facts.single(f"SELECT project_name FROM projects WHERE project_id = '{project_id}'")
    assert app.title[0].value.replace("\\", "") == name
    assert len(app.metric) == 4


def test_an_unknown_id_gets_a_message_and_a_way_back(open_page):
    app = open_page("project", project="PRJ-nowhere")
    assert "PRJ" in app.warning[0].value and "nowhere" in app.warning[0].value
    assert app.page_link[0].label == "All projects"


def test_an_address_without_an_id_says_so(open_page):
    assert "No project is named" in open_page("project").warning[0].value


def test_a_way_back_that_lost_the_id_shows_the_project_again(open_page, most_flagged):
    app = open_page("project", project=most_flagged)
    title = app.title[0].value
    app.query_params.clear()
    app.query_params["workspace"] = "sample"
    app.query_params["file"] = "left over from the page of a source row"
    app.run()
    assert app.title[0].value == title
    assert app.query_params["project"] == most_flagged


def test_first_value_changes_and_the_unexplained_add_up_to_the_current_value(facts):
    projects = facts.rows("SELECT DISTINCT project_id FROM contracts ORDER BY 1 LIMIT 40")
    bridged = 0
    for project_id in projects["project_id"]:
        steps = asked(facts, "project_contract_steps", project_id=project_id)
        for contract in steps.partition_by("contract_id"):
            by_step = {row["step"]: row for row in contract.iter_rows(named=True)}
            closing = by_step.get("final") or by_step.get("current")
            if closing is None or "not_explained" not in by_step:
                continue
            changes = [
                row["change_amount"] or Decimal(0)
                for row in contract.iter_rows(named=True)
                if row["step"] in ("amendment", "price_index", "time_only", "not_explained")
            ]
            assert by_step["original"]["amount"] + sum(changes) == closing["amount"]
            bridged += 1
    assert bridged > 40


def test_what_was_paid_equals_the_payments_to_the_cent(facts):
    project_id = facts.single("SELECT MIN(project_id) FROM payments WHERE tier = 'client_prime'")
    steps = asked(facts, "project_contract_steps", project_id=project_id)
    paid = steps.filter(steps["step"] == "paid")["amount"].sum()
    expected = facts.single(
        "SELECT SUM(paid_amount) FROM payments"
        f" WHERE project_id = '{project_id}' AND tier = 'client_prime'"
    )
    assert paid == expected


def test_progress_has_one_row_a_day_with_the_reports_own_shares(facts):
    project_id = facts.single(
        "SELECT MIN(project_id) FROM progress_reports GROUP BY ALL ORDER BY COUNT(*) DESC LIMIT 1"
    )
    rows = asked(facts, "project_progress", project_id=project_id)
    assert rows["progress_date"].is_unique().all()
    reports = facts.rows(
        "SELECT period_end_date, physical_share FROM progress_reports"
        f" WHERE project_id = '{project_id}' ORDER BY 1"
    )
    shown = rows.drop_nulls("physical_share")
    assert shown["progress_date"].to_list() == reports["period_end_date"].to_list()
    assert shown["physical_share"].to_list() == pytest.approx(reports["physical_share"].to_list())


def test_each_flag_stands_with_condition_evidence_and_innocent_explanations(
    open_page, facts, most_flagged
):
    app = open_page("project", project=most_flagged)
    codes = facts.rows(
        f"SELECT code FROM project_outcomes WHERE project_id = '{most_flagged}'"
        " AND flagged_count > 0"
    )["code"].to_list()
    headings = [text.value for text in app.markdown if text.value.startswith("#####")]
    assert len(codes) > 2
    assert sorted(heading.rsplit("(", 1)[1].rstrip(")") for heading in headings) == sorted(codes)
    words = said(app)
    assert words.count("**Condition.**") == len(codes)
    assert words.count("**Innocent explanations") == len(codes)
    assert "{" not in words


def test_what_could_not_be_judged_is_kept_apart_from_what_is_clear(open_page, facts):
    project_id = facts.single(
        "SELECT MIN(project_id) FROM indicator_results WHERE outcome = 'insufficient'"
        " AND code <> 'Q5'"
    )
    app = open_page("project", project=project_id)
    tables = [table.value for table in app.dataframe if "skip_reason" in table.value.columns]
    expected = facts.rows(
        "SELECT DISTINCT code, skip_reason FROM indicator_results"
        f" WHERE project_id = '{project_id}' AND outcome IN ('insufficient', 'contradictory')"
        " AND code <> 'Q5'"
    )
    shown = set(zip(tables[0]["code"], tables[0]["skip_reason"], strict=True))
    assert shown == set(expected.iter_rows())
    clear = next(text.value for text in app.markdown if text.value.startswith("**Clear**"))
    only_unjudged = set(expected["code"]) - set(
        facts.rows(
            f"SELECT code FROM project_outcomes WHERE project_id = '{project_id}'"
            " AND evaluated_count > 0"
        )["code"]
    )
    assert not [code for code in only_unjudged if f" {code} " in f" {clear} "]


def test_how_much_is_known_is_no_flag(open_page, facts):
    project_id = facts.single(
        "SELECT MIN(subject_id) FROM indicator_results WHERE code = 'Q5' AND outcome = 'flagged'"
    )
    app = open_page("project", project=project_id)
    assert "How much is known" in said(app)
    assert not [
        text for text in app.markdown if text.value.startswith("#####") and "Q5" in text.value
    ]


def test_workers_are_not_named(open_page, facts):
    project_id = facts.single("SELECT MIN(project_id) FROM invoices WHERE tier = 'wage'")
    app = open_page("project", project=project_id)
    for table in (table.value for table in app.dataframe if "payee_name" in table.value.columns):
        wages = table[table["tier"] == "Wages"]
        assert set(wages["payee_name"]) == {"a person, not named here"}


def test_every_row_of_money_dates_and_payments_leads_to_its_source_row(open_page, most_flagged):
    app = open_page("project", project=most_flagged)
    leading = {"step", "period", "milestone_name", "progress_date", "payment_type", "file_name"}
    tables = [table.value for table in app.dataframe if leading & set(table.value.columns)]
    assert len(tables) >= 6
    for table in tables:
        links = table[[column for column in table.columns if column.endswith("link")][0]]
        assert links.str.contains(r"source\?workspace=sample&file=.+&line=\d+$").all()


def test_every_kind_of_fact_of_a_project_has_its_lineage_by_project(facts):
    everything = dict(
        facts.rows(
            "SELECT fact_kind, COUNT(*) FROM lineage"
            " WHERE fact_kind NOT IN ('party', 'neighbourhood') GROUP BY 1"
        ).iter_rows()
    )
    by_project = dict(
        facts.rows("SELECT fact_kind, COUNT(*) FROM project_lineage GROUP BY 1").iter_rows()
    )
    assert by_project == everything


def test_source_rows_are_those_of_this_project_only(facts, most_flagged):
    rows = asked(facts, "project_source_rows", project_id=most_flagged)
    invoices = rows.filter(rows["fact_kind"] == "invoice")["fact_id"]
    expected = facts.rows(f"SELECT invoice_id FROM invoices WHERE project_id = '{most_flagged}'")
    assert sorted(invoices) == sorted(expected["invoice_id"])


def test_publications_come_one_by_one_with_the_row_they_came_from(facts):
    repeated = facts.single(
        "SELECT COUNT(*) - COUNT(DISTINCT (project_id, published_date)) FROM project_publications"
    )
    assert repeated == 0
    unsourced = facts.single("SELECT COUNT(*) FROM project_publications WHERE source_line IS NULL")
    assert unsourced == 0
