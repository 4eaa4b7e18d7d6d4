"""The settings file, and what it has corrected before anything is judged."""

import pytest

from tests.cardinal.cases import ask, award, bid, process, won

EVERY_BID = "[R038]\nthreshold = 0.1\nminimum_submitted_bids = 1\n"
OUT = "disqualified"


def test_without_a_settings_file_every_indicator_runs(tmp_path):
    meta = ask(tmp_path, [won("P", 1, 2)]).results["Meta"]
    assert list(meta) == ["R024", "R025", "R048", "R058"]  # R038 has nobody with two bids


def test_only_indicators_with_a_section_run_and_a_comment_is_none(tmp_path):
    tender = {"procurementMethod": "open", "numberOfTenderers": 1}
    line = process("P", [bid("A", 1), bid("B", 1)], tender=tender)
    answer = ask(tmp_path, [line], "; [R018]\n# threshold = 1\n[R028]\n")
    assert answer.results["OCID"] == {"P": {"R028": 1.0}}
    assert ask(tmp_path, [line], "").results == {"Meta": {}}


def test_a_section_below_an_indicator_switches_it_on(tmp_path):
    period = {"startDate": "2024-01-01T00:00:00Z", "endDate": "2024-01-02T00:00:00Z"}
    line = process("P", tender={"tenderPeriod": period})
    answer = ask(tmp_path, [line], "[R003.procurement_method_details]\nUrgent = 3\n")
    assert answer.flagged("R003") == {"P": 1.0}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("[R24]\n", "Did you mean 'R024'?"),
        ("[R025]\npercentil = 75\n", "Did you mean 'percentile'?"),
        ("currencies = USD\n", "Did you mean 'currency'?"),
        ("[R025]\npercentile = 101\n", "from 0 to 100"),
        ("[R035]\nthreshold = -1\n", "A whole number of 0 or more was expected"),
        ("[R024]\nthreshold = few\n", "A decimal such as 0.05 was expected"),
        ("[R003]\nthreshold = two weeks\n", "whole number of days"),
        ("[redactions]\namount = 0|none\n", "Amounts with | between them"),
        ("[modifications]\nmove_auctions = perhaps\n", "true or false"),
        ("[R028]\nthreshold = 1\n", "there is no such setting"),
        ("[R028\n", "this is no settings file"),
    ],
)
def test_a_setting_that_cannot_be_understood_is_refused(tmp_path, settings, expected):
    answer = ask(tmp_path, [won("P", 1, 2)], settings)
    assert answer.code == 1
    assert expected in answer.said
    assert "settings.ini" in answer.said
    assert answer.text == ""


def test_a_settings_file_that_is_not_there_is_named(tmp_path):
    answer = ask(tmp_path, [won("P", 1, 2)], None, "--settings", str(tmp_path / "other.ini"))
    assert answer.code == 1
    assert "other.ini: the file cannot be read" in answer.said


def test_indicators_that_are_not_computed_here_are_named(tmp_path):
    answer = ask(tmp_path, [won("P", 1, 2)], "[R044]\n[R055]\nthreshold = 1\n[R024]\n")
    assert answer.code == 0
    assert "R044 is not computed here" in answer.said
    assert "R055 is not computed here" in answer.said


# --- Which processes ---------------------------------------------------------------------------


def test_cancelled_tenders_and_excluded_procedures_are_not_judged(tmp_path):
    lines = [
        won("JUDGED", 100, 101),
        won("CANCELLED", 100, 101, tender={"status": "cancelled"}),
        won("BY-LOT", 100, 101, tender={"procurementMethodDetails": "By lot"}),
        won("BY-DICE", 100, 101, tender={"procurementMethodDetails": "By dice"}),
        won("BY-LOTS", 100, 101, tender={"procurementMethodDetails": "By lots"}),
    ]
    settings = "[exclusions]\nprocurement_method_details = By lot|By dice\n[R024]\nthreshold = 1\n"
    assert set(ask(tmp_path, lines, settings).flagged("R024")) == {"JUDGED", "BY-LOTS"}


