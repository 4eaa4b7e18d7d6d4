"""What is read of a release: the properties by name, each with the kind of value that it holds.

Everything else is passed over. OCDS 1.0 names stand beside those of 1.1; extensions that are read
are bids, lots, locations, metrics, project, contract completion, beneficial owners, shareholders
and contract suppliers.
"""

from __future__ import annotations

from typing import Any

# Kinds of single values; the order is the order in which they are asked for.
TEXT, DAY, ID, MONEY, MOMENT, NUMBER, WHOLE, FLAG, WORDS, CODE, GEOMETRY, PERCENT = range(12)
OBJECT, LIST = 20, 21
# What becomes of the items of a list that have no id, or the id of another.
UNIQUE, PARTIES, REFERENCES, CONTENT, LOOSE = range(5)

Fields = dict[str, tuple[int, Any, Any]]

MILESTONE_STATUSES = {one.casefold(): one for one in ("scheduled", "met", "notMet", "partiallyMet")}
CONTRACT_STATUSES = {
    one: one for one in ("pending", "active", "cancelled", "terminated", "closed")
} | {"canceled": "cancelled"}


def _fields(
    text: str = "",
    day: str = "",
    objects: dict[str, Fields] | None = None,
    lists: dict[str, tuple[Fields, int]] | None = None,
    **others: int | tuple,
) -> Fields:
    found: Fields = {name: (TEXT, None, None) for name in text.split()}
    found |= {name: (DAY, None, None) for name in day.split()}
    for name, kind in others.items():
        found[name] = kind if isinstance(kind, tuple) else (kind, None, None)
    found |= {name: (OBJECT, inner, None) for name, inner in (objects or {}).items()}
    found |= {name: (LIST, inner, how) for name, (inner, how) in (lists or {}).items()}
    return found


