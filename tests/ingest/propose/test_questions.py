"""What a file leaves open is asked with its consequences and left out until then, never guessed."""

import datetime

import pytest

from dashboard.ingest.propose import preview
from dashboard.ingest.propose.proposal import Place, propose
from dashboard.messages import InputError

HEADER = "Contract number,Project name,Contractor,Contract amount,Contract date\n"


@pytest.fixture
def file(tmp_path):
    """Writes a file of lines under a name that gives its day."""

    def written(text: str, name: str = "list_2025-01-15.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


def asked(found) -> set[str]:
    return {question.id for question in found.open_questions}


def test_march_or_april_is_asked_and_the_column_left_out(file):
    path = file(HEADER + "C1,Wall,A Ltd,500000,03/04/2024\nC2,Roof,B Ltd,700000,05/06/2024\n")
    found = propose(path, place=Place("EUR"))
    assert asked(found) == {"date-order.contract-date"}
    question = found.open_questions[0]
    assert "3 April 2024" in question.options[0].consequence
    assert "4 March 2024" in question.options[1].consequence
    assert "signed_date" not in found.columns
    assert "OPEN QUESTION date-order.contract-date" in found.text
    assert "signed_date" not in preview.of(found).tables["contracts"].columns


@pytest.mark.parametrize(
    ("answer", "day"),
    [("day-first", datetime.date(2024, 4, 3)), ("month-first", datetime.date(2024, 3, 4))],
)
def test_an_answer_is_followed(file, answer, day):
    path = file(HEADER + "C1,Wall,A Ltd,500000,03/04/2024\nC2,Roof,B Ltd,700000,05/06/2024\n")
    found = propose(path, place=Place("EUR"), answers={"date-order.contract-date": answer})
    assert not asked(found)
    assert preview.of(found).tables["contracts"]["signed_date"][0] == day


def test_another_column_written_alike_decides(file):
    path = file(
        "Project name,Contract date,Planned end date,Contract amount\n"
        "Wall,03/04/2024,31/12/2024,500000\nRoof,05/06/2024,30/11/2025,700000\n"
    )
    found = propose(path, place=Place("EUR"))
    assert not asked(found)
    assert "as the other dates" in " ".join(found.columns["signed_date"].reasons)
    assert preview.of(found).tables["contracts"]["signed_date"][0] == datetime.date(2024, 4, 3)


def test_an_answer_that_is_none_is_refused(file):
    path = file(HEADER + "C1,Wall,A Ltd,500000,03/04/2024\n")
    with pytest.raises(InputError, match="no answer.*day-first"):
        propose(path, answers={"date-order.contract-date": "backwards"})


def test_a_mark_before_three_digits_is_asked(file):
    path = file(HEADER + 'C1,Wall,A Ltd,"1.234",2024-03-04\nC2,Roof,B Ltd,"5.678",2024-03-05\n')
    found = propose(path, place=Place("EUR"))
    assert "decimal.contract-amount" in asked(found)
    consequences = [option.consequence for option in found.open_questions[0].options]
    assert consequences[0].endswith("1.234") and consequences[1].endswith("1,234")
    assert "contract_amount" not in found.columns


def test_amounts_too_small_for_works_are_asked_for_their_unit(file):
    path = file(HEADER + "C1,Wall,A Ltd,850,2024-03-04\nC2,Roof,B Ltd,1200,2024-03-05\n")
    assert "unit" in asked(propose(path, place=Place("EUR")))
    found = propose(path, place=Place("EUR"), answers={"unit": "thousands"})
    assert float(preview.of(found).tables["contracts"]["contract_amount"][0]) == 850_000


def test_two_columns_that_fit_alike_are_asked(file):
    path = file(
        "Project name,Contractor,Vendor,Planned end date\n"
        "Wall,A Ltd,X Ltd,2024-12-31\nRoof,B Ltd,Y Ltd,2025-06-30\n"
    )
    found = propose(path)
    assert asked(found) == {"column.supplier-name"}
    assert "supplier_name" not in found.columns
    found = propose(path, answers={"column.supplier-name": "Vendor"})
    assert found.columns["supplier_name"].keys["from"] == "Vendor"


def test_two_columns_that_say_the_same_are_not_asked(file):
    path = file(
        "Project name,Contractor,Vendor,Planned end date\n"
        "Wall,A Ltd,A Ltd,2024-12-31\nRoof,B Ltd,B Ltd,2025-06-30\n"
    )
    assert not asked(propose(path))


def test_a_bare_amount_of_a_project_is_asked(file):
    path = file("Project name,Status,Amount\nWall,Ongoing,500000\nRoof,Completed,800000\n")
    found = propose(path, place=Place("EUR"))
    assert "meaning.amount" in asked(found)
    assert not {"project_costs", "contracts"} & set(found.tables)
    found = propose(path, place=Place("EUR"), answers={"meaning.amount": "budget_amount"})
    assert float(preview.of(found).tables["project_costs"]["budget_amount"][1]) == 800_000


def test_which_amount_is_the_first_one_is_taken_from_names_only(file):
    path = file(
        "Contract number,Project name,Original contract amount,Revised contract amount\n"
        "C1,Wall,500000,650000\nC2,Roof,800000,800000\n"
    )
    found = propose(path, place=Place("EUR"))
    row = preview.of(found).tables["contracts"].row(0, named=True)
    assert (float(row["original_amount"]), float(row["contract_amount"])) == (500_000, 650_000)


def test_an_end_date_of_works_not_finished_is_a_planned_one(file):
    rows = "".join(f"Work {n},Ongoing,2025-0{n}-01\n" for n in range(1, 6))
    found = propose(file("Project name,Status,End date\n" + rows))
    assert found.columns["planned_end_date"].keys["from"] == "End date"
    found = propose(file("Project name,Lead,End date\n" + rows.replace("Ongoing", "North")))
    assert "meaning.end-date" in asked(found)


def test_a_share_that_may_be_a_percentage_is_asked(file):
    path = file("Project name,Status,Progress %\nWall,Ongoing,0.5\nRoof,Ongoing,0.9\n")
    assert "percent.progress" in asked(propose(path))
    found = propose(path, answers={"percent.progress": "percent"})
    assert preview.of(found).tables["progress_reports"]["physical_share"][0] == 0.005


def test_bids_far_from_their_estimate_are_asked_for_their_unit(file):
    rows = "".join(f"T{n},F{k},{80_000_00 + k},100000\n" for n in (1, 2) for k in (1, 2, 3))
    path = file("Tender,Bidder,Bid amount,Tender estimate\n" + rows)
    assert "unit.bid-amount" in asked(propose(path, place=Place("EUR")))
    found = propose(path, place=Place("EUR"), answers={"unit.bid-amount": "hundredths"})
    assert float(preview.of(found).tables["bids"]["bid_amount"].max()) < 100_000


def test_bills_without_a_project_are_asked_for_one(file):
    path = file(
        "Invoice number,Supplier,Invoice amount,Received date,Paid date\n"
        "F1,A Ltd,900000,2024-01-05,2024-02-01\nF2,B Ltd,800000,2024-01-06,2024-02-07\n"
    )
    found = propose(path, place=Place("EUR"))
    assert "project" in asked(found) and "invoices" not in found.tables
    found = propose(path, place=Place("EUR"), answers={"project": "one project"})
    assert preview.of(found).tables["payments"].height == 2


def test_a_list_of_names_is_asked_for_natural_persons(file):
    path = file("Company name,Tax ID\nA Ltd,100200300\nB Ltd,100200301\n")
    found = propose(path)
    assert "persons" in asked(found) and not found.can_load
    with pytest.raises(InputError, match="nothing in it can be mapped yet"):
        found.manifest()
    found = propose(path, answers={"persons": "organisations"})
    assert preview.of(found).tables["parties"].height == 2


def test_the_day_of_a_file_without_one_is_asked_and_a_stand_in_named(file):
    path = file(HEADER + "C1,Wall,A Ltd,500000,2024-03-04\n", name="list.csv")
    found = propose(path, place=Place("EUR"))
    assert asked(found) == {"published"}
    assert found.published == {"latest_of": ["signed_date"]}
    assert "stands in" in found.text
    found = propose(path, place=Place("EUR"), answers={"published": "2024-05-06"})
    assert found.published == {"date": datetime.date(2024, 5, 6)}


def test_a_person_may_say_what_a_column_holds(file):
    path = file("Project name,Status,Thing\nWall,Ongoing,North\nRoof,Completed,South\n")
    assert "project_places" not in propose(path).tables
    found = propose(path, given={"Thing": "neighbourhood", "Status": ""})
    assert found.tables["project_places"]["place_name"] == "neighbourhood"
    assert "status" not in found.columns
