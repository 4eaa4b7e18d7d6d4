"""How a value becomes an outcome, what is stored, and what the engine refuses."""

from datetime import date
from pathlib import Path

import pytest

from dashboard.engine import catalogue, judging, results
from dashboard.engine.duck import Duck
from dashboard.messages import InputError

AS_OF = date(2025, 6, 30)
HEADER = """/* indicator
code = "T1"
title = "Test of results"
condition = "A value of {watch} or more."
subject = "contract"
unit = "ratio"
flag = { when = "at_least", watch = 0.10, high = 0.15, critical = 0.50 }
formula = "value"
why = "To see."
innocent = []
skips = { insufficient = ["unknown", "the city's file is empty"], contradictory = ["at odds"] }
source = "None."
verification = "D"
evidence_class = "R"
cluster = "k01"
core = true
sentence = "{value} was measured."
worked = "{value}"
clears = "A document."
EXTRA

[remedies]
"unknown" = "contracts.status"
"the city's file is empty" = "more cases"
*/
"""
PLAIN = "SELECT subject_id, project_id, value, skip_reason FROM given"


@pytest.fixture
def duck():
    engine = Duck()
    for statement in results.STATEMENTS:
        engine.run(statement)
    engine.run(
        "CREATE TABLE given (subject_id VARCHAR, project_id VARCHAR, contract_id VARCHAR,"
        " value DOUBLE, other DOUBLE, skip_reason VARCHAR)"
    )
    yield engine
    engine.close()


@pytest.fixture
def query(tmp_path):
    """A function from SQL and further header lines to an indicator's query."""

    def read(sql=PLAIN, extra="", flag=None):
        header = HEADER.replace("EXTRA", extra)
        if flag:
            start = header.index("flag = ")
            header = header[:start] + f"flag = {flag}" + header[header.index("\n", start) :]
        path = tmp_path / "test_indicator.sql"
        path.write_text(header + sql, encoding="utf-8")
        return catalogue.read(path)

    return read


def judged(duck, query, *rows, overrides=None) -> dict[str, dict]:
    duck.given({"given": list(rows)})
    found = results.judge(duck, query, as_of=AS_OF, overrides=overrides)
    return {row["subject_id"]: row for row in found.to_dicts()}


def subject(subject_id, value=None, **values) -> dict:
    return {"subject_id": subject_id, "value": value} | values


@pytest.mark.parametrize(
    ("value", "outcome", "severity", "threshold"),
    [
        (0.0999994, "clear", None, 0.1),
        (0.1, "flagged", "watch", 0.1),
        (0.1499994, "flagged", "watch", 0.1),
        (1.15 - 1, "flagged", "high", 0.15),  # 0.1499999999999999 in binary
        (0.5, "flagged", "critical", 0.5),
        (9.0, "flagged", "critical", 0.5),
        (-1.0, "clear", None, 0.1),
    ],
)
def test_thresholds_are_inclusive_and_values_rounded_once(
    duck, query, value, outcome, severity, threshold
):
    row = judged(duck, query(), subject("A", value))["A"]
    assert (row["outcome"], row["severity"], row["threshold"]) == (outcome, severity, threshold)
    assert row["value"] == round(value, 6)


def test_at_most_turns_the_comparison_round(duck, query):
    flag = '{ when = "at_most", watch = 0.8, high = 0.5 }'
    rows = judged(duck, query(flag=flag), subject("A", 0.81), subject("B", 0.8), subject("C", 0.5))
    assert [rows[name]["severity"] for name in "ABC"] == [None, "watch", "high"]


def test_without_thresholds_everything_judged_is_clear(duck, query):
    row = judged(duck, query(flag='{ when = "at_least" }'), subject("A", 99.0))["A"]
    assert (row["outcome"], row["severity"], row["threshold"]) == ("clear", None, None)


def test_a_reason_takes_the_value_away_and_says_which_kind_it_is(duck, query):
    rows = judged(
        duck,
        query(),
        subject("A", 0.9, skip_reason="unknown"),
        subject("B", 0.9, skip_reason="at odds"),
        subject("C", 0.9, skip_reason="the city's file is empty"),
    )
    assert [rows[name]["outcome"] for name in "ABC"] == [
        "insufficient",
        "contradictory",
        "insufficient",
    ]
    assert {row["value"] for row in rows.values()} == {None}
    assert {row["severity"] for row in rows.values()} == {None}


