"""The states that a versioned release tells of, where a publisher gives nothing else."""

from __future__ import annotations

from typing import Any

_KEYS = frozenset({"releaseID", "releaseDate", "releaseTag", "value"})


def states(versioned: dict[str, Any]) -> list[dict[str, Any]]:
    """What was known after each release that the versions name, in the order of their dates."""
    found: dict[tuple[str, str], None] = {}
    _collect(versioned, found)
    dated = sorted(found, key=lambda one: one[0])
    ocid = versioned.get("ocid")
    return [
        {"ocid": ocid, "id": release_id, "date": date, "tag": ["compiled"]}
        | {key: value for key, value in _at(versioned, date).items() if key != "ocid"}
        for date, release_id in dated
    ]


def _is_versions(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, dict) and one.keys() <= _KEYS and "value" in one for one in value)
    )


def _collect(value: Any, found: dict[tuple[str, str], None]) -> None:
    if _is_versions(value):
        for one in value:
            if isinstance(one.get("releaseDate"), str):
                found[one["releaseDate"], str(one.get("releaseID") or "")] = None
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            _collect(one, found)


def _at(value: Any, date: str) -> Any:
    """`value` as it stood on `date`."""
    if _is_versions(value):
        known = [one for one in value if str(one.get("releaseDate") or "") <= date]
        return known[-1]["value"] if known else None
    if isinstance(value, dict):
        found = {key: _at(inner, date) for key, inner in value.items()}
        return {key: inner for key, inner in found.items() if inner is not None}
    if isinstance(value, list):
        inner = [_at(one, date) for one in value]
        return [one for one in inner if one not in (None, {}) and set(_keys(one)) != {"id"}]
    return value


def _keys(value: Any) -> list[str]:
    return list(value) if isinstance(value, dict) else []
