"""The fields that the indicators need: for DuckDB as columns, and for lines that do not fit.

Every leaf is read as JSON text, strings with their quotes. So nothing is cast in silence: what is
a string, a number or neither is still to be seen, and only a container can fail to fit.
"""

from __future__ import annotations

from dashboard.cardinal.settings import Settings

LEAF = "JSON"
Shape = str | list | dict

ID: Shape = {"id": LEAF}
BID: Shape = {
    "status": LEAF,
    "date": LEAF,
    "value": {"amount": LEAF, "currency": LEAF},
    "tenderers": [ID],
}
AWARD: Shape = {
    "id": LEAF,
    "status": LEAF,
    "suppliers": [ID],
    "items": [{"classification": ID}],
}
RELEASE: dict[str, Shape] = {
    "ocid": LEAF,
    "buyer": ID,
    "tender": {
        "status": LEAF,
        "procurementMethod": LEAF,
        "procurementMethodDetails": LEAF,
        "numberOfTenderers": LEAF,
        "tenderPeriod": {"startDate": LEAF, "endDate": LEAF},
        "procuringEntity": ID,
    },
    "bids": {"details": [BID]},
    "awards": [AWARD],
}
# Only read where a setting asks for it.
CONTRACTS: Shape = [{"awardID": LEAF, "status": LEAF}]
AUCTIONS: Shape = [{"stages": [{"bids": [BID]}]}]
# Where Cardinal's `prepare` takes one organization for a list of one.
ONE_FOR_MANY = ("tenderers", "suppliers")


def of(settings: Settings) -> dict[str, Shape]:
    """The fields of a release that these settings need."""
    shape = dict(RELEASE)
    if settings.prepared("corrections", "award_status_by_contract_status"):
        shape["contracts"] = CONTRACTS
    if settings.prepared("modifications", "move_auctions"):
        shape["auctions"] = AUCTIONS
    return shape


def sql_type(shape: Shape) -> str:
    """The type of a column: `STRUCT(id JSON)[]`."""
    if isinstance(shape, str):
        return shape
    if isinstance(shape, list):
        return f"{sql_type(shape[0])}[]"
    return "STRUCT(" + ", ".join(f"{name} {sql_type(of)}" for name, of in shape.items()) + ")"


def columns(shape: dict[str, Shape]) -> str:
    """The argument `columns` of DuckDB's reader of JSON lines."""
    return "{" + ", ".join(f"{name}: '{sql_type(of)}'" for name, of in shape.items()) + "}"


def fits(value: object, shape: Shape) -> bool:
    """Whether every container in a value is of its kind."""
    if value is None or isinstance(shape, str):
        return True
    if isinstance(shape, list):
        if not isinstance(value, list):
            return False
        inner = shape[0]
        return all(fits(entry, inner) for entry in value)
    if not isinstance(value, dict):
        return False
    return all(
        isinstance(of, str) or fits(value[name], of) for name, of in shape.items() if name in value
    )


class Fitted:
    """A release cut to its shape: `kept`, and in `notes` every container that had to go."""

    def __init__(self, release: dict, shape: dict[str, Shape], *, is_prepared: bool) -> None:
        self.notes: list[str] = []
        self.is_prepared = is_prepared
        self.kept = self._fit(release, shape, "")

    def _fit(self, value: object, shape: Shape, path: str) -> object:
        if isinstance(shape, str) or value is None:
            return value
        if isinstance(shape, list):
            return self._fit_list(value, shape[0], path)
        if not isinstance(value, dict):
            self.notes.append(f"{path or '/'} is {_kind(value)} and not an object")
            return None
        return {
            name: self._fit(value[name], of, f"{path}/{name}")
            for name, of in shape.items()
            if name in value
        }

    def _fit_list(self, value: object, shape: Shape, path: str) -> list | None:
        if isinstance(value, list):
            return [self._fit(entry, shape, f"{path}[{n}]") for n, entry in enumerate(value)]
        if self.is_prepared and isinstance(value, dict) and path.endswith(ONE_FOR_MANY):
            return [self._fit(value, shape, f"{path}[0]")]
        self.notes.append(f"{path} is {_kind(value)} and not an array")
        return None


def _kind(value: object) -> str:
    """What a JSON value is, with its article."""
    kinds = {dict: "an object", list: "an array", str: "a string", bool: "a boolean"}
    return kinds.get(type(value), "a number")
