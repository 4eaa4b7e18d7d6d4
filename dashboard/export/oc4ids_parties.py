"""The organisations of a project with their roles; natural persons without anything of theirs."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.export.oc4ids_values import EXTENSION, filled, own
from dashboard.export.project_rows import ProjectRows

PERSON = "A natural person"


class Named:
    """Who is named in a project while it is written, and in which roles."""

    def __init__(self, rows: ProjectRows, project_id: str) -> None:
        self.rows = rows
        self.roles: dict[str, set[str]] = {}
        self.names: dict[str, str] = {}  # as the references say them
        for row in rows.of("party_roles", project_id):
            self.roles.setdefault(row["party_id"], set()).add(row["role"])

    def refer(self, party_id: str | None, name: str | None, *roles: str) -> dict:
        """A reference to a party, which will then be among the parties; empty for nobody."""
        if party_id is None:
            return filled(name=name)
        known = self.rows.parties.get(party_id, {})
        if name:
            self.names.setdefault(party_id, name)
        if known or name:
            self.roles.setdefault(party_id, set()).update(roles)
        if known.get("party_kind") == "person":
            return {"id": party_id, "name": PERSON}
        return filled(id=party_id, name=name or known.get("party_name"))

    def parties(self) -> list[dict]:
        """Every party that was referred to, by id."""
        return [
            self._party(one, self.names.get(one), self.roles[one]) for one in sorted(self.roles)
        ]

    def _party(self, party_id: str, name: str | None, roles: Iterable[str]) -> dict:
        row = self.rows.parties.get(party_id, {})
        listed = sorted(roles)
        if row.get("party_kind") == "person":
            return {
                "id": party_id,
                "name": PERSON,
                "roles": listed,
                EXTENSION: {"partyKind": "person"},
            }
        kind = row.get("party_kind")
        extra = own(row, ("founded_date",))
        if kind not in (None, "organisation"):
            extra["partyKind"] = kind
        return filled(
            id=party_id,
            name=row.get("party_name") or name,
            identifier=filled(
                scheme=row.get("identifier_scheme"),
                id=row.get("party_identifier"),
                legalName=row.get("legal_name"),
            ),
            address=filled(
                streetAddress=row.get("address"),
                locality=row.get("locality"),
                postalCode=row.get("postal_code"),
                countryName=row.get("country"),
            ),
            roles=listed,
            classifications=[filled(description=row.get("classification"))]
            if row.get("classification")
            else None,
            beneficialOwners=self._owners(party_id),
            **{EXTENSION: extra},
        )

    def _owners(self, party_id: str) -> list[dict]:
        return [
            {"id": row["owner_id"], EXTENSION: {"linkKind": row["link_kind"]}}
            for row in self.rows.owners.get(party_id, ())
            if row["is_beneficial"]
        ]
