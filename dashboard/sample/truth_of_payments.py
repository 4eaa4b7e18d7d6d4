"""The truth about late, early, excessive and repeated payments."""

from __future__ import annotations

import numpy as np

from dashboard.sample import payments
from dashboard.sample.chunk import Chunk
from dashboard.sample.claims import RETENTION_RELEASE
from dashboard.sample.columns import MISSING
from dashboard.sample.contracts import CONSTRUCTION
from dashboard.sample.lower_tiers import CLIENT_PRIME, PRIME_SUB, SUB_SUB
from dashboard.sample.project_files import main_contracts, running_sum
from dashboard.sample.projects import AS_OF, PAYMENT_STORIES, number
from dashboard.sample.truth import (
    CLEAR,
    CONTRADICTORY,
    CRITICAL,
    FLAGGED,
    HIGH,
    INSUFFICIENT,
    WATCH,
    Truth,
)


def add(truth: Truth) -> None:
    """Add what is so for the codes P1, P2, P3, P6, P7 and P10."""
    _late_claims(truth)
    _late_below(truth)
    _paid_ahead(truth)
    _paid_above(truth)
    _duplicates(truth)


def _late_claims(truth: Truth) -> None:
    invoice = truth.chunk.invoice
    top, paid = invoice["tier"] == CLIENT_PRIME, invoice["settled"] <= AS_OF
    top &= invoice["kind"] != RETENTION_RELEASE  # a release has no invoice of its own
    disputed = invoice["dispute_start"] != MISSING
    readable = top & ~invoice["unreceived"] & ~invoice["impossible"]
    late = readable & ~disputed & (invoice["late"] > 0)
    days = invoice["late"]
    level = np.where(days > 30, CRITICAL, HIGH)
    truth.add("P1", "invoice", late & paid, FLAGGED, "paid late", level, days)
    level = np.where(days > 60, CRITICAL, HIGH)
    truth.add("P2", "invoice", late & ~paid, FLAGGED, "open and past due", level, days)
    excused = top & disputed & paid
    truth.add("P1", "invoice", excused, CLEAR, "late days were disputed", value=days)
    missing = invoice["unreceived"]
    truth.add("P1", "invoice", missing & paid, INSUFFICIENT, "day of receipt missing")
    truth.add("P2", "invoice", missing & ~paid, INSUFFICIENT, "day of receipt missing")
    truth.add("P1", "invoice", invoice["impossible"], CONTRADICTORY, "paid before it was issued")


def _late_below(truth: Truth) -> None:
    invoice = truth.chunk.invoice
    below = np.isin(invoice["tier"], [PRIME_SUB, SUB_SUB]) & ~invoice["unclocked"]
    paid = invoice["settled"] <= AS_OF
    days = invoice["late"]
    level = np.where(days > 30, CRITICAL, HIGH)
    late = below & (days > 0)
    truth.add("P3", "invoice", late & paid, FLAGGED, "paid late below the contractor", level, days)
    truth.add("P3", "invoice", late & ~paid, FLAGGED, "still open and past due", level, days)
    truth.add("P3", "invoice", invoice["unclocked"], INSUFFICIENT, "no clock can be started")


def ahead_of_progress(chunk: Chunk) -> np.ndarray:
    """Per contract by how much payments were ahead of progress at its latest verified report."""
    contract, invoice, payment, report = (
        chunk.contract, chunk.invoice, chunk.payment, chunk.report
    )  # fmt: skip
    top = invoice["tier"][payment["invoice"]] == CLIENT_PRIME
    rows = payment["invoice"][top]
    main = main_contracts(chunk)[report["project"]]
    paid = running_sum(
        invoice["contract"][rows],
        payment["day"][top],
        payment["amount"][top],
        main,
        report["period"],
    )
    net = paid - report["unrecovered"] - report["materials"]
    lead = net / (contract["published"] + contract["unexplained"])[main] - report["share"]
    latest = np.full(len(contract["nature"]), -np.inf)
    checked = report["verified"]
    latest[main[checked]] = lead[checked]  # in order of period, so the last one stays
    return latest


def _paid_ahead(truth: Truth) -> None:
    contract = truth.chunk.contract
    lead = ahead_of_progress(truth.chunk)
    level = np.where(lead > 0.2, HIGH, WATCH)
    flagged = (lead > 0.1) & (contract["nature"] == CONSTRUCTION)
    truth.add("P6", "contract", flagged, FLAGGED, "paid ahead of progress", level, lead)
    story = truth.chunk.project["payment"][contract["project"]]
    stored = (story == number(PAYMENT_STORIES, "materials")) & ~flagged & (lead > -np.inf)
    stored &= contract["nature"] == CONSTRUCTION
    truth.add("P6", "contract", stored, CLEAR, "materials on site were paid for", value=lead)


def _paid_above(truth: Truth) -> None:
    chunk = truth.chunk
    contract, invoice, payment = chunk.contract, chunk.invoice, chunk.payment
    rows = payment["invoice"]
    top = invoice["tier"][rows] == CLIENT_PRIME
    price = contract["published"] + contract["unexplained"]
    paid = np.bincount(invoice["contract"][rows[top]], payment["amount"][top], len(price))
    over = paid / price - 1
    level = np.where(over > 0.05, CRITICAL, HIGH)
    truth.add("P7", "contract", over > 0.005, FLAGGED, "paid above the price", level, over)
    known = invoice["subcontract"][rows] >= 0
    agreed = chunk.subcontract["amount"]
    below = invoice["subcontract"][rows[known]]
    paid = np.bincount(below, payment["amount"][known], len(agreed))
    over = paid / agreed - 1
    level = np.where(over > 0.05, CRITICAL, HIGH)
    truth.add("P7", "subcontract", over > 0.005, FLAGGED, "paid above the price", level, over)


def _duplicates(truth: Truth) -> None:
    payment, invoice = truth.chunk.payment, truth.chunk.invoice
    repeated = payment["twin"] >= 0
    amount = payment["amount"] / 100
    for story, level, note in (
        (payments.SAME, CRITICAL, "SSS: the same payee, invoice number and amount"),
        (payments.OTHER_PAYEE, HIGH, "SSD-1: the same invoice number and amount, another payee"),
        (payments.MISTYPED, WATCH, "SSD-2: the same payee and amount, one digit differs"),
    ):
        found = repeated & (payment["odd"] == story)
        truth.add("P10", "payment", found, FLAGGED, note, level, amount)
    reversed_ = np.isin(payment["odd"], [payments.TAKEN_BACK, payments.CORRECTED])
    truth.add("P10", "payment", reversed_ & repeated, CLEAR, "netted by a reversal", value=amount)
    truth.add("P10", "payment", payment["equal"], CLEAR, "equal instalments of one invoice")
    standing = invoice["series"][payment["invoice"]] >= 0
    truth.add("P10", "payment", standing, CLEAR, "standing hire, equal every month", value=amount)
