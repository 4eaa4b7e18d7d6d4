"""What organizations show over all their processes: R025, R038 and R048."""

from tests.cardinal.cases import ask, award, bid, process


def contest(ocid: str, winner: str, *others: str) -> dict:
    return process(ocid, [bid(one) for one in (winner, *others)], [award(winner)])


# --- R025 excessive unsuccessful bids ----------------------------------------------------------


def contests() -> list[dict]:
    """LOSER enters eight times and wins once; each other one enters once and wins."""
    return [contest("0", "LOSER"), *(contest(f"{n}", f"W{n}", "LOSER") for n in range(1, 8))]


def test_one_who_bids_most_and_wins_least_is_flagged(tmp_path):
    answer = ask(tmp_path, contests(), "[R025]\npercentile = 95\n")
    assert answer.flagged("R025", "Tenderer") == {"LOSER": 0.125}
    fences = {"q1": 1.0, "q3": 1.0, "upper_fence": 8.0, "lower_fence": 1.0}
    assert answer.results["Meta"]["R025"] == fences


def test_where_three_quarters_never_win_nobody_is_flagged(tmp_path):
    lines = [contest("0", "W", "A", "B", "C", "D", "E", "F")]
    answer = ask(tmp_path, lines, "[R025]\n")
    assert answer.flagged("R025", "Tenderer") == {}


def test_of_equal_winners_only_those_who_bid_often_are_top_tenderers(tmp_path):
    lines = [*contests(), contest("8", "W8", "SELDOM")]
    settings = "[R025]\npercentile = 100\nthreshold = 0.2\n"
    assert ask(tmp_path, lines, settings).flagged("R025", "Tenderer") == {"LOSER": 0.125}
    settings = "[R025]\npercentile = 0\nthreshold = 0.2\n"
    found = ask(tmp_path, lines, settings).flagged("R025", "Tenderer")
    assert found == {"LOSER": 0.125, "SELDOM": 0.0}


def test_a_tenderer_counts_once_a_process_and_only_with_a_valid_bid_of_its_own(tmp_path):
    bids = [bid("W"), bid("L"), bid("L"), bid("M", None, "disqualified"), bid(["N", "O"])]
    line = process("P", bids, [award("W")])
    undecided = process("Q", [bid("L")], [award("X", status="pending")])
    answer = ask(tmp_path, [line, undecided], "[R025]\npercentile = 0\nthreshold = 1\n")
    assert answer.flagged("R025", "Tenderer") == {"W": 1.0, "L": 0.0}


# --- R038 excessive disqualified bids ----------------------------------------------------------


def judged(ocid: str, buyer: str, entity: str, *bids: dict) -> dict:
    return process(
        ocid, list(bids), buyer={"id": buyer}, tender={"procuringEntity": {"id": entity}}
    )


def test_buyers_entities_and_tenderers_are_compared_with_their_like(tmp_path):
    out = "disqualified"
    lines = [
        judged("0", "HARD", "STRICT", bid("OUT", None, out), bid("A")),
        judged("1", "HARD", "STRICT", bid("OUT", None, out), bid("B")),
        *(judged(f"{n}", f"B{n}", f"E{n}", bid("A"), bid("B"), bid(f"C{n}")) for n in range(2, 9)),
        *(judged(f"{n}", f"B{n}", f"E{n}", bid(f"C{n - 10}")) for n in range(12, 19)),
    ]
    answer = ask(tmp_path, lines, "[R038]\n")
    assert answer.flagged("R038", "Buyer") == {}  # three quarters disqualify nobody
    answer = ask(tmp_path, lines, "[R038]\nthreshold = 0.5\n")
    assert answer.flagged("R038", "Buyer") == {"HARD": 0.5}
    assert answer.flagged("R038", "ProcuringEntity") == {"STRICT": 0.5}
    assert answer.flagged("R038", "Tenderer") == {"OUT": 1.0}
    assert answer.results["Meta"]["R038"] == {
        "Buyer_upper_fence": 0.5,
        "ProcuringEntity_upper_fence": 0.5,
        "Tenderer_upper_fence": 0.5,
    }


