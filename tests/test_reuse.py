"""A build takes over what would come out the same, and its contents do not tell."""

import dataclasses
import json

import pytest

from dashboard import publish
from dashboard.engine import catalogue, jurisdiction, steady
from dashboard.engine.duck import Duck
from dashboard.ingest import load

OF_THE_RUN = {"build", "run_manifest"}  # they name the run itself


@pytest.fixture
def city(own_small_city):
    """The small city, loaded and built once, and its files."""
    return own_small_city.workspace, own_small_city.files


def queries_run(published) -> set[str]:
    return set(json.loads((published.folder / "about.json").read_text())["seconds"])


def relations(published) -> set[str]:
    """Every table and view of a build."""
    engine = Duck(published.facts, read_only=True)
    try:
        found = engine.rows("SELECT table_name FROM information_schema.tables")
    finally:
        engine.close()
    return set(found["table_name"])


def contents(published) -> dict:
    engine = Duck(published.facts, read_only=True)
    try:
        found = steady.digests(engine)
    finally:
        engine.close()
    return {name: found[name] for name in found if name not in OF_THE_RUN}


def test_after_a_changed_file_only_what_reads_it_runs_and_the_contents_are_those_of_a_whole_build(
    city,
):
    workspace, files = city
    with files["sample-payments"].open("a") as file:
        file.write("Y9,I2,P1,C1,client_prime,B1,2024-12-01,200000,EUR\n")
    load.load_files(workspace, "sample-payments", [files["sample-payments"]])
    partly = publish.build(workspace)
    ran = queries_run(partly)
    assert {"payments", "paid_above_contract"} <= ran
    assert not {"neighbourhoods", "bids", "milestones", "identical_bids"} & ran
    whole = publish.build(workspace, force=True)
    assert len(queries_run(whole)) > len(ran)
    assert contents(partly) == contents(whole)
    assert relations(partly) == relations(whole)


def test_a_moved_threshold_runs_no_model_and_judges_the_stored_rows_again(city, monkeypatch):
    workspace, _ = city
    read = jurisdiction.read

    def moved(code):
        return dataclasses.replace(read(code), overrides={"C1": {"critical": 0.7}}, sha256="moved")

    monkeypatch.setattr(jurisdiction, "read", moved)
    partly = publish.build(workspace)
    queries = {name: catalogue.queries()[name] for name in queries_run(partly)}
    stored = {name: one for name, one in queries.items() if one.header.get("stored") != "as view"}
    kinds = {name: query.kind for name, query in stored.items()}
    assert "model" not in kinds.values()
    first_stage = {
        name
        for name, kind in kinds.items()
        if kind == "indicator" and not catalogue.queries()[name].is_second_stage
    }
    assert first_stage == {"cost_overrun_contract"}
    assert contents(partly) == contents(publish.build(workspace, force=True))
    engine = Duck(partly.facts, read_only=True)
    severities = engine.rows(
        "SELECT severity FROM indicator_results WHERE code = 'C1' AND subject_id = 'C1'"
    )
    engine.close()
    assert severities["severity"].to_list() == ["high"]  # it grew by 60 %
