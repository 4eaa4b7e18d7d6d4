"""A file that breaks the rules: what is sound loads, the rest is set aside with its JSON path."""

from __future__ import annotations

import copy
import json

import pytest

from dashboard.messages import InputError


def numbered(release: dict, count: int) -> list[dict]:
    return [copy.deepcopy(release) | {"ocid": f"p-{n}", "id": str(n)} for n in range(1, count + 1)]


def ocids(processes) -> list[str]:
    return sorted({row["ocid"] for row in processes.rows("tenders")})


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (
            lambda r: r["contracts"].__setitem__(0, "see annex"),
            'releases/0/contracts/0: an object was expected, found the text "see annex"',
        ),
        (
            lambda r: r["contracts"][0]["implementation"]["transactions"].append(17),
            "releases/0/contracts/0/implementation/transactions/1: an object was expected, "
            "found the number 17",
        ),
        (
            lambda r: r["contracts"][0].__setitem__("value", 5000),
            "releases/0/contracts/0/value: an object was expected, found the number 5000",
        ),
        (
            lambda r: r.__setitem__("awards", "none"),
            'releases/0/awards: a list was expected, found the text "none"',
        ),
        (
            lambda r: r.__setitem__("tender", True),
            "releases/0/tender: an object was expected, found the value true",
        ),
    ],
)
def test_a_part_of_the_wrong_type_is_set_aside_by_its_path_and_the_rest_loads(
    processes, release, spoil, reason
):
    spoil(release)
    report = processes.give({"releases": [release]})
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (2, 1, 1)
    assert processes.reasons() == [reason]
    assert len(processes.rows("projects")) == 1
    assert processes.rows("quarantined_rows")[0]["source_line"] == 1


def test_a_release_that_is_no_object_is_set_aside(processes, release):
    report = processes.give({"releases": [release, "a text", None]})
    assert (report.rows_loaded, report.rows_quarantined) == (1, 2)
    assert processes.reasons() == [
        'releases/1: a release was expected, found the text "a text"',
        "releases/2: a release was expected, found null",
    ]


def test_a_part_set_aside_keeps_its_text_without_contacts(processes, release):
    again = copy.deepcopy(release["contracts"][0])
    again["contactPoint"] = {"name": "Ann Example", "telephone": "+34 600 111 222"}
    again["description"] = "call tel. 5134-2500 or ann@example.org"
    release["contracts"].append(again)
    processes.give(release)
    (row,) = processes.rows("quarantined_rows")
    assert "Bridge works" in row["raw_text"]
    for private in ("Ann Example", "600 111 222", "ann@example.org", "5134-2500"):
        assert private not in processes.everything()


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("share", [0.35, 0.6, 0.9, 0.999])
def test_of_truncated_json_the_whole_releases_load_and_the_tail_is_set_aside(
    processes, release, indent, share
):
    text = json.dumps({"uri": "x", "releases": numbered(release, 6)}, indent=indent)
    report = processes.give(text[: int(len(text) * share)])
    whole = len(ocids(processes))
    assert 1 <= whole <= 6
    assert (report.rows_loaded, report.rows_quarantined) == (whole, 1)
    (row,) = processes.rows("quarantined_rows")
    assert "cut off" in row["reason"]
    assert "ann@example.org" not in processes.everything()
    assert "Ann Example" not in processes.everything()


def test_names_are_not_kept_of_text_whose_parts_nobody_can_tell(processes, release):
    text = json.dumps(release).replace('"contactPoint": {', '"contact*Point": {').replace("]", "}")
    processes.give(json.dumps(release | {"ocid": "other"}) + "\n" + text + "\n")
    (row,) = processes.rows("quarantined_rows")
    assert "ocds-town-1" in row["raw_text"]
    assert "Ann Example" not in row["raw_text"]


def test_a_fault_in_the_middle_of_a_package_costs_one_release(processes, release):
    texts = [json.dumps(one) for one in numbered(release, 3)]
    texts[1] = texts[1].replace('"tag":', '"tag" ')
    report = processes.give('{"releases": [' + ",".join(texts) + "]}")
    assert (report.rows_loaded, report.rows_quarantined) == (2, 1)
    assert ocids(processes) == ["p-1", "p-3"]
    assert processes.reasons()[0].startswith("releases/1: it is no JSON")