VALUE = _fields("currency", amount=MONEY, valueAddedTaxIncluded=FLAG)
PERIOD = _fields(day="startDate endDate")
ADDRESS = _fields("streetAddress locality region postalCode countryName")
IDENTIFIER = _fields("scheme legalName", id=ID)
OWNER = _fields("name", day="startDate endDate", objects={"identifier": IDENTIFIER}, id=ID) | {
    "shareholding": (PERCENT, None, None)
}
# Read to be coded: none of it is kept (see ingest.party_keys).
CONTACT = _fields("email telephone")
ORGANISATION = _fields(
    "name legalName scheme",
    objects={
        "identifier": IDENTIFIER,
        "address": ADDRESS,
        "contactPoint": CONTACT,
        "details": _fields("scale"),
    },
    lists={
        "beneficialOwners": (OWNER, UNIQUE),
        "shareholders": (OWNER, UNIQUE),
        "additionalContactPoints": (CONTACT, LOOSE),
    },
    id=ID,
    roles=WORDS,
)
REFERENCE = _fields(
    "name legalName scheme",
    objects={"identifier": IDENTIFIER, "address": ADDRESS},
    id=ID,
)
DOCUMENT = _fields("documentType title url", day="datePublished dateModified", id=ID)
GAZETTEER = _fields("scheme", identifiers=WORDS)
LOCATION = _fields("description", objects={"gazetteer": GAZETTEER}, id=ID, geometry=GEOMETRY)
ITEM = _fields(
    "description",
    objects={
        "classification": _fields("scheme description", id=ID),
        "unit": _fields("name", objects={"value": VALUE}, id=ID),
        "deliveryLocation": LOCATION,
        "deliveryAddress": ADDRESS,
    },
    id=ID,
    quantity=NUMBER,
)
MILESTONE = _fields(
    "title description type milestoneType",
    day="dueDate dateMet dateModified",
    objects={"value": VALUE},
    lists={"documents": (DOCUMENT, UNIQUE)},
    id=ID,
    status=(CODE, MILESTONE_STATUSES, None),
)
TRANSACTION = _fields(
    "type",
    day="date",
    objects={
        "value": VALUE,
        "amount": VALUE,
        "payer": REFERENCE,
        "payee": REFERENCE,
        "providerOrganization": REFERENCE,
        "receiverOrganization": REFERENCE,
        "relatedImplementationMilestone": _fields(id=ID),
    },
    id=ID,
)
OBSERVATION = _fields(
    objects={
        "period": PERIOD,
        "value": VALUE,
        "unit": _fields("name", id=ID),
    },
    id=ID,
    measure=NUMBER,
)
METRIC = _fields("title description", lists={"observations": (OBSERVATION, UNIQUE)}, id=ID)
CHANGE = _fields("property", former_value=LOOSE)  # the kind of value hangs on the property
CHANGE["former_value"] = (TEXT, None, None)
AMENDMENT = _fields(
    "rationale description amendsReleaseID releaseID",
    day="date",
    lists={"changes": (CHANGE, LOOSE)},
    id=ID,
)
IMPLEMENTATION = _fields(
    day="endDate",
    objects={"finalValue": VALUE},
    lists={
        "transactions": (TRANSACTION, CONTENT),
        "milestones": (MILESTONE, UNIQUE),
        "documents": (DOCUMENT, UNIQUE),
        "metrics": (METRIC, UNIQUE),
    },
)
CONTRACT = _fields(
    "title description",
    day="dateSigned",
    objects={
        "value": VALUE,
        "period": PERIOD,
        "implementation": IMPLEMENTATION,
        "amendment": AMENDMENT,
    },
    lists={
        "items": (ITEM, UNIQUE),
        "documents": (DOCUMENT, UNIQUE),
        "milestones": (MILESTONE, UNIQUE),
        "amendments": (AMENDMENT, UNIQUE),
        "suppliers": (REFERENCE, REFERENCES),
        "relatedProcesses": (
            _fields("scheme", id=ID, relationship=WORDS, identifier=ID),
            UNIQUE,
        ),
    },
    id=ID,
    awardID=ID,
    extendsContractID=ID,
    amendsContractID=ID,
    status=(CODE, CONTRACT_STATUSES, None),
)
AWARD = _fields(
    "title status",
    day="date",
    objects={"value": VALUE},
    lists={"suppliers": (REFERENCE, REFERENCES), "documents": (DOCUMENT, UNIQUE)},
    id=ID,
    relatedLots=WORDS,
    relatedLot=ID,
    lotID=ID,
    relatedBid=ID,
    relatedBids=WORDS,
    bidID=ID,
    bid_id=ID,
)
BID = _fields(
    "status",
    objects={"value": VALUE},
    lists={"tenderers": (REFERENCE, REFERENCES)},
    id=ID,
    date=MOMENT,
    relatedLots=WORDS,
    relatedLot=ID,
    lotID=ID,
)
LOT = _fields("title description status", objects={"value": VALUE}, id=ID)
TENDER = _fields(
    "title description status procurementMethod procurementMethodDetails "
    "procurementMethodRationale awardCriteria mainProcurementCategory",
    objects={
        "value": VALUE,
        "procuringEntity": REFERENCE,
        "tenderPeriod": _fields(startDate=MOMENT, endDate=MOMENT),
        "contractPeriod": PERIOD,
        "bidOpening": _fields(date=MOMENT),
    },
    lists={
        "items": (ITEM, UNIQUE),
        "lots": (LOT, UNIQUE),
        "documents": (DOCUMENT, UNIQUE),
        "milestones": (MILESTONE, UNIQUE),
        "tenderers": (REFERENCE, REFERENCES),
    },
    id=ID,
    numberOfTenderers=WHOLE,
)
PLANNING = _fields(
    "rationale",
    objects={
        "budget": _fields("project", objects={"amount": VALUE, "value": VALUE}, projectID=ID),
        "project": _fields(
            "title description",
            objects={"totalValue": VALUE, "sector": _fields("description", id=ID)},
            lists={"locations": (LOCATION, UNIQUE)},
            id=ID,
        ),
    },
    lists={
        "documents": (DOCUMENT, UNIQUE),
        "milestones": (MILESTONE, UNIQUE),
        "forecasts": (METRIC, UNIQUE),
    },
)
RELEASE = _fields(
    objects={
        "planning": PLANNING,
        "tender": TENDER,
        "buyer": REFERENCE,
        "bids": _fields(lists={"details": (BID, UNIQUE)}),
    },
    lists={
        "parties": (ORGANISATION, PARTIES),
        "awards": (AWARD, UNIQUE),
        "contracts": (CONTRACT, UNIQUE),
    },
    ocid=ID,
    id=ID,
    tag=WORDS,
)
