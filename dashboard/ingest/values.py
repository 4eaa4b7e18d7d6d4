"""One text to one value: dates, money, shares, coordinates, codes. Never a guess.

Each reader returns a `Reading`. A value that cannot be read is None with an issue, one that was put
right is a value with an issue and the action `repaired`.
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

from dashboard.ingest import angles, numerals
from dashboard.ingest.declarations import Column
from dashboard.ingest.month_names import english_months
from dashboard.ingest.privacy import redact
from dashboard.ingest.sheet_cells import day_number

NULLED = "nulled"
REPAIRED = "repaired"
EARLIEST = datetime.date(1990, 1, 1)
# Formats of dates beside those of strptime.
UNIX_SECONDS = "unix seconds"
SPREADSHEET_DAY = "spreadsheet day"
SPREADSHEET_DAY_1904 = "spreadsheet day 1904"
BUDDHIST_YEARS = 543  # ahead of the common era
LATEST = datetime.date(2100, 12, 31)
LARGEST_MONEY = Decimal(10) ** 15
SOFT_HYPHEN = "\u00ad"
# UTF-8 read as Latin-1 shows a lead byte as one of the first letters, followed by one to three of
# the next block; read as Windows-1252 some of these look like quotation marks and dashes.
_FOLLOWING = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_MOJIBAKE = re.compile(
    f"[\u00c2-\u00df]{_FOLLOWING}|[\u00e0-\u00ef]{_FOLLOWING}{{2}}|[\u00f0-\u00f4]{_FOLLOWING}{{3}}"
)
_CURRENCY = re.compile(r"^(?:US\$|[$€₹£]|USD|ARS|INR|KRW|EUR|Rs\.?)\s*|\s*(?:USD|ARS|INR|EUR)$")
_AMOUNT = re.compile(r"\d[\d.,]*\d|\d")


@dataclass(frozen=True)
class Reading:
    """What a text came out as; `issue` says what was wrong with it."""

    value: Any = None
    issue: str = ""
    action: str = NULLED


def fold(text: str) -> str:
    """`text` without accents, case, punctuation and superfluous blanks, for comparing."""
    text = unicodedata.normalize("NFKD", text.replace(SOFT_HYPHEN, ""))
    kept = "".join(c for c in text if not unicodedata.combining(c))
    kept = unicodedata.normalize("NFC", kept)  # put Hangul syllables together again
    return " ".join(re.sub(r"[\W_]+", " ", kept.casefold()).split())


def slug(text: str, longest: int = 80) -> str:
    """`text` folded and joined by hyphens, cut at a word where it is longer than `longest`."""
    whole = fold(text).replace(" ", "-")
    return whole if len(whole) <= longest else whole[:longest].rsplit("-", 1)[0]


def _without_mojibake(text: str) -> str:
    """`text` with UTF-8 read as Latin-1 put right: as a whole, else wherever that is certain."""
    if not _MOJIBAKE.search(text):
        return text
    for encoding in ("latin-1", "cp1252"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return _MOJIBAKE.sub(_mended, text)


def _mended(found: re.Match[str]) -> str:
    """One character out of the bytes it was taken apart into; as it stood if that is no Latin."""
    parts = found[0]
    try:
        whole = b"".join(_byte(part) for part in parts).decode("utf-8")
    except UnicodeError:
        return parts
    is_letter = unicodedata.name(whole, "").startswith("LATIN")
    is_sign = whole == SOFT_HYPHEN or unicodedata.category(whole)[0] in "PSZ"
    return whole if is_letter or is_sign else parts


def _byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeError:
        return character.encode("latin-1")


def clean(raw: str) -> Reading:
    """`raw` trimmed, with mojibake, soft hyphens and contacts dealt with; None where empty."""
    text, issues = raw, []
    mended = _without_mojibake(text)
    if mended != text:
        text = mended
        issues.append("UTF-8 read as Latin-1")
    if SOFT_HYPHEN in text:
        text = text.replace(SOFT_HYPHEN, "")
        issues.append("soft hyphen inside a word")
    redacted = redact(text)
    if redacted != text:
        text = redacted
        issues.append("contact of a person")
    return Reading(text.strip().strip("\u200b").strip() or None, "; ".join(issues), REPAIRED)


def decimal_mark(values: Iterable[str]) -> str:
    """The decimal mark that most of `values` give away: `,` or `.`, or `.` if none does."""
    votes = {",": 0, ".": 0}
    for value in values:
        last = max(value.rfind(","), value.rfind("."))
        if last < 0:
            continue
        mark, other = value[last], "," if value[last] == "." else "."
        if value.count(mark) > 1:
            votes[other] += 1  # a repeated mark groups thousands
        elif other in value or not re.search(r"\d{3}\D*$", value[last:]):
            votes[mark] += 1
    return "," if votes[","] > votes["."] else "."


def money(text: str, mark: str) -> Reading:
    """An amount as Decimal with two places, under the file's decimal `mark`."""
    found = _common_money(text, mark)
    if found.value is not None:
        return found
    # Written in another script, with other signs or groups: tried only where the usual way fails.
    other = numerals.bare(text, mark)
    return found if other is None else _grouped(other[0], mark, other[1])


