"""Published files whose manifests people wrote: how much of the mapping is proposed alike."""

import os
from pathlib import Path

import pytest

from dashboard.ingest import manifest as manifests
from dashboard.ingest.propose import preview
from dashboard.ingest.propose.proposal import Place, Proposal, propose
from tests.ingest.propose.comparing import ASKED, MISSING, RIGHT, WRONG, Compared, compare, table

NEW_YORK = Place("USD", ("school-district", "neighbourhood", "borough"))
BUENOS_AIRES = Place("ARS", ("barrio",))
WORKS = "buenos-aires-obras/observatorio-de-obras-urbanas"
SCHOOLS = "nyc-sca-school-projects/Capital_Project_Schedules_and_Budgets.csv"
HISTORY = "nyc-capital-projects/NYC_capital_projects_20190901.csv"
BILLS = "bengaluru-work-bills/bbmp-ward-001-work-orders.csv"
BIDS = "collusion-construction-garcia/DB_Collusion_"
# Path, manifest, what the workspace knows, and the least share that must come out right unasked.
FILES = [
    *(
        (
            f"{WORKS}_{month}.csv",
            "ba-works",
            BUENOS_AIRES,
            0.85,
        )
        for month in ("2019-11", "2023-11", "2024-07", "2024-11")
    ),
    (
        "nyc-sca-school-projects/Capital_Project_Schedules_and_Budgets.csv",
        "nyc-schools",
        NEW_YORK,
        0.9,
    ),
    ("nyc-capital-projects/projects.geojson", "nyc-capital", NEW_YORK, 0.65),
    (
        "nyc-capital-projects/NYC_capital_projects_20190901.csv",
        "nyc-capital-history",
        NEW_YORK,
        0.75,
    ),
    (
        "bengaluru-work-bills/bbmp-ward-001-work-orders.csv",
        "bbmp-bills",
        Place("INR", ("ward",)),
        0.45,
    ),
    ("prague-invoices/faktury-IS-PKO.csv", "prague-invoices", Place("CZK"), 0.05),
    (f"{BIDS}Brazil_processed.csv", "collusion-brazil", Place("BRL"), 0.8),
    (f"{BIDS}Italy_processed.csv", "collusion-italy", Place("EUR"), 0.6),
    (f"{BIDS}Switzerland_Ticino_processed.csv", "collusion-ticino", Place("CHF"), 0.75),
    ("collusion-tsuchiura-japan/tsuchiura_data.csv", "collusion-tsuchiura", Place("JPY"), 0.75),
    ("mexico-sat-69b/Listado_Completo_69-B.csv", "sat-69b", Place("MXN"), 0.0),
]


@pytest.fixture(scope="module")
def published() -> Path:
    """The folder with the published files."""
    folder = os.environ.get("CLEARWORKS_REAL_DATA")
    if not folder:
        reason = "CLEARWORKS_REAL_DATA is not set: no published files to propose manifests for"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    return Path(folder)


@pytest.fixture(scope="module")
def proposed(published) -> dict[str, Proposal]:
    """What is proposed for every file, with no hands."""
    return {name: propose(published / name, place=place) for name, _, place, _ in FILES}


@pytest.fixture(scope="module")
def compared(published, proposed) -> dict[str, Compared]:
    """The verdicts on every file whose manifest is there."""
    known = set(manifests.names())
    found = {}
    for name, source, _, _ in FILES:
        if source in known:
            found[name] = compare(published / name, manifests.read(source), proposed[name])
    print("\n" + table({Path(name).name: one for name, one in found.items()}))
    return found


def test_no_column_is_mapped_to_another_one_than_people_chose(compared):
    wrong = {name: one.verdicts for name, one in compared.items() if one.counts[WRONG]}
    assert not wrong


def test_most_columns_that_people_mapped_are_proposed_alike(compared):
    least = {name: share for name, _, _, share in FILES}
    short = {
        name: one.share(RIGHT) for name, one in compared.items() if one.share(RIGHT) < least[name]
    }
    assert not short
    counts = sum(
        (one.counts for one in compared.values()),
        start=type(next(iter(compared.values())).counts)(),
    )
    assert counts[RIGHT] >= 0.7 * sum(counts.values())
    assert counts[RIGHT] + counts[ASKED] + counts[MISSING] >= 0.97 * sum(counts.values())


@pytest.mark.parametrize("name", [name for name, *_ in FILES])
def test_the_proposed_manifest_loads_and_accounts_for_every_row(published, proposed, name):
    found = proposed[name]
    asked = {question.id for question in found.open_questions}
    if not found.can_load:
        assert "persons" in asked
        return
    if "project" in asked:
        found = propose(published / name, answers={"project": "one project"})
    tried = preview.of(found)
    assert tried.rows_read == tried.rows_loaded + tried.rows_quarantined > 0
    assert tried.rows_loaded >= 0.95 * tried.rows_read


def test_contacts_in_a_published_file_are_never_read(proposed):
    found = proposed[BILLS]
    assert set(found.personal) == {"Mobile", "Email"}
    assert "0000000000" not in found.text and "@" not in found.text


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("oc4ids-examples/example.json", "oc4ids"),
        ("philippines-dpwh/contracts/14K00302.json", "json"),
    ],
)
def test_json_files_are_told_apart(published, name, kind):
    assert propose(published / name).format["kind"] == kind
