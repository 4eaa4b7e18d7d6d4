"""One project of the build as an OC4IDS project."""

from __future__ import annotations

import shapely

from dashboard.export import oc4ids_measures, oc4ids_process
from dashboard.export.codes import PROJECT_STATUSES, PROJECT_TYPES
from dashboard.export.oc4ids_parties import Named
from dashboard.export.oc4ids_values import EXTENSION, day, filled, money, own, period, plain
from dashboard.export.project_rows import ProjectRows

STARTED = {"implementation", "completion", "maintenance", "decommissioning", "decommissioned"}
CLIENT = "client_prime"


def project(rows: ProjectRows, project_id: str) -> dict:
    """The Project object with everything that the models know of it."""
    row = rows.one("projects", project_id)
    named = Named(rows, project_id)
    costs = rows.one("project_costs", project_id)
    processes = _processes(rows, project_id, named)
    known = {one["id"] for one in processes}
    status = row.get("status") if row.get("status") in PROJECT_STATUSES else None
    extension = _extension(rows, project_id, row, status)
    _name_lower_tiers(rows, project_id, named)
    content = filled(
        id=project_id,
        title=row.get("project_name"),
        description=row.get("description"),
        status=status,
        period=period(row.get("planned_start_date"), row.get("planned_end_date")),
        implementationPeriod=period(
            row.get("actual_start_date") if status in STARTED else None, None
        ),
        sector=_sectors(row.get("sector")),
        additionalClassifications=_type_in_words(row.get("project_type")),
        type=row.get("project_type") if row.get("project_type") in PROJECT_TYPES else None,
        purpose=row.get("purpose"),
        locations=_locations(rows.of("stated_places", project_id)),
        budget=_budget(rows.of("project_budget_versions", project_id), costs),
        costMeasurements=oc4ids_measures.cost_measurements(rows, project_id),
        forecasts=oc4ids_measures.metrics(rows, project_id, "forecast"),
        metrics=oc4ids_measures.metrics(rows, project_id, "metric"),
        publicAuthority=_authority(rows, project_id, row.get("agency"), named),
        documents=[
            oc4ids_process.document(one)
            for one in rows.of("documents", project_id)
            if one["entity_id"] not in known
        ],
        contractingProcesses=processes,
        milestones=[
            oc4ids_process.milestone(one)
            for one in rows.of("milestones", project_id)
            if one["contract_id"] not in known
        ],
        transactions=[
            oc4ids_process.transaction(one, named)
            for one in _payments(rows, project_id, CLIENT)
            if one["contract_id"] not in known
        ],
        completion=filled(
            endDate=day(row.get("actual_end_date")),
            endDateDetails=row.get("delay_reason"),
            finalValue=money(row.get("completion_amount"), row.get("currency")),
        ),
        **{EXTENSION: extension},
    )
    # Last, because only now it is known who was named.
    return content | filled(parties=named.parties())


def _payments(rows: ProjectRows, project_id: str, tier: str) -> list[dict]:
    return [one for one in rows.of("payments", project_id) if one["tier"] == tier]


def _name_lower_tiers(rows: ProjectRows, project_id: str, named: Named) -> None:
    """Let those be parties too whom only our own extension names."""
    for one in rows.of("subcontracts", project_id):
        named.refer(one["supplier_id"], None, "x_subcontractor")
    for table in ("payments", "invoices"):
        for one in rows.of(table, project_id):
            named.refer(one["payer_id"], None, "payer")
            named.refer(one["payee_id"], one.get("payee_name"), "payee")


def _sectors(text: str | None) -> list[str]:
    """The sectors, each after the one that it is a part of, as the standard asks."""
    found = []
    for word in (text or "").split("; "):
        if not word:
            continue
        head, dot, _ = word.partition(".")
        found += [head, word] if dot and " " not in word else [word]
    return list(dict.fromkeys(found))


def _type_in_words(kind: str | None) -> list[dict]:
    if kind is None or kind in PROJECT_TYPES:
        return []
    return [{"scheme": "x_projectType", "description": kind}]


def _locations(rows: list[dict]) -> list[dict]:
    """One location per place; the codes of one location stand together again."""
    found: dict[str, dict] = {}
    for number, row in enumerate(rows, start=1):
        identifier = row["location_id"] or str(number)
        gazetteer = filled(scheme=row["place_level"])
        alone = (row["longitude"] is None) != (row["latitude"] is None)
        if identifier in found and row["location_id"] and row["place_code"]:
            codes = found[identifier].get("gazetteer", {}).get("identifiers")
            if codes is not None and row["place_code"] not in codes:
                codes.append(row["place_code"])
                continue
        while identifier in found:
            identifier += "-2"
        if row["place_code"]:
            gazetteer["identifiers"] = [row["place_code"]]
        found[identifier] = filled(
            id=identifier,
            description=row["place_name"],
            geometry=_geometry(row),
            gazetteer=gazetteer,
            address=filled(streetAddress=row["address"]),
            **{EXTENSION: own(row, ["longitude", "latitude"]) if alone else {}},
        )
    return list(found.values())


def _geometry(row: dict) -> dict | None:
    if row["geometry"]:
        shape = shapely.geometry.mapping(shapely.from_wkt(row["geometry"]))
        return {"type": shape["type"], "coordinates": _lists(shape["coordinates"])}
    if row["longitude"] is None or row["latitude"] is None:
        return None
    return {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}


