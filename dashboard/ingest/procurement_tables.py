"""Border tables of procurement: tenders, lots, bids, awards."""

from __future__ import annotations

import dataframely as dy

from dashboard.ingest import border


class Tenders(border.BorderTable):
    """A procurement procedure as published that day."""

    tender_id = dy.String(primary_key=True)
    ocid = border.text()  # the contracting process in OCDS files
    project_id = border.text()
    tender_name = border.text()
    description = border.text()
    buyer_id = border.text()
    buyer_name = border.text()
    procuring_entity_id = border.text()
    procuring_entity_name = border.text()
    category = border.text()  # works, goods, services
    item_code = border.text()  # CPV, UNSPSC or a local list
    procurement_method = border.text()  # open, selective, limited, direct
    procurement_method_details = border.text()
    procurement_method_rationale = border.text()
    award_criteria = border.text()
    estimate_amount = border.money()  # before the tender
    floor_amount = border.money()  # bids below it are not accepted
    currency = border.text()
    notice_published_date = border.date()
    submission_start_date = border.date()
    submission_deadline = border.moment()
    bid_opening = border.moment()
    tenderer_count = dy.Int64(nullable=True, min=0)  # as the source counts them
    status = border.text()
    is_estimate_public = border.flag()
    is_framework = border.flag()  # a call-off or a framework agreement


class Lots(border.BorderTable):
    """A lot of a tender; a tender without lots has one with the tender's values."""

    lot_id = dy.String(primary_key=True)
    tender_id = border.text(required=True)
    lot_name = border.text()
    estimate_amount = border.money()
    currency = border.text()
    status = border.text()


class Bids(border.BorderTable):
    """A bid on a lot."""

    bid_id = dy.String(primary_key=True)
    tender_id = border.text(required=True)
    lot_id = border.text()
    submitted = border.moment()
    bid_date = border.date()
    bid_amount = border.money()
    currency = border.text()
    status = border.text()  # invited, pending, valid, disqualified, withdrawn
    disqualification_reason = border.text()
    is_winner = border.flag()  # only where the source says so


class BidItems(border.BorderTable):
    """Quantities and unit prices of a bid."""

    bid_item_id = dy.String(primary_key=True)
    bid_id = border.text(required=True)
    item_code = border.text()
    quantity = border.number()
    unit = border.text()
    unit_price_amount = border.money()
    currency = border.text()


class BidParties(border.BorderTable):
    """Who is behind a bid; a consortium has several."""

    bid_id = dy.String(primary_key=True, min_length=1)
    party_id = dy.String(primary_key=True, min_length=1)
    party_name = border.text()
    is_lead = border.flag()
    bid_share = border.share()


class Awards(border.BorderTable):
    """An award decision."""

    award_id = dy.String(primary_key=True)
    tender_id = border.text(required=True)
    lot_id = border.text()
    award_date = border.date()
    award_amount = border.money()
    currency = border.text()
    status = border.text()  # pending, active, cancelled, unsuccessful
    bid_id = border.text()  # the winning bid
    notice_published_date = border.date()


class AwardSuppliers(border.BorderTable):
    """Who won an award."""

    award_id = dy.String(primary_key=True, min_length=1)
    party_id = dy.String(primary_key=True, min_length=1)
    party_name = border.text()


class TenderLabels(border.BorderTable):
    """What a court, an authority or a study said of a tender; never handed to a build."""

    tender_id = dy.String(primary_key=True)
    is_collusive = dy.Bool(nullable=False)
    label_basis = border.text()
