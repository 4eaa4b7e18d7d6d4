"""Which border tables a file fills, and from which of its columns."""

from __future__ import annotations

from dashboard.ingest import tables
from dashboard.ingest.propose.border_fields import (
    COLUMNS,
    MONEY_TABLES,
    NEEDS,
    OWN_TABLE,
    TABLES_OF,
)
from dashboard.ingest.propose.ids import Filled, Ids


class Filling(Ids):
    """Works out the tables of a file."""

    def run(self) -> Filled:
        """The tables that the file fills."""
        self.make()
        for table in TABLES_OF[self.kind]:
            self._table(table)
        self._currency()
        if (
            "projects" in self.out.mappings
            and len(self.out.mappings) == 1
            and self.kind != "project"
        ):
            self.out.mappings.pop("projects")
        return self.out

    def _table(self, table: str) -> None:
        if table in NEEDS and self.kind != "bid" and not self.has(*NEEDS[table]):
            return
        columns = {}
        for target, sources in COLUMNS[table].items():
            found = self._source(sources)
            if found is not None:
                columns[target] = found
        shaped = getattr(self, f"_as_{table}", None)
        if shaped:
            columns = shaped(columns)
        if not columns:
            return
        needed = [
            name
            for name, column in tables.TABLES[table].columns().items()
            if (not column.nullable or name in tables.TABLES[table].primary_key())
            and name not in tables.LINEAGE_COLUMNS
        ]
        missing = [name for name in needed if name not in columns]
        if missing:
            if OWN_TABLE[self.kind] == table:
                self.out.notes.append(
                    f"The table {table} is left out: {', '.join(missing)} is not known."
                )
            return
        order = list(tables.polars_schema(table))
        control = {k: v for k, v in columns.items() if k not in order}
        self.out.mappings[table] = control | {k: columns[k] for k in order if k in columns}

    def _source(self, sources: tuple[str, ...]) -> str | None:
        for source in sources:
            if source == "=published_date":
                return "published_date"
            if source.startswith("="):
                if source[1:] in self.made:
                    return self.made[source[1:]]
            elif self.has(source):
                return self.column(source)
        return None

    def _ids(self, columns: dict, *names: str) -> dict:
        return {name: self.made[name] for name in names if name in self.made} | columns

    def _as_projects(self, columns: dict) -> dict:
        columns = self._ids(columns, "project_id")
        if "project_id" not in columns or isinstance(columns["project_id"], dict):
            return {}
        if "project_name" not in columns:
            named = next((n for n in ("contract_name", "description") if self.has(n)), "")
            if not named:
                return {}
            columns["project_name"] = self.column(named)
        if self.kind != "project":
            return (
                {"first_per": "project_id"} | columns
                if self._is_made("project_id")
                else ({"first_per": columns["project_id"]} | columns)
            )
        repeated = self.has("report_date") and not self.has("component")
        if repeated:
            return {
                "latest": {"by": self.column("report_date"), "per": columns["project_id"]}
            } | columns
        return columns

    def _is_made(self, name: str) -> bool:
        return any(one["name"] == name for one in self.out.identity)

    def _as_project_places(self, columns: dict) -> dict:
        if "project_id" not in self.made or isinstance(self.made["project_id"], dict):
            return {}
        columns = self._ids(columns, "project_id")
        if "longitude" in columns and "latitude" not in columns:
            columns.pop("longitude")
        if self.level:
            columns["place_level"] = {"value": self.level}
        return columns

    def _as_project_costs(self, columns: dict) -> dict:
        if self.has("report_date") and not self.has("component"):
            return {}
        return self._ids(columns, "project_id")

    def _as_project_budgets(self, columns: dict) -> dict:
        if "budget_date" not in columns or "budget_amount" not in columns or self.has("component"):
            return {}
        return {"when": columns["budget_amount"]} | self._ids(columns, "project_id")

    def _as_project_schedules(self, columns: dict) -> dict:
        if isinstance(self.made.get("project_id"), dict) or self.has("component"):
            return {}
        if self.has("report_date") and self.has("forecast_end_date"):
            columns["completion_date"] = self.column("forecast_end_date")
        if "completion_date" not in columns:
            return {}
        return {"when": columns["completion_date"]} | self._ids(columns, "project_id")

    def _as_contracts(self, columns: dict) -> dict:
        columns = self._ids(columns, "contract_id", "project_id")
        if self.has("contract_id"):
            if self.kind in ("contract", "invoice", "payment"):
                for target, source in (
                    ("start_date", ("start_date", "actual_start_date", "planned_start_date")),
                    ("original_end_date", ("planned_end_date",)),
                    ("actual_end_date", ("actual_end_date",)),
                ):
                    found = self._source(source)
                    if found:
                        columns[target] = found
            columns |= {"when": columns["contract_id"], "first_per": columns["contract_id"]}
        elif "contract_id" in columns:
            said = [c for n, c in columns.items() if n not in ("contract_id", "project_id")]
            columns["when"] = [one for one in said if isinstance(one, str)]
        return columns

    def _as_progress_reports(self, columns: dict) -> dict:
        said = [columns[n] for n in ("physical_share", "planned_share") if n in columns]
        return {"when": said} | self._ids(columns, "report_id", "project_id", "contract_id")

    def _as_milestones(self, columns: dict) -> dict:
        return self._ids(columns, "milestone_id", "project_id")

    def _as_invoices(self, columns: dict) -> dict:
        columns = self._ids(columns, "invoice_id", "project_id", "contract_id")
        return columns | {"tier": {"value": "client_prime"}}

    def _as_payments(self, columns: dict) -> dict:
        columns = self._ids(columns, "payment_id", "invoice_id", "project_id", "contract_id")
        if self.kind == "invoice":
            if not self.has("paid_date"):
                return {}
            columns["when"] = self.column("paid_date")
            net = self._source(("paid_amount", "invoice_amount"))
            if net:
                columns["paid_amount"] = net
        elif self.has("invoice_id"):
            columns["invoice_id"] = self.column("invoice_id")
        return columns | {"tier": {"value": "client_prime"}}

    def _as_contract_amendments(self, columns: dict) -> dict:
        return self._ids(columns, "amendment_id", "contract_id")

    def _as_contract_suspensions(self, columns: dict) -> dict:
        return self._ids(columns, "suspension_id", "project_id", "contract_id")

    def _as_tenders(self, columns: dict) -> dict:
        columns = self._ids(columns, "tender_id")
        if self.kind == "bid" and "tender_name" not in columns and self.has("project_name"):
            columns["tender_name"] = self.column("project_name")
        if self.kind == "bid" and "tender_id" in columns:
            return {"first_per": columns["tender_id"]} | columns
        return columns

    def _as_bids(self, columns: dict) -> dict:
        return self._ids(columns, "bid_id", "tender_id")

    def _as_bid_parties(self, columns: dict) -> dict:
        return {"when": "bidder"} | self._ids(columns, "bid_id") if "party_id" in columns else {}

    def _as_awards(self, columns: dict) -> dict:
        columns = self._ids(columns, "award_id", "tender_id")
        if self.kind != "bid":
            return columns
        if "winning" not in self.out.extracts:
            return {}
        return {"when": "won"} | columns | {"bid_id": self.made["bid_id"]}

    def _as_award_suppliers(self, columns: dict) -> dict:
        if "winning" not in self.out.extracts or "party_id" not in columns:
            return {}
        return {"when": "won"} | self._ids(columns, "award_id")

    def _as_parties(self, columns: dict) -> dict:
        made = "bidder" if self.kind == "bid" else "supplier_id"
        if made not in self.made or "party_name" not in columns:
            return {}
        if self.kind == "bid" and not self.has("bidder_name"):
            return {}
        head = {"when": columns["party_name"], "first_per": made, "party_id": made}
        return head | columns

    def _currency(self) -> None:
        for table, columns in self.out.mappings.items():
            if table in MONEY_TABLES or table == "projects":
                if self.has("currency"):
                    columns["currency"] = self.column("currency")
                elif self.currency:
                    columns["currency"] = {"value": self.currency}
