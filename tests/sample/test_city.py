"""The sample city: the same bytes for the same seed, clean where it says nothing, honest truth."""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path

import geopandas
import polars as pl
import pytest

from dashboard import workspaces
from dashboard.ingest import manifest, tables
from dashboard.messages import InputError
from dashboard.sample import city

AS_OF = pl.date(2025, 12, 31)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city of the default size."""
    folder = tmp_path_factory.mktemp("city")
    city.make(folder)
    return folder


@functools.cache
def table(folder: Path, name: str) -> pl.DataFrame:
    """A file with its dates and amounts read; rows that nobody can load are left out."""
    frame = pl.read_csv(folder / f"{name}.csv", infer_schema=False)
    types = tables.polars_schema(name)
    for column in frame.columns:
        if types[column] == pl.Date:
            frame = frame.with_columns(pl.col(column).str.to_date(strict=False))
        elif types[column] == pl.Boolean:
            frame = frame.with_columns(pl.col(column) == "true")
        elif types[column].is_numeric():
            # Decimals, so that sums of amounts are exact.
            exact = pl.Decimal(18, 4) if types[column].is_float() else types[column]
            frame = frame.with_columns(pl.col(column).cast(exact, strict=False))
    lost = pl.col(frame.columns[0]).str.contains("-X")
    return frame.filter(~lost) if name in ("payments", "invoices") else frame


def truth(folder: Path, code: str, *outcomes: str) -> pl.DataFrame:
    rows = pl.read_csv(folder / "truth" / "truth.csv", schema_overrides={"subject_id": pl.String})
    return rows.filter(
        pl.col("code") == code, pl.col("expected_outcome").is_in(outcomes or ["flagged"])
    )


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def small(folder: Path, seed: int = 7) -> dict[str, Path]:
    return city.make(folder, projects=150, payments=3_000, neighbourhoods=12, seed=seed)


def test_the_same_seed_makes_the_same_bytes(tmp_path):
    small(tmp_path / "one")
    small(tmp_path / "two")
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_another_seed_makes_another_city(tmp_path):
    small(tmp_path / "one", seed=7)
    small(tmp_path / "two", seed=8)
    one, two = digests(tmp_path / "one"), digests(tmp_path / "two")
    assert one.keys() == two.keys()
    headers_alone = {
        path.name for path in (tmp_path / "one").glob("*.csv") if path.read_text().count("\n") <= 1
    }
    assert [name for name in one if one[name] == two[name] and name not in headers_alone] == []
    amounts = [
        set(table(tmp_path / name, "contracts")["original_amount"]) for name in ("one", "two")
    ]
    assert len(amounts[0] & amounts[1]) < 5


def test_every_source_of_the_workspace_gets_a_file_that_fits_its_manifest(tmp_path):
    files = small(tmp_path)
    workspace = workspaces.read("sample")
    assert set(files) == {*workspace.sources, *workspace.boundaries}
    for source, path in files.items():
        found = manifest.read(source)
        assert found.matches(path)
        if found.kind == "rows":
            border = set(tables.polars_schema(found.template)) - set(tables.LINEAGE_COLUMNS)
            assert set(pl.read_csv(path, n_rows=0).columns) <= border


def test_the_truth_is_kept_apart_from_the_sources(tmp_path):
    files = small(tmp_path)
    assert (tmp_path / "truth" / "truth.csv").is_file()
    assert all((tmp_path / "truth") not in path.parents for path in files.values())
    assert all(path.is_file() for path in files.values())


@pytest.mark.parametrize(("projects", "payments"), [(400, 12_000), (5_200, 60_000), (60, 30_000)])
def test_any_size_is_reached_within_five_per_cent(tmp_path, projects, payments):
    city.make(tmp_path, projects=projects, payments=payments, neighbourhoods=15)
    assert table(tmp_path, "projects").height == projects
    assert table(tmp_path, "payments").height == pytest.approx(payments, rel=0.05)


def test_ids_stay_unique_when_the_city_is_made_in_several_chunks(tmp_path, monkeypatch):
    monkeypatch.setattr(city, "CHUNK_PROJECTS", 60)
    small(tmp_path)
    for name in city.HANDED_IN:
        key = tables.TABLES[name].primary_key()
        assert table(tmp_path, name).select(key).is_unique().all(), name


def test_sizes_that_make_no_city_are_refused_with_a_message(tmp_path):
    with pytest.raises(InputError, match="payments = 10 is too small. At least 2000"):
        city.make(tmp_path, payments=10)


def test_neighbourhoods_are_valid_do_not_overlap_and_are_told_apart_by_name(made):
    shapes = geopandas.read_file(made / "neighbourhoods.geojson")
    assert len(shapes) == 40
    assert shapes.geometry.is_valid.all()
    flat = shapes.set_crs(None, allow_override=True).geometry
    assert flat.union_all().area == pytest.approx(flat.area.sum(), rel=1e-6)
    assert shapes["neighbourhood_name"].is_unique
    assert shapes["population"].between(2_000, 80_000).all()


def test_some_neighbourhoods_have_too_few_projects_to_judge_and_one_has_none(made):
    places = pl.read_csv(made / "truth" / "placements.csv")
    shapes = geopandas.read_file(made / "neighbourhoods.geojson")
    counts = dict(places["neighbourhood_id"].value_counts().iter_rows())
    few = sorted(counts.get(name, 0) for name in shapes["neighbourhood_id"])[:5]
    assert few == [0, 1, 2, 3, 4]
    assert places["second_neighbourhood_id"].is_not_null().sum() > 50


def test_points_lie_in_the_neighbourhood_that_the_truth_names(made):
    places = table(made, "project_places").filter(pl.col("longitude").is_not_null())
    named = pl.read_csv(made / "truth" / "placements.csv")
    rows = places.join(named, on="project_id")
    points = geopandas.GeoDataFrame(
        {"neighbourhood_id": rows["neighbourhood_id"].to_list()},
        geometry=geopandas.points_from_xy(rows["longitude"], rows["latitude"]),
        crs=4326,
    )
    shapes = geopandas.read_file(made / "neighbourhoods.geojson")
    found = points.sjoin(shapes, predicate="within", lsuffix="said", rsuffix="found")
    assert len(points) > 50
    assert len(found) == len(points)
    assert (found["neighbourhood_id_said"] == found["neighbourhood_id_found"]).all()


def test_amendments_add_up_from_the_original_to_the_contract_amount(made):
    amendments = table(made, "contract_amendments")
    assert (
        amendments["amount_after"] - amendments["amount_before"] == amendments["amount_change"]
    ).all()
    first = amendments.group_by("contract_id", maintain_order=True).first()
    first = first.join(table(made, "contracts"), on="contract_id")
    assert (first["amount_before"] == first["original_amount"]).all()
    before = amendments.select(pl.col("amount_after").shift().over("contract_id")).to_series()
    assert ((amendments["amount_before"] == before) | before.is_null()).all()
    sums = amendments.group_by("contract_id").agg(pl.col("amount_change").sum())
    rows = table(made, "contracts").join(sums, on="contract_id", how="left")
    rest = pl.col("contract_amount") - pl.col("original_amount")
    wrong = rows.filter(rest != pl.col("amount_change").fill_null(0))["contract_id"]
    assert set(wrong) == set(truth(made, "C5", "contradictory")["subject_id"])


def test_price_growth_without_a_row_in_the_truth_stays_below_every_threshold(made):
    rows = table(made, "contracts").filter(pl.col("original_amount").is_not_null())
    rows = rows.with_columns(growth=pl.col("contract_amount") / pl.col("original_amount") - 1)
    known = truth(made, "C1", "flagged", "clear")["subject_id"].implode()
    assert rows.filter(~pl.col("contract_id").is_in(known))["growth"].max() < 0.1
    flagged = truth(made, "C1")["subject_id"].implode()
    assert rows.filter(pl.col("contract_id").is_in(flagged))["growth"].min() >= 0.1


def test_prices_that_only_the_index_raised_are_innocent(made):
    innocent = truth(made, "C5", "clear")["subject_id"]
    amendments = table(made, "contract_amendments").filter(
        pl.col("contract_id").is_in(innocent.implode()), pl.col("amount_change") != 0
    )
    assert len(innocent) > 10
    assert amendments["is_price_index"].all()


def test_no_invoice_is_paid_more_than_it_asks_except_by_planted_duplicates(made):
    invoices, payments = table(made, "invoices"), table(made, "payments")
    planted = truth(made, "P10")["subject_id"].implode()
    clean = payments.filter(~pl.col("payment_id").is_in(planted))
    paid = clean.group_by("invoice_id").agg(pl.col("paid_amount").sum())
    rows = invoices.join(paid, on="invoice_id")
    payable = pl.col("invoice_amount") - pl.col("retention_amount")
    assert rows.filter(pl.col("paid_amount") > payable).is_empty()
    assert rows.filter(pl.col("status") == "paid", pl.col("paid_amount") != payable).is_empty()


def test_no_payment_comes_before_its_invoice_except_where_planted(made):
    rows = table(made, "payments").join(table(made, "invoices"), on="invoice_id")
    early = rows.filter(pl.col("paid_date") < pl.col("issued_date"))["invoice_id"].unique()
    impossible = truth(made, "P1", "contradictory")["subject_id"]
    assert len(impossible) > 5
    planted = truth(made, "P9", "flagged", "clear").filter(
        pl.col("note").is_in(["c: paid before the bill", "an advance, paid before its bill"])
    )
    payments = table(made, "payments")
    billed_late = payments.filter(pl.col("payment_id").is_in(planted["subject_id"].implode()))
    assert billed_late.height == planted.height > 5
    assert set(early) == {*impossible, *billed_late["invoice_id"]}


def test_late_claims_are_those_that_the_truth_lists(made):
    """Recomputed from the files alone, without the generator's own dates."""
    invoices = table(made, "invoices").filter(pl.col("tier") == "client_prime")
    payments = table(made, "payments").sort("paid_date", "payment_id")
    running = payments.with_columns(so_far=pl.col("paid_amount").cum_sum().over("invoice_id")).join(
        invoices, on="invoice_id"
    )
    enough = pl.col("invoice_amount") - pl.col("retention_amount")
    settled = (
        running.filter(pl.col("so_far") >= enough)
        .group_by("invoice_id")
        .agg(settled_date=pl.col("paid_date").min())
    )
    rows = invoices.join(settled, on="invoice_id").filter(
        pl.col("received_date").is_not_null(), pl.col("settled_date") >= pl.col("issued_date")
    )
    days = (pl.col("settled_date") - pl.col("received_date")).dt.total_days() - 30
    stopped = (pl.col("dispute_end_date") - pl.col("dispute_start_date")).dt.total_days()
    late = rows.filter(days - stopped.fill_null(0) > 0)["invoice_id"]
    assert set(late) == set(truth(made, "P1")["subject_id"])
    undisputed = rows.filter(days > 0)["invoice_id"]
    assert set(undisputed) - set(late) == set(truth(made, "P1", "clear")["subject_id"])


