"""A process that a project sums up and its own releases tell in full counts once."""

import json

import polars as pl
import pytest

from dashboard import publish
from dashboard.engine.duck import Duck
from dashboard.ingest import load, said_twice
from dashboard.workspaces import FACTS, Workspace
from tests.fuzz import seeds

MANIFEST = """
title = "{kind}"
owner = "Town hall"
licence = "CC0"
kind = "rows"
files = ["*.json"]
published = {{ {published} }}
format = {{ kind = "{kind}" }}
"""
OCID = seeds.RELEASE["ocid"]


@pytest.fixture
def town(tmp_path, monkeypatch):
    """A function that loads releases and projects, builds, and gives the rows of a query."""
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path / "local"))
    workspace = Workspace("town", "Town", "", "sample", ("releases", "works"), ())
    workspace.own_sources.mkdir(parents=True)
    for source, kind, published in (
        ("releases", "ocds", "release_date = true"),
        ("works", "oc4ids", "date = 2024-01-01"),
    ):
        text = MANIFEST.format(kind=kind, published=published)
        (workspace.own_sources / f"{source}.toml").write_text(text, encoding="utf-8")

    def build(releases: list[dict], projects: list[dict]):
        for source, content in (("releases", releases), ("works", projects)):
            path = tmp_path / f"{source}.json"
            path.write_text(json.dumps(seeds.PACKAGE | {_list(source): content}))
            load.load_files(workspace, source, [path])
        engine = Duck(publish.build(workspace).folder / FACTS, read_only=True)
        return lambda sql: engine.rows(sql).rows()

    return build


def _list(source: str) -> str:
    return "releases" if source == "releases" else "projects"


def release(**contract) -> dict:
    """A release of the process with one contract; it names no project of its own."""
    found = json.loads(json.dumps(seeds.RELEASE))
    del found["planning"]["budget"]["projectID"]
    found["contracts"][0] |= contract
    return found


def test_the_contract_and_its_money_count_once_under_the_project(town):
    ask = town([release()], [seeds.PROJECT])
    assert ask("SELECT project_id FROM projects") == [("oc4ids-made01-1",)]
    assert ask("SELECT contract_id, project_id FROM contracts") == [
        (f"{OCID}/contract/C1", "oc4ids-made01-1")
    ]
    assert ask("SELECT COUNT(*), SUM(paid_amount) FROM payments")[0][0] == 1
    for table in ("tenders", "awards", "award_suppliers", "contract_amendments"):
        assert ask(f"SELECT COUNT(*) FROM {table}") == [(1,)], table


def test_what_the_releases_leave_out_stays_under_their_contract(town):
    bare = release()
    del bare["contracts"][0]["implementation"]
    ask = town([bare], [seeds.PROJECT])
    assert ask("SELECT contract_id, CAST(paid_amount AS DOUBLE) FROM payments") == [
        (f"{OCID}/contract/C1", 1000.5)
    ]


def test_without_releases_the_summary_counts(town):
    ask = town([release() | {"ocid": "another"}], [seeds.PROJECT])
    assert ask(f"SELECT project_id FROM contracts WHERE contract_id = '{OCID}'") == [
        ("oc4ids-made01-1",)
    ]


def test_every_row_that_steps_back_is_told(town):
    ask = town([release()], [seeds.PROJECT])
    said = ask(
        """SELECT column_name FROM load_issues
        WHERE issue LIKE 'summary of a process%' ORDER BY column_name"""
    )
    assert ("contracts.contract_id",) in said
    assert ("payments.contract_id",) in said


def test_two_files_that_say_the_same_count_once_and_other_words_twice(tmp_path):
    def part(load_name: str, *amounts: float):
        path = tmp_path / "loads" / "works" / load_name / "src_project_costs.parquet"
        path.parent.mkdir(parents=True)
        rows = [{"source_file_id": load_name, "project_id": "P", "n": amount} for amount in amounts]
        frame = pl.DataFrame(rows).with_row_index("source_line", offset=1)
        schema = said_twice.tables.polars_schema("project_costs")
        cells = [
            pl.col("n").cast(schema["budget_amount"]).alias(name)
            if name == "budget_amount"
            else pl.lit("2024-01-01").str.to_date().alias(name)
            if name == "published_date"
            else pl.col(name).cast(kind)
            if name in frame.columns
            else pl.lit(None, dtype=kind).alias(name)
            for name, kind in schema.items()
        ]
        frame.select(cells).write_parquet(path)
        return path

    paths = [part("one", 1, 1, 2), part("two", 2, 3)]
    done = said_twice.once({"src_project_costs": paths, "src_load_issues": []}, tmp_path / "out")
    left = [
        pl.read_parquet(path)["budget_amount"].cast(float).to_list()
        for path in done["src_project_costs"]
    ]
    assert left == [[1.0, 1.0, 2.0], [3.0]]
    (issues,) = done["src_load_issues"]
    assert pl.read_parquet(issues).select("source_file_id", "source_line").rows() == [("two", 1)]
