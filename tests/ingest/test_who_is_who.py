"""Which parties are taken for one: numbers first, then name and address, and a person over all."""

from __future__ import annotations

import polars as pl
import pytest

from dashboard.ingest.parties import evaluation, judging, matching, rules, stage
from dashboard.messages import InputError
from dashboard.sample import aliases

RULES = rules.read()
HOME = {"address": "Calle Mayor 12", "locality": "Norte", "postal_code": "1000"}
AWAY = {"address": "Avenida Sur 981", "locality": "Sur", "postal_code": "9000"}


def parties(*rows: dict) -> pl.DataFrame:
    names = ("party_id", "party_name", "party_kind", "party_identifier", "identifier_scheme")
    places = ("address", "locality", "postal_code", "country", "source")
    schema = dict.fromkeys((*names, *places), pl.String)
    filled = [{"source": "register"} | row for row in rows]
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in filled], schema=schema)


def party(party_id: str, name: str, number: str | None = None, **more: str) -> dict:
    return {"party_id": party_id, "party_name": name, "party_identifier": number} | more


def answered(*rows: dict, judgements: list[tuple] | None = None) -> stage.WhoIsWho:
    compared = evaluation.compared(parties(*rows), RULES)
    said = pl.DataFrame(judgements or [], schema=stage.JUDGEMENTS, orient="row")
    return stage.answer(compared, matching.score(compared, RULES), RULES, said)


def cluster_of(found: stage.WhoIsWho) -> dict[str, str]:
    return dict(found.clusters.select("party_id", "cluster_id").iter_rows())


def match(found: stage.WhoIsWho, one: str, other: str) -> dict:
    return found.matches.row(
        by_predicate=(pl.col("party_id") == one) & (pl.col("other_party_id") == other), named=True
    )


def test_the_same_number_of_the_same_register_is_one_party():
    found = answered(
        party("A", "Alfa Obras SA", "30-1234567-1"), party("B", "ALFA OBRAS", "3012345671")
    )
    assert cluster_of(found) == {"A": "A", "B": "A"}
    assert match(found, "A", "B")["method"] == "identifier"
    assert "number: the same, 3012345671" in match(found, "A", "B")["evidence"]


def test_two_numbers_of_one_register_are_two_parties_whatever_else_agrees():
    found = answered(
        party("A", "Zeltrix Obras S.A.", "3012345671", **HOME),
        party("B", "Zeltrix Obras S.A.", "3098765432", **HOME),
    )
    assert cluster_of(found) == {"A": "A", "B": "B"}
    assert match(found, "A", "B")["status"] == "apart"


def test_two_numbers_that_differ_in_one_digit_are_asked_about():
    found = answered(
        party("A", "Zeltrix Obras S.A.", "3012345671", **HOME),
        party("B", "Zeltrix Obras S.A.", "3012345674", **HOME),
    )
    assert match(found, "A", "B")["status"] == "to review"
    assert "typing error" in match(found, "A", "B")["evidence"]


def test_the_number_of_one_firm_beside_the_name_of_another_is_asked_about():
    found = answered(
        party("A", "Zeltrix Obras S.A.", "3012345671"), party("B", "Quorum Bau", "3012345671")
    )
    assert cluster_of(found) == {"A": "A", "B": "B"}
    assert match(found, "A", "B")["status"] == "to review"


def test_a_scheme_that_knows_one_name_only_does_not_tell_parties_apart():
    rows = [
        party(f"P{i}", "Dtec Nigeria Limited", f"77{i}4411", identifier_scheme="NG-DTEC")
        for i in range(3)
    ]
    assert set(cluster_of(answered(*rows)).values()) == {"P0"}


def test_name_and_address_join_where_a_number_is_missing():
    found = answered(
        party("A", "Zeltrix Obras S.A.", "3012345671", **HOME),
        party("B", "ZELTIRX OBRAS", **HOME | {"address": "12, c. Mayor"}),
    )
    assert cluster_of(found)["B"] == "A"
    evidence = match(found, "A", "B")["evidence"]
    assert "name: a letter or two apart" in evidence
    assert "address: the same address" in evidence
    assert "number: only one has one" in evidence


def test_a_name_alone_is_never_enough():
    found = answered(
        party("A", "Zeltrix Obras S.A.", "3012345671", source="one"),
        party("B", "Zeltrix Obras S.A.", source="two"),
    )
    assert cluster_of(found) == {"A": "A", "B": "B"}
    assert match(found, "A", "B")["status"] == "to review"
    assert "a name alone does not join" in match(found, "A", "B")["evidence"]


def test_in_one_source_the_same_name_but_for_its_signs_is_one_party():
    found = answered(party("A", "ICZ a.s."), party("B", "ICZ, a.s."), party("C", "ICZ s.r.o."))
    assert cluster_of(found) == {"A": "A", "B": "A", "C": "C"}
    assert match(found, "A", "B")["method"] == "same written name"


