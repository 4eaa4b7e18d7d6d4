"""Writes OCDS compiled releases: `python -m benchmarks.make_compiled_releases FILE COUNT`.

One made-up contracting process a line, about two thousand bytes each, with what the red flags of
Cardinal look at: a tender period, submitted and disqualified bids, awards with classified items.
Prices are round, so that many bids are equal and many differences lie exactly on a fence.
"""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import numpy as np
import orjson

FIRST_DAY = datetime.date(2018, 1, 1)
METHODS = ("open", "selective", "limited", "direct")
DETAILS = ("Public tender", "Price comparison", "Reverse auction", "Random selection")
BID_STATUSES = ("valid", "valid", "valid", "valid", "valid", "disqualified", "withdrawn", "pending")
FIRMS, BUYERS, BIDS = 20_000, 400, 4
AT_ONCE = 10_000


def write(path: Path, count: int, seed: int = 1) -> None:
    """`count` compiled releases into `path`; the same arguments give the same bytes."""
    random = np.random.default_rng(seed)
    with path.open("wb") as file:
        for start in range(0, count, AT_ONCE):
            size = min(AT_ONCE, count - start)
            # A column per decision, drawn at once: one call of the generator a value is slow.
            drawn = {
                "day": random.integers(0, 2_000, size),
                "period": random.integers(5, 60, size),
                "amount": random.lognormal(11, 1.2, size).round(-2) + 100,
                "steps": random.integers(0, 25, (size, BIDS)),
                "statuses": random.integers(0, len(BID_STATUSES), (size, BIDS)),
                # Some bid far more often than others, as on any market.
                "firms": (random.random((size, BIDS)) ** 2 * FIRMS).astype(int),
                "late": random.random(size) < 0.02,
                "buyer": random.integers(0, BUYERS, size),
                "items": random.integers(0, 60, (size, 2)),
                "method": random.integers(0, len(METHODS), size),
                "cancelled": random.random(size) < 0.02,
            }
            columns = {name: values.tolist() for name, values in drawn.items()}
            lines = (
                release(start + n, {name: values[n] for name, values in columns.items()})
                for n in range(size)
            )
            file.writelines(orjson.dumps(line) + b"\n" for line in lines)


def release(number: int, drawn: dict) -> dict:
    """One compiled release from the random numbers drawn for it."""
    tendered = FIRST_DAY + datetime.timedelta(days=drawn["day"])

    def on(days: int) -> str:
        return f"{(tendered + datetime.timedelta(days=days)).isoformat()}T12:00:00Z"

    firms, amount, period = drawn["firms"], drawn["amount"], drawn["period"]
    agency = {"id": f"XX-AG-{drawn['buyer']}", "name": f"Authority {drawn['buyer']}"}
    prices = [amount * (100 + step) / 100 for step in drawn["steps"]]
    bids = [
        {
            "id": f"{number}-{place}",
            "status": BID_STATUSES[drawn["statuses"][place]],
            "date": on(period + 2 if drawn["late"] and place == 0 else period - 3),
            "value": {"amount": prices[place], "currency": "EUR"},
            "tenderers": [{"id": f"XX-F-{firm}", "name": f"Builder {firm}"}],
        }
        for place, firm in enumerate(firms)
    ]
    valid = [place for place, bid in enumerate(bids) if bid["status"] == "valid"]
    winner = min(valid, key=lambda place: prices[place]) if valid else 0
    value = {"amount": prices[winner], "currency": "EUR"}
    items = [
        {
            "id": str(place + 1),
            "description": f"Works of kind {kind}",
            "quantity": place + 1,
            "classification": {"scheme": "CPV", "id": f"{45 + kind % 30}{kind:06d}"},
        }
        for place, kind in enumerate(drawn["items"])
    ]
    supplier = {"id": f"XX-F-{firms[winner]}", "name": f"Builder {firms[winner]}"}
    return {
        "ocid": f"ocds-made02-{number}",
        "id": f"{number}-compiled",
        "date": on(200),
        "tag": ["compiled"],
        "initiationType": "tender",
        "parties": [
            agency | {"roles": ["buyer", "procuringEntity"]},
            *(
                {"id": f"XX-F-{firm}", "name": f"Builder {firm}", "roles": ["tenderer"]}
                for firm in dict.fromkeys(firms)
            ),
        ],
        "buyer": agency,
        "tender": {
            "id": f"T{number}",
            "title": f"Works number {number}",
            "status": "cancelled" if drawn["cancelled"] else "complete",
            "value": {"amount": amount * 1.1, "currency": "EUR"},
            "procuringEntity": agency,
            "procurementMethod": METHODS[drawn["method"]],
            "procurementMethodDetails": DETAILS[number % len(DETAILS)],
            "tenderPeriod": {"startDate": on(0), "endDate": on(period)},
            "numberOfTenderers": len(set(firms)) if number % 9 else 1,
        },
        "bids": {"details": bids},
        "awards": [
            {
                "id": f"A{number}",
                "status": "active" if valid and number % 20 else "pending",
                "date": on(90),
                "value": value,
                "suppliers": [supplier],
                "items": items,
            }
        ],
        "contracts": [
            {"id": f"C{number}", "awardID": f"A{number}", "status": "active", "value": value}
        ],
    }


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
