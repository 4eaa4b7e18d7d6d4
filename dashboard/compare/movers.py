"""What moved a flag from one build to another: its own data, its rule, or its peers."""

from __future__ import annotations

import json
from collections.abc import Mapping

import polars as pl

from dashboard.compare.peer_moves import DATA, PEERS, peer_moves
from dashboard.compare.references import depending_on_changes
from dashboard.compare.sides import Side, rows_of
from dashboard.engine import catalogue, header
from dashboard.engine.duck import quoted

RULE = "rule"
# Where a row came from and when it was last heard of says nothing of what it says.
NOT_SAID = {
    *("source_file_id", "source_line", "source", "last_seen_date", "known_until_date"),
    *("publication_count", "amount_publication_count", "statement_count"),
}
# These grow with every publication, although it may say the same again.
ABOUT_PUBLICATIONS = {
    *("project_links", "project_publications", "retroactive_edits", "statement_changes"),
    *("contract_statements", "payment_statements", "version_statements", "work_statements"),
}


def movers(old: Side, new: Side, rows: pl.DataFrame) -> list[str]:
    """For each changed flag what moved it: data, rule or peers."""
    depending = depending_on_changes(old, new)
    touched = _touched_projects(old, new, rows, depending)
    areas = _touched_areas(old, new, rows, touched)
    rejudged = _rejudged(old, new, rows, touched)
    moved_rules = {code for code in new.rules if _rule_moved(old, new, code)}
    among_peers = peer_moves(old, new, rows)
    return [
        _mover(row, old, new, touched, areas, rejudged, moved_rules, among_peers, depending)
        for row in rows_of(rows)
    ]


def _mover(
    row: dict,
    old: Side,
    new: Side,
    touched: set[str],
    areas: set[str],
    rejudged: Mapping[tuple[str, str], str | None],
    moved_rules: set[str],
    among_peers: Mapping[tuple[str, str], str],
    depending: frozenset[str] = frozenset(),
) -> str:
    code, key = row["code"], (row["code"], row["subject_id"])
    if code not in old.rules or code not in new.rules:
        return RULE
    is_area = row["subject_kind"] == "neighbourhood"
    own_rows_moved = row["subject_id"] in areas if is_area else row["project_id"] in touched
    # The old value under the new rule: where that alone gives the new answer, the rule did it.
    is_judged_otherwise = row["severity_before"] != row["severity_after"]
    if is_judged_otherwise and rejudged.get(key) == (row["severity_after"] or ""):
        return RULE
    is_other_law = new.rules[code]["name"] in depending
    if (is_other_law or _computed_otherwise(old, new, code)) and not own_rows_moved:
        return RULE
    if key in among_peers:
        return among_peers[key]
    if own_rows_moved:
        return DATA
    if is_area and moved_rules - {code}:
        return RULE  # it counts flags of others, and their rule moved
    if is_area:
        return PEERS
    # A rule asks nothing but the subject's own rows and the day; a comparison asks others too.
    if new.rules[code]["evidence_class"] == "R":
        return DATA
    if row["project_id"] is not None or row["value_before"] == row["value_after"]:
        return PEERS
    return DATA


def _rule_moved(old: Side, new: Side, code: str) -> bool:
    names = ("watch_threshold", "high_threshold", "critical_threshold")
    if code not in old.rules:
        return True
    thresholds = any(old.rules[code][name] != new.rules[code][name] for name in names)
    return (
        thresholds
        or _measures(old, code) != _measures(new, code)
        or _computed_otherwise(old, new, code)
    )


def _computed_otherwise(old: Side, new: Side, code: str) -> bool:
    """Whether query, hook or parameters are not what they were, so that old values tell nothing."""
    was, now = old.rules[code], new.rules[code]
    # A build of an earlier version does not say all of it.
    return any(name in was and was[name] != now[name] for name in ("sql", "hook_digest", "params"))


def _measures(side: Side, code: str) -> tuple[header.Measure, ...]:
    """The measures of an indicator with the thresholds that a build applied."""
    rule = side.rules[code]
    first, *others = header.Header("indicator", json.loads(rule["header"])).measures
    applied = {
        severity: rule[f"{severity}_threshold"]
        for severity in header.SEVERITIES
        if rule[f"{severity}_threshold"] is not None
    }
    return (header.Measure(first.column, first.when, applied), *others)


