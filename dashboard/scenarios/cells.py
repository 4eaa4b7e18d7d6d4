"""The stored values of a build in arrays: what a judgement under other settings starts from.

A cell is the most extreme value that one measure of one indicator took within one entity, apart
for each number of stand-ins and for each severity that its q value allows. Whatever the thresholds,
the entity's largest flag of that indicator is decided by its cells. Only cells that some threshold
could reach are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from dashboard.engine import scoring_rules
from dashboard.engine.duck import Duck

REACH = 0.2  # how far a threshold is moved: a fifth either way
SEVERITIES = ("watch", "high", "critical")
TIERS = ("not rated", "no signal", "watch", "high", "critical")

ENTITIES = """
SELECT entity_tiers.entity_kind, entity_tiers.entity_id, entity_tiers.tier_rank,
    entity_tiers.coverage, entity_tiers.lowest_score,
    COALESCE(entity_exposures.exposure_amount, 0) AS exposure_amount
FROM entity_tiers
LEFT JOIN entity_exposures ON entity_tiers.entity_kind = entity_exposures.entity_kind
    AND entity_tiers.entity_id = entity_exposures.entity_id
ORDER BY entity_tiers.entity_kind, entity_tiers.entity_id"""
APPLICABLE = """
SELECT entity_kind, entity_id, cluster FROM entity_cluster_points"""
# Four columns of values: as stored, by the other quartiles, among wider peers, and both.
CELLS = """
WITH

kept AS (
    SELECT code, subject_id, measure, value, q_value FROM indicator_measures
    UNION ALL
    SELECT code, subject_id, 'value', value, NULL FROM indicator_results
    WHERE skip_reason IS NULL
        AND code NOT IN (SELECT code FROM indicator_measures WHERE measure = 'value')
),

others AS (
    SELECT code, subject_id, measure,
        MAX(value) FILTER (WHERE is_other_type AND NOT is_wider) AS other_type,
        MAX(value) FILTER (WHERE NOT is_other_type AND is_wider) AS wider,
        MAX(value) FILTER (WHERE is_other_type AND is_wider) AS other_type_wider
    FROM (
        SELECT code, subject_id, is_other_type, is_wider, 'above_distance' AS measure,
            above_distance AS value
        FROM peer_alternatives
        UNION ALL
        SELECT code, subject_id, is_other_type, is_wider, 'below_distance', below_distance
        FROM peer_alternatives
    )
    GROUP BY ALL
),

reachable AS (
    SELECT code, measure, direction,
        -- A whole threshold stays whole when it is moved, so it may move a little further.
        MIN(CASE WHEN threshold = ROUND(threshold) THEN FLOOR(threshold - $reach * ABS(threshold))
            ELSE threshold - $reach * ABS(threshold) END) AS lowest,
        MAX(CASE WHEN threshold = ROUND(threshold) THEN CEIL(threshold + $reach * ABS(threshold))
            ELSE threshold + $reach * ABS(threshold) END) AS highest,
        MAX(CASE WHEN severity_rank = 1 THEN largest_q END) AS watch_q,
        MAX(CASE WHEN severity_rank = 2 THEN largest_q END) AS high_q,
        MAX(CASE WHEN severity_rank = 3 THEN largest_q END) AS critical_q
    FROM indicator_thresholds
    GROUP BY ALL
),

near AS (
    SELECT kept.code, kept.subject_id, kept.measure, reachable.direction,
        CASE WHEN direction = 'at_least' THEN 1.0 ELSE -1.0 END AS sign,
        CASE WHEN watch_q IS NULL OR q_value <= watch_q THEN 1 ELSE 0 END
        + CASE WHEN high_q IS NULL OR q_value <= high_q THEN 2 ELSE 0 END
        + CASE WHEN critical_q IS NULL OR q_value <= critical_q THEN 4 ELSE 0 END AS allowed,
        kept.value,
        COALESCE(others.other_type, kept.value) AS other_type,
        COALESCE(others.wider, kept.value) AS wider,
        COALESCE(others.other_type_wider, kept.value) AS other_type_wider
    FROM kept
    INNER JOIN reachable ON kept.code = reachable.code AND kept.measure = reachable.measure
    LEFT JOIN others ON kept.code = others.code AND kept.subject_id = others.subject_id
        AND kept.measure = others.measure
    WHERE $everything OR CASE WHEN direction = 'at_least'
        THEN GREATEST(kept.value, other_type, wider, other_type_wider) >= lowest
        ELSE LEAST(kept.value, other_type, wider, other_type_wider) <= highest END
)

SELECT entity_kind, entity_id, near.code, near.measure, near.direction, near.allowed,
    LEAST(COALESCE(fallback_count, 0), 2) AS fallbacks,
    MAX(near.value * sign) * sign AS as_stored,
    MAX(near.other_type * sign) * sign AS other_type,
    MAX(near.wider * sign) * sign AS wider,
    MAX(near.other_type_wider * sign) * sign AS other_type_wider
FROM near
INNER JOIN subject_entities ON near.code = subject_entities.code
    AND near.subject_id = subject_entities.subject_id AND subject_entities.is_own
