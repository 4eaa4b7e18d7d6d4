"""How a company pays, buys and bids: what its page says is what the roll-ups hold."""

from __future__ import annotations

import pytest

from dashboard.i18n import formats, texts
from dashboard.widgets import party_rates


def said(app) -> str:
    return " ".join(str(part.value) for part in [*app.markdown, *app.caption]).replace("\\", "")


def tables(app, *columns: str):
    return [one.value for one in app.dataframe if set(columns) <= set(one.value.columns)]


@pytest.fixture(scope="module")
def payer(facts):
    """The client with the most judged invoices."""
    return facts.rows(
        "SELECT * FROM on_time_rates WHERE tier = 'client_prime'"
        " ORDER BY judged_count DESC, payer_id LIMIT 1"
    ).row(0, named=True)


@pytest.mark.parametrize(
    ("code", "tier"), [("P1", "= 'client_prime'"), ("P3", "<> 'client_prime'")]
)
def test_denominators_are_those_of_the_indicators(facts, code, tier):
    judged, late, overdue, still_open = facts.rows(
        f"""SELECT SUM(judged_count), SUM(judged_count - on_time_count), SUM(overdue_count),
            SUM(open_judged_count) FROM on_time_rates WHERE tier {tier}"""
    ).row(0)
    counts = dict(
        facts.rows("SELECT outcome, n FROM indicator_counts WHERE code = $c", {"c": code}).rows()
    )
    if code == "P1":
        assert (judged, late) == (counts["flagged"] + counts["clear"], counts["flagged"])
        found = facts.single(
            "SELECT n FROM indicator_counts WHERE code = 'P2' AND outcome = 'flagged'"
        )
        assert overdue == found > 0
    else:  # it counts what is open as well
        assert judged + still_open >= counts["flagged"] + counts["clear"] > judged
        assert late + overdue == counts["flagged"]


@pytest.mark.parametrize(("code", "side"), [("B1", "buyer"), ("B2", "buyer"), ("B5", "supplier")])
def test_rates_of_procedures_add_up_to_the_indicators_counts(facts, code, side):
    relation = "close_price_rates" if code == "B5" else "buyer_procedure_rates"
    condition = f"side = '{side}'" if code == "B5" else f"code = '{code}'"
    party = "party_id" if side == "supplier" else "buyer_id"
    assert facts.rows(
        f"SELECT SUM(judged_count), SUM(raised_count), SUM(unjudged_count)"
        f" FROM {relation} WHERE {condition}"
    ).row(0) == facts.rows(
        f"""SELECT COUNT(*) FILTER (WHERE outcome IN ('flagged', 'clear')),
            COUNT(*) FILTER (WHERE outcome = 'flagged'),
            COUNT(*) FILTER (WHERE outcome NOT IN ('flagged', 'clear'))
        FROM indicator_results WHERE code = '{code}' AND {party} IS NOT NULL"""
    ).row(0)


def test_a_client_s_page_shows_its_shares_and_asks_about_them(open_page, payer):
    app = open_page("party", company=payer["payer_id"])
    shown = tables(app, "on_time_share", "overdue_amount")[0]
    row = shown[shown["role"] == texts()["party.rates.role.client_prime"]].iloc[0]
    assert row["judged_count"] == payer["judged_count"]
    assert row["on_time_share"] == pytest.approx(payer["on_time_share"], abs=1e-4)
    assert row["overdue_count"] == payer["overdue_count"]
    text = said(app)
    assert f"**{payer['on_time_count']:,} of {payer['judged_count']:,}**" in text
    assert formats.share(payer["on_time_share"], 1) in text
    assert "A standing is a question" in text
    checks = set(tables(app, "raised_share", "measure")[0]["measure"])
    assert texts()["party.rates.measure.single_bid"] in checks
    assert texts()["party.rates.measure.sequence"] in checks


def test_a_company_of_few_invoices_says_why_it_has_no_standing(open_page, facts):
    few = facts.rows(
        "SELECT payer_id FROM on_time_rates WHERE standing_reason = 'too few judged'"
        " AND tier = 'prime_sub' ORDER BY payer_id LIMIT 1"
    ).item()
    app = open_page("party", company=few)
    shown = tables(app, "on_time_share")[0]
    role = texts()["party.rates.role.prime_sub"]
    assert shown[shown["role"] == role]["standing"].iloc[0] == "None: fewer than 5 judged"
    assert "No standing: fewer than 5 judged" in said(app)


