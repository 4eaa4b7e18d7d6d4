"""The mapping desk: what is handed in is judged without trust, saved once, loaded row for row."""

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from dashboard import workspaces
from dashboard.__main__ import main
from dashboard.desk import mapping
from dashboard.ingest import manifest as manifests
from dashboard.messages import InputError, UsageError

ROOT = Path(__file__).resolve().parent.parent.parent
WORKS = (
    "Project code,Project name,Status,Contractor,Contract amount,Planned end date,Phone\n"
    "W1,Wall,Ongoing,A Ltd,500000,2025-12-31,555-010-2030\n"
    "W2,Roof,Completed,B Ltd,700000.50,2024-06-30,555-010-2031\n"
    ",,,,,,\n"
)


@pytest.fixture(autouse=True)
def local(tmp_path, monkeypatch):
    """A folder of its own for what is handed in, saved and loaded."""
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path / "local"))
    return tmp_path / "local"


@pytest.fixture
def works(tmp_path):
    path = tmp_path / "works_2025-01-15.csv"
    path.write_text(WORKS, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "name",
    [
        "../../x.csv",
        "/etc/passwd",
        "..\\..\\x.csv",
        "C:\\x.csv",
        "a/../../b.csv",
        "..",
        "",
        "\0x.csv",
    ],
)
def test_no_name_leads_out_of_the_folder(local, name):
    path = mapping.keep_upload("sample", name, b"a,b\n1,2\n")
    folder = local / "sample" / mapping.UPLOADS
    assert path.resolve().is_relative_to(folder.resolve())
    assert path.parent.parent == folder
    assert [found for found in local.rglob("*") if found.is_file()] == [path]


@pytest.mark.parametrize(
    "name", ["x" * 500 + ".csv", "=1+1.csv", 'a"b<c>.csv', "한글 파일.csv", "a\nb.csv"]
)
def test_names_are_made_harmless_and_short(name):
    safe = mapping.safe_file_name(name)
    assert len(safe) <= mapping.LONGEST_FILE_NAME and safe.endswith(".csv")
    assert not set(safe) & set('<>:"|?*/\\\n\0')


def test_a_kept_file_is_not_executable_and_gone_when_it_is_forgotten():
    path = mapping.keep_upload("sample", "x.csv", b"a,b\n")
    assert path.stat().st_mode & 0o111 == 0
    mapping.forget_upload(path)
    assert not path.parent.exists()


def test_old_uploads_do_not_pile_up():
    for number in range(mapping.KEPT_UPLOADS + 5):
        last = mapping.keep_upload("sample", f"{number}.csv", b"a,b\n")
    assert len(list(last.parent.parent.iterdir())) == mapping.KEPT_UPLOADS


def test_a_file_above_the_limit_is_refused(monkeypatch):
    monkeypatch.setenv(mapping.LIMIT, "1")
    with pytest.raises(InputError, match="At most 1 MB"):
        mapping.keep_upload("sample", "x.csv", b"x" * (2**20 + 1))
    monkeypatch.setenv(mapping.LIMIT, "none")
    assert mapping.largest_upload_mb() == mapping.LARGEST_UPLOAD_MB == 200


def judged(name: str, content: bytes) -> mapping.Proposal:
    return mapping.propose(mapping.keep_upload("sample", name, content), workspace="sample")


