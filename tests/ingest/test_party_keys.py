"""Contacts and accounts become codes when a file is loaded, and names before a build."""

import json
import os
import stat
from pathlib import Path

import polars as pl
import pytest

from dashboard.ingest import build_inputs, key_groups, load, manifest, party_keys, source_row, store
from dashboard.messages import InputError
from dashboard.workspaces import Workspace, local_root

SUPPLIERS = """
title = "Suppliers"
owner = "Town hall"
licence = "CC0"
kind = "rows"
files = ["suppliers_*.csv"]
published = { file_name = '(?P<year>20\\d\\d)-(?P<month>\\d\\d)' }

[columns]
id = { from = "Id", type = "text", required = true }
name = { from = "Name", type = "text" }
phone_text = { from = "Phone", type = "text" }
mail = { from = "Mail", type = "text" }
street = { from = "Street", type = "text" }
city = { from = "City", type = "text" }
district = { from = "District", type = "text" }

[tables.parties]
party_id = "id"
party_name = "name"
first_per = ["id"]

[tables.party_keys]
party_id = "id"
phone = "phone_text"
email = "mail"
address = ["street", "city", "district"]
"""
KEYS = """
title = "Keys"
owner = "Town hall"
licence = "CC0"
kind = "rows"
files = ["keys.csv"]
published = { date = 2025-01-31 }
template = "party_keys"
"""
OCDS = """
title = "Releases"
owner = "Town hall"
licence = "CC0"
kind = "rows"
files = ["releases.json"]
published = { release_date = true }
format = { kind = "ocds" }
"""
OC4IDS = """
title = "Projects"
owner = "Town hall"
licence = "CC0"
kind = "rows"
files = ["projects.json"]
published = { date = 2025-01-31 }
format = { kind = "oc4ids" }
"""
HEADER = "Id,Name,Phone,Mail,Street,City,District\n"
PHONE, MAIL, STREET = "718-555-0164", "A.Clerk@example.org", "12 Harbour Street"
SECRETS = (PHONE, "5550164", "555-0164", MAIL, MAIL.lower(), STREET, "XT99 1234 5678", "12345678")
CONTACT = {"name": "A. Clerk", "telephone": PHONE, "email": MAIL}
ADDRESS = {"streetAddress": STREET, "locality": "Belmara", "region": "North"}


def party(identifier: str, **others) -> dict:
    return {"id": identifier, "name": f"Firm {identifier}", "roles": ["tenderer"]} | others


RELEASES = {
    "releases": [
        {
            "ocid": "ocds-test-1",
            "id": "1",
            "date": "2025-01-31",
            "tag": ["tender"],
            "tender": {"id": "t", "title": "Bridge"},
            "parties": [
                party("name-000000000000000a", contactPoint=CONTACT, address=ADDRESS),
                party("name-000000000000000b", contactPoint=CONTACT | {"email": [MAIL]}),
                party("name-000000000000000c", contactPoint=[CONTACT]),
            ],
        }
    ]
}
PROJECTS = {
    "projects": [
        {
            "id": "P-1",
            "title": "Bridge",
            "parties": [
                party("A", contactPoint=CONTACT, address=ADDRESS),
                party("B", contactPoint=CONTACT | {"telephone": 7}),
            ],
        }
    ]
}


@pytest.fixture
def town(tmp_path, monkeypatch):
    """A workspace with one source of each kind that may hold contacts."""
    texts = {"suppliers": SUPPLIERS, "keys": KEYS, "releases": OCDS, "projects": OC4IDS}
    texts["town-payments"] = KEYS.replace("party_keys", "payments").replace("keys.csv", "paid.csv")
    sources = tmp_path / "sources"
    sources.mkdir()
    for name, text in texts.items():
        (sources / f"{name}.toml").write_text(text)
    monkeypatch.setattr(manifest, "SOURCES", sources)
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path / "local"))
    (tmp_path / "in").mkdir()
    return Workspace("town", "Town", "", "sample", tuple(sorted(texts)), ())


def loaded(town: Workspace, source: str, name: str, content: str) -> dict:
    path = local_root().parent / "in" / name
    path.write_text(content)
    load.load_files(town, source, [path])
    return next(one for one in store.records(town) if one["file_name"] == name)


def table(town: Workspace, relation: str) -> pl.DataFrame:
    files = [
        path
        for record in store.records(town)
        for path in store.parts(Path(record["folder"]), relation)
    ]
    return pl.concat([pl.read_parquet(path) for path in files])


def kept(folder: Path) -> str:
    """Everything that lies in the Parquet and JSON files below a folder, as text."""
    texts = [path.read_text() for path in folder.rglob("*.json")]
    texts += [
        json.dumps(pl.read_parquet(p).to_dicts(), default=str) for p in folder.rglob("*.parquet")
    ]
    return "\n".join(texts)


