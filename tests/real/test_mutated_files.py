"""Whatever happens to a published file on its way here: no crash, and no row unaccounted for."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from random import Random

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dashboard import workspaces
from dashboard.ingest import load, store, tables
from dashboard.messages import InputError
from tests import mutations

pytestmark = pytest.mark.real_data

EXAMPLES = int(os.environ.get("CLEARWORKS_EXAMPLES", "12"))  # of every file
LINES, FEATURES, MEMBERS = 120, 25, 4
COLLUSION = "collusion-construction-garcia/DB_Collusion"
# Every published file, or one of each kind where a source has many: workspace, source, path.
FILES = [
    *(
        ("buenos-aires", "ba-works", f"buenos-aires-obras/observatorio-de-obras-urbanas_{day}.csv")
        for day in ("2019-11", "2023-11", "2024-07", "2024-11")
    ),
    ("buenos-aires", "ba-barrios", "buenos-aires-obras/barrios.geojson"),
    (
        "new-york",
        "nyc-schools",
        "nyc-sca-school-projects/Capital_Project_Schedules_and_Budgets.csv",
    ),
    ("new-york", "nyc-capital", "nyc-capital-projects/projects.geojson"),
    ("new-york", "nyc-capital-history", "nyc-capital-projects/NYC_capital_projects_20190901.csv"),
    ("bengaluru", "bbmp-bills", "bengaluru-work-bills/bbmp-ward-001-work-orders.csv"),
    ("seoul", "seoul-gu", "seoul-boundaries/kostat2013_seoul_municipalities_geo_simple.json"),
    ("philippines", "dpwh-contracts", "philippines-dpwh/contracts"),
    ("philippines", "dpwh-municipalities", "philippines-dpwh/municipalities"),
    ("prague", "prague-invoices", "prague-invoices/faktury-IS-PKO.csv"),
    ("mexico-city", "sat-69b", "mexico-sat-69b/Listado_Completo_69-B.csv"),
    *(
        (
            "bid-screens",
            f"collusion-{place.lower().split('_')[-1]}",
            f"{COLLUSION}_{place}_processed.csv",
        )
        for place in ("Brazil", "Italy", "Switzerland_Ticino")
    ),
    ("bid-screens", "collusion-tsuchiura", "collusion-tsuchiura-japan/tsuchiura_data.csv"),
    *(
        (workspace, f"ocds-{place}", f"ocds-{folder}/{kind}")
        for workspace, place, folder in (
            ("mexico-city", "mexico-cdmx", "mexico-cdmx"),
            ("mexico-city", "mexico-airport", "mexico-gacm-airport"),
            ("nigeria", "nigeria", "nigeria-bpp"),
            ("ukraine", "ukraine", "ukraine-prozorro"),
        )
        for kind in ("releases", "records")
    ),
    *(
        ("oc4ids-examples", "oc4ids-examples", f"oc4ids-examples/{name}.json")
        for name in ("example", "example-data", "blank")
    ),
]


def excerpt(path: Path, seed: int) -> bytes:
    """A part of a file, small enough to load many times: its head and lines from anywhere."""
    content = path.read_bytes()
    random = Random(seed)
    if content.lstrip()[:1] == b"{" and len(content) > 100_000:
        document = json.loads(content)
        if isinstance(document.get("features"), list):
            document["features"] = document["features"][:FEATURES]
        return json.dumps(document, ensure_ascii=False).encode()
    lines = content.split(b"\n")
    if len(lines) <= LINES:
        return content
    start = random.randrange(3, len(lines) - LINES + 4)
    return b"\n".join(lines[:3] + lines[start : start + LINES])


def written(folder: Path, origin: Path, seed: int, names: list[str]) -> Path:
    """A broken copy of `origin` under its own name; of a folder, a ZIP with one broken member."""
    if origin.is_file():
        path = folder / origin.name
        path.write_bytes(mutations.mutated(excerpt(origin, seed), seed, names))
        return path
    random = Random(seed)
    every = sorted(file for file in origin.rglob("*") if file.is_file())
    chosen = random.sample(every, min(MEMBERS, len(every)))
    path = folder / f"{origin.name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number, file in enumerate(chosen):
            content = file.read_bytes()
            if number == 0:
                content = mutations.mutated(content, seed, names)
            archive.writestr(file.name, content)
    return path


@pytest.mark.parametrize(
    "workspace_name, source, name", FILES, ids=[Path(f[2]).name for f in FILES]
)
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    seed=st.integers(0, 2**32),
    names=st.lists(
        st.sampled_from([one.__name__ for one in mutations.MUTATIONS]), min_size=1, max_size=3
    ),
)
def test_a_broken_file_is_refused_in_a_sentence_or_loaded_with_every_row_accounted_for(
    real_data, tmp_path_factory, monkeypatch, workspace_name, source, name, seed, names
):
    folder = tmp_path_factory.mktemp("broken")
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(folder / "local"))
    workspace = workspaces.read(workspace_name)
    path = written(folder, real_data / name, seed, names)
    try:
        reports = load.load_files(workspace, source, [path])
    except InputError as refused:
        assert path.name in str(refused) or source in str(refused)
        assert not store.records(workspace)
        return
    for report in reports:
        assert report.rows_read == report.rows_loaded + report.rows_quarantined
    for record in store.records(workspace):
        load_folder = Path(record["folder"])
        kept_out = pl.read_parquet(load_folder / "src_quarantined_rows.parquet")
        assert kept_out.height == record["rows_quarantined"]
        assert kept_out["reason"].str.len_chars().min() != 0
        for relation in tables.build_schemas():
            for part in store.parts(load_folder, relation):
                assert pl.read_parquet(part)["source_file_id"].n_unique() <= 1
