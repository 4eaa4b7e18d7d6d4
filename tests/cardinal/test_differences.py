"""R024 and R058: the winning and the second-lowest bid, their fence, and the main currency."""

import pytest

from dashboard.cardinal import fences
from tests.cardinal.cases import ask, award, bid, process, won


def spread(*percent: float) -> list[dict]:
    """A process for each percentage by which the second-lowest bid is dearer."""
    return [won(f"{place}", 100, 100 + one) for place, one in enumerate(percent)]


def test_a_second_bid_close_to_the_winner_is_a_low_outlier(tmp_path):
    lines = [*spread(40, 45, 50, 50, 50, 55, 60), won("CLOSE", 100, 101)]
    answer = ask(tmp_path, lines, "[R024]\n")
    assert answer.flagged("R024") == {"CLOSE": 0.01}
    assert answer.flagged("R024", "Tenderer") == {"W": 0.0, "L": 0.0}
    meta = answer.results["Meta"]["R024"]
    assert meta == {"q1": 0.4208, "q3": 0.5292, "lower_fence": 0.2583}


def test_a_winner_far_below_the_second_bid_is_a_high_outlier(tmp_path):
    lines = [*spread(1, 2, 3, 4, 5, 6, 7), won("FAR", 100, 400)]
    answer = ask(tmp_path, lines, "[R058]\n")
    assert answer.flagged("R058") == {"FAR": 3.0}
    assert answer.flagged("R058", "Tenderer") == {"W": 0.0}


def test_quartiles_are_of_type_8(tmp_path):
    # n = 8: the first quartile stands at (8 + 1/3) / 4 + 1/3 = 2 5/12 of the ascending values.
    meta = ask(tmp_path, spread(1, 2, 3, 4, 5, 6, 7, 300), "[R058]\n").results["Meta"]["R058"]
    assert meta == {"q1": 0.0242, "q3": 0.0658, "upper_fence": 0.1283}


def test_what_lies_exactly_on_a_fence_is_flagged_however_many_there_are(tmp_path):
    # Quartiles 0.01 and 0.07 put the fence at 0.16. Rounding after the multiplication and again
    # after the addition would put it at 0.16000000000000003, and every tie would be lost.
    assert 0.07 + 1.5 * (0.07 - 0.01) > 0.16 == fences.upper_fence(0.01, 0.07)
    below = [won(f"BELOW-{n}", 100, 107) for n in range(1_500)]
    low = [won(f"LOW-{n}", 100, 101) for n in range(1_500)]
    ties = [won(f"TIE-{n}", 100, 116) for n in range(900)]
    nearly = [won("NEARLY", 10_000, 11_599.99)]
    answer = ask(tmp_path, [*low, *ties, *below, *nearly], "[R058]\n")
    assert answer.results["Meta"]["R058"] == {"q1": 0.01, "q3": 0.07, "upper_fence": 0.16}
    assert answer.flagged("R058") == {f"TIE-{n}": 0.16 for n in range(900)}


def test_a_tie_on_the_lower_fence_is_flagged_as_well(tmp_path):
    lines = [*spread(50, 50, 50, 50, 75, 75, 75, 75), won("TIE", 100, 112.5)]
    answer = ask(tmp_path, lines, "[R024]\n")
    assert answer.results["Meta"]["R024"] == {"q1": 0.5, "q3": 0.75, "lower_fence": 0.125}
    assert answer.flagged("R024") == {"TIE": 0.125}


def test_where_nearly_all_differ_by_the_same_they_all_lie_on_the_fence(tmp_path):
    answer = ask(tmp_path, spread(*[50] * 8), "[R024]\n[R058]\n")
    assert answer.flagged("R024") == answer.flagged("R058") == {f"{n}": 0.5 for n in range(8)}


def test_where_three_quarters_do_not_differ_nothing_is_flagged(tmp_path):
    lines = [*spread(*[0] * 9), won("DIFFERS", 100, 150)]
    answer = ask(tmp_path, lines, "[R024]\n[R058]\n")
    assert "OCID" not in answer.results
    assert answer.results["Meta"]["R058"] == {"q1": 0.0, "q3": 0.0, "upper_fence": 0.0}


def test_a_threshold_takes_the_place_of_the_fence(tmp_path):
    lines = spread(5, 6, 80)
    answer = ask(tmp_path, lines, "[R024]\nthreshold = 0.05\n[R058]\nthreshold = 0.8 # high\n")
    assert answer.flagged("R024") == {"0": 0.05}
    assert answer.flagged("R058") == {"2": 0.8}
    assert answer.results["Meta"] == {
        "R024": {"lower_fence": 0.05},
        "R058": {"upper_fence": 0.8},
    }