def test_open_claims_past_due_are_those_that_the_truth_lists(made):
    rows = table(made, "invoices").filter(
        pl.col("tier") == "client_prime",
        pl.col("status") != "paid",
        pl.col("due_date") < AS_OF,
    )
    assert set(rows["invoice_id"]) == set(truth(made, "P2")["subject_id"])


def test_progress_never_falls_and_payments_run_ahead_of_it_only_where_planted(made):
    reports = table(made, "progress_reports").sort("contract_id", "period_end_date")
    steps = reports.with_columns(step=pl.col("physical_share").diff().over("contract_id"))
    backwards = set(steps.filter(pl.col("step") < 0)["contract_id"])
    assert backwards == set(truth(made, "S7", "contradictory")["subject_id"])
    payments = table(made, "payments").filter(pl.col("tier") == "client_prime").sort("paid_date")
    payments = payments.with_columns(so_far=pl.col("paid_amount").cum_sum().over("contract_id"))
    rows = reports.filter(pl.col("is_verified")).sort("period_end_date").join_asof(
        payments.select("contract_id", "paid_date", "so_far"),
        left_on="period_end_date", right_on="paid_date", by="contract_id",
        check_sortedness=False,
    ).join(table(made, "contracts"), on="contract_id")  # fmt: skip
    covered = pl.col("unrecovered_advance_amount") + pl.col("materials_on_site_amount")
    lead = (pl.col("so_far") - covered) / pl.col("contract_amount") - pl.col("physical_share")
    ahead = rows.filter(lead > 0.1)["contract_id"].unique()
    assert set(ahead) >= set(truth(made, "P6")["subject_id"])
    # A clean contract is never ahead; a planted one may have been so only earlier.
    planted = set(
        pl.read_csv(made / "truth" / "truth.csv").filter(pl.col("code") == "P6")["subject_id"]
    )
    # Reports that were copied, leap or go back say less than was done.
    altered = set(truth(made, "S7", "flagged", "clear", "contradictory")["subject_id"])
    assert set(ahead) - altered <= planted
    assert len(truth(made, "P6")) > 5
    assert len(truth(made, "P6", "clear")) > 5


