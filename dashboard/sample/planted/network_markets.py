"""Boards that buy much from one firm, and boards that only look so: N6."""

from __future__ import annotations

from dashboard.sample.planted.network_pairs import SMALL, Works

# Who wins each contract of a board, by letter; all are of about the same size.
MARKETS = (
    ("AAAAAAAABCDE", "watch", "one firm wins two thirds", 3),
    ("AAAABBBBCDEF", "watch", "two firms of one owner win two thirds", 1),
    ("ABCDEFGHIJKL", "", "twelve firms, and one very large contract", 1),
    ("AABBCCDEFGHI", "", "three firms win twice", 1),
    ("AAAABBC", "?", "a small board with few contracts", 1),
)
LARGE_FACTOR = 8  # of the one large contract


def add(works: Works, scale: int) -> list[int]:
    """The lots of these boards; each comes to a contract. Returns their numbers."""
    news = works.newcomers
    numbers: list[int] = []
    for winners, severity, note, count in MARKETS:
        boards = news.firms(count * scale)
        for board in boards:
            numbers += _let(works, board, winners, note)
        outcome = {"": "clear", "?": "insufficient"}.get(severity, "flagged")
        ids = [f"buyer {board}" for board in boards]
        news.planting.truth("N6", "market", ids, outcome, note, severity.strip("?"))
    return numbers


def _let(works: Works, board: str, winners: str, note: str) -> list[int]:
    news = works.newcomers
    letters = sorted(set(winners))
    firm = dict(zip(letters, news.firms(len(letters)), strict=True))
    if "one owner" in note:
        news.owned([firm["A"]], [firm["B"]], 0.8)
    name = f"Board {board}"
    return [
        works.add(
            [firm[letter]],
            120 + 70 * i,
            SMALL * (LARGE_FACTOR if "large" in note and i == 0 else 1),
            (board, name),
        )
        for i, letter in enumerate(winners)
    ]