def test_a_common_name_is_not_joined_by_being_written_the_same():
    found = answered(
        party("A", "Construcciones García S.R.L."), party("B", "CONSTRUCCIONES GARCIA SRL")
    )
    assert cluster_of(found) == {"A": "A", "B": "B"}


def test_namesakes_in_two_places_are_not_joined():
    found = answered(
        party("A", "Zeltrix Obras S.A.", **HOME), party("B", "Zeltrix Obras S.A.", **AWAY)
    )
    assert cluster_of(found) == {"A": "A", "B": "B"}


def test_a_consortium_is_not_one_of_its_members():
    found = answered(
        party("A", "Zeltrix Obras S.A.", "3012345671", **HOME),
        party("B", "Zeltrix Obras S.A. - Quorum S.R.L. (UTE)", "3012345671", **HOME),
        party("C", "Quorum SRL", **AWAY),
    )
    assert len(set(cluster_of(found).values())) == 3
    assert match(found, "A", "B")["status"] == "to review"
    members = found.members.select("party_id", "member_id", "method").rows()
    assert members == [("B", "A", "name"), ("B", "C", "name")]


def test_districts_with_other_numbers_are_never_even_compared():
    rows = [party(f"D{i}", f"Department of Education District {i}", **HOME) for i in range(1, 13)]
    found = answered(*rows)
    assert len(set(cluster_of(found).values())) == 12
    assert found.matches.is_empty()


def test_a_chain_is_cut_where_it_is_weakest_when_two_numbers_would_meet():
    found = answered(
        party("A", "Zeltrix Obras S.A.", "3012345671", **HOME),
        party("B", "Zeltrix Obras S.A.", None, **HOME),
        party("C", "Zeltirx Obras S.A.", "3098765432", **HOME),
    )
    clusters = cluster_of(found)
    assert clusters == {"A": "A", "B": "A", "C": "C"}
    cut = match(found, "B", "C")
    assert cut["status"] == "to review"
    assert "not joined: the cluster would hold two numbers of one register" in cut["evidence"]


def test_a_person_joins_and_splits_over_the_rules_and_both_are_told():
    rows = [
        party("A", "Zeltrix Obras S.A.", "3012345671", **HOME),
        party("B", "Zeltrix Obras S.A.", None, **HOME),
        party("C", "Quorum Bau GmbH", "3098765432", **AWAY),
    ]
    split = answered(*rows, judgements=[("A", "B", "apart", "another owner")])
    assert cluster_of(split) == {"A": "A", "B": "B", "C": "C"}
    assert match(split, "A", "B")["decided_by"] == "person"
    assert "another owner" in match(split, "A", "B")["evidence"]
    assert "address: the same address" in match(split, "A", "B")["evidence"]
    joined = answered(*rows, judgements=[("C", "A", "same", "merged in May")])
    assert cluster_of(joined) == {"A": "A", "B": "A", "C": "A"}
    assert match(joined, "A", "C")["method"] == "decided by a person"


def test_a_judgement_on_a_party_that_the_files_do_not_name_changes_nothing():
    rows = [party("A", "Zeltrix S.A."), party("B", "Quorum GmbH")]
    found = answered(*rows, judgements=[("A", "GONE", "same", "x")])
    assert cluster_of(found) == {"A": "A", "B": "B"}


def test_natural_persons_are_in_no_cluster_and_no_match():
    found = answered(
        party("A", "Somebody", None, party_kind="person", **HOME),
        party("B", "Somebody", "20273633325", **HOME),
        party("C", "Zeltrix S.A.", **HOME),
    )
    assert found.clusters["party_id"].to_list() == ["C"]


@pytest.mark.parametrize("count", [0, 1, 2, 300])
def test_no_party_one_party_and_nothing_but_the_same_name_all_have_an_answer(count):
    rows = [party(f"P{i:03d}", "Cooperativa") for i in range(count)]
    found = answered(*rows)
    assert found.clusters.height == count
    assert set(found.clusters["cluster_size"]) <= {1}


def test_the_same_parties_in_another_order_give_the_same_answer():
    listed, _ = aliases.labelled(77)
    some = listed.sample(900, seed=1)
    results = []
    for rows in (some, some.sample(fraction=1, shuffle=True, seed=2)):
        compared = evaluation.compared(rows, RULES)
        found = stage.answer(compared, matching.score(compared, RULES), RULES)
        results.append((found.clusters, found.matches))
    assert results[0][0].equals(results[1][0])
    assert results[0][1].equals(results[1][1])


