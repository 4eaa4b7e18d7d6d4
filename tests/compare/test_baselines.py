"""Frozen peers: a flag does not move because others' data came in, and what moved it is named."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from dashboard import compare, frozen_baselines, publish, workspaces
from dashboard.engine import catalogue, hooks, jurisdiction
from dashboard.engine.duck import Duck
from dashboard.engine.hooks import peers
from dashboard.ingest import load
from tests import few_queries, small_city
from tests.compare.test_compare import one, reloaded

AS_OF = date(2025, 5, 15)
PROBE = """/* indicator
code           = "Z1"
title          = "Value among peers"
condition      = "A value far above those of other contracts."
subject        = "contract"
unit           = "money"
flag           = { when = "at_least" }
also           = [{ column = "above_distance", when = "at_least", watch = 1.5, high = 3 }]
formula        = "current amount"
why            = "To see."
innocent       = []
skips          = { insufficient = ["fewer than 20 peers", "peers do not differ"] }
source         = "None."
verification   = "D"
evidence_class = "S"
cluster        = "k05"
core           = false
sentence       = "The amount is {value}."
worked         = "{value}"
clears         = "Another amount."
hook           = "peers.fences"
params         = { peer_min_n = 5 }

[remedies]
"fewer than 20 peers" = "more cases"
"peers do not differ" = "more cases"
*/
SELECT
    contract_id AS subject_id,
    project_id,
    CAST(current_amount AS DOUBLE) AS value,
    CAST(NULL AS VARCHAR) AS skip_reason,
    contract_id,
    CAST(current_amount AS DOUBLE) AS compared,
    signed_date AS peer_date,
    'near ' || project_id AS peer_group_1,
    'all' AS peer_group_2
FROM contracts
"""


def contracts(*amounts: int) -> str:
    """Contracts of one project with these amounts, one row each."""
    head = small_city.CONTRACTS.splitlines()[0]
    rows = [
        f"C{number},P1,B{number},Builder {number},2024-0{1 + number % 9}-02,{amount},{amount},EUR"
        for number, amount in enumerate(amounts)
    ]
    return "\n".join([head, *rows]) + "\n"


NARROW = contracts(100, 110, 120, 130, 140, 150, 160, 400)
WIDE = contracts(100, 110, 120, 330, 340, 350, 360, 400)
LARGER = contracts(100, 110, 120, 130, 140, 150, 900, 400)


@pytest.fixture(scope="module")
def queries(tmp_path_factory) -> Path:
    """The indicators of costs and payments, and one more that compares contracts."""
    names = [
        name
        for name, query in catalogue.indicators().items()
        if query.family in ("cost", "payment")
    ]
    folder = few_queries.copied(tmp_path_factory.mktemp("few") / "queries", names)
    (folder / "indicators" / "cost" / "value_among_peers.sql").write_text(PROBE)
    return folder


@pytest.fixture
def city(tmp_path, monkeypatch, queries):
    """The small city with eight contracts, and these indicators."""
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path / "local"))
    workspace = workspaces.read("sample")
    for source, path in small_city.write_files(tmp_path / "files").items():
        if source == "sample-contracts":
            path.write_text(NARROW)
        load.load_files(workspace, source, [path])
    with few_queries.in_force(queries):
        yield workspace


def among_peers(published) -> dict[str, str | None]:
    facts = Duck(published.facts, read_only=True)
    try:
        rows = facts.rows("SELECT subject_id, severity FROM value_among_peers")
        return dict(rows.rows())
    finally:
        facts.close()


def test_a_flag_stays_when_others_data_come_in_until_new_baselines_are_asked_for(city, tmp_path):
    first = publish.build(city, as_of=AS_OF)
    assert among_peers(first)["C7"] == "high"
    assert not publish.build(city, as_of=AS_OF).is_new  # nothing changed, its own peers included

    reloaded(city, tmp_path, "sample-contracts", "contracts.csv", WIDE)
    frozen = publish.build(city, as_of=AS_OF)
    assert frozen.run_id != first.run_id
    assert among_peers(frozen)["C7"] == "high"
    rows = compare.differences(first.facts, frozen.facts).filter(code="Z1")
    assert "C7" not in rows["subject_id"]
    assert set(rows["moved_by"]) == {"data"}  # the values of those that are new were changed

    fresh = publish.build(city, as_of=AS_OF, new_baselines=True)
    assert among_peers(fresh)["C7"] is None
    found = one(compare.differences(frozen.facts, fresh.facts), "Z1", "C7")
    assert (found["change"], found["moved_by"]) == ("cleared", "peers")
    assert found["value_before"] == found["value_after"] == 400

    # From now on the new ones are the frozen ones, and the same inputs are the same build.
    assert publish.build(city, as_of=AS_OF).run_id == fresh.run_id
    again = publish.build(city, as_of=AS_OF, force=True)
    assert again.facts != fresh.facts
    assert small_city.contents(again.facts) == small_city.contents(fresh.facts)


def test_another_value_among_the_same_peers_was_moved_by_its_data(city, tmp_path):
    first = publish.build(city, as_of=AS_OF)
    reloaded(city, tmp_path, "sample-contracts", "contracts.csv", LARGER)
    rows = compare.differences(first.facts, publish.build(city, as_of=AS_OF).facts)
    assert one(rows, "Z1", "C6")["moved_by"] == "data"
    assert "C7" not in rows.filter(code="Z1")["subject_id"]


def test_another_quarter_makes_baselines_of_its_own_and_an_aside_build_gives_none(city):
    aside = publish.build(city, as_of=AS_OF, aside=True)
    assert frozen_baselines.newest(city, AS_OF).is_empty()
    assert publish.build(city, as_of=AS_OF).run_id == aside.run_id  # now it is in service
    assert frozen_baselines.newest(city, AS_OF).height == 2  # its project, and all
    assert frozen_baselines.newest(city, date(2025, 7, 1)).is_empty()


def test_a_flag_that_came_because_its_hook_was_rewritten_was_moved_by_the_rule(city, monkeypatch):
    first = publish.build(city, as_of=AS_OF)
    find, digest = hooks.find, hooks.digest

    def rewritten(name: str, where: str):
        def fences(rows, settings):
            # Nobody lies beyond a fence any more.
            found = peers.fences(rows, settings)
            return found.with_columns(pl.col("above_distance") * 0)

        return fences if name == "peers.fences" else find(name, where)

    monkeypatch.setattr(hooks, "find", rewritten)
    monkeypatch.setattr(hooks, "digest", lambda name: digest(name)[::-1])
    second = publish.build(city, as_of=AS_OF, force=True)
    found = one(compare.differences(first.facts, second.facts), "Z1", "C7")
    assert (found["change"], found["moved_by"]) == ("cleared", "rule")


def test_a_clock_of_the_law_that_moved_is_the_rule(city, monkeypatch):
    first = publish.build(city, as_of=AS_OF)
    read = jurisdiction.read

    def stricter(name: str):
        pack = read(name)
        values = {key: getattr(pack, key) for key in pack.__dataclass_fields__}
        clocks = tuple(
            clock | {"limit_days": 2} if clock["tier"] == "client_prime" else clock
            for clock in pack.payment_clocks
        )
        return pack.__class__(**values | {"payment_clocks": clocks, "sha256": "stricter"})

    monkeypatch.setattr(publish.jurisdiction, "read", stricter)
    rows = compare.differences(first.facts, publish.build(city, as_of=AS_OF).facts)
    late = rows.filter(code="P1")
    assert late.height >= 1
    assert set(late["moved_by"]) == {"rule"}
    assert set(rows["moved_by"]) <= {"data", "rule", "peers"}