def packed(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", ".").replace("_to_", "/"), content)
    return stream.getvalue()


def test_an_archive_that_unpacks_to_far_more_is_refused():
    bomb = packed(data__json=b"[" + b" " * 50_000_000 + b"]")
    assert len(bomb) < 100_000
    with pytest.raises(InputError, match="unpacks to"):
        judged("data.zip", bomb)


def test_a_member_that_leads_out_of_its_archive_is_refused(local):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("../../evil.json", b"[]")
    with pytest.raises(InputError, match="leads out"):
        judged("data.zip", stream.getvalue())
    assert not list(local.rglob("evil*"))


def workbook(tmp_path, sheet_start: bytes = b"") -> bytes:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Project name", "Status", "Contract amount"])
        sheet.write_row(1, 0, ["Wall", "Ongoing", 500000])
        sheet.write_row(2, 0, ["Roof", "Completed", 700000])
    if not sheet_start:
        return path.read_bytes()
    stream = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename.endswith("sheet1.xml"):
                head, _, rest = content.partition(b"?>")
                content = head + b"?>" + sheet_start + rest
            new.writestr(member.filename, content)
    return stream.getvalue()


def test_a_workbook_with_entities_is_refused(tmp_path):
    outside = tmp_path / "secret.txt"
    outside.write_text("not to be read")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{outside}">]>'.encode()
    with pytest.raises(InputError):
        judged("book.xlsx", workbook(tmp_path, entity))
    assert judged("book.txt", workbook(tmp_path)).format["kind"] == "xlsx"


def test_a_file_of_one_endless_line_is_answered():
    for content in (b"x" * 10_000_000, b"x," * 5_000_000, b"Project name,Status\n" + b"x," * 10**6):
        with pytest.raises(InputError, match="a record on each line"):
            judged("line.csv", content)


def test_bytes_that_no_text_has_are_refused():
    with pytest.raises(InputError, match="no text has"):
        judged("x.csv", b"a,b\n1,\0\n")
    later = b"Project name,Status\n" + b"Wall,Ongoing\n" * 10_000 + b"Roof,\0\n"
    found = judged("x.csv", later)
    assert mapping.try_rows(found).rows_loaded > 0


def test_formulas_and_markup_in_headers_stay_text():
    header = "Project name,=cmd|' /C calc'!A0,\"<img src=x onerror=alert(1)>\",Status\n"
    found = judged("x.csv", header.encode() + b"Wall,1,2,Ongoing\nRoof,3,4,Completed\n")
    assert set(found.unmapped) >= {"=cmd|' /C calc'!A0", "<img src=x onerror=alert(1)>"}
    manifests.parse(found.name, found.text)


def test_what_is_saved_belongs_to_the_workspace_and_loads(works):
    found = mapping.propose(works, workspace="sample")
    target = mapping.save(found, "sample", "town-works")
    assert target == workspaces.read("sample").own_sources / "town-works.toml"
    assert "town-works" in workspaces.read("sample").sources
    report = mapping.load("sample", "town-works", works)
    assert report.rows_read == report.rows_loaded + report.rows_quarantined == 3
    assert report.rows_loaded == 2


def test_phones_are_nowhere_in_what_was_loaded(works, local):
    mapping.save(mapping.propose(works, workspace="sample"), "sample", "town-works")
    mapping.load("sample", "town-works", works)
    kept = b"".join(p.read_bytes() for p in (local / "sample" / "loads").rglob("*") if p.is_file())
    assert b"555-010" not in kept


@pytest.mark.parametrize("name", ["town-works", "sample-projects", "ba-barrios"])
def test_a_name_that_is_taken_is_refused(works, name):
    found = mapping.propose(works, workspace="sample")
    mapping.save(found, "sample", "town-works")
    with pytest.raises(InputError, match="of that name already"):
        mapping.save(found, "new-york", name)


@pytest.mark.parametrize("name", ["../x", "Town", "a b", "x", "a--b", "", "tö"])
def test_a_name_that_is_none_is_refused(works, name):
    with pytest.raises(UsageError):
        mapping.check_name(name)


def test_a_text_that_is_no_manifest_is_not_saved(works, local):
    found = mapping.propose(works, workspace="sample")
    with pytest.raises(InputError, match="not valid TOML"):
        mapping.save(found, "sample", "town-works", "[columns")
    with pytest.raises(InputError):
        mapping.save(found, "sample", "town-works", found.text + "\n[tables.nonsense]\nx = 1\n")
    assert not list(local.rglob("*.toml"))


def test_a_suggested_name_is_free(works):
    found = mapping.propose(works, workspace="sample")
    name = mapping.suggested_name(found)
    mapping.save(found, "sample", name)
    assert mapping.suggested_name(found) not in manifests.names()


def test_a_workspace_says_currency_and_levels():
    place = mapping.place_of(workspaces.read("buenos-aires"))
    assert (place.currency, place.levels) == ("ARS", ("barrio",))


def test_the_command_writes_the_manifest_and_says_what_it_saw(works, tmp_path, capsys):
    target = tmp_path / "out.toml"
    assert main(["propose", str(works), "--workspace", "sample", "--output", str(target)]) == 0
    said = capsys.readouterr()
    assert "Project name -> project name (sure" in said.err
    assert "of the first 3 rows 2 would load and 1 would be set aside" in said.err
    made = manifests.parse("out", target.read_text(encoding="utf-8"))
    assert {mapping.table for mapping in made.mappings} >= {"projects", "contracts"}
    assert "555-010" not in said.err + said.out


def test_the_command_saves_into_the_workspace(works, capsys):
    assert main(["propose", str(works), "--workspace", "sample", "--name", "town"]) == 0
    assert capsys.readouterr().out.strip().endswith("sources/town.toml")
    assert main(["load", "sample", "town", str(works)]) == 0
    assert "3 rows read, 2 loaded, 1 quarantined" in capsys.readouterr().out
    assert main(["propose", str(works), "--workspace", "sample", "--name", "town"]) == 1
    assert "of that name already" in capsys.readouterr().err


def test_the_command_takes_answers(tmp_path, capsys):
    path = tmp_path / "list_2025-01-15.csv"
    path.write_text("Project name,Status,Contract date\nWall,Ongoing,03/04/2024\n")
    assert main(["propose", str(path)]) == 0
    assert "--answer 'date-order.contract-date=day-first'" in capsys.readouterr().err
    answer = ["--answer", "date-order.contract-date=day-first"]
    assert main(["propose", str(path), *answer]) == 0
    assert '"%d/%m/%Y"' in capsys.readouterr().out
    assert main(["propose", str(path), "--answer", "date-order.contract-date=perhaps"]) == 1
    assert main(["propose", str(path), "--answer", "nonsense"]) == 2


def test_a_build_runs_in_a_process_of_its_own(works):
    mapping.save(mapping.propose(works, workspace="sample"), "sample", "town-works")
    mapping.load("sample", "town-works", works)
    process = mapping.start_build("sample")
    assert process.pid != os.getpid()
    process.wait(timeout=300)
    ended_well, said = mapping.build_outcome(process)
    assert ended_well, said
    assert workspaces.read("sample").published() is not None


def test_a_build_that_cannot_be_made_says_why():
    process = mapping.start_build("sample")
    process.wait(timeout=120)
    ended_well, said = mapping.build_outcome(process)
    assert not ended_well and "nothing has been loaded" in said


def test_the_command_line_knows_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "dashboard", "propose", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and "--answer" in done.stdout