GROUP BY entity_kind, entity_id, near.code, near.measure, near.direction, near.allowed, sign,
    fallbacks"""
VALUES = ("as_stored", "other_type", "wider", "other_type_wider")


@dataclass(frozen=True)
class Cells:
    """A build's stored values. Arrays of cells are sorted by entity, then by cluster."""

    entities: pl.DataFrame  # one row each: kind, id, tier_rank, coverage, lowest_score, exposure
    applicable: np.ndarray  # entities × clusters
    clusters: tuple[str, ...]
    weights: np.ndarray  # of the clusters
    thresholds: pl.DataFrame  # the relation indicator_thresholds, with `unit`
    numbers: dict[str, float]  # the scoring parameters
    values: np.ndarray  # cells × 4, in the order of VALUES
    threshold_index: np.ndarray  # cells × 3: the row of `thresholds`, -1 where there is none
    sign: np.ndarray  # of the cell: 1 at least, -1 at most
    evidence: np.ndarray  # factor by what the indicator rests on
    data: np.ndarray  # factor by stand-ins
    is_rule: np.ndarray
    is_context: np.ndarray
    cluster: np.ndarray  # index of the cell's cluster
    entity: np.ndarray  # index of the cell's entity
    starts: np.ndarray  # first cell of each entity's cluster

    @property
    def height(self) -> int:
        return len(self.entity)


def read(facts: Path, *, everything: bool = False) -> Cells:
    """The cells of a built file, and all that is needed to judge them.

    With `everything` also those that no threshold reaches when it is moved by a fifth.
    """
    engine = Duck(facts, read_only=True)
    try:
        definitions = engine.rows(
            "SELECT code, unit, evidence_class, cluster FROM indicator_definitions"
        )
        thresholds = engine.rows("SELECT * FROM indicator_thresholds").join(
            definitions.select("code", "unit"), on="code"
        )
        entities = engine.rows(ENTITIES).with_row_index("entity")
        applicable = engine.rows(APPLICABLE)
        clusters = engine.rows("SELECT * FROM scoring_clusters ORDER BY cluster")
        numbers = dict(engine.rows("SELECT parameter, number FROM ref_scoring").rows())
        cells = engine.rows(CELLS, {"reach": REACH, "everything": everything})
    finally:
        engine.close()
    numbered = clusters.select("cluster").with_row_index("cluster_index")
    cells = (
        cells.join(definitions, on="code")
        .join(
            entities.select("entity_kind", "entity_id", "entity"), on=["entity_kind", "entity_id"]
        )
        .join(numbered, on="cluster")
        .sort("entity", "cluster_index", "code", "measure", "allowed", "fallbacks")
    )
    return Cells(
        entities=entities,
        applicable=_applicable(applicable, entities, numbered),
        clusters=tuple(clusters["cluster"]),
        weights=clusters["weight"].to_numpy().astype(float),
        thresholds=thresholds,
        numbers=numbers,
        values=cells.select(VALUES).to_numpy().astype(float),
        threshold_index=_threshold_index(cells, thresholds),
        sign=np.where(cells["direction"].to_numpy() == "at_least", 1.0, -1.0),
        evidence=_factors(
            cells, "evidence_class", scoring_rules.NUMBERS["evidence_factor"], numbers
        ),
        data=np.array([numbers[name] for name in scoring_rules.NUMBERS["data_factor"].values()])[
            cells["fallbacks"].cast(pl.Int64).to_numpy()
        ],
        is_rule=cells["evidence_class"].to_numpy() == "R",
        is_context=cells["evidence_class"].to_numpy() == "X",
        cluster=cells["cluster_index"].to_numpy().astype(np.int64),
        entity=cells["entity"].to_numpy().astype(np.int64),
        starts=_starts(cells),
    )


def _applicable(rows: pl.DataFrame, entities: pl.DataFrame, numbered: pl.DataFrame) -> np.ndarray:
    found = np.zeros((entities.height, numbered.height))
    placed = rows.join(entities, on=["entity_kind", "entity_id"]).join(numbered, on="cluster")
    found[placed["entity"].to_numpy(), placed["cluster_index"].to_numpy()] = 1.0
    return found


def _threshold_index(cells: pl.DataFrame, thresholds: pl.DataFrame) -> np.ndarray:
    """For each cell and severity the row of its threshold, -1 where there or by q is none."""
    place = {
        (code, measure, direction, rank): row
        for row, (code, measure, direction, rank) in enumerate(
            thresholds.select("code", "measure", "direction", "severity_rank").rows()
        )
    }
    found = np.full((cells.height, len(SEVERITIES)), -1, dtype=np.int64)
    for row, (code, measure, direction, allowed) in enumerate(
        cells.select("code", "measure", "direction", "allowed").rows()
    ):
        for rank in range(len(SEVERITIES)):
            if int(allowed) >> rank & 1:
                found[row, rank] = place.get((code, measure, direction, rank + 1), -1)
    return found


def _factors(cells: pl.DataFrame, column: str, names: dict, numbers: dict) -> np.ndarray:
    return np.array([numbers[names[key]] for key in cells[column]], dtype=float)


def _starts(cells: pl.DataFrame) -> np.ndarray:
    """Where the cells of another cluster or entity begin."""
    if cells.is_empty():
        return np.zeros(0, dtype=np.int64)
    pairs = cells.select("entity", "cluster_index").to_numpy()
    changed = np.any(pairs[1:] != pairs[:-1], axis=1)
    return np.concatenate([[0], np.flatnonzero(changed) + 1]).astype(np.int64)
