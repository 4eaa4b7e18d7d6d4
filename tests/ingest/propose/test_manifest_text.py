"""The text of a proposed manifest: a manifest again, the same for the same file."""

import tomllib

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dashboard.ingest import manifest as manifests
from dashboard.ingest.propose import manifest_text, preview
from dashboard.ingest.propose.proposal import Place, propose
from dashboard.messages import InputError

ODD = [
    '=HYPERLINK("http://example.org")',
    "<script>alert(1)</script>",
    "a'b\"c\\d",
    "line\u2028break",
    "# not a comment",
    "[tables.projects]",
    "{x}",
    "\u202eright to left",
]


def written(tmp_path, headers: list[str], name: str = "list_2025-01-15.csv"):
    cells = ",".join('"' + header.replace('"', '""') + '"' for header in headers)
    path = tmp_path / name
    path.write_text(
        f"Project name,Status,Planned end date,{cells}\n"
        + "".join(
            f"Work {n},Ongoing,2025-01-{n:02},{','.join('x' for _ in headers)}\n" for n in (1, 2, 3)
        ),
        encoding="utf-8",
    )
    return path


def test_the_text_says_what_the_proposal_says(tmp_path):
    found = propose(written(tmp_path, ["Ward"]), place=Place("EUR", ("ward",)))
    made = manifests.parse(found.name, found.text)
    assert {name: list(column.sources) for name, column in made.columns.items()} == {
        name: [column.keys["from"]] for name, column in found.columns.items()
    }
    assert {mapping.table for mapping in made.mappings} == set(found.tables)
    assert {one.name for one in made.identity} == {one["name"] for one in found.identity}


def test_the_same_file_gives_the_same_text(tmp_path):
    path = written(tmp_path, ODD)
    assert propose(path).text == propose(path).text


@pytest.mark.parametrize("header", ODD)
def test_odd_headers_stay_text(tmp_path, header):
    found = propose(
        written(tmp_path, [header]), given={header: "address"} if header.isascii() else {}
    )
    made = manifests.parse(found.name, found.text)
    assert made.columns["project_name"].sources == ("Project name",)
    assert preview.of(found).rows_loaded == 3


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(header=st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30))
@example(header="")
@example(header="\x7f\x85")
def test_any_header_gives_a_manifest_that_loads(tmp_path, header):
    try:
        found = propose(written(tmp_path, [header]))
    except InputError:
        return
    tried = preview.of(found)
    assert tried.rows_read == tried.rows_loaded + tried.rows_quarantined == 3


@given(
    content=st.recursive(st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner))
)
def test_values_are_written_as_toml(content):
    try:
        text = manifest_text.value(content)
    except UnicodeEncodeError:
        return
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert tomllib.loads(f"x = {text}")["x"] == content
