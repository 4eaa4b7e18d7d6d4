"""Inputs that once broke a reader, each kept as it was found."""

import pytest

from tests.fuzz import json_readers

FOUND = sorted(json_readers.FOUND.glob("*.json"))


@pytest.mark.parametrize("path", FOUND, ids=[path.name for path in FOUND])
def test_what_fuzzing_found_is_refused_in_a_sentence_or_loaded_whole(path, tmp_path):
    reader = next(name for name in json_readers.READERS if path.name.startswith(slug(name)))
    sound = json_readers.seeds.documents(reader)[0]
    contents = [path.read_bytes()]
    assert not json_readers.problem(reader, contents, tmp_path / "alone")
    if json_readers.READERS[reader][2]:
        assert not json_readers.problem(reader, [sound, *contents], tmp_path / "beside")


def slug(name: str) -> str:
    return name.replace(" ", "-") + "-"


def test_cases_of_every_kind_of_trouble_are_kept():
    assert FOUND


def test_a_reader_that_loses_rows_would_be_found(tmp_path, monkeypatch):
    def lossy(workspace, source, paths):
        return [json_readers.load.LoadReport(source, "x", 2, 1, 0, 0)]

    monkeypatch.setattr(json_readers.load, "load_files", lossy)
    assert "do not add up" in json_readers.problem("ocds", [b"{}"], tmp_path)
