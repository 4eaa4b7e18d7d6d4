"""DuckDB to Spark: sqlglot's translation with our corrections and their reasons."""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.dialects.spark import Spark


class SparkExact(Spark):
    """Spark as sqlglot knows it, but with numbers that agree with DuckDB's."""

    class Generator(Spark.Generator):
        TRANSFORMS = Spark.Generator.TRANSFORMS | {
            # QUANTILE_CONT would become an approximation: over 1, 2, 4 the upper quartile
            # is 3 in DuckDB, and Spark's approximate one answers 4.
            exp.PercentileCont: lambda self, node: self.func(
                "PERCENTILE", node.this, node.expression
            ),
            exp.Quantile: lambda self, node: self.func(
                "PERCENTILE", node.this, node.args.get("quantile")
            ),
        }


def to_spark(sql: str) -> str:
    """The same query in Spark's SQL; `$name` becomes `:name`."""
    return sqlglot.transpile(sql, read="duckdb", write=SparkExact)[0]
