"""What is stored without being sorted: only where its rows have one order anyway."""

from datetime import date

import polars as pl
import pytest
import sqlglot
from sqlglot import exp

from dashboard.engine import build, catalogue
from dashboard.engine.duck import Duck
from dashboard.ingest import tables

CHANGES_THE_ORDER = (exp.Join, exp.Group, exp.Distinct, exp.Window, exp.Order, exp.Union, exp.CTE)


def stored(how: str) -> list[catalogue.Query]:
    return [one for one in catalogue.queries().values() if one.header.get("stored") == how]


@pytest.mark.parametrize("query", stored("as it came"), ids=lambda query: query.name)
def test_what_is_stored_as_it_came_only_picks_columns_and_rows_of_one_border_table(query):
    tree = sqlglot.parse_one(query.sql, read="duckdb")
    assert not list(tree.find_all(*CHANGES_THE_ORDER))
    assert query.reads == {f"latest_{query.name}"}


@pytest.mark.parametrize("query", stored("in its own order"), ids=lambda query: query.name)
def test_what_is_stored_in_its_own_order_has_one(query):
    assert sqlglot.parse_one(query.sql, read="duckdb").args.get("order") is not None


def payments(path, file: str, *ids: str):
    """A file of payments of one day."""
    rows = [
        {
            "payment_id": one,
            "source_file_id": file,
            "source_line": line,
            "published_date": date(2025, 1, 1),
        }
        for line, one in enumerate(ids, start=2)
    ]
    pl.DataFrame(rows, schema=tables.build_schemas()["src_payments"]).write_parquet(path)
    return path


def stored_payments(*paths) -> list[str]:
    schemas, keys = tables.build_schemas(), tables.keys()
    duck = Duck()
    try:
        build.incoming(duck, build.Inputs({"src_payments": list(paths)}, schemas, keys))
        build.create(duck, catalogue.queries()["payments"], date(2025, 6, 30))
        return duck.rows("SELECT payment_id FROM payments")["payment_id"].to_list()
    finally:
        duck.close()


def test_payments_of_one_publication_lie_as_in_their_file(tmp_path):
    one = payments(tmp_path / "1.parquet", "F1", "P2", "P3", "P1")
    assert stored_payments(one) == ["P2", "P3", "P1"]


def test_payments_of_several_publications_are_sorted(tmp_path):
    names = [f"P{number:03}" for number in range(600)]
    one = payments(tmp_path / "1.parquet", "F1", *reversed(names[::2]))
    two = payments(tmp_path / "2.parquet", "F2", *names[1::2])
    assert stored_payments(one, two) == names


GIGABYTE = 1_000_000_000


@pytest.mark.parametrize(
    ("input_bytes", "machine", "limit"),
    [
        (0, 24 * GIGABYTE, 4 * GIGABYTE),
        (GIGABYTE // 3, 24 * GIGABYTE, 4 * GIGABYTE),
        (GIGABYTE // 2, 24 * GIGABYTE, 6 * GIGABYTE),
        (5 * GIGABYTE, 24 * GIGABYTE, 12 * GIGABYTE),
        (5 * GIGABYTE, 6 * GIGABYTE, 4 * GIGABYTE),
    ],
)
def test_large_inputs_may_take_up_to_half_of_the_machine(tmp_path, input_bytes, machine, limit):
    path = tmp_path / "src_payments.parquet"
    with path.open("wb") as file:
        file.truncate(input_bytes)  # a hole of that length
    inputs = build.Inputs({"src_payments": [path], "src_again": [path]}, {}, {})
    assert build.memory_limit(inputs, machine) == limit


def test_the_memory_of_the_machine_is_known():
    duck = Duck()
    try:
        assert GIGABYTE / 2 < duck.memory() < 100_000 * GIGABYTE
        # DuckDB takes four fifths of what it sees.
        duck.run(f"SET memory_limit = '{4 * GIGABYTE}B'")
        assert duck.memory() == pytest.approx(5 * GIGABYTE, rel=0.02)
    finally:
        duck.close()
