"""As-of: what holds on a day, out of what had been loaded by then; and builds made aside."""

import json
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from dashboard import publish, session
from dashboard.__main__ import main
from dashboard.desk import builds
from dashboard.engine.duck import Duck
from dashboard.ingest import load, store
from dashboard.messages import InputError, UsageError
from tests import few_queries, small_city

EARLIER = "contracts_2025-06-30.csv"


@pytest.fixture(scope="module")
def queries_of_contracts(tmp_path_factory):
    """The queries behind the contracts, and one indicator: what a day knows is seen from these."""
    names = ("contracts", "cost_overrun_contract")
    return few_queries.copied(tmp_path_factory.mktemp("few") / "queries", names)


@pytest.fixture
def city(loaded_small_city, queries_of_contracts):
    """The small city, with an earlier publication of its contracts."""
    earlier = loaded_small_city.folder / "files" / EARLIER
    earlier.write_text(small_city.CONTRACTS.replace("1000000,1600000", "900000,1100000"))
    load.load_files(loaded_small_city.workspace, "sample-contracts", [earlier])
    with few_queries.in_force(queries_of_contracts):
        yield loaded_small_city.workspace


def contract(published) -> dict:
    facts = Duck(published.facts, read_only=True)
    try:
        return facts.rows("SELECT * FROM contracts WHERE contract_id = 'C1'").row(0, named=True)
    finally:
        facts.close()


def test_a_build_as_of_a_day_does_not_know_what_was_published_later(city):
    now = contract(publish.build(city))
    then = contract(publish.build(city, as_of=date(2025, 7, 1)))
    assert (now["original_amount"], now["current_amount"]) == (900_000, 1_600_000)
    assert (then["original_amount"], then["current_amount"]) == (900_000, 1_100_000)


def releases(city, *rows: tuple[date, int]) -> dict:
    """A load of contracts that holds several publications at once, as a file of releases does."""
    record = next(one for one in store.records(city) if one["file_name"] == "contracts.csv")
    folder = city.loads / record["source"] / record["sha256"]
    path = folder / "src_contracts-0000.parquet"
    path = path if path.exists() else next(folder.glob("src_contracts*.parquet"))
    first = pl.read_parquet(path).filter(contract_id="C1")
    pl.concat(
        first.with_columns(
            pl.lit(day).alias("published_date"),
            pl.lit(amount).cast(pl.Decimal(18, 2)).alias("contract_amount"),
        )
        for day, amount in rows
    ).write_parquet(path)
    return record


def test_a_file_of_several_publications_is_cut_at_the_day(city):
    releases(city, (date(2025, 7, 1), 10), (date(2025, 9, 1), 20), (date(2025, 12, 31), 30))
    assert contract(publish.build(city, as_of=date(2025, 10, 1)))["current_amount"] == 20
    assert contract(publish.build(city))["current_amount"] == 30


def test_only_what_had_been_loaded_by_a_moment_counts(city):
    loaded = {one["file_name"]: one for one in store.records(city)}
    record = loaded["contracts.csv"]
    path = city.loads / record["source"] / record["sha256"] / store.RECORD
    later = datetime.now(UTC) + timedelta(days=30)
    content = json.loads(path.read_text())
    assert datetime.fromisoformat(content["loaded_at"]).tzinfo is not None
    moment = later.isoformat(timespec="seconds")
    path.write_text(json.dumps(content | {"loaded_at": moment, "first_loaded_at": moment}))
    known_then = publish.build(city, known_on=datetime.now(UTC) + timedelta(days=1), aside=True)
    known_now = publish.build(city)
    assert contract(known_then)["current_amount"] == 1_100_000
    assert contract(known_now)["current_amount"] == 1_600_000
    assert known_then.run_id != known_now.run_id


def test_reading_the_same_bytes_again_does_not_make_them_news(city, monkeypatch):
    (record,) = [one for one in store.records(city) if one["file_name"] == "payments.csv"]
    path = city.loads / record["source"] / record["sha256"] / store.RECORD
    then = "2020-01-01T00:00:00+00:00"
    content = json.loads(path.read_text()) | {"loaded_at": then, "manifest_digest": "another"}
    del content["first_loaded_at"]
    path.write_text(json.dumps(content))
    raw = next((city.raw / record["sha256"]).iterdir())
    load.load_files(city, record["source"], [raw])
    again = json.loads(path.read_text())
    assert again["first_loaded_at"] == then
    assert again["loaded_at"] > then


def test_a_moment_before_the_first_load_is_refused_with_a_message(city):
    with pytest.raises(InputError, match="nothing had been loaded by 2001-01-01"):
        publish.build(city, known_on=datetime(2001, 1, 1, tzinfo=UTC))


def test_the_name_of_a_build_holds_what_was_known_when(city):
    records = store.records(city)
    names = {
        publish.run_identity(records, "pack", date(2025, 1, 1), moment)
        for moment in (None, datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 2, tzinfo=UTC))
    }
    assert len(names) == 3


def test_a_build_made_aside_leaves_the_one_in_service_and_is_listed(city):
    now = publish.build(city)
    then = publish.build(city, as_of=date(2025, 7, 1), aside=True)
    assert city.published()["run_id"] == now.run_id
    assert not then.is_in_service
    listed = builds.kept(city)
    assert [one.run_id for one in listed] == [now.run_id, then.run_id]
    assert [one.as_of for one in listed] == [now.as_of, date(2025, 7, 1)]
    assert all(one.facts_known_on for one in listed)
    shown = session.shown("sample", then.run_id)
    assert (shown.as_of, shown.is_in_service) == (date(2025, 7, 1), False)
    assert shown.address == {"workspace": "sample", "build": then.run_id}
    gone = session.shown("sample", "0000000000000000")
    assert (gone.run_id, gone.address) == (now.run_id, {"workspace": "sample"})


def test_builds_made_aside_count_among_those_that_are_kept(city, monkeypatch):
    monkeypatch.setattr(publish, "KEPT_BUILDS", 3)
    now = publish.build(city)
    asked = [publish.build(city, as_of=date(2025, month, 1), aside=True) for month in (3, 4, 5)]
    kept = {one.run_id for one in builds.kept(city)}
    assert kept == {now.run_id, asked[1].run_id, asked[2].run_id}


def test_a_reader_gets_the_build_of_another_day_from_a_process_of_its_own(own_small_city):
    city = own_small_city.workspace  # that process runs every query, so this build has them too
    now = publish.build(city)
    run_id = builds.ask(city, date(2025, 7, 1))
    assert run_id != now.run_id
    assert (city.builds / run_id / "facts.duckdb").exists()
    assert city.published()["run_id"] == now.run_id
    with pytest.raises(InputError, match="nothing had been loaded by 2001-01-01"):
        builds.ask(city, date(2025, 7, 1), known_on=date(2001, 1, 1))


def test_the_command_line_makes_a_build_aside_and_says_so(city, capsys):
    publish.build(city)
    assert main(["build", "sample", "--as-of", "2025-07-01", "--aside"]) == 0
    assert "made aside" in capsys.readouterr().out
    tomorrow = (date.today() + timedelta(days=1)).isoformat()
    assert main(["build", "sample", "--known-on", tomorrow, "--aside"]) == 0


def test_the_build_before_is_the_one_that_was_in_service(city):
    first = publish.build(city, as_of=date(2025, 7, 1))
    second = publish.build(city)
    publish.build(city, as_of=date(2025, 8, 1), aside=True)
    assert builds.pair(city, None, None) == (first.run_id, second.run_id)
    with pytest.raises(UsageError, match="it is not kept"):
        builds.facts_of(city, "nowhere")
