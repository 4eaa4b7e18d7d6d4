"""The same claim paid to two firms of one hand, and pairs of payments that only look like it."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from dashboard.sample.planted.payment_rows import HOLIDAYS
from dashboard.sample.planting import Planting

ONE_HAND = ("one phone", "one e-mail address", "one legal representative", "one bank account")
TWO_HANDS = ("one address, nothing else", "a number that was passed on years before")
# Days between the two payments, what becomes of the number, and what an honest check says.
SAME, ALMOST, OTHER, NETTED, APART = (
    (41, "", "flagged", "the same number, paid to two firms of one hand"),
    (9, "2", "flagged", "a number one character apart, paid to two firms of one hand"),
    (9, "884", "clear", "two claims of two firms of one hand, of the same size"),
    (9, "", "clear", "paid to two firms of one hand, and the second one reversed"),
    (41, "", "clear", "the same number and amount, but two firms that have nothing to do"),
)


def plant(planting: Planting) -> None:
    """Plant P10's payees of one group: rivals of the network family, paid as suppliers."""
    random = planting.random("payment groups")
    contracts = planting.rows("contracts").filter(
        pl.col("nature") == "construction",
        pl.col("supplier_id").str.starts_with("CON-"),
        pl.col("start_date") < planting.as_of - timedelta(days=270),
        pl.col("contract_amount") > 1_500_000,
    )
    said = planting.truth_frame().filter(pl.col("code") == "N2")
    one_hand, two_hands = (
        [pair.split(" + ") for pair in said.filter(pl.col("note").is_in(notes))["subject_id"]]
        for notes in (ONE_HAND, TWO_HANDS)
    )
    told = [(pair, (SAME, ALMOST)[place % 2]) for place, pair in enumerate(one_hand)]
    told += [(pair, (OTHER, NETTED)[place % 2]) for place, pair in enumerate(one_hand)]
    told += [(pair, APART) for pair in two_hands]
    if contracts.is_empty() or not told:
        return
    rows: list[dict] = []
    for number, (pair, story) in enumerate(told):
        # One payer for each pair, so that no other two of these payments can be compared.
        contract = contracts.row((number * 17) % contracts.height, named=True)
        amount = round(float(random.uniform(21_000, 93_000)), 2)
        first = contract["start_date"] + timedelta(days=int(random.integers(30, 100)))
        if (first.month, first.day) >= (10, 15):  # nothing here may look like the end of a year
            first += timedelta(days=90)
        rows += _pair(planting, contract, pair, story, first, amount, number)
    planting.add("payments", [row | _steps(row) for row in rows])
    _accounts(planting, sorted({row["payee_id"] for row in rows}))


def _pair(
    planting: Planting,
    contract: dict,
    payees: list[str],
    story: tuple,
    first: date,
    amount: float,
    number: int,
) -> list[dict]:
    """Two payments, or three where the second one is taken back."""
    gap, change, outcome, note = story
    ids = planting.new_ids("GRP", 3)
    claim = f"Q{planting.number:03d}{number:03d}"
    claims = [f"{claim}1", claim + (change or "1")]
    rows = [
        {
            "payment_id": ids[place],
            "project_id": contract["project_id"],
            "contract_id": contract["contract_id"],
            "tier": "material",
            "payer_id": contract["supplier_id"],
            "payee_id": payees[place],
            "invoice_number": claims[place],
            "paid_date": _working(first + timedelta(days=gap * place)),
            "paid_amount": amount,
            "currency": planting.currency,
            "payment_type": "progress",
            "reverses_payment_id": None,
        }
        for place in range(2)
    ]
    if story is NETTED:
        taken = rows[1]["paid_date"] + timedelta(days=12)
        rows.append(
            rows[1]
            | {
                "payment_id": ids[2],
                "paid_date": _working(taken),
                "paid_amount": -amount,
                "reverses_payment_id": ids[1],
            }
        )
    severity = "watch" if outcome == "flagged" else ""
    # What was taken back is out of scope: nothing is said of it, and nothing may be raised.
    subject = ids[0] if story is NETTED else ids[1]
    project = [contract["project_id"]]
    planting.truth("P10", "payment", [subject], outcome, note, severity, project, [amount])
    return rows


def _steps(row: dict) -> dict:
    """Asked for and approved in good order, to the payee's own account."""
    approved = _working(row["paid_date"] - timedelta(days=1), -1)
    return {
        "approved_date": approved,
        "requested_date": _working(approved - timedelta(days=1), -1),
        "requester_id": "REQ-001",
        "approver_id": "APR-001",
        "payee_account_id": f"ACC-{row['payee_id']}",
        "cost_object": f"WO-{row['payment_id']}",
    }


def _working(day: date, step: int = 1) -> date:
    """The day itself, or the next (or, with a step of -1, the last) on which the office is open."""
    while day.weekday() > 4 or (day.month, day.day) in HOLIDAYS:
        day += timedelta(days=step)
    return day


def _accounts(planting: Planting, payees: list[str]) -> None:
    """In the first chunk everybody's account is registered by the steps before a payment."""
    if planting.number == 0:
        return
    keys = planting.rows("party_keys").filter(pl.col("key_kind") == "account")
    known = set(keys["party_id"].to_list())
    new = [payee for payee in payees if payee not in known]
    planting.add(
        "party_keys",
        pl.DataFrame(
            {
                "party_id": new,
                "key_kind": ["account"] * len(new),
                "key_code": [f"ACC-{payee}" for payee in new],
                "first_seen_date": [planting.as_of - timedelta(days=2_500)] * len(new),
            },
            schema_overrides={"party_id": pl.String, "first_seen_date": pl.Date},
        ),
    )
