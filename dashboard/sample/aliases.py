"""Who is who in the sample city: addresses, a second register of the same firms under other
spellings and of look-alikes that are others, and the truth about both.

Nothing of it touches money: the register's own ids stand in no contract and no payment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from dashboard.sample import parties, scripts

STREAM = 2**30  # apart from the streams that make projects and money
COUNTRY = "XA"
TOWNS = ("Ardenholm", "Belmara", "Corvista", "Dunmere", "Estrava", "Fenwick Quay", "Galmont")
STREETS = (
    "Harbour Street", "Mill Lane", "Station Road", "Castle Avenue", "Orchard Street", "Bridge Road",
    "Quarry Lane", "Market Square", "Temple Street", "Garden Avenue", "Foundry Road", "Abbey Lane",
    "Chapel Street", "River Road", "Observatory Avenue", "Lantern Street", "Weaver Lane",
)  # fmt: skip
FAMILIES = ("García", "Nguyễn", "Kim", "Novák", "Smith", "Khan")
FORMS = ("S.A.", "S.R.L.", "Co., Ltd", "Inc.", "GmbH", "a.s.", "LLC", "Ltda", "S.A. de C.V.")
SHORT = {
    "Construction": "Constr.", "Engineering": "Eng.", "Infrastructure": "Infra.",
    "Electrical": "Elec.", "Civil": "Civ.", "Builders": "Bldrs", "Consulting": "Consultants",
    "Paving": "Pavimentos", "Cement": "Cementos", "Cranes": "Grúas", "Machinery": "Maquinaria",
}  # fmt: skip
# How each script is written, what stands before or after the name, and its words of the trade.
SCRIPTS: tuple[tuple[Callable[[str], str], str, dict[str, str]], ...] = (
    (scripts.cyrillic, "ТОВ «{}»", {"Construction": "Будівництво", "Engineering": "Інжиніринг"}),
    (scripts.hangul, "주식회사 {}", {"Construction": "건설", "Civil": "토목", "Paving": "포장"}),
    (scripts.arabic, "شركة {}", {"Construction": "للمقاولات", "Engineering": "للهندسة"}),
    (scripts.thai, "บริษัท {} จำกัด", {"Construction": "ก่อสร้าง", "Engineering": "วิศวกรรม"}),
)
NUMBER_KEPT = 0.35
# What is planted, and how often for each thousand parties.
ALIASES = {
    "legal form": 26, "typing error": 26, "word order": 12, "other script": 24, "abbreviation": 16,
    "capitals and accents": 12, "spaces": 8, "several at once": 16, "no address": 6, "renamed": 6,
}  # fmt: skip
OTHERS = {
    "look-alike with another number": 18, "look-alike without a number": 18,
    "namesake elsewhere": 10, "namesake without an address": 4, "common name": 12,
    "consortium": 10, "district of a public body": 8, "neighbour in the building": 14,
}  # fmt: skip
REGISTER = (
    "party_id", "party_name", "party_kind", "party_identifier", "address", "locality",
    "postal_code", "country",
)  # fmt: skip


@dataclass(frozen=True)
class Register:
    """The second register, and who each party of both really is."""

    frame: pl.DataFrame  # the columns of REGISTER
    truth: pl.DataFrame  # party_id, entity_id, planted


@dataclass
class _Pages:
    random: np.random.Generator
    rows: list[tuple] = field(default_factory=list)
    truth: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, name: str, facts: dict, entity: str | None, planted: str) -> None:
        """Writes one entry; without an `entity` it is a party of its own."""
        party = f"REG-{len(self.rows) + 1:05d}"
        found = {"party_id": party, "party_name": name} | facts
        self.rows.append(tuple(found[column] for column in REGISTER))
        self.truth.append((party, entity or party, planted))

    def one_of(self, words):
        return words[int(self.random.integers(len(words)))]

    def chance(self, share: float) -> bool:
        return bool(self.random.random() < share)


def addressed(listed: pl.DataFrame, seed: int) -> pl.DataFrame:
    """`listed` with address, locality, postal_code and country; one in thirty without."""
    random = np.random.default_rng([seed, STREAM])
    places = [_place(random) for _ in range(listed.height)]
    known = random.random(listed.height) >= 1 / 30
    return listed.with_columns(
        pl.Series(
            name,
            [place[name] if here else None for place, here in zip(places, known, strict=True)],
            dtype=pl.String,
        )
        for name in ("address", "locality", "postal_code", "country")
    )


def make(listed: pl.DataFrame, seed: int) -> Register:
    """The register made from `listed`, which `addressed` has given addresses.

    Firms only: crews and agencies have no entries. The same rows and seed give the same bytes.
    """
    pages = _Pages(np.random.default_rng([seed, STREAM + 1]))
    firms = listed.filter(~pl.col("party_id").str.contains("^(CRW|AGY)")).to_dicts()
    order = [firms[i] for i in pages.random.permutation(len(firms))]
    size = len(firms) / 1_000
    start = 0
    for planted, per_thousand in (ALIASES | OTHERS).items():
        count = max(2, round(per_thousand * size))
        for position, firm in enumerate(order[start : start + count]):
            if planted in ALIASES:
                _alias(pages, firm, planted)
            else:
                _other(pages, firm, planted, position, order[position])
        start += count
    truth = [(party, party, "original") for party in listed["party_id"]] + pages.truth
    return Register(
        pl.DataFrame(pages.rows, schema=dict.fromkeys(REGISTER, pl.String), orient="row"),
        pl.DataFrame(truth, schema=["party_id", "entity_id", "planted"], orient="row"),
    )


def _place(random: np.random.Generator) -> dict:
    town = int(random.integers(len(TOWNS)))
    street = STREETS[int(random.integers(len(STREETS)))]
    return {
        "address": f"{street} {int(random.integers(1, 400))}",
        "locality": TOWNS[town],
        "postal_code": f"{40 + town}{int(random.integers(0, 60)):02d}0",
        "country": COUNTRY,
    }


def _facts(firm: dict, **other: str | None) -> dict:
    return {name: firm[name] for name in REGISTER[2:]} | other


def _alias(pages: _Pages, firm: dict, planted: str) -> None:
    """The same firm once more, otherwise."""
    keeps = planted == "renamed" or pages.chance(NUMBER_KEPT)
    facts = _facts(firm, party_identifier=firm["party_identifier"] if keeps else None)
    facts |= _rewritten(pages, firm)
    name = firm["party_name"]
    if planted == "no address":
        facts |= dict.fromkeys(("address", "locality", "postal_code"))
        name = f"{name} {pages.one_of(FORMS)}"
    elif planted == "renamed":
        own, _, trade = name.partition(" ")
        name = f"{own} {pages.one_of(('Group', 'Works', 'International'))} {trade}"
    elif planted == "several at once":
        name = _typed(pages, f"{_shortened(name)} {pages.one_of(FORMS)}".upper())
    else:
        name = _WAYS[planted](pages, name)
    pages.add(name, facts, firm["party_id"], planted)


def _rewritten(pages: _Pages, firm: dict) -> dict:
    """The address as another clerk writes it."""
    if firm["address"] is None:
        return {}
    street, _, number = firm["address"].rpartition(" ")
    draw = pages.random.random()
    if draw < 0.45:
        return {}
    if draw < 0.60:
        short = street.replace("Street", "St.").replace("Avenue", "Av.").replace("Road", "Rd")
        return {"address": f"{number} {short}"}
    if draw < 0.75:
        return {"address": f"{street.upper()} No. {number}, floor {pages.one_of('123')}"}
    if draw < 0.88:
        return {"address": f"{_typed(pages, street)} {number}", "postal_code": None}
    if draw < 0.94:
        return {"address": None}
    return _place(pages.random)  # it has moved


def _typed(pages: _Pages, name: str) -> str:
    """One letter left out, doubled or changed with its neighbour, not at the very beginning."""
    at = int(pages.random.integers(1, max(2, len(name.split()[0]) - 1)))
    way = int(pages.random.integers(3))
    if way == 0:
        return name[:at] + name[at + 1 :]
    if way == 1:
        return name[: at + 1] + name[at:]
    return name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]


def _shortened(name: str) -> str:
    return " ".join(SHORT.get(word, word) for word in name.split())


def _in_script(pages: _Pages, name: str) -> str:
    write, frame, trades = pages.one_of(SCRIPTS)
    words = [
        trades[word] if word in trades and pages.chance(0.7) else write(word)
        for word in name.split()
    ]
    return frame.format(" ".join(words))


def _accented(pages: _Pages, name: str) -> str:
    accents = str.maketrans("aeiou", "áéíóú") if pages.chance(0.5) else {}
    return name.translate(accents).upper()


_WAYS: dict[str, Callable[[_Pages, str], str]] = {
    "legal form": lambda pages, name: f"{name}, {pages.one_of(FORMS)}",
    "typing error": _typed,
    "word order": lambda _, name: " ".join(reversed(name.split())),
    "other script": _in_script,
    "abbreviation": lambda _, name: _shortened(name),
    "capitals and accents": _accented,
    "spaces": lambda _, name: name[:3] + "-" + name[3:],
}


def _other(pages: _Pages, firm: dict, planted: str, position: int, second: dict) -> None:
    """A party that looks like `firm` and is another."""
    elsewhere = {**_place(pages.random)}
    own = {"party_identifier": f"XR{position * 7907 % 999_983:07d}"}
    none = {"party_identifier": None}
    name = firm["party_name"]
    if planted == "look-alike with another number":
        place = {} if pages.chance(0.5) else elsewhere
        pages.add(_typed(pages, name), _facts(firm) | place | own, None, planted)
    elif planted == "look-alike without a number":
        pages.add(_typed(pages, name), _facts(firm) | elsewhere | none, None, planted)
    elif planted == "namesake elsewhere":
        pages.add(name, _facts(firm) | elsewhere | none, None, planted)
    elif planted == "namesake without an address":
        nowhere = dict.fromkeys(("address", "locality", "postal_code"))
        pages.add(name, _facts(firm) | nowhere | none, None, planted)
    elif planted == "common name":
        family = FAMILIES[position % len(FAMILIES)]
        place = elsewhere if pages.chance(0.7) else dict.fromkeys(elsewhere)
        kind = {"party_kind": "organisation"}
        pages.add(
            f"Construcciones {family} S.R.L.", _facts(firm) | place | none | kind, None, planted
        )
    elif planted == "consortium":
        _consortium(pages, firm, second, position)
    elif planted == "district of a public body":
        number = position % 12 + 1
        place = dict(zip(elsewhere, ("Education House 1", TOWNS[0], "40000", COUNTRY), strict=True))
        kind = {"party_kind": "organisation"}
        pages.add(
            f"Department of Education District {number}", place | none | kind,
            f"district {number}", planted,
        )  # fmt: skip
    else:
        stranger = f"{firm['party_name'][::-1].title().split()[-1]} {pages.one_of(list(SHORT))}"
        pages.add(stranger, _facts(firm) | none | {"party_kind": "organisation"}, None, planted)


def _consortium(pages: _Pages, firm: dict, second: dict, position: int) -> None:
    """Two firms bidding together, at the address and sometimes under the number of the first."""
    first, other = firm["party_name"], second["party_name"]
    number = firm["party_identifier"] if position % 4 == 0 else None
    facts = _facts(firm, party_kind="consortium", party_identifier=number)
    ways = (f"{first} S.A. - {other} S.R.L. (UTE)", f"UTE {first} - {other}")
    entity = f"joint {firm['party_id']}"
    pages.add(ways[position % 2], facts, entity, "consortium")
    if position % 3 == 0:
        again = facts | {"party_identifier": None}
        pages.add(f"Consorcio {first} / {other} J/V", again, entity, "consortium")


def labelled(seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both registers of a city without its works, and the truth about them.

    The first frame has the columns of REGISTER and `source`, the second party_id, entity_id and
    planted.
    """
    made = parties.make(np.random.default_rng([seed, STREAM + 2])).frame
    listed = addressed(made, seed)
    register = make(listed, seed)
    both = [
        frame.select(REGISTER).with_columns(pl.lit(source).alias("source"))
        for frame, source in ((listed, "sample-parties"), (register.frame, "sample-party-register"))
    ]
    return pl.concat(both), register.truth
