"""Phone numbers and e-mail addresses of people never pass the border."""

import csv
import re
import shutil
from pathlib import Path

import duckdb
import pytest

from dashboard.engine.duck import quoted

pytestmark = pytest.mark.real_data

E_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}")
# A mobile number of India: ten digits from 6 on. Tax numbers of the Argentine have eleven.
MOBILE = re.compile(r"(?<![\w.,-])(?:\+?91[ -]?)?[6-9]\d{9}(?![\w.,-])|(?<!\d)0{10}(?!\d)")
# What every one of the numbers holds, for a first look in the database.
QUICK_LOOK = r"[0-9]{10}|[0-9][-. )] ?[0-9]{3}[-. ][0-9]{4}"
PHONE = re.compile(r"(?<![\w.,-])(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\w,-])")


def contacts(path: Path) -> list[tuple[str, str, str]]:
    """Table, column and text of whatever looks like a contact in a DuckDB file."""
    found = []
    with duckdb.connect(str(path), read_only=True) as connection:
        columns = connection.execute(
            """SELECT table_name, column_name FROM information_schema.columns
            WHERE data_type LIKE 'VARCHAR%'"""
        ).fetchall()
        assert len(columns) > 100
        for table, column in columns:
            name = quoted(column)
            texts = connection.execute(
                f"""SELECT DISTINCT {name} FROM {quoted(table)}
                WHERE {name} LIKE '%@%.%' OR regexp_matches({name}, ?)""",
                [QUICK_LOOK],
            ).fetchall()
            found += [
                (table, column, text)
                for (text,) in texts
                if any(pattern.search(text) for pattern in (E_MAIL, MOBILE, PHONE))
            ]
    return found


def test_no_phone_number_and_no_e_mail_address_is_in_a_built_file(any_city):
    assert contacts(any_city.facts) == []


@pytest.mark.parametrize("text", ["a.b+c@d-e.co.in", "call 9876543210 now", "(212) 555-0147"])
def test_a_contact_would_be_found(tmp_path, text):
    path = tmp_path / "facts.duckdb"
    with duckdb.connect(str(path)) as connection:
        columns = ", ".join(f"column_{number} VARCHAR" for number in range(101))
        connection.execute(f"CREATE TABLE facts ({columns})")
        connection.execute("INSERT INTO facts (column_7) VALUES (?)", [text])
    assert contacts(path) == [("facts", "column_7", text)]


def test_contacts_planted_in_a_copy_of_the_bills_never_pass_the_border(
    command, real_data, tmp_path
):
    original = real_data / "bengaluru-work-bills/bbmp-ward-001-work-orders.csv"
    with original.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    at = header.index
    for number, row in enumerate(rows):
        row[at("Mobile")] = f"98{number:08d}"
        row[at("Email")] = f"person{number}@builders{number}.co.in"
        row[at("Name of Work")] += f", ask person{number}@office.gov.in or mobile 97{number:08d}"
    folder = tmp_path / "files"
    folder.mkdir()
    with (folder / original.name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    shutil.copy(original.with_name("BBMP_oldWards.geojson"), folder)

    local = tmp_path / "local"
    command(local, "load", "bengaluru", "bbmp-bills", folder / original.name)
    facts = Path(command(local, "build", "bengaluru").splitlines()[-1])

    assert contacts(facts) == []
    with duckdb.connect(str(facts), read_only=True) as connection:
        names = connection.execute("SELECT COUNT(*), MIN(project_name) FROM projects").fetchone()
    assert names[0] == 241
    assert "[contact removed]" in names[1]
