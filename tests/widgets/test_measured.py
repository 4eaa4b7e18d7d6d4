"""What was measured is shown with its intervals; what could not be measured as a dash."""

from dashboard.widgets import measured

SCREEN = {"auc": 0.9, "auc_low": 0.826, "auc_high": 0.955}


def test_a_figure_stands_with_its_interval():
    assert measured._figures(SCREEN, "auc") == "0.90 (0.83 to 0.95)"


def test_a_screen_that_is_defined_for_no_tender_has_a_dash():
    assert measured._figures(dict.fromkeys(SCREEN), "auc") == "–"
    assert measured._share({"recall": None}, "recall") == "–"
