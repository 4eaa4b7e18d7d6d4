"""The flags that a process shows by itself: R003, R018, R028, R030, R035, R036."""

from __future__ import annotations

from dashboard.cardinal.results import Found
from dashboard.cardinal.settings import Settings

# A process where {test} holds.
WHERE = "SELECT ocid, rowid AS line, 1.0 AS value FROM processes WHERE {test}"
# The organizations in a list of a process.
NAMED = """
    SELECT DISTINCT ocid, id
    FROM (SELECT ocid, unnest({names}) AS id FROM processes WHERE len({names}) > 0)
    WHERE id IS NOT NULL
"""
ALL_OTHERS_OUT = """
CREATE TEMP TABLE all_others_out AS
WITH alone AS (
    SELECT
        ocid, rowid AS line, supplier,
        list_unique(list_filter(out_tenderers, lambda id: id <> supplier)) AS others
    FROM processes
    WHERE list_min(valid_tenderers) = supplier AND list_max(valid_tenderers) = supplier
)
SELECT ocid, line, supplier AS id, others FROM alone WHERE others >= $threshold
"""


def find(found: Found, settings: Settings) -> None:
    """Adds the findings of the indicators that are switched on."""
    for code, test in (("R003", "is_short"), ("R018", "is_single"), ("R036", "is_lowest_out")):
        if code in settings.indicators:
            found.processes(code, WHERE.format(test=test))
    for code, names in (("R028", "equal_tenderers"), ("R030", "late_winners")):
        if code in settings.indicators:
            _with_names(found, code, names)
    if "R035" in settings.indicators:
        _all_others_out(found, max(1, int(settings.get("R035", "threshold", 1))))


def _with_names(found: Found, code: str, names: str) -> None:
    """The process and everybody in one of its lists."""
    pairs = NAMED.format(names=names)
    found.processes(code, WHERE.format(test=f"len({names}) > 0"))
    found.parties("Tenderer", code, f"SELECT DISTINCT id, 1.0 AS value FROM ({pairs})")
    found.pairs(f"ocid_tenderer_{code.lower()}", pairs)


def _all_others_out(found: Found, threshold: int) -> None:
    found.duck.run(ALL_OTHERS_OUT, {"threshold": threshold})
    found.processes("R035", "SELECT ocid, line, others FROM all_others_out")
    found.parties("Tenderer", "R035", "SELECT DISTINCT id, 0.0 AS value FROM all_others_out")
    found.pairs("ocid_tenderer_r035", "SELECT DISTINCT ocid, id FROM all_others_out")
