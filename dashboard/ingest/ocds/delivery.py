"""Rows of the places where a project lies or its items are to be delivered."""

from __future__ import annotations

from dashboard.ingest.ocds.facts import Object, Process


def rows(process: Process) -> None:
    """Where the project lies and where items are to be delivered, each place once."""
    level = process.options.place_level or None
    places: dict[tuple, None] = {}
    for one in (process.planning.get("project") or {}).get("locations") or ():
        places[_place(one, {})] = None
    items = list(process.tender.get("items") or ())
    for contract in process.contracts:
        items += contract.get("items") or ()
    for item in items:
        location, address = item.get("deliveryLocation"), item.get("deliveryAddress")
        if location or address:
            places[_place(location or {}, address or {})] = None
    for name, code, longitude, latitude, location_id, shape, address in places:
        if any((name, code, longitude, shape, address)):
            process.rows["project_places"].append(
                (
                    process.project_id,
                    level,
                    name,
                    code,
                    longitude,
                    latitude,
                    location_id,
                    shape,
                    address,
                )
            )


def _place(location: Object, address: Object) -> tuple:
    geometry = location.get("geometry") or {}
    codes = (location.get("gazetteer") or {}).get("identifiers") or [None]
    keys = ("streetAddress", "locality", "region", "postalCode", "countryName")
    return (
        location.get("description") or address.get("locality") or address.get("region"),
        codes[0],
        geometry.get("longitude"),
        geometry.get("latitude"),
        location.get("id"),
        geometry.get("wkt"),
        ", ".join(address[key] for key in keys if address.get(key)) or None,
    )
