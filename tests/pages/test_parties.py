"""Companies and one company: what is joined, why, and the word of a person over it."""

import pytest

from dashboard import decisions, publish, workspaces
from dashboard.desk import parties as desk


def texts(app) -> str:
    parts = [*app.markdown, *app.caption, *app.info, *app.success, *app.error, *app.warning]
    return " ".join(str(part.value) for part in parts).replace("\\", "")


def tables(app, *columns: str):
    """The tables of a page that have these columns."""
    return [one.value for one in app.dataframe if set(columns) <= set(one.value.columns)]


@pytest.fixture(scope="module")
def joined(facts):
    """A company of several ids that holds a contract, whose smallest id is not of the register."""
    return facts.rows(
        "SELECT * FROM company_totals WHERE party_count > 1 AND contract_count > 0"
        " ORDER BY contract_amount DESC, cluster_id LIMIT 1"
    ).row(0, named=True)


def test_the_list_counts_companies_ids_and_those_that_join_several(open_page, facts):
    app = open_page("parties")
    companies = facts.single("SELECT COUNT(DISTINCT cluster_id) FROM party_clusters")
    ids = facts.single("SELECT COUNT(*) FROM party_clusters")
    assert f"{companies:,} companies" in texts(app)
    assert f"{ids:,} ids" in texts(app)
    assert len(tables(app, "cluster_name")[0]) == 100


def test_sums_of_a_company_are_those_of_all_its_ids(facts, joined):
    contracts = facts.single(
        "SELECT SUM(COALESCE(final_amount, current_amount, original_amount)) FROM contracts"
        " WHERE supplier_id IN (SELECT party_id FROM party_clusters WHERE cluster_id = $cluster)",
        {"cluster": joined["cluster_id"]},
    )
    assert joined["contract_amount"] == contracts
    assert facts.single("SELECT SUM(received_count) FROM company_totals") == facts.single(
        "SELECT COUNT(*) FROM payments WHERE payee_id IN (SELECT party_id FROM party_clusters)"
    )


def test_a_search_finds_a_company_by_any_of_its_spellings(open_page, facts, joined):
    other = facts.rows(
        "SELECT party_name FROM party_spellings WHERE party_id IN"
        " (SELECT party_id FROM party_clusters"
        " WHERE cluster_id = $cluster AND party_id <> $cluster)",
        {"cluster": joined["cluster_id"]},
    )["party_name"][0]
    app = open_page("parties", company=other)
    assert joined["cluster_id"] in set(tables(app, "cluster_id")[0]["cluster_id"])


def test_a_search_without_a_hit_says_so(open_page):
    assert "No company has a name" in texts(open_page("parties", company="qqqq zzzz"))


def test_pairs_to_review_are_listed_with_their_evidence(open_page, facts):
    app = open_page("parties", part="review")
    count = facts.single("SELECT COUNT(*) FROM party_matches WHERE status = 'to review'")
    assert f"{count:,} pairs" in texts(app)
    shown = tables(app, "evidence")[0]
    assert shown["evidence"].str.startswith(("name:", "number:")).all()


def test_the_thresholds_stand_in_the_open(open_page):
    app = open_page("parties", part="method")
    rules = desk.matching_rules()
    assert f"{rules.same:.0%}" in texts(app)
    assert f"{rules.review:.0%}" in texts(app)
    levels = sum(len(found) for found in rules.levels.values())
    assert len(tables(app, "m", "u")[0]) == levels


def test_a_company_shows_spellings_evidence_contracts_and_payments(open_page, joined):
    app = open_page("party", company=joined["cluster_id"])
    assert app.title[0].value.replace("\\", "") == joined["cluster_name"]
    assert len(tables(app, "party_id", "certainty")[0]) == joined["spelling_count"]
    assert len(tables(app, "contract_id")[0]) == joined["contract_count"]
    assert tables(app, "evidence", "status")[0]["status"].iloc[0] == "one"
    assert tables(app, "side")[0]["payment_count"].sum() == (
        joined["received_count"] + joined["spent_count"]
    )


def test_an_id_that_no_company_has_is_said_and_not_obeyed(open_page):
    app = open_page("party", company="*nobody* <b>x</b>")
    assert "This build knows no company with the id" in texts(app)
    assert "*nobody*" in texts(app)
    assert "No company is named" in texts(open_page("party"))


def test_no_page_of_companies_names_a_natural_person(facts):
    persons = "(SELECT party_id FROM parties WHERE party_kind = 'person')"
    for relation in ("party_clusters", "party_spellings"):
        assert facts.single(f"SELECT COUNT(*) FROM {relation} WHERE party_id IN {persons}") == 0


def test_a_word_without_a_reason_is_refused_with_a_message(open_page, joined):
    app = open_page("party", company=joined["cluster_id"])
    app.button[0].click().run()
    assert "who decided is missing" in texts(app)


def test_a_split_is_recorded_takes_effect_at_the_next_build_and_outlives_a_reload(
    open_page, facts, joined, monkeypatch, tmp_path
):
    monkeypatch.setenv(decisions.URL, f"sqlite:///{tmp_path / 'said.sqlite'}")
    app = open_page("party", company=joined["cluster_id"])
    app.radio[0].set_value(desk.APART)
    app.text_input[0].set_value("Audit office")
    app.text_area[0].set_value("two registers looked at")
    app.button[0].click().run()
    assert not app.exception
    assert "takes effect with the next build" in texts(app)
    workspace = workspaces.read("sample")
    said = decisions.standing(workspace).row(0, named=True)
    assert said["judgement"] == "apart"
    again = open_page("party", company=joined["cluster_id"])
    assert "One judgement waits for the next build" in texts(again)

    built = publish.build(workspace, aside=True)
    assert built.is_new
    other = type(facts)(built.facts)
    try:
        pair = {"one": said["party_id"], "other": said["other_party_id"]}
        row = other.rows(
            "SELECT status, decided_by FROM party_matches"
            " WHERE party_id = $one AND other_party_id = $other",
            pair,
        ).row(0)
        clusters = other.single(
            "SELECT COUNT(DISTINCT cluster_id) FROM party_clusters"
            " WHERE party_id IN ($one, $other)",
            pair,
        )
    finally:
        other.close()
    assert row == ("apart", "person")
    assert clusters == 2
