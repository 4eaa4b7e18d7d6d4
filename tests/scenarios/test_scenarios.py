"""Scenarios: the official one gives the official tiers, and nothing official ever moves."""

import hashlib
import shutil
from datetime import date

import numpy as np
import pytest

from dashboard import publish, scenarios, workspaces
from dashboard.engine import build as engine_build
from dashboard.engine import catalogue, order
from dashboard.engine.duck import Duck, used_params
from dashboard.messages import InputError, UsageError
from dashboard.scenarios import cells as cell_store
from dashboard.scenarios import draws, judging

SEVERITIES = ("watch", "high", "critical")


@pytest.fixture(scope="module")
def built(smaller_city_in_service, tmp_path_factory):
    """A small sample city in service, its workspace, and its local data: a copy of our own."""
    local = tmp_path_factory.mktemp("scenarios") / "local"
    shutil.copytree(smaller_city_in_service, local)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLEARWORKS_LOCAL", str(local))
        workspace = workspaces.read("sample")
        published = publish.build(workspace)
    return workspace, published, local


@pytest.fixture
def workspace(built, monkeypatch):
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(built[2]))
    return built[0]


@pytest.fixture(scope="module")
def cells(built):
    return cell_store.read(built[1].facts, everything=True)


@pytest.fixture(scope="module")
def facts(built):
    engine = Duck(built[1].facts, read_only=True)
    yield engine
    engine.close()


def asked(facts: Duck, name: str, **params):
    sql = order.with_asked_views(name, catalogue.queries(), catalogue.asked())
    return facts.rows(sql, used_params(sql, {"direction": None} | params))


def thresholds(
    facts: Duck, code: str, measure: str, direction: str | None = None
) -> dict[str, float | None]:
    rows = facts.rows(
        "SELECT severity, threshold FROM indicator_thresholds "
        "WHERE code = $code AND measure = $measure "
        "AND direction = COALESCE($direction, direction)",
        {"code": code, "measure": measure, "direction": direction},
    )
    return dict.fromkeys(SEVERITIES) | dict(rows.rows())


def measures(facts: Duck) -> list[tuple[str, str, str]]:
    return facts.rows("SELECT DISTINCT code, measure, direction FROM indicator_thresholds").rows()


@pytest.mark.parametrize("everything", [True, False])
def test_the_official_settings_give_the_official_tiers_and_scores(built, everything):
    read = cell_store.read(built[1].facts, everything=everything)
    judged = judging.judge(read, judging.official(read))
    assert read.height > 100
    assert judged.tier_rank.tolist() == read.entities["tier_rank"].to_list()
    assert judged.lowest_score.tolist() == pytest.approx(
        read.entities["lowest_score"].to_list(), abs=2e-6
    )


def test_a_threshold_left_where_it_is_moves_nothing(facts):
    for code, measure, direction in measures(facts):
        where = thresholds(facts, code, measure, direction) | {"direction": direction}
        rows = asked(facts, "moved_summary", code=code, measure=measure, **where)
        assert rows.height == 1, (code, measure, direction)
        found = rows.row(0, named=True)
        moved = ("coming_count", "going_count", "changed_count", "tier_change_count")
        assert [found[name] for name in moved] == [0, 0, 0, 0], (code, measure)
        assert found["flagged_before"] == found["flagged_after"]
        assert found["is_complete"]


@pytest.mark.parametrize(
    ("code", "moved"),
    [
        ("C1", {"watch": 0.02, "high": 0.03, "critical": 0.05}),
        ("C1", {"watch": 0.5, "high": 0.9, "critical": 2.0}),
        ("P1", {"high": 5.0, "critical": 10.0}),
        ("S1", {"watch": 0.01, "high": 0.02, "critical": 0.9}),
    ],
)
def test_slider_scenario_and_rollups_give_the_same_tiers(built, facts, cells, code, moved):
    where = dict.fromkeys(SEVERITIES) | moved
    slid = asked(facts, "moved_tiers", code=code, measure="value", **where)
    named = scenarios.Scenario(
        "moved", thresholds={(code, "value", one): number for one, number in moved.items()}
    )
    applied = scenarios.apply(cells, named)
    of_scenario = {
        (row["entity_kind"], row["entity_id"]): (row["tier_before"], row["tier_after"])
        for row in applied.to_dicts()
    }
    assert slid.height > 0
    for row in slid.to_dicts():
        key = (row["entity_kind"], row["entity_id"])
        assert of_scenario[key] == (row["tier_before"], row["tier_after"])
    changed = {key for key, (before, after) in of_scenario.items() if before != after}
    assert changed == {
        (row["entity_kind"], row["entity_id"])
        for row in slid.to_dicts()
        if row["tier_before"] != row["tier_after"]
    }
    summary = asked(facts, "moved_summary", code=code, measure="value", **where).row(0, named=True)
    assert summary["tier_change_count"] == len(changed)
    assert summary["flagged_after"] == sum(summary[f"{severity}_after"] for severity in SEVERITIES)


