"""Who a party of a release is, so that the same party is one in all processes of all publishers.

The id that a release gives a party counts inside that release only. So a party is known by its
identifier (`UA-EDR-40133709`, or the number alone where no register is named), else by its id
where that is made to be unique (with a register in front, or a digest), else by its name.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import Any

from dashboard.ingest.values import fold

# Written where an identifier is asked for and there is none; the last two are those of the Mexican
# tax register for anybody and for foreigners.
NO_IDENTIFIER = frozenset(
    {
        *("0", "-", "--", ".", "x", "xx", "xxx", "n/a", "na", "n.a.", "none", "null", "nil", "nan"),
        *("no aplica", "no disponible", "sin rfc", "not available", "unknown"),
        *("xaxx010101000", "xexx010101000"),
    }
)
_REGISTER = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*")
_MADE_UNIQUE = re.compile(
    r"name-[0-9a-f]{16}|[A-Z]{2,3}-[A-Z0-9]+-.+|[0-9a-f]{16,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-.+"
)
# Numbers that only natural persons, and only organisations, have: Mexico's RFC and CURP.
_PERSON_NUMBER = re.compile(r"[A-ZÑ&]{4}\d{6}[A-Z0-9]{3}|[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d")
_FIRM_NUMBER = re.compile(r"[A-ZÑ&]{3}\d{6}[A-Z0-9]{3}")
_PERSON_WORD = re.compile(r"(?i)\b(?:ФОП|ФЛП|ИП|фізична особа|persona física)\b")
_FIRM_WORD = re.compile(
    r"(?i)(?<!\w)(?:s\.? ?a\.?(?: ?p\.? ?i\.?)?|s\.? ?(?:de ?)?r\.? ?l\.?|s\.? ?a\.? ?s\.?"
    r"|de ?c\.? ?v\.?|a\.? ?c\.?|s\.? ?c\.?|ltda?\.?|limited|plc|inc\.?|llc|llp|gmbh|ag|bv|corp\.?"
    r"|corporation|company|co\.|group|grupo|instituto|universidad|university|comisi.n|secretar.a"
    r"|ministry|ministerio|authority|agency|council|municipality|bank|banco|government|gobierno"
    r"|ТОВ|ПП|ЧП|ПАТ|ПрАТ|АТ|ДП|КП|КНП|КЗО?|ФГ|товариство|підприємство|департамент|управління"
    r"|заклад|школа|лікарня|рада|служба|інститут|установа|центр)(?!\w)"
)
# Who holds these is a body, not a person.
BODIES = frozenset(
    {"buyer", "procuringEntity", "administrativeEntity", "publicAuthority", "funder", "reviewBody"}
)


def identifier_of(party: dict[str, Any]) -> tuple[str | None, str | None]:
    """The register and the number of a party; both None where it has no number."""
    identifier = party.get("identifier") or {}
    number = identifier.get("id")
    if not number or number.casefold() in NO_IDENTIFIER:
        return None, None
    scheme = identifier.get("scheme")
    # Publishers also write the name of the party where the register belongs.
    if not scheme or not _REGISTER.fullmatch(scheme):
        scheme = None
    return scheme, number


def party_id(party: dict[str, Any], ocid: str) -> str | None:
    """The id of a party across all processes; None where it has neither number, id nor name."""
    scheme, number = identifier_of(party)
    if number:
        return number if not scheme or number.startswith(f"{scheme}-") else f"{scheme}-{number}"
    local = party.get("id")
    if local and local.casefold() not in NO_IDENTIFIER:
        return local if _MADE_UNIQUE.fullmatch(local) else f"{ocid}/party/{local}"
    name = name_of(party)
    return _named(name) if name else None


def name_of(party: dict[str, Any]) -> str | None:
    """What a party is called."""
    return (
        party.get("name")
        or (party.get("identifier") or {}).get("legalName")
        or party.get("legalName")
    )


@lru_cache(maxsize=100_000)
def _named(name: str) -> str:
    return f"name-{hashlib.sha256(fold(name).encode()).hexdigest()[:16]}"


def kind_of(party: dict[str, Any]) -> str | None:
    """`organisation` or `person` where number, role or name leave no doubt; else None."""
    _, number = identifier_of(party)
    name = name_of(party) or ""
    return _kind(name, number or "", not BODIES.isdisjoint(party.get("roles") or ()))


@lru_cache(maxsize=100_000)
def _kind(name: str, number: str, is_body: bool) -> str | None:
    if _PERSON_NUMBER.fullmatch(number) or _PERSON_WORD.search(name):
        return "person"
    if is_body or _FIRM_NUMBER.fullmatch(number) or _FIRM_WORD.search(name):
        return "organisation"
    return None
