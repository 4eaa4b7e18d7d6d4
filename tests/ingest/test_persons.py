"""Rows of natural persons and cells with several firms, from any kind of file."""

import polars as pl
import pytest

from dashboard.ingest import load, manifest, source_row, store
from dashboard.ingest.privacy import PERSON_REMOVED
from dashboard.messages import InputError
from dashboard.workspaces import Workspace

LISTED = """
title = "List"
owner = "Tax office"
licence = "CC0"
kind = "rows"
files = ["list*.csv"]
published = { date = 2025-01-31 }

[persons]
column = "Number"
organisations = '[A-Z]{3}\\d{6}'
hidden = ["Number", "Name"]

[columns]
row = { from = "Row", type = "code", required = true }
number = { from = "Number", type = "code" }
name = { from = "Name", type = "text" }
kind = { from = "party kind", type = "text" }

[columns.status]
from = "Status"
type = "code"
required = true
codes = { final = "in_force", open = "presumed" }

[tables.sanctions]
sanction_id = "row"
list_name = { value = "List" }
party_kind = "kind"
party_identifier = "number"
party_name = "name"
status = "status"
"""
HEADER = "Row,Number,Name,Status\n"

BIDS = """
title = "Bids"
owner = "Town hall"
licence = "CC0"
kind = "rows"
files = ["bids*.csv"]
published = { date = 2025-01-31 }

[joint]
column = "Firm"
separator = '\\s+/\\s+'

[columns]
tender = { from = "Tender", type = "code", required = true }
firm = { from = "Firm", type = "text", required = true }
party = { from = "joint part", type = "text" }
winner_name = { from = "Firm", type = "text", only_where = "won" }

[columns.kind]
from = "joint kind"
type = "code"
codes = { alone = "organisation", joint = "consortium", member = "organisation" }

[columns.winner]
from = "Won"
type = "extract"
patterns = { yes = '(?P<won>yes)', no = 'no' }
groups = { won = { type = "text" } }

[identity]
bid_id = { columns = ["tender", "firm"], style = "slug" }
party_id = { columns = ["party"], style = "slug" }
winner_id = { columns = ["winner_name"], style = "slug" }

[tables.bids]
first_per = "bid_id"
bid_id = "bid_id"
tender_id = "tender"

[tables.bid_parties]
bid_id = "bid_id"
party_id = "party_id"

[tables.contracts]
first_per = "tender"
prefer = "won"
contract_id = "tender"
project_id = "tender"
supplier_id = "winner_id"
supplier_name = "winner_name"

[tables.parties]
first_per = "party_id"
party_id = "party_id"
party_name = "party"
party_kind = "kind"
"""


@pytest.fixture
def loaded(tmp_path, monkeypatch):
    """A function that loads a text as `list` or `bids` and gives its record and tables."""
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "list.toml").write_text(LISTED)
    (sources / "bids.toml").write_text(BIDS)
    monkeypatch.setattr(manifest, "SOURCES", sources)
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path / "local"))

    def tables(source: str, text: str) -> "Loaded":
        workspace = Workspace("town", "Town", "", "sample", ("list", "bids"), ())
        path = tmp_path / f"{source}.csv"
        path.write_text(text, encoding="utf-8")
        (report,) = load.load_files(workspace, source, [path])
        assert report.rows_read == report.rows_loaded + report.rows_quarantined
        return Loaded(workspace, report)

    return tables


class Loaded:
    def __init__(self, workspace: Workspace, report: load.LoadReport) -> None:
        self.workspace, self.report = workspace, report
        (self.record,) = store.records(workspace)

    def table(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(f"{self.record['folder']}/{name}.parquet")

    def everything(self) -> str:
        """All that is kept of the file, apart from the raw copy, and every row as it is shown."""
        names = ("sanctions", "load_issues", "quarantined_rows")
        kept = str([self.table(f"src_{name}").rows() for name in names]) + str(self.record)
        shown = [self.row(line) for line in range(2, 2 + self.report.rows_read)]
        return kept + str(shown)

    def row(self, line: int) -> dict[str, str]:
        return source_row.read(self.workspace, self.record["source_file_id"], line)


PERSONS = {
    "a person's number": "2,ABCD123456,Ana Doe,final\n",
    "a number that is neither": "2,Ana Doe 1,Ana Doe,final\n",
    "no number": "2,,Ana Doe,final\n",
    "an unknown status": "2,ABCD123456,Ana Doe,other\n",
    "a cell too many": "2,XYZ654321,Ana Doe,final,Ana Doe\n",
    "a cell too few": "2,Ana Doe,final\n",
    "an open quote": '2,ABC654321,"Ana Doe,final\n',
}


@pytest.mark.parametrize("why", PERSONS)
def test_what_may_be_a_person_is_kept_nowhere_and_shown_nowhere(loaded, why):
    found = loaded("list", HEADER + "1,ABC123456,Firm Ltd,final\n" + PERSONS[why])
    said = found.everything()
    assert "Ana" not in said
    assert "ABCD123456" not in said
    assert "Firm Ltd" in said
    assert found.report.rows_read == 2


def test_a_person_is_counted_without_a_name_and_a_firm_keeps_its_own(loaded):
    found = loaded("list", HEADER + "1,ABC123456,Firm Ltd,final\n2,ABCD123456,Ana Doe,open\n")
    rows = found.table("src_sanctions").sort("source_line")
    assert rows.select("party_kind", "party_identifier", "party_name", "status").rows() == [
        ("organisation", "ABC123456", "Firm Ltd", "in_force"),
        ("person", None, None, "presumed"),
    ]
    assert found.row(3)["Name"] == PERSON_REMOVED
    assert found.row(3)["Status"] == "open"
    assert found.row(2)["Name"] == "Firm Ltd"


def test_a_joint_bid_is_one_bid_of_one_party_and_of_each_member(loaded):
    found = loaded("bids", "Tender,Firm,Won\nT1,North / South,yes\nT1,East,no\nT2,West/Co,no\n")
    assert found.report.rows_read == 3
    assert found.table("src_bids").height == 3
    assert dict(found.table("src_parties").select("party_id", "party_kind").rows()) == {
        "north-south": "consortium",
        "north": "organisation",
        "south": "organisation",
        "east": "organisation",
        "west-co": "organisation",
    }
    behind = found.table("src_bid_parties").group_by("bid_id").len()
    assert dict(behind.rows()) == {"t1-north-south": 3, "t1-east": 1, "t2-west-co": 1}
    assert found.table("src_bid_parties")["source_line"].to_list() == [2, 2, 2, 3, 4]


def test_a_contract_takes_the_winner_wherever_it_stands_and_none_where_nobody_won(loaded):
    found = loaded("bids", "Tender,Firm,Won\nT1,East,no\nT1,North / South,yes\nT2,West,no\n")
    contracts = found.table("src_contracts").select("contract_id", "supplier_id", "supplier_name")
    assert contracts.sort("contract_id").rows() == [
        ("T1", "north-south", "North / South"),
        ("T2", None, None),
    ]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (LISTED.replace("organisations", "pattern"), "has the keys column, hidden, pattern"),
        (LISTED.replace("[A-Z]{3}", "[A-Z"), "cannot be read"),
        (BIDS.replace("separator", "at"), "has the keys at, column"),
        (BIDS.replace('only_where = "won"', 'only_where = "lost"'), "which is no column"),
        (BIDS.replace('prefer = "won"', 'prefer = "lost"'), "which is no column"),
    ],
)
def test_a_manifest_with_a_rule_that_cannot_be_followed_is_refused(text, wrong):
    with pytest.raises(InputError, match=wrong):
        manifest.parse("list", text)
