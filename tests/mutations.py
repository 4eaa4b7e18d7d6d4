"""Ways in which a published file may arrive broken, each the same for the same random numbers."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from random import Random

HEADER_LINES = 3
GARBAGE = (
    *(b"\x00", b"\xff\xfe", b'"', b'""', b"'", b",", b";", b"\t", b"\n", b"\r", b"\r\n"),
    *(b"\xef\xbb\xbf", b"\xc3", b"=1+1", b"\\", b"{", b"}", b"[", b"]", b":", b"null", b"NaN"),
    *(
        b"99999999999999999999999999",
        b"-0",
        b"0000-00-00",
        b"31/02/2024",
        b"1e400",
        b"\xe2\x80\xae",
    ),
)
ODD_VALUES = (
    *(None, True, -1, 0, 1.5, 10**30, 1e300, "", " ", "text", "12,5", "2024-13-45", "\u0000"),
    *([], {}, [[]], [None], {"id": None}, [1, "a", {}], {"a": {"b": {"c": []}}}),
)

Mutation = Callable[[bytes, Random], bytes]


def cut_off(content: bytes, random: Random) -> bytes:
    """As where a download broke."""
    return content[: random.randrange(1, max(2, len(content)))]


def flipped(content: bytes, random: Random) -> bytes:
    """Some bytes are others."""
    changed = bytearray(content)
    for _ in range(random.randint(1, 20)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def sliced(content: bytes, random: Random) -> bytes:
    """A piece is missing."""
    start = random.randrange(len(content))
    return content[:start] + content[start + random.randint(1, 2_000) :] or b"x"


def littered(content: bytes, random: Random) -> bytes:
    """Here and there stands something that does not belong there."""
    for _ in range(random.randint(1, 6)):
        place = random.randrange(len(content) + 1)
        content = content[:place] + random.choice(GARBAGE) + content[place:]
    return content


def doubled(content: bytes, random: Random) -> bytes:
    """Some lines come twice."""
    lines = content.split(b"\n")
    for _ in range(random.randint(1, 10)):
        place = random.randrange(len(lines))
        lines.insert(place, lines[place])
    return b"\n".join(lines)


def shuffled(content: bytes, random: Random) -> bytes:
    """The lines below the header come in another order."""
    lines = content.split(b"\n")
    head, rest = lines[:HEADER_LINES], lines[HEADER_LINES:]
    random.shuffle(rest)
    return b"\n".join(head + rest)


def recoded(content: bytes, random: Random) -> bytes:
    """The same text in another encoding."""
    text = content.decode("utf-8", errors="replace")
    encoding = random.choice(("utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp1252", "utf-32"))
    return text.encode(encoding, errors="replace")


def ended_otherwise(content: bytes, random: Random) -> bytes:
    """Other line ends."""
    plain = content.replace(b"\r\n", b"\n")
    return plain.replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\n", b"\n\r")))


def separated_otherwise(content: bytes, random: Random) -> bytes:
    """Other delimiters."""
    old, new = random.sample([b",", b";", b"\t", b"|"], 2)
    return content.replace(old, new)


def restructured(content: bytes, random: Random) -> bytes:
    """JSON with values of other kinds, missing keys and repeated entries; other text as it is."""
    try:
        document = json.loads(content)
    except ValueError:
        return content
    for _ in range(random.randint(1, 5)):
        _change_one(document, random)
    return json.dumps(document, ensure_ascii=random.random() < 0.5).encode("utf-8", "replace")


def _change_one(document: object, random: Random) -> None:
    holder = document
    for _ in range(random.randint(0, 6)):
        entries = _entries(holder)
        inner = [holder[entry] for entry in entries if isinstance(holder[entry], (dict, list))]
        if not inner:
            break
        holder = random.choice(inner)
    entries = _entries(holder)
    if not entries:
        return
    entry = random.choice(entries)
    match random.randrange(4):
        case 0:
            holder[entry] = copy.deepcopy(random.choice(ODD_VALUES))
        case 1:
            del holder[entry]
        case 2 if isinstance(holder, list):
            holder.append(copy.deepcopy(holder[entry]))
        case 2:
            holder[f"{entry} again"] = copy.deepcopy(holder[entry])
        case _:
            holder[entry] = [holder[entry]]


def _entries(holder: object) -> list:
    if isinstance(holder, dict):
        return list(holder)
    return list(range(len(holder))) if isinstance(holder, list) else []


MUTATIONS: tuple[Mutation, ...] = (
    *(cut_off, flipped, sliced, littered, doubled, shuffled, recoded),
    *(ended_otherwise, separated_otherwise, restructured),
)


def mutated(content: bytes, seed: int, names: list[str]) -> bytes:
    """`content` after the mutations called `names`, one after the other."""
    known = {mutation.__name__: mutation for mutation in MUTATIONS}
    random = Random(seed)
    for name in names:
        content = known[name](content, random) or b"\n"
    return content