@pytest.mark.parametrize(
    ("settings", "compared"),
    [
        ("", {"A", "N", "X", "UNSAID"}),
        ("no_price_comparison_procurement_methods = N\n", {"A", "X", "UNSAID"}),
        ("price_comparison_procurement_methods = A|B\n", {"A"}),
        (
            "price_comparison_procurement_methods = A|N\n"
            "no_price_comparison_procurement_methods = N\n",
            {"A", "N"},
        ),
    ],
)
@pytest.mark.parametrize("code", ["R024", "R028", "R036", "R058"])
def test_prices_are_compared_where_the_settings_allow_it(tmp_path, settings, compared, code):
    bids = [bid("X", 90, OUT), bid("W", 100), bid("L", 100), bid("K", 150)]
    lines = [
        process(name, bids, [award("W")], tender={"procurementMethodDetails": name})
        for name in ("A", "N", "X")
    ]
    lines.append(process("UNSAID", bids, [award("W")]))
    limits = {"R024": "threshold = 1\n", "R058": "threshold = -1\n"}
    settings = f"{settings}[{code}]\n{limits.get(code, '')}"
    expected = set() if code == "R058" else compared  # a fence must be above zero
    assert set(ask(tmp_path, lines, settings).flagged(code)) == expected


# --- Corrections of `prepare` ------------------------------------------------------------------


def test_ids_that_are_numbers_become_texts(tmp_path):
    bids = [bid(7, None, OUT), bid("7", None, OUT), bid(8)]
    line = process("P", bids, buyer={"id": 31})
    answer = ask(tmp_path, [line], EVERY_BID)
    assert answer.flagged("R038", "Tenderer") == {"7": 1.0}
    assert answer.flagged("R038", "Buyer") == {"31": 2 / 3}
    bare = ask(tmp_path, [line], EVERY_BID, "--no-prepare")
    assert bare.flagged("R038", "Tenderer") == {"7": 1.0}
    assert bare.flagged("R038", "Buyer") == {}


def test_one_organization_instead_of_a_list_is_a_list_of_one(tmp_path):
    lines = [
        process(
            "P",
            [bid("W", 100) | {"tenderers": {"id": "W"}}, bid("L", 101)],
            [award("W") | {"suppliers": {"id": "W"}}],
        )
    ]
    settings = "[R024]\nthreshold = 1\n"
    answer = ask(tmp_path, lines, settings)
    assert answer.flagged("R024") == {"P": 0.01}
    assert answer.said == ""
    bare = ask(tmp_path, lines, settings, "--no-prepare")
    assert bare.flagged("R024") == {}
    assert "/bids/details[0]/tenderers is an object and not an array" in bare.said


def test_missing_currencies_and_statuses_are_filled_in(tmp_path):
    bids = [
        {"value": {"amount": 100}, "tenderers": [{"id": "W"}]},
        {"value": {"amount": 101}, "tenderers": [{"id": "L"}]},
    ]
    lines = [process("P", bids, [{"suppliers": [{"id": "W"}]}])]
    fill = "[defaults]\ncurrency = USD\nbid_status = valid\naward_status = active\n"
    settings = "[R024]\nthreshold = 1\n"
    assert ask(tmp_path, lines, settings).flagged("R024") == {}
    assert ask(tmp_path, lines, fill + settings).flagged("R024") == {"P": 0.01}
    assert ask(tmp_path, lines, fill + settings, "--no-prepare").flagged("R024") == {}


def test_codes_are_replaced_before_they_are_read_and_keep_their_case(tmp_path):
    bids = [bid("W", 100, "Qualified"), bid("L", 101, "qualified"), bid("M", 102, "Calificado")]
    lines = [process("P", bids, [award("W", status="Adjudicado")])]
    settings = (
        "[codelists.bid_status]\nQualified = valid\nCalificado = valid\n"
        "[codelists.award_status]\nAdjudicado = active\n[R024]\nthreshold = 1\n"
    )
    assert ask(tmp_path, lines, settings).flagged("R024") == {"P": 0.02}


