"""The planted aliases: a second register that is known to the letter, and touches no money."""

import polars as pl
import pytest

from dashboard.sample import aliases, city, scripts


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("city")
    city.make(folder, projects=100, payments=2_000, neighbourhoods=10, seed=3)
    return folder


def read(folder, name):
    return pl.read_csv(folder / f"{name}.csv", infer_schema=False)


def test_every_party_of_both_registers_is_in_the_truth_exactly_once(made):
    truth = read(made, "truth/party_identities")
    ids = pl.concat([read(made, name)["party_id"] for name in ("parties", "party_register")])
    assert ids.is_unique().all()
    assert sorted(truth["party_id"]) == sorted(ids)


def test_everything_the_register_promises_is_planted(made):
    truth = read(made, "truth/party_identities")
    planted = set(truth["planted"])
    assert planted == {*aliases.ALIASES, *aliases.OTHERS, "original"}


def test_an_alias_is_a_party_of_the_city_and_a_look_alike_is_not(made):
    truth = read(made, "truth/party_identities")
    own = set(read(made, "parties")["party_id"])
    entities = truth.filter(pl.col("planted").is_in([*aliases.ALIASES]))["entity_id"]
    assert set(entities) <= own
    others = truth.filter(pl.col("planted").str.starts_with("look-alike"))
    assert (others["entity_id"] == others["party_id"]).all()


def test_the_registers_own_ids_stand_in_no_contract_invoice_or_payment(made):
    for name in ("contracts", "invoices", "payments", "subcontracts"):
        frame = read(made, name)
        columns = [column for column in frame.columns if column.endswith("_id")]
        assert not any(frame[column].str.starts_with("REG-").any() for column in columns)


def test_no_number_of_a_look_alike_is_a_number_of_the_city(made):
    theirs = read(made, "party_register").join(read(made, "truth/party_identities"), on="party_id")
    other = theirs.filter(pl.col("planted") == "look-alike with another number")
    assert not set(other["party_identifier"]) & set(read(made, "parties")["party_identifier"])
    assert other["party_identifier"].null_count() == 0


def test_the_same_seed_plants_the_same_and_another_seed_something_else():
    one, again, other = (aliases.labelled(seed) for seed in (4, 4, 5))
    assert one[0].equals(again[0])
    assert one[1].equals(again[1])
    assert not one[0].equals(other[0])


def test_names_in_other_scripts_hold_no_latin_letter():
    for write in (scripts.cyrillic, scripts.hangul, scripts.arabic, scripts.thai):
        written = write("Quilvatrix")
        assert written
        assert not any("a" <= letter <= "z" for letter in written.lower())
