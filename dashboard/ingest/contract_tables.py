"""Border tables of contracts and the money under them: amendments, invoices, payments."""

from __future__ import annotations

import dataframely as dy

from dashboard.ingest import border

PAYMENT_TIERS = ("client_prime", "prime_sub", "sub_sub", "wage", "equipment", "material")


class Contracts(border.BorderTable):
    """A signed contract as published that day."""

    contract_id = dy.String(primary_key=True)
    project_id = border.text(required=True)
    contract_name = border.text()
    nature = border.text()  # design, construction, supervision
    procurement_method = border.text()
    supplier_id = border.text()
    supplier_name = border.text()
    signed_date = border.date()
    start_date = border.date()
    original_end_date = border.date()
    current_end_date = border.date()
    actual_end_date = border.date()
    original_amount = border.money()  # at signature, only where the source says so
    contract_amount = border.money()  # as published that day
    final_amount = border.money()
    currency = border.text()
    payment_term_days = dy.Int64(nullable=True, min=0)
    advance_share = border.share()
    retention_share = border.share()
    status = border.word("pending", "active", "cancelled", "terminated", "closed")
    tender_id = border.text()
    award_id = border.text()
    buyer_id = border.text()
    buyer_name = border.text()
    description = border.text()
    notice_published_date = border.date()  # of the signed contract
    is_tax_included = border.flag()
    retention_cap_share = border.share()  # of the contract value, at which no more is withheld
    has_retention_bond = border.flag()  # a bond stands in for money withheld
    liability_end_date = border.date()  # end of the defects liability period
    liquidation_date = border.date()  # by which the contract must be wound up
    is_remeasured = border.flag()  # paid by measured quantities, so its value is an estimate


class ContractAmendments(border.BorderTable):
    """One change to a contract: value, time or both."""

    amendment_id = dy.String(primary_key=True)
    contract_id = border.text(required=True)
    amendment_date = border.date()
    amount_before = border.money()
    amount_after = border.money()
    amount_change = border.money()
    end_date_before = border.date()
    end_date_after = border.date()
    reason_code = border.text()
    rationale = border.text()
    is_price_index = border.flag()
    is_in_review_clause = border.flag()
    amendment_kind = border.text()  # price, duration, scope, quality …
    approval_document_id = border.text()
    notice_published_date = border.date()


class ContractSuspensions(border.BorderTable):
    """An ordered stop of the works; an open one has no end date."""

    suspension_id = dy.String(primary_key=True)
    project_id = border.text(required=True)
    contract_id = border.text()
    suspended_date = dy.Date(nullable=False)
    resumed_date = border.date()
    reason = border.text()
    is_approved = border.flag()


class ContractItems(border.BorderTable):
    """Quantities and unit prices of a contract."""

    contract_item_id = dy.String(primary_key=True)
    contract_id = border.text(required=True)
    item_code = border.text()
    description = border.text()
    quantity = border.number()
    unit = border.text()
    unit_price_amount = border.money()
    currency = border.text()
    subcontract_id = border.text()  # where the price is that of a subcontractor


class Subcontracts(border.BorderTable):
    """A contract below the prime contract."""

    subcontract_id = dy.String(primary_key=True)
    contract_id = border.text(required=True)
    parent_subcontract_id = border.text()
    payer_id = border.text()
    supplier_id = border.text()
    subcontract_amount = border.money()
    currency = border.text()
    signed_date = border.date()
    payment_term_days = dy.Int64(nullable=True, min=0)
    is_direct_payment = border.flag()
    consent_date = border.date()  # the day on which the client agreed to it
    is_consent_known = border.flag()  # the source keeps consents, so that no date means none
    description = border.text()


class Invoices(border.BorderTable):
    """A claim or certificate at any tier."""

    invoice_id = dy.String(primary_key=True)
    invoice_number = border.text()  # as printed
    project_id = border.text(required=True)
    contract_id = border.text()
    subcontract_id = border.text()
    parent_invoice_id = border.text()  # the client's invoice that contains this work
    tier = border.word(*PAYMENT_TIERS, required=True)
    payer_id = border.text()
    payee_id = border.text()
    payee_name = border.text()
    work_from_date = border.date()
    work_to_date = border.date()
    work_received_date = border.date()
    issued_date = border.date()
    received_date = border.date()
    approved_date = border.date()
    due_date = border.date()  # as the source states it
    gross_amount = border.money()
    invoice_amount = border.money()  # payable, retention not yet taken off
    retention_amount = border.money()  # zero is a real answer
    currency = border.text()
    dispute_start_date = border.date()
    dispute_end_date = border.date()
    status = border.text()
    waiting_desk = border.text()  # where an open invoice lies


class Payments(border.BorderTable):
    """Money that moved; negative amounts are reversals."""

    payment_id = dy.String(primary_key=True)
    invoice_id = border.text()
    invoice_number = border.text()
    project_id = border.text(required=True)
    contract_id = border.text()
    subcontract_id = border.text()
    tier = border.word(*PAYMENT_TIERS, required=True)
    payer_id = border.text()
    payee_id = border.text()
    paid_date = border.date()
    paid_amount = border.money()
    currency = border.text()
    payment_type = border.text()  # advance, progress, final, retention_release, interest, refund
    instrument = border.text()
    reverses_payment_id = border.text()
    requested_date = border.date()
    approved_date = border.date()
    requester_id = border.text()  # a role or a coded person, never a name
    approver_id = border.text()
    payee_account_id = border.text()  # coded, never the number of the account
    cost_object = border.text()  # budget line or works order it is charged to


class PaymentAllocations(border.BorderTable):
    """How a claim that the client paid splits among those who did the work."""

    payment_id = dy.String(primary_key=True, min_length=1)
    component = border.word("prime", "sub", "wage", "equipment", "material", primary_key=True)
    beneficiary_id = dy.String(primary_key=True, min_length=1)  # "all" where added up
    project_id = border.text()
    contract_id = border.text()
    allocation_amount = border.money()
    currency = border.text()
