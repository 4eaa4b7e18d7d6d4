"""The scoring file: complete, of one meaning with the headers, and refused where it is at fault."""

import pytest

from dashboard.engine import catalogue, scoring_rules
from dashboard.messages import InputError


def test_every_indicator_is_in_the_cluster_that_its_header_names():
    cluster_of = scoring_rules.read().cluster_of
    headers = {
        query.header["code"]: query.header["cluster"] for query in catalogue.indicators().values()
    }
    assert headers == {code: cluster_of.get(code) for code in headers}


def test_every_kind_of_subject_has_a_line_that_says_whose_flag_it_is():
    kinds = {query.header["subject"] for query in catalogue.indicators().values()}
    assert kinds <= set(scoring_rules.read().subjects), "add [[subjects]] to scoring.toml"


def test_what_scores_somebody_has_an_entity_and_what_describes_places_has_none():
    scoring = scoring_rules.read()
    unscored = {code for codes in scoring.unscored.values() for code in codes}
    for query in catalogue.indicators().values():
        owners = [way for way in scoring.subjects[query.header["subject"]] if way[2]]
        if query.header["code"] not in unscored and query.header["subject"] != "market":
            assert owners, query.name


def test_there_are_24_clusters_and_every_number_but_the_scoreboards_is_a_house_default():
    scoring = scoring_rules.read()
    assert [one.cluster for one in scoring.clusters] == [f"k{n:02d}" for n in range(1, 25)]
    norms = set(scoring_rules.NUMBERS["procedure_norms"].values())
    assert {scoring.verification[name] for name in norms} == {"V2"}
    assert {scoring.verification[name] for name in scoring.numbers.keys() - norms} == {"D"}
    assert len(scoring.cluster_of) == 70
    assert scoring.numbers["critical_points"] == 100
    assert scoring.numbers["statistical_factor"] == 0.7


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (("watch = 10\n", "wach = 10\n"), "unknown key 'wach'"),
        (("watch = 10\n", "watch = -1\n"), "'watch' is not a number of 0 or more"),
        (('members = ["C5", "C6"]', 'members = ["C5", "C1"]'), "C1 is in two clusters"),
        (("contract by subject", "contrct by subject"), "unknown entity 'contrct by subject'"),
        (("contract by subject", "contract by luck"), "unknown way to an entity"),
        (("weight = 1.0", "weight = -1.0"), "its weight is below 0"),
        (('title = "Amendments"\n', ""), "a cluster lacks title"),
        (("[points]", "[points"), "it cannot be read as TOML"),
    ],
)
def test_a_fault_in_the_file_is_named(tmp_path, change, wrong):
    path = tmp_path / "scoring.toml"
    text = scoring_rules.SCORING.read_text(encoding="utf-8")
    assert change[0] in text
    path.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(InputError, match=wrong):
        scoring_rules.read(path)