def test_the_worst_of_several_measures_decides_and_is_named(duck, query):
    two = query(
        PLAIN.replace("skip_reason", "skip_reason, other"),
        'also = [{ column = "other", when = "at_least", watch = 1, high = 5 }]',
    )
    rows = judged(
        duck,
        two,
        subject("NONE", 0.0, other=0),
        subject("UNKNOWN", 0.2),
        subject("OTHER", 0.1, other=5),
        subject("VALUE", 0.5, other=5),
        subject("BOTH", 0.1, other=1),
    )
    decided = {
        name: (row["severity"], row["measure"], row["threshold"]) for name, row in rows.items()
    }
    assert decided == {
        "NONE": (None, None, 0.1),
        "UNKNOWN": ("high", "value", 0.15),
        "OTHER": ("high", "other", 5.0),
        "VALUE": ("critical", "value", 0.5),
        "BOTH": ("watch", "value", 0.1),
    }


def test_a_jurisdiction_may_move_a_threshold_and_a_parameter(duck, query):
    sql = PLAIN + " WHERE value >= $smallest"
    with_param = query(sql, "params = { smallest = 0 }")
    rows = [subject("A", 0.2), subject("B", 0.05)]
    assert set(judged(duck, with_param, *rows)) == {"A", "B"}
    found = judged(duck, with_param, *rows, overrides={"high": 0.3, "smallest": 0.1})
    assert {name: row["severity"] for name, row in found.items()} == {"A": "watch"}


def test_an_override_may_add_a_severity_in_its_place(query):
    flag = '{ when = "at_least", watch = 0.1, critical = 0.5 }'
    rule = judging.rule(query(flag=flag), {"high": 0.2})
    assert list(rule.measures[0].thresholds.items()) == [
        ("watch", 0.1),
        ("high", 0.2),
        ("critical", 0.5),
    ]


def test_an_override_that_nobody_knows_is_refused(query):
    with pytest.raises(InputError, match="unknown key 'hihg'.*watch, high, critical"):
        judging.rule(query(), {"hihg": 0.3})


def test_evidence_is_passed_through(duck, query):
    row = judged(
        duck,
        query(PLAIN.replace("skip_reason", "skip_reason, contract_id, other AS amount")),
        subject("A", 0.2, contract_id="C", other=7),
    )["A"]
    assert (row["contract_id"], row["amount"]) == ("C", 7.0)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([subject("A", 0.1), subject("A", 0.2)], "1 rows repeat a subject_id.*join"),
        ([subject(None, 0.1)], "1 rows have no subject_id"),
        ([subject("A")], "neither a finite value nor a reason"),
        ([subject("A", float("nan"))], "neither a finite value nor a reason"),
        ([subject("A", float("inf"))], "neither a finite value nor a reason"),
        ([subject("A", 0.1, skip_reason="whim")], "'whim' is not listed under skips"),
    ],
)
def test_a_broken_contract_is_refused_by_name(duck, query, rows, message):
    with pytest.raises(InputError, match=message) as refused:
        judged(duck, query(), *rows)
    assert "test_indicator.sql" in str(refused.value)
    assert judged(duck, query(), subject("A", 0.1))["A"]["outcome"] == "flagged"


@pytest.mark.parametrize(
    ("sql", "extra", "column"),
    [
        ("SELECT subject_id, value, skip_reason FROM given", "", "project_id"),
        (PLAIN, 'also = [{ column = "missing", when = "at_least", watch = 1 }]', "missing"),
    ],
)
def test_a_column_that_the_query_lacks_is_named(duck, query, sql, extra, column):
    with pytest.raises(InputError, match=f"returns no column {column}.*it returns subject_id"):
        judged(duck, query(sql, extra), subject("A", 0.1))


ROWS = [
    subject("A", 0.0, project_id="P", contract_id="C"),
    subject("B", 0.0, project_id="P", contract_id="C"),
    subject("C", 0.2, project_id="P", contract_id="C"),
    subject("D", 0.6, project_id="P", contract_id="D"),
    subject("E", project_id="Q", skip_reason="unknown"),
]
WITH_CONTRACT = PLAIN.replace("skip_reason", "skip_reason, contract_id")


