"""Every published row of the real cities is loaded, placed, and can be followed to its file."""

import csv
import json
import statistics

import pytest

pytestmark = pytest.mark.real_data


def test_rows_read_are_rows_loaded_and_quarantined_and_as_many_as_counted(any_city, rows_counted):
    files = any_city.rows("SELECT * FROM source_files")
    assert {file["file_name"]: file["rows_read"] for file in files} == rows_counted
    for file in files:
        assert file["rows_read"] == file["rows_loaded"] + file["rows_quarantined"]
        assert f"{file['file_name']}: {file['rows_read']:,} rows read" in any_city.printed
    kept_out = any_city.row("SELECT COUNT(*) AS n FROM quarantined_rows")["n"]
    assert kept_out == sum(file["rows_quarantined"] for file in files)


def test_rows_counted_with_a_plain_reader_are_the_rows_read(any_city, rows_counted, real_data):
    found = {path.name: path for path in real_data.rglob("*") if path.name in rows_counted}
    for name, count in rows_counted.items():
        if name.endswith("json"):
            assert len(json.loads(found[name].read_bytes())["features"]) == count
        else:
            delimiter = ";" if "2024" in name else ","
            with found[name].open(encoding="latin-1", newline="") as file:
                assert sum(1 for _ in csv.reader(file, delimiter=delimiter)) - 1 == count


def test_in_every_publication_of_buenos_aires_98_of_100_works_lie_in_a_barrio(buenos_aires):
    rates = buenos_aires.rows(
        """SELECT placement_rates.*, source_files.rows_read FROM placement_rates
        INNER JOIN source_files USING (source_file_id)"""
    )
    assert len(rates) == 4
    for rate in rates:
        assert rate["row_count"] == rate["rows_read"]
        assert rate["placed_share"] >= 0.98
        by_method = [rate[f"placed_by_{how}_count"] for how in ("code", "name", "alias", "point")]
        assert sum(by_method) == rate["placed_count"]
        # The five aliases are needed, and names come before points.
        assert rate["placed_by_alias_count"] >= 50
        assert rate["placed_by_name_count"] > 10 * rate["placed_by_point_count"]


def test_works_outside_the_city_are_not_placed(buenos_aires):
    unplaced = buenos_aires.rows(
        """SELECT projects.project_name FROM projects
        ANTI JOIN project_neighbourhoods USING (project_id)"""
    )
    assert 0 < len(unplaced) < 20
    methods = buenos_aires.rows("SELECT DISTINCT method FROM project_neighbourhoods")
    assert {row["method"] for row in methods} == {"name", "alias", "point"}


def test_capital_projects_lie_in_a_neighbourhood_by_their_point(new_york):
    rate = placement_rate(new_york, "nyc-capital")
    assert rate["placed_share"] >= 0.98
    assert rate["placed_by_point_count"] == 1_976
    assert rate["placed_near_point_count"] == 31
    assert rate["placed_count"] == 2_007


def test_all_school_projects_lie_in_their_district(new_york):
    rate = placement_rate(new_york, "nyc-schools")
    assert rate["placed_by_code_count"] == rate["row_count"] == 13_638


def test_all_bills_of_bengaluru_lie_in_their_ward(bengaluru):
    rate = placement_rate(bengaluru, "bbmp-bills")
    assert rate["placed_by_code_count"] == rate["row_count"] == 322


def placement_rate(city, source: str) -> dict:
    return city.row(
        """SELECT placement_rates.* FROM placement_rates
        INNER JOIN source_files USING (source_file_id) WHERE source = ?""",
        [source],
    )


def test_nine_invalid_polygons_are_repaired_and_said_so(new_york):
    repaired = new_york.rows(
        "SELECT * FROM neighbourhoods WHERE level = 'neighbourhood' AND is_repaired"
    )
    issues = new_york.rows(
        """SELECT load_issues.* FROM load_issues INNER JOIN source_files USING (source_file_id)
        WHERE source = 'nyc-neighbourhoods'"""
    )
    assert len(repaired) == len(issues) == 9
    assert {(issue["issue"], issue["action"]) for issue in issues} == {
        ("invalid polygon", "repaired")
    }
    assert {row["source_line"] for row in repaired} == {row["source_line"] for row in issues}