def _common_money(text: str, mark: str) -> Reading:
    amounts = _AMOUNT.findall(text)
    if len(amounts) > 1 and any(len(re.sub(r"\D", "", amount)) > 3 for amount in amounts[1:]):
        return Reading(issue="several amounts in one cell")
    bare = _CURRENCY.sub("", text.strip())
    sign = 1
    if re.fullmatch(r"\(.*\)", bare):
        sign, bare = -1, bare[1:-1]
    if bare.startswith("-"):
        sign, bare = -1, bare[1:]
    bare = _CURRENCY.sub("", bare.strip()).strip()
    if not re.fullmatch(r"\d[\d., ]*", bare):
        return Reading(issue="text beside an amount" if amounts else "not an amount")
    return _grouped(bare.replace(" ", ""), mark, sign)


def _grouped(bare: str, mark: str, sign: int) -> Reading:
    """`bare` (digits, points, commas) as an amount: thousands must come in threes."""
    other = "," if mark == "." else "."
    for decimal, thousands, issue in (
        (mark, other, ""),
        (other, mark, "the other decimal mark than the rest of the file"),
    ):
        grouped = rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+(?:{re.escape(decimal)}\d*)?"
        plain = rf"\d+(?:{re.escape(decimal)}\d*)?"
        fits_grouped = re.fullmatch(grouped, bare)
        # Against the rest of the file only where the cell leaves no other reading: a mark that
        # comes twice groups thousands, one that is not followed by three digits does not.
        certain = bare.count(thousands) > 1 or re.search(rf"{re.escape(decimal)}(?!\d{{3}}$)", bare)
        if issue and not certain:
            break
        if fits_grouped or re.fullmatch(plain, bare):
            number = bare.replace(thousands, "").replace(decimal, ".")
            return _cents(Decimal(number) * sign, issue)
    return Reading(issue="points and commas that make no amount")


def _cents(amount: Decimal, issue: str = "") -> Reading:
    if abs(amount) >= LARGEST_MONEY:
        return Reading(issue="out of range for an amount")
    try:
        return Reading(amount.quantize(Decimal("0.01"), ROUND_HALF_EVEN), issue, REPAIRED)
    except InvalidOperation:
        return Reading(issue="out of range for an amount")


def day(text: str, formats: tuple[str, ...], era: str = "") -> Reading:
    """A date in one of `formats`, from 1990 to 2100, its year counted in `era`."""
    text = numerals.with_digits(text)
    if era == "buddhist":
        text = re.sub(r"(?<!\d)2[456]\d\d(?!\d)", _common_year, text)
    for layout in formats:
        try:
            found = _parsed_day(text, layout)
            if era == "buddhist" and "%y" in layout:
                found = found.replace(year=2500 + found.year % 100 - BUDDHIST_YEARS)
        except ValueError:
            continue
        if found.year == 1905:
            return Reading(issue="a bare year that a spreadsheet took for a day")
        if not EARLIEST <= found <= LATEST:
            return Reading(issue="out of range for a date")
        return Reading(found)
    if re.fullmatch(r"\d{4}|\d{1,2}[/-]\d{2,4}", text):
        return Reading(issue="a year or month, not a day")
    return Reading(issue="not a date")


