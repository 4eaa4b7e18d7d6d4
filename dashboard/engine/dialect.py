"""DuckDB to Spark: sqlglot's translation with our corrections and their reasons."""

from __future__ import annotations

import sqlglot
from sqlglot import exp


def to_spark(sql: str) -> str:
    """The same query in Spark's SQL, with numbers that agree; `$name` becomes `:name`."""
    return sqlglot.parse_one(sql, read="duckdb").transform(_exact).sql(dialect="spark")


def _exact(node: exp.Expression) -> exp.Expression:
    """QUANTILE_CONT would become an approximation: over 1, 2, 4 the upper quartile is 3 in DuckDB,
    and Spark's approximate one answers 4."""
    if isinstance(node, exp.Quantile):
        return exp.Anonymous(this="PERCENTILE", expressions=[node.this, node.args["quantile"]])
    if isinstance(node, exp.PercentileCont):
        return exp.Anonymous(this="PERCENTILE", expressions=[node.this, node.expression])
    return node
