"""The scorer on random portfolios: what it must never do, and the same answers by hand."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.scoring import by_hand
from tests.scoring.portfolios import (
    INDICATORS,
    engine,
    entity_rows,
    of_contract,
    portfolios,
    scored,
)

SEVERITIES = ("watch", "high", "critical")
RANKS = {"not rated": 0, "no signal": 1, "watch": 2, "high": 3, "critical": 4}
examples = settings(
    max_examples=20, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


@pytest.fixture(scope="module")
def duck():
    made = engine()
    yield made
    made.close()


def same(found: dict, hand: by_hand.Score) -> None:
    assert found["tier"] == hand.tier
    assert found["lowest_score"] == pytest.approx(hand.lowest, abs=1e-5)
    assert found["highest_score"] == pytest.approx(hand.highest, abs=1e-5)
    assert found["is_provisional"] == hand.is_provisional
    if hand.coverage is None:
        assert found["coverage"] is None
    else:
        assert found["coverage"] == pytest.approx(hand.coverage, abs=1e-5)


@examples
@given(rows=portfolios())
def test_tiers_scores_and_coverage_are_the_same_by_hand(duck, rows):
    found = scored(duck, rows)
    assert set(found) == {row["contract_id"] for row in rows}
    for contract_id, row in found.items():
        same(row, by_hand.score(of_contract(rows, contract_id), INDICATORS))
    project = duck.rows("SELECT * FROM entity_tiers WHERE entity_kind = 'project'").row(
        0, named=True
    )
    same(project, by_hand.score(rows, INDICATORS))


@examples
@given(rows=entity_rows("C"), data=st.data())
def test_deleting_a_value_of_a_core_indicator_never_lowers_the_upper_end(duck, rows, data):
    core = [
        index
        for index, row in enumerate(rows)
        if INDICATORS[row["code"]].is_core and row["outcome"] in ("flagged", "clear")
    ]
    assume(core)
    deleted = data.draw(st.sampled_from(core))
    without = [
        row | {"outcome": "insufficient", "severity": None} if index == deleted else row
        for index, row in enumerate(rows)
    ]
    before, after = scored(duck, rows)["C"], scored(duck, without)["C"]
    assert after["highest_score"] >= before["highest_score"]
    assert after["highest_score"] >= after["lowest_score"]
    code = rows[deleted]["code"]
    said = duck.rows(
        "SELECT * FROM entity_code_outcomes WHERE entity_kind = 'contract' AND code = $code",
        {"code": code},
    ).row(0, named=True)
    assert said["insufficient_count"] >= 1  # it is still in scope, and never became clear
    assert said["subject_count"] == sum(row["code"] == code for row in rows)
    assert (
        after["tier"] in ("not rated", "no signal") or RANKS[after["tier"]] <= RANKS[before["tier"]]
    ), "nobody is accused on missing data"


@examples
@given(rows=entity_rows("C"), data=st.data())
def test_adding_a_clear_answer_never_raises_a_tier(duck, rows, data):
    missing = sorted(set(INDICATORS) - {row["code"] for row in rows})
    assume(missing)
    code = data.draw(st.sampled_from(missing))
    clear = rows[0] | {"code": code, "outcome": "clear", "severity": None, "subject_id": "NEW"}
    before, after = scored(duck, rows)["C"], scored(duck, [*rows, clear])["C"]
    if before["tier"] in ("not rated", "no signal"):
        assert after["tier"] in ("not rated", "no signal")
    else:
        assert after["tier"] == before["tier"]
    assert after["lowest_score"] <= before["lowest_score"] or after["lowest_score"] == 0


@examples
@given(
    first=st.sampled_from(SEVERITIES),
    second=st.sampled_from(SEVERITIES),
    fallbacks=st.sampled_from([0, 1, 3]),
)
def test_two_flags_of_one_cluster_score_as_the_larger_one(duck, first, second, fallbacks):
    row = {"contract_id": "C", "project_id": "P", "outcome": "flagged", "currency": "XTS",
           "exposure_amount": None}  # fmt: skip
    one = row | {"code": "R1", "subject_id": "C", "severity": first, "fallback_count": fallbacks}
    other = row | {"code": "S1", "subject_id": "C", "severity": second, "fallback_count": 0}
    alone = [scored(duck, [single])["C"]["lowest_score"] for single in (one, other)]
    assert scored(duck, [one, other])["C"]["lowest_score"] == max(alone)


@examples
@given(rows=portfolios(), data=st.data())
def test_the_order_of_the_rows_changes_nothing(duck, rows, data):
    other_order = data.draw(st.permutations(rows))
    assert scored(duck, rows) == scored(duck, other_order)


def flag(code: str, severity: str, **values) -> dict:
    return {
        "code": code, "subject_id": "C", "contract_id": "C", "project_id": "P",
        "outcome": "flagged", "severity": severity, "fallback_count": None,
        "exposure_amount": None, "currency": "XTS",
    } | values  # fmt: skip


@pytest.mark.parametrize(
    ("flags", "tier"),
    [
        ([("R1", "critical")], "critical"),
        ([("S2", "critical")], "watch"),  # a comparison alone is one high cluster
        ([("R1", "high"), ("S2", "high")], "high"),
        ([("R1", "high"), ("X3", "high")], "high"),
        ([("R1", "high"), ("R2", "high"), ("S1", "critical")], "watch"),  # one cluster only
        ([("S2", "high"), ("S3", "high")], "watch"),
        ([("S2", "high"), ("S3", "high"), ("S4", "critical")], "high"),
        ([("X1", "critical"), ("X2", "critical"), ("X3", "critical")], "watch"),
        ([("S2", "high"), ("X2", "high"), ("X3", "high")], "high"),
        ([("R1", "watch"), ("X1", "high"), ("X2", "high"), ("X3", "high")], "watch"),
        ([("R1", "watch")], "watch"),
        ([("S2", "watch"), ("X3", "watch")], "watch"),
        ([("S2", "watch")], "no signal"),  # a note
        ([("X3", "watch")], "not rated"),  # and no core check
    ],
)
def test_the_first_line_that_holds_gives_the_tier(duck, flags, tier):
    found = scored(duck, [flag(code, severity) for code, severity in flags])["C"]
    assert found["tier"] == tier
    assert found["has_note"] == (tier in ("no signal", "not rated"))


def test_a_tier_is_a_sentence_of_one_part_for_each_cluster(duck):
    rows = [flag("R3", "high"), flag("R1", "high"), flag("S1", "critical"), flag("X3", "watch")]
    found = scored(duck, rows)["C"]
    assert found["deciding_codes"] == "S1 R3 X3"  # 70 points are more than 40 of the same cluster
    assert found["reasons"] == (
        "Title of S1 (S1, comparison); Title of R3 (R3, rule); Title of X3 (X3, context)"
    )


def test_the_interval_of_ten_clusters_of_which_four_are_unknown(duck):
    # The published example of the method: 100, 40, 28 and three zeros, four without a core answer.
    clusters = [f"k{number:02d}" for number in range(1, 11)]
    indicators = {
        f"T{number}": by_hand.Indicator(f"T{number}", cluster, "S" if number == 3 else "R", True)
        for number, cluster in enumerate(clusters, start=1)
    }
    severities = {"T1": "critical", "T2": "high", "T3": "high"}
    rows = [
        {
            "code": code,
            "outcome": "flagged" if code in severities
            else ("clear" if number <= 6 else "insufficient"),
            "severity": severities.get(code),
        }
        for number, code in enumerate(indicators, start=1)
    ]  # fmt: skip
    found = by_hand.score(rows, indicators)
    assert (found.lowest, found.highest) == (pytest.approx(16.8), pytest.approx(56.8))
    assert found.coverage == pytest.approx(0.60)
    assert found.is_provisional


def test_the_queue_goes_by_tier_then_rules_then_points_then_money(duck):
    rows = [
        flag("R1", "critical", contract_id="CRITICAL", subject_id="CRITICAL"),
        flag("R1", "high", contract_id="TWO-RULES", subject_id="TWO-RULES"),
        flag("R3", "high", contract_id="TWO-RULES", subject_id="TWO-RULES"),
        flag("R1", "high", contract_id="MORE-POINTS", subject_id="MORE-POINTS"),
        flag("S2", "critical", contract_id="MORE-POINTS", subject_id="MORE-POINTS"),
        flag("R1", "high", contract_id="MONEY", subject_id="MONEY", exposure_amount=900.0),
        flag("S2", "high", contract_id="MONEY", subject_id="MONEY"),
        flag("R1", "high", contract_id="LESS-MONEY", subject_id="LESS-MONEY", exposure_amount=8.0),
        flag("S2", "high", contract_id="LESS-MONEY", subject_id="LESS-MONEY"),
        flag("S2", "watch", contract_id="NOTE", subject_id="NOTE"),
    ]
    scored(duck, rows)
    queue = duck.rows("SELECT * FROM review_queue WHERE entity_kind = 'contract'")
    order = queue.sort("queue_position")["entity_id"].to_list()
    assert order == ["CRITICAL", "TWO-RULES", "MORE-POINTS", "MONEY", "LESS-MONEY"]
    assert queue.sort("money_position")["entity_id"].to_list()[:2] == ["MONEY", "LESS-MONEY"]


def test_the_same_money_counts_once_and_currencies_are_not_added_up(duck):
    rows = [
        flag("R1", "high", exposure_amount=60.0),
        flag("R2", "high", exposure_amount=50.0),  # growth of the same price
        flag("R3", "high", exposure_amount=40.0),  # and its amendments: still the same money
        flag("R4", "high", exposure_amount=7.0, subject_id="PAYMENT"),
    ]
    scored(duck, rows)
    exposure = "SELECT exposure_amount FROM entity_exposures WHERE entity_kind = 'contract'"
    assert duck.single(exposure) == 67.0
    scored(duck, [rows[0], rows[3] | {"currency": "EUR"}])
    assert duck.single(exposure) is None


def test_a_flag_never_spreads_to_who_is_only_linked(duck):
    duck.run(
        "INSERT INTO contracts BY NAME SELECT 'C' AS contract_id, 'FIRM' AS supplier_id, "
        "'CITY' AS buyer_id"
    )
    try:
        scored(duck, [flag("R1", "critical")])
        entities = duck.rows("SELECT * FROM subject_entities").to_dicts()
        assert {(row["entity_kind"], row["entity_id"], row["is_own"]) for row in entities} == {
            ("contract", "C", True), ("project", "P", True),
            ("party", "FIRM", False), ("buyer", "CITY", False),
        }  # fmt: skip
        tiers = duck.rows("SELECT entity_kind FROM entity_tiers")["entity_kind"].to_list()
        assert sorted(tiers) == ["contract", "project"]
    finally:
        duck.run("DELETE FROM contracts")
