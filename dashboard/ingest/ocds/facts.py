"""One contracting process, as it stood after a release, as rows of the border tables.

Ids of a process are unique only inside it, so the ids here are paths: `<ocid>/contract/<id>`,
`<ocid>/contract/<id>/transaction/<id>` and so on; `<ocid>/tender`, and `<ocid>/lot` for the lot of
a tender that names none. Rows are tuples in the order of COLUMNS, without lineage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dashboard.ingest.ocds.options import Options
from dashboard.ingest.ocds.parties import identifier_of, kind_of, name_of, party_id
from dashboard.ingest.party_keys import address as whole_address
from dashboard.ingest.party_keys import code

Object = dict[str, Any]
Row = tuple
Say = Callable[[str, Any, str, str], None]  # column, raw value, issue, action

CLIENT = "client_prime"  # who pays whom: OCDS knows no tier below the contractor
COLUMNS: dict[str, tuple[str, ...]] = {
    table: tuple(names.split())
    for table, names in {
        "projects": "project_id project_name description programme sector agency status "
        "status_text planned_start_date planned_end_date actual_end_date currency purpose "
        "completion_amount",
        "project_places": "project_id place_level place_name place_code longitude latitude "
        "location_id geometry address",
        "project_budgets": "project_id budget_date budget_amount currency",
        "project_processes": "project_id ocid",
        "tenders": "tender_id ocid project_id tender_name description buyer_id buyer_name "
        "procuring_entity_id procuring_entity_name category item_code procurement_method "
        "procurement_method_details procurement_method_rationale award_criteria estimate_amount "
        "currency notice_published_date submission_start_date submission_deadline bid_opening "
        "tenderer_count status",
        "lots": "lot_id tender_id lot_name estimate_amount currency status",
        "bids": "bid_id tender_id lot_id submitted bid_date bid_amount currency status is_winner",
        "bid_parties": "bid_id party_id party_name is_lead",
        "awards": "award_id tender_id lot_id award_date award_amount currency status bid_id "
        "notice_published_date",
        "award_suppliers": "award_id party_id party_name",
        "contracts": "contract_id project_id contract_name nature procurement_method supplier_id "
        "supplier_name signed_date start_date current_end_date actual_end_date contract_amount "
        "final_amount currency status tender_id award_id buyer_id buyer_name description "
        "notice_published_date is_tax_included",
        "contract_amendments": "amendment_id contract_id amendment_date amount_before "
        "amount_after amount_change end_date_before end_date_after rationale",
        "contract_items": "contract_item_id contract_id item_code description quantity unit "
        "unit_price_amount currency",
        "milestones": "milestone_id project_id contract_id milestone_name baseline_date "
        "forecast_date actual_date status milestone_type milestone_amount currency",
        "invoices": "invoice_id project_id contract_id tier payer_id payee_id payee_name "
        "due_date invoice_amount currency",
        "payments": "payment_id invoice_id project_id contract_id tier payer_id payee_id "
        "paid_date paid_amount currency payment_type",
        "progress_reports": "report_id project_id contract_id period_end_date reported_date "
        "physical_share planned_share",
        "metric_observations": "observation_id project_id contract_id kind metric_id metric_name "
        "period_start_date period_end_date measure unit observation_amount currency group_name",
        "parties": "party_id party_name party_kind party_identifier identifier_scheme legal_name "
        "address locality postal_code country classification",
        "party_roles": "party_id role entity_kind entity_id",
        "party_owners": "owner_id owned_id link_kind owner_share is_beneficial start_date end_date",
        "party_keys": "party_id key_kind key_code",
        "documents": "document_id entity_kind entity_id project_id document_type document_name "
        "url notice_published_date modified_date",
    }.items()
}


@dataclass
class Memory:
    """What the earlier releases of one process said, where the later ones no longer do."""

    first_due: dict[str, str] = field(default_factory=dict)  # by milestone
    contracts: dict[str, tuple] = field(default_factory=dict)  # amount and end, one state before
    by_release: dict[str, dict[str, tuple]] = field(default_factory=dict)
    amendments: dict[str, dict[str, Any]] = field(default_factory=dict)  # what was worked out
    release_id: str | None = None
    told: set = field(default_factory=set)  # issues


class Process:
    """A process in one state; `rows` holds the rows of every table."""

    def __init__(
        self,
        release: Object,
        day: str,
        options: Options,
        rows: dict[str, list[Row]],
        say: Say,
        memory: Memory | None = None,
    ) -> None:
        self.release, self.day, self.options, self.rows = release, day, options, rows
        self.say, self.memory = say, memory
        self.ocid: str = release["ocid"]
        self.tender_id = f"{self.ocid}/tender"
        self.planning: Object = release.get("planning") or {}
        self.tender: Object = release.get("tender") or {}
        self.awards: list[Object] = release.get("awards") or []
        self.contracts: list[Object] = release.get("contracts") or []
        self.budget: Object = self.planning.get("budget") or {}
        stated = (self.planning.get("project") or {}).get("id") or self.budget.get("projectID")
        self.is_own_project = options.projects == "process" or not stated
        self.project_id: str = self.ocid if self.is_own_project else stated
        self.who: dict[str, tuple[str, str | None]] = {}
        self.roles: dict[tuple[str, str, str, str], None] = {}
        self._parties()

    def _parties(self) -> None:
        """Who the parties are; several entries with one identifier are one party."""
        found: dict[str, Object] = {}
        for party in self.release.get("parties") or ():
            known_as = party_id(party, self.ocid)
            if known_as is None:
                continue
            self.who[party["id"]] = (known_as, name_of(party))
            first = found.get(known_as)
            found[known_as] = party if first is None else _together(first, party)
        for known_as, party in found.items():
            self._party(known_as, party)

    def _party(self, known_as: str, party: Object) -> None:
        name = name_of(party)
        kind = kind_of(party)
        if name:
            scheme, number = identifier_of(party)
            address = party.get("address") or {}
            is_firm = kind == "organisation"
            self.rows["parties"].append(
                (
                    known_as,
                    name,
                    kind,
                    number,
                    scheme,
                    (party.get("identifier") or {}).get("legalName"),
                    # A street and a postal code may be a person's home.
                    _joined(address, "streetAddress", "locality", "region") if is_firm else None,
                    address.get("locality"),
                    address.get("postalCode") if is_firm else None,
                    address.get("countryName"),
                    (party.get("details") or {}).get("scale"),
                )
            )
        self._keys(known_as, party)
        for role in party.get("roles") or ():
            if role not in ("supplier", "payer", "payee"):  # these belong to a contract
                self.role(known_as, role, "tender", self.tender_id)
        for owner in party.get("beneficialOwners") or ():
            self._owner(known_as, owner, "beneficial owner", True)
        for owner in party.get("shareholders") or ():
            self._owner(known_as, owner, "share", None)

    def _keys(self, known_as: str, party: Object) -> None:
        """Codes of the party's contacts; the contacts themselves are not kept."""
        address = party.get("address") or {}
        place = (address.get("streetAddress"), address.get("locality"))
        district = address.get("region") or address.get("postalCode")
        contacts = [party.get("contactPoint") or {}, *(party.get("additionalContactPoints") or ())]
        found = [("address", whole_address(*place, district))]
        found += [("phone", one.get("telephone")) for one in contacts]
        found += [("email", one.get("email")) for one in contacts]
        for kind, text in found:
            if key_code := code(kind, text):
                self.rows["party_keys"].append((known_as, kind, key_code))

    def _owner(self, owned: str, owner: Object, link: str, is_beneficial: bool | None) -> None:
        """An owner, a person as far as anybody can tell: of these only the name is kept."""
        name = owner.get("name")
        if not name:
            return
        scheme, number = identifier_of(owner)
        kind = "person" if is_beneficial else kind_of(owner)
        if number and kind == "organisation":
            owner_id = number if not scheme else f"{scheme}-{number}"
        else:
            # Two people of one name must stay two, unless their personal number is the same.
            owner_id = f"{owned}/owner/{owner['id']}"
            if key_code := code("representative", number and f"{scheme or ''} {number}"):
                self.rows["party_keys"].append((owner_id, "representative", key_code))
            number, scheme = None, None
        blanks = (None,) * 6
        self.rows["parties"].append((owner_id, name, kind, number, scheme, *blanks))
        self.rows["party_owners"].append(
            (
                owner_id,
                owned,
                link,
                owner.get("shareholding"),
                is_beneficial,
                owner.get("startDate"),
                owner.get("endDate"),
            )
        )

    def party(self, reference: Object | None) -> tuple[str | None, str | None]:
        """The id and name of the party that `reference` means."""
        if not reference:
            return None, None
        known = self.who.get(reference["id"])
        if known is None:
            name = reference.get("name")
            known_as = party_id(reference, self.ocid)
            known = self.who[reference["id"]] = (known_as, name)
            if known_as and name:
                self._party(known_as, reference)
        return known[0], known[1] or reference.get("name")

    def role(self, known_as: str | None, role: str, kind: str, entity: str) -> None:
        """Note who is what, once."""
        if known_as:
            self.roles[known_as, role, kind, entity] = None

    def documents(self, holder: Object, path: str, kind: str, entity: str) -> None:
        """Rows of the documents of `holder`, which is the entity or a part of it."""
        for one in holder.get("documents") or ():
            self.rows["documents"].append(
                (
                    f"{path}/document/{one['id']}",
                    kind,
                    entity,
                    self.project_id,
                    one.get("documentType"),
                    one.get("title"),
                    one.get("url"),
                    one.get("datePublished"),
                    one.get("dateModified"),
                )
            )

    def finish(self) -> None:
        """Rows of what was collected on the way."""
        self.rows["party_roles"].extend(self.roles)


def _together(first: Object, other: Object) -> Object:
    """Two entries of one party as one; the first wins where both speak."""
    roles = dict.fromkeys([*(first.get("roles") or ()), *(other.get("roles") or ())])
    kept = {key: value for key, value in first.items() if value is not None}
    return other | kept | {"roles": list(roles)}


def _joined(holder: Object, *keys: str) -> str | None:
    return ", ".join(holder[key] for key in keys if holder.get(key)) or None


def notice_day(holder: Object, *types: str) -> str | None:
    """The first day on which a document of one of these types was published."""
    days = [
        one["datePublished"]
        for one in holder.get("documents") or ()
        if one.get("datePublished") and _plain(one.get("documentType")) in types
    ]
    return min(days, default=None)


def _plain(text: str | None) -> str:
    return (text or "").replace(" ", "").casefold()


def amount_of(holder: Object, key: str = "value") -> tuple[str | None, str | None]:
    """The amount and currency of `holder[key]`."""
    value = holder.get(key)
    return (value.get("amount"), value.get("currency")) if value else (None, None)


def new_rows() -> dict[str, list[Row]]:
    """An empty list for every table."""
    return defaultdict(list)
