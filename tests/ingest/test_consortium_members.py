"""Who is behind a consortium, by its bids and by its own name."""

import polars as pl

from dashboard.ingest.parties import membership, names

CLUSTERS = [
    {"party_id": one, "cluster_id": one} for one in ("JOINT", "OTHER", "ALFA", "BETA", "GAMMA")
]
FIRMS = [
    ("JOINT", "Consorcio del Puerto", names.CONSORTIUM),
    ("OTHER", "Consorcio del Rio", names.CONSORTIUM),
    ("ALFA", "Alfa Obras", names.ORGANISATION),
    ("ALFA", "Alfa Obras SA", names.ORGANISATION),
    ("BETA", "Beta Vial", names.ORGANISATION),
    ("GAMMA", "Gamma", names.ORGANISATION),
]


def listed(tmp_path, *bids: tuple[str, str]) -> list[tuple]:
    """(consortium, member, its name, how it is known) with the bids (bid, party)."""
    rows = [
        {"party_id": a, "party_name": b, "kind": c, "same_words": b.lower()} for a, b, c in FIRMS
    ]
    path = tmp_path / "bid_parties.parquet"
    schema = {"bid_id": pl.String, "party_id": pl.String}
    pl.DataFrame(bids, schema=schema, orient="row").write_parquet(path)
    found = membership.members(pl.DataFrame(rows), CLUSTERS, [path])
    return [tuple(row.values()) for row in found]


def test_the_other_parties_of_a_consortiums_bids_are_its_members(tmp_path):
    found = listed(
        tmp_path, ("1", "JOINT"), ("1", "ALFA"), ("1", "BETA"), ("2", "ALFA"), ("2", "GAMMA")
    )
    assert found == [
        ("JOINT", "ALFA", "Alfa Obras", membership.BID),
        ("JOINT", "BETA", "Beta Vial", membership.BID),
    ]


def test_a_member_of_several_bids_is_listed_once_and_a_consortium_is_no_member(tmp_path):
    found = listed(
        tmp_path,
        *(("1", "JOINT"), ("1", "OTHER"), ("1", "ALFA")),
        *(("2", "JOINT"), ("2", "ALFA"), ("2", "ALFA")),
    )
    assert [row[:2] for row in found] == [("JOINT", "ALFA"), ("OTHER", "ALFA")]


def test_a_party_without_a_name_is_no_member(tmp_path):
    assert listed(tmp_path, ("1", "JOINT"), ("1", "NOBODY KNOWN")) == []