def _common_year(found: re.Match[str]) -> str:
    return str(int(found[0]) - BUDDHIST_YEARS)


def moment(text: str, formats: tuple[str, ...]) -> Reading:
    """A moment in one of `formats`, in UTC; a day alone is its first moment."""
    text = numerals.with_digits(text)
    for layout in formats:
        try:
            found = datetime.datetime.strptime(text, layout)
        except ValueError:
            continue
        if found.tzinfo is not None:
            found = found.astimezone(datetime.UTC).replace(tzinfo=None)
        if not EARLIEST <= found.date() <= LATEST:
            return Reading(issue="out of range for a date")
        return Reading(found)
    return Reading(issue="not a moment")


def _parsed_day(text: str, layout: str) -> datetime.date:
    """The day that `text` says in one layout. Raises ValueError where it says none."""
    if layout == UNIX_SECONDS:
        if not re.fullmatch(r"-?\d{1,11}", text):
            raise ValueError(text)
        return (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=int(text))).date()
    if "%b" in layout or "%B" in layout:
        text = english_months(text)
    if layout in (SPREADSHEET_DAY, SPREADSHEET_DAY_1904):
        counted = re.fullmatch(r"\d{1,6}(?:\.\d+)?", text)
        found = day_number(float(text), layout == SPREADSHEET_DAY_1904) if counted else None
        if found is None:
            raise ValueError(text)
        return found.date()
    return datetime.datetime.strptime(text, layout).date()


def number(text: str) -> Reading:
    """A plain number with a point or comma before its decimals and no thousands.

    Thousands are read only where they can be nothing else: behind blanks or apostrophes, or in
    lakh. Digits of other scripts are digits.
    """
    plain = numerals.plain(text)
    if not re.fullmatch(r"[-+]?\d+(?:[.,]\d+)?", plain):
        other = numerals.bare(text, ".") if re.search("[^\\d.,+-]|,.*,", plain) else None
        if other is None or not re.fullmatch(r"\d+(?:[.,]\d+)?", other[0]):
            return Reading(issue="not a number")
        return Reading(other[1] * float(other[0].replace(",", ".")))
    return Reading(float(plain.replace(",", ".")))


def share(text: str, column: Column) -> Reading:
    """A share from 0 to 1 out of `74,27`, `100%` or `0.93%` (where `percent` is declared)."""
    text = numerals.plain(text)
    found = number(text.removesuffix("%").strip())
    if found.value is None:
        return Reading(issue="text beside a number" if re.search(r"\d", text) else "not a number")
    is_percent = column.percent or text.endswith("%")
    if column.percent == "mixed" and not text.endswith("%"):
        is_percent = abs(found.value) > 1 or column.up_to_one == "percent"
        if 0 < abs(found.value) <= 1 and not column.up_to_one:
            return Reading(issue="a share or a percentage: both are in this column")
    return Reading(round(found.value / 100, 8) if is_percent else found.value)


def coordinate(text: str, low: float, high: float) -> Reading:
    """Degrees between `low` and `high`; separators put right where digits leave one reading.

    A spreadsheet that took the decimal point for a thousands separator left `-34.615.889` or
    `-34540988`: the digits are right and the point belongs after as many as `low` has.
    """
    naive = number(text)
    if naive.value is not None and low <= naive.value <= high:
        return naive
    if re.fullmatch(r"-?\d[.,]\d+E\+\d+", text):
        return _placed_point(text.split("E")[0], low, high)
    if re.fullmatch(r"[-+]?[\d.,]+", text):
        return _placed_point(text, low, high)
    if re.search(r"\d", text):
        found = angles.degrees(text, low, high)
        return Reading(issue=found) if isinstance(found, str) else Reading(found)
    return Reading(issue="not a coordinate")


def _placed_point(text: str, low: float, high: float) -> Reading:
    digits = re.sub(r"\D", "", text)
    whole = len(str(int(max(abs(low), abs(high)))))
    if len(digits) <= whole + 2:
        return Reading(issue="not a coordinate")
    sign = -1 if high < 0 or (low < 0 and text.startswith("-")) else 1
    found = sign * float(f"{digits[:whole]}.{digits[whole:]}")
    if low <= found <= high:
        return Reading(found, "separators of a coordinate put right", REPAIRED)
    return Reading(issue="out of range for a coordinate")