def _rejudged(
    old: Side, new: Side, rows: pl.DataFrame, touched: set[str]
) -> dict[tuple[str, str], str]:
    """For subjects of indicators whose thresholds moved: the old measures under the new rule.

    By code and subject the severity, "" for none. Where clear rows are not kept, one whose own
    rows did not move had the same measures as now, so those are judged under the old rule.
    """
    found: dict[tuple[str, str], str] = {}
    for code in rows["code"].unique():
        if code not in old.rules or code not in new.rules:
            continue
        measures, former = _measures(new, code), _measures(old, code)
        if measures == former or _computed_otherwise(old, new, code):
            continue
        asked = rows.filter(pl.col("code") == code)
        subjects = asked["subject_id"].to_list()
        for row in rows_of(_kept(old, code, measures, subjects)):
            found[code, row["subject_id"]] = _severity(row, measures)
        project_of = dict(asked.select("subject_id", "project_id").rows())
        for row in rows_of(_kept(new, code, measures, subjects)):
            is_same = project_of[row["subject_id"]] not in touched
            if is_same and _severity(row, former) == "":
                found.setdefault((code, row["subject_id"]), _severity(row, measures))
    return found


def _kept(
    side: Side, code: str, measures: tuple[header.Measure, ...], subjects: list[str]
) -> pl.DataFrame:
    """The measures that a build keeps of some subjects of an indicator."""
    columns = ", ".join(quoted(measure.column) for measure in measures)
    return side.facts.rows(
        f"""SELECT subject_id, skip_reason, {columns} FROM {quoted(side.rules[code]["name"])}
        WHERE subject_id IN (SELECT UNNEST($subject_ids))""",
        {"subject_ids": subjects},
    )


def _severity(row: Mapping, measures: tuple[header.Measure, ...]) -> str:
    """The worst severity that the measures of a row reach, "" for none."""
    worst = -1
    if row["skip_reason"] is None:
        for measure in measures:
            value = row[measure.column]
            for severity, threshold in measure.thresholds.items():
                if value is None:
                    continue
                rounded = round(float(value), 6)
                past = rounded >= threshold if measure.when == "at_least" else rounded <= threshold
                if past:
                    worst = max(worst, header.SEVERITIES.index(severity))
    return header.SEVERITIES[worst] if worst >= 0 else ""


def _touched_projects(
    old: Side, new: Side, rows: pl.DataFrame, depending: frozenset[str]
) -> set[str]:
    """The projects among `rows`, and in their neighbourhoods, whose own rows are not the same."""
    projects = set(rows["project_id"].drop_nulls())
    areas = rows.filter(pl.col("subject_kind") == "neighbourhood")["subject_id"].to_list()
    for side in (old, new):
        projects |= set(_members(side, areas)["project_id"])
    was, now = (_fingerprints(side, sorted(projects), depending) for side in (old, new))
    return {project for project in projects if was.get(project) != now.get(project)}


def _members(side: Side, areas: list[str]) -> pl.DataFrame:
    return side.facts.rows(
        """SELECT neighbourhood_id, project_id, neighbourhood_share FROM project_neighbourhoods
        WHERE neighbourhood_id IN (SELECT UNNEST($areas))""",
        {"areas": areas},
    )


def _touched_areas(old: Side, new: Side, rows: pl.DataFrame, touched: set[str]) -> set[str]:
    """The neighbourhoods among `rows` with other projects, or with one whose own rows moved."""
    areas = rows.filter(pl.col("subject_kind") == "neighbourhood")["subject_id"].to_list()
    found = set()
    was, now = _members(old, areas), _members(new, areas)
    for area in areas:
        sets = [set(side.filter(neighbourhood_id=area).rows()) for side in (was, now)]
        if sets[0] != sets[1] or any(project in touched for _, project, _ in sets[1]):
            found.add(area)
    return found


def _fingerprints(side: Side, projects: list[str], depending: frozenset[str]) -> dict[str, tuple]:
    """What all models say of each project, in one number per model; of those `depending` on rules
    that moved, nothing: there the law may have spoken."""
    prints: dict[str, dict[str, int]] = {}
    for name in _compared_models(side):
        if name in depending:
            continue
        columns = side.facts.columns(name)
        said = [quoted(column) for column in columns if column not in NOT_SAID]
        sums = side.facts.rows(
            f"""SELECT project_id, CAST(BIT_XOR(HASH({", ".join(said)})) AS VARCHAR) AS print,
            COUNT(*) AS n FROM {quoted(name)}
            WHERE project_id IN (SELECT UNNEST($projects)) GROUP BY project_id""",
            {"projects": projects},
        )
        for row in rows_of(sums):
            prints.setdefault(row["project_id"], {})[name] = (row["print"], row["n"])
    return {project: tuple(sorted(said.items())) for project, said in prints.items()}


def _compared_models(side: Side) -> list[str]:
    """The models of a build that say something of projects; an earlier version has fewer."""
    columns = side.facts.rows(
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'project_id'"
    )
    models = set(catalogue.of_kind("model")) - ABOUT_PUBLICATIONS
    return sorted(models & set(columns["table_name"]))
