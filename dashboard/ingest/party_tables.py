"""Border tables of who is who: parties, roles, owners, sanction lists; and their documents."""

from __future__ import annotations

import dataframely as dy

from dashboard.ingest import border


class Parties(border.BorderTable):
    """An organisation or person; contact data never gets here."""

    party_id = dy.String(primary_key=True)
    party_name = border.text(required=True)
    party_kind = border.word("organisation", "person", "consortium")
    party_identifier = border.text()  # registry or tax number as published
    identifier_scheme = border.text()  # the register that the number is of
    legal_name = border.text()
    founded_date = border.date()  # of incorporation, not of signing up at a portal
    address = border.text()  # of organisations only
    locality = border.text()
    postal_code = border.text()
    country = border.text()
    classification = border.text()  # size, sector


class PartyRoles(border.BorderTable):
    """Who is what, where and when."""

    party_id = dy.String(primary_key=True, min_length=1)
    role = dy.String(primary_key=True, min_length=1)  # buyer, supplier, supervisor, approver …
    entity_kind = border.word("project", "tender", "contract", "payment", primary_key=True)
    entity_id = dy.String(primary_key=True, min_length=1)
    start_date = border.date()
    end_date = border.date()
    recusal_document_id = border.text()  # the disclosure by which somebody stepped aside


class PartyKeys(border.BorderTable):
    """What may show that two parties are one: coded contacts and accounts, never in the clear."""

    party_id = dy.String(primary_key=True, min_length=1)
    key_kind = border.word(
        *("address", "phone", "email", "account", "representative"), primary_key=True
    )
    key_code = dy.String(primary_key=True, min_length=1)  # coded with a key of the installation
    first_seen_date = border.date()
    last_seen_date = border.date()
    is_verified = border.flag()  # of an account: the name check passed


class PartyOwners(border.BorderTable):
    """Who owns or controls whom."""

    owner_id = dy.String(primary_key=True, min_length=1)
    owned_id = dy.String(primary_key=True, min_length=1)
    link_kind = dy.String(primary_key=True, min_length=1)  # share, vote, control, director …
    owner_share = border.share()
    is_beneficial = border.flag()
    start_date = border.date()
    end_date = border.date()


class Sanctions(border.BorderTable):
    """An entry of a list of debarred or sanctioned firms. Entries of persons carry no name."""

    sanction_id = dy.String(primary_key=True)
    list_name = border.text(required=True)
    party_kind = border.word("organisation", "person", "consortium")
    party_identifier = border.text()
    party_name = border.text()
    reason = border.text()
    start_date = border.date()
    end_date = border.date()
    status = border.word("in_force", "stayed", "expired", "annulled", "presumed", required=True)
    status_text = border.text()  # as published


class Documents(border.BorderTable):
    """A published document and what it documents."""

    document_id = dy.String(primary_key=True)
    entity_kind = border.word("project", "tender", "award", "contract", "amendment", "report")
    entity_id = border.text(required=True)
    project_id = border.text()
    document_type = border.text()
    document_name = border.text()
    url = border.text()
    document_date = border.date()  # of the fact it documents
    notice_published_date = border.date()
    modified_date = border.date()
