"""Who is who in a project: organisations with their roles and owners. Persons keep no name."""

from __future__ import annotations

from dashboard.ingest import party_keys
from dashboard.ingest.oc4ids.parts import Part
from dashboard.ingest.oc4ids.scope import (
    Scope,
    holds_anything,
    identified,
    is_register_of_people,
    party_id,
    person_id,
    scoped,
)
from dashboard.ingest.values import REPAIRED, fold, slug

PERSON = "A natural person"  # stands where the border needs a name


def read(scope: Scope) -> None:
    """The parties of the project, their roles in it, and their beneficial owners."""
    for identifier, part in identified(scope.part.parts("parties")):
        is_person = _is_person(scope, part, identifier)
        one = party_id(scope, identifier)
        _party(scope, part, one, is_person)
        for role in part.words("roles"):
            add_role(scope, part, one, role, "project", scope.project_id)
        if not is_person:
            _owners(scope, part, one)


def _is_person(scope: Scope, part: Part, identifier: str) -> bool:
    register = part.part("identifier")
    if part.own().text("partyKind") == "person":
        scope.persons[identifier] = identifier  # our own file: it holds no card's number
    elif register and is_register_of_people(register.text("scheme")):
        person_id(scope, identifier)
    return identifier in scope.persons or party_id(scope, identifier) in scope.persons.values()


def _party(scope: Scope, part: Part, one: str, is_person: bool) -> None:
    register = part.part("identifier")
    own = part.own()
    kind = own.text("partyKind")
    name = part.text("name") or (register.text("legalName") if register else None)
    if name is None and not is_person:
        part.notes.issue(f"{part.name}/name", one, "no name: the id stands in", REPAIRED)
    row = {
        "party_id": one,
        "party_name": PERSON if is_person else name or one,
        "party_kind": "person" if is_person else kind or "organisation",
        "classification": _classification(part),
    }
    if not is_person:
        if register:
            row["identifier_scheme"] = register.text("scheme")
            row["party_identifier"] = register.identifier()
            row["legal_name"] = register.text("legalName")
        row["founded_date"] = own.day("foundedDate")
        row |= _address(part)
    scope.parties[one] = row["party_name"]
    part.notes.add("parties", part, **row)
    _keys(part, one)


def _keys(part: Part, one: str) -> None:
    """Codes of the party's contacts; the contacts themselves are not kept."""
    place = part.part("address")
    found = []
    if place is not None:
        district = place.text("region") or place.text("postalCode")
        whole = party_keys.address(place.text("streetAddress"), place.text("locality"), district)
        found.append(("address", whole))
    more = part.value.get("additionalContactPoints")
    points = [part.value.get("contactPoint"), *(more if isinstance(more, list) else ())]
    for point in points:
        if isinstance(point, dict):  # what cannot be read here is left: no word of it is shown
            found += [("phone", point.get("telephone")), ("email", point.get("email"))]
    for kind, text in found:
        if isinstance(text, str) and (key_code := party_keys.code(kind, text)):
            row = {"party_id": one, "key_kind": kind, "key_code": key_code}
            part.notes.add("party_keys", part, **row)


def _classification(part: Part) -> str | None:
    found = []
    for one in part.parts("classifications"):
        if words := [one.text("scheme"), one.text("description") or one.identifier()]:
            found.append(": ".join(word for word in words if word))
    return "; ".join(word for word in found if word) or None


def _address(part: Part) -> dict[str, str | None]:
    address = part.part("address")
    if address is None:
        return {}
    return {
        "address": address.text("streetAddress"),
        "locality": address.text("locality") or address.text("region"),
        "postal_code": address.text("postalCode"),
        "country": address.text("countryName"),
    }


def _owners(scope: Scope, part: Part, owned: str) -> None:
    """Owners are natural persons: who they are stays out, that there is one is a fact."""
    for identifier, owner in identified(part.parts("beneficialOwners")):
        one = scoped(f"{owned}/owner", identifier)
        owner.notes.add("parties", owner, party_id=one, party_name=PERSON, party_kind="person")
        owner.notes.add(
            "party_owners",
            owner,
            owner_id=one,
            owned_id=owned,
            link_kind=owner.own().text("linkKind") or "beneficial owner",
            is_beneficial=True,
        )


def reference(scope: Scope, part: Part | None) -> tuple[str | None, str | None]:
    """The id and name that a reference to an organisation gives; either may be unknown.

    A party that is only referred to, with id and name, becomes a party as well.
    """
    if part is None or not holds_anything(part.value):
        return None, None
    identifier, name = part.identifier(), part.text("name")
    if identifier is None:
        return None, name
    one = party_id(scope, identifier)
    is_person = one in scope.persons.values()
    if is_person:
        name = PERSON
    if one in scope.parties:
        known = scope.parties[one]
        return one, known if is_person else name or known
    if name:
        scope.parties[one] = name
        kind = "person" if is_person else "organisation"
        part.notes.add("parties", part, party_id=one, party_name=name, party_kind=kind)
    return one, name


def named(scope: Scope, part: Part, within: str) -> tuple[str | None, str | None]:
    """As `reference`, with an id made from the name inside `within` where none is given."""
    one, name = reference(scope, part)
    if one is None and name:
        return f"{within}/{slug(name) or fold(name)}", name
    return one, name


def add_role(scope: Scope, part: Part, one: str | None, role: str, kind: str, entity: str) -> None:
    """One role of a party; the same again is none."""
    if one is None:
        return
    row = {"party_id": one, "role": role, "entity_kind": kind, "entity_id": entity}
    known = scope.notes.rows.setdefault("party_roles", [])
    if not any(row.items() <= other.items() for other in known):
        part.notes.add("party_roles", part, **row)
