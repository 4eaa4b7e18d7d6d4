"""Random portfolios of results, and the rollups run over them."""

from __future__ import annotations

import polars as pl
from hypothesis import strategies as st

from dashboard.engine import build, catalogue, results, scoring_rules
from dashboard.engine.definitions import DEFINITION_COLUMNS
from dashboard.engine.duck import Duck
from dashboard.ingest import tables
from tests.scoring.by_hand import Indicator

# One of every kind: rule, comparison and context, core and not, alone in a cluster and together.
INDICATORS = {
    one.code: one
    for one in (
        Indicator("R1", "k01", "R", True),
        Indicator("R2", "k01", "R", False),
        Indicator("R3", "k03", "R", True),
        Indicator("R4", "k11", "R", True, "payment", keeps_clear_rows=False),
        Indicator("S1", "k01", "S", False),
        Indicator("S2", "k05", "S", True),
        Indicator("S3", "k15", "S", False),
        Indicator("S4", "k16", "S", True),
        Indicator("X1", "k05", "X", False),
        Indicator("X2", "k12", "X", True),
        Indicator("X3", "k19", "X", False),
        Indicator("X4", "k24", "X", False),
    )
}
ROLLUPS = (
    *("subject_entities", "entity_code_outcomes", "entity_cluster_points", "entity_exposures"),
    *("entity_scores", "entity_tiers", "review_queue"),
)
AS_OF = build.date(2025, 6, 30)


def definitions(indicators: dict[str, Indicator]) -> pl.DataFrame:
    """The indicators as the relation `indicator_definitions`."""
    rows = [
        {
            "code": one.code,
            "name": one.code.lower(),
            "title": f"Title of {one.code}",
            "subject_kind": one.subject_kind,
            "evidence_class": one.evidence_class,
            "cluster": one.cluster,
            "is_core": one.is_core,
            "keeps_clear_rows": one.keeps_clear_rows,
        }
        for one in indicators.values()
    ]
    return pl.DataFrame(rows, schema=DEFINITION_COLUMNS)


def engine(indicators: dict[str, Indicator] = INDICATORS) -> Duck:
    """A database in memory with what the rollups read: parameters, empty models, no results."""
    duck = Duck()
    build.incoming(duck, build.Inputs({}, tables.build_schemas(), tables.keys()))
    for statement in results.STATEMENTS:
        duck.run(statement)
    duck.frame("indicator_definitions", definitions(indicators))
    queries = catalogue.queries()
    for name in (
        *("scoring_parameters", "scoring_clusters", "scoring_subjects"),
        *("party_clusters", "tenders", "contracts"),
    ):
        build.create(duck, queries[name], AS_OF)
    return duck


def scored(duck: Duck, rows: list[dict]) -> dict[str, dict]:
    """What the rollups say of each contract named in `rows`, one row per contract.

    Rows of indicators that keep no clear rows are counted instead, as the engine does.
    """
    for name in ("indicator_results", "indicator_counts_by_contract"):
        duck.run(f"DELETE FROM {name}")
    stored = [row for row in rows if _is_stored(row)]
    if stored:
        frame = pl.DataFrame(
            [row | {"subject_kind": INDICATORS[row["code"]].subject_kind} for row in stored],
            infer_schema_length=None,
        )
        duck.frame("given", frame, temporary=True)
        duck.run("INSERT INTO indicator_results BY NAME SELECT * FROM given")
        duck.run("DROP TABLE given")
    for row in rows:
        if not _is_stored(row):
            duck.run(
                """INSERT INTO indicator_counts_by_contract
                VALUES ($code, $project_id, $contract_id, 'clear', NULL, 1)""",
                {name: row[name] for name in ("code", "project_id", "contract_id")},
            )
    for name in reversed(ROLLUPS):
        kind = "VIEW" if name == "subject_entities" else "TABLE"
        duck.run(f"DROP {kind} IF EXISTS {name}")
    for name in ROLLUPS:
        query = catalogue.queries()[name]
        if name == "subject_entities":
            build.create(duck, query, AS_OF)
        else:
            duck.create(name, query.sql, {})
    found = duck.rows("SELECT * FROM entity_tiers WHERE entity_kind = 'contract'")
    return {row["entity_id"]: row for row in found.to_dicts()}


def _is_stored(row: dict) -> bool:
    return INDICATORS[row["code"]].keeps_clear_rows or row["outcome"] != "clear"


@st.composite
def entity_rows(draw, contract_id: str) -> list[dict]:
    """Random results of one contract: one to four subjects for some of the indicators."""
    rows = []
    codes = draw(st.lists(st.sampled_from(sorted(INDICATORS)), min_size=1, unique=True))
    for code in codes:
        several = INDICATORS[code].subject_kind == "payment"
        for number in range(draw(st.integers(1, 4)) if several else 1):
            outcome = draw(
                st.sampled_from(["flagged", "flagged", "clear", "insufficient", "contradictory"])
            )
            severity = draw(st.sampled_from(["watch", "high", "critical"]))
            rows.append(
                {
                    "code": code,
                    "subject_id": f"{contract_id}-{number}" if several else contract_id,
                    "contract_id": contract_id,
                    "project_id": "PROJECT",
                    "outcome": outcome,
                    "severity": severity if outcome == "flagged" else None,
                    "fallback_count": draw(st.sampled_from([None, 0, 1, 2])),
                    "exposure_amount": draw(st.sampled_from([None, 5.0, 20.0])),
                    "currency": "XTS",
                }
            )
    return rows


@st.composite
def portfolios(draw) -> list[dict]:
    """Random results of one to five contracts of one project."""
    count = draw(st.integers(1, 5))
    return [row for number in range(count) for row in draw(entity_rows(f"C{number}"))]


def of_contract(rows: list[dict], contract_id: str) -> list[dict]:
    """The rows of one contract."""
    return [row for row in rows if row["contract_id"] == contract_id]


assert {one.cluster for one in INDICATORS.values()} <= {
    one.cluster for one in scoring_rules.read().clusters
}
