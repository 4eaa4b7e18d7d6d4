"""The header that opens every query file: what it takes, and what it says of what it does not."""

from pathlib import Path

import pytest

from dashboard.engine import header
from dashboard.messages import InputError

GOOD = """/* indicator
code = "T1"
title = "Test of headers"
condition = "A value of {watch} or more."
subject = "contract"
unit = "ratio"
flag = { when = "at_least", critical = 3, watch = 1 }
also = [{ column = "other", when = "at_most", high = -1 }]
formula = "value"
why = "To see."
innocent = []
skips = { insufficient = ["a", "b"], contradictory = ["c"] }
source = "None."
verification = "D"
evidence_class = "R"
cluster = "k01"
core = true
sentence = "{value} was measured."
worked = "{value}"
clears = "A document."
remedies = { a = "contracts.status", b = "more cases" }
*/
SELECT 1
"""
MODEL = '/* model\ntitle = "Things: what they are"\ngrain = ["thing_id"]\n*/\nSELECT 1\n'


def read(text: str) -> header.Header:
    return header.read(Path("t.sql"), text, "queries/t.sql")


def test_measures_are_ordered_from_mild_to_severe_with_the_value_first():
    first, second = read(GOOD).measures
    assert (first.column, first.when) == ("value", "at_least")
    assert list(first.thresholds.items()) == [("watch", 1.0), ("critical", 3.0)]
    assert (second.column, second.when, second.thresholds) == ("other", "at_most", {"high": -1.0})


def test_the_first_measure_may_lie_in_another_column():
    text = GOOD.replace("flag = { when", 'flag = { column = "exact_count", when')
    assert read(text).measures[0].column == "exact_count"


def test_each_reason_leads_to_its_outcome():
    assert read(GOOD).skip_reasons == {
        "a": "insufficient",
        "b": "insufficient",
        "c": "contradictory",
    }


def test_values_are_read_as_written_and_absent_ones_by_default():
    found = read(MODEL)
    assert (found.kind, found["grain"], found.get("limits", "none")) == (
        "model",
        ["thing_id"],
        "none",
    )
    with pytest.raises(KeyError):
        found["limits"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT 1\n", "does not open with a header"),
        (GOOD.replace("*/\n", "*/ "), "does not open with a header"),
        ("\n" + GOOD, "does not open with a header"),
        (GOOD.replace("/* indicator", "/* indicater"), "unknown kind 'indicater'.*indicator"),
        (GOOD.replace("core = true", "core = yes"), "not valid TOML"),
        (GOOD.replace("condition", "conditon"), "unknown header key 'conditon'.*'condition'"),
        (GOOD.replace('source = "None."\n', ""), "lacks 'source'"),
        (GOOD.replace('sentence = "{value} was measured."\n', ""), "lacks 'sentence'"),
        (GOOD.replace('worked = "{value}"\n', ""), "lacks 'worked'"),
        (GOOD.replace('clears = "A document."\n', ""), "lacks 'clears'"),
        (GOOD.replace('"ratio"', '"ratios"'), "unknown unit 'ratios'.*ratio"),
        (GOOD.replace("contradictory", "contradiction"), "'contradiction'.*insufficient or"),
        (GOOD.replace("critical = 3", "crit = 3"), "unknown threshold key 'crit'"),
        (GOOD.replace("high = -1", "hight = -1"), "unknown threshold key 'hight'"),
        (GOOD.replace('"at_least"', '"above"'), "'when' must be at_least or at_most"),
        (GOOD.replace("Test of headers", "One two three four five six"), "more than five words"),
        (MODEL.replace("grain", "grains"), "unknown header key 'grains'"),
        (MODEL.replace('grain = ["thing_id"]\n', ""), "lacks 'grain'"),
    ],
)
def test_a_faulty_header_names_the_file_the_fault_and_the_remedy(text, message):
    with pytest.raises(InputError, match=message) as refused:
        read(text)
    assert str(refused.value).startswith("queries/t.sql")


def test_a_model_takes_no_keys_of_an_indicator():
    with pytest.raises(InputError, match="unknown header key 'flag'"):
        read(MODEL.replace("grain", 'flag = { when = "at_least" }\ngrain'))


def test_how_rows_are_stored_is_one_of_the_known_ways():
    assert read(MODEL.replace("grain", 'stored = "as it came"\ngrain')).get("stored")
    with pytest.raises(InputError, match="as it came"):
        read(MODEL.replace("grain", 'stored = "as it come"\ngrain'))
    with pytest.raises(InputError, match="findings"):
        read(GOOD.replace("code =", 'stored = "finding"\ncode ='))
