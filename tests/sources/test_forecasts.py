"""Forecasts on New York's lists, made at every past day with what was known then."""

import pytest

from dashboard import workspaces
from dashboard.evaluation import forecasts
from dashboard.ingest import load

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def found(published, tmp_path_factory) -> list[dict]:
    files = {
        "nyc-capital-history": "nyc-capital-projects/NYC_capital_projects_20190901.csv",
        "nyc-schools": "nyc-sca-school-projects/Capital_Project_Schedules_and_Budgets.csv",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLEARWORKS_LOCAL", str(tmp_path_factory.mktemp("forecasts")))
        workspace = workspaces.read("new-york")
        for source, file in files.items():
            load.load_files(workspace, source, [published / file])
        return forecasts.results(forecasts.read_series(workspace)).to_dicts()


def test_four_fifths_of_what_came_lie_inside_the_interval(found):
    assert len(found) == 6
    for row in found:
        assert 0.75 <= row["inside_share"] <= 0.85, row


def test_the_forecast_loses_less_than_the_last_report_and_the_class_median(found):
    for row in found:
        assert row["beats_both"], row
        assert row["loss"] < row["promise_loss"]
        assert row["loss"] < row["median_loss"]