@pytest.mark.parametrize("bad", ["{", '{"ocid": }', "not json", '{"ocid": "x", "id":\x01'])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_bad_line_is_set_aside_and_the_next_is_read(processes, release, bad, place):
    texts = [json.dumps(one) for one in numbered(release, 2)]
    texts.insert(place, bad)
    report = processes.give("\n".join(texts), "lines.json")
    assert (report.rows_loaded, report.rows_quarantined) == (2, 1)
    assert processes.rows("quarantined_rows")[0]["source_line"] == place + 1
    assert ocids(processes) == ["p-1", "p-2"]
    assert processes.source_row(place + 1)["problem"].startswith("it is no JSON")


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"]
)
@pytest.mark.parametrize("as_lines", [True, False])
def test_other_encodings_are_read_where_the_bytes_tell(processes, release, encoding, as_lines):
    release["tender"]["title"] = "Puente \u00f1and\u00fa \u0440\u0435\u043c\u043e\u043d\u0442"
    two = numbered(release, 2)
    text = (
        "\n".join(json.dumps(one, ensure_ascii=False) for one in two)
        if as_lines
        else json.dumps({"releases": two}, ensure_ascii=False)
    )
    report = processes.give(text.encode(encoding))
    assert (report.rows_loaded, report.rows_quarantined) == (2, 0)
    assert {row["tender_name"] for row in processes.rows("tenders")} == {release["tender"]["title"]}
    assert processes.source_row(2)["tender/title"] == release["tender"]["title"]


def test_an_old_encoding_is_read_where_the_manifest_declares_it(with_options, release):
    processes = with_options('encodings = ["utf-8", "cp1252"]')
    release["tender"]["title"] = "Construcci\u00f3n \u201cNorte\u201d"
    report = processes.give(json.dumps(release, ensure_ascii=False).encode("cp1252"))
    assert report.rows_quarantined == 0
    assert processes.rows("tenders")[0]["tender_name"] == release["tender"]["title"]


def test_an_old_encoding_that_nobody_declared_is_refused_and_not_guessed(processes, release):
    release["tender"]["title"] = "Construcci\u00f3n"
    with pytest.raises(InputError, match="bytes that are not UTF-8"):
        processes.give(json.dumps(release, ensure_ascii=False).encode("cp1252"))


@pytest.mark.parametrize("indent", [None, 1])
def test_a_byte_that_is_no_text_costs_only_the_release_that_holds_it(processes, release, indent):
    two = numbered(release, 3)
    two[1]["tender"]["title"] = "Puente QQ"
    content = json.dumps({"releases": two}, indent=indent).encode().replace(b"QQ", b"\xf3")
    report = processes.give(content)
    assert (report.rows_loaded, report.rows_quarantined) == (2, 1)
    assert processes.reasons() == ["releases/1: it holds bytes that are not UTF-8"]
    assert ocids(processes) == ["p-1", "p-3"]


def test_among_lines_only_the_one_in_another_encoding_is_set_aside(processes, release):
    one, two = numbered(release, 2)
    two["tender"]["title"] = "Construcci\u00f3n"
    content = (
        json.dumps(one).encode() + b"\n" + json.dumps(two, ensure_ascii=False).encode("cp1252")
    )
    report = processes.give(content + b"\n")
    assert (report.rows_loaded, report.rows_quarantined) == (1, 1)
    assert processes.reasons() == ["a line: it holds bytes that are not UTF-8"]


def test_the_second_of_two_parts_with_one_id_is_set_aside(processes, release):
    contract = release["contracts"][0]
    release["contracts"].append(copy.deepcopy(contract) | {"title": "Another"})
    transactions = contract["implementation"]["transactions"]
    transactions.append(copy.deepcopy(transactions[0]))
    report = processes.give(release)
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (3, 1, 2)
    assert processes.reasons() == [
        "contracts/0/implementation/transactions/1: the id 'P1' stands before in the list "
        "with the same content",
        "contracts/1: the id 'C' stands before in the list",
    ]
    assert [row["contract_name"] for row in processes.rows("contracts")] == ["Bridge works"]
    assert len(processes.rows("payments")) == 1


def test_a_party_listed_twice_is_one_party_with_both_roles(processes, release):
    release["parties"].append(
        {"id": "XX-REG-7", "name": "Builder Ltd", "roles": ["tenderer", "funder"]}
    )
    report = processes.give(release)
    assert report.rows_quarantined == 0
    roles = {row["role"] for row in processes.rows("party_roles") if row["party_id"] == "XX-REG-7"}
    assert {"funder", "tenderer", "supplier"} <= roles
    assert ("parties", "the party is listed before: both entries are one", "repaired") in (
        processes.issues()
    )


@pytest.mark.parametrize(
    ("raw", "amount", "issue", "action"),
    [
        ("275,000.00", "275000.00", "an amount as text", "repaired"),
        ("275000", "275000.00", "an amount as text", "repaired"),
        ("1.234,56", "1234.56", "the other decimal mark than the rest of the file", "repaired"),
        ("275.000", "None", "an amount as text: thousands or decimals?", "nulled"),
        ("about 5", "None", "text beside an amount", "nulled"),
        (True, "None", "not an amount", "nulled"),
        (10**30, "None", "out of range for an amount", "nulled"),
        (1e300, "None", "out of range for an amount", "nulled"),
    ],
)
def test_an_amount_that_is_no_number_is_read_where_it_leaves_no_doubt(
    processes, release, raw, amount, issue, action
):
    release["contracts"][0]["value"]["amount"] = raw
    report = processes.give(release)
    assert report.rows_quarantined == 0
    assert str(processes.rows("contracts")[0]["contract_amount"]) == amount
    assert processes.issues() == [("contracts/value/amount", issue, action)]


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_becomes_unknown_and_not_zero(processes, release, word):
    text = json.dumps(release).replace('"amount": 1000,', f'"amount": {word},')
    assert processes.give(text).rows_quarantined == 0
    assert processes.rows("contracts")[0]["contract_amount"] is None
    assert ("contracts/value/amount", "not a finite number", "nulled") in processes.issues()


