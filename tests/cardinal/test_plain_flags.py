"""What a process shows by itself: R003, R018, R028, R030, R035 and R036."""

import pytest

from tests.cardinal.cases import ask, award, bid, process


def period(start: object, end: object, **more: object) -> dict:
    return {"tender": {"tenderPeriod": {"startDate": start, "endDate": end}} | more}


# --- R003 short submission period --------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "is_flagged"),
    [
        ("2024-03-01T00:00:00Z", "2024-03-15T23:59:59Z", True),
        ("2024-03-01T00:00:00Z", "2024-03-16T00:00:00Z", False),
        ("2024-03-01T00:00:00+02:00", "2024-03-15T22:00:00Z", False),
        ("2024-03-01T00:00:00-02:00", "2024-03-16T01:59:59Z", True),
        ("2024-03-01T00:00:00.5Z", "2024-03-16T00:00:00.4Z", True),
        ("2024-03-01t00:00:00z", "2024-03-02 00:00:00+00:00", True),
        ("2024-03-20T00:00:00Z", "2024-03-01T00:00:00Z", True),
        ("2024-03-01", "2024-03-02", False),
        ("2024-03-01T00:00:00", "2024-03-02T00:00:00", False),
        ("2024-02-30T00:00:00Z", "2024-03-02T00:00:00Z", False),
        ("2024-03-01T24:00:00Z", "2024-03-02T00:00:00Z", False),
        (20240301, "2024-03-02T00:00:00Z", False),
        (None, "2024-03-02T00:00:00Z", False),
    ],
)
def test_a_submission_period_is_short_below_15_whole_days(tmp_path, start, end, is_flagged):
    answer = ask(tmp_path, [process("P", **period(start, end))], "[R003]\n")
    assert answer.flagged("R003") == ({"P": 1.0} if is_flagged else {})


def test_the_threshold_of_the_period_is_set_for_all_and_by_details(tmp_path):
    ten_days = ("2024-03-01T00:00:00Z", "2024-03-11T00:00:00Z")
    lines = [
        process("GENERAL", **period(*ten_days)),
        process("URGENT", **period(*ten_days, procurementMethodDetails="Urgente")),
        process("LARGE", **period(*ten_days, procurementMethodDetails="Licitación")),
    ]
    settings = "\n".join(
        [
            "[R003]",
            "threshold = 10",
            "[R003.procurement_method_details]",
            "Urgente = 5",
            "Licitación = 11",
        ]
    )
    assert ask(tmp_path, lines, settings).flagged("R003") == {"LARGE": 1.0}


def test_the_period_is_judged_for_the_chosen_procurement_methods_only(tmp_path):
    short = ("2024-03-01T00:00:00Z", "2024-03-02T00:00:00Z")
    lines = [
        process("OPEN", **period(*short, procurementMethod="open")),
        process("DIRECT", **period(*short, procurementMethod="direct")),
        process("UNSAID", **period(*short)),
    ]
    settings = "[R003]\nprocurement_methods = open|selective\n"
    assert ask(tmp_path, lines, settings).flagged("R003") == {"OPEN": 1.0}


# --- R018 single bid received ------------------------------------------------------------------


def test_one_tenderer_in_a_competitive_procedure_is_a_single_bid(tmp_path):
    def tender(method: object, number: object) -> dict:
        return {"tender": {"procurementMethod": method, "numberOfTenderers": number}}

    lines = [
        process("OPEN", **tender("open", 1)),
        process("SELECTIVE", **tender("selective", 1)),
        process("DIRECT", **tender("direct", 1)),
        process("TWO", **tender("open", 2)),
        process("NONE", **tender("open", 0)),
        process("AS-TEXT", **tender("open", "1")),
        process("AS-DECIMAL", **tender("open", 1.0)),
        process("UNSAID", tender={"procurementMethod": "open"}),
    ]
    assert ask(tmp_path, lines, "[R018]\n").flagged("R018") == {"OPEN": 1.0, "SELECTIVE": 1.0}
    chosen = ask(tmp_path, lines, "[R018]\nprocurement_methods = direct\n")
    assert chosen.flagged("R018") == {"DIRECT": 1.0}


# --- R028 identical bid prices -----------------------------------------------------------------


def test_different_tenderers_with_one_price_are_flagged_with_the_process(tmp_path):
    lines = [
        process("SAME", [bid("A", 100), bid("B", 100.0, "disqualified"), bid("C", 101)]),
        process("OWN-PRICE-TWICE", [bid("D", 5), bid("D", 5)]),
        process("SAME-GROUP", [bid(["E", "F"], 7), bid(["F", "E"], 7)]),
        process("OTHER-GROUP", [bid(["G", "H"], 7), bid(["G", "I"], 7), bid(["G", "H"], 7)]),
        process("NOT-SUBMITTED", [bid("J", 3), bid("K", 3, "withdrawn"), bid("L", 3, "invited")]),
        process("NO-TENDERER", [bid("M", 3), bid([], 3), {"status": "valid"}]),
        process("OTHER-CURRENCY", [bid("N", 3), bid("O", value={"amount": 3, "currency": "EUR"})]),
        process("AMOUNT-AS-TEXT", [bid("P", "3"), bid("Q", "3")]),
    ]
    answer = ask(tmp_path, lines, "[R028]\n")
    assert answer.flagged("R028") == {"SAME": 1.0, "OTHER-GROUP": 1.0}
    assert answer.flagged("R028", "Tenderer") == dict.fromkeys("ABGHI", 1.0)


