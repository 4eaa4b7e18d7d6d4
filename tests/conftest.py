"""What every test may use: an engine with all models, rollups and results over an empty city."""

from __future__ import annotations

import datetime
import os

import pytest

from dashboard.engine import build, catalogue, definitions, order, results
from dashboard.engine.duck import Duck
from dashboard.ingest import tables

EMPTY_AS_OF = datetime.date(2025, 1, 1)


@pytest.fixture(autouse=True)
def _local_data_stay_where_they_were():
    """No test, and no fixture it is the first to use, sends a later one to another folder."""
    before = os.environ.get("CLEARWORKS_LOCAL")
    yield
    assert os.environ.get("CLEARWORKS_LOCAL") == before, "CLEARWORKS_LOCAL was left changed"


def engine_with(kinds: set[str]) -> Duck:
    """A database in memory with every border table empty and the queries of `kinds` as tables."""
    duck = Duck()
    build.incoming(duck, build.Inputs({}, tables.build_schemas(), tables.keys()))
    for statement in results.STATEMENTS:
        duck.run(statement)
    for name, frame in definitions.relations().items():
        duck.frame(name, frame)
    queries = catalogue.queries()
    for name in order.build_order(queries, catalogue.asked()):
        if name != order.RESULTS_READY and queries[name].kind in kinds:
            build.create(duck, queries[name], EMPTY_AS_OF)
    return duck


@pytest.fixture(scope="session")
def empty_models():
    duck = engine_with({"model", "rollup"})
    yield duck
    duck.close()


@pytest.fixture
def engine(empty_models):
    """Models, rollups and results without rows; what a test gives is taken back when it ends."""
    empty_models.run("BEGIN TRANSACTION")
    yield empty_models
    empty_models.run("ROLLBACK")
