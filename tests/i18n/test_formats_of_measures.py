"""Measured numbers as readers see them, in the unit of their indicator."""

import pytest

from dashboard.i18n import formats


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [(18.121, 1, "1,812.1 %"), (0.0004, 0, "under 1 %"), (0.0004, 1, "0.04 %"), (0.0, 1, "0.0 %")],
)
def test_shares_far_above_one_and_just_above_nothing_can_be_read(value, decimals, shown):
    assert formats.share(value, decimals) == shown


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [(0.94, "index", "0.94"), (3.456, "rate", "3.46"), (12.5, "hours", "12.50 hours")],
)
def test_the_second_figure_of_an_index_is_not_rounded_away(value, unit, shown):
    assert formats.measured(value, unit) == shown
