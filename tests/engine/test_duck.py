"""DuckDB: incoming files, rows of cases, and what a reader may not do."""

from datetime import date
from decimal import Decimal

import duckdb
import polars as pl
import pytest

from dashboard.engine.duck import Duck, quoted, sql_type, used_params

SCHEMA = {
    "source_file_id": pl.String(),
    "source_line": pl.Int64(),
    "published_date": pl.Date(),
    "thing_id": pl.String(),
    "amount": pl.Decimal(18, 2),
}


@pytest.fixture
def duck():
    engine = Duck()
    yield engine
    engine.close()


def parquet(path, *rows):
    """A file of things: (file, line, published, thing, amount)."""
    pl.DataFrame(rows, schema=SCHEMA, orient="row").write_parquet(path)
    return path


def test_a_table_without_files_is_empty_and_typed(duck):
    duck.incoming("src_things", [], SCHEMA, ("thing_id",))
    assert duck.columns("src_things") == list(SCHEMA)
    assert duck.rows("SELECT * FROM latest_things").is_empty()
    assert duck.rows("SELECT amount FROM src_things").schema["amount"] == pl.Decimal(18, 2)


def test_the_newest_publication_of_each_key_is_the_latest(duck, tmp_path):
    old = parquet(
        tmp_path / "old.parquet",
        ("F1", 1, date(2023, 1, 1), "A", 1),
        ("F1", 2, date(2023, 1, 1), "GONE", 5),
    )
    new = parquet(tmp_path / "new.parquet", ("F2", 1, date(2024, 1, 1), "A", 2))
    duck.incoming("src_things", [old, new], SCHEMA, ("thing_id",))
    rows = duck.rows("SELECT thing_id, amount FROM latest_things ORDER BY thing_id").rows()
    assert rows == [("A", Decimal("2.00")), ("GONE", Decimal("5.00"))]
    assert duck.single("SELECT COUNT(*) FROM src_things") == 3


def test_of_two_files_of_one_day_the_later_named_counts(duck, tmp_path):
    one = parquet(tmp_path / "1.parquet", ("F1", 9, date(2024, 1, 1), "A", 1))
    two = parquet(tmp_path / "2.parquet", ("F2", 1, date(2024, 1, 1), "A", 2))
    for name, paths in (("src_things", [one, two]), ("src_others", [two, one])):
        duck.incoming(name, paths, SCHEMA, ("thing_id",))
    assert duck.single("SELECT amount FROM latest_things") == Decimal(2)
    assert duck.single("SELECT amount FROM latest_others") == Decimal(2)


def test_only_one_publication_comes_in_the_order_of_its_file(duck, tmp_path):
    day = date(2024, 1, 1)
    one = parquet(tmp_path / "1.parquet", ("F1", 1, day, "B", 1), ("F1", 2, day, "A", 2))
    two = parquet(tmp_path / "2.parquet", ("F2", 1, day, "C", 1))
    duck.incoming("src_things", [one], SCHEMA, ("thing_id",))
    duck.incoming("src_others", [one, two], SCHEMA, ("thing_id",))
    duck.incoming("src_none", [], SCHEMA, ("thing_id",))
    assert duck.as_it_came == {"latest_things"}
    assert duck.rows("SELECT thing_id FROM latest_things").rows() == [("B",), ("A",)]


def test_columns_are_taken_by_name_and_others_left(duck, tmp_path):
    path = tmp_path / "o'clock.parquet"
    frame = pl.DataFrame([("F", 1, date(2024, 1, 1), "A", 1)], schema=SCHEMA, orient="row")
    frame.select(pl.lit("x").alias("extra"), pl.all().reverse()).write_parquet(path)
    duck.incoming("src_things", [path], SCHEMA, None)
    assert duck.columns("src_things") == list(SCHEMA)


def test_given_rows_replace_what_was_there_and_leave_the_rest_null(duck):
    duck.frame("things", pl.DataFrame({"a": [1], "b": ["x"]}))
    duck.given({"things": [{"a": 2}, {"b": "y"}]})
    assert duck.rows("SELECT * FROM things ORDER BY a").rows() == [(2, None), (None, "y")]