def prepared(town: Workspace, folder: Path) -> dict[str, list[Path]]:
    return build_inputs.prepare(town, folder, store.records(town))


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("email", " A.Clerk@Example.org", "mailto:a.clerk@example.org"),
        ("phone", "+84 (28) 3822-1234", "028 3822 1234"),
        ("address", "12 Harbour Street, BELMARA - North", "12 harbour street belmara north"),
        ("address", "Calle Méndez 12, Belén", "calle mendez 12 belen"),
        ("account", "XT99 1234-5678", "xt9912345678"),
    ],
)
def test_a_contact_has_one_code_however_it_is_written(town, kind, one, other):
    assert party_keys.code(kind, one) == party_keys.code(kind, other)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(("email", ""), ("email", "n/a"), ("email", "nobody"), ("phone", "000000000")),
        *(("phone", "12"), ("address", "N.A."), ("account", "XXXXXX"), ("phone", None)),
    ],
)
def test_a_placeholder_is_no_contact(town, kind, text):
    assert party_keys.code(kind, text) is None


def test_the_same_digits_are_another_key_as_another_kind(town):
    assert party_keys.code("phone", "123456789") != party_keys.code("account", "123456789")


def test_half_an_address_is_none():
    assert party_keys.address("12 Harbour Street", None, "North") is None
    assert party_keys.address("a", "b", "c") == "a, b, c"


def test_the_key_is_made_once_and_only_its_owner_may_read_it(town):
    first = party_keys.code("phone", PHONE)
    path = local_root() / party_keys.KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(bytes.fromhex(path.read_text())) == 32
    party_keys._key.cache_clear()
    assert party_keys.code("phone", PHONE) == first
    assert os.listdir(local_root()) == [party_keys.KEY_FILE]


def test_two_installations_make_two_codes_of_one_contact(town, tmp_path, monkeypatch):
    first = party_keys.code("phone", PHONE)
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path / "elsewhere"))
    assert party_keys.code("phone", PHONE) != first
    assert PHONE not in first and "0164" not in first.partition("-")[2][:4]


def test_a_manifest_names_columns_of_contacts_and_only_codes_are_kept(town):
    rows = (
        f"1,One,{PHONE},{MAIL},{STREET},Belmara,North\n"
        f"1,One again,{PHONE},,,,\n"
        f"2,Two,(718) 555 0164,n/a,{STREET},Belmara,\n"
        f'3,"Three,{PHONE},{MAIL}\n'
        f",Four,{PHONE},{MAIL},{STREET},Belmara,North\n"
    )
    record = loaded(town, "suppliers", "suppliers_2025-01.csv", HEADER + rows)
    keys = table(town, "src_party_keys").select("party_id", "key_kind", "key_code")
    assert sorted(keys.select("party_id", "key_kind").rows()) == [
        ("1", "address"), ("1", "email"), ("1", "phone"), ("2", "phone"),
    ]  # fmt: skip
    phones = keys.filter(pl.col("key_kind") == "phone")["key_code"]
    assert phones.n_unique() == 1
    assert record["rows_quarantined"] == 2
    text = kept(town.loads)
    assert not [secret for secret in SECRETS if secret in text]
    shown = source_row.read(town, record["source_file_id"], 2)
    assert shown["Name"] == "One" and MAIL not in str(shown) and STREET not in str(shown)


def test_an_id_is_never_made_from_a_contact(town):
    text = SUPPLIERS + '\n[identity]\nkey = { columns = ["mail"] }\n'
    with pytest.raises(InputError, match="kept as a code only"):
        manifest.parse("suppliers", text)


def test_a_table_of_keys_is_coded_whatever_stands_in_it(town):
    header = "party_id,key_kind,key_code,first_seen_date\n"
    rows = (
        f"A,phone,{PHONE},2024-01-01\n"
        f"B,email,{MAIL},2024-01-01\n"
        "A,account,XT99 1234 5678,2024-01-01\n"
        "B,account,xt99-12345678,\n"
        f"C,phone,,2024-01-01\n"
        f"D,pigeon,{PHONE},2024-01-01\n"
        f"E,phone,{PHONE},2024-01-01,{MAIL}\n"
    )
    record = loaded(town, "keys", "keys.csv", header + rows)
    keys = table(town, "src_party_keys")
    accounts = keys.filter(pl.col("key_kind") == "account")
    assert accounts["key_code"].n_unique() == 1 and accounts.height == 2
    assert keys.height == 4 and record["rows_quarantined"] == 3
    text = kept(town.loads)
    assert not [secret for secret in SECRETS if secret in text]
    assert MAIL not in str(source_row.read(town, record["source_file_id"], 3))


def test_contacts_of_ocds_parties_are_coded_and_nothing_else_of_them_is_kept(town):
    loaded(town, "releases", "releases.json", json.dumps(RELEASES))
    keys = table(town, "src_party_keys")
    phones = keys.filter(pl.col("key_kind") == "phone")
    assert phones.height == 2 and phones["key_code"].n_unique() == 1
    assert set(keys["key_kind"]) == {"phone", "email", "address"}
    text = kept(town.loads)
    assert not [secret for secret in (*SECRETS, "A. Clerk") if secret in text]