def test_a_bidder_sees_the_markets_in_which_it_bid(open_page, facts):
    bidder, markets = facts.rows(
        """SELECT cluster_id, COUNT(DISTINCT CONCAT(price_lots.category, ' ', item_code[1:4]))
        FROM competing_bidders JOIN party_clusters USING (party_id)
        JOIN price_lots ON competition_id = price_lots.lot_id
        GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1"""
    ).row(0)
    shown = tables(open_page("party", company=bidder), "market", "other_share")[0]
    assert len(shown) == markets > 1


def test_a_company_that_only_works_has_no_such_section(open_page, facts):
    nobody = facts.rows(
        """SELECT cluster_id FROM company_totals WHERE contract_count = 0 AND cluster_id NOT IN (
            SELECT cluster_id FROM party_clusters WHERE party_id IN (
                SELECT party_id FROM competing_bidders UNION SELECT payer_id FROM payments
                WHERE payer_id IS NOT NULL UNION SELECT payer_id FROM invoices
                WHERE payer_id IS NOT NULL UNION SELECT party_id FROM close_price_rates))
        ORDER BY 1 LIMIT 1"""
    ).item()
    app = open_page("party", company=nobody)
    assert texts()["party.rates.title"] not in [one.value for one in app.subheader]


ROW = {
    "tier": "client_prime",
    "settled_count": 30,
    "judged_count": 20,
    "on_time_count": 15,
    "on_time_share": 0.75,
    "open_count": 4,
    "overdue_count": 0,
    "overdue_amount": 0,
    "currency": "XTS",
    "minimum_count": 5,
    "watch_limit": 0.95,
    "high_limit": 0.8,
    "standing": "high",
    "standing_reason": None,
}


def test_sentences_are_questions_with_both_numbers_of_a_share():
    sentence = party_rates.in_time_sentence(ROW)
    assert "**15 of 20**" in sentence
    assert "75.0 %: high, because below 80 %" in sentence
    assert sentence.endswith("?")
    clear = party_rates.in_time_sentence(ROW | {"standing": "clear"})
    assert "?" not in clear
    overdue = {"overdue_count": 3, "overdue_amount": 1234}
    assert "3 invoices, XTS 1,234" in party_rates.in_time_sentence(ROW | overdue)
    unknown = {"overdue_count": None, "overdue_amount": None}
    assert "could not be judged" in party_rates.in_time_sentence(ROW | unknown)


def test_a_payer_without_a_settled_invoice_is_said_to_have_none():
    row = ROW | {"standing": None, "standing_reason": "nothing could be judged"}
    row |= {"settled_count": 0, "judged_count": 0, "on_time_count": 0, "on_time_share": None}
    sentence = party_rates.in_time_sentence(row | {"overdue_count": 4, "overdue_amount": 9_000})
    assert "No standing: nothing could be judged" in sentence
    assert "4 invoices" in sentence
    assert "%" not in sentence


@pytest.mark.parametrize(
    ("limit", "q_value", "part"),
    [(0.1, None, "10.0 % is the most"), (None, 0.0312, "q = 0.031")],
)
def test_a_share_is_said_beside_what_it_is_held_against(limit, q_value, part):
    row = {
        "measure": "single_bid", "raised_count": 6, "judged_count": 40, "raised_share": 0.15,
        "beside_share": 0.02, "limit_share": limit, "q_value": q_value, "standing": "watch",
    }  # fmt: skip
    sentence = party_rates.share_sentence(row)
    assert "**6 of 40**, 15.0 %" in sentence
    assert "others have 2.0 %" in sentence
    assert part in sentence
    assert sentence.endswith("?")


def test_every_reason_of_the_roll_ups_has_its_words(facts):
    for relation in (
        *("on_time_rates", "payment_breach_rates", "buyer_procedure_rates"),
        *("close_price_rates", "close_bid_rates"),
    ):
        rows = facts.rows(f"SELECT DISTINCT standing, standing_reason FROM {relation}").rows()
        assert rows
        for standing, reason in rows:
            assert (standing is None) == (reason is not None)
            if reason:
                assert f"party.rates.reason.{reason}" in texts()