def test_the_fence_of_disqualified_bids_is_that_of_their_group(tmp_path):
    def share(buyer: str, out: int, of: int) -> list[dict]:
        bids = [bid(f"{buyer}{n}", None, "disqualified" if n < out else "valid") for n in range(of)]
        return [process(buyer, bids, buyer={"id": buyer})]

    lines = [line for n in range(1, 9) for line in share(f"B{n}", 1, 4)]
    lines += share("EQUAL", 2, 8) + share("HIGH", 3, 4)
    answer = ask(tmp_path, lines, "[R038]\n")
    assert answer.results["Meta"]["R038"]["Buyer_upper_fence"] == 0.25
    flagged = answer.flagged("R038", "Buyer")  # on the fence counts
    assert flagged["HIGH"] == 0.75
    assert flagged["EQUAL"] == 0.25


def test_minimums_count_submitted_bids(tmp_path):
    out = "disqualified"
    lines = [
        judged("0", "ONE-BID", "E", bid("ONCE", None, out)),
        judged("1", "TWO-BIDS", "E", bid("TWICE", None, out), bid("TWICE", None, out)),
        judged("2", "WITHDRAWN", "E", bid("X", None, out), bid("Y", None, "withdrawn")),
    ]
    answer = ask(tmp_path, lines, "[R038]\nthreshold = 1\n")
    assert answer.flagged("R038", "Buyer") == {"TWO-BIDS": 1.0}
    assert answer.flagged("R038", "Tenderer") == {"TWICE": 1.0}
    settings = "[R038]\nthreshold = 1\nminimum_submitted_bids = 1\n"
    more = ask(tmp_path, lines, settings + "minimum_contracting_processes = 1\n")
    assert set(more.flagged("R038", "Tenderer")) == {"ONCE", "TWICE", "X"}
    assert set(more.flagged("R038", "Buyer")) == {"ONE-BID", "TWO-BIDS", "WITHDRAWN"}


# --- R048 heterogeneous supplier ---------------------------------------------------------------


def supplied(ocid: str, supplier: str, *codes: object, **more: object) -> dict:
    items = [{"classification": {"id": code}} for code in codes]
    return process(ocid, None, [award(supplier, items=items) | more])


ONE_PROCESS = "[R048]\nminimum_contracting_processes = 1\n"


def test_a_supplier_of_many_kinds_of_items_is_a_high_outlier(tmp_path):
    lines = [
        supplied("V", "VARIED", "10000000", "11000000", "12000000", "12999999"),
        *(supplied(f"{n}", f"S{n}", "10000000") for n in range(7)),
    ]
    answer = ask(tmp_path, lines, ONE_PROCESS)
    assert answer.flagged("R048", "Tenderer")["VARIED"] == 3.0
    chosen = ask(tmp_path, lines, f"{ONE_PROCESS}threshold = 4\ndigits = 3\n")
    assert chosen.flagged("R048", "Tenderer") == {"VARIED": 4.0}


def test_only_active_awards_to_one_supplier_with_codes_count(tmp_path):
    two = {"suppliers": [{"id": "ONE"}, {"id": "OTHER"}]}
    lines = [
        supplied("0", "ONE", "10000000"),
        supplied("1", "ONE", "20000000", status="pending"),
        supplied("2", "ONE", "30000000", **two),
        supplied("3", "ONE", None, True),
        supplied("4", "ONE"),
        process("5", None, [award("ONE")]),
    ]
    settings = f"{ONE_PROCESS}threshold = 1\n"
    assert ask(tmp_path, lines, settings).flagged("R048", "Tenderer") == {"ONE": 1.0}


def test_a_supplier_needs_enough_processes_and_each_counts_once(tmp_path):
    lines = [
        process(
            "P", None, [*supplied("", "A", "10")["awards"], *supplied("", "A", "20")["awards"]]
        ),
        supplied("Q", "B", "10"),
        supplied("R", "B", "10"),
    ]
    settings = "[R048]\nthreshold = 1\nminimum_contracting_processes = 2\n"
    assert ask(tmp_path, lines, settings).flagged("R048", "Tenderer") == {"B": 1.0}


def test_twenty_processes_are_the_minimum_where_none_is_set(tmp_path):
    lines = [supplied(f"A{n}", "NINETEEN", f"{n + 10}") for n in range(19)]
    lines += [supplied(f"B{n}", "TWENTY", f"{n + 10}") for n in range(20)]
    found = ask(tmp_path, lines, "[R048]\nthreshold = 1\n").flagged("R048", "Tenderer")
    assert found == {"TWENTY": 20.0}
