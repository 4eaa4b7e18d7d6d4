"""Evidence columns are shown as what they are: a year is a name, a number of days is not."""

import polars as pl
import pytest

from dashboard.widgets import indicator_findings


@pytest.mark.parametrize(
    "name, shown",
    [("fiscal_year", "%d"), ("tender_year", "%d"), ("payment_count", "localized")],
)
def test_only_years_stand_without_a_separator_of_thousands(name, shown):
    column = indicator_findings._evidence_column(name, pl.Int64())
    assert column["type_config"]["format"] == shown


def test_a_rate_a_year_is_no_year():
    column = indicator_findings._evidence_column("interest_rate_year", pl.Float64())
    assert column["type_config"]["format"] == "localized"
