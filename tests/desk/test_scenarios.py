"""What somebody tries out is kept under a name and never touches the official numbers."""

import pytest

from dashboard import workspaces
from dashboard.desk import scenarios
from dashboard.messages import InputError


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path))
    return workspaces.read("sample")


def test_a_scenario_is_kept_under_a_plain_name(place):
    path = scenarios.save(place, "Stricter growth!", "why", "C1", {("value", "high"): 0.1})
    assert path.stem == "stricter-growth"
    assert scenarios.names(place) == ["stricter-growth"]
    kept = scenarios.read(place, "stricter-growth")
    assert kept.thresholds == {("C1", "value", "high"): 0.1}
    assert kept.note == "why"


def test_thresholds_of_other_checks_stay_in_the_scenario(place):
    scenarios.save(place, "both", "first", "C1", {("value", "high"): 0.1})
    scenarios.save(place, "both", "", "P1", {("value", "critical"): 20})
    scenarios.save(place, "both", "", "C1", {("value", "watch"): 0.05})
    kept = scenarios.read(place, "both")
    assert kept.thresholds == {("C1", "value", "watch"): 0.05, ("P1", "value", "critical"): 20.0}
    assert kept.note == "first"


def test_a_name_without_a_letter_is_refused_with_a_message(place):
    with pytest.raises(InputError):
        scenarios.save(place, "!!!", "", "C1", {("value", "high"): 0.1})
    assert scenarios.names(place) == []


def test_there_is_nothing_to_read_where_nothing_was_kept(place):
    assert scenarios.read(place, "never") is None


def test_without_draws_a_build_has_no_scenarios(tmp_path):
    assert scenarios.drawn(tmp_path) is None
