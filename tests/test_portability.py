"""Every query means the same on DuckDB and on Spark: shown here by translation alone."""

import configparser
import re
from collections import Counter
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from dashboard.engine import catalogue
from dashboard.engine.dialect import to_spark

ROOT = Path(__file__).resolve().parent.parent
QUERY_FILES = sorted((ROOT / "queries").rglob("*.sql"))

# The day and the dice belong to whoever asks: the same inputs give the same bytes.
CLOCK_AND_CHANCE = (
    exp.CurrentDate,
    exp.CurrentDatetime,
    exp.CurrentTime,
    exp.CurrentTimestamp,
    exp.Localtime,
    exp.Localtimestamp,
    exp.Rand,
    exp.Randn,
    exp.TableSample,
    exp.Uuid,
)
CLOCK_AND_CHANCE_BY_NAME = {"now", "get_current_timestamp", "transaction_timestamp", "setseed"}

# Nothing fails, the number is just another: what queries/README.md says to write instead.
OTHER_NUMBER = {
    exp.DayOfWeek: "DAYOFWEEK counts from 0 or from 1: use a calendar model",
    exp.Week: "WEEK is unknown to Spark: use a calendar model",
    exp.MonthsBetween: "MONTHS_BETWEEN counts differently: use days, or year and month arithmetic",
    exp.ApproxQuantile: "an approximation differs between engines: use QUANTILE_CONT",
    exp.WithinGroup: "PERCENTILE_CONT becomes an approximation: use QUANTILE_CONT(x, 0.75)",
}


def tree(sql: str) -> exp.Expression:
    """The query as sqlglot reads it."""
    return sqlglot.parse_one(sql, read="duckdb")


def clock_and_chance(sql: str) -> list[str]:
    """What in a query asks the clock or draws by chance."""
    by_type = [node.sql() for node in tree(sql).find_all(*CLOCK_AND_CHANCE)]
    by_name = [
        node.sql()
        for node in tree(sql).find_all(exp.Anonymous)
        if node.name.lower() in CLOCK_AND_CHANCE_BY_NAME
    ]
    return by_type + by_name


def unguarded_divisions(sql: str) -> list[str]:
    """Divisions by something that may be zero: `inf` in DuckDB, an error in Spark."""
    return [
        division.sql(dialect="duckdb")
        for division in tree(sql).find_all(exp.Div)
        if division.expression.find(exp.Column) and not division.expression.find(exp.Nullif)
    ]


def differing_functions(sql: str) -> list[str]:
    """What runs on both engines with different answers, each with what to write instead."""
    found = [advice for kind, advice in OTHER_NUMBER.items() if tree(sql).find(kind)]
    found += [
        f"{node.sql(dialect='duckdb')}: use days"
        for node in tree(sql).find_all(exp.DateDiff)
        if node.text("unit").upper() != "DAY"
    ]
    found += [
        f"{cast.sql(dialect='duckdb')}: write DECIMAL(18, 2)"
        for cast in tree(sql).find_all(exp.Cast)
        if cast.to.this == exp.DataType.Type.DECIMAL
        and [size.name for size in cast.to.expressions] != ["18", "2"]
    ]
    return found


def last_selects(node: exp.Expression) -> list[exp.Select]:
    """The SELECT that a query ends with; several where it ends with UNION ALL."""
    if isinstance(node, exp.SetOperation):
        return last_selects(node.left) + last_selects(node.right)
    if isinstance(node, exp.Subquery):
        return last_selects(node.this)
    return [node]


def ends_with_star(sql: str) -> bool:
    """Whether the last SELECT leaves its columns to chance."""
    return any(
        isinstance(column, exp.Star)
        or (isinstance(column, exp.Column) and isinstance(column.this, exp.Star))
        for select in last_selects(tree(sql))
        for column in select.expressions
    )


