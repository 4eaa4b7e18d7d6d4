"""What people decided: a log that only grows, apart from the facts, and read by the next build."""

import pytest
import sqlalchemy as sa

from dashboard import decisions, workspaces
from dashboard.decisions import Judgement
from dashboard.messages import InputError


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path))
    monkeypatch.delenv(decisions.URL, raising=False)
    return workspaces.read("sample")


def say(workspace, one, other, judgement, reason="looked at both registers"):
    decisions.record(workspace, Judgement(one, other, judgement, "Audit office", reason))


def test_without_a_word_there_is_no_file_and_nothing_stands(workspace):
    assert decisions.standing(workspace).is_empty()
    assert not workspace.decisions.exists()
    assert decisions.digest(decisions.standing(workspace)) == ""


def test_the_last_word_on_a_pair_stands_in_whichever_order_it_is_named(workspace):
    say(workspace, "B", "A", "same")
    say(workspace, "A", "B", "apart")
    stands = decisions.standing(workspace)
    assert stands.select("party_id", "other_party_id", "judgement").rows() == [("A", "B", "apart")]


def test_nothing_is_ever_taken_out_of_the_log(workspace):
    say(workspace, "A", "B", "same")
    say(workspace, "A", "B", "withdrawn")
    assert decisions.log(workspace)["judgement"].to_list() == ["same", "withdrawn"]
    assert decisions.standing(workspace).is_empty()


def test_who_when_and_why_are_kept(workspace):
    say(workspace, "A", "B", "same", reason="merged in May")
    row = decisions.log(workspace).row(0, named=True)
    assert (row["decided_by"], row["reason"]) == ("Audit office", "merged in May")
    assert row["decided_at"].endswith("+00:00")


def test_another_workspace_in_the_same_database_is_not_mixed_in(workspace, tmp_path, monkeypatch):
    monkeypatch.setenv(decisions.URL, f"sqlite:///{tmp_path / 'shared.sqlite'}")
    say(workspace, "A", "B", "same")
    assert decisions.log(workspaces.read("seoul")).is_empty()
    assert decisions.log(workspace).height == 1
    assert not workspace.decisions.exists()


@pytest.mark.parametrize(
    ("one", "other", "judgement", "who", "why", "wrong"),
    [
        ("A", "A", "same", "x", "y", "two different parties"),
        ("A", "B", "maybe", "x", "y", "'maybe' is no judgement"),
        ("A", "B", "same", " ", "y", "who decided is missing"),
        ("A", "B", "same", "x", "", "the reason is missing"),
    ],
)
def test_a_judgement_that_is_none_is_refused(workspace, one, other, judgement, who, why, wrong):
    with pytest.raises(InputError, match=wrong):
        decisions.record(workspace, Judgement(one, other, judgement, who, why))
    assert decisions.log(workspace).is_empty()


def test_a_database_out_of_reach_is_a_message_without_its_password(workspace, monkeypatch):
    monkeypatch.setenv(decisions.URL, "sqlite:////nowhere/at/all/secret-word.sqlite")
    with pytest.raises(InputError, match="cannot be used") as caught:
        say(workspace, "A", "B", "same")
    assert "secret-word" not in str(caught.value)


def test_hostile_text_is_kept_as_text(workspace):
    text = "x'); DROP TABLE party_judgements; --"
    say(workspace, text, "B", "same", reason=text)
    assert decisions.log(workspace)["reason"].to_list() == [text]
    address = f"sqlite:///{workspace.decisions}"
    assert sa.inspect(sa.create_engine(address)).has_table("party_judgements")


def test_a_new_word_names_another_build_and_the_same_word_does_not(workspace):
    say(workspace, "A", "B", "same")
    first = decisions.digest(decisions.standing(workspace))
    say(workspace, "A", "B", "same")
    assert decisions.digest(decisions.standing(workspace)) == first
    say(workspace, "A", "B", "apart")
    assert decisions.digest(decisions.standing(workspace)) != first