def test_a_slider_says_the_same_as_a_build_with_these_thresholds(built, facts, tmp_path):
    moved = {"watch": 0.02, "high": 0.03, "critical": 0.05}
    slid = asked(facts, "moved_tiers", code="C1", measure="value", **moved)
    assert {"rises", "comes"} & set(slid["movement"])
    engine = Duck()
    try:
        engine.run(f"ATTACH '{built[1].facts}' AS was (READ_ONLY)")
        overrides = {"C1": moved}
        names = [row[0] for row in facts.connection.cursor().execute(
            "SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()]  # fmt: skip
        rollups = set(catalogue.of_kind("rollup")) | set(catalogue.of_kind("view"))
        for name in names:
            if name not in rollups:
                engine.run(f'CREATE TABLE "{name}" AS SELECT * FROM was."{name}"')
        from dashboard.engine import results

        query = catalogue.by_code("C1")
        for relation in ("indicator_results", "indicator_counts_by_contract", "indicator_counts"):
            engine.run(f"DELETE FROM {relation} WHERE code = 'C1'")
        engine.run(f"DROP TABLE {query.name}")
        as_of = facts.single("SELECT as_of FROM build")
        results.store(engine, query, as_of=as_of, overrides=overrides["C1"])
        for name in (
            *("subject_entities", "entity_code_outcomes", "entity_cluster_points"),
            *("entity_scores", "entity_tiers"),
        ):
            engine_build.create(engine, catalogue.queries()[name], as_of)
        tiers = {
            (kind, subject): tier
            for kind, subject, tier in engine.rows(
                "SELECT entity_kind, entity_id, tier FROM entity_tiers"
            ).rows()
        }
    finally:
        engine.close()
    for row in slid.to_dicts():
        assert tiers[row["entity_kind"], row["entity_id"]] == row["tier_after"]


def test_a_milder_threshold_than_any_in_force_is_not_complete_where_clear_rows_are_not_kept(facts):
    def is_complete(code, **where):
        found = asked(facts, "moved_summary", code=code, measure="value", **where)
        return found["is_complete"][0]

    assert not is_complete("P1", watch=None, high=-5.0, critical=31.0)
    assert is_complete("P1", watch=None, high=3.0, critical=20.0)
    assert is_complete("C1", watch=0.0, high=0.15, critical=0.5)


def test_drawing_again_gives_the_same_and_touches_no_official_file(built):
    published = built[1]
    before = hashlib.sha256(published.facts.read_bytes()).hexdigest()
    first = scenarios.make(published.folder, draws=20)
    files = {path.name: path.read_bytes() for path in (published.folder / "scenarios").iterdir()}
    scenarios.make(published.folder, draws=20)
    assert files == {
        path.name: path.read_bytes() for path in (published.folder / "scenarios").iterdir()
    }
    assert hashlib.sha256(published.facts.read_bytes()).hexdigest() == before
    kept = scenarios.stored(published.folder)
    assert kept.stability.equals(first.stability)
    other = scenarios.make(published.folder, draws=20, seed=7)
    assert not other.stability.equals(first.stability)


def test_shares_add_up_and_an_entity_far_from_every_threshold_keeps_its_tier(built, cells):
    found = draws.stability(cells, draws=40)
    shares = [f"{tier.replace(' ', '_')}_share" for tier in cell_store.TIERS]
    rows = found.entities
    assert rows.select(shares).sum_horizontal().to_list() == pytest.approx([1.0] * rows.height)
    assert rows["kept_share"].is_between(0, 1).all()
    assert rows["kept_share"].min() < 1 <= rows["kept_share"].max()
    near = set(np.unique(cell_store.read(built[1].facts).entity).tolist())
    far = [index for index in range(rows.height) if index not in near]
    assert far
    assert set(rows["kept_share"][far]) == {1.0}
    assert found.top["mean_overlap"].is_between(0, 1).all()
    assert found.top["top_count"].max() <= draws.TOP


def test_a_bar_of_the_tornado_is_what_the_slider_says(facts, cells):
    bars = scenarios.tornado(cells)
    assert bars["lower_change_count"].sum() > 0
    for row in bars.filter(measure="value").head(3).to_dicts():
        for side in ("lower", "higher"):
            where = thresholds(facts, row["code"], "value")
            where[row["severity"]] = row[f"{side}_threshold"]
            slid = asked(facts, "moved_summary", code=row["code"], measure="value", **where)
            if slid["is_complete"][0]:
                assert slid["tier_change_count"][0] == row[f"{side}_change_count"], row


def test_moved_thresholds_can_be_written(cells):
    for factor in (0.8, 1.2):
        rows = cells.thresholds.with_columns(moved=draws.moved(cells, factor)).to_dicts()
        for row in rows:
            if row["unit"] in ("days", "count") and row["measure"] == "value":
                assert row["moved"] == round(row["moved"]) != 0
            if row["unit"] == "share" and 0 < row["threshold"] < 1:
                assert 0 < row["moved"] < 1
    lates = [row for row in rows if (row["code"], row["severity"]) == ("P1", "high")]
    assert [row["moved"] for row in lates] == [1.0]  # a day late is late


def test_a_named_scenario_is_kept_in_a_file_of_its_own(workspace, cells):
    scenario = scenarios.Scenario(
        "stricter-on-price", 'what if "small" growth counts', {("C1", "value", "watch"): 0.05},
        {"watch": 20.0}, {"k01": 2.0},
    )  # fmt: skip
    path = scenarios.save(workspace, scenario)
    assert path.is_relative_to(workspace.folder)
    assert scenarios.names(workspace) == ["stricter-on-price"]
    assert scenarios.read(workspace, "stricter-on-price") == scenario
    rows = scenarios.apply(cells, scenario)
    assert (rows["lowest_score_before"] != rows["lowest_score_after"]).any()


def test_what_a_scenario_cannot_mean_is_refused(workspace, cells):
    with pytest.raises(InputError, match="cannot be a file's name"):
        scenarios.save(workspace, scenarios.Scenario("../official"))
    with pytest.raises(UsageError, match="there is none of this name"):
        scenarios.read(workspace, "unheard-of")
    refused = [
        (scenarios.Scenario("x", thresholds={("C99", "value", "watch"): 1.0}), "no threshold C99"),
        (scenarios.Scenario("x", points={"grave": 10.0}), "points of grave"),
        (scenarios.Scenario("x", points={"high": 140.0}), "points of high"),
        (scenarios.Scenario("x", weights={"k99": 1.0}), "weight of k99"),
    ]
    for scenario, wrong in refused:
        with pytest.raises(InputError, match=wrong):
            scenarios.apply(cells, scenario)
    path = workspace.folder / "scenarios" / "broken.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text('[[thresholds]]\ncode = "C1"\n')
    with pytest.raises(InputError, match="not complete"):
        scenarios.read(workspace, "broken")
    path.unlink()


def test_the_command_prints_the_gist(workspace, capsys):
    from dashboard.__main__ import main

    assert main(["scenarios", "sample", "--draws", "5"]) == 0
    told = capsys.readouterr().out
    assert "5 scenarios" in told and "tiers" in told
    scenarios.save(workspace, scenarios.Scenario("milder", points={"watch": 5.0}))
    assert main(["scenarios", "sample", "--apply", "milder"]) == 0
    assert "0 tiers are others" in capsys.readouterr().out
    assert main(["scenarios", "sample", "--draws", "0"]) == 2
    assert date.fromisoformat(workspace.published()["as_of"])
