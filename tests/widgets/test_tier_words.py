"""Tiers in words: the strongest reasons first, an interval, and grey for what is not rated."""

import polars as pl
import pytest

from dashboard.i18n import t
from dashboard.widgets import tier_words

TIER = {
    "tier": "high",
    "coverage": 0.9,
    "is_provisional": False,
    "has_note": False,
    "lowest_score": 16.8,
    "highest_score": 56.8,
}
FLAG = {
    "code": "P7",
    "title": "Paid above contract value",
    "evidence_class": "R",
    "unit": "ratio",
    "value": 0.06,
    "measure": "value",
    "currency": None,
    "severity_rank": 2,
    "points": 40.0,
    "is_deciding": True,
}


def flags(*changes: dict) -> pl.DataFrame:
    return pl.DataFrame([FLAG | change for change in changes] or None, schema=list(FLAG))


def test_a_tier_is_a_sentence_with_what_was_measured_and_what_it_rests_on():
    others = {"code": "B11", "title": "All but winner disqualified", "unit": "count", "value": 4.0}
    text = tier_words.sentence(TIER, flags({}, others | {"points": 30.0}), "XTS")
    assert text == (
        "**High:** Paid above contract value, 6.0 % (P7, rule) and "
        "All but winner disqualified, 4 (B11, rule)."
    )


def test_of_one_indicator_the_gravest_flag_is_named_once():
    text = tier_words.sentence(TIER, flags({"severity_rank": 1, "value": 0.01}, {}), None)
    assert text.count("P7") == 1
    assert "6.0 %" in text


def test_a_value_that_did_not_raise_the_flag_is_left_out():
    text = tier_words.sentence(TIER, flags({"measure": "above_distance"}), None)
    assert "Paid above contract value (P7, rule)" in text


def test_members_that_do_not_count_are_not_named():
    assert "P7" not in tier_words.sentence(TIER, flags({"is_deciding": False}), None)


def test_how_many_more_reasons_there_are_is_said():
    many = [{"code": f"X{number}", "points": 40.0 - number} for number in range(5)]
    text = tier_words.sentence(TIER, flags(*many), None)
    assert t("tier.more", count="2") in text
    assert "X2" in text and "X3" not in text


def test_little_coverage_makes_a_tier_provisional():
    text = tier_words.sentence(TIER | {"is_provisional": True, "coverage": 0.6}, flags({}), None)
    assert text.endswith("Provisional, for only 60 % of the core checks could be carried out.")


@pytest.mark.parametrize("coverage", [0.3, None])
def test_not_rated_stands_in_grey_and_never_in_green(coverage):
    tier = TIER | {"tier": "not rated", "coverage": coverage, "is_provisional": True}
    text = tier_words.sentence(tier, flags(), None)
    assert text.startswith(":gray[**Not rated:**")
    assert "green" not in text and "Provisional" not in text


def test_one_flag_that_makes_no_tier_is_a_note():
    tier = TIER | {"tier": "no signal", "has_note": True}
    text = tier_words.sentence(tier, flags({"evidence_class": "S", "severity_rank": 1}), None)
    assert "No signal" in text
    assert "(P7, comparison)" in text


def test_a_score_runs_from_what_is_known_to_the_worst_that_is_possible():
    assert tier_words.score(TIER) == "Score 17 to 57 of 100, 90 % of the core checks computable"
    assert tier_words.score(TIER | {"lowest_score": None}) == t("tier.no_score")


def test_contracts_are_named_with_their_id_and_projects_without():
    rows = pl.DataFrame(
        {
            "entity_kind": ["contract", "project", "contract", "party"],
            "entity_id": ["C1", "P1", "C2", "F1"],
            "entity_name": ["Works", "Bridge", "C2", None],
        }
    )
    assert rows.select(tier_words.labelled())["entity_name"].to_list() == [
        "Works · C1",
        "Bridge",
        "C2",
        "F1",
    ]
