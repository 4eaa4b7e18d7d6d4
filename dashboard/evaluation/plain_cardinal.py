"""Cardinal's method once more, one release at a time and with nothing but loops.

It shares no code with `dashboard/cardinal` (not even the quantile), is slow, and is read as the
method reads. What the two say of the same lines has to be equal.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from datetime import datetime
from fractions import Fraction

NOT_SUBMITTED = ("invited", "withdrawn")
ENDED = ("cancelled", "unsuccessful")


def results(lines: list[str], sections: dict[str, dict]) -> dict:
    """Results and `Meta` for lines of JSON; `sections` as in a settings file, values as Python's.

    Without `prepare`: the releases are taken as they are.
    """
    run = Run(sections)
    for line in lines:
        release = json.loads(line)
        if isinstance(release, dict) and isinstance(release.get("ocid"), str):
            run.look_at(release, release["ocid"])
    run.finish()
    found = {group: dict(of) for group, of in run.found.items() if of}
    return json.loads(json.dumps(found)) | {"Meta": run.meta}


def part(value: object, *path: str, kind: type = str) -> object:
    """What lies at a path of names, if it is of that kind; else None."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    if kind is float:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return float(value) if is_number and math.isfinite(value) else None
    return value if isinstance(value, kind) else None


def ids(organizations: object) -> list[str]:
    """The ids in a list of organizations that have one."""
    found = [part(one, "id") for one in organizations or []]
    return [one for one in found if one is not None]


def only(organizations: object) -> str | None:
    """The id of the one organization in a list; None if there are more, or none, or no id."""
    return part(organizations[0], "id") if organizations and len(organizations) == 1 else None


def days(text: object) -> datetime | None:
    """A date and time with its offset."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None


def quantile(values: list[float], share: float) -> float:
    """Type 8, in the order of operations in which Cardinal's library computes it."""
    if not values:
        return math.nan
    place = (len(values) + 1 / 3) * share + 1 / 3
    padded = [min(values), *sorted(values), max(values)]
    below = min(math.floor(place), len(values))
    return padded[below] + (place - below) * (padded[below + 1] - padded[below])


