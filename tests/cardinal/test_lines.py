"""Every good line counts, every bad one is named with its number, whatever stands beside it."""

import gzip
import json

import pytest

from dashboard.cardinal import reading
from tests.cardinal.cases import ask, award, bid, process, won

CLOSE = "[R024]\nthreshold = 1\n"
BAD_LINES = [
    ('{"ocid": "X"', "not JSON"),
    ("nothing", "not JSON"),
    ('{"ocid": "X"} {"ocid": "Y"}', "not JSON"),
    (b'{"ocid": "\xff"}', "not text in UTF-8"),
    ('{"ocid": "\\ud800"}', "half a character"),
    ("\ufeff{}", "not JSON"),
    ("[1, 2]", "not an object"),
    ('"text"', "not an object"),
    ("7", "not an object"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD_LINES)
def test_a_bad_line_is_named_and_the_others_count(tmp_path, bad, reason):
    answer = ask(tmp_path, [won("A", 100, 101), "", bad, won("B", 100, 102)], CLOSE)
    assert answer.code == 0
    assert answer.flagged("R024") == {"A": 0.01, "B": 0.02}
    assert "Line 3 is left out: " in answer.said
    assert reason in answer.said
    assert "3 lines: 2 read, 1 left out" in answer.said


def test_blank_lines_and_ends_of_lines_of_windows_are_no_lines(tmp_path):
    lines = [b"", json.dumps(won("A", 100, 101)).encode() + b"\r", b" \t", won("B", 100, 102)]
    answer = ask(tmp_path, lines, CLOSE)
    assert answer.flagged("R024") == {"A": 0.01, "B": 0.02}
    assert answer.said == ""


def test_bad_lines_in_several_portions_are_named_by_their_place_in_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "PORTION_BYTES", 2_000)
    lines: list = [won(f"{n}", 100, 101) for n in range(100)]
    for place in (0, 49, 50, 99):
        lines[place] = "oops"
    answer = ask(tmp_path, lines, CLOSE)
    assert len(answer.flagged("R024")) == 96
    named = [line for line in answer.said.splitlines() if line.startswith("Line")]
    assert [line.split()[1] for line in named] == ["1", "50", "51", "100"]


def test_a_part_that_does_not_fit_is_named_and_the_rest_of_its_line_counts(tmp_path):
    odd = won("ODD", 100, 101, buyer="the city", tender=["no object"])
    odd["bids"]["details"].append("withdrawn")
    odd["awards"][0]["items"] = {"classification": 4}
    answer = ask(tmp_path, [won("A", 100, 102), odd], CLOSE)
    assert answer.flagged("R024") == {"A": 0.02, "ODD": 0.01}
    assert "Line 2 counts without a part of it" in answer.said
    for part in (
        "/buyer is a string and not an object",
        "/tender is an array and not an object",
        "/bids/details[2] is a string and not an object",
        "/awards[0]/items is an object and not an array",
    ):
        assert part in answer.said


def test_what_is_no_text_or_number_where_one_belongs_is_nothing(tmp_path):
    lines = [
        won("STATUS", 100, 101),
        won("AMOUNT", 100, 101),
        won("CURRENCY", 100, 101),
        won("TENDERER", 100, 101),
        won("FINE", 100, 101),
    ]
    first = [line["bids"]["details"][0] for line in lines]
    first[0]["status"] = True
    first[1]["value"]["amount"] = "100"
    first[2]["value"]["currency"] = 1
    first[3]["tenderers"][0]["id"] = {"scheme": "XX"}
    assert ask(tmp_path, lines, CLOSE).flagged("R024") == {"FINE": 0.01}


def test_a_line_without_an_ocid_that_is_a_text_is_counted_and_not_judged(tmp_path):
    lines = [won("A", 100, 101), won(5, 100, 101), {"uri": "a package"}, won("B", 100, 101)]
    answer = ask(tmp_path, lines, CLOSE)
    assert set(answer.flagged("R024")) == {"A", "B"}
    assert "4 lines: 4 read, 0 left out" in answer.said
    assert "2 have no ocid" in answer.said


def test_the_last_of_two_equal_names_in_an_object_counts(tmp_path):
    line = json.dumps(won("A", 100, 101)).replace('{"ocid": "A"', '{"ocid": "Z", "ocid": "A"', 1)
    answer = ask(tmp_path, [line, won("B", 100, 101)], CLOSE)
    assert set(answer.flagged("R024")) == {"A", "B"}


def test_a_bad_line_changes_nothing_for_the_rest(tmp_path):
    numbers = process("N", [bid(12345678901234567890123, 1.50), bid("L", 1.5)], [award("L")])
    lines = ['{"ocid": "I", "tender": {"value": Infinity}}', numbers, won('é"\\', 100, 101)]
    settings = "[R028]\n" + CLOSE
    without = ask(tmp_path, lines, settings)
    with_one = ask(tmp_path, [*lines, "oops"], settings)
    assert with_one.text == without.text
    assert set(without.flagged("R028", "Tenderer")) == {"12345678901234567890123", "L"}
    assert without.flagged("R024") == {"N": 0.0, 'é"\\': 0.01}


def test_an_empty_file_has_no_results(tmp_path):
    answer = ask(tmp_path, [], "[R024]\n[R028]\n")
    assert answer.code == 0
    assert answer.results == {"Meta": {"R024": {"q1": None, "q3": None, "lower_fence": None}}}


def test_a_file_that_is_no_json_lines_gets_a_message(tmp_path):
    package = json.dumps({"releases": [won("A", 1, 2)]}, indent=2).splitlines()
    answer = ask(tmp_path, [line for line in package if line.strip("{}[] ")], CLOSE)
    assert answer.code == 1
    assert "no line of the file can be read" in answer.said
    assert "One OCDS compiled release a line was expected" in answer.said


def test_a_compressed_file_a_folder_and_a_missing_file_get_a_message(tmp_path, capsys):
    from dashboard.__main__ import main

    packed = tmp_path / "releases.jsonl.gz"
    packed.write_bytes(gzip.compress(b"{}\n"))
    for path, said in (
        (packed, "the file is compressed"),
        (tmp_path, "this is a folder"),
        (tmp_path / "none.jsonl", "the file cannot be read"),
    ):
        assert main(["cardinal", str(path)]) == 1
        assert said in capsys.readouterr().err
