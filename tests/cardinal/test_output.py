"""The shape of what is printed."""

import io
import json
import math
import sys
from types import SimpleNamespace

import pytest

from dashboard.__main__ import main
from dashboard.cardinal import fences, results, writing
from dashboard.engine.duck import Duck
from tests.cardinal.cases import ask, award, bid, process

ALL = "[R024]\nthreshold = 1\n[R028]\n[R035]\n[R038]\nthreshold = 0.1\n[R058]\nthreshold = 0.5\n"
OUT = "disqualified"
LINES = [
    process(
        "P",
        [bid("W", 100), bid("L", 100), bid("OUT", None, OUT), bid("OUT", None, OUT)],
        [award("W")],
        buyer={"id": "CITY"},
        tender={"procuringEntity": {"id": "ROADS"}},
    ),
    process("Q", [bid("W", 5), bid("OUT", 9, OUT)], [award("W")], buyer={"id": "CITY"}),
]


def test_the_result_is_one_line_with_the_groups_in_their_order(tmp_path):
    answer = ask(tmp_path, LINES, ALL)
    assert answer.text.count("\n") == 1
    assert list(answer.results) == ["OCID", "Buyer", "ProcuringEntity", "Tenderer", "Meta"]
    assert answer.results["OCID"] == {"P": {"R024": 0.0, "R028": 1.0}, "Q": {"R035": 1.0}}
    assert answer.results["Tenderer"] == {
        "L": {"R024": 0.0, "R028": 1.0},
        "OUT": {"R038": 1.0},
        "W": {"R024": 0.0, "R028": 1.0, "R035": 0.0},
    }
    assert '{"P":{"R024":0.0,"R028":1.0},"Q":{"R035":1.0}}' in answer.text


def test_a_group_without_results_is_left_out(tmp_path):
    assert ask(tmp_path, LINES, "[R018]\n").results == {"Meta": {}}
    assert ask(tmp_path, LINES, "[R018]\n", "--no-meta").results == {}


def test_meta_can_be_left_out(tmp_path):
    answer = ask(tmp_path, LINES, ALL, "--no-meta")
    assert list(answer.results) == ["OCID", "Buyer", "ProcuringEntity", "Tenderer"]


def test_maps_say_which_organizations_belong_to_a_process(tmp_path):
    maps = ask(tmp_path, LINES, ALL, "--map").results["Maps"]
    assert maps == {
        "ocid_buyer_r038": {"P": "CITY", "Q": "CITY"},
        "ocid_procuringentity_r038": {"P": "ROADS"},
        "ocid_tenderer": {"P": ["L", "OUT", "W"], "Q": ["OUT", "W"]},
        "ocid_tenderer_r024": {"P": ["L", "W"]},
        "ocid_tenderer_r028": {"P": ["L", "W"]},
        "ocid_tenderer_r030": {},
        "ocid_tenderer_r035": {"Q": ["W"]},
        "ocid_tenderer_r058": {},
    }
    # All tenderers are only mapped for the indicators that are about tenderers as such.
    assert ask(tmp_path, LINES, "[R024]\n", "--map").results["Maps"]["ocid_tenderer"] == {}


def test_counts_per_group_are_printed_beside_the_result(tmp_path):
    answer = ask(tmp_path, LINES, ALL, "--count")
    assert answer.said.splitlines() == ["OCID: 2", "Buyer: 1", "ProcuringEntity: 1", "Tenderer: 3"]


def test_running_again_gives_the_same_bytes(tmp_path):
    assert ask(tmp_path, LINES, ALL, "--map").text == ask(tmp_path, LINES, ALL, "--map").text


def test_standard_input_is_read_where_the_file_is_a_dash(tmp_path, monkeypatch, capsys):
    content = "".join(json.dumps(line) + "\n" for line in LINES).encode("utf-8")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
    assert main(["cardinal", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["OCID"]["Q"] == {"R035": 1.0}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1.0"),
        (1 / 6, "0.16666666666666666"),
        (1e15, "1000000000000000.0"),
        (1e16, "1e16"),
        (1.5e22, "1.5e22"),
        (0.0001, "0.0001"),
        (0.000012345, "0.000012345"),
        (0.00001, "0.00001"),
        (1.25e-6, "1.25e-6"),
        (1e-12, "1e-12"),
        (0.0, "0.0"),
        (math.inf, "null"),
        (math.nan, "null"),
    ],
)
def test_decimals_are_written_in_their_shortest_form(value, text):
    duck = Duck()
    duck.run(writing.NUMBER)
    assert duck.single("SELECT number_text(CAST($value AS DOUBLE))", {"value": value}) == text


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.26875, 0.2688), (-0.26875, -0.2688), (2 / 3, 0.6667), (100.0, 100.0), (math.nan, None)],
)
def test_fences_are_shown_with_four_decimals_halves_away_from_zero(value, shown):
    assert fences.shown(value) == shown


@pytest.mark.parametrize(
    ("first", "third", "upper", "lower"),
    [
        (0.01, 0.07, 0.16, -0.08),
        (0.25, 0.5, 0.875, -0.125),
        (1.0, 1.0, 1.0, 1.0),
        (1.0, math.inf, math.inf, -math.inf),
    ],
)
def test_a_fence_is_rounded_once(first, third, upper, lower):
    assert fences.upper_fence(first, third) == upper
    assert fences.lower_fence(first, third) == pytest.approx(lower)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([], 0.5, math.nan),
        ([3.0], 0.25, 3.0),
        ([1.0, 2.0], 0.25, 1.0),
        ([1.0, 2.0, 3.0, 4.0], 0.25, 1 + 5 / 12),
        ([1.0, 2.0, 3.0, 4.0], 0.75, 3 + 7 / 12),
        ([1.0, 2.0, 3.0, 4.0], 0.0, 1.0),
        ([1.0, 2.0, 3.0, 4.0], 1.0, 4.0),
    ],
)
def test_quantiles_are_of_type_8(values, share, expected):
    assert fences.quantile(values, share) == pytest.approx(expected, nan_ok=True)


def test_the_maps_of_a_run_without_maps_are_not_even_gathered():
    found = results.Found(Duck())
    found.pairs("ocid_tenderer", "this would be refused")
    assert found.meta == {}
