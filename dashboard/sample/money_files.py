"""The files about contracts and money: contracts, amendments, subcontracts, invoices, payments."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.sample import payments
from dashboard.sample.chunk import Chunk, at
from dashboard.sample.claims import LIMIT_DAYS, RETENTION_RELEASE
from dashboard.sample.columns import (
    MISSING,
    chosen,
    dates,
    decimals,
    money,
    numbered,
    rank_in_group,
)
from dashboard.sample.contracts import CONSTRUCTION, MOST_AMENDMENTS, NATURES, NEVER
from dashboard.sample.lower_tiers import CLIENT_PRIME, EQUIPMENT, MATERIAL, TIERS, WAGE
from dashboard.sample.project_files import CURRENCY
from dashboard.sample.projects import AS_OF

METHODS = ("open", "open", "open", "selective", "limited")
DESKS = ("Engineer of the works", "Budget office", "Treasury", "Legal desk")
REASONS = {
    "quantity": "Measured quantities differ from the bill of quantities",
    "scope": "Additional works ordered",
    "unforeseen": "Ground conditions not foreseen",
    "indexation": "Price index clause",
    "time": "Extension of time",
}


def make(random: np.random.Generator, chunk: Chunk, names: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """One frame per file, by the name of its border table. `names`: party_id, party_name."""
    contracts_ = _contracts(random, chunk, names)
    return {
        "contracts": contracts_,
        "contract_amendments": _amendments(random, chunk),
        "subcontracts": _subcontracts(chunk),
        "invoices": _invoices(random, chunk, names),
        "payments": _payments(random, chunk),
    }


def _contracts(random: np.random.Generator, chunk: Chunk, names: pl.DataFrame) -> pl.DataFrame:
    contract = chunk.contract
    count = len(contract["nature"])
    nature = chosen(NATURES, contract["nature"])
    ended = contract["end"] <= AS_OF
    pending = contract["start"] > AS_OF
    signed = np.where(contract["signed"] <= AS_OF, contract["signed"], MISSING)
    state = np.where(ended, 2, np.where(pending, 0, 1))
    suppliers = chunk.suppliers.rename("party_id").to_frame()
    extended = contract["extended"] != MISSING
    return pl.DataFrame(
        {
            "contract_id": chunk.ids["contract"],
            "project_id": at(chunk.ids["project"], contract["project"]),
            "contract_name": pl.select(nature.str.to_titlecase() + pl.lit(" contract")).to_series(),
            "nature": nature,
            "procurement_method": chosen(METHODS, random.integers(0, len(METHODS), count)),
            "supplier_id": chunk.suppliers,
            "supplier_name": suppliers.join(
                names, on="party_id", how="left", maintain_order="left"
            )["party_name"],
            "signed_date": dates(signed),
            "start_date": dates(contract["start"]),
            "original_end_date": dates(contract["planned_end"]),
            "current_end_date": dates(np.where(extended, contract["end"], contract["planned_end"])),
            "actual_end_date": dates(np.where(ended, contract["end"], MISSING)),
            "original_amount": money(
                np.where(contract["no_original"], MISSING, contract["amount"])
            ),
            "contract_amount": money(contract["published"] + contract["unexplained"]),
            "final_amount": money(
                np.where(ended, contract["published"] + contract["unexplained"], MISSING)
            ),
            "currency": pl.repeat(CURRENCY, count, eager=True),
            "payment_term_days": pl.repeat(LIMIT_DAYS, count, eager=True, dtype=pl.Int64),
            "advance_share": decimals(contract["advance"].astype(float), 4),
            "retention_share": decimals(np.where(contract["nature"] == CONSTRUCTION, 0.05, 0.0), 4),
            "status": chosen(("pending", "active", "closed"), state),
        }
    )


def _amendments(random: np.random.Generator, chunk: Chunk) -> pl.DataFrame:
    """Value changes and extensions of time of each contract, in order of date."""
    contract = chunk.contract
    count = len(contract["nature"])
    rows = np.r_[np.repeat(np.arange(count), MOST_AMENDMENTS), np.arange(count)]
    days = np.r_[contract["change_days"].ravel(), contract["extended"]]
    changes = np.r_[contract["changes"].ravel(), np.zeros(count, dtype=np.int64)]
    is_time = np.arange(len(rows)) >= count * MOST_AMENDMENTS
    exists = np.where(is_time, days != MISSING, days < NEVER)
    order = np.lexsort((is_time, days, rows))
    order = order[exists[order]]
    rows, days, changes, is_time = rows[order], days[order], changes[order], is_time[order]
    rank = rank_in_group(rows)
    sums = np.cumsum(changes)
    earlier = np.flatnonzero(rank == 0)
    base = (sums - changes)[earlier].repeat(np.diff(np.r_[earlier, len(rows)]))
    after = contract["amount"][rows] + sums - base
    indexed = contract["indexed"][rows] & ~is_time
    kind = np.where(is_time, 4, np.where(indexed, 3, random.integers(0, 3, len(rows))))
    plain = (np.abs(changes) < 0.04 * contract["amount"][rows]) & (changes > 0) & ~indexed
    review = plain & (random.random(len(rows)) < 0.15)
    end = np.where(is_time, contract["planned_end"][rows], MISSING)
    return pl.DataFrame(
        {
            "amendment_id": at(chunk.ids["contract"], rows) + "-A" + numbered("", rank + 1, 1),
            "contract_id": at(chunk.ids["contract"], rows),
            "amendment_date": dates(days),
            "amount_before": money(after - changes),
            "amount_after": money(after),
            "amount_change": money(changes),
            "end_date_before": dates(end),
            "end_date_after": dates(np.where(is_time, contract["end"][rows], MISSING)),
            "reason_code": chosen(list(REASONS), kind),
            "rationale": chosen(list(REASONS.values()), kind),
            "is_price_index": pl.Series(indexed),
            "is_in_review_clause": pl.Series(review | indexed),
        }
    )


def _subcontracts(chunk: Chunk) -> pl.DataFrame:
    below, contract = chunk.subcontract, chunk.contract
    main = at(chunk.suppliers, below["contract"])
    suppliers = numbered("SUB-", below["supplier"], 4)
    return pl.DataFrame(
        {
            "subcontract_id": chunk.ids["subcontract"],
            "contract_id": at(chunk.ids["contract"], below["contract"]),
            "parent_subcontract_id": at(chunk.ids["subcontract"], below["parent"]),
            "payer_id": at(suppliers, below["parent"]).fill_null(main),
            "supplier_id": suppliers,
            "subcontract_amount": money(below["amount"]),
            "currency": pl.repeat(CURRENCY, len(below["amount"]), eager=True),
            "signed_date": dates(np.minimum(contract["signed"][below["contract"]] + 20, AS_OF)),
            "payment_term_days": pl.repeat(15, len(below["amount"]), eager=True, dtype=pl.Int64),
            "is_direct_payment": pl.Series(below["direct"]),
        }
    )


def invoice_numbers(chunk: Chunk) -> pl.Series:
    """Numbers as printed; standing hire counts on within its own series."""
    invoice = chunk.invoice
    first = int(chunk.ids["invoice"][0][4:]) if len(chunk.ids["invoice"]) else 0
    usual = numbered("F-", first + np.arange(len(invoice["series"])), 8)
    order = np.lexsort((invoice["issued"], invoice["series"]))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = rank_in_group(invoice["series"][order])
    # The contract's own id keeps two series of one hirer apart.
    series = at(chunk.ids["contract"], np.where(invoice["series"] >= 0, invoice["contract"], -1))
    hire = "H-" + series.str.slice(4) + "-" + numbered("", rank + 1, 2)
    return pl.select(hire.fill_null(usual)).to_series()


def _invoices(random: np.random.Generator, chunk: Chunk, names: pl.DataFrame) -> pl.DataFrame:
    invoice = chunk.invoice
    rows, count = invoice["contract"], len(invoice["contract"])
    paid = np.bincount(chunk.payment["invoice"], chunk.payment["amount"], minlength=count)
    open_ = invoice["settled"] > AS_OF
    state = np.where(open_, np.where(paid > 0, 1, 0), 2)
    desk = np.where(open_ & (invoice["tier"] == CLIENT_PRIME), random.integers(0, 4, count), -1)
    # The law of this city gives subcontractors two clocks, so no single date is printed.
    stated = np.where((invoice["tier"] == 1) | (invoice["tier"] == 2), MISSING, invoice["due"])
    stated = np.where(invoice["received"] == MISSING, MISSING, stated)
    payees = chunk.payees.rename("party_id").to_frame()
    frame = pl.DataFrame(
        {
            "invoice_id": chunk.ids["invoice"],
            "invoice_number": invoice_numbers(chunk),
            "project_id": at(chunk.ids["project"], chunk.contract["project"][rows]),
            "contract_id": at(chunk.ids["contract"], rows),
            "subcontract_id": at(chunk.ids["subcontract"], invoice["subcontract"]),
            "parent_invoice_id": at(chunk.ids["invoice"], invoice["above"]),
            "tier": chosen(TIERS, invoice["tier"]),
            "payer_id": chunk.payers,
            "payee_id": chunk.payees,
            "payee_name": payees.join(names, on="party_id", how="left", maintain_order="left")[
                "party_name"
            ],
            "work_from_date": dates(invoice["from"]),
            "work_to_date": dates(invoice["to"]),
            "work_received_date": dates(invoice["worked"]),
            "issued_date": dates(invoice["issued"]),
            "received_date": dates(invoice["received"]),
            "approved_date": dates(invoice["approved"]),
            "due_date": dates(stated),
            "gross_amount": money(invoice["gross"]),
            "invoice_amount": money(invoice["gross"] - invoice["recovered"]),
            "retention_amount": money(invoice["retained"]),
            "currency": pl.repeat(CURRENCY, count, eager=True),
            "dispute_start_date": dates(invoice["dispute_start"]),
            "dispute_end_date": dates(invoice["dispute_end"]),
            "status": chosen(("open", "part paid", "paid"), state),
            "waiting_desk": chosen(DESKS, desk),
        }
    )
    # Retention is released by a payment, without an invoice of its own.
    return frame.filter(pl.Series(invoice["kind"] != RETENTION_RELEASE))


def _payments(random: np.random.Generator, chunk: Chunk) -> pl.DataFrame:
    invoice, payment = chunk.invoice, chunk.payment
    rows = payment["invoice"]
    contract = invoice["contract"][rows]
    repeated = payment["twin"] >= 0
    mistyped = repeated & (payment["odd"] == payments.MISTYPED)
    released = invoice["kind"][rows] == RETENTION_RELEASE
    numbers = at(invoice_numbers(chunk), rows)
    last = (numbers.str.slice(-1).cast(pl.Int64, strict=False).fill_null(0) + 3) % 10
    wrong = numbers.str.slice(0, numbers.str.len_chars() - 1) + last.cast(pl.String)
    payees = at(chunk.payees, rows)
    materials, builders = numbered("MAT-", 1 + rows % 320, 4), numbered("CON-", 1 + rows % 900, 4)
    supplies = pl.Series(np.isin(invoice["tier"][rows], [EQUIPMENT, MATERIAL, WAGE]))
    strangers = pl.select(pl.when(supplies).then(builders).otherwise(materials)).to_series()
    other = repeated & (payment["odd"] == payments.OTHER_PAYEE)
    mistake, stranger = pl.Series(mistyped), pl.Series(other)
    kinds = [payments.TYPES[kind] for kind in range(len(payments.TYPES))]
    frame = pl.DataFrame({"number": numbers, "wrong": wrong, "payee": payees, "other": strangers})
    uncalled = pl.Series(released)
    frame = frame.select(
        pl.when(~uncalled).then(pl.when(mistake).then("wrong").otherwise("number")).alias("number"),
        pl.when(stranger).then("other").otherwise("payee").alias("payee"),
    )
    return pl.DataFrame(
        {
            "payment_id": chunk.ids["payment"],
            "invoice_id": at(chunk.ids["invoice"], np.where(mistyped | released, -1, rows)),
            "invoice_number": frame["number"],
            "project_id": at(chunk.ids["project"], chunk.contract["project"][contract]),
            "contract_id": at(chunk.ids["contract"], contract),
            "subcontract_id": at(chunk.ids["subcontract"], invoice["subcontract"][rows]),
            "tier": chosen(TIERS, invoice["tier"][rows]),
            "payer_id": at(chunk.payers, rows),
            "payee_id": frame["payee"],
            "paid_date": dates(payment["day"]),
            "paid_amount": money(payment["amount"]),
            "currency": pl.repeat(CURRENCY, len(rows), eager=True),
            "payment_type": chosen(kinds, invoice["kind"][rows]),
            "instrument": chosen(
                ("bank transfer", "bank transfer", "cheque"), random.integers(0, 3, len(rows))
            ),
            "reverses_payment_id": at(chunk.ids["payment"], payment["reverses"]),
        }
    )