def test_an_integer_of_a_thousand_digits_spoils_nothing_else(processes, release):
    text = json.dumps(release).replace('"amount": 1200,', f'"amount": {"9" * 1000},')
    assert processes.give(text).rows_quarantined == 0
    assert processes.rows("contracts")[0]["contract_amount"] is not None
    (issue,) = processes.issues()
    assert issue[:2] == ("planning/budget/amount/amount", "not a finite number")


def test_ids_that_are_numbers_are_texts_and_join(processes, release):
    release["awards"][0]["id"] = 5
    release["contracts"][0]["awardID"] = 5.0
    release["contracts"][0]["id"] = 17
    processes.give(release)
    (contract,) = processes.rows("contracts")
    assert contract["contract_id"] == "ocds-town-1/contract/17"
    assert contract["award_id"] == processes.rows("awards")[0]["award_id"] == "ocds-town-1/award/5"
    assert contract["supplier_id"] == "XX-REG-7"


def test_zero_bytes_in_texts_are_taken_out(processes, release):
    release["tender"]["title"] = "A\u0000 bridge"
    assert processes.give(release).rows_quarantined == 0
    assert processes.rows("tenders")[0]["tender_name"] == "A bridge"
    assert ("tenders.tender_name", "a zero byte in a text", "repaired") in processes.issues()


def test_half_a_character_does_not_stop_a_load(processes, release):
    text = json.dumps(release).replace("A bridge", "A \\ud800 bridge")
    assert processes.give(text).rows_quarantined == 0
    assert processes.rows("tenders")[0]["tender_name"] == "A ? bridge"


@pytest.mark.parametrize("depth", [900, 5000, 200_000])
def test_deep_nesting_costs_at_most_the_release_that_holds_it(processes, release, depth):
    one, two = numbered(release, 2)
    deep = json.dumps(one)[:-1] + ', "x": ' + "[" * depth + "]" * depth + "}"
    report = processes.give(deep + "\n" + json.dumps(two) + "\n")
    assert report.rows_read == 2
    assert "p-2" in ocids(processes)
    assert report.rows_quarantined == 0 or "deeply" in processes.reasons()[0]


def test_a_release_published_twice_with_the_same_content_counts_once(processes, release):
    report = processes.give({"releases": [release, copy.deepcopy(release)]})
    assert (report.rows_read, report.rows_loaded) == (2, 2)
    assert len(processes.rows("contracts")) == 1
    assert processes.issues() == [("id", "the same release again", "nulled")]


def test_a_release_without_ocid_or_without_a_day_is_set_aside(processes, release):
    no_ocid = {key: value for key, value in release.items() if key != "ocid"}
    no_day = {key: value for key, value in release.items() if key != "date"}
    report = processes.give({"releases": [release, no_ocid, no_day]})
    assert (report.rows_loaded, report.rows_quarantined) == (1, 2)
    assert processes.reasons() == [
        "releases/1: it has no ocid",
        "releases/2: it says no day: neither date nor publishedDate",
    ]


def test_a_release_without_a_day_has_that_of_its_package(processes, release):
    del release["date"]
    processes.give({"publishedDate": "2024-05-06T00:00:00Z", "releases": [release]})
    assert str(processes.rows("contracts")[0]["published_date"]) == "2024-05-06"


@pytest.mark.parametrize(
    ("raw", "issue"),
    [
        ("2024", "a year or month, not a day"),
        ("2024-02-31T00:00:00Z", "not a date"),
        ("03/04/2024", "not a date in the order year, month, day"),
        ("1887-01-01T00:00:00Z", "out of range for a date"),
        (20240101, "not a date"),
    ],
)
def test_a_day_that_cannot_be_read_is_unknown(processes, release, raw, issue):
    release["contracts"][0]["dateSigned"] = raw
    processes.give(release)
    assert processes.rows("contracts")[0]["signed_date"] is None
    assert processes.issues() == [("contracts/dateSigned", issue, "nulled")]


def test_a_check_of_the_border_that_breaks_sets_one_part_aside(processes, release):
    release["tender"]["numberOfTenderers"] = -3
    assert processes.give(release).rows_quarantined == 0
    assert processes.rows("tenders")[0]["tenderer_count"] is None
    assert ("tender/numberOfTenderers", "not a count", "nulled") in processes.issues()
