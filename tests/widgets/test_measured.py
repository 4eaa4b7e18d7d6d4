"""What was measured is shown with its intervals; what could not be measured as a dash."""

from dashboard import session
from dashboard.widgets import evidence_card, measured

SCREEN = {"auc": 0.9, "auc_low": 0.826, "auc_high": 0.955}


def test_a_figure_stands_with_its_interval():
    assert measured._figures(SCREEN, "auc") == "0.90 (0.83 to 0.95)"


def test_a_screen_that_is_defined_for_no_tender_has_a_dash():
    assert measured._figures(dict.fromkeys(SCREEN), "auc") == "–"
    assert measured._share({"recall": None}, "recall") == "–"


def test_nothing_ahead_has_one_sign():
    gains = [{"gain": gain} for gain in (-0.001, 0.0, 0.001, -0.02, None)]
    assert [measured._gain(row) for row in gains] == ["+0.00", "+0.00", "+0.00", "-0.02", "–"]


def test_where_no_subject_was_clear_the_card_says_that_false_flags_are_not_known(monkeypatch):
    shares = {
        f"{name}{end}": 1.0 for name in ("recall", "precision") for end in ("", "_low", "_high")
    }
    counts = {"city_count": 20, "planted_count": 230, "twin_count": 0, "null_share": None}
    row = {"code": "A3", "false_per_thousand": None} | shares | counts
    monkeypatch.setattr(session, "evidence_kept", lambda part: [row])
    (sentence,) = evidence_card.measured_words("A3")
    assert "no subject was clear, so nothing can be said of false flags" in sentence
    row["false_per_thousand"] = 1.25
    (sentence,) = evidence_card.measured_words("A3")
    assert "of 1,000 clear subjects it raised 1.2" in sentence