def _lists(value):
    return [_lists(one) for one in value] if isinstance(value, list | tuple) else value


def _budget(versions: list[dict], costs: dict) -> dict:
    """The latest budget; versions that a source states, as a breakdown by day of approval.

    Each part of that breakdown is what was added on its day, so that they add up to the budget.
    """
    latest = versions[-1] if versions else {}
    stated = bool(versions) and all(one["basis"] == "stated version" for one in versions)
    amount, currency = latest.get("budget_amount"), latest.get("currency")
    mixed = costs.get("currency_count", 0) > 1
    if amount is None and not mixed:
        amount, currency = costs.get("budget_amount"), costs.get("currency")
    extra = {}
    if amount is not None and not mixed and costs.get("budget_amount") != amount:
        extra["budgetAmount"] = plain(costs.get("budget_amount"))
    return filled(
        description=latest.get("reason") if stated and len(versions) == 1 else None,
        amount=money(amount, currency),
        approvalDate=day(latest.get("budget_date")) if stated else None,
        budgetBreakdowns=_breakdown(versions) if stated and len(versions) > 1 else None,
        **{EXTENSION: extra},
    )


def _breakdown(versions: list[dict]) -> list[dict]:
    parts, before = [], 0
    for one in versions:
        parts.append(
            filled(
                id=str(one["version_number"]),
                description=one["reason"],
                amount=money(one["budget_amount"] - before, one["currency"]),
                approvalDate=day(one["budget_date"]),
            )
        )
        before = one["budget_amount"]
    text = "The budget by day of approval: the first one, then what was added or taken away"
    return [{"id": "versions", "description": text, "budgetBreakdown": parts}]


def _authority(rows: ProjectRows, project_id: str, agency: str | None, named: Named) -> dict | None:
    """The authority in charge, with its id where a party of that name has the role."""
    for role in rows.of("party_roles", project_id):
        party = rows.parties.get(role["party_id"], {})
        if role["role"] == "publicAuthority" and party.get("party_name") == agency:
            return named.refer(role["party_id"], agency, "publicAuthority")
    return filled(name=agency) or None


def _processes(rows: ProjectRows, project_id: str, named: Named) -> list[dict]:
    """A process per contract, per tender without one, and per process of which only the id is."""
    contracts = rows.of("contracts", project_id)
    tenders = {one["tender_id"]: one for one in rows.of("tenders", project_id)}
    told: set[str] = set()
    found, names = [], set()
    for contract in contracts:
        contract_id = contract["contract_id"]
        tender_id = contract["tender_id"] if contract["tender_id"] in tenders else contract_id
        tender = tenders.get(tender_id)
        is_first = tender is not None and tender_id not in told
        told.add(tender_id)
        one = oc4ids_process.process(
            contract,
            tender if is_first else None,
            named,
            amendments=_of(rows, project_id, "contract_amendments", contract_id),
            milestones=_of(rows, project_id, "milestones", contract_id),
            payments=[
                row
                for row in _payments(rows, project_id, CLIENT)
                if row["contract_id"] == contract_id
            ],
            documents=_of(rows, project_id, "documents", contract_id, "entity_id"),
            tenderers=_of(rows, project_id, "tenderers", tender_id, "tender_id")
            if is_first
            else [],
            members=_of(rows, project_id, "award_suppliers", contract_id),
        )
        found.append(one)
        names |= {contract_id, tender["ocid"] if tender else None}
    for tender_id, tender in tenders.items():
        if tender_id not in told:
            tenderers = _of(rows, project_id, "tenderers", tender_id, "tender_id")
            documents = _of(rows, project_id, "documents", tender_id, "entity_id")
            found.append(oc4ids_process.tender_only(tender, tenderers, documents, named))
            names |= {tender_id, tender["ocid"]}
    others = [one["ocid"] for one in rows.of("project_processes", project_id)]
    return found + [{"id": ocid} for ocid in others if ocid not in names]


def _of(
    rows: ProjectRows, project_id: str, table: str, identifier: str, column: str = "contract_id"
) -> list[dict]:
    return [row for row in rows.of(table, project_id) if row[column] == identifier]


def _extension(rows: ProjectRows, project_id: str, row: dict, status: str | None) -> dict:
    """What the standard has no object for: whole rows, under the names of our columns."""
    columns = ["programme", "status_text", "forecast_end_date", "address", "currency"]
    if status not in STARTED:
        columns.append("actual_start_date")
    if row.get("project_type") and row["project_type"] not in PROJECT_TYPES:
        columns.append("project_type")
    lineage = ("source_file_id", "source_line", "project_id")

    def listed(table: str, kept=lambda one: True) -> list[dict]:
        found = [one for one in rows.of(table, project_id) if kept(one)]
        return [own(one, [name for name in one if name not in lineage]) for one in found]

    return own(row, columns) | filled(
        scheduleVersions=[
            own(one, ["schedule_date", "start_date", "completion_date", "reason", "basis"])
            for one in rows.of("schedule_baselines", project_id)
        ],
        budgetVersions=[
            own(one, ["version_number", "budget_date", "budget_amount", "currency", "basis"])
            for one in rows.of("project_budget_versions", project_id)
            if one["basis"] != "stated version"
        ],
        suspensions=listed("contract_suspensions"),
        items=listed("contract_items"),
        subcontracts=listed("subcontracts"),
        invoices=listed("invoices"),
        lowerTierPayments=listed("payments", lambda one: one["tier"] != CLIENT),
    )
