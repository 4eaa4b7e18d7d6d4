"""Writes OCDS releases as JSON lines: `python -m benchmarks.make_releases FILE COUNT`.

One made-up contracting process a line, about two thousand bytes each, with a tender, bids, an
award, a contract, an amendment, milestones and payments.
"""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import numpy as np
import orjson

FIRST_DAY = datetime.date(2018, 1, 1)
METHODS = ("open", "selective", "limited", "direct")
AT_ONCE = 10_000


def write(path: Path, count: int, seed: int = 1) -> None:
    """`count` releases into `path`; the same arguments give the same bytes."""
    random = np.random.default_rng(seed)
    with path.open("wb") as file:
        for start in range(0, count, AT_ONCE):
            size = min(AT_ONCE, count - start)
            days = random.integers(0, 2_000, size)
            amounts = random.lognormal(13, 1.2, size).round(2)
            firms = random.integers(0, 20_000, (size, 4))
            buyers = random.integers(0, 400, size)
            lines = [
                orjson.dumps(
                    release(start + n, int(days[n]), float(amounts[n]), firms[n].tolist(), int(b))
                )
                for n, b in enumerate(buyers)
            ]
            file.write(b"\n".join(lines) + b"\n")


def release(number: int, day: int, amount: float, firms: list[int], buyer: int) -> dict:
    """One release."""
    tendered = FIRST_DAY + datetime.timedelta(days=day)

    def on(days: int) -> str:
        return f"{(tendered + datetime.timedelta(days=days)).isoformat()}T00:00:00Z"

    def money(value: float) -> dict:
        return {"amount": round(value, 2), "currency": "EUR"}

    parties = [
        {"id": f"F{firm}", "name": f"Builder {firm}", "roles": ["tenderer"]} for firm in set(firms)
    ]
    agency = {"id": f"B{buyer}", "name": f"Authority {buyer}"}
    return {
        "ocid": f"ocds-made01-{number}",
        "id": f"{number}-01",
        "date": on(200),
        "tag": ["contract"],
        "initiationType": "tender",
        "parties": [agency | {"roles": ["buyer"]}, *parties],
        "buyer": agency,
        "tender": {
            "id": f"T{number}",
            "title": f"Works number {number}",
            "status": "complete",
            "value": money(amount * 1.1),
            "mainProcurementCategory": "works",
            "procurementMethod": METHODS[number % len(METHODS)],
            "tenderPeriod": {"startDate": on(0), "endDate": on(30)},
            "numberOfTenderers": len(parties),
        },
        "bids": {
            "details": [
                {
                    "id": f"{number}-{place}",
                    "status": "valid",
                    "date": on(20),
                    "value": money(amount * (1 + place / 50)),
                    "tenderers": [{"id": f"F{firm}", "name": f"Builder {firm}"}],
                }
                for place, firm in enumerate(firms)
            ]
        },
        "awards": [
            {
                "id": f"A{number}",
                "status": "active",
                "date": on(60),
                "value": money(amount),
                "suppliers": [{"id": f"F{firms[0]}", "name": f"Builder {firms[0]}"}],
            }
        ],
        "contracts": [
            {
                "id": f"C{number}",
                "awardID": f"A{number}",
                "status": "active",
                "value": money(amount),
                "dateSigned": on(70),
                "period": {"startDate": on(80), "endDate": on(400)},
                "amendments": [{"id": "1", "date": on(150), "rationale": "More ground water"}],
                "implementation": {
                    "transactions": [
                        {"id": f"{number}-{part}", "date": on(100 + part * 30),
                         "value": money(amount / 4)}
                        for part in range(3)
                    ]
                },
            }
        ],
    }  # fmt: skip


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
