"""Sliders around a threshold: where they start, how far they go, whose number it is."""

import pytest

from dashboard.widgets import what_if


@pytest.mark.parametrize(
    ("threshold", "unit", "expected"),
    [
        (0.15, "ratio", (0.0, 0.3, 0.005)),
        (0.8, "share", (0.0, 1.0, 0.05)),
        (31.0, "days", (0.0, 62.0, 1.0)),
        (1.0, "count", (0.0, 10.0, 1.0)),
        (-0.2, "ratio", (-0.4, 0.0, 0.01)),
        (2500.0, "index", (0.0, 5000.0, 100.0)),
    ],
)
def test_a_slider_goes_from_nothing_to_twice_the_threshold_in_round_steps(
    threshold, unit, expected
):
    assert what_if.steps(threshold, unit, threshold) == pytest.approx(expected)


def test_a_kept_threshold_outside_that_range_still_has_its_place():
    lowest, highest, _ = what_if.steps(0.1, "ratio", 0.9)
    assert lowest <= 0.9 <= highest


@pytest.mark.parametrize(
    ("severity", "tag", "house"),
    [("watch", "V2", True), ("high", "V2", False), ("critical", "V2", False), ("high", "D", True)],
)
def test_a_house_default_is_marked_by_its_tag_or_by_what_the_source_says(severity, tag, house):
    source = "High: a directive, article 72. Critical: article 73. Watch: house default."
    row = {"severity": severity, "verification": tag}
    assert what_if.is_house_default(row, source) is house
