"""The words that names and addresses are read by, from `data/reference/party_words.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

from anyascii import anyascii

from dashboard.messages import InputError
from dashboard.workspaces import ROOT

PATH = ROOT / "data" / "reference" / "party_words.toml"
# Scripts whose names run together, so that a word is looked for inside the text.
RUN_TOGETHER = re.compile(
    r"[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u4e00-\u9fff\uac00-\ud7af]"
)
_DOTTED = re.compile(r"(?<![^\W\d_])([^\W\d_])[.](?=[^\W\d_])")
_SINGLE_LETTERS = re.compile(r"\b([a-z](?: [a-z])+)\b(?! [a-z]\b)")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
Tokens = tuple[str, ...]


def native(text: str) -> str:
    """`text` in one form of its own script: composed, small letters, single blanks."""
    one_form = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    return " ".join(one_form.split())


@lru_cache(maxsize=200_000)
def tokens(text: str) -> Tokens:
    """The words of `text` in Latin letters without accents, points and signs.

    Letters that stand alone one after another are one word: `S. A.`, `S.A.` and `SA` are all `sa`.
    """
    joined = native(text).replace("'", "").replace("\u2019", "")
    if "." in joined:  # twice, since in `s.r.l.` the point after r belongs to two matches
        joined = _DOTTED.sub(r"\1", _DOTTED.sub(r"\1", joined))
    if not joined.isascii():
        joined = anyascii(joined).lower().replace("'", "")
    latin = _NOT_WORD.sub(" ", joined).split()
    if sum(len(word) == 1 for word in latin) < 2:
        return tuple(latin)
    together = _SINGLE_LETTERS.sub(lambda found: found[1].replace(" ", ""), " ".join(latin))
    return tuple(together.split())


@dataclass(frozen=True)
class Words:
    """Every list, ready to compare with: token sequences, and texts for run-together scripts."""

    legal_forms: dict[Tokens, str]
    legal_texts: tuple[tuple[str, str], ...]  # longest first
    trade: dict[Tokens, str]
    trade_texts: tuple[tuple[str, str], ...]
    small: frozenset[str]
    common: frozenset[str]
    consortium: frozenset[Tokens]
    consortium_texts: tuple[str, ...]
    public_body: frozenset[Tokens]
    public_texts: tuple[str, ...]
    person: frozenset[Tokens]
    person_numbers: tuple[re.Pattern[str], ...]
    person_numbers_of: dict[str, re.Pattern[str]]
    address: frozenset[str]
    no_identifier: frozenset[str]

    @cached_property
    def longest(self) -> int:
        """Of how many tokens the longest legal form is."""
        return max(map(len, self.legal_forms), default=0)


@cache
def read(path: Path = PATH) -> Words:
    """The lists of `path`. Raises InputError where it cannot be read."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise InputError(path.name, f"cannot be read: {error}") from error
    forms = [(text, form) for form, texts in content["legal_forms"].items() for text in texts]
    trades = [(text, word) for word, texts in content["trade_words"].items() for text in texts]
    consortium = content["consortium"]["words"]
    public = content["public_body"]["words"]
    person = content["person"]
    return Words(
        legal_forms={tokens(text): form for text, form in forms if not _is_run_together(text)},
        legal_texts=_longest_first(forms),
        trade={tokens(text): word for text, word in trades if not _is_run_together(text)},
        trade_texts=_longest_first(trades),
        small=_single(content["small_words"]["words"]),
        common=_single(content["common_words"]["words"]),
        consortium=_whole(consortium),
        consortium_texts=tuple(native(text) for text in consortium if _is_run_together(text)),
        public_body=_whole(public),
        public_texts=tuple(native(text) for text in public if _is_run_together(text)),
        person=_whole(person["words"]),
        person_numbers=tuple(re.compile(pattern) for pattern in person["identifiers"]),
        person_numbers_of={
            scheme: re.compile(pattern) for scheme, pattern in person["identifiers_of"].items()
        },
        address=_single(content["address"]["words"]),
        no_identifier=frozenset(native(word) for word in content["no_identifier"]["words"]),
    )


def _is_run_together(text: str) -> bool:
    return bool(RUN_TOGETHER.search(text))


def _longest_first(pairs: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    found = [(native(text), word) for text, word in pairs if _is_run_together(text)]
    return tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair)))


def _whole(texts: list[str]) -> frozenset[Tokens]:
    return frozenset(tokens(text) for text in texts if not _is_run_together(text))


def _single(texts: list[str]) -> frozenset[str]:
    """Every token of the texts by itself."""
    return frozenset(token for text in texts for token in tokens(text))
