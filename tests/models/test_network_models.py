"""Who belongs together, who should be apart, and what they share."""

from datetime import date

import pytest


def firm(party_id: str, **others) -> dict:
    return {"party_id": party_id, "party_name": party_id, "party_kind": "organisation"} | others


def person(party_id: str) -> dict:
    return {"party_id": party_id, "party_name": "A natural person", "party_kind": "person"}


def owns(owner: str, owned: str, share: float | None = None, **others) -> dict:
    link = {"owner_id": owner, "owned_id": owned, "link_kind": "share", "owner_share": share}
    return link | others


def key(party: str, code: str, kind: str = "phone", **others) -> dict:
    return {"party_id": party, "key_kind": kind, "key_code": code} | others


def bid(bid_id: str, *parties: str, **others) -> dict[str, list[dict]]:
    row = {"bid_id": bid_id, "tender_id": "T", "status": "valid"} | others
    return {
        "src_bids": [row],
        "src_bid_parties": [{"bid_id": bid_id, "party_id": one} for one in parties],
    }


def together(*parts: dict[str, list[dict]]) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for part in parts:
        for table, rows in part.items():
            found.setdefault(table, []).extend(rows)
    return found


TENDER = {"src_tenders": [{"tender_id": "T", "project_id": "P", "buyer_id": "CITY"}]}


def groups(rows_of, **given) -> dict[str, str]:
    return {row["party_id"]: row["group_id"] for row in rows_of("supplier_groups", given)}


def test_half_of_a_firm_makes_a_group_and_less_does_not(rows_of):
    found = groups(
        rows_of,
        src_parties=[firm("A"), firm("B"), firm("C")],
        src_party_owners=[owns("A", "B", 0.5), owns("A", "C", 0.499)],
    )
    assert found == {"A": "A", "B": "A", "C": "C"}


def test_an_indirect_half_makes_a_group(rows_of):
    found = groups(
        rows_of,
        src_parties=[firm("A"), firm("B"), firm("C"), firm("D")],
        src_party_owners=[owns("A", "B", 0.8), owns("B", "C", 0.4), owns("A", "C", 0.2)],
    )
    assert found == {"A": "A", "B": "A", "C": "A", "D": "D"}


def test_one_beneficial_owner_makes_a_group_unless_he_has_more_than_ten_firms(rows_of):
    few, many = [f"F{n:02d}" for n in range(3)], [f"M{n:02d}" for n in range(11)]
    owned = [owns("PER", one, None, is_beneficial=True) for one in few]
    owned += [owns("FUND", one, None, is_beneficial=True) for one in many]
    parties = [*map(firm, [*few, *many]), person("PER"), person("FUND")]
    found = groups(rows_of, src_parties=parties, src_party_owners=owned)
    assert {found[one] for one in few} == {"F00"}
    assert [found[one] for one in many] == many
    assert "PER" not in found


def test_the_state_and_owners_who_sold_make_no_group(rows_of):
    found = groups(
        rows_of,
        src_parties=[firm("CITY"), firm("A"), firm("B"), firm("C")],
        src_tenders=TENDER["src_tenders"],
        src_party_owners=[
            owns("CITY", "A", 1.0),
            owns("CITY", "B", 1.0),
            owns("A", "C", 1.0, end_date=date(2025, 6, 29)),
        ],
    )
    assert found == {one: one for one in ("CITY", "A", "B", "C")}


def test_a_number_joins_and_a_written_name_does_not(rows_of):
    clusters = [
        {"party_id": "A", "cluster_id": "A", "method": "identifier"},
        {"party_id": "B", "cluster_id": "A", "method": "identifier"},
        {"party_id": "C", "cluster_id": "A", "method": "same written name"},
    ]
    found = groups(
        rows_of, src_parties=[firm("A"), firm("B"), firm("C")], src_party_clusters=clusters
    )
    assert found == {"A": "A", "B": "A", "C": "C"}


def test_two_ids_with_one_personal_number_are_one_person(rows_of):
    given = {
        "src_parties": [person("P1"), person("P2"), person("P3"), firm("F")],
        "src_party_keys": [
            key("P1", "n", "representative"),
            key("P2", "n", "representative"),
            key("F", "n", "representative"),
        ],
        "src_party_owners": [owns("P2", "F", 0.3)],
    }
    found = {row["party_id"]: row["person_id"] for row in rows_of("party_persons", given)}
    assert found == {"P1": "P1", "P2": "P1", "P3": "P3"}
    (link,) = rows_of("ownership_links", given)
    assert (link["owner_id"], link["owned_id"], link["owner_share"]) == ("P1", "F", 0.3)