@pytest.mark.parametrize(
    ("bids", "awards"),
    [
        ([bid("W", 1), bid("L", 1)], [award("W"), award(status="pending")]),
        ([bid("W", 1), bid("L", 1)], [award("W"), award(status="decided")]),
        ([bid("W", 1), bid("L", 1)], [award("W"), award("W")]),
        ([bid("W", 1), bid("L", 1)], [award("W", "X")]),
        ([bid("W", 1), bid("L", 1)], [award("X")]),
        ([bid("W", 1), bid("L", 1)], [award(status="active")]),
        ([bid("W", 1), bid("L", 1)], None),
        ([bid("W", 2), bid("L", 1)], [award("W")]),
        ([bid("W", 1), bid(["L", "M"], 1)], [award("W")]),
        ([bid("W", 1), bid("L", 1, "disqualified")], [award("W")]),
        ([bid("W", 1, "pending"), bid("L", 1)], [award("W")]),
        ([bid("W"), bid("L", 1)], [award("W")]),
        ([bid("W", 1), bid("L", value={"amount": 1})], [award("W")]),
        ([bid("W", 0), bid("L", 0)], [award("W")]),
    ],
)
def test_what_cannot_be_compared_is_left_out(tmp_path, bids, awards):
    answer = ask(tmp_path, [process("LEFT-OUT", bids, awards)], "[R024]\nthreshold = 1\n")
    assert answer.flagged("R024") == {}


def test_cancelled_and_unsuccessful_awards_and_ones_without_a_status_do_not_matter(tmp_path):
    awards = [award("W"), award("X", status="cancelled"), award(status="unsuccessful"), {"id": 1}]
    line = process("P", [bid("W", 100), bid("L", 101)], awards)
    assert ask(tmp_path, [line], "[R024]\nthreshold = 1\n").flagged("R024") == {"P": 0.01}


def test_the_lowest_bid_of_the_winner_and_the_first_of_the_others_count(tmp_path):
    bids = [bid("W", 300), bid("K", 220), bid("L", 200), bid("M", 200), bid("W", 100)]
    answer = ask(tmp_path, [process("P", bids, [award("W")])], "[R024]\nthreshold = 1\n")
    assert answer.flagged("R024") == {"P": 1.0}
    assert set(answer.flagged("R024", "Tenderer")) == {"W", "L"}


def test_a_winning_bid_of_zero_gives_a_difference_that_json_cannot_show(tmp_path):
    answer = ask(tmp_path, [won("P", 0, 5)], "[R058]\nthreshold = 1\n")
    assert answer.flagged("R058") == {"P": None}


# --- The main currency -------------------------------------------------------------------------


def priced(ocid: str, currency: str) -> dict:
    value = {"value": {"amount": 100, "currency": currency}}
    return process(ocid, [bid("W", **value), bid("L", **value)], [award("W")])


def test_the_first_currency_observed_is_the_main_one(tmp_path):
    unlooked = process("NO-AWARD", [bid("A", value={"amount": 1, "currency": "XXX"})], [])
    lines = [unlooked, priced("FIRST", "EUR"), priced("OTHER", "USD"), priced("THIRD", "EUR")]
    answer = ask(tmp_path, lines, "[R024]\nthreshold = 1\n")
    assert answer.flagged("R024") == {"FIRST": 0.0, "THIRD": 0.0}


def test_the_currency_that_is_set_is_the_main_one(tmp_path):
    lines = [priced("FIRST", "EUR"), priced("OTHER", "USD")]
    answer = ask(tmp_path, lines, "currency = USD\n[R024]\nthreshold = 1\n")
    assert answer.flagged("R024") == {"OTHER": 0.0}


def test_bids_in_another_currency_are_not_compared(tmp_path):
    euros = {"value": {"amount": 90, "currency": "EUR"}}
    bids = [bid("A", status="disqualified", **euros), bid("W", 100), bid("L", 120)]
    line = process("P", bids, [award("W")])
    answer = ask(tmp_path, [line], "currency = USD\n[R036]\n[R058]\nthreshold = 0.1\n")
    assert answer.flagged("R036") == {}
    assert answer.flagged("R058") == {"P": 0.2}


def test_a_process_on_two_lines_is_one_and_the_last_line_gives_its_value(tmp_path):
    lines = [won("TWICE", 100, 150), won("TWICE", 100, 160)]
    answer = ask(tmp_path, lines, "[R058]\nthreshold = 0.1\n")
    assert answer.flagged("R058") == {"TWICE": 0.6}
