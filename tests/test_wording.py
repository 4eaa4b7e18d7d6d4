"""Flags are questions: no text that a reader meets passes judgement on a subject."""

import ast
import re
from pathlib import Path

import pytest

from dashboard.engine import catalogue, reference
from dashboard.i18n import evidence_words

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / "data" / "local"

# Starts of words, so that their other forms are found too. "corrup" finds the Spanish word as well.
BANNED = re.compile(
    r"\b(fraud|corrup|guilt|ghost|steal|stole|wast(?:e|ing))\w*",
    re.IGNORECASE,
)
# What a city builds, not what anybody did.
KINDS_OF_WORK = re.compile(
    r"\bwaste[ -]?water\w*|\b(?:solid|household|liquid|hazardous|construction) waste\b"
    r"|\bwaste[ -](?:collection|management|treatment|transfer|disposal|recycling)\b",
    re.IGNORECASE,
)
# Of one subject a card says what was measured: no motive, no verdict, nothing cut short.
BANNED_ON_CARDS = re.compile(
    r"\b(suspicio|suspect|irregular|illegal|unlawful|violat|abus|collu|cartel|sham|rigg|launder"
    r"|kickback|brib|deliberate|intent|hid(?:e|es|ing|den)\b|conceal|evad|pretend|manipulat|inflat"
    r"|excessive|improper|dishonest|culprit|offend|victim"
    r"|e\.g|i\.e|etc\b|approx|vs\b|avg\b|qty\b|pct\b)\w*",
    re.IGNORECASE,
)


def judging_words(text: str) -> list[str]:
    """The banned words in a text, as written there."""
    return [found[0] for found in BANNED.finditer(KINDS_OF_WORK.sub(" ", text))]


def texts_of_python(path: Path) -> str:
    """Every string in a Python file, docstrings included, without the code around them."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    return "\n".join(
        node.value
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def read_by_people() -> list[Path]:
    """Every file whose words reach a page, an export or a generated document."""
    plain = [
        *(ROOT / "queries").rglob("*.sql"),
        *(ROOT / "dashboard" / "i18n").rglob("*.toml"),
        *(ROOT / "data" / "sources").rglob("*.toml"),
        *(ROOT / "data" / "workspaces").rglob("*.toml"),
        *(ROOT / "docs").glob("*.md"),
        *(
            path
            for suffix in ("toml", "csv", "geojson", "json", "md")
            for path in (ROOT / "data" / "reference").rglob(f"*.{suffix}")
        ),
    ]
    code = [
        path
        for part in ("pages", "widgets", "charts", "i18n", "engine", "ingest")
        for path in (ROOT / "dashboard" / part).rglob("*.py")
    ]
    code += (ROOT / "dashboard").glob("*.py")
    return sorted(path for path in {*plain, *code} if not path.is_relative_to(LOCAL))


@pytest.mark.parametrize("path", read_by_people(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_text_passes_judgement(path):
    text = texts_of_python(path) if path.suffix == ".py" else path.read_text(encoding="utf-8")
    assert not judging_words(text)


def test_the_words_are_looked_for_where_readers_meet_them():
    folders = {path.relative_to(ROOT).parts[0] for path in read_by_people()}
    assert {"queries", "dashboard", "data"} <= folders


@pytest.mark.parametrize(
    "text",
    [
        "Suspected fraud",
        "fraudulent invoices",
        "Corruption risk",
        "riesgo de corrupción",
        "a guilty party",
        "Ghost project",
        "money was stolen",
        "wasteful spending",
        "Waste of money",
    ],
)
def test_a_judging_word_would_be_found(text):
    assert judging_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "Wastewater treatment plant",
        "waste water pumping station",
        "Waste management facility",
        "Solid waste transfer station",
        "Steel bridge",
        "exceeds the first budget",
    ],
)
def test_kinds_of_work_are_not_judgements(text):
    assert not judging_words(text)


@pytest.mark.parametrize("name", catalogue.indicators())
def test_a_card_states_what_was_measured_and_what_would_clear_it(name):
    header = catalogue.indicators()[name].header
    for key in ("sentence", "worked", "clears"):
        text = evidence_words.PLACE.sub("1", header[key])
        assert not judging_words(text)
        assert not BANNED_ON_CARDS.findall(text), key
        assert not {"{", "}"} & set(text), key
    assert evidence_words.places(header["sentence"]), (
        "a sentence names at least one measured number"
    )
    assert evidence_words.places(header["worked"])
    assert not evidence_words.places(header["clears"]), "what clears a flag is the same for all"
    for key in ("sentence", "clears"):
        assert header[key].endswith(".") and ". " not in header[key], f"{key} is one sentence"


@pytest.mark.parametrize(
    "text", ["a suspicious gap", "colluding bidders", "hidden costs", "e.g. 5"]
)
def test_a_motive_or_a_verdict_on_a_card_would_be_found(text):
    assert BANNED_ON_CARDS.search(text)


def test_a_limit_in_per_cent_is_never_said_to_be_times_something():
    said = [reference.condition(query.header) for query in catalogue.indicators().values()]
    assert len(said) == 70
    assert [text for text in said if re.search(r"% times\b", text)] == []