def flag(text: str) -> Reading:
    """True or False out of yes and no in a few languages."""
    word = fold(text)
    if word in ("true", "yes", "si", "1", "y", "t"):
        return Reading(True)
    if word in ("false", "no", "0", "n", "f"):
        return Reading(False)
    return Reading(issue="neither yes nor no")


def reader(column: Column, texts: Iterable[str]) -> Callable[[str], Reading]:
    """The function that reads one raw text of `column`; `texts` are all of them, as evidence."""
    mark = column.decimal or (decimal_mark(texts) if column.type == "money" else ".")
    nulls = {code.casefold() for code in column.null_codes}
    codes = {fold(text): value for text, value in column.codes.items()}

    def read(raw: str) -> Reading:
        cleaned = clean(raw)
        text = cleaned.value
        if text is None:
            return Reading()
        if text.casefold() in nulls:
            return Reading(issue="code without a value")
        if text in column.corrections:
            meant = _typed(column.corrections[text], column, mark, codes)
            return meant if meant.issue else Reading(meant.value, "a slip put right", REPAIRED)
        if column.remove:
            text = re.sub(column.remove, "", text)
        if column.pattern and not re.fullmatch(column.pattern, text):
            return Reading(issue="not in the expected form")
        found = _typed(text, column, mark, codes)
        if found.value is not None and not found.issue and column.type in ("text", "code"):
            return Reading(found.value, cleaned.issue, REPAIRED)
        return found

    return read


def _typed(text: str, column: Column, mark: str, codes: dict[str, str]) -> Reading:
    match column.type:
        case "date":
            return day(text, column.formats, column.era)
        case "moment":
            return moment(text, column.formats)
        case "money":
            return _scaled_money(text, mark, column)
        case "share":
            return _limited(share(text, column), column)
        case "number":
            return _limited(number(text), column)
        case "integer":
            return _limited(_whole(number(text)), column)
        case "flag":
            return flag(text)
        case "coordinate":
            low = -180.0 if column.minimum is None else column.minimum
            return coordinate(text, low, 180.0 if column.maximum is None else column.maximum)
        case "code" if codes:
            value = codes.get(fold(text))
            return Reading(value) if value is not None else Reading(issue="not in the code list")
    return Reading(text)


def _scaled_money(text: str, mark: str, column: Column) -> Reading:
    """An amount in whole units: a unit word in the cell says more than the column's scale."""
    factor = None
    if column.unit_words:
        text, factor = numerals.without_unit(numerals.plain(text), column.unit_words)
    found = money(text, mark)
    if found.value is None:
        return found
    scale = column.scale if factor is None else factor
    if scale != 1:
        exact = _unrounded(text, mark, found.value)
        found = _cents(exact * Decimal(str(scale)), found.issue)
    if column.zero_is_placeholder and found.value == 0:
        return Reading(issue="placeholder: an amount of zero")
    return _limited(found, column)


def _unrounded(text: str, mark: str, amount: Decimal) -> Decimal:
    """The digits of a number that is in thousands or millions, all its decimals too: 1.2345 M."""
    decimals = re.fullmatch(rf"\D*\d+{re.escape(mark)}(\d{{3,}})\D*", text)
    if not decimals:
        return amount
    digits = re.sub(r"[^\d]", "", text)
    return Decimal(digits).scaleb(-len(decimals[1])).copy_sign(amount)


def _whole(found: Reading) -> Reading:
    if found.value is None:
        return found
    return (
        Reading(int(found.value))
        if found.value == int(found.value)
        else Reading(issue="not a whole number")
    )


def _limited(found: Reading, column: Column) -> Reading:
    if found.value is None:
        return found
    below = column.minimum is not None and found.value < column.minimum
    above = column.maximum is not None and found.value > column.maximum
    if below or above or (isinstance(found.value, float) and not math.isfinite(found.value)):
        return Reading(issue="out of range")
    return found
