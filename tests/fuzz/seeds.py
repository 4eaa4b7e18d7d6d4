"""Small whole documents of every shape that the JSON readers take, to be broken at random."""

from __future__ import annotations

import json
import os
from pathlib import Path

MONEY = {"amount": 1000.5, "currency": "EUR"}
RELEASE = {
    "ocid": "ocds-made01-1",
    "id": "1",
    "date": "2024-01-31T00:00:00Z",
    "tag": ["contract", "implementation"],
    "initiationType": "tender",
    "parties": [
        {
            "id": "B1",
            "name": "Authority",
            "roles": ["buyer"],
            "identifier": {"scheme": "XX-REG", "id": "77"},
            "address": {"streetAddress": "1 High Street", "countryName": "Nowhere"},
            "contactPoint": {"name": "Desk", "email": "desk@example.org"},
        },
        {"id": "F1", "name": "Builder", "roles": ["supplier", "tenderer"]},
    ],
    "buyer": {"id": "B1", "name": "Authority"},
    "planning": {
        "budget": {"amount": MONEY, "projectID": "P1", "project": "Bridge"},
        "milestones": [{"id": "1", "title": "Plan", "dueDate": "2023-01-01T00:00:00Z"}],
    },
    "tender": {
        "id": "T1",
        "title": "Bridge",
        "status": "complete",
        "value": MONEY,
        "procurementMethod": "open",
        "tenderPeriod": {"startDate": "2023-01-01T00:00:00Z", "endDate": "2023-02-01T00:00:00Z"},
        "items": [{"id": "1", "classification": {"scheme": "CPV", "id": "45221111"}}],
        "lots": [{"id": "L1", "title": "North", "value": MONEY}],
        "tenderers": [{"id": "F1", "name": "Builder"}],
        "documents": [{"id": "D1", "documentType": "tenderNotice", "url": "http://example.org"}],
    },
    "bids": {
        "details": [
            {
                "id": "1",
                "status": "valid",
                "date": "2023-01-20T00:00:00Z",
                "value": MONEY,
                "tenderers": [{"id": "F1", "name": "Builder"}],
                "relatedLots": ["L1"],
            }
        ]
    },
    "awards": [
        {
            "id": "A1",
            "status": "active",
            "date": "2023-03-01T00:00:00Z",
            "value": MONEY,
            "suppliers": [{"id": "F1", "name": "Builder"}],
        }
    ],
    "contracts": [
        {
            "id": "C1",
            "awardID": "A1",
            "status": "active",
            "value": MONEY,
            "dateSigned": "2023-03-15T00:00:00Z",
            "period": {"startDate": "2023-04-01T00:00:00Z", "endDate": "2024-04-01T00:00:00Z"},
            "items": [{"id": "1", "quantity": 2, "unit": {"name": "t", "value": MONEY}}],
            "amendments": [
                {"id": "1", "date": "2023-08-01T00:00:00Z", "amendsReleaseID": "1",
                 "releaseID": "1", "rationale": "Rock"}
            ],
            "implementation": {
                "transactions": [
                    {"id": "1", "date": "2023-06-01T00:00:00Z", "value": MONEY,
                     "payer": {"id": "B1"}, "payee": {"id": "F1"}}
                ],
                "milestones": [
                    {"id": "1", "type": "payment", "dueDate": "2023-06-30T00:00:00Z",
                     "status": "met", "description": "0.6", "value": MONEY}
                ],
            },
        }
    ],
}  # fmt: skip
OLD_RELEASE = {
    "ocid": "ocds-made01-2",
    "id": "2",
    "date": "2016-01-31",
    "tag": ["contract"],
    "buyer": {"name": "Authority", "identifier": {"id": "77"}},
    "awards": [
        {"id": 1, "suppliers": [{"identifier": {"id": "F1"}, "name": "Builder"}], "value": MONEY}
    ],
    "contracts": [
        {
            "id": 1,
            "awardID": 1,
            "amount": MONEY,
            "amendment": {"date": "2016-02-01", "rationale": "More"},
            "implementation": {
                "transactions": [
                    {"id": 1, "amount": MONEY, "providerOrganization": {"id": "B1"},
                     "receiverOrganization": {"id": "F1"}}
                ]
            },
        }
    ],
}  # fmt: skip
PACKAGE = {"uri": "http://example.org/1", "publishedDate": "2024-02-01T00:00:00Z", "version": "1.1"}
OCDS = [
    PACKAGE | {"releases": [RELEASE, OLD_RELEASE]},
    PACKAGE | {"records": [{"ocid": RELEASE["ocid"], "releases": [RELEASE]}]},
    PACKAGE | {"records": [{"ocid": RELEASE["ocid"], "compiledRelease": RELEASE}]},
    RELEASE,
    OLD_RELEASE,
    [RELEASE, OLD_RELEASE],
]
PROJECT = {
    "id": "oc4ids-made01-1",
    "title": "Bridge",
    "status": "implementation",
    "type": "construction",
    "sector": ["transport"],
    "period": {"startDate": "2023-01-01T00:00:00Z", "endDate": "2025-01-01T00:00:00Z"},
    "locations": [
        {"id": "1", "description": "River", "geometry": {"type": "Point", "coordinates": [1, 2]}},
        {
            "id": "2",
            "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 1]]},
            "gazetteer": {"scheme": "GEONAMES", "identifiers": ["1"]},
        },
    ],
    "budget": {"amount": MONEY, "approvalDate": "2022-12-01T00:00:00Z"},
    "parties": [
        {"id": "B1", "name": "Authority", "roles": ["publicAuthority"]},
        {"id": "F1", "name": "Builder", "beneficialOwners": [{"id": "O1", "name": "Owner"}]},
    ],
    "publicAuthority": {"id": "B1", "name": "Authority"},
    "metrics": [
        {
            "id": "physicalProgress",
            "observations": [
                {"id": "1", "period": {"endDate": "2024-01-31T00:00:00Z"}, "measure": 40}
            ],
        }
    ],
    "costMeasurements": [
        {"id": "1", "lifeCycleCosting": {"value": MONEY}, "costGroups": []},
    ],
    "completion": {"endDate": "2025-02-01T00:00:00Z", "finalValue": MONEY},
    "contractingProcesses": [
        {
            "id": RELEASE["ocid"],
            "summary": {
                "ocid": RELEASE["ocid"],
                "title": "Works",
                "nature": ["construction"],
                "status": "active",
                "contractValue": MONEY,
                "contractPeriod": {"endDate": "2025-01-01T00:00:00Z"},
                "suppliers": [{"id": "F1", "name": "Builder"}],
                "tender": {"procurementMethod": "open", "numberOfTenderers": 3},
                "modifications": [
                    {"id": "1", "type": "value", "date": "2023-08-01T00:00:00Z",
                     "oldContractValue": MONEY, "newContractValue": MONEY}
                ],
                "transactions": [{"id": "1", "date": "2023-06-01T00:00:00Z", "value": MONEY}],
                "milestones": [{"id": "1", "type": "payment", "dueDate": "2023-07-01T00:00:00Z"}],
            },
        }
    ],
    "documents": [{"id": "1", "documentType": "finalAudit", "url": "http://example.org"}],
}  # fmt: skip
OC4IDS = [
    PACKAGE | {"version": "0.9", "projects": [PROJECT]},
    [PROJECT, PROJECT | {"id": "oc4ids-made01-2"}],
    PROJECT,
]
ROW = {
    "contractId": "17A00001",
    "description": "Bridge over the river",
    "category": "Bridges",
    "status": "Completed",
    "budget": 1000000,
    "amountPaid": 0,
    "progress": 100,
    "programName": "Roads",
    "sourceOfFunds": "Budget",
    "contractEffectivityDate": "2017-08-09",
    "completionDate": "2018-05-01",
    "location": {
        "region": "One",
        "province": "One 1st DEO",
        "coordinates": {"latitude": 14.5, "longitude": 121.0},
    },
    "contractor": "ALPHA (123) / BETA (456)",
    "startDate": "2017-08-09",
    "expiryDate": "2018-05-23 00:00:00.0000000",
    "bidders": [{"name": "ALPHA", "pcabId": "123", "isWinner": True}],
    "procurement": {
        "abc": "1,100,000.00",
        "awardAmount": "1000000",
        "contractName": "Bridge",
        "status": "awarded",
        "advertisementDate": "2017-05-23 00:00:00.0000000",
        "bidSubmissionDeadline": "2017-06-23 00:00:00.0000000",
        "dateOfAward": "2017-07-23 00:00:00.0000000",
    },
}
ROWS = [{"data": ROW}, {"status": "ok", "data": ROW, "code": 200}]
FEATURES = [
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"neighbourhood_id": "N1", "neighbourhood_name": "One"},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]],
                },
            },
            {
                "type": "Feature",
                "properties": {"neighbourhood_id": "N2", "neighbourhood_name": "Two"},
                "geometry": {"type": "MultiPolygon", "coordinates": []},
            },
        ],
    }
]
PUBLISHED = {
    "ocds": ("ocds-*/**/*.json", 60_000),
    "oc4ids": ("oc4ids-examples/*.json", 60_000),
    "json rows": ("philippines-dpwh/contracts/*.json", 20_000),
}


def documents(reader: str, published: bool = False) -> list[bytes]:
    """Documents for one reader: made up, and published ones if they are wanted and there."""
    own = {"ocds": OCDS, "oc4ids": OC4IDS, "json rows": ROWS, "geojson": FEATURES}[reader]
    found = [json.dumps(one).encode() for one in own]
    folder = os.environ.get("CLEARWORKS_REAL_DATA")
    if published and folder and reader in PUBLISHED:
        pattern, largest = PUBLISHED[reader]
        paths = [path for path in sorted(Path(folder).glob(pattern))]
        found += [path.read_bytes() for path in paths if path.stat().st_size <= largest][::7]
    return found