def test_contacts_of_oc4ids_parties_are_coded_and_nothing_else_of_them_is_kept(town):
    loaded(town, "projects", "projects.json", json.dumps(PROJECTS))
    keys = table(town, "src_party_keys")
    emails = keys.filter(pl.col("key_kind") == "email")
    assert emails.height == 2 and emails["key_code"].n_unique() == 1
    text = kept(town.loads)
    assert not [one for one in (PHONE, MAIL, "A. Clerk") if one in text]


def test_one_personal_number_makes_one_person_of_owners_in_two_firms(town):
    owner = {"name": "A. Clerk", "identifier": {"scheme": "XT-ID", "id": "AB 12-3456"}}
    releases = json.loads(json.dumps(RELEASES))
    releases["releases"][0]["parties"] = [
        party("name-000000000000000a", beneficialOwners=[owner | {"id": "o1"}]),
        party("name-000000000000000b", beneficialOwners=[owner | {"id": "o7"}]),
    ]
    loaded(town, "releases", "releases.json", json.dumps(releases))
    keys = table(town, "src_party_keys")
    assert keys["key_kind"].to_list() == ["representative"] * 2
    assert keys["key_code"].n_unique() == 1 and keys["party_id"].n_unique() == 2
    assert "AB 12-3456" not in kept(town.loads) and "AB123456" not in kept(town.loads)


def test_a_build_sees_names_that_are_the_same_on_every_machine(town, tmp_path, monkeypatch):
    header = "party_id,key_kind,key_code,first_seen_date\n"
    rows = f"B,phone,{PHONE},\nA,phone,{PHONE},\nB,phone,0123456789,\nC,email,{MAIL},\n"
    paid = "payment_id,project_id,tier,payee_id,payee_account_id,paid_amount\n"
    moved = (
        "1,P,client_prime,B,XT99 1234 5678,5\n2,P,client_prime,C,xt9912345678,6\n3,P,wage,C,,7\n"
    )
    seen = []
    for place in ("one", "two"):
        monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path / place))
        (tmp_path / "in").mkdir(exist_ok=True)
        loaded(town, "keys", "keys.csv", header + rows)
        loaded(town, "town-payments", "paid.csv", paid + moved)
        inputs = prepared(town, tmp_path / f"build {place}")
        seen.append(
            {
                relation: [path.read_bytes() for path in paths]
                for relation, paths in inputs.items()
                if relation in ("src_party_keys", "src_payments")
            }
        )
        text = kept(tmp_path / f"build {place}")
        assert not [secret for secret in SECRETS if secret in text]
        assert party_keys.fingerprint() not in text
    assert seen[0] == seen[1]
    keys = pl.read_parquet(tmp_path / "build two" / "src_party_keys.parquet")
    assert sorted(keys.select("party_id", "key_code").rows()) == [
        ("A", "phone-A-1"), ("B", "phone-A-1"), ("B", "phone-B-1"), ("C", "email-C-1"),
    ]  # fmt: skip
    (payments,) = inputs["src_payments"]
    accounts = pl.read_parquet(payments)["payee_account_id"].to_list()
    assert accounts == ["paid-account-B-1", "paid-account-B-1", None]


def test_an_account_of_a_payment_has_the_name_of_the_key_it_is(town, tmp_path):
    loaded(town, "keys", "keys.csv", "party_id,key_kind,key_code\nA,account,XT99 1234 5678\n")
    paid = "payment_id,project_id,tier,payee_id,payee_account_id,paid_amount\n"
    loaded(town, "town-payments", "paid.csv", paid + "1,P,wage,B,xt9912345678,5\n")
    (payments,) = prepared(town, tmp_path / "build")["src_payments"]
    assert pl.read_parquet(payments)["payee_account_id"].to_list() == ["account-A-1"]


def test_payments_without_accounts_are_left_as_they_are(town, tmp_path):
    paid = "payment_id,project_id,tier,payee_id,paid_amount\n1,P,wage,B,5\n"
    record = loaded(town, "town-payments", "paid.csv", paid)
    (payments,) = prepared(town, tmp_path / "build")["src_payments"]
    assert payments.parent == Path(record["folder"]) and "contacts_key" not in record


def test_a_load_whose_key_is_lost_is_made_again(town):
    content = f"party_id,key_kind,key_code\nA,phone,{PHONE}\n"
    first = loaded(town, "keys", "keys.csv", content)
    before = table(town, "src_party_keys")["key_code"].to_list()
    (local_root() / party_keys.KEY_FILE).unlink()
    party_keys._key.cache_clear()
    again = loaded(town, "keys", "keys.csv", content)
    assert again["contacts_key"] != first["contacts_key"]
    assert table(town, "src_party_keys")["key_code"].to_list() != before


def test_names_follow_the_lines_and_not_the_codes():
    rows = pl.DataFrame(
        {
            "party_id": ["A", "A", "B"],
            "key_kind": ["phone"] * 3,
            "key_code": ["z", "a", "a"],
            "source_file_id": ["F"] * 3,
            "source_line": [2, 3, 4],
        }
    )
    names = dict(key_groups._names(rows).select("key_code", "key_name").iter_rows())
    assert names == {"z": "phone-A-1", "a": "phone-A-2"}
