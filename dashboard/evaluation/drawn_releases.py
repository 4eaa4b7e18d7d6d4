"""Releases and settings drawn at random, odd values among them, to compare two readings on."""

from __future__ import annotations

import json
from random import Random

from dashboard.cardinal import settings

# What stands where it does not belong, in some of the releases.
ODD_VALUES = (None, 5, 1.5, True, "x", [], {}, [None], "", {"id": 7})
STATUSES = ("valid",) * 5 + ("disqualified", "invited", "withdrawn", "pending", "odd")


class Drawn:
    """One release after another."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.is_odd = False

    def one_of(self, *values: object) -> object:
        return self.maybe_odd(self.random.choice(values))

    def maybe_odd(self, value: object) -> object:
        if self.is_odd and self.random.random() < 0.08:
            return self.random.choice(ODD_VALUES)
        return value

    def organization(self, start: str, count: int) -> object:
        number = int(self.random.random() ** 2 * count)
        return self.maybe_odd({"id": self.maybe_odd(f"{start}{number}")})

    def without_some(self, made: dict) -> object:
        kept = {name: of for name, of in made.items() if self.random.random() > 0.03}
        return self.maybe_odd(kept)

    def bid(self) -> object:
        count = self.random.choice([1] * 8 + [2, 0])
        days = ("2020-01-10T00:00:00Z", "2020-02-10T00:00:00Z", "2020-01-15")
        return self.without_some(
            {
                "status": self.one_of(*STATUSES),
                "date": self.one_of(*days),
                "value": self.maybe_odd(
                    {
                        "amount": self.one_of(100, 100.0, 110, 120, 121.5, 90),
                        "currency": self.one_of(*["USD"] * 9, "EUR"),
                    }
                ),
                "tenderers": self.maybe_odd([self.organization("T", 12) for _ in range(count)]),
            }
        )

    def award(self, bids: list) -> object:
        tendering = [
            bid["tenderers"]
            for bid in bids
            if isinstance(bid, dict) and isinstance(bid.get("tenderers"), list)
        ]
        suppliers = self.random.choice(tendering) if tendering else [self.organization("T", 12)]
        items = [
            self.maybe_odd({"classification": self.maybe_odd({"id": f"{kind}000"})})
            for kind in self.random.choices(range(10, 40), k=self.random.randint(0, 3))
        ]
        return self.maybe_odd(
            {
                "status": self.one_of(*["active"] * 8, "pending", "cancelled", "unsuccessful"),
                "suppliers": self.maybe_odd(suppliers),
                "items": self.maybe_odd(items),
            }
        )

    def tender(self) -> object:
        ends = ("2020-01-15T00:00:00Z", "2020-01-16T00:00:00.5Z", "2020-01-15T23:59:59-03:00")
        return self.maybe_odd(
            {
                "status": self.one_of(*["complete"] * 9, "cancelled"),
                "procurementMethod": self.one_of("open", "selective", "limited"),
                "procurementMethodDetails": self.one_of("P", "Q", "R"),
                "numberOfTenderers": self.one_of(1, 2, 3, 1.0),
                "tenderPeriod": self.maybe_odd(
                    {
                        "startDate": self.one_of(
                            "2020-01-01T00:00:00Z", "2020-01-01T00:00:00+02:00"
                        ),
                        "endDate": self.one_of(*ends, "2020-01-15"),
                    }
                ),
                "procuringEntity": self.organization("E", 5),
            }
        )

    def release(self, number: int) -> dict:
        self.is_odd = self.random.random() < 0.15
        bids = [self.bid() for _ in range(self.random.randint(0, 5))]
        awards = [self.award(bids) for _ in range(self.random.choice([1] * 8 + [2, 0]))]
        made = {
            "ocid": self.maybe_odd(f"o{number}"),
            "buyer": self.organization("B", 6),
            "tender": self.tender(),
            "bids": self.maybe_odd({"details": self.maybe_odd(bids)}),
            "awards": self.maybe_odd(awards),
        }
        return {name: of for name, of in made.items() if self.random.random() > 0.03}


CHOICES: dict[str, dict[str, object]] = {
    "": {
        "currency": "EUR",
        "price_comparison_procurement_methods": ["P", "Q"],
        "no_price_comparison_procurement_methods": ["P"],
    },
    "exclusions": {"procurement_method_details": ["R"]},
    "R003": {"threshold": 14, "procurement_methods": ["open"]},
    "R003.procurement_method_details": {"P": 20, "Q": 3},
    "R018": {"procurement_methods": ["limited"]},
    "R024": {"threshold": 0.1},
    "R025": {"percentile": 50, "threshold": 0.3},
    "R035": {"threshold": 2},
    "R038": {
        "threshold": 0.25,
        "minimum_submitted_bids": 1,
        "minimum_contracting_processes": 5,
    },
    "R048": {"digits": 1, "threshold": 2},
    "R058": {"threshold": 0.1},
}


def drawn_settings(random: Random) -> dict[str, dict]:
    """Sections with some of the indicators and some of their settings."""
    sections: dict[str, dict] = {code: {} for code in settings.INDICATORS if random.random() < 0.85}
    if "R048" in sections:
        sections["R048"]["minimum_contracting_processes"] = 3
    for section, choices in CHOICES.items():
        if section in sections or (not section.startswith("R") and random.random() < 0.5):
            chosen = {name: of for name, of in choices.items() if random.random() < 0.3}
            sections.setdefault(section, {}).update(chosen)
    if "R003" in sections and random.random() < 0.3:
        sections["R003.procurement_method_details"] = CHOICES["R003.procurement_method_details"]
    return sections


def as_ini(sections: dict[str, dict]) -> str:
    """The same as the text of a settings file."""
    lines = []
    for section in sorted(sections):  # the top comes first
        lines += [f"[{section}]"] if section else []
        for name, value in sections[section].items():
            lines.append(f"{name} = {'|'.join(value) if isinstance(value, list) else value}")
    return "\n".join(lines) + "\n"


def portfolio(seed: int) -> tuple[list[str], dict[str, dict]]:
    """Lines of JSON, some of them odd, and sections of settings; the same for the same seed."""
    random = Random(seed)
    drawn = Drawn(random)
    count = random.choice([0, 3, 40, 150])
    lines = [json.dumps(drawn.release(number)) for number in range(count)]
    lines += [json.dumps(drawn.release(0)) for _ in range(random.choice([0, 0, 1]))]
    return lines, drawn_settings(random)