def test_an_owner_known_inside_his_firm_only_says_so(rows_of):
    given = {"src_party_owners": [owns("F/owner/1", "F", 0.3), owns("P", "F", 0.3)]}
    found = {row["owner_id"]: row["is_local"] for row in rows_of("ownership_links", given)}
    assert found == {"F/owner/1": True, "P": False}


def test_a_key_makes_pairs_up_to_ten_parties(rows_of):
    ten = [key(f"A{n:02d}", "x") for n in range(10)]
    assert len(rows_of("shared_keys", {"src_party_keys": ten})) == 45
    assert rows_of("shared_keys", {"src_party_keys": [*ten, key("B", "x")]}) == []


@pytest.mark.parametrize(("first", "pairs"), [(date(2020, 1, 1), 1), (date(2020, 1, 2), 0)])
def test_a_number_that_was_passed_on_makes_no_pair(rows_of, first, pairs):
    keys = [
        key("A", "x", last_seen_date=date(2020, 1, 1)),
        key("B", "x", first_seen_date=first),
        key("C", "x", "email"),
    ]
    assert len(rows_of("shared_keys", {"src_party_keys": keys})) == pairs


def test_rivals_bid_on_one_lot_and_partners_are_none(rows_of):
    given = together(
        TENDER,
        bid("1", "A", "B", lot_id="L1"),
        bid("2", "C", lot_id="L1"),
        bid("3", "D", lot_id="L2"),
        bid("4", "E", lot_id="L1", status="invited"),
    )
    rows = rows_of("party_relations", given)
    assert [(row["party_id"], row["other_party_id"]) for row in rows] == [("A", "C"), ("B", "C")]
    assert {row["relation"] for row in rows} == {"rivals"}
    assert rows[0]["tender_id"] == "T" and rows[0]["project_id"] == "P"


def test_tenderers_without_bids_are_bidders_too(rows_of):
    roles = [
        {"party_id": one, "role": "tenderer", "entity_kind": "tender", "entity_id": "T"}
        for one in ("A", "B")
    ]
    assert len(rows_of("party_relations", TENDER | {"src_party_roles": roles})) == 1
    with_bids = together(TENDER, {"src_party_roles": roles}, bid("1", "C"))
    assert [row["party_id"] for row in rows_of("competing_bidders", with_bids)] == ["C"]


def test_two_ids_of_one_firm_are_no_pair(rows_of):
    given = together(
        TENDER,
        bid("1", "A"),
        bid("2", "B"),
        {
            "src_parties": [firm("A"), firm("B")],
            "src_party_clusters": [{"party_id": one, "cluster_id": "A"} for one in "AB"],
        },
    )
    assert rows_of("party_relations", given) == []


def test_the_supervisor_is_the_other_party_of_its_pair(rows_of):
    contract = {"contract_id": "C", "project_id": "P", "supplier_id": "Z"}
    given = {
        "src_projects": [{"project_id": "P", "project_name": "P"}],
        "src_contracts": [contract, contract | {"contract_id": "D", "supplier_id": "Y",
                                                "nature": "supervision"}],
        "src_parties": [firm("X"), firm("Y"), firm("Z"), person("PER")],
        "src_party_roles": [
            {"party_id": one, "role": "supervisor", "entity_kind": "project", "entity_id": "P"}
            for one in ("X", "PER")
        ],
    }  # fmt: skip
    rows = rows_of("party_relations", given)
    assert [(row["party_id"], row["other_party_id"]) for row in rows] == [("Z", "X"), ("Z", "Y")]
    assert {row["relation"] for row in rows} == {"contractor and supervisor"}


