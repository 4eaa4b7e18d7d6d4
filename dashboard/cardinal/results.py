"""What was found: per process, per organization, and which organizations belong to which process.

A process on several lines is one process: what any of its lines shows is shown, and where they give
different values the last line counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dashboard.engine.duck import Duck

# `party` is the group of results: Buyer, ProcuringEntity or Tenderer. Ids are JSON text.
TABLES = """
CREATE TEMP TABLE found_processes (code VARCHAR, ocid VARCHAR, line BIGINT, value DOUBLE);
CREATE TEMP TABLE found_parties (party VARCHAR, id VARCHAR, code VARCHAR, value DOUBLE);
CREATE TEMP TABLE found_pairs (map VARCHAR, ocid VARCHAR, id VARCHAR, is_list BOOLEAN);
"""


@dataclass
class Found:
    """The database that holds the findings, and the quartiles and fences behind them."""

    duck: Duck
    has_maps: bool = False
    meta: dict[str, dict[str, float]] = field(default_factory=dict)

    def note(self, code: str, **figures: float) -> None:
        """Keeps quartiles and fences of an indicator, in the order given."""
        self.meta.setdefault(code, {}).update(figures)

    def processes(self, code: str, sql: str, **params: object) -> None:
        """Adds the rows `ocid, line, value` of a query."""
        self.duck.run(f"INSERT INTO found_processes SELECT '{code}', * FROM ({sql})", params)

    def parties(self, party: str, code: str, sql: str, **params: object) -> None:
        """Adds the rows `id, value` of a query."""
        self.duck.run(
            f"INSERT INTO found_parties SELECT '{party}', id, '{code}', value FROM ({sql})", params
        )

    def pairs(self, name: str, sql: str, *, is_list: bool = True, **params: object) -> None:
        """Adds the rows `ocid, id` of a query to a map, if maps are asked for."""
        if self.has_maps:
            self.duck.run(
                f"INSERT INTO found_pairs SELECT '{name}', ocid, id, {is_list} FROM ({sql})",
                params,
            )
