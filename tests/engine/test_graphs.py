"""Groups and owners behind owners, against sums done by hand."""

import datetime

import polars as pl

from dashboard.engine.hooks import Settings, graphs

AS_OF = Settings(as_of=datetime.date(2025, 6, 30))
LINK = {
    "owner_share": None,
    "is_beneficial": False,
    "is_director": False,
    "is_owner": True,
    "is_local": False,
    "start_date": None,
    "end_date": None,
}
LINK_TYPES = {
    "owner_id": pl.String,
    "owned_id": pl.String,
    "owner_share": pl.Float64,
    "start_date": pl.Date,
    "end_date": pl.Date,
}


def edges(*found: tuple) -> pl.DataFrame:
    schema = {"party_id": pl.String, "other_party_id": pl.String, "link_kind": pl.String}
    return pl.DataFrame(list(found), schema=schema, orient="row")


def links(*found: dict) -> pl.DataFrame:
    return pl.DataFrame([LINK | one for one in found], schema_overrides=LINK_TYPES)


def paths(*found: dict) -> dict[str, dict]:
    rows = graphs.ownership_paths(links(*found), AS_OF)
    return {row["path"]: row for row in rows.to_dicts()}


def test_a_chain_of_links_makes_one_group_named_for_its_smallest_id():
    rows = edges(("D", None, None), ("C", "B", "one identity"), ("B", "A", "half or more owned"))
    found = graphs.components(rows, AS_OF).rows()
    kinds = "half or more owned, one identity"
    assert found == [("A", "A", 3, kinds), ("B", "A", 3, kinds), ("C", "A", 3, kinds)] + [
        ("D", "D", 1, None)
    ]


def test_the_order_of_the_links_does_not_change_the_groups():
    rows = edges(("C", "B", "x"), ("B", "A", "y"), ("E", "D", "x"))
    assert graphs.components(rows, AS_OF).equals(graphs.components(rows.reverse(), AS_OF))


def test_an_indirect_share_is_the_product_of_the_steps():
    found = paths(
        {"owner_id": "PER", "owned_id": "HOLDING", "owner_share": 0.6},
        {"owner_id": "HOLDING", "owned_id": "FIRM", "owner_share": 0.5},
        {"owner_id": "PER", "owned_id": "FIRM", "owner_share": 0.1},
    )
    assert found["PER > HOLDING > FIRM"]["path_share"] == 0.3
    assert found["PER > FIRM"]["path_share"] == 0.1
    assert len(found) == 4


def test_a_step_of_unknown_size_makes_the_path_unknown_and_not_zero():
    found = paths(
        {"owner_id": "PER", "owned_id": "HOLDING"},
        {"owner_id": "HOLDING", "owned_id": "FIRM", "owner_share": 0.5},
    )
    assert found["PER > HOLDING > FIRM"]["path_share"] is None


def test_owners_in_a_circle_end_the_walk():
    found = paths(
        {"owner_id": "A", "owned_id": "B", "owner_share": 0.5},
        {"owner_id": "B", "owned_id": "A", "owner_share": 0.5},
    )
    assert sorted(found) == ["A > B", "B > A"]


def test_a_walk_ends_after_four_steps():
    chain = "ABCDEF"
    steps = zip(chain, chain[1:], strict=False)
    found = paths(*({"owner_id": a, "owned_id": b, "owner_share": 1.0} for a, b in steps))
    assert max(row["step_count"] for row in found.values()) == 4
    assert "A > B > C > D > E > F" not in found


def test_a_path_holds_only_while_all_its_steps_hold():
    early, late = datetime.date(2020, 1, 1), datetime.date(2023, 1, 1)
    found = paths(
        {"owner_id": "A", "owned_id": "B", "owner_share": 1.0, "start_date": early},
        {"owner_id": "B", "owned_id": "C", "owner_share": 1.0, "start_date": late},
        {"owner_id": "C", "owned_id": "D", "owner_share": 1.0, "end_date": early},
    )
    assert found["A > B > C"]["start_date"] == late
    assert "B > C > D" not in found, "the second step began when the third had ended"


def test_a_director_has_no_share_in_what_the_firm_owns():
    found = paths(
        {"owner_id": "PER", "owned_id": "A", "is_director": True, "is_owner": False},
        {"owner_id": "A", "owned_id": "B", "owner_share": 1.0},
    )
    assert sorted(found) == ["A > B", "PER > A"]


def test_without_rows_the_columns_are_there():
    assert graphs.components(edges(), AS_OF).schema == graphs.GROUP_COLUMNS
    empty = links({"owner_id": "A", "owned_id": "B"}).clear()
    assert graphs.ownership_paths(empty, AS_OF).schema == graphs.PATH_COLUMNS
