"""Which column of the file is which field: the best pairs of name and values, ties left open."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from dashboard.ingest.propose import fitting, names
from dashboard.ingest.propose.fields import FIELDS, GENERIC, IGNORED
from dashboard.ingest.propose.names import Named
from dashboard.ingest.propose.seen import Seen

RIVAL = 0.045  # a second column that is this near to the best is asked about
BY_VALUES = 0.72  # how sure a field is that only the values speak for
STATUS_WORDS = 0.7
SURE_NAMED = 0.85
WORD_FOR_WORD = 0.93
# What a column named like a name is where its values are codes.
CODE_OF = {
    **{"neighbourhood": "place_code", "bidder_name": "bidder_id", "supplier_name": "supplier_id"},
    "buyer_name": "buyer_id",
}


@dataclass(frozen=True)
class Chosen:
    """A column and the field it is taken for (`""` where it is none), how surely and why."""

    seen: Seen
    field: str = ""
    confidence: float = 0.0
    reasons: tuple[str, ...] = ()
    is_personal: bool = False


@dataclass(frozen=True)
class Choice:
    """All columns by header, and for fields that several columns claim those columns."""

    columns: dict[str, Chosen]
    rivals: dict[str, tuple[str, ...]] = field(default_factory=dict)
    language: str = ""

    def header_of(self, name: str) -> str | None:
        """The header of the column taken for the field `name`, or None."""
        return next((one.seen.header for one in self.columns.values() if one.field == name), None)

    def of(self, name: str) -> Chosen | None:
        """The column taken for the field `name`, or None."""
        header = self.header_of(name)
        return None if header is None else self.columns[header]

    def fields(self) -> set[str]:
        """Every field that a column is taken for."""
        return {one.field for one in self.columns.values() if one.field}

    def with_field(self, header: str, name: str, confidence: float, reason: str) -> Choice:
        """The same with one column taken for another field."""
        changed = replace(
            self.columns[header], field=name, confidence=confidence, reasons=(reason,)
        )
        return replace(self, columns=self.columns | {header: changed})


def choose(columns: dict[str, Seen], given: dict[str, str]) -> Choice:
    """The field of every column. `given`: fields that a person gave, by header ("" for none)."""
    language = names.main_language(list(columns))
    found = {header: _first_look(one) for header, one in columns.items()}
    pairs: list[tuple[float, int, str, Named, str]] = []
    for order, (header, one) in enumerate(columns.items()):
        if header in given:
            found[header] = _given(one, given[header])
            continue
        if found[header].is_personal or one.is_empty or one.is_running:
            continue
        for named in _candidates(header, one, language):
            fit, reason = fitting.fits(named.field, one)
            if fit:
                pairs.append((round(named.score * fit, 3), order, header, named, reason))
    taken = {one.field: (1.0, header) for header, one in found.items() if one.field}
    rivals: dict[str, list[str]] = {}
    settled = set(given)
    for score, _, header, named, reason in sorted(pairs, key=lambda p: (-p[0], p[1], p[3].field)):
        if header in settled:
            continue
        best = None if FIELDS[named.field] == IGNORED else taken.get(named.field)
        if best is None:
            taken[named.field] = (score, header)
        elif best[1] in given or not _is_rival(best[0], score):
            continue
        elif not _same(columns[best[1]], columns[header]):
            rivals.setdefault(named.field, [best[1]]).append(header)
        settled.add(header)
        if best is None:
            kind = FIELDS[named.field]
            found[header] = replace(
                found[header],
                field="" if kind == IGNORED else named.field,
                confidence=0.0 if kind == IGNORED else score,
                reasons=(named.reason, reason) if reason else (named.reason,),
            )
    return Choice(found, {name: tuple(one) for name, one in rivals.items()}, language)


def _is_rival(best: float, score: float) -> bool:
    """Whether a column with `score` may as well be the field that another has with `best`.

    Where the best is not called quite so, any other that holds the name is: `city total` and
    `combined total` are both totals.
    """
    return best - score <= RIVAL or best < WORD_FOR_WORD


def _first_look(seen: Seen) -> Chosen:
    if names.is_personal(seen.header) or seen.is_contact:
        why = "holds contacts of people" if seen.is_contact else "is called like a contact"
        return Chosen(seen, is_personal=True, reasons=(why,))
    if seen.is_empty:
        return Chosen(seen, reasons=("the column is empty",))
    if seen.is_running:
        return Chosen(seen, reasons=("it numbers the rows and is no id",))
    return Chosen(seen)


def _given(seen: Seen, name: str) -> Chosen:
    if name == "personal":
        return Chosen(seen, is_personal=True, reasons=("said by a person",))
    return Chosen(seen, name, 1.0 if name else 0.0, ("said by a person",))


def _candidates(header: str, seen: Seen, language: str) -> list[Named]:
    found = names.in_file(header, language)
    if not found and seen.distinct <= 60 and fitting.stands_for_status(seen) >= STATUS_WORDS:
        return [Named("status", BY_VALUES, "words for the state of a project", language or "en")]
    found = [one for one in found if not (one.field in GENERIC and one.score < SURE_NAMED)]
    as_codes = [
        replace(one, field=CODE_OF[one.field])
        for one in found
        if one.field in CODE_OF and one.score >= WORD_FOR_WORD - 0.06
    ]
    return found + (as_codes if seen.letters < 0.5 else [])


def _same(one: Seen, other: Seen) -> bool:
    """Whether two columns say the same in every row."""
    if one.lines is None or other.lines is None:
        return False
    if one.lines.equals(other.lines, check_names=False):
        return True
    if one.numbers and other.numbers:
        left, right = (side.lines.cast(float, strict=False) for side in (one, other))
        return bool(((left - right).abs().max() or 0.0) < 1e-6) and left.null_count() < left.len()
    return False
