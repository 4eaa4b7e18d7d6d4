"""The Mexican list of article 69-B: only definitive entries count, and no person is ever kept."""

import re
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from dashboard import workspaces
from dashboard.ingest import load, source_row, store
from dashboard.ingest.privacy import PERSON_REMOVED

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def listed(published, tmp_path_factory):
    """The workspace with the list loaded, and the load's folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLEARWORKS_LOCAL", str(tmp_path_factory.mktemp("mexico")))
        workspace = workspaces.read("mexico-city")
        file = published / "mexico-sat-69b" / "Listado_Completo_69-B.csv"
        (report,) = load.load_files(workspace, "sat-69b", [file])
        (record,) = store.records(workspace)
        yield workspace, report, record


@pytest.fixture(scope="module")
def sanctions(listed) -> pl.DataFrame:
    return pl.read_parquet(f"{listed[2]['folder']}/src_sanctions.parquet").sort("source_line")


@pytest.fixture(scope="module")
def persons(published) -> set[str]:
    """The tax numbers of natural persons in the file as published."""
    text = (published / "mexico-sat-69b" / "Listado_Completo_69-B.csv").read_text("cp1252")
    return set(re.findall(r"^\d+,([A-ZÑ&]{4}\d{6}\w{3}),", text, re.MULTILINE))


def test_every_entry_is_loaded_below_the_title_lines(listed, sanctions):
    report = listed[1]
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (12_666, 12_666, 0)
    assert sanctions["source_line"][0] == 4
    assert sanctions["party_name"][0] == "ASESORES EN AVALÚOS Y ACTIVOS, S.A. DE C.V."


def test_only_a_definitive_entry_is_in_force(sanctions):
    found = sanctions.group_by("status_text", "status").len()
    assert set(found.rows()) == {
        ("Definitivo", "in_force", 10_954),
        ("Sentencia Favorable", "annulled", 1_241),
        ("Desvirtuado", "annulled", 330),
        ("Presunto", "presumed", 141),
    }


def test_an_entry_in_force_has_a_first_day_and_no_last(sanctions):
    in_force = sanctions.filter(pl.col("status") == "in_force")
    assert in_force["end_date"].null_count() == in_force.height
    assert in_force["start_date"].null_count() == 1
    annulled = sanctions.filter(pl.col("status") == "annulled")
    assert annulled["end_date"].null_count() <= 1


def test_persons_keep_their_status_and_lose_their_name_and_number(sanctions):
    assert Counter(sanctions["party_kind"]) == {"organisation": 10_049, "person": 2_617}
    person = sanctions.filter(pl.col("party_kind") == "person")
    assert person["party_identifier"].null_count() == person["party_name"].null_count() == 2_617
    firm = sanctions.filter(pl.col("party_kind") == "organisation")
    assert firm["party_identifier"].drop_nulls().str.contains(r"^[A-ZÑ&]{3}\d{6}[A-Z0-9]{3}$").all()


def test_no_file_of_the_load_holds_the_number_of_a_person(listed, persons):
    assert len(persons) == 2_615  # two of them twice
    for path in Path(listed[2]["folder"]).glob("*.parquet"):
        frame = pl.read_parquet(path)
        texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
        kept = {word for name in texts for cell in frame[name].drop_nulls().unique()
                for word in re.findall(r"[A-ZÑ&]{4}\d{6}\w{3}", cell)}  # fmt: skip
        assert not kept & persons, path.name


def test_the_row_behind_a_person_shows_neither_name_nor_number(listed, sanctions, monkeypatch):
    workspace, _, record = listed
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(Path(record["folder"]).parents[3]))
    person = sanctions.filter(pl.col("party_kind") == "person").row(0, named=True)
    shown = source_row.read(workspace, record["source_file_id"], person["source_line"])
    assert shown["RFC"] == shown["Nombre del Contribuyente"] == PERSON_REMOVED
    assert shown["Situación del contribuyente"] == person["status_text"]
    firm = sanctions.filter(pl.col("party_kind") == "organisation").row(0, named=True)
    shown = source_row.read(workspace, record["source_file_id"], firm["source_line"])
    assert shown["RFC"] == firm["party_identifier"]
