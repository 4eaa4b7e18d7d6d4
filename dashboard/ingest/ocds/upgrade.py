"""A release in OCDS 1.0 form, or between the forms, as one in the form of 1.1.

Organisations that stand inside other objects become parties and are referred to; the payer and
payee, the amount of a transaction, the budget and the single amendment get their newer names.
"""

from __future__ import annotations

from typing import Any

from dashboard.ingest.ocds.parties import name_of, party_id

Object = dict[str, Any]


def upgrade(release: Object) -> Object:
    """`release` (sound) in the form of 1.1; changed in place."""
    ocid = release["ocid"]
    parties = _Parties(release, ocid)
    if buyer := release.get("buyer"):
        release["buyer"] = parties.reference(buyer, "buyer")
    if tender := release.get("tender"):
        if entity := tender.get("procuringEntity"):
            tender["procuringEntity"] = parties.reference(entity, "procuringEntity")
        parties.refer(tender, "tenderers", "tenderer")
    for bid in (release.get("bids") or {}).get("details") or ():
        parties.refer(bid, "tenderers", "tenderer")
    for award in release.get("awards") or ():
        parties.refer(award, "suppliers", "supplier")
    for contract in release.get("contracts") or ():
        parties.refer(contract, "suppliers", "supplier")
        _amendments(contract)
        for transaction in (contract.get("implementation") or {}).get("transactions") or ():
            _transaction(transaction, parties)
    if budget := (release.get("planning") or {}).get("budget"):
        _renamed(budget, "value", "amount")
    if parties.known:
        release["parties"] = list(parties.known.values())
    return release


class _Parties:
    """The parties of one release, and those found inside other objects."""

    def __init__(self, release: Object, ocid: str) -> None:
        self.ocid = ocid
        self.known: dict[str, Object] = {}
        for party in release.get("parties") or ():
            if party.get("id") is None:
                party["id"] = party_id(party, ocid)
            if party["id"] is not None:
                self.known.setdefault(party["id"], party)

    def refer(self, holder: Object, key: str, role: str) -> None:
        """Replace the organisations listed in `holder` by references."""
        if key in holder:
            found = [self.reference(one, role) for one in holder[key] or () if one]
            holder[key] = list({one["id"]: one for one in found if one}.values())

    def reference(self, organisation: Object, role: str) -> Object | None:
        """`{id, name}` of an organisation; what else it says goes to the parties."""
        local = organisation.get("id") or party_id(organisation, self.ocid)
        if local is None:
            return None
        name = name_of(organisation)
        # A bare reference adds nothing: its party may stand in an earlier release.
        if "identifier" in organisation or "address" in organisation or not organisation.get("id"):
            self._add(local, organisation, name, role)
        return {"id": local, "name": name} if name else {"id": local}

    def _add(self, local: str, organisation: Object, name: str | None, role: str) -> None:
        party = self.known.setdefault(local, {"id": local})
        for key in ("identifier", "address"):
            if organisation.get(key) and not party.get(key):
                party[key] = organisation[key]
        if name and not party.get("name"):
            party["name"] = name
        roles = party.get("roles") or []
        if role not in roles:
            party["roles"] = [*roles, role]


def _transaction(transaction: Object, parties: _Parties) -> None:
    _renamed(transaction, "amount", "value")
    for old, new in (("providerOrganization", "payer"), ("receiverOrganization", "payee")):
        organisation = transaction.pop(old, None)
        if organisation and not transaction.get(new):
            # In 1.0 these are bare identifiers, not organisations.
            identifier = {
                key: organisation[key]
                for key in ("id", "scheme", "legalName")
                if organisation.get(key)
            }
            transaction[new] = {"identifier": identifier, "name": name_of(organisation)}
        if transaction.get(new):
            transaction[new] = parties.reference(transaction[new], new)


def _amendments(contract: Object) -> None:
    """The single amendment of 1.0 as the only one of the list, unless there is a list."""
    amendment = contract.pop("amendment", None)
    if amendment and not contract.get("amendments"):
        # An id that was published as null would be taken for "no longer there" by the merging.
        contract["amendments"] = [amendment | {"id": amendment.get("id") or "#1"}]


def _renamed(holder: Object, old: str, new: str) -> None:
    """`old` under the name `new`, which wins where both stand."""
    found = holder.pop(old, None)
    if found is not None and holder.get(new) is None:
        holder[new] = found