@pytest.mark.parametrize("name", sorted(catalogue.queries()))
def test_translates_to_spark_and_parses_back(name):
    query = catalogue.queries()[name]
    translated = to_spark(query.sql)
    again = sqlglot.parse_one(translated, read="spark")
    assert {node.name for node in again.find_all(exp.Placeholder)} == set(query.params)
    named_here = {step.alias for step in again.find_all(exp.CTE)}
    read_there = {table.name for table in again.find_all(exp.Table)} - named_here - {""}
    assert read_there == set(query.reads)
    assert "$" not in re.sub(r"'[^']*'", "", translated)


@pytest.mark.parametrize("name", sorted(catalogue.queries()))
def test_asks_no_clock_and_draws_no_lots(name):
    assert not clock_and_chance(catalogue.queries()[name].sql)


@pytest.mark.parametrize("name", sorted(catalogue.queries()))
def test_uses_nothing_that_answers_differently_on_the_two_engines(name):
    sql = catalogue.queries()[name].sql
    assert not differing_functions(sql)
    assert not unguarded_divisions(sql)


@pytest.mark.parametrize("name", sorted(catalogue.queries()))
def test_names_its_columns_in_the_last_select(name):
    assert not ends_with_star(catalogue.queries()[name].sql)


def test_no_two_query_files_share_a_name():
    counted = Counter(path.stem for path in QUERY_FILES)
    assert not [name for name, count in counted.items() if count > 1]
    assert set(counted) == set(catalogue.queries())


def test_every_parameter_has_a_value_for_sqlfluff():
    settings = configparser.ConfigParser()
    settings.read(ROOT / ".sqlfluff")
    given = set(settings["sqlfluff:templater:placeholder"]) - {"param_style"}
    used = {param for query in catalogue.queries().values() for param in query.params}
    assert used <= given, "add a line `name = 1` to [sqlfluff:templater:placeholder] in .sqlfluff"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT CURRENT_DATE",
        "SELECT NOW()",
        "SELECT TODAY()",
        "SELECT RANDOM()",
        "SELECT UUID()",
        "SELECT a FROM b WHERE c > CURRENT_TIMESTAMP",
        "SELECT a FROM b USING SAMPLE 10",
    ],
)
def test_a_clock_or_a_lot_would_be_seen(sql):
    assert clock_and_chance(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT DATE_DIFF('month', a, b) FROM c",
        "SELECT DAYOFWEEK(a) FROM c",
        "SELECT WEEK(a) FROM c",
        "SELECT PERCENTILE_CONT(0.75) WITHIN GROUP (ORDER BY a) FROM c",
        "SELECT CAST(a AS DECIMAL) FROM c",
    ],
)
def test_a_function_that_answers_differently_would_be_seen(sql):
    assert differing_functions(sql)


def test_what_queries_are_told_to_write_is_accepted():
    sql = (
        "SELECT DATE_DIFF('day', a, b) AS days, QUANTILE_CONT(d, 0.75) AS upper,"
        " CAST(e AS DECIMAL(18, 2)) / NULLIF(f, 0) AS share, COUNT(*) AS n, g / 2 AS half FROM c"
    )
    assert not differing_functions(sql)
    assert not unguarded_divisions(sql)
    assert not ends_with_star(sql)
    assert unguarded_divisions("SELECT a / b FROM c") == ["a / b"]


def test_a_star_in_the_last_select_would_be_seen():
    assert ends_with_star("SELECT * FROM a")
    assert ends_with_star("WITH a AS (SELECT 1 AS b) SELECT a.* FROM a")
    assert ends_with_star("SELECT b FROM a UNION ALL SELECT * FROM c")
    assert not ends_with_star("WITH a AS (SELECT * FROM b) SELECT c FROM a")


def test_the_upper_quartile_stays_exact_on_spark():
    assert "PERCENTILE(" in to_spark("SELECT QUANTILE_CONT(a, 0.75) FROM b")
    assert "APPROX" not in to_spark("SELECT QUANTILE_CONT(a, 0.75) FROM b").upper()
