"""A manifest at fault is refused with the word that was probably meant."""

import pytest

from dashboard.ingest import manifest
from dashboard.messages import InputError

GOOD = """
title = "Works"
owner = "Town hall"
licence = "CC0"
kind = "rows"
files = ["works.csv"]
published = { date = 2025-01-01 }
personal = ["Phone"]
[columns]
name = { from = "Name", type = "text" }
end_date = { from = "End", type = "date", formats = ["%Y-%m-%d"] }
[tables.projects]
project_id = "name"
project_name = "name"
planned_end_date = "end_date"
"""


def refused(text: str) -> str:
    with pytest.raises(InputError) as caught:
        manifest.parse("works", text)
    message = str(caught.value)
    assert message.startswith("data/sources/works.toml: ")
    return message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("licence =", "license =", "unknown manifest key 'license'. Did you mean 'licence'?"),
        ("owner =", "# owner =", "the key 'owner' is missing"),
        ('kind = "rows"', 'kind = "raws"', "kind 'raws' is not known"),
        ("formats =", "fromats =", "unknown key of column 'end_date' 'fromats'"),
        ('type = "date"', 'type = "dat"', "unknown type 'dat'. Did you mean 'date'?"),
        ("[tables.projects]", "[tables.project]", "no border table 'project'. Did you mean"),
        ("project_name =", "projet_name =", "Did you mean 'project_name'?"),
        ('"end_date"', '"end_dat"', "uses 'end_dat', which is no column of this manifest"),
        ('["Phone"]', '["End"]', "'End' is both personal and read"),
        ("date = 2025-01-01", 'date = "soon"', "published date 'soon' is no date"),
        ("date = 2025-01-01", "file_name = 'x'", "needs the groups 'year' and 'month'"),
        (', formats = ["%Y-%m-%d"]', "", "lists no formats"),
        ("title =", "title", "not valid TOML"),
    ],
)
def test_a_manifest_at_fault_is_refused_by_name(old, new, message):
    assert manifest.parse("works", GOOD).columns["end_date"].formats == ("%Y-%m-%d",)
    assert message in refused(GOOD.replace(old, new, 1))


def test_a_template_must_be_a_border_table():
    text = GOOD.split("[columns]")[0] + 'template = "paymets"\n'
    assert "Did you mean 'payments'?" in refused(text)


def test_every_manifest_of_the_project_is_sound():
    for name in manifest.names():
        read = manifest.read(name)
        assert read.title
        assert read.owner
        assert read.licence


def test_the_digest_changes_with_the_text():
    changed = GOOD.replace("Town hall", "City hall")
    assert manifest.parse("works", GOOD).digest != manifest.parse("works", changed).digest
