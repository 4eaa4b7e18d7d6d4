"""Does the fast command give the answers of the published method, read plainly? Counted by code.

Cardinal's own program is not needed for it: `plain_cardinal` is its method written down a second
time, in another way. Both are ours, so a passage that we misread would be wrong in both.
"""

from __future__ import annotations

import io
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import polars as pl

from dashboard.cardinal import run as cardinal
from dashboard.cardinal import settings
from dashboard.evaluation import drawn_releases, plain_cardinal

DRAWN = "drawn at random"
PORTFOLIOS = 200
SCHEMA = {
    "set": pl.String,
    "code": pl.String,
    "process_count": pl.Int64,  # releases read
    "case_count": pl.Int64,  # processes and parties that either reading gives a value
    "same_count": pl.Int64,  # of them: both give it, and the same
}
Answers = dict[tuple[str, str, str], object]


def results(bid_sets: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """SCHEMA over drawn portfolios, and over those published bids that say who bid."""
    named = {name: bids for name, bids in bid_sets.items() if bids["party_id"].is_not_null().all()}
    return pl.concat([drawn(), *(of_bids(name, named[name]) for name in sorted(named))])


def drawn(count: int = PORTFOLIOS) -> pl.DataFrame:
    """SCHEMA over portfolios drawn at random, with odd values and settings of every kind."""
    return compared(DRAWN, map(drawn_releases.portfolio, range(count)))


def of_bids(name: str, bids: pl.DataFrame) -> pl.DataFrame:
    """SCHEMA over published bids (tender_id, party_id, bid_amount, is_winner), default settings."""
    sections: dict[str, dict] = {code: {} for code in settings.INDICATORS}
    return compared(name, [(list(_releases(bids)), sections)])


def compared(name: str, portfolios: Iterable[tuple[list[str], dict[str, dict]]]) -> pl.DataFrame:
    """SCHEMA for a set: every answer of the command beside that of the plain reading.

    Quartiles and fences count as answers as well: they stand in `Meta` under their indicator.
    """
    cases, same, read = Counter(), Counter(), 0
    for lines, sections in portfolios:
        read += len(lines)
        ours, plain = _of_command(lines, sections), answers(plain_cardinal.results(lines, sections))
        for key in ours.keys() | plain.keys():
            cases[key[2]] += 1
            same[key[2]] += key in ours and key in plain and ours[key] == plain[key]
    rows = [
        {
            "set": name,
            "code": code,
            "process_count": read,
            "case_count": cases[code],
            "same_count": same[code],
        }
        for code in settings.INDICATORS
    ]
    return pl.DataFrame(rows, schema=SCHEMA)


def answers(results: dict) -> Answers:
    """Results in Cardinal's shape as one entry for each group, id (or name) and indicator."""
    found: Answers = {}
    for group, members in results.items():
        for one, values in members.items():
            for name, value in values.items():
                # Under `Meta` the code comes first and the name of the figure second.
                key = (group, name, one) if group == "Meta" else (group, one, name)
                found[key] = value
    return found


def _of_command(lines: list[str], sections: dict[str, dict]) -> Answers:
    with tempfile.TemporaryDirectory(prefix="clearworks-") as folder:
        file, ini = Path(folder) / "releases.jsonl", Path(folder) / "settings.ini"
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        ini.write_text(drawn_releases.as_ini(sections), encoding="utf-8")
        printed = io.StringIO()
        cardinal.run(file, settings.read(ini, is_prepared=False), printed)
    return answers(json.loads(printed.getvalue()))


def _releases(bids: pl.DataFrame) -> Iterator[str]:
    """Each tender as a compiled release in one line of JSON; what is not known is left out."""
    for (tender,), its in bids.sort("tender_id", "party_id").group_by(
        "tender_id", maintain_order=True
    ):
        details = []
        for bid in its.iter_rows(named=True):
            made: dict = {"status": "valid", "tenderers": [{"id": bid["party_id"]}]}
            if bid["bid_amount"] is not None:
                made["value"] = {"amount": float(bid["bid_amount"]), "currency": "XXX"}
            details.append(made)
        suppliers = its.filter(pl.col("is_winner"))["party_id"].to_list()
        release = {
            "ocid": tender,
            "tender": {"procurementMethod": "open", "numberOfTenderers": its.height},
            "bids": {"details": details},
            "awards": [{"status": "active", "suppliers": [{"id": one} for one in suppliers]}],
        }
        yield json.dumps(release)
