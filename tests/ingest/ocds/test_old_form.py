"""OCDS 1.0, and what stands between it and 1.1, comes out as the form of today would."""

from __future__ import annotations

from decimal import Decimal

OLD = {
    "ocid": "OCDS-OLD-1",
    "id": "01",
    "date": "2016-01-10T00:00:00-06:00",
    "tag": ["contract"],
    "packageInfo": {"publishedDate": "2017-01-01T00:00:00-06:00", "uri": None},
    "buyer": {
        "name": "FINANCE MINISTRY",
        "identifier": {"id": "GDF9712054NA", "uri": "https://example.org"},
        "contactPoint": {"name": "Ann Example", "faxNumber": "5134-2500"},
    },
    "planning": {"budget": {"value": {"amount": 500.5, "currency": "MXN"}}},
    "awards": [
        {
            "id": "1",
            "suppliers": [
                {
                    "name": "CONSULTING SA DE CV",
                    "identifier": {"id": "C&#38;C021030KX2", "scheme": "CONSULTING SA DE CV"},
                    "address": {"streetAddress": "5 Road"},
                }
            ],
        }
    ],
    "contracts": [
        {
            "id": "1",
            "awardID": "1",
            "value": {"amount": 500, "currency": "MXN"},
            "implementation": {
                "transactions": [
                    {
                        "id": "CLC1",
                        "date": "2016-04-08T00:00:00-06:00",
                        "amount": {"amount": 100, "currency": "MXN"},
                        "providerOrganization": {"id": "0901", "legalName": "FINANCE MINISTRY"},
                        "receiverOrganization": {
                            "id": "C&C021030KX2",
                            "legalName": "CONSULTING SA DE CV",
                        },
                    }
                ]
            },
        }
    ],
}


def test_the_amount_and_the_organisations_of_an_old_payment_are_read(processes):
    processes.give(OLD)
    (payment,) = processes.rows("payments")
    assert (payment["paid_amount"], payment["currency"]) == (Decimal(100), "MXN")
    assert (payment["payer_id"], payment["payee_id"]) == ("0901", "C&C021030KX2")
    assert str(payment["paid_date"]) == "2016-04-08"


def test_embedded_organisations_are_parties_known_by_their_number(processes):
    processes.give(OLD)
    (contract,) = processes.rows("contracts")
    # The payee and the supplier are one, although one number is written with a character code.
    assert contract["supplier_id"] == "C&C021030KX2"
    assert (contract["buyer_id"], contract["buyer_name"]) == ("GDF9712054NA", "FINANCE MINISTRY")
    parties = {row["party_id"]: row for row in processes.rows("parties")}
    supplier = parties["C&C021030KX2"]
    # The name of the firm stands where a register belongs.
    assert (supplier["identifier_scheme"], supplier["party_kind"]) == (None, "organisation")
    assert "Ann Example" not in processes.everything()
    assert "5134-2500" not in processes.everything()


def test_the_old_name_of_the_budget_is_read(processes):
    processes.give(OLD)
    assert processes.rows("project_budgets")[0]["budget_amount"] == Decimal("500.50")


def test_an_organisation_with_a_name_only_is_the_same_in_every_process(processes):
    def one(ocid: str, name: str) -> dict:
        return {
            "ocid": ocid,
            "id": "1",
            "date": "2016-01-01T00:00:00Z",
            "awards": [{"id": "1", "suppliers": [{"name": name}]}],
        }

    processes.give([one("a", "Álvarez Hermanos"), one("b", "ALVAREZ  HERMANOS"), one("c", "Other")])
    ids = [row["party_id"] for row in processes.rows("award_suppliers")]
    assert ids[0] == ids[1] != ids[2]


def test_one_object_where_a_list_belongs_is_a_list_of_one(processes):
    release = OLD | {"awards": OLD["awards"][0]}
    assert processes.give(release).rows_quarantined == 0
    assert len(processes.rows("awards")) == 1
    assert ("awards", "one object where a list was expected", "repaired") in processes.issues()


def test_lots_of_bids_and_awards_under_their_other_names_are_found(processes):
    release = {
        "ocid": "u-1",
        "id": "1",
        "date": "2016-01-01T00:00:00Z",
        "tender": {"id": "T", "lots": [{"id": "L1"}, {"id": "L2"}]},
        "bids": {"details": [{"id": "B", "relatedLot": "L2"}]},
        "awards": [{"id": "A", "lotID": "L2"}],
    }
    processes.give(release)
    assert processes.rows("bids")[0]["lot_id"] == "u-1/lot/L2"
    assert processes.rows("awards")[0]["lot_id"] == "u-1/lot/L2"