def test_243_bills_were_paid_after_a_median_of_613_days(bengaluru):
    paid = bengaluru.rows("SELECT days_to_pay FROM invoice_timelines WHERE is_settled")
    days = sorted(row["days_to_pay"] for row in paid)
    assert (len(days), statistics.median(days), days[0], days[-1]) == (243, 613, 10, 991)


def test_79_bills_are_open_ageing_and_say_at_which_desk_they_wait(bengaluru):
    waiting = bengaluru.rows("SELECT * FROM invoice_timelines WHERE NOT is_settled")
    as_of = bengaluru.row("SELECT as_of FROM build")["as_of"]
    assert len(waiting) == 79
    for invoice in waiting:
        row = bengaluru.source_row(invoice["source_file_id"], invoice["source_line"])
        assert row["Payment"] == f"Under Process in {invoice['waiting_desk']}"
        assert invoice["days_to_pay"] is None
        if invoice["issued_date"]:
            assert invoice["open_days"] == (as_of - invoice["issued_date"]).days


@pytest.mark.parametrize(
    ("column", "raw_column", "codes"),
    [
        ("start_date", "Project Phase Actual Start Date", 4_676),
        ("planned_end_date", "Project Phase Planned End Date", 7_748),
        ("actual_end_date", "Project Phase Actual End Date", 4_676),
        ("budget_amount", "Project Budget Amount", 5_329),
    ],
)
def test_letter_codes_of_the_schools_become_null_with_an_issue(
    new_york, real_data, column, raw_column, codes
):
    path = real_data / "nyc-sca-school-projects/Capital_Project_Schedules_and_Budgets.csv"
    with path.open(encoding="utf-8", newline="") as file:
        cells = [row[raw_column] for row in csv.DictReader(file)]
    assert sum(cell.isalpha() for cell in cells) == codes
    issues = new_york.rows(
        """SELECT issue, action, COUNT(*) AS n FROM load_issues
        INNER JOIN source_files USING (source_file_id)
        WHERE source = 'nyc-schools' AND column_name = ? GROUP BY issue, action""",
        [column],
    )
    assert issues == [{"issue": "code without a value", "action": "nulled", "n": codes}]


def test_a_code_is_no_zero(new_york):
    spread = new_york.row(
        """SELECT COUNT(baseline_date) AS planned, COUNT(actual_date) AS ended FROM milestones"""
    )
    assert spread == {"planned": 5_871, "ended": 4_450}
    zeros = new_york.row(
        """SELECT COUNT(*) AS n FROM project_costs
        INNER JOIN projects USING (project_id) WHERE source = 'nyc-schools' AND budget_amount = 0"""
    )
    assert zeros["n"] <= 959  # so many phases have a budget that the city itself calls 0


def test_amounts_of_the_capital_list_are_whole_dollars(new_york):
    filtration = new_york.row(
        """SELECT budget_amount, forecast_amount, spent_amount, currency FROM projects
        INNER JOIN project_costs USING (project_id, currency)
        WHERE project_name = 'CROTON FILTRATION PLANT'"""
    )
    assert filtration["currency"] == "USD"
    assert 2_832_260_000 in filtration.values()


def test_seoul_has_two_levels_of_places_and_no_projects(seoul):
    levels = seoul.rows("SELECT level, COUNT(*) AS n FROM neighbourhoods GROUP BY level ORDER BY 1")
    assert levels == [{"level": "dong", "n": 423}, {"level": "gu", "n": 25}]
    orphans = seoul.rows(
        """SELECT dong.neighbourhood_id FROM neighbourhoods AS dong
        LEFT JOIN neighbourhoods AS gu
            ON dong.parent_id = gu.neighbourhood_id AND gu.level = 'gu'
        WHERE dong.level = 'dong' AND gu.neighbourhood_id IS NULL"""
    )
    assert orphans == []
    parents = seoul.row("SELECT COUNT(DISTINCT parent_id) AS n FROM neighbourhoods")
    assert parents["n"] == 25
    assert seoul.row("SELECT COUNT(*) AS n FROM projects")["n"] == 0