def test_the_parties_of_a_contract_are_dated_by_the_award_else_by_the_signature(rows_of):
    given = {
        "src_awards": [{"award_id": "A", "tender_id": "T", "award_date": date(2024, 1, 1)}],
        "src_award_suppliers": [{"award_id": "A", "party_id": "X"}],
        "src_contracts": [
            {"contract_id": "1", "project_id": "P", "award_id": "A", "supplier_id": "S"},
            {"contract_id": "2", "project_id": "P", "supplier_id": "S",
             "signed_date": date(2024, 2, 1)},
            {"contract_id": "3", "project_id": "P", "supplier_id": "S", "status": "cancelled"},
        ],
        "src_subcontracts": [{"subcontract_id": "U", "contract_id": "2", "supplier_id": "B"}],
    }  # fmt: skip
    rows = rows_of("contract_parties", given)
    found = {(row["contract_id"], row["party_id"]): row for row in rows}
    assert set(found) == {("1", "S"), ("1", "X"), ("2", "S"), ("2", "B")}
    assert not found["1", "X"]["is_date_stand_in"]
    assert found["2", "S"]["decision_date"] == date(2024, 2, 1)
    assert found["2", "S"]["is_date_stand_in"] and found["2", "B"]["part"] == "subcontractor"


def test_officials_are_persons_who_held_their_role_on_the_day(rows_of):
    role = {"role": "approver", "entity_kind": "project", "entity_id": "P"}
    given = {
        "src_parties": [person("IN"), person("LEFT"), firm("BODY"), person("SELLER")],
        "src_contracts": [{"contract_id": "C", "project_id": "P", "signed_date": date(2024, 2, 1)}],
        "src_party_roles": [
            role | {"party_id": "IN", "recusal_document_id": "D"},
            role | {"party_id": "LEFT", "end_date": date(2024, 1, 31)},
            role | {"party_id": "BODY"},
            role | {"party_id": "SELLER", "role": "supplier"},
        ],
    }
    (row,) = rows_of("contract_officials", given)
    assert (row["official_id"], row["contract_id"], row["is_recused"]) == ("IN", "C", True)


def test_a_list_of_sanctions_is_as_old_as_its_latest_publication(rows_of):
    entry = {"sanction_id": "1", "list_name": "L", "status": "in_force"}
    given = {
        "src_sanctions": [
            entry | {"published_date": date(2025, 1, 1)},
            entry | {"published_date": date(2025, 5, 1)},
        ]
    }
    (row,) = rows_of("sanction_lists", given)
    assert (row["published_date"], row["entry_count"]) == (date(2025, 5, 1), 1)


@pytest.mark.parametrize(
    ("currencies", "count"), [([None, None], 0), (["XTS", None, "XTS"], 1), (["XTS", "EUR"], 2)]
)
def test_a_flow_says_whether_its_money_is_of_one_currency(rows_of, currencies, count):
    payment = {
        "contract_id": "C",
        "tier": "prime_sub",
        "payer_id": "A",
        "payee_id": "B",
        "paid_date": date(2024, 2, 5),
        "paid_amount": 10,
    }
    given = {
        "src_parties": [firm("A"), firm("B")],
        "src_payments": [
            payment | {"payment_id": str(number), "currency": currency}
            for number, currency in enumerate(currencies)
        ],
    }
    (row,) = rows_of("party_flows", given)
    assert row["currency_count"] == count


def test_money_flows_between_groups_and_not_from_the_client_or_to_the_city(rows_of):
    payment = {"project_id": "P", "contract_id": "C", "tier": "prime_sub", "payer_id": "A",
               "payee_id": "B", "paid_date": date(2024, 2, 5), "paid_amount": 10,
               "currency": "XTS"}  # fmt: skip
    given = {
        "src_parties": [firm("A"), firm("B"), firm("B2"), firm("CITY")],
        "src_tenders": TENDER["src_tenders"],
        "src_party_owners": [owns("B", "B2", 1.0)],
        "src_payments": [
            payment | {"payment_id": "1"},
            payment | {"payment_id": "2", "payee_id": "B2", "paid_date": date(2024, 2, 20)},
            payment | {"payment_id": "3", "tier": "client_prime"},
            payment | {"payment_id": "4", "payee_id": "CITY"},
            payment | {"payment_id": "5", "payment_type": "refund"},
            payment | {"payment_id": "6", "subcontract_id": "S"},
        ],
    }
    rows = rows_of("party_flows", given)
    assert [(row["payee_group_id"], row["is_registered"]) for row in rows] == [
        ("B", False),
        ("B", True),
    ]
    assert [float(row["flow_amount"]) for row in rows] == [20.0, 10.0]
    assert rows[0]["month_start_date"] == date(2024, 2, 1)
