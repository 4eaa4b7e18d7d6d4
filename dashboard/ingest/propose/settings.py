"""How a column is to be read: the keys of a manifest's column, and what must be asked first."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Any

from dashboard.ingest.propose import amounts, dates, fitting, words
from dashboard.ingest.propose.choosing import Chosen
from dashboard.ingest.propose.evidence import Evidence, Settled, form_of
from dashboard.ingest.propose.fields import FIELDS
from dashboard.ingest.propose.questions import Option, Question, question_id

DAY_FORMATS = {"spreadsheet": "spreadsheet day", "unix": "unix seconds"}
PUNCTUATION = r"[-.\s/]"
MONTHS = "January February March April May June July August September October November December"


def of_column(one: Chosen, known: Evidence) -> Settled:
    """How the column `one` is to be read as its field."""
    kind = FIELDS[one.field]
    if kind == "date":
        return _dates(one, known)
    if kind in ("money", "number"):
        return amounts.of_column(one, known, kind)
    if kind == "share":
        return _shares(one, known)
    keys: dict[str, Any] = {"type": kind}
    if one.seen.nulls:
        keys["null_codes"] = list(one.seen.nulls)
    whole = list(one.seen.counts)[:500]
    floats = sum(text.endswith(".0") for text in whole)
    if kind in ("code", "flag", "integer") and floats * 2 > len(whole):
        keys["remove"] = r"\.0$"
    if one.field in ("supplier_id", "party_identifier") and _is_punctuated(whole):
        keys["remove"] = PUNCTUATION
    if kind == "coordinate":
        low, high, reason = _bounds(one)
        return Settled(keys | {"minimum": low, "maximum": high}, reason)
    return Settled(keys)


def _is_punctuated(texts: list[str]) -> bool:
    """Whether numbers of one length are written with signs between their digits and without."""
    bare = [re.sub(PUNCTUATION, "", text) for text in texts]
    lengths = Counter(len(text) for text in bare if text.isdigit())
    if not lengths or lengths.most_common(1)[0][1] < 0.8 * len(texts):
        return False
    return sum(text != short for text, short in zip(texts, bare, strict=True)) > 0


def _bounds(one: Chosen) -> tuple[int, int, tuple[str, ...]]:
    """Where coordinates may lie: on the globe, or about where nearly all are if some lie off it.

    A spreadsheet that took the decimal point out of some leaves digits to which only narrow
    bounds give it back.
    """
    limit = 90 if one.field == "latitude" else 180
    texts = [text.replace(",", ".") for text in one.seen.counts]
    plain = [float(text) for text in texts if re.fullmatch(r"-?\d{1,3}(?:\.\d+)?", text)]
    inside = sorted(value for value in plain if abs(value) <= limit)
    if len(inside) == len(texts) or not inside:
        return -limit, limit, ()
    tenth = len(inside) // 10
    low, high = math.floor(inside[tenth] - 1), math.ceil(inside[-1 - tenth] + 1)
    return low, high, ("some lie off the globe, so bounds are set about the others",)


def _dates(one: Chosen, known: Evidence) -> Settled:
    found, seen = one.seen.dates, one.seen
    keys: dict[str, Any] = {"type": "date"}
    if seen.nulls:
        keys["null_codes"] = list(seen.nulls)
    if found is None:
        form = "spreadsheet" if fitting.is_spreadsheet_day(seen) else "unix"
        if seen.numbers and not seen.numbers.whole:
            keys["remove"] = r"\.\d+$"
        return Settled(keys | {"formats": [DAY_FORMATS[form]]})
    if found.has_clock:
        keys["remove"] = dates.CLOCK
    if found.era:
        keys["era"] = found.era
    if not found.undecided:
        return Settled(keys | {"formats": list(found.formats)}, _order_reason(found))
    shared = {known.orders.get(form_of(layout), "") for layout in found.undecided}
    name = question_id("date-order", seen.header)
    if len(shared) == 1 and (order := shared.pop()) and name not in known.answers:
        reason = f"{order}, as the other dates of the file that are written so"
        return Settled(keys | {"formats": list(found.settled(order))}, (reason,))
    answer = known.answers.get(name, "")
    example = re.sub(dates.CLOCK, "", found.example) or next(iter(seen.counts), "")
    question = Question(
        name,
        f"Does “{example}” in “{seen.header}” begin with the day or with the month? "
        "No value in the column shows it.",
        (
            Option("day-first", f"{example} is read as {_spelled(example, found, True)}"),
            Option("month-first", f"{example} is read as {_spelled(example, found, False)}"),
        ),
        (seen.header,),
        answer,
    )
    order = answer.replace("-", " ")
    return Settled(keys | {"formats": list(found.settled(order))}, (), (question,))


def _order_reason(found: dates.Dates) -> tuple[str, ...]:
    return (f"{found.order}: a part above 12 shows it",) if found.order else ()


def _spelled(example: str, found: dates.Dates, day_first: bool) -> str:
    parts = re.findall(r"\d+", example)
    if len(parts) < 3:
        return "day first" if day_first else "month first"
    day, month = (parts[0], parts[1]) if day_first else (parts[1], parts[0])
    return (
        f"{int(day)} {MONTHS.split()[int(month) - 1]} {parts[2]}" if int(month) <= 12 else "no day"
    )


def _shares(one: Chosen, known: Evidence) -> Settled:
    seen, found = one.seen, one.seen.numbers
    keys: dict[str, Any] = {"type": "share"}
    if seen.nulls:
        keys["null_codes"] = list(seen.nulls)
    if one.field in ("physical_share", "planned_share"):
        keys |= {"minimum": 0, "maximum": 1.2}
    if found.highest > 1.5 and found.percent_share < 1:
        small = found.between_zero_and_one
        if 0.2 <= small <= 0.8 and not found.whole and found.percent_share == 0:
            return _two_scales(one, known, keys)
        return Settled(keys | {"percent": True}, ("its values go up to 100",))
    if found.percent_share == 1 or found.highest > 1.5:
        return Settled(keys | {"percent": True}, ("its values have a per cent sign",))
    says_percent = "%" in seen.header or any(
        f" {word} " in f" {words.plain(seen.header)} " for word in words.word_set("percent")
    )
    if not says_percent or 0 < found.percent_share < 1:
        return Settled(keys, ("its values go up to 1",))
    return _two_scales(one, known, keys)


def _two_scales(one: Chosen, known: Evidence, keys: dict[str, Any]) -> Settled:
    name = question_id("percent", one.seen.header)
    answer = known.answers.get(name, "")
    question = Question(
        name,
        f"Is 0.5 in “{one.seen.header}” a half, or half of one per cent?",
        (
            Option("share", "0.5 is read as 50 %"),
            Option("percent", "0.5 is read as 0.5 %"),
            Option("mixed", "up to 1 is read as a share, above it as a percentage"),
        ),
        (one.seen.header,),
        answer,
    )
    more = {"percent": {"percent": True}, "mixed": {"percent": "mixed"}}.get(answer, {})
    return Settled(keys | more, (), (question,))


def status_codes(one: Chosen, code_list: str) -> tuple[dict[str, str], list[str], float]:
    """Published word to word of the closed list, the words not known, the share of cells known."""
    known = words.code_words(code_list)
    codes, unknown, cells = {}, [], 0
    for text, count in one.seen.counts.items():
        word = known.get(words.plain(text))
        if word:
            codes[text] = word[0]
            cells += count
        else:
            unknown.append(text)
    return codes, unknown, cells / max(sum(one.seen.counts.values()), 1)