# --- R030 late bid won -------------------------------------------------------------------------


def test_a_winner_whose_valid_bid_came_after_the_deadline_is_flagged(tmp_path):
    def late(ocid: str, date: object, status: str = "valid", **more: object) -> dict:
        made = process(ocid, [bid("W", 1, status, date=date)], [award("W")])
        made["tender"] = {"tenderPeriod": {"endDate": "2024-03-15T12:00:00Z"}}
        return made | more

    lines = [
        late("LATE", "2024-03-15T12:00:01Z"),
        late("ON-TIME", "2024-03-15T12:00:00Z"),
        late("LOST", "2024-04-01T00:00:00Z", awards=[award("X")]),
        late("CANCELLED", "2024-04-01T00:00:00Z", awards=[award("W", status="cancelled")]),
        late("DISQUALIFIED", "2024-04-01T00:00:00Z", "disqualified"),
        late("UNDATED", None),
        late("NO-DEADLINE", "2024-04-01T00:00:00Z", tender={}),
    ]
    answer = ask(tmp_path, lines, "[R030]\n")
    assert answer.flagged("R030") == {"LATE": 1.0}
    assert answer.flagged("R030", "Tenderer") == {"W": 1.0}


def test_dates_are_compared_as_texts_so_a_time_is_later_than_its_bare_day(tmp_path):
    line = process("P", [bid("W", date="2024-03-15T00:00:00Z")], [award("W")])
    line["tender"] = {"tenderPeriod": {"endDate": "2024-03-15"}}
    spaced = process("Q", [bid("V", date="2024-03-15 00:00")], [award("V")])
    spaced["tender"] = line["tender"]
    assert ask(tmp_path, [line, spaced], "[R030]\n").flagged("R030") == {"P": 1.0, "Q": 1.0}


# --- R035 all except winning bid disqualified --------------------------------------------------


def test_the_only_valid_tenderer_wins_after_all_others_are_disqualified(tmp_path):
    out = "disqualified"
    lines = [
        process("FLAGGED", [bid("W"), bid("W"), bid("X", None, out)], [award("W")]),
        process(
            "TWO-OUT", [bid("V"), bid("X", None, out), bid(["Y", "X"], None, out)], [award("V")]
        ),
        process("ALL-VALID", [bid("U"), bid("X"), bid("Y", None, out)], [award("U")]),
        process("OTHER-WON", [bid("T"), bid("X", None, out)], [award("X")]),
        process("TWO-WON", [bid("S"), bid("X", None, out)], [award("S", "X")]),
        process("ONLY-ITSELF-OUT", [bid("R"), bid("R", None, out)], [award("R")]),
        process(
            "UNDECIDED", [bid("Q"), bid("X", None, out)], [award("Q"), award(status="pending")]
        ),
        process("NO-AWARD", [bid("P"), bid("X", None, out)], []),
    ]
    answer = ask(tmp_path, lines, "[R035]\n")
    assert answer.flagged("R035") == {"FLAGGED": 1.0, "TWO-OUT": 2.0}
    assert answer.flagged("R035", "Tenderer") == {"W": 0.0, "V": 0.0}
    assert ask(tmp_path, lines, "[R035]\nthreshold = 2\n").flagged("R035") == {"TWO-OUT": 2.0}
    # A threshold of 0 would flag where nobody was disqualified.
    assert ask(tmp_path, lines, "[R035]\nthreshold = 0\n").flagged("R035") == answer.flagged("R035")


# --- R036 lowest bid disqualified --------------------------------------------------------------


def test_the_lowest_submitted_bid_was_disqualified(tmp_path):
    out = "disqualified"
    lines = [
        process("FLAGGED", [bid("A", 90, out), bid("B", 100)], [award("B")]),
        process("VALID-IS-LOWEST", [bid("A", 100, out), bid("B", 90)], [award("B")]),
        process("TIE-VALID-FIRST", [bid("A", 90), bid("B", 90, out)], [award("A")]),
        process("TIE-OUT-FIRST", [bid("A", 90, out), bid("B", 90)], [award("B")]),
        process("NO-ACTIVE-AWARD", [bid("A", 90, out), bid("B", 100)], [award(status="pending")]),
        process("NO-VALID-PRICE", [bid("A", 90, out), bid("B")], [award("B")]),
        process("WITHDRAWN-LOWEST", [bid("A", 80, "withdrawn"), bid("B", 100)], [award("B")]),
        process("PENDING-LOWEST", [bid("A", 80, "pending"), bid("B", 90, out), bid("C", 99)],
                [award("C")]),
    ]  # fmt: skip
    answer = ask(tmp_path, lines, "[R036]\n")
    assert answer.flagged("R036") == {"FLAGGED": 1.0, "TIE-OUT-FIRST": 1.0}
