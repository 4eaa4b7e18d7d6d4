"""Runs every case in this folder, and asks every indicator for cases."""

import tomllib
from pathlib import Path

import polars as pl
import polars.selectors as cs
import pytest
from pytest import approx

from dashboard.engine import catalogue, results
from dashboard.i18n import evidence_words

SHEETS = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in Path(__file__).parent.glob("*.toml")
}
CASES = [
    pytest.param(name, case.get("as_of", sheet["as_of"]), case, id=f"{name}: {case['name']}")
    for name, sheet in sorted(SHEETS.items())
    for case in sheet["case"]
]


@pytest.mark.parametrize(("name", "as_of", "case"), CASES)
def test_case(engine, name, as_of, case):
    engine.given(case.get("given", {}))  # columns left out are NULL, unknown columns fail
    query = catalogue.indicators()[name]
    rows = results.judge(engine, query, as_of=as_of, overrides=case.get("overrides"))
    found = {row["subject_id"]: row for row in rows.cast({cs.decimal(): float}).to_dicts()}
    for expected in case["expect"]:
        row = found.pop(expected["subject_id"])
        for column, value in expected.items():
            wanted = approx(value, rel=1e-6) if isinstance(value, float) else value
            assert row[column] == wanted, column
    assert not found, f"rows that the case does not expect: {sorted(found)}"
    header = query.header
    for key in ("sentence", "worked"):
        assert set(evidence_words.places(header[key])) <= set(rows.columns)
        for row in rows.filter(pl.col("outcome") == "flagged").to_dicts():
            text = evidence_words.filled(header[key], row, header["unit"], "XTS")
            assert not {"{", "}"} & set(text)


def expected_rows(name: str) -> list[dict]:
    return [row for case in SHEETS[name]["case"] for row in case["expect"]]


@pytest.mark.parametrize("name", catalogue.indicators())
def test_every_outcome_and_reason_and_severity_has_a_case(name):
    assert name in SHEETS, (
        f"write tests/indicators/{name}.toml; cost_overrun_contract.toml shows how"
    )
    header = catalogue.indicators()[name].header
    expected = expected_rows(name)
    outcomes = {row.get("outcome") for row in expected}
    assert "clear" in outcomes
    severities = {severity for measure in header.measures for severity in measure.thresholds}
    assert severities <= {row.get("severity") for row in expected}
    reasons = {row["skip_reason"] for row in expected if row.get("skip_reason")}
    assert reasons == set(header.skip_reasons)


def test_no_sheet_is_left_without_its_indicator():
    assert set(SHEETS) <= set(catalogue.indicators())