def test_works_without_a_row_in_the_truth_made_progress_in_the_last_two_months(made):
    reports = table(made, "progress_reports").sort("project_id", "period_end_date")
    risen = reports.filter(
        pl.col("physical_share").diff().over("project_id").fill_null(pl.col("physical_share")) > 0
    )
    last = risen.group_by("project_id").agg(pl.col("period_end_date").max())
    active = table(made, "projects").filter(pl.col("status") == "implementation")
    rows = active.join(last, on="project_id").with_columns(
        days=(AS_OF - pl.col("period_end_date")).dt.total_days()
    )
    standing = rows.filter(pl.col("days") >= 60)
    expected = truth(made, "S4", "flagged", "clear")
    assert set(standing["project_id"]) == set(expected["subject_id"])
    approved = table(made, "contract_suspensions").filter(
        "is_approved", pl.col("resumed_date").is_null()
    )
    assert set(approved["project_id"]) == set(truth(made, "S4", "clear")["subject_id"])


def test_milestones_follow_each_other_and_end_with_the_works(made):
    rows = table(made, "milestones").sort("milestone_id")
    for column in ("baseline_date", "actual_date"):
        known = rows.filter(pl.col(column).is_not_null())
        gaps = known.select(pl.col(column).diff().over("project_id").dt.total_days()).to_series()
        assert gaps.min() >= 0, column
    last = rows.group_by("project_id", maintain_order=True).last()
    both = last.join(table(made, "projects"), on="project_id")
    assert (both["milestone_name"] == "Works complete").all()
    # A gap in disclosure may leave the project without its end.
    ended = both.filter(pl.col("status_right") == "completion")
    known = ended.filter(pl.col("actual_end_date").is_not_null())
    assert known.height > 0.9 * ended.height
    assert (known["actual_date"] == known["actual_end_date"]).all()
    going_on = both.filter(pl.col("status_right").ne_missing("completion"))
    assert going_on["actual_date"].null_count() == len(both) - len(ended)


