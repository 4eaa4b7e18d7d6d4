"""New York worked out again by hand: plain csv and arithmetic, nothing of the project's own."""

import csv
import datetime
import json
from itertools import groupby, pairwise

import pytest

pytestmark = pytest.mark.real_data

SCHOOLS_SPEAK_FOR = datetime.date(2025, 9, 30)
HISTORY_SPEAKS_FOR = datetime.date(2019, 9, 1)


def day(text: str) -> datetime.date | None:
    try:
        return datetime.datetime.strptime(text.split(" ")[0], "%m/%d/%Y").date()
    except ValueError:
        return None


def number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


@pytest.fixture(scope="module")
def phases(real_data) -> list[dict]:
    path = real_data / "nyc-sca-school-projects/Capital_Project_Schedules_and_Budgets.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def capital(real_data) -> list[dict]:
    path = real_data / "nyc-capital-projects/projects.geojson"
    return [feature["properties"] for feature in json.loads(path.read_bytes())["features"]]


@pytest.fixture(scope="module")
def reports(real_data) -> dict[str, list[dict]]:
    """The reports on each project of the change log, oldest first."""
    path = real_data / "nyc-capital-projects/NYC_capital_projects_20190901.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows.sort(key=lambda row: (row["PID"], day(row["Date Reported As Of"])))
    return {number: list(group) for number, group in groupby(rows, lambda row: row["PID"])}


# --- Schools -----------------------------------------------------------------------------------


def school_cost(rows: list[dict]) -> float:
    both = [
        (budget, estimate)
        for row in rows
        if (budget := number(row["Project Budget Amount"])) is not None
        and (
            estimate := number(row["Final Estimate of Actual Costs Through End of Phase Amount"])
        ) is not None
    ]  # fmt: skip
    return sum(estimate for _, estimate in both) / sum(budget for budget, _ in both) - 1


def school_delay(rows: list[dict]) -> float:
    start = min(day(row["Project Phase Actual Start Date"]) for row in rows)
    planned = max(day(row["Project Phase Planned End Date"]) for row in rows)
    ended = [day(row["Project Phase Actual End Date"]) for row in rows]
    end = max(ended) if all(ended) else SCHOOLS_SPEAK_FOR
    return (end - planned).days / (planned - start).days


def school_missed(rows: list[dict]) -> float:
    dates = [
        (day(row["Project Phase Planned End Date"]), day(row["Project Phase Actual End Date"]))
        for row in rows
    ]
    due = [(planned, ended) for planned, ended in dates if planned <= SCHOOLS_SPEAK_FOR]
    return sum(ended is None or ended > planned for planned, ended in due) / len(due)


SCHOOLS = {
    # Two phases still open nearly three years after their planned end, at eleven times the budget.
    ("K134", "DEMOLITION", "DSF0001008556"): {
        "C2": ("flagged", "critical"),
        "S1": ("flagged", "critical"),
        "S2": ("flagged", "high"),
    },
    # Every phase ended on its day or before, below its budget.
    (
        "K268",
        "ROOFS / PARAPETS / WINDOWS / EXTERIOR MASONRY",
        "DSF0001013798, DSF0001013799, DSF0001013800, DSF0001013801",
    ): {"C2": ("clear", None), "S1": ("clear", None), "S2": ("clear", None)},
}


@pytest.mark.parametrize("key", SCHOOLS, ids=lambda key: key[0])
def test_a_school_project_comes_out_as_by_hand(new_york, phases, key):
    lines = [
        line
        for line, row in enumerate(phases, start=2)
        if (row["Project Building Identifier"], row["Project Description"], row["DSF Number(s)"])
        == key
    ]
    rows = [phases[line - 2] for line in lines]
    assert len(rows) == 4
    found = new_york.rows(
        """SELECT fact_id, list(source_line ORDER BY source_line) AS lines FROM lineage
        WHERE fact_kind = 'project' AND source = 'nyc-schools' GROUP BY fact_id
        HAVING list_contains(lines, ?)""",
        [lines[0]],
    )
    assert [project["lines"] for project in found] == [lines]  # these phases and no others
    for code, by_hand in (("C2", school_cost), ("S1", school_delay), ("S2", school_missed)):
        result = new_york.result(code, found[0]["fact_id"])
        assert (result["outcome"], result["severity"]) == SCHOOLS[key][code], code
        assert result["value"] == pytest.approx(by_hand(rows), abs=1e-6), code
    assert new_york.result("S5", found[0]["fact_id"])["skip_reason"] == "only one version kept"


# --- The capital list --------------------------------------------------------------------------


def test_the_filtration_plant_costs_two_thirds_more_than_first_budgeted(new_york, capital):
    (row,) = [row for row in capital if row["project_id"] == "HED-545"]
    result = new_york.result("C2", "HED-545")
    assert result["value"] == pytest.approx(row["combined_total"] / row["original_budget"] - 1)
    assert (result["outcome"], result["severity"]) == ("flagged", "critical")
    assert new_york.result("S1", "HED-545")["skip_reason"] == "no planned end"