@pytest.mark.parametrize(
    ("stored", "kept"), [("all", ["A", "B", "C", "D", "E"]), ("findings", ["C", "D", "E"])]
)
def test_clear_rows_of_numerous_subjects_are_only_counted(duck, query, stored, kept):
    duck.given({"given": ROWS})
    results.store(duck, query(WITH_CONTRACT, f'stored = "{stored}"'), as_of=AS_OF)
    assert duck.rows("SELECT subject_id FROM test_indicator")["subject_id"].to_list() == kept
    assert duck.rows("SELECT subject_id FROM indicator_results")["subject_id"].to_list() == kept
    counts = dict(duck.rows("SELECT outcome, n FROM indicator_counts").iter_rows())
    assert counts == {"clear": 2, "contradictory": 0, "flagged": 2, "insufficient": 1}
    by_contract = duck.rows(
        "SELECT project_id, contract_id, outcome, severity, n FROM indicator_counts_by_contract"
        " ORDER BY ALL"
    ).rows()
    assert by_contract == [
        ("P", "C", "clear", None, 2),
        ("P", "C", "flagged", "high", 1),
        ("P", "D", "flagged", "critical", 1),
        ("Q", None, "insufficient", None, 1),
    ]


def test_a_stored_result_says_what_it_is_about(duck, query):
    duck.given({"given": ROWS[3:]})
    results.store(duck, query(WITH_CONTRACT), as_of=AS_OF)
    first, second = duck.rows("SELECT * FROM indicator_results").to_dicts()
    assert first == {
        "code": "T1",
        "subject_kind": "contract",
        "subject_id": "D",
        "project_id": "P",
        "contract_id": "D",
        "value": 0.6,
        "outcome": "flagged",
        "severity": "critical",
        "skip_reason": None,
        "threshold": 0.5,
        "measure": "value",
        "tender_id": None,
        "party_id": None,
        "other_party_id": None,
        "buyer_id": None,
        "exposure_amount": None,
        "currency": None,
        "fallback_count": None,
    }
    assert (second["value"], second["skip_reason"]) == (None, "unknown")


def test_an_indicator_without_subjects_counts_four_zeros(duck, query):
    results.store(duck, query(), as_of=AS_OF)
    counts = dict(duck.rows("SELECT outcome, n FROM indicator_counts").iter_rows())
    assert counts == dict.fromkeys(results.OUTCOMES, 0)


def test_nothing_is_left_behind_when_a_query_is_refused(duck, query):
    duck.given({"given": [subject("A")]})
    with pytest.raises(InputError):
        results.store(duck, query(), as_of=AS_OF)
    assert duck.single("SELECT COUNT(*) FROM indicator_counts") == 0
    duck.given({"given": [subject("A", 0.1)]})
    results.store(duck, query(), as_of=AS_OF)
    assert duck.single("SELECT COUNT(*) FROM indicator_results") == 1


def test_the_reporting_date_reaches_the_query(duck, query):
    sql = PLAIN.replace(
        "value,", "CAST(DATE_DIFF('day', DATE '2025-06-01', $as_of) AS DOUBLE) AS value,"
    )
    assert judged(duck, query(sql), subject("A"))["A"]["value"] == 29.0


def test_the_query_file_is_where_the_catalogue_reads_it(query):
    assert isinstance(query().path, Path)
    assert query().params == frozenset()


def test_false_discovery_needs_both_the_threshold_and_the_q_value(duck, query):
    # By hand: p = 0.005, 0.009, 0.02, 0.5 of four give q = 0.018, 0.018, 0.0267, 0.5.
    rows = [("A", 0.6, 0.005), ("B", 0.2, 0.009), ("C", 0.6, 0.02), ("D", 0.6, 0.5)]
    listed = ", ".join(
        f"('{name}', CAST({v} AS DOUBLE), CAST({p} AS DOUBLE))" for name, v, p in rows
    )
    sql = (
        "SELECT subject_id, CAST(NULL AS VARCHAR) AS project_id, value, CAST(NULL AS VARCHAR)"
        f" AS skip_reason, p_value FROM (VALUES {listed}) AS t (subject_id, value, p_value)"
    )
    asked = query(sql, extra="false_discovery = { high = 0.02, critical = 0.02 }")
    found = {row["subject_id"]: row for row in results.judge(duck, asked, as_of=AS_OF).to_dicts()}
    assert [round(found[name]["q_value"], 4) for name in "ABCD"] == [0.018, 0.018, 0.0267, 0.5]
    # Watch asks for no q value here, so what is large but may be chance falls back to it.
    assert [found[name]["severity"] for name in "ABCD"] == ["critical", "high", "watch", "watch"]
