"""The note beside an indicator says what to beware of in its counts."""

import polars as pl
import pytest

from dashboard.i18n import t
from dashboard.widgets import indicator_catalogue, indicator_findings, payment_sections

ROW = {"code": "C1", "subject_count": 100, "flagged_share": 0.1, "judged_share": 0.9}


def note(missing: str = "", **changed) -> str:
    """The note beside a row like ROW."""
    return indicator_catalogue.note(ROW | changed, missing, "no value at signature")


def test_ordinary_counts_need_no_warning():
    assert note() == t("indicators.note_fine")


def test_a_rate_of_thirty_per_cent_passes_and_more_is_marked():
    assert note(flagged_share=0.30) == t("indicators.note_fine")
    assert note(flagged_share=0.301) == t("indicators.note_fires", limit="30 %")


def test_a_coverage_of_half_passes_and_less_names_the_commonest_reason():
    assert note(judged_share=0.5) == t("indicators.note_fine")
    assert "no value at signature" in note(judged_share=0.49)


def test_an_indicator_without_its_relations_says_which_it_needs():
    nothing = {"subject_count": 0, "flagged_share": None, "judged_share": None}
    assert "invoices, payments" in note("invoices, payments", **nothing)
    assert note(**nothing) == t("indicators.note_none")


def test_an_indicator_that_judged_none_gives_the_reason_and_no_rate():
    text = note(flagged_share=None, judged_share=0.0)
    assert text == t("indicators.note_judged_none", reason="no value at signature")


def test_what_is_never_raised_says_so():
    assert t("indicators.note_context") in note(code="A1", flagged_share=0.0)


def test_a_subject_named_again_in_the_evidence_is_shown_once():
    rows = pl.DataFrame(
        {
            "subject_id": ["K1"],
            "severity": ["high"],
            "value": [0.2],
            "threshold": [0.15],
            "measure": ["value"],
            "skip_reason": [None],
            "project_id": ["P"],
            "project_name": ["Bridge"],
            "agency": ["Roads"],
            "contract_id": ["K1"],
            "supplier_name": ["A firm"],
        }
    )
    shown = indicator_findings.columns(rows, "ratio")
    assert "contract_id" not in shown
    assert "supplier_name" in shown


@pytest.mark.parametrize(
    ("share", "is_too_few", "text"),
    [
        (0.25, False, t("payments.share_of", share="25.0 %", count="8")),
        (None, True, t("payments.too_few")),
        (None, False, t("payments.no_share")),
    ],
)
def test_a_share_settled_late_comes_with_its_count_or_the_reason_for_having_none(
    share, is_too_few, text
):
    rows = pl.DataFrame(
        {"late_share": [share], "judged_count": [8], "is_too_few": [is_too_few]},
        schema_overrides={"late_share": pl.Float64},
    )
    assert payment_sections.with_share_state(rows)["share_state"].to_list() == [text]
