"""The catalogue and the page of one indicator: rule, counts, rows, and what was not judged."""

import pytest

from dashboard import session
from dashboard.engine import catalogue
from dashboard.i18n import t

CODES = [query.header["code"] for query in catalogue.indicators().values()]


def table_with(app, *columns: str):
    """The first table that has these columns, as a pandas frame."""
    return next(table.value for table in app.dataframe if set(columns) <= set(table.value.columns))


def words(app) -> str:
    """All running text of the page."""
    parts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.subheader, *app.title]
    return "\n".join(str(part.value) for part in parts)


def test_the_catalogue_lists_every_indicator_in_the_order_of_the_codes(open_page):
    shown = table_with(open_page("indicators"), "code", "flagged_share", "note")
    assert shown["code"].to_list() == CODES


def test_counts_of_the_catalogue_are_those_of_the_results(open_page, facts):
    shown = table_with(open_page("indicators"), "code", "flagged_count").set_index("code")
    counts = facts.rows("SELECT code, outcome, SUM(n) AS n FROM indicator_counts GROUP BY ALL")
    for row in counts.iter_rows(named=True):
        assert shown.loc[row["code"], f"{row['outcome']}_count"] == row["n"], row
    flagged = shown[["watch_count", "high_count", "critical_count"]].sum(axis=1)
    assert (flagged == shown["flagged_count"]).all()


def test_under_a_filter_the_counts_are_those_of_the_projects_left(open_page, facts):
    agency = facts.single("SELECT MIN(agency) FROM projects")
    shown = table_with(open_page("indicators", agency=agency), "code", "flagged_count")
    expected = facts.single(
        "SELECT SUM(n) FROM indicator_counts_by_contract JOIN projects USING (project_id)"
        " WHERE agency = $a AND code = 'C1' AND outcome = 'flagged'",
        {"a": agency},
    )
    assert shown.set_index("code").loc["C1", "flagged_count"] == (expected or 0)


def test_thresholds_stand_in_the_condition_and_in_the_list(open_page):
    text = words(open_page("indicator", code="C1"))
    assert "{" not in text
    assert t("indicators.threshold", severity="high", sign="from", value="15.0 %") in text


def test_the_gravest_rows_come_first_with_their_evidence(open_page, facts):
    shown = table_with(open_page("indicator", code="C1"), "severity", "original_amount")
    total = facts.single(
        "SELECT COUNT(*) FROM indicator_results WHERE code = 'C1' AND outcome = 'flagged'"
    )
    assert len(shown) == min(total, 50)
    grave = {"critical": 0, "high": 1, "watch": 2}
    ranks = [grave[severity] for severity in shown["severity"]]
    assert ranks == sorted(ranks)
    first = shown[shown["severity"] == shown["severity"].iloc[0]]["value"]
    assert first.abs().is_monotonic_decreasing


def test_reasons_for_not_judging_are_listed_with_their_counts_and_zero_stays_in_sight(
    open_page, facts
):
    shown = table_with(open_page("indicator", code="S1"), "skip_reason", "n")
    stored = facts.rows(
        "SELECT skip_reason, COUNT(*) AS n FROM indicator_results"
        " WHERE code = 'S1' AND skip_reason IS NOT NULL GROUP BY skip_reason"
    )
    counts = dict(zip(shown["skip_reason"], shown["n"], strict=True))
    assert set(counts) == set(catalogue.by_code("S1").header.skip_reasons)
    assert {reason: n for reason, n in counts.items() if n} == dict(stored.iter_rows())


def test_the_outcome_in_the_address_is_the_one_that_is_shown(open_page, facts):
    app = open_page("indicator", code="S1", outcome="insufficient")
    shown = table_with(app, "subject_id", "skip_reason")
    total = facts.single(
        "SELECT COUNT(*) FROM indicator_results WHERE code = 'S1' AND outcome = 'insufficient'"
    )
    assert total > 0
    assert len(shown) == min(total, 50)


def test_the_histogram_holds_every_stored_value(facts):
    counted = facts.rows(
        "SELECT code, SUM(flagged_count + clear_count) AS n FROM indicator_distribution"
        " GROUP BY code ORDER BY code"
    )
    stored = facts.rows(
        "SELECT code, COUNT(*) AS n FROM indicator_results WHERE value IS NOT NULL"
        " GROUP BY code ORDER BY code"
    )
    assert counted.equals(stored)
    assert facts.single("SELECT MAX(step) FROM indicator_distribution") <= 29


def test_where_clear_rows_are_not_stored_the_histogram_says_so(open_page):
    assert "counted but not kept" in words(open_page("indicator", code="P1"))
    assert "counted but not kept" not in words(open_page("indicator", code="C1"))


def test_an_unknown_code_gets_a_message_and_a_way_back(open_page):
    app = open_page("indicator", code="Z9")
    assert "Z9" in app.warning[0].value
    assert app.page_link[0].value == t("indicators.back")
    assert open_page("indicator").warning[0].value == t("indicators.no_code")


def test_every_chart_has_an_alternative_text(open_page):
    for app in (open_page("indicators"), open_page("indicator", code="C1")):
        charts = app.get("plotly_chart")
        assert charts
        assert all(chart.proto.alt for chart in charts)


def test_evidence_of_an_unknown_indicator_is_refused(open_page):
    open_page("indicators")
    with pytest.raises(StopIteration):
        session.evidence("Z9", ())
