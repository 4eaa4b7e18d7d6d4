"""How full a table is, counted from its Parquet files."""

from datetime import date

import polars as pl
import pytest

from dashboard.ingest import column_profiles, tables


@pytest.fixture
def profiled(tmp_path):
    """A function from rows of contracts to their profiles; each day is a publication."""

    def profile(*rows):
        schema = tables.polars_schema("contracts")
        common = dict.fromkeys(schema) | {"source_file_id": "f", "project_id": "P"}
        whole = [
            common
            | {"source_line": line, "published_date": date(2024, 1, 1), "contract_id": f"C{line}"}
            | row
            for line, row in enumerate(rows, start=2)
        ]
        path = tmp_path / "src_contracts.parquet"
        pl.DataFrame(whole, schema=schema).write_parquet(path, statistics=True)
        return column_profiles.profiles({"src_contracts": [path]})

    return profile


def counts(found, column):
    return (
        found.columns.filter(pl.col("column_name") == column)
        .select("published_date", "row_count", "known_count")
        .sort("published_date")
        .rows()
    )


def test_known_values_are_counted_by_column_and_rows_without_are_named(profiled):
    found = profiled({"currency": "EUR"}, {}, {"currency": ""}, {})
    assert counts(found, "currency") == [(date(2024, 1, 1), 4, 2)]
    assert counts(found, "status") == [(date(2024, 1, 1), 4, 0)]
    missing = found.examples.filter(pl.col("kind") == "missing")
    assert missing.select("column_name", "source_line", "subject_id").rows() == [
        ("currency", 3, "C3"),
        ("currency", 5, "C5"),
    ]
    assert dict(found.columns.schema) == tables.COLUMN_PROFILES
    assert dict(found.examples.schema) == tables.COLUMN_EXAMPLES


def test_a_file_of_several_publications_is_counted_day_by_day(profiled):
    later = {"published_date": date(2024, 2, 1)}
    found = profiled({"currency": "EUR"}, {}, later | {"currency": "EUR"})
    assert counts(found, "currency") == [(date(2024, 1, 1), 2, 1), (date(2024, 2, 1), 1, 1)]


def test_the_commonest_date_is_found_and_the_rows_that_have_it(profiled):
    usual = {"signed_date": date(2020, 5, 5)}
    others = [{"signed_date": date(2020, 1, day)} for day in range(1, 10)]
    found = profiled(*[usual] * 11, *others)
    (row,) = found.columns.filter(pl.col("column_name") == "signed_date").rows(named=True)
    assert (row["commonest_date"], row["commonest_count"]) == (date(2020, 5, 5), 11)
    assert found.examples.filter(pl.col("kind") == "commonest date").height == 11


@pytest.mark.parametrize(
    ("words", "days"),
    [("quarterly", 100), ("Monthly, by the 10th", 35), ("irregular", None), ("", None)],
)
def test_a_rhythm_is_read_from_the_words_of_the_manifest(words, days):
    (row,) = column_profiles.cadences({"register": words}).rows(named=True)
    assert row["expected_days"] == days
