"""The quiet edits of the sample city: all of them are found, and nothing else."""

import datetime

import polars as pl
import pytest

from dashboard import workspaces
from dashboard.engine import build, catalogue, order
from dashboard.engine.duck import Duck
from dashboard.ingest import build_inputs, load, store, tables
from dashboard.sample import city, earlier_publication

LOADED = ("sample-projects", "sample-contracts", "sample-contract-amendments")
COLUMNS = list(earlier_publication.EDIT_COLUMNS)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A small city with its earlier publications: its folder, and its files by source."""
    folder = tmp_path_factory.mktemp("edited-city")
    files = city.make(folder, projects=400, payments=6_000, neighbourhoods=12, seed=3)
    earlier = earlier_publication.make(folder, seed=3)
    return folder, {
        source: [*earlier.get(source, ()), path]
        for source, path in files.items()
        if source in LOADED
    }


@pytest.fixture(scope="module")
def found(made, tmp_path_factory):
    """The retroactive edits that the models find in the city, loaded newest first."""
    folder, files = made
    local = tmp_path_factory.mktemp("edited-local")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLEARWORKS_LOCAL", str(local))
        workspace = workspaces.read("sample")
        for source, paths in files.items():
            load.load_files(workspace, source, paths[::-1])
        paths = build_inputs.prepare(workspace, local / "inputs", store.records(workspace))
    duck = Duck()
    build.incoming(duck, build.Inputs(paths, tables.build_schemas(), tables.keys()))
    queries, needed, names = catalogue.of_kind("model"), set(), ["retroactive_edits"]
    while names:
        name = names.pop()
        if name in queries and name not in needed:
            needed.add(name)
            names += queries[name].reads
    for name in order.build_order(queries):
        if name in needed:
            build.create(duck, queries[name], datetime.date(2025, 12, 31))
    yield duck.rows("SELECT * FROM retroactive_edits")
    duck.close()


def planted(folder) -> pl.DataFrame:
    return pl.read_csv(folder / "truth" / "edits.csv", infer_schema=False).with_columns(
        pl.col("value_after").replace("", None)
    )


def test_every_planted_edit_is_found_and_none_else(made, found):
    truth = planted(made[0])
    seen = found.filter("is_unexplained").with_columns(
        pl.when(pl.col("direction") == "vanished").then(None).otherwise("value_after")
        .alias("value_after")
    )  # fmt: skip
    assert truth.height > 12
    assert set(truth["field"]) == {
        *("original_amount", "contract_amount", "signed_date", "planned_end_date"),
        *("actual_start_date", "actual_end_date", "status", "presence"),
    }
    assert sorted(seen.select(COLUMNS).rows(), key=repr) == sorted(truth.rows(), key=repr)


def test_what_amendments_of_that_time_added_is_explained(found):
    explained = found.filter(~pl.col("is_unexplained"))
    assert explained.height > 3
    assert set(explained["explanation"]) == {"amendment"}


def test_the_same_seed_makes_the_same_earlier_publications(tmp_path):
    seen = []
    for name in ("one", "two"):
        city.make(tmp_path / name, projects=60, payments=2_000, neighbourhoods=12, seed=5)
        files = earlier_publication.make(tmp_path / name, seed=5)
        seen.append([path.read_bytes() for paths in files.values() for path in paths])
        seen[-1].append((tmp_path / name / "truth" / "edits.csv").read_bytes())
    assert seen[0] == seen[1]
