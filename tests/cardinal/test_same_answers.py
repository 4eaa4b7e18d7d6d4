"""Portfolios drawn at random: the command and the method read plainly say the same of each."""

import json
import os

import polars as pl
import pytest

from dashboard.evaluation import drawn_releases, plain_cardinal, same_answers
from tests.cardinal.cases import ask

EXAMPLES = int(os.environ.get("CLEARWORKS_EXAMPLES", "12"))


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_a_portfolio_drawn_at_random_gets_the_same_answers_both_ways(tmp_path, seed):
    lines, sections = drawn_releases.portfolio(seed)
    answer = ask(tmp_path, lines, drawn_releases.as_ini(sections), "--no-prepare")
    assert answer.code == 0
    assert answer.results == plain_cardinal.results(lines, sections)


def test_each_answer_counts_once_and_only_what_both_give_counts_as_the_same(monkeypatch):
    """Broken on purpose: a plain reading that knows one process more and one value otherwise."""
    lines = [
        json.dumps({"ocid": ocid, "tender": {"procurementMethod": "open", "numberOfTenderers": 1}})
        for ocid in ("a", "b", "c")
    ]
    sections = {"R018": {}}
    right = plain_cardinal.results(lines, sections)

    def count() -> tuple[int, int, int]:
        found = same_answers.compared("a set", [(lines, sections)])
        assert found.filter(pl.col("code") != "R018")["case_count"].sum() == 0
        row = found.row(by_predicate=pl.col("code") == "R018", named=True)
        return row["process_count"], row["case_count"], row["same_count"]

    assert count() == (3, 3, 3)
    wrong = {"OCID": {**right["OCID"], "d": {"R018": 1.0}, "a": {"R018": 2.0}}}
    monkeypatch.setattr(plain_cardinal, "results", lambda lines, sections: wrong)
    assert count() == (3, 4, 2)


def test_published_bids_are_compared_as_releases():
    bids = pl.DataFrame(
        {
            "tender_id": ["T1", "T1", "T2", "T2", "T3"],
            "party_id": ["A", "B", "A", "C", "B"],
            "bid_amount": [100.0, 100.0, 90.0, 99.0, None],
            "is_winner": [True, False, True, False, True],
        }
    )
    found = same_answers.of_bids("bids", bids)
    counted = {row["code"]: row["case_count"] for row in found.iter_rows(named=True)}
    assert found["process_count"].unique().to_list() == [3]
    assert counted["R028"] == 3  # the process T1 and its two bidders
    assert counted["R018"] == 1  # T3 has one bidder
    assert (found["case_count"] == found["same_count"]).all()