def test_no_cluster_ever_holds_two_numbers_of_one_register():
    listed, _ = aliases.labelled(78)
    compared = evaluation.compared(listed, RULES)
    found = stage.answer(compared, matching.score(compared, RULES), RULES)
    numbers = compared.select("party_id", "number").drop_nulls().unique()
    held = found.clusters.join(numbers, on="party_id").group_by("cluster_id").n_unique()
    assert held["number"].max() == 1


def test_the_default_threshold_joins_the_planted_aliases_as_well_as_is_promised():
    found = evaluation.evaluate([aliases.labelled(12)])
    score = next(one for one in found.scores if one.threshold == RULES.same)
    assert score.precision >= 0.99
    assert score.recall >= 0.83
    right, missed = score.right, score.missed - found.untold
    assert right / (right + missed) >= 0.90


def test_a_higher_threshold_never_joins_more():
    found = evaluation.evaluate([aliases.labelled(13)])
    joined = [score.right + score.wrong for score in found.scores]
    assert joined == sorted(joined, reverse=True)


def test_wilson_intervals_are_those_of_the_formula():
    low, high = evaluation.wilson(8, 10)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)
    assert evaluation.wilson(0, 0) == (0.0, 1.0)


def test_weighed_pairs_are_kept_and_used_again_only_for_the_same_records(tmp_path, monkeypatch):
    monkeypatch.setattr(stage, "WORTH_KEEPING", 1)
    rows = [party("A", "Zeltrix S.A.", **HOME), party("B", "Zeltrix SA", **HOME)]
    compared = evaluation.compared(parties(*rows), RULES)
    first = stage._scored(compared, RULES, tmp_path)
    path = next(tmp_path.glob("*.parquet"))
    before = path.read_bytes()
    assert stage._scored(compared, RULES, tmp_path).equals(first)
    rows.append(party("C", "Zeltrix, S.A.", **HOME))
    stage._scored(evaluation.compared(parties(*rows), RULES), RULES, tmp_path)
    assert len(list(tmp_path.glob("*.parquet"))) == 2
    assert path.read_bytes() == before


def test_thresholds_that_do_not_fit_are_refused_with_a_message(tmp_path):
    text = rules.PATH.read_text(encoding="utf-8").replace("review = 0.20", "review = 0.99")
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="0 < review <= same < 1"):
        rules.read(path)


def test_every_level_of_the_rules_has_its_condition():
    assert len(RULES.levels["name"]) == len(matching.NAME) + 1
    assert len(RULES.levels["place"]) == len(matching.PLACE) + 1
    assert RULES.words_of("name", matching.SAME_WORDS) == "the same words"
    assert RULES.words_of("place", matching.SAME_POSTAL_CODE) == "the same postal code"
    assert RULES.words_of("place", matching.OTHER_PLACE) == "another place"
    assert judging.SAME == "same"


def test_a_further_entry_of_a_person_without_a_number_is_left_out_too():
    found = answered(
        party("A", "Garrido Marcelo Pablo", "20182721094"),
        party("B", "GARRIDO MARCELO PABLO"),
        party("C", "Garrido Marcelo Pablo S.R.L."),
    )
    assert found.clusters["party_id"].to_list() == ["C"]


def test_a_name_without_a_legal_form_may_be_a_persons_and_is_asked_about():
    found = answered(party("A", "Ana Berta Ceballos"), party("B", "ANA BERTA CEBALLOS"))
    assert cluster_of(found) == {"A": "A", "B": "B"}
    assert match(found, "A", "B")["status"] == "to review"
    assert "may be that of a person" in match(found, "A", "B")["evidence"]


def test_an_id_that_goes_by_unlike_names_is_not_joined_by_one_of_them():
    found = answered(
        party("A", "Zeltrix Obras S.A.", "3012345671"),
        party("A", "Quorum Bau GmbH", "3012345671"),
        party("B", "QUORUM BAU GMBH"),
    )
    assert cluster_of(found) == {"A": "A", "B": "B"}
    assert "also goes by another name, Zeltrix" in match(found, "A", "B")["evidence"]


def test_a_country_by_code_and_by_name_does_not_speak_against_one_party():
    found = answered(
        party("A", "Zeltrix Obras S.A.", "3012345671", country="MX", **HOME),
        party("B", "Zeltrix Obras", country="México", **HOME),
    )
    assert cluster_of(found)["B"] == "A"
    assert "country: not known of both" in match(found, "A", "B")["evidence"]


def test_two_consortia_of_which_one_names_a_further_member_are_asked_about():
    found = answered(
        party("A", "Zeltrix Obras", None, party_kind="consortium", **HOME),
        party("B", "UTE Zeltrix Obras - Quorum Vial", None, **HOME),
    )
    assert cluster_of(found) == {"A": "A", "B": "B"}
    assert "members of two consortia may differ" in match(found, "A", "B")["evidence"]
