"""The same works written down otherwise are no change: mutated copies of a published file."""

import csv
import datetime
import io
import os
import random
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard import workspaces
from dashboard.engine import build, catalogue, order
from dashboard.engine.duck import Duck
from dashboard.ingest import build_inputs, load, store, tables

pytestmark = pytest.mark.real_data
ROWS = 160
MODEL = "retroactive_edits"


@pytest.fixture(scope="module")
def works(published) -> tuple[list[str], list[list[str]]]:
    """The header and the first rows of a published file."""
    path = published / "buenos-aires-obras" / "observatorio-de-obras-urbanas_2019-11.csv"
    header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
    return header, rows[:ROWS]


def spanish(amount: str) -> str:
    """`67065700` as `$67.065.700,00`."""
    return f"${int(amount):,}".replace(",", ".") + ",00" if amount.isdecimal() else amount


def american_to_iso(day: str) -> str:
    parts = day.split("/")
    whole = len(parts) == 3 and len(parts[2]) == 4
    return f"{parts[2]}-{int(parts[1]):02d}-{int(parts[0]):02d}" if whole else day


def written(header, rows, *, seed, delimiter, encoding, money, dates, ending) -> bytes:
    """The same rows in another order, spelling, encoding and with other separators."""
    rows = [list(row) for row in rows]
    random.Random(seed).shuffle(rows)
    for row in rows:
        for place, name in enumerate(header):
            if name == "monto_contrato" and money:
                row[place] = spanish(row[place])
            if name.startswith("fecha") and dates:
                row[place] = american_to_iso(row[place])
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ending)
    writer.writerows([header, *rows])
    return text.getvalue().encode(encoding, errors="replace")


def edits(workspace, folder) -> list[dict]:
    paths = build_inputs.prepare(workspace, folder, store.records(workspace))
    duck = Duck()
    build.incoming(duck, build.Inputs(paths, tables.build_schemas(), tables.keys()))
    queries, needed, names = catalogue.of_kind("model"), set(), [MODEL]
    while names:
        name = names.pop()
        if name in queries and name not in needed:
            needed.add(name)
            names += queries[name].reads
    for name in order.build_order(queries):
        if name in needed:
            build.create(duck, queries[name], datetime.date(2024, 1, 1))
    found = duck.rows(f"SELECT * FROM {MODEL}").to_dicts()
    duck.close()
    return found


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    seed=st.integers(0, 2**16),
    delimiter=st.sampled_from([",", ";"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "latin-1"]),
    money=st.booleans(),
    dates=st.booleans(),
    ending=st.sampled_from(["\n", "\r\n"]),
)
def test_the_same_works_serialised_otherwise_are_no_edit(works, tmp_path, **how):
    header, rows = works
    local = tmp_path / "local"
    shutil.rmtree(local, ignore_errors=True)
    before = os.environ.get("CLEARWORKS_LOCAL")
    os.environ["CLEARWORKS_LOCAL"] = str(local)
    try:
        workspace = workspaces.read("buenos-aires")
        plain = dict(seed=0, delimiter=",", encoding="utf-8", money=False, dates=False, ending="\n")
        for month, manner in (("2019-11", plain), ("2019-12", how)):
            path = tmp_path / f"observatorio-de-obras-urbanas_{month}.csv"
            path.write_bytes(written(header, rows, **manner))
            (report,) = load.load_files(workspace, "ba-works", [path])
            assert report.rows_loaded == ROWS
        assert edits(workspace, tmp_path / "inputs") == []
    finally:
        os.environ.pop("CLEARWORKS_LOCAL")
        if before:
            os.environ["CLEARWORKS_LOCAL"] = before


def test_one_cell_written_otherwise_on_purpose_is_found(works, tmp_path, monkeypatch):
    header, rows = works
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path / "local"))
    workspace = workspaces.read("buenos-aires")
    place = header.index("monto_contrato")
    line = next(n for n, row in enumerate(rows) if row[place].isdecimal() and int(row[place]) > 9)
    other = [list(row) for row in rows]
    other[line][place] = str(int(other[line][place]) * 2)
    manner = dict(seed=4, delimiter=";", encoding="utf-8", money=True, dates=True, ending="\n")
    for month, content in (("2019-11", rows), ("2019-12", other)):
        path = tmp_path / f"observatorio-de-obras-urbanas_{month}.csv"
        path.write_bytes(written(header, content, **manner))
        load.load_files(workspace, "ba-works", [path])
    (edit,) = edits(workspace, tmp_path / "inputs")
    assert (edit["field"], edit["direction"]) == ("contract_amount", "up")
    assert float(edit["value_after"]) == 2 * float(edit["value_before"])
