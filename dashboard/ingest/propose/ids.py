"""The ids that tables need: as published where they tell rows apart, else made from columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from dashboard.ingest.propose import keys
from dashboard.ingest.propose.border_fields import NEEDS, ONE_PROJECT
from dashboard.ingest.propose.choosing import Choice
from dashboard.ingest.values import flag


@dataclass
class Filled:
    """The tables of one file: their columns, the ids to make, and what had to be said of them."""

    mappings: dict[str, dict[str, Any]] = field(default_factory=dict)
    identity: list[dict[str, Any]] = field(default_factory=list)
    extracts: dict[str, dict[str, Any]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    key_reasons: dict[str, str] = field(default_factory=dict)


class Ids:
    """Works out the ids; `ready` are the fields whose column is settled."""

    def __init__(
        self,
        choice: Choice,
        kind: str,
        ready: set[str],
        frame: pl.DataFrame,
        *,
        currency: str = "",
        level: str = "",
        project: str = "",
    ) -> None:
        self.choice, self.kind, self.ready, self.frame = choice, kind, ready, frame
        self.currency, self.level, self.project = currency, level, project
        self.out = Filled()
        self.made: dict[str, Any] = {}  # ids by name: a column, or a constant

    def has(self, *names: str) -> bool:
        """Whether one of the fields is settled."""
        return any(name in self.ready for name in names)

    def header(self, name: str) -> str:
        """The header of a settled field's column."""
        return self.choice.header_of(name)

    def column(self, name: str) -> str:
        """How the manifest calls the column of a field; ids as published are called so."""
        self.out.used.add(name)
        return f"published_{name}" if name.endswith("_id") else name

    def _identity(self, name: str, columns: list[str], why: str, **more: Any) -> None:
        self.out.identity.append(keys.identity(name, columns, **more))
        self.made[name] = name
        self.out.key_reasons[name] = why

    def _supplier(self) -> None:
        ids = [name for name in ("supplier_id", "party_identifier") if self.has(name)][:1]
        people = [name for name in ("supplier_name", "payee_name", "party_name") if self.has(name)]
        if self.kind == "bid":
            ids = [name for name in ("bidder_id", *ids) if self.has(name)][:1]
            people = [name for name in ("bidder_name", *people) if self.has(name)]
        parts = [*ids, *people[:1]]
        if not parts:
            return
        columns = [self.column(name) for name in parts]
        why = " or, without it, ".join(f"“{self.header(name)}”" for name in parts)
        self._identity(
            "bidder" if self.kind == "bid" else "supplier_id",
            columns,
            why,
            first_of=len(columns) > 1,
            style="slug",
        )

    def _project(self) -> None:
        if self.kind in ("party", "tender", "bid"):
            return
        if self.has("project_id"):
            self._published_project()
        elif self.has("project_name"):
            self._named_project()
        elif self.has("contract_id"):
            self._identity(
                "project_id", [self.column("contract_id")], "each contract is taken for a project"
            )
            self.out.notes.append("No column names a project: each contract is taken for one.")
        elif self.project == ONE_PROJECT:
            self.made["project_id"] = {"value": "one-project"}
        elif self.project:
            self.made["project_id"] = self.project

    def _published_project(self) -> None:
        seen = self.choice.of("project_id").seen
        column = self.column("project_id")
        repeats = seen.filled - seen.distinct
        tell_apart = []
        if repeats and self.kind == "project" and not self.has("report_date", "component"):
            share = repeats / max(seen.filled, 1)
            if share <= 1 - keys.NEARLY_UNIQUE:
                tell_apart = [
                    self.column(name)
                    for name in ("buyer_id", "agency", "project_name")
                    if self.has(name)
                ][:1]
        why = f"“{seen.header}”: {seen.distinct:,} ids in {seen.filled:,} rows"
        self._identity("project_id", [column], why, tell_apart=tell_apart)

    def _named_project(self) -> None:
        """An id out of names, and of what tells works of one name apart."""
        first = self.header("project_name")
        beside = [self.header(name) for name in ("component", "report_date") if self.has(name)]
        if self.has("component"):
            chosen = self._grown(first, beside)
        else:
            chosen = [first]
            if self.has("programme"):
                chosen.append(self.header("programme"))
        columns = [self._column_of(header) for header in chosen]
        repeated = self.kind != "project" or bool(beside)
        apart = [name for name in ("address", "contract_amount", "budget_amount") if self.has(name)]
        apart = [self.column(name) for name in apart if self.column(name) not in columns]
        unique = keys.distinct_share(self.frame, chosen) == 1
        why = " with ".join(f"“{header}”" for header in chosen) + ": no column holds an id"
        more = {} if repeated or unique else {"tell_apart": apart, "ordinal": True}
        self._identity("project_id", columns, why, style="readable", **more)

    def _grown(self, first: str, beside: list[str]) -> list[str]:
        """Columns that tell rows apart beside the phase: codes and places, no amounts or days."""
        candidates = [
            header
            for header, one in self.choice.columns.items()
            if header != first
            and header not in beside
            and not one.is_personal
            and not one.seen.is_running
            and not (one.seen.dates and one.seen.dates.share > 0.8)
            and not (
                one.seen.numbers and one.seen.numbers.share > 0.8 and one.field != "place_code"
            )
            and one.field not in ("status", "component")
            and one.seen.average_length < 80
            and (not one.field or one.field in self.ready)
        ]
        return keys.grown(self.frame, [first], candidates, beside)

    def _column_of(self, header: str) -> str:
        """The manifest's column of a header, which may be no field but a part of a key."""
        one = self.choice.columns[header]
        if one.field:
            return self.column(one.field)
        name = f"key_{len(self.out.extracts) + 1}"
        self.out.extracts[name] = {"from": header, "type": "text"}
        if one.seen.nulls:
            self.out.extracts[name]["null_codes"] = list(one.seen.nulls)
        return name

    def _others(self) -> None:
        if self.has("contract_id"):
            self._published_contract()
        elif (
            self.kind in ("project", "contract")
            and "project_id" in self.made
            and self.has(*NEEDS["contracts"])
        ):
            self._identity(
                "contract_id", ["project_id"], "one contract a project", prefix="contract-"
            )
        if self.has("tender_id"):
            self.made["tender_id"] = self.column("tender_id")
        elif self.kind == "bid" and self.has("project_id"):
            self.made["tender_id"] = self.column("project_id")
            self.out.notes.append(
                f"The bids of one “{self.header('project_id')}” are taken for one tender."
            )
        maker = getattr(self, f"_{self.kind}_ids", None)
        if maker:
            maker()
        if "project_id" in self.made and self.has(*NEEDS["progress_reports"]):
            day = self.column("report_date") if self.has("report_date") else "published_date"
            if isinstance(self.made["project_id"], str):
                self._identity(
                    "report_id",
                    [self.made["project_id"], day],
                    "the project and the day",
                    ordinal=True,
                    prefix="report-",
                )

    def _published_contract(self) -> None:
        """The number of the contract, with the project's where one number is used in several."""
        column, project = self.column("contract_id"), self.choice.of("project_id")
        self.made["contract_id"] = column
        if project is None or not self.has("project_id"):
            return
        header = self.header("contract_id")
        known = self.frame.filter(pl.col(header).str.strip_chars().str.len_chars() > 0)
        pairs = known.select(header, project.seen.header).n_unique()
        if pairs > (2 - keys.NEARLY_UNIQUE) * known[header].n_unique():
            why = f"one “{header}” stands in several projects"
            self._identity("contract_id", [self.column("project_id"), column], why)

    def _winning(self) -> None:
        """Awards out of the bids that won: a column with a value in their rows only."""
        seen = self.choice.of("is_winner").seen
        won = [text for text in seen.counts if flag(re.sub(r"\.0$", "", text)).value]
        lost = [text for text in seen.counts if text not in won]
        if not won or not lost:
            return
        self.out.extracts["winning"] = {
            "from": seen.header,
            "type": "extract",
            "patterns": {
                "won": f"(?P<won>{'|'.join(map(re.escape, sorted(won)))})",
                "lost": "|".join(map(re.escape, sorted(lost))),
            },
            "groups": {"won": {"type": "text"}},
        }
        self._identity("award_id", [self.made["bid_id"]], "the winning bid", prefix="award-")

    def _unique_id(
        self, name: str, published: tuple[str, ...], parts: list[str], prefix: str
    ) -> None:
        """An id that no two rows share: as published where it is unique, else out of parts."""
        for field_name in published:
            if self.has(field_name) and self.choice.of(field_name).seen.is_unique:
                self.made[name] = self.column(field_name)
                self.out.key_reasons[name] = (
                    f"“{self.header(field_name)}” is different in every row"
                )
                return
        whole = [
            one for one in dict.fromkeys([*parts, *filter(self.has, published)]) if self.has(one)
        ]
        columns = [self.column(one) for one in whole]
        if not columns:
            return
        why = " with ".join(f"“{self.header(one)}”" for one in whole)
        self._identity(name, columns, why, style="readable", prefix=prefix, ordinal=True)

    def _invoice_ids(self) -> None:
        parts = ["project_id", "contract_id", "bill_type", "received_date", "issued_date"]
        parts += ["invoice_amount", "supplier_name", "project_name", "description"]
        wanted = [part for part in parts if self.has(part)][:4]
        self._unique_id("invoice_id", ("invoice_id", "invoice_number"), wanted, "invoice-")
        if self.has("paid_date", "paid_amount") and "invoice_id" in self.made:
            self._identity(
                "payment_id", [self.made["invoice_id"]], "one payment a bill", prefix="payment-"
            )

    def _payment_ids(self) -> None:
        parts = ["project_id", "contract_id", "invoice_number", "paid_date", "paid_amount"]
        wanted = [part for part in parts if self.has(part)]
        self._unique_id("payment_id", ("payment_id",), wanted, "payment-")

    def _amendment_ids(self) -> None:
        parts = ["contract_id", "amendment_id", "amendment_date"]
        wanted = [part for part in parts if self.has(part)][:2]
        self._unique_id("amendment_id", ("amendment_id",), wanted, "")

    def _suspension_ids(self) -> None:
        wanted = [one for one in ("project_id", "contract_id", "suspended_date") if self.has(one)]
        self._unique_id("suspension_id", (), wanted, "")

    def _milestone_ids(self) -> None:
        wanted = [one for one in ("project_id", "project_name", "milestone_name") if self.has(one)]
        self._unique_id("milestone_id", ("milestone_id",), wanted, "")

    def _project_ids(self) -> None:
        dated = self.has("planned_end_date") and self.has("actual_end_date")
        if self.has("component") and dated and "project_id" in self.made:
            self._identity(
                "milestone_id",
                ["project_id", self.column("component")],
                "the project and its phase",
                ordinal=True,
            )

    def _tender_ids(self) -> None:
        if "tender_id" not in self.made and self.has("tender_name"):
            self._identity(
                "tender_id",
                [self.column("tender_name")],
                "no column holds an id",
                style="readable",
                ordinal=True,
            )
        if "tender_id" in self.made and self.has(*NEEDS["awards"]):
            self._identity(
                "award_id", [self.made["tender_id"]], "one award a tender", prefix="award-"
            )

    def _bid_ids(self) -> None:
        parts = [one for one in ("tender_id", "lot_id", "bidder_id") if self.has(one)]
        parts += [] if self.has("bidder_id") else [one for one in ("bidder_name",) if self.has(one)]
        self._unique_id("bid_id", ("bid_id",), parts, "")
        if self.has("is_winner") and "bid_id" in self.made and "tender_id" in self.made:
            self._winning()

    def make(self) -> None:
        """All ids that the columns allow, into `self.made`."""
        self._supplier()
        self._project()
        self._others()