def test_projects_with_missed_milestones_are_those_that_the_truth_lists(made):
    due = table(made, "milestones").filter(pl.col("baseline_date") <= AS_OF)
    missed = pl.col("actual_date").is_null() | (pl.col("actual_date") > pl.col("baseline_date"))
    rows = due.group_by("project_id").agg(n=pl.len(), share=missed.mean())
    late = rows.filter(pl.col("n") >= 3, pl.col("share") > 0.05)["project_id"]
    assert set(late) == set(truth(made, "S2")["subject_id"])
    works = table(made, "projects").filter(
        pl.col("status").is_in(["implementation", "completion"]),
        pl.coalesce("actual_end_date", "forecast_end_date") <= pl.col("planned_end_date"),
    )
    in_time = rows.join(works, on="project_id")
    # Whoever ends in time may have missed some on the way, but few have.
    assert 0 < in_time["project_id"].is_in(late.implode()).mean() < 0.15


def test_nothing_happens_after_the_reporting_date(made):
    for name, columns in {
        "invoices": ["issued_date", "received_date", "approved_date"],
        "payments": ["paid_date"],
        "progress_reports": ["period_end_date", "reported_date"],
        "contract_amendments": ["amendment_date"],
        "contract_suspensions": ["suspended_date", "resumed_date"],
        "milestones": ["actual_date"],
        "project_budgets": ["budget_date"],
        "project_schedules": ["schedule_date"],
        "projects": ["actual_start_date", "actual_end_date"],
        "contracts": ["signed_date", "actual_end_date"],
    }.items():
        late = table(made, name).filter(pl.any_horizontal(pl.col(columns) > AS_OF))
        assert late.is_empty(), (name, late)


def test_slippage_keeps_clear_of_the_thresholds(made):
    rows = table(made, "projects").with_columns(
        end=pl.coalesce("actual_end_date", "forecast_end_date")
    )
    days = (pl.col("end") - pl.col("planned_end_date")).dt.total_days()
    term = (pl.col("planned_end_date") - pl.col("planned_start_date")).dt.total_days()
    rows = rows.filter(term > 0).with_columns(ratio=days / term)
    flagged = truth(made, "S1")["subject_id"].implode()
    readable = rows.filter(pl.col("ratio").is_not_null())
    assert readable.filter(~pl.col("project_id").is_in(flagged))["ratio"].max() < 0.09
    assert readable.filter(pl.col("project_id").is_in(flagged))["ratio"].min() > 0.105


