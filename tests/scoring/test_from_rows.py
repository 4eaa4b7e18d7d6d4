"""The scorer from rows as they were loaded: random contracts and payments, real indicators."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dashboard.engine import build, catalogue, definitions, order, results
from dashboard.engine.duck import Duck
from dashboard.ingest import tables
from tests.scoring import by_hand

AS_OF = date(2025, 6, 30)
CODES = ("C1", "P7", "P10")
ROLLUPS = (
    *("subject_entities", "entity_code_outcomes", "entity_cluster_points", "entity_exposures"),
    *("entity_scores", "entity_tiers"),
)
FILE = {"source_file_id": "F", "source_line": 1, "published_date": date(2025, 6, 1)}
examples = settings(
    max_examples=8, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


def needed() -> list[str]:
    """The models that the indicators and rollups stand on, in the order of a build."""
    queries = catalogue.queries()
    wanted = {catalogue.by_code(code).name for code in CODES} | set(ROLLUPS)
    while True:
        more = {read for name in wanted for read in queries[name].reads if read in queries}
        if more <= wanted:
            break
        wanted |= more
    return [
        name
        for name in order.build_order(queries, catalogue.asked())
        if name in wanted and queries[name].kind == "model"
    ]


@pytest.fixture(scope="module")
def models():
    return needed()


def scores(models: list[str], given: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """The results and the tiers of what is `given`, from the border on."""
    duck = Duck()
    try:
        build.incoming(duck, build.Inputs({}, tables.build_schemas(), tables.keys()))
        for statement in results.STATEMENTS:
            duck.run(statement)
        for name, frame in definitions.relations().items():
            duck.frame(name, frame)
        duck.given(given)
        queries = catalogue.queries()
        for name in models:
            build.create(duck, queries[name], AS_OF)
        for code in CODES:
            results.store(duck, catalogue.by_code(code), as_of=AS_OF)
        for name in ROLLUPS:
            build.create(duck, queries[name], AS_OF)
        return {
            name: duck.rows(f"SELECT * FROM {name} ORDER BY ALL").to_dicts()
            for name in ("indicator_results", "indicator_counts_by_contract", "entity_tiers")
        }
    finally:
        duck.close()


@st.composite
def portfolios(draw) -> dict[str, list[dict]]:
    """Two to four contracts of one project and what was paid on them, some fields missing."""
    contracts, payments = [], []
    for number in range(draw(st.integers(2, 4))):
        name = f"C{number}"
        original = draw(st.sampled_from([100.0, 200.0, None]))
        contracts.append(
            {
                "contract_id": name, "project_id": "P", "currency": "XTS",
                "original_amount": original,
                "contract_amount": draw(st.sampled_from([100.0, 112.0, 180.0, 320.0, None])),
                "status": "active", **FILE, "source_line": number + 1,
            }
        )  # fmt: skip
        for part in range(draw(st.integers(1, 3))):
            payments.append(
                {
                    "payment_id": f"{name}-{part}", "project_id": "P", "contract_id": name,
                    "tier": "client_prime", "payee_id": "FIRM", "currency": "XTS",
                    "invoice_number": draw(st.sampled_from(["INV-117", "INV-2204", "INV-38"])),
                    "paid_date": AS_OF - timedelta(days=draw(st.sampled_from([20, 50, 200]))),
                    "paid_amount": draw(st.sampled_from([60.0, 106.0, 150.0, None])),
                    **FILE, "source_line": 10 * number + part,
                }
            )  # fmt: skip
    return {
        "src_projects": [
            {
                "project_id": "P", "project_name": "Bridge", "currency": "XTS",
                "status": "implementation", **FILE,
            }
        ],
        "src_source_files": [{"source_file_id": "F", "source": "works"}],
        "src_contracts": contracts,
        "src_payments": payments,
    }  # fmt: skip


@examples
@given(portfolio=portfolios(), data=st.data())
def test_duplicating_a_contract_row_changes_nothing(models, portfolio, data):
    again = data.draw(st.sampled_from(portfolio["src_contracts"])) | {"source_line": 99}
    twice = portfolio | {"src_contracts": [*portfolio["src_contracts"], again]}
    before, after = scores(models, portfolio), scores(models, twice)
    assert after["indicator_results"] == before["indicator_results"]
    assert after["entity_tiers"] == before["entity_tiers"]


@examples
@given(portfolio=portfolios(), data=st.data())
def test_the_order_of_the_rows_of_the_files_changes_nothing(models, portfolio, data):
    other = portfolio | {
        name: data.draw(st.permutations(portfolio[name]))
        for name in ("src_contracts", "src_payments")
    }
    assert scores(models, portfolio) == scores(models, other)


@examples
@given(portfolio=portfolios(), data=st.data())
def test_another_currency_in_one_place_contradicts_and_never_clears(models, portfolio, data):
    index = data.draw(st.integers(0, len(portfolio["src_contracts"]) - 1))
    relabelled = portfolio["src_contracts"][index] | {"currency": "EUR"}
    name = relabelled["contract_id"]
    others = [row for row in portfolio["src_contracts"] if row["contract_id"] != name]
    found = scores(models, portfolio | {"src_contracts": [*others, relabelled]})
    before = scores(models, portfolio)
    answers = {
        row["code"]: row["outcome"]
        for row in found["indicator_results"]
        if row["contract_id"] == name
    }
    has_price = relabelled["original_amount"] and relabelled["contract_amount"]
    if has_price:
        assert answers["C1"] == "contradictory"
    if relabelled["contract_amount"]:
        assert answers["P7"] == "contradictory"
    assert {answers["C1"], answers["P7"]} <= {"contradictory", "insufficient"}
    assert tier(found, name)["highest_score"] >= tier(before, name)["highest_score"]


@examples
@given(portfolio=portfolios(), data=st.data())
def test_deleting_a_value_makes_insufficient_and_never_clear(models, portfolio, data):
    index = data.draw(st.integers(0, len(portfolio["src_contracts"]) - 1))
    kept = portfolio["src_contracts"][index]
    field = data.draw(st.sampled_from(["original_amount", "contract_amount"]))
    assume(kept[field] is not None)
    poorer = [
        row | {field: None} if row["contract_id"] == kept["contract_id"] else row
        for row in portfolio["src_contracts"]
    ]
    before = scores(models, portfolio)
    after = scores(models, portfolio | {"src_contracts": poorer})
    was = {(row["code"], row["subject_id"]): row["outcome"] for row in before["indicator_results"]}
    now = {(row["code"], row["subject_id"]): row["outcome"] for row in after["indicator_results"]}
    assert set(now) >= {key for key in was if key[0] != "P10"}  # still in scope
    assert not [key for key in was if was[key] != "clear" and now.get(key) == "clear"]
    name = kept["contract_id"]
    assert tier(after, name)["highest_score"] >= tier(before, name)["highest_score"]


@examples
@given(portfolio=portfolios())
def test_the_tier_follows_by_hand_from_the_stored_rows(models, portfolio):
    found = scores(models, portfolio)
    indicators = {
        code: by_hand.Indicator(
            code,
            catalogue.by_code(code).header["cluster"],
            catalogue.by_code(code).header["evidence_class"],
            bool(catalogue.by_code(code).header["core"]),
        )
        for code in CODES
    }
    rows = [
        row | {"fallback_count": row["fallback_count"]}
        for row in found["indicator_results"]
        if row["code"] in CODES
    ]
    # Clear payments have no row of their own, but are counted.
    for row in found["indicator_counts_by_contract"]:
        if row["code"] == "P10" and row["outcome"] == "clear":
            rows += [row | {"severity": None}] * row["n"]
    for contract in portfolio["src_contracts"]:
        name = contract["contract_id"]
        hand = by_hand.score([row for row in rows if row["contract_id"] == name], indicators)
        said = tier(found, name)
        assert said["tier"] == hand.tier
        assert said["lowest_score"] == pytest.approx(hand.lowest, abs=1e-5)
        assert said["highest_score"] == pytest.approx(hand.highest, abs=1e-5)


def tier(found: dict[str, list[dict]], contract_id: str) -> dict:
    """The tier of one contract."""
    return next(
        row
        for row in found["entity_tiers"]
        if (row["entity_kind"], row["entity_id"]) == ("contract", contract_id)
    )
