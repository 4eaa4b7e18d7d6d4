"""What changed between two builds: counts that add up, and the right cause for each."""

from datetime import date

import polars as pl
import pytest

from dashboard import compare, publish
from dashboard.engine import catalogue, jurisdiction
from dashboard.engine.duck import Duck
from dashboard.ingest import load, store
from tests import few_queries, small_city


@pytest.fixture
def city(own_small_city):
    """The small city with its build in service."""
    return own_small_city.workspace


@pytest.fixture(scope="module")
def queries_of_costs(tmp_path_factory):
    names = [name for name, query in catalogue.indicators().items() if query.family == "cost"]
    return few_queries.copied(tmp_path_factory.mktemp("few") / "queries", names)


@pytest.fixture
def city_of_costs(loaded_small_city, queries_of_costs):
    """The small city, loaded, whose builds hold the indicators of costs."""
    with few_queries.in_force(queries_of_costs):
        yield loaded_small_city.workspace


def changes(before, after) -> pl.DataFrame:
    return compare.differences(before.facts, after.facts)


def flags(published) -> dict[str, int]:
    facts = Duck(published.facts, read_only=True)
    try:
        rows = facts.rows(
            "SELECT code, SUM(n) AS n FROM indicator_counts WHERE outcome = 'flagged' GROUP BY code"
        )
        return dict(rows.select("code", pl.col("n").cast(pl.Int64)).rows())
    finally:
        facts.close()


def reloaded(workspace, folder, source: str, name: str, content: str) -> None:
    """Another file of a source instead of the one that was loaded."""
    for record in store.records(workspace):
        if record["source"] == source:
            folder_of_load = workspace.loads / source / record["sha256"]
            for file in folder_of_load.iterdir():
                file.unlink()
            folder_of_load.rmdir()
    path = folder / name
    path.write_text(content, encoding="utf-8")
    load.load_files(workspace, source, [path])


def overridden(monkeypatch, **of_code: dict) -> None:
    """The jurisdiction's rules with other thresholds or parameters for some indicators."""
    read = jurisdiction.read

    def changed(name: str):
        pack = read(name)
        overrides = dict(pack.overrides) | of_code
        return pack.__class__(
            **{key: getattr(pack, key) for key in pack.__dataclass_fields__ if key != "overrides"}
            | {"overrides": overrides, "sha256": f"{pack.sha256}{of_code}"}
        )

    monkeypatch.setattr(publish.jurisdiction, "read", changed)


def one(rows: pl.DataFrame, code: str, subject: str) -> dict:
    return rows.filter(code=code, subject_id=subject).row(0, named=True)


def test_two_builds_of_the_same_have_no_differences(city):
    first = publish.build(city)
    again = publish.build(city, force=True)
    assert changes(first, again).is_empty()


def test_new_less_cleared_is_the_difference_of_the_counts_of_every_indicator(city):
    before, after = publish.build(city, as_of=date(2024, 6, 15)), publish.build(city)
    rows = changes(before, after)
    was, now = flags(before), flags(after)
    counted = {row["code"]: row for row in compare.counts(rows).to_dicts()}
    assert rows.height > 0
    for code in was | now:
        row = counted.get(code, {"new": 0, "cleared": 0})
        assert now.get(code, 0) - was.get(code, 0) == row["new"] - row["cleared"], code
    by_mover = sum(
        row[f"by_{one}"] for row in counted.values() for one in ("data", "rule", "peers")
    )
    assert by_mover == rows.height


def test_a_contract_that_costs_more_moved_by_its_data(city_of_costs, tmp_path):
    city = city_of_costs
    before = publish.build(city)
    dearer = small_city.CONTRACTS.replace("500000,500000", "500000,900000")
    reloaded(city, tmp_path, "sample-contracts", "contracts.csv", dearer)
    rows = changes(before, publish.build(city))
    found = one(rows, "C1", "C2")
    assert (found["change"], found["moved_by"]) == ("new", "data")
    assert (found["outcome_before"], found["severity_before"]) == ("clear", None)
    assert found["value_before"] == 0
    assert found["value_after"] == pytest.approx(0.8)


def test_a_threshold_that_moved_is_the_rule(city, monkeypatch):
    before = publish.build(city)
    overridden(monkeypatch, C1={"watch": 0.9, "high": 2.0, "critical": 3.0})
    rows = changes(before, publish.build(city))
    found = one(rows, "C1", "C1")
    assert (found["change"], found["moved_by"]) == ("cleared", "rule")
    assert found["value_before"] == found["value_after"] == pytest.approx(0.6)


def test_where_the_old_value_under_the_new_rule_gives_another_answer_the_data_moved_it(
    city_of_costs, monkeypatch, tmp_path
):
    city = city_of_costs
    before = publish.build(city)
    dearer = small_city.CONTRACTS.replace("500000,500000", "500000,900000")
    reloaded(city, tmp_path, "sample-contracts", "contracts.csv", dearer)
    overridden(monkeypatch, C1={"watch": 0.5, "high": 2.0, "critical": 3.0})
    rows = changes(before, publish.build(city))
    assert one(rows, "C1", "C2")["moved_by"] == "data"  # growth of nothing is below either rule
    milder = one(rows, "C1", "C1")
    assert (milder["change"], milder["moved_by"]) == ("changed", "rule")
    assert (milder["severity_before"], milder["severity_after"]) == ("critical", "watch")


def test_a_rule_that_moved_where_clear_rows_are_not_kept_is_seen_from_the_new_value(
    city, monkeypatch
):
    before = publish.build(city)
    overridden(monkeypatch, P1={"watch": -1_000.0, "high": 900.0, "critical": 999.0})
    rows = changes(before, publish.build(city)).filter(code="P1")
    assert dict(rows.select("subject_id", "change").rows())["I3"] == "new"
    assert one(rows, "P1", "I3")["outcome_before"] is None  # clear rows of invoices are not kept
    assert set(rows["moved_by"]) == {"rule"}


def peers_moved(old_value: float, new_value: float) -> list[str]:
    """What a neighbourhood's flag is said to be moved by, with nothing of its own touched."""
    from dashboard.compare.movers import _mover

    rule = {"name": "areas", "evidence_class": "S", "sql": "x", "params": "{}", "header": "{}"}
    rule |= {f"{one}_threshold": None for one in ("watch", "high", "critical")}
    side = type("Side", (), {"rules": {"A2": rule}, "as_of": date(2025, 1, 1)})()
    row = {
        "code": "A2", "subject_id": "N1", "subject_kind": "neighbourhood", "project_id": None,
        "severity_before": None, "severity_after": "watch",
        "value_before": old_value, "value_after": new_value,
    }  # fmt: skip
    found = [_mover(row, side, side, set(), touched, {}, set(), {})
             for touched in (set(), {"N1"})]  # fmt: skip
    return found


def test_a_rate_that_moves_although_its_own_works_did_not_was_moved_by_peers():
    assert peers_moved(0.1, 0.2) == ["peers", "data"]