def test_a_duplicate_repeats_another_payment_and_its_twin_is_taken_back(made):
    payments = table(made, "payments")
    ids = truth(made, "P10").filter(pl.col("expected_severity") == "critical")["subject_id"]
    same = ["payee_id", "invoice_number", "paid_amount"]
    groups = payments.filter(pl.col("paid_amount") > 0).group_by(same).agg("payment_id", pl.len())
    repeated = groups.filter(pl.col("len") > 1).explode("payment_id")["payment_id"]
    assert len(ids) > 10
    assert set(ids) <= set(repeated)
    reversals = payments.filter(pl.col("paid_amount") < 0)
    both = reversals.join(payments, left_on="reverses_payment_id", right_on="payment_id")
    assert len(both) == len(reversals) > 10
    assert (both["paid_amount"] == -both["paid_amount_right"]).all()
    assert (both["paid_date"] >= both["paid_date_right"]).all()


def test_standing_hire_is_at_least_three_equal_monthly_payments(made):
    notes = truth(made, "P10", "clear").filter(pl.col("note").str.starts_with("standing hire"))
    rows = table(made, "payments").filter(pl.col("payment_id").is_in(notes["subject_id"].implode()))
    groups = rows.group_by("payee_id", "contract_id", "paid_amount").len()
    assert len(groups) > 3
    assert groups["len"].min() >= 3


@pytest.mark.parametrize(
    "code", ["C1", "C2", "C5", "S1", "S2", "S4", "S5", "P1", "P2", "P3", "P6", "P7", "P10"]
)
def test_every_code_has_subjects_in_the_truth_that_exist_in_the_files(made, code):
    rows = truth(made, code, "flagged", "clear", "insufficient", "contradictory")
    assert rows.filter(pl.col("expected_outcome") == "flagged").height >= 5
    files = {
        "project": "projects",
        "contract": "contracts",
        "subcontract": "subcontracts",
        "invoice": "invoices",
        "payment": "payments",
    }
    for (kind,), subjects in rows.group_by("subject_kind"):
        file = table(made, files[kind])
        assert subjects["subject_id"].is_in(file[file.columns[0]].implode()).all()
        assert subjects["project_id"].is_not_null().all()
    verdicts = rows.group_by("subject_id").agg(pl.col("expected_outcome").n_unique())
    assert verdicts["expected_outcome"].max() == 1  # never two verdicts on one subject


def test_neighbourhoods_differ_in_lateness_more_than_chance_would_make_them(made):
    places = pl.read_csv(made / "truth" / "placements.csv")
    claims = table(made, "invoices").filter(pl.col("tier") == "client_prime")
    late = truth(made, "P1", "flagged")["subject_id"].implode()
    rows = claims.with_columns(late=pl.col("invoice_id").is_in(late)).join(places, on="project_id")
    rates = rows.group_by("neighbourhood_id").agg(n=pl.len(), rate=pl.col("late").mean())
    rates = rates.filter(pl.col("n") >= 100)
    overall = rows["late"].mean()
    chance = overall * (1 - overall) / rates["n"]
    dispersion = ((rates["rate"] - overall) ** 2 / chance).mean()
    assert 0.05 < overall < 0.3
    assert dispersion > 3
    summary = json.loads((made / "truth" / "truth.json").read_text())
    worst = set(rates.sort("rate", descending=True)["neighbourhood_id"].head(8))
    assert len(worst & set(summary["troubled_neighbourhoods"])) >= 3


def test_unreadable_rows_stand_in_the_line_that_the_truth_names(made):
    records = pl.read_csv(made / "truth" / "rows.csv", infer_schema=False)
    assert set(records["expected"]) == {"nulled", "quarantined"}
    for row in records.iter_rows(named=True):
        lines = (made / f"{row['table']}.csv").read_text().splitlines()
        columns = lines[0].split(",")
        cells = pl.read_csv(
            "\n".join([lines[0], lines[int(row["line"]) - 1]]).encode(), infer_schema=False
        )
        assert row["column_name"] in columns
        assert (cells[row["column_name"]][0] or "") == (row["raw_value"] or "")


def test_values_of_projects_and_shares_of_claims_are_plausible(made):
    contracts = table(made, "contracts").filter(pl.col("nature") == "construction")
    amounts = contracts["original_amount"].cast(pl.Float64).drop_nulls()
    assert 1_000_000 < amounts.median() < 2_200_000
    assert amounts.mean() > 1.5 * amounts.median()  # a long tail
    states = dict(table(made, "projects")["status"].value_counts(normalize=True).iter_rows())
    assert states["completion"] > states["implementation"] > states["preparation"] > 0.08
    tiers = dict(table(made, "payments")["tier"].value_counts(normalize=True).iter_rows())
    assert len(tiers) == 6
    assert min(tiers.values()) > 0.02
