"""Names of neighbourhoods as whole words in an address."""

from __future__ import annotations

from dataclasses import dataclass, field

from dashboard.ingest.values import fold

# A street may be named after a place it does not lie in: "Av. Boedo 500", "Boedo Street".
STREET_BEFORE = {
    "av", "avda", "avenida", "ave", "avenue", "avinguda", "calle", "c", "rua", "r", "street",
    "st", "pasaje", "pje", "ruta", "autopista", "boulevard", "bulevar", "blvd", "camino",
    "carrer", "carretera", "diagonal", "plaza", "plazoleta", "puente", "rue", "via",
}  # fmt: skip
STREET_AFTER = {
    "street", "st", "road", "rd", "avenue", "ave", "av", "boulevard", "blvd", "lane", "ln",
    "drive", "dr", "highway", "hwy", "expressway", "parkway", "terrace", "square", "bridge",
    "calle", "rua",
}  # fmt: skip


@dataclass
class Gazetteer:
    """What a level's places are called, by the first word of it, longest names first."""

    by_first_word: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, codes: dict[str, str], names: dict[str, str]) -> Gazetteer:
        """From codes and folded names, each to its place's id. Codes that tell little are left."""
        found = cls()
        telling = {fold(code): place_id for code, place_id in codes.items() if _tells(code)}
        for text, place_id in (telling | names).items():
            words = tuple(text.split())
            if words:
                found.by_first_word.setdefault(words[0], []).append((words, place_id))
        for entries in found.by_first_word.values():
            entries.sort(key=lambda entry: (-len(entry[0]), entry))
        return found

    def places_in(self, address: str) -> list[str]:
        """The ids of all places named in an address, each once, in their order.

        A name inside a longer one does not count, nor does the name of a street.
        """
        words = fold(address).split()
        found: list[str] = []
        position = 0
        while position < len(words):
            length, place_id = self._at(words, position)
            if place_id and place_id not in found:
                found.append(place_id)
            position += length
        return found

    def _at(self, words: list[str], position: int) -> tuple[int, str | None]:
        """How many words to go on by, and the place that they name."""
        for name, place_id in self.by_first_word.get(words[position], ()):
            end = position + len(name)
            if tuple(words[position:end]) == name:
                before = words[position - 1] if position else ""
                after = words[end] if end < len(words) else ""
                is_street = before in STREET_BEFORE or after in STREET_AFTER
                return len(name), None if is_street else place_id
        return 1, None


def _tells(code: str) -> bool:
    """Whether a code can be told from an ordinary word and from the number of a house."""
    has_digit = any(character.isdigit() for character in code)
    return has_digit and len(code) >= (5 if code.isdigit() else 3)