def test_placeholders_of_amounts_and_organizations_are_taken_out(tmp_path):
    lines = [
        process("P", [bid("W", 0), bid("W", 100), bid("L", 101), bid("?", 100.5)], [award("W")]),
        process("Q", [bid("?", 1), bid("?", 2)], [award("?")]),
    ]
    settings = "[redactions]\namount = 0|99999999\norganization_id = ?|none\n"
    settings += "[R024]\nthreshold = 5\n"
    assert ask(tmp_path, lines, settings).flagged("R024") == {"P": 0.01}
    assert set(ask(tmp_path, lines, "[R024]\nthreshold = 5\n").flagged("R024")) == set()


def test_prefixes_are_put_before_ids_that_lack_them(tmp_path):
    bids = [bid("1", None, OUT), bid("XX-F-1", None, OUT), bid("none", None, OUT)]
    line = process("P", bids, buyer={"id": "5"}, tender={"procuringEntity": {"id": "XX-UC-5"}})
    settings = (
        "[modifications]\nprefix_buyer_or_procuring_entity_id = XX-UC-\n"
        "prefix_tenderer_or_supplier_id = XX-F-\n[redactions]\norganization_id = none\n"
    )
    answer = ask(tmp_path, [line], settings + EVERY_BID)
    assert answer.flagged("R038", "Buyer") == {"XX-UC-5": 1.0}
    assert answer.flagged("R038", "ProcuringEntity") == {"XX-UC-5": 1.0}
    assert answer.flagged("R038", "Tenderer") == {"XX-F-1": 1.0}


def test_details_are_cut_at_a_separator(tmp_path):
    lines = [
        won("KEPT", 100, 101, tender={"procurementMethodDetails": "By lot - street 4"}),
        won("OTHER", 100, 101, tender={"procurementMethodDetails": "Open"}),
    ]
    settings = (
        "[modifications]\nsplit_procurement_method_details = -\n"
        "[exclusions]\nprocurement_method_details = By lot\n[R024]\nthreshold = 1\n"
    )
    assert ask(tmp_path, lines, settings).flagged("R024") == {"OTHER": 0.01}


def test_bids_of_auctions_are_moved_where_there_are_no_others(tmp_path):
    def auctions(*stages: list) -> list[dict]:
        return [{"stages": [{"bids": bids} for bids in stages]}, {"stages": None}]

    moved = auctions([bid("W", 120)], [bid("W", 100), bid("L", 101)])
    lines = [
        process("MOVED", None, [award("W")], auctions=moved),
        won("OWN", 100, 105, auctions=moved),
    ]
    settings = "[R024]\nthreshold = 1\n"
    assert ask(tmp_path, lines, settings).flagged("R024") == {"OWN": 0.05}
    move = "[modifications]\nmove_auctions = true\n"
    assert ask(tmp_path, lines, move + settings).flagged("R024") == {"MOVED": 0.01, "OWN": 0.05}


def test_an_award_whose_contracts_are_all_cancelled_is_cancelled(tmp_path):
    def contracts(*statuses: str) -> list[dict]:
        return [{"awardID": 4, "status": status} for status in statuses]

    other = award("V", id="5")
    lines = [
        won("ALL", 100, 101, contracts=contracts("cancelled", "cancelled")),
        won("SOME", 100, 101, contracts=contracts("cancelled", "active")),
        won("NONE", 100, 101, contracts=[]),
    ]
    for line in lines:
        line["awards"] = [line["awards"][0] | {"id": "4"}]
    lines[0]["awards"].append(other | {"status": "cancelled"})
    correct = "[corrections]\naward_status_by_contract_status = true\n"
    settings = "[R024]\nthreshold = 1\n"
    assert set(ask(tmp_path, lines, settings).flagged("R024")) == {"ALL", "SOME", "NONE"}
    assert set(ask(tmp_path, lines, correct + settings).flagged("R024")) == {"SOME", "NONE"}