def test_a_given_column_that_is_not_there_fails(duck):
    duck.frame("things", pl.DataFrame({"a": [1]}))
    with pytest.raises(duckdb.Error, match="nosuch"):
        duck.given({"things": [{"nosuch": 1}]})


def test_only_the_parameters_that_a_query_names_are_passed(duck):
    params = {"as_of": date(2025, 1, 1), "min_amount": 5}
    assert used_params("SELECT $as_of, $as_of", params) == {"as_of": date(2025, 1, 1)}
    assert duck.single("SELECT $min_amount + 1", params) == 6
    assert duck.rows("SELECT 1 AS one", params).rows() == [(1,)]


def test_a_frame_becomes_a_table_with_its_types(duck):
    frame = pl.DataFrame({"day": [date(2025, 1, 1)], "share": [0.5], "is_on": [True]})
    duck.frame("things", frame)
    found = duck.rows("SELECT * FROM things")
    assert found.equals(frame)
    assert found.schema == frame.schema


def test_a_reader_can_neither_write_nor_reach_another_file(tmp_path):
    path = tmp_path / "build.duckdb"
    writer = Duck(path)
    writer.frame("things", pl.DataFrame({"a": [1]}))
    writer.close()
    other = tmp_path / "other.csv"
    other.write_text("a\n1\n")
    reader = Duck(path, read_only=True)
    try:
        assert reader.rows("SELECT a FROM things").rows() == [(1,)]
        for statement in (
            "DELETE FROM things",
            f"SELECT * FROM read_csv('{other}')",
            f"COPY things TO '{tmp_path / 'out.csv'}'",
            "SET enable_external_access = true",
            f"ATTACH '{tmp_path / 'second.duckdb'}' AS second",
        ):
            with pytest.raises(duckdb.Error):
                reader.run(statement)
        assert not (tmp_path / "out.csv").exists()
    finally:
        reader.close()


def test_a_written_file_is_whole_by_itself_under_any_name(tmp_path):
    path = tmp_path / "it's one.duckdb"
    writer = Duck(path)
    writer.frame("things", pl.DataFrame({"a": [1, 2]}))
    writer.run("CREATE VIEW larger AS SELECT a FROM things WHERE a > 1")
    writer.run("CHECKPOINT")
    writer.close()
    assert [found.name for found in tmp_path.iterdir()] == [path.name]  # no log beside it
    moved = path.rename(tmp_path / "another.duckdb")
    reader = Duck(moved, read_only=True)
    assert reader.rows("SELECT a FROM larger").rows() == [(2,)]
    reader.close()
    again = Duck(moved)
    again.run("INSERT INTO things VALUES (3)")
    again.close()
    reader = Duck(moved, read_only=True)
    assert reader.rows("SELECT a FROM larger ORDER BY a").rows() == [(2,), (3,)]
    reader.close()


def test_names_are_quoted_whatever_they_hold(duck):
    name = 'odd "name"; DROP TABLE x'
    duck.frame("plain", pl.DataFrame({"a": [1]}))
    duck.create(name, "SELECT a FROM plain", {})
    assert duck.single(f"SELECT a FROM {quoted(name)}") == 1


@pytest.mark.parametrize(
    ("dtype", "sql"),
    [
        (pl.String(), "VARCHAR"),
        (pl.Int64(), "BIGINT"),
        (pl.Float64(), "DOUBLE"),
        (pl.Date(), "DATE"),
        (pl.Boolean(), "BOOLEAN"),
        (pl.Decimal(18, 2), "DECIMAL(18, 2)"),
    ],
)
def test_every_type_of_the_border_has_its_sql_type(dtype, sql):
    assert sql_type(dtype) == sql


def test_a_type_that_the_border_does_not_use_is_refused():
    with pytest.raises(KeyError):
        sql_type(pl.Duration())