class Run:
    """What has been found so far."""

    def __init__(self, sections: dict[str, dict]) -> None:
        self.sections = sections
        self.currency = sections.get("", {}).get("currency")
        self.found = {
            group: defaultdict(dict) for group in ("OCID", "Buyer", "ProcuringEntity", "Tenderer")
        }
        self.meta: dict[str, dict] = {}
        self.differences: dict[str, tuple[float, str, str]] = {}
        self.won = defaultdict(lambda: [0, 0])
        self.out = {
            group: defaultdict(lambda: [0, 0]) for group in ("Buyer", "ProcuringEntity", "Tenderer")
        }
        self.supplied = defaultdict(lambda: [0, set()])

    def setting(self, section: str, name: str, default: object = None) -> object:
        return self.sections.get(section, {}).get(name, default)

    def flag(self, group: str, one: str, code: str, value: float) -> None:
        self.found[group][one][code] = value

    def look_at(self, release: dict, ocid: str) -> None:
        tender = part(release, "tender", kind=dict) or {}
        details = part(tender, "procurementMethodDetails")
        excluded = self.setting("exclusions", "procurement_method_details", ())
        if part(tender, "status") == "cancelled" or details in excluded:
            return
        bids = part(release, "bids", "details", kind=list)
        awards = part(release, "awards", kind=list)
        submitted = [
            bid
            for bid in bids or []
            if part(bid, "status") is not None and part(bid, "status") not in NOT_SUBMITTED
        ]
        compared = self.is_compared(details)
        wanted = {
            "R003": lambda: self.short(tender, details, ocid),
            "R018": lambda: self.single(tender, ocid),
            "R025": lambda: self.losers(awards, bids),
            "R028": lambda: compared and self.equal(submitted, ocid),
            "R030": lambda: self.late(tender, awards, bids, ocid),
            "R035": lambda: self.others_out(awards, bids, ocid),
            "R038": lambda: self.disqualified(release, tender, submitted),
            "R048": lambda: self.various(awards),
        }
        if compared and {"R024", "R058"} & set(self.sections):
            self.difference(awards, bids, ocid)
        if compared and "R036" in self.sections:
            self.lowest_out(awards, submitted, ocid)
        for code, look in wanted.items():
            if code in self.sections:
                look()

    def is_compared(self, details: str | None) -> bool:
        allowed = self.setting("", "price_comparison_procurement_methods", ())
        denied = self.setting("", "no_price_comparison_procurement_methods", ())
        return details in allowed if allowed else details not in denied

    def short(self, tender: dict, details: str | None, ocid: str) -> None:
        methods = self.setting("R003", "procurement_methods", ())
        opened = days(part(tender, "tenderPeriod", "startDate"))
        closed = days(part(tender, "tenderPeriod", "endDate"))
        if opened is None or closed is None:
            return
        if methods and part(tender, "procurementMethod") not in methods:
            return
        special = self.sections.get("R003.procurement_method_details", {})
        threshold = special.get(details, self.setting("R003", "threshold", 15))
        if int((closed - opened).total_seconds() / 86_400) < threshold:
            self.flag("OCID", ocid, "R003", 1.0)

    def single(self, tender: dict, ocid: str) -> None:
        methods = self.setting("R018", "procurement_methods", ("open", "selective"))
        number = tender.get("numberOfTenderers")
        if part(tender, "procurementMethod") in methods and type(number) is int and number == 1:
            self.flag("OCID", ocid, "R018", 1.0)

    def final(self, awards: list | None, bids: list | None) -> list | None:
        """The active awards, once every award is decided."""
        if awards is None or bids is None:
            return None
        stated = [part(award, "status") for award in awards]
        if any(one is not None and one not in ("active", *ENDED) for one in stated):
            return None
        return [award for award in awards if part(award, "status") == "active"]

    def winner(self, awards: list | None, bids: list | None) -> str | None:
        active = self.final(awards, bids)
        if active is None or len(active) != 1:
            return None
        return only(part(active[0], "suppliers", kind=list))

    def price(self, bid: object) -> tuple[float, str] | None:
        amount = part(bid, "value", "amount", kind=float)
        currency = part(bid, "value", "currency")
        return None if amount is None or currency is None else (amount, currency)

    def main(self, currency: str) -> bool:
        if self.currency is None:
            self.currency = currency
        return currency == self.currency

    def difference(self, awards: list | None, bids: list | None, ocid: str) -> None:
        winner = self.winner(awards, bids)
        if winner is None:
            return
        winning = second = None
        for bid in bids:
            tenderer = only(part(bid, "tenderers", kind=list))
            price = self.price(bid)
            if part(bid, "status") != "valid" or tenderer is None or price is None:
                continue
            if not self.main(price[1]):
                continue
            if tenderer == winner:
                if winning is None or price[0] < winning:
                    winning = price[0]
            elif second is None or price[0] < second[0]:
                second = (price[0], tenderer)
        if winning is None or second is None or second[0] < winning:
            return
        if winning:
            share = (second[0] - winning) / winning
            self.differences[ocid] = (share, winner, second[1])

    def losers(self, awards: list | None, bids: list | None) -> None:
        winner = self.winner(awards, bids)
        if winner is None:
            return
        valid = (bid for bid in bids if part(bid, "status") == "valid")
        entered = {only(part(bid, "tenderers", kind=list)) for bid in valid} - {None}
        for tenderer in entered:
            self.won[tenderer][0] += tenderer == winner
            self.won[tenderer][1] += 1

    def equal(self, submitted: list, ocid: str) -> None:
        by_price = defaultdict(list)
        for bid in submitted:
            tenderers = frozenset(ids(part(bid, "tenderers", kind=list)))
            if tenderers and self.price(bid):
                by_price[self.price(bid)].append(tenderers)
        for sets in by_price.values():
            if len(set(sets)) > 1:
                self.flag("OCID", ocid, "R028", 1.0)
                for one in frozenset().union(*sets):
                    self.flag("Tenderer", one, "R028", 1.0)

    def late(self, tender: dict, awards: list | None, bids: list | None, ocid: str) -> None:
        end = part(tender, "tenderPeriod", "endDate")
        if end is None or awards is None or bids is None:
            return
        active = [award for award in awards if part(award, "status") == "active"]
        suppliers = {one for award in active for one in ids(part(award, "suppliers", kind=list))}
        for bid in bids:
            date = part(bid, "date")
            if part(bid, "status") == "valid" and date is not None and date > end:
                for one in suppliers & set(ids(part(bid, "tenderers", kind=list))):
                    self.flag("OCID", ocid, "R030", 1.0)
                    self.flag("Tenderer", one, "R030", 1.0)

    def others_out(self, awards: list | None, bids: list | None, ocid: str) -> None:
        active = self.final(awards, bids)
        if active is None:
            return
        suppliers = {one for award in active for one in ids(part(award, "suppliers", kind=list))}

        def of(status: str) -> set[str]:
            which = (bid for bid in bids if part(bid, "status") == status)
            return {one for bid in which for one in ids(part(bid, "tenderers", kind=list))}

        valid, others = of("valid"), of("disqualified") - of("valid")
        threshold = max(1, self.setting("R035", "threshold", 1))
        if len(valid) == 1 and valid == suppliers and len(others) >= threshold:
            self.flag("OCID", ocid, "R035", float(len(others)))
            self.flag("Tenderer", *valid, "R035", 0.0)

    def lowest_out(self, awards: list | None, submitted: list, ocid: str) -> None:
        if not any(part(award, "status") == "active" for award in awards or []):
            return
        lowest = None
        has_valid = False
        for bid in submitted:
            price = self.price(bid)
            if price and self.main(price[1]):
                if lowest is None or price[0] < lowest[0]:
                    lowest = (price[0], part(bid, "status"))
                has_valid |= part(bid, "status") == "valid"
        if has_valid and lowest[1] == "disqualified":
            self.flag("OCID", ocid, "R036", 1.0)

    def disqualified(self, release: dict, tender: dict, submitted: list) -> None:
        out = sum(part(bid, "status") == "disqualified" for bid in submitted)
        for group, one in (
            ("Buyer", part(release, "buyer", "id")),
            ("ProcuringEntity", part(tender, "procuringEntity", "id")),
        ):
            if one is not None and submitted:
                self.out[group][one][0] += out
                self.out[group][one][1] += len(submitted)
        for bid in submitted:
            for one in ids(part(bid, "tenderers", kind=list)):
                self.out["Tenderer"][one][0] += part(bid, "status") == "disqualified"
                self.out["Tenderer"][one][1] += 1

    def various(self, awards: list | None) -> None:
        digits = self.setting("R048", "digits", 2)
        seen = set()
        for award in awards or []:
            supplier = only(part(award, "suppliers", kind=list))
            if part(award, "status") != "active" or supplier is None:
                continue
            for item in part(award, "items", kind=list) or []:
                code = part(item, "classification", "id")
                if code is not None:
                    seen.add(supplier)
                    self.supplied[supplier][1].add(code[:digits])
        for supplier in seen:
            self.supplied[supplier][0] += 1

    def finish(self) -> None:
        shares = [one[0] for one in self.differences.values()]
        if "R024" in self.sections:
            fence, first = self.fence("R024", shares, below=True)
            for ocid, (share, *parties) in self.differences.items():
                if first > 0 and fence > 0 and share <= fence:
                    self.flag("OCID", ocid, "R024", share)
                    for one in parties:
                        self.flag("Tenderer", one, "R024", 0.0)
        if "R025" in self.sections:
            self.finish_losers()
        if "R038" in self.sections:
            self.finish_disqualified()
        if "R048" in self.sections:
            minimum = self.setting("R048", "minimum_contracting_processes", 20)
            counts = {k: float(len(c)) for k, (n, c) in self.supplied.items() if n >= minimum}
            fence, _ = self.fence("R048", list(counts.values()))
            for one, count in counts.items():
                if count >= fence:
                    self.flag("Tenderer", one, "R048", count)
        if "R058" in self.sections:
            fence, _ = self.fence("R058", shares)
            for ocid, (share, winner, _) in self.differences.items():
                if fence > 0 and share >= fence:
                    self.flag("OCID", ocid, "R058", share)
                    self.flag("Tenderer", winner, "R058", 0.0)

    def finish_losers(self) -> None:
        counts = [float(entered) for _, entered in self.won.values()]
        percentile = self.setting("R025", "percentile", 75)
        often = quantile(counts, percentile / 100)
        shares = {one: won / entered for one, (won, entered) in self.won.items()}
        fence, first = self.fence("R025", list(shares.values()), below=True)
        self.meta["R025"]["upper_fence"] = self.shown(often)
        for one, share in shares.items():
            if first > 0 and fence > 0 and self.won[one][1] >= often and share <= fence:
                self.flag("Tenderer", one, "R025", share)

    def finish_disqualified(self) -> None:
        processes = self.setting("R038", "minimum_contracting_processes", 2)
        bids = self.setting("R038", "minimum_submitted_bids", 2)
        self.meta.setdefault("R038", {})
        for group, counted in self.out.items():
            minimum = bids if group == "Tenderer" else processes
            shares = {one: out / n for one, (out, n) in counted.items() if n >= minimum}
            if not shares:
                continue
            fence, _ = self.fence("R038", list(shares.values()), start=f"{group}_")
            for one, share in shares.items():
                if fence > 0 and share >= fence:
                    self.flag(group, one, "R038", share)
        if not self.meta["R038"]:
            del self.meta["R038"]

    def fence(
        self, code: str, values: list[float], *, below: bool = False, start: str = ""
    ) -> tuple[float, float]:
        """The fence of an indicator and the first quartile, which are noted as well."""
        noted = self.meta.setdefault(code, {})
        side = "lower_fence" if below else "upper_fence"
        chosen = self.setting(code, "threshold")
        if chosen is not None:
            noted[f"{start}{side}"] = self.shown(float(chosen))
            return float(chosen), 1.0
        first, third = (quantile(values, share) for share in (0.25, 0.75))
        noted |= {f"{start}q1": self.shown(first), f"{start}q3": self.shown(third)}
        if not values:
            noted[f"{start}{side}"] = None
            return math.nan, math.nan
        spread = Fraction(third - first) * Fraction(3, 2)
        fence = float(Fraction(first) - spread) if below else float(Fraction(third) + spread)
        noted[f"{start}{side}"] = self.shown(fence)
        return fence, first

    @staticmethod
    def shown(value: float) -> float | None:
        if math.isnan(value):
            return None
        whole, rest = divmod(abs(value * 10_000), 1)  # halves go away from zero
        return math.copysign((whole + (rest >= 0.5)) / 10_000, value)
