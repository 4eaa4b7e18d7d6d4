"""Every model table as CSV and Parquet, safe to open, with a list of what was written."""

import csv
import hashlib
import json
from datetime import datetime
from decimal import Decimal

import polars as pl
import pytest

from dashboard.__main__ import main
from dashboard.engine import catalogue
from dashboard.export import build_reading, flat
from tests.export.conftest import frame


@pytest.fixture(scope="module")
def written(local, tmp_path_factory):
    """The folder of one kind of export."""
    folder = tmp_path_factory.mktemp("flat")

    def make(kind: str):
        if not (folder / kind).exists():
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("CLEARWORKS_LOCAL", str(local))
                assert main(["export", "sample", kind, str(folder / kind)]) == 0
        return folder / kind

    return make


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_every_model_is_a_file_and_the_manifest_tells_of_each(written, kind):
    folder = written(kind)
    content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {one["table"] for one in content["tables"]} == set(catalogue.of_kind("model"))
    for one in content["tables"]:
        path = folder / one["file"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == one["sha256"]
    assert content["as_of"] == "2025-12-31"
    assert content["run_id"]
    assert any(source["file_name"] == "projects.csv" for source in content["sources"])
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["manifest.json", *(one["file"] for one in content["tables"])]
    )


def test_csv_and_parquet_hold_the_rows_and_columns_of_the_build(written, sample):
    with build_reading.opened(sample) as build:
        for model in ("projects", "payments", "parties", "tenders"):
            expected = build.duck.rows(f"SELECT * FROM {model}")
            rows = frame(written("parquet") / f"{model}.parquet")
            assert rows.columns == expected.columns
            assert rows.schema == expected.schema
            assert rows.sort(pl.all()).equals(expected.sort(pl.all()))
            with (written("csv") / f"{model}.csv").open(encoding="utf-8", newline="") as stream:
                header, *lines = csv.reader(stream)
            assert header == expected.columns
            assert len(lines) == expected.height


def test_an_empty_table_has_a_header_and_no_row(written):
    text = (written("csv") / "price_indices.csv").read_text(encoding="utf-8")
    assert text.startswith("index_year,")
    assert text.count("\n") == 1
    assert frame(written("parquet") / "price_indices.parquet").is_empty()


def test_texts_that_a_spreadsheet_would_run_are_made_harmless():
    rows = pl.DataFrame(
        {"text": ["=1+1", "+SUM(A1)", "-5", "+5.5", "-x", "@a", "\tb", "fine", None]}
    )
    harmless = rows.with_columns(flat.harmless(rows))["text"].to_list()
    assert harmless == ["'=1+1", "'+SUM(A1)", "-5", "+5.5", "'-x", "'@a", "'\tb", "fine", None]


def test_values_are_written_as_templates_read_them(tmp_path):
    rows = pl.DataFrame(
        {
            "day": [datetime(2025, 1, 2).date(), None],
            "moment": [datetime(2025, 1, 2, 3, 4, 5), None],
            "is_it": [True, None],
            "amount": pl.Series([Decimal("-5.10"), None], dtype=pl.Decimal(18, 2)),
            "text": ["a,b\nc", None],
        }
    )
    assert flat._csv(tmp_path / "x.csv", iter([rows])) == 2
    assert (tmp_path / "x.csv").read_text() == (
        'day,moment,is_it,amount,text\n2025-01-02,2025-01-02T03:04:05,true,-5.10,"a,b\nc"\n,,,,\n'
    )


def test_the_same_build_gives_the_same_files(written, sample, tmp_path):
    for kind in ("csv", "parquet"):
        with build_reading.opened(sample) as build:
            flat.write(build, kind, tmp_path / kind, lambda what, share: None)
        for path in written(kind).iterdir():
            assert (tmp_path / kind / path.name).read_bytes() == path.read_bytes(), path.name


def test_one_line_says_what_was_written(sample, tmp_path, capsys):
    assert main(["export", "sample", "oc4ids", str(tmp_path / "p.json")]) == 0
    assert "p.json: 60 projects, " in capsys.readouterr().out
    assert main(["export", "sample", "csv", str(tmp_path / "csv")]) == 0
    assert capsys.readouterr().out.count("\n") == 1


def test_faults_are_told_in_one_sentence(sample, tmp_path, capsys, monkeypatch):
    def message(*words: str, code: int = 1) -> str:
        assert main(["export", *words]) == code
        told = capsys.readouterr().err
        assert "Traceback" not in told
        return told

    target = str(tmp_path / "out")
    assert "Did you mean 'parquet'?" in message("sample", "parket", target, code=2)
    assert "no such workspace" in message("sampel", "csv", target, code=2)
    assert "nothing can be written there" in message("sample", "oc4ids", "/no/such/place/p.json")
    assert "nothing can be written there" in message("sample", "csv", "/proc/here/csv")
    assert "this is a folder" in message("sample", "oc4ids", str(tmp_path))
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    assert "the folder is not empty" in message("sample", "csv", str(tmp_path / "full"))
    assert (tmp_path / "full" / "mine.txt").read_text() == "mine"
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path / "nothing"))
    assert "nothing was built yet" in message("sample", "csv", target)
    assert not (tmp_path / "out").exists()
