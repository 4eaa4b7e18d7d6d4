"""Rows of contract amendments, with the values before and after them where anything tells these."""

from __future__ import annotations

import re
from typing import Any

from dashboard.ingest.ocds.facts import Memory, Object, Process, amount_of
from dashboard.ingest.ocds.scalars import money


def rows(process: Process, contract: Object, contract_id: str) -> None:
    """Changes of a contract, and the change that this contract is to another one."""
    listed = contract.get("amendments") or ()
    new = _new_amendments(process, contract_id, listed)
    for one in listed:
        amendment_id = f"{contract_id}/amendment/{one['id']}"
        known = _known_change(process, contract, contract_id, one, new)
        process.rows["contract_amendments"].append(
            (
                amendment_id,
                contract_id,
                one.get("date"),
                known.get("amount_before"),
                known.get("amount_after"),
                None,
                known.get("end_before"),
                known.get("end_after"),
                one.get("rationale") or one.get("description"),
            )
        )
    extended = contract.get("extendsContractID") or contract.get("amendsContractID")
    if extended and extended != contract["id"]:
        # The further contract has a value of its own, which is what it adds to the first.
        process.rows["contract_amendments"].append(
            (
                f"{contract_id}/extension",
                f"{process.ocid}/contract/{extended}",
                contract.get("dateSigned"),
                None,
                None,
                amount_of(contract)[0],
                None,
                (contract.get("period") or {}).get("endDate"),
                contract.get("description") or contract.get("title"),
            )
        )


def _new_amendments(process: Process, contract_id: str, listed) -> list[str]:
    """The amendments that the state before did not have."""
    if process.memory is None:
        return []
    return [
        one["id"]
        for one in listed
        if f"{contract_id}/amendment/{one['id']}" not in process.memory.amendments
    ]


def _known_change(
    process: Process, contract: Object, contract_id: str, amendment: Object, new: list[str]
) -> dict[str, Any]:
    """Values before and after an amendment, from whatever tells of them; never guessed.

    In this order: the old values that it lists (OCDS 1.0), the releases that it names, and the
    states before and after, where it is the only amendment between them.
    """
    found: dict[str, Any] = dict(_former_values(amendment))
    now = _amount_and_end(contract)
    if found and amendment is contract["amendments"][-1]:
        # The list gives old values only; the new one of the last amendment is the contract's.
        if "amount_before" in found:
            found["amount_after"] = now[0]
        if "end_before" in found:
            found["end_after"] = now[1]
    memory = process.memory
    if memory is None:
        return found
    amendment_id = f"{contract_id}/amendment/{amendment['id']}"
    known = memory.amendments.setdefault(amendment_id, {})
    states = {**memory.by_release, memory.release_id: {contract_id: now}}
    before = states.get(amendment.get("amendsReleaseID"), {}).get(contract_id)
    after = states.get(amendment.get("releaseID"), {}).get(contract_id)
    if new == [amendment["id"]]:
        before = before or memory.contracts.get(contract_id)
        if before is not None:
            after = after or now
    for when, state in (("before", before), ("after", after)):
        if state is not None:
            found.setdefault(f"amount_{when}", state[0])
            found.setdefault(f"end_{when}", state[1])
    for key, value in found.items():
        if value is not None:
            known.setdefault(key, value)
    return known


def _former_values(amendment: Object):
    for change in amendment.get("changes") or ():
        name = (change.get("property") or "").replace(".", "/").casefold()
        former = change.get("former_value")
        if former is None:
            continue
        if name.endswith("value/amount"):
            amount = money(float(former) if re.fullmatch(r"-?\d+(\.\d+)?", former) else former)[0]
            if amount is not None:
                yield "amount_before", amount
        elif name.endswith("period/enddate") and re.match(r"\d{4}-\d{2}-\d{2}", former):
            yield "end_before", former[:10]


def _amount_and_end(contract: Object) -> tuple[str | None, str | None]:
    return amount_of(contract)[0], (contract.get("period") or {}).get("endDate")


def remember(process: Process, memory: Memory) -> None:
    """Keep the values of this state for the amendments of later ones."""
    memory.contracts = {
        f"{process.ocid}/contract/{one['id']}": _amount_and_end(one) for one in process.contracts
    }
    if memory.release_id:
        memory.by_release[memory.release_id] = memory.contracts