def test_a_project_without_an_original_budget_cannot_be_judged(new_york, capital):
    (row,) = [row for row in capital if row["project_id"] == "HAM21BHPR"]
    assert (row["original_budget"], row["combined_total"]) == (0, 250)
    result = new_york.result("C2", "HAM21BHPR")
    assert (result["outcome"], result["skip_reason"]) == ("insufficient", "no first budget")


def test_two_agencies_with_one_number_are_two_projects(new_york, capital):
    rows = [row for row in capital if row["project_id"] == "P-213CNTR"]
    by_hand = {
        row["project_description"]: row["combined_total"] / row["original_budget"] - 1
        for row in rows
    }
    found = new_york.rows(
        """SELECT project_name, value FROM indicator_results INNER JOIN projects USING (project_id)
        WHERE code = 'C2' AND project_id LIKE 'P-213CNTR%'"""
    )
    assert {row["project_name"]: row["value"] for row in found} == pytest.approx(by_hand, abs=1e-6)


def test_as_many_capital_projects_as_counted_before_are_above_their_budget(new_york, capital):
    growth = [
        row["combined_total"] / row["original_budget"] - 1
        for row in capital
        if row["original_budget"] > 0
    ]
    found = [
        row["value"]
        for row in new_york.rows(
            """SELECT value FROM indicator_results INNER JOIN projects USING (project_id)
            WHERE code = 'C2' AND source = 'nyc-capital' AND outcome IN ('flagged', 'clear')"""
        )
    ]
    assert len(growth) == 1_940
    for values in (growth, found):
        assert sum(value > 0.10 for value in values) == pytest.approx(934, abs=1)
        assert sum(value > 9 for value in values) == pytest.approx(72, abs=1)
    # An amount that falls to nothing is no saving: those are not judged.
    assert sorted(found) == pytest.approx(sorted(v for v in growth if v > -1), abs=1e-6)


# --- The change log ----------------------------------------------------------------------------


def stated(rows: list[dict], column: str, read) -> list:
    """What the reports say, one after the other, silent reports left out."""
    return [value for row in rows if (value := read(row[column])) is not None]


def test_a_viaduct_comes_out_as_by_hand(new_york, reports):
    rows = reports["111"]
    budgets = stated(rows, "Budget Forecast", number)
    ends = stated(rows, "Forecast Completion", day)
    start = day(rows[0]["Design Start"])
    assert (len(budgets), len(rows)) == (14, 15)  # the last report is silent

    cost = new_york.result("C2", "pid-111")
    assert cost["value"] == pytest.approx(budgets[-1] / budgets[0] - 1, abs=1e-6)
    assert (cost["outcome"], cost["severity"]) == ("flagged", "critical")

    assert ends[-1] > HISTORY_SPEAKS_FOR
    delay = new_york.result("S1", "pid-111")
    by_hand = (ends[-1] - ends[0]).days / (ends[0] - start).days
    assert delay["value"] == pytest.approx(by_hand, abs=1e-6)
    assert (delay["outcome"], delay["severity"]) == ("flagged", "critical")

    changes = sum(a != b for values in (budgets, ends) for a, b in pairwise(values))
    replanned = new_york.result("S5", "pid-111")
    assert (replanned["value"], replanned["outcome"]) == (changes, "flagged")


def test_budgets_of_the_change_log_rose_as_often_as_counted_before(new_york, reports):
    budgets = [
        [budget for budget in stated(rows, "Budget Forecast", number) if budget >= 0]
        for rows in reports.values()
    ]
    growth = [found[-1] / found[0] - 1 for found in budgets if len(found) > 1 and found[0] > 0]
    judged = new_york.rows(
        """SELECT value FROM indicator_results
        WHERE code = 'C2' AND project_id LIKE 'pid-%' AND outcome IN ('flagged', 'clear')"""
    )
    values = sorted(row["value"] for row in judged)
    assert sum(value > 0.05 for value in values) == pytest.approx(136, abs=2)
    assert values == pytest.approx(sorted(value for value in growth if value > -1), abs=1e-6)


def test_every_change_of_plan_in_the_log_is_counted(new_york, reports):
    by_hand = {}
    for project, rows in reports.items():
        budgets = [b for b in stated(rows, "Budget Forecast", number) if b >= 0]
        ends = [end for end in stated(rows, "Forecast Completion", day) if end.year < 2100]
        if budgets or ends:
            by_hand[f"pid-{project}"] = sum(
                a != b for values in (budgets, ends) for a, b in pairwise(values)
            )
    found = new_york.rows(
        "SELECT subject_id, value FROM indicator_results WHERE code = 'S5' AND value IS NOT NULL"
    )
    log = {row["subject_id"]: row["value"] for row in found if row["subject_id"].startswith("pid-")}
    assert log == by_hand
