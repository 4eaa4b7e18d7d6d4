"""Contracts of the Philippines placed by their points, against the figures of their README."""

import json

import geopandas
import polars as pl
import pytest
import shapely

from dashboard.ingest import places, tables
from dashboard.ingest.boundaries import SHAPE_SCHEMA

pytestmark = pytest.mark.real_data
LEVELS = {
    "province": ("provinces", "adm2_psgc", "adm2_en", None),
    "municipality": ("municipalities", "adm3_psgc", "adm3_en", "adm2_psgc"),
}


@pytest.fixture(scope="session")
def shapes(published) -> pl.DataFrame:
    """The provinces and municipalities as neighbourhoods."""
    rows = []
    for level, (folder, code, name, parent) in LEVELS.items():
        for path in sorted((published / "philippines-dpwh" / folder).iterdir()):
            features = json.loads(path.read_bytes()).get("features", [])
            for feature in filter(lambda one: one.get("geometry"), features):
                said = feature["properties"]
                shape = shapely.make_valid(shapely.geometry.shape(feature["geometry"]))
                rows.append(
                    {
                        "neighbourhood_id": f"{level}-{said[code]}",
                        "neighbourhood_name": said[name],
                        "published_name": said[name],
                        "place_code": str(said[code]),
                        "level": level,
                        "parent_id": f"province-{said[parent]}" if parent else None,
                        "area_km2": geopandas.GeoSeries([shape]).area[0],
                        "geometry": shapely.to_wkb(shape),
                    }
                )
    whole = [dict.fromkeys(SHAPE_SCHEMA) | row for row in rows]
    return pl.DataFrame(whole, schema=SHAPE_SCHEMA).unique(
        "neighbourhood_id", keep="first", maintain_order=True
    )


@pytest.fixture(scope="session")
def points(published) -> list[dict]:
    """The coordinates of every contract that has some."""
    found = []
    for path in sorted((published / "philippines-dpwh" / "contracts").iterdir()):
        contract = json.loads(path.read_bytes())["data"]
        spot = (contract.get("location") or {}).get("coordinates") or {}
        if spot.get("latitude") is not None:
            found.append({"project_id": contract["contractId"]} | spot)
    return found


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("province", {"point": 743, "near point": 19, "not placed": 3}),
        ("municipality", {"point": 661, "near point": 47, "not placed": 57}),
    ],
)
def test_plain_points_and_those_in_the_gaps_stay_apart(shapes, points, tmp_path, level, expected):
    schema = tables.polars_schema("project_places")
    rows = [
        dict.fromkeys(schema)
        | {"source_file_id": "f", "source_line": line, "place_level": level}
        | {name: point[name] for name in ("project_id", "longitude", "latitude")}
        for line, point in enumerate(points, start=1)
    ]
    path = tmp_path / "places.parquet"
    pl.DataFrame(rows, schema=schema).write_parquet(path)
    placed = places.placements([path], shapes, ()).rows
    assert dict(placed.group_by("method").len().rows()) == expected
