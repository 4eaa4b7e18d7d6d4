"""Buenos Aires worked out again by hand: plain csv and arithmetic, nothing of the project's own."""

import csv
import datetime
import re
import unicodedata
from collections import Counter

import pytest

pytestmark = pytest.mark.real_data

# File, encoding, separator, and the day that stands for its month.
PUBLICATIONS = [
    ("2019-11", "utf-8", ",", datetime.date(2019, 11, 1)),
    ("2023-11", "utf-8", ",", datetime.date(2023, 11, 1)),
    ("2024-07", "latin-1", ";", datetime.date(2024, 7, 1)),
    ("2024-11", "latin-1", ";", datetime.date(2024, 11, 1)),
]
FINISHED = {"finalizada", "finalizado"}
UNDER_WAY = {"en obra", "en ejecucion", "en curso", "neutralizada", "paralizada", "iniciada"}


def letters(text: str) -> str:
    """Small letters and digits without accents, one blank between words."""
    text = unicodedata.normalize("NFKD", text.replace("\u00ad", "")).lower()
    text = "".join(one for one in text if not unicodedata.combining(one))
    return " ".join(re.sub(r"[^a-z0-9]", " ", text).split())


def amount(text: str) -> float | None:
    """Pesos out of 67065700, $67.065.700,00, 90,325,123.10 and the like; None for anything else."""
    text = re.sub(r"[\s$]", "", text)
    if re.fullmatch(r"\d{1,3}(\.\d{3})*(,\d{1,2})?|\d+(,\d{1,2})?", text):
        return float(text.replace(".", "").replace(",", ".")) or None
    if re.fullmatch(r"\d{1,3}(,\d{3})*(\.\d{1,2})?|\d+(\.\d{1,2})?", text):
        return float(text.replace(",", "")) or None
    return None


def day(text: str) -> datetime.date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    return None


def share(text: str) -> float | None:
    text = text.strip().rstrip("%").replace(",", ".")
    return float(text) / 100 if text else None


@pytest.fixture(scope="module")
def publications(real_data) -> list[list[dict]]:
    """The rows of the four files as they stand, each with the line it starts on."""
    found = []
    for month, encoding, separator, _ in PUBLICATIONS:
        path = real_data / f"buenos-aires-obras/observatorio-de-obras-urbanas_{month}.csv"
        with path.open(encoding=encoding, newline="") as file:
            reader = csv.reader(file, delimiter=separator)
            header = next(reader)
            rows, line = [], reader.line_num + 1
            for cells in reader:
                rows.append(dict(zip(header, cells, strict=True)) | {"line": line, "month": month})
                line = reader.line_num + 1
        found.append(rows)
    return found


def by_key(rows: list[dict]) -> dict[tuple[str, str], dict]:
    """Rows by name and programme, those that share both left out."""
    keys = [(letters(row["nombre"]), letters(row["entorno"])) for row in rows]
    counts = Counter(keys)
    return {key: row for key, row in zip(keys, rows, strict=True) if counts[key] == 1}


def history(publications: list[list[dict]], name: str) -> list[tuple[datetime.date, dict]]:
    """What each publication says of the work called `name`, oldest first."""
    found = [
        (published, row)
        for (_, _, _, published), rows in zip(PUBLICATIONS, publications, strict=True)
        for row in rows
        if letters(row["nombre"]) == letters(name)
    ]
    assert len({published for published, _ in found}) == len(found)
    return found


def price_growth(said: list[tuple[datetime.date, dict]]) -> float | None:
    amounts = [found for _, row in said if (found := amount(row["monto_contrato"]))]
    return amounts[-1] / amounts[0] - 1 if len(amounts) > 1 else None


def plan_changes(said: list[tuple[datetime.date, dict]]) -> int:
    ends = [day(row["fecha_fin_inicial"]) for _, row in said]
    return sum(before != after for before, after in zip(ends, ends[1:], strict=False))


def slippage(said: list[tuple[datetime.date, dict]]) -> float | None:
    """Share of the planned time by which it is late; None where nothing can be said."""
    start, end = day(said[0][1]["fecha_inicio"]), day(said[0][1]["fecha_fin_inicial"])
    last_published, last = said[-1]
    if letters(last["etapa"]) in FINISHED or end <= start:
        return None
    newest = day(last["fecha_fin_inicial"])
    expected = newest if newest != end and newest >= last_published else last_published
    return (expected - end).days / (end - start).days


def days_without_progress(said: list[tuple[datetime.date, dict]]) -> int | None:
    """Days since the publication that last showed more progress; None if not under way."""
    if letters(said[-1][1]["etapa"]) not in UNDER_WAY:
        return None
    shares = [(published, share(row["porcentaje_avance"])) for published, row in said]
    since, highest = day(said[-1][1]["fecha_inicio"]), 0.0
    for published, reached in shares:
        if reached > highest:
            since, highest = published, reached
    return (said[-1][0] - since).days


BY_HAND = {
    "C1": price_growth,
    "S1": slippage,
    "S4": days_without_progress,
    "S5": plan_changes,
}

# What should come out, and why this work was chosen.
CHOSEN = {
    # Dearer by 65 %, planned end moved twice, no progress between the last two publications.
    "Comisaría Comunal 7": {
        "C1": ("flagged", "critical", None),
        "S1": ("flagged", "critical", None),
        "S4": ("flagged", "high", None),
        "S5": ("flagged", "watch", None),
    },
    # Called stopped, but its progress rose in the last publication: not stalled by these figures.
    "Red Interna de Gas - Complejo Habitacional 180 Viviendas": {
        "C1": ("flagged", "critical", None),
        "S1": ("flagged", "critical", None),
        "S4": ("clear", None, None),
        "S5": ("flagged", "watch", None),
    },
    # Finished at the price agreed, but the day it ended is not published.
    "Apertura de calle y ejecución de Infraestructura Manzana 30": {
        "C1": ("clear", None, None),
        "S1": ("insufficient", None, "finished, but no end date"),
        "S4": None,
        "S5": ("clear", None, None),
    },
    # Neutralised at 0 % five and a half years after its start; no amount was ever published.
    "Cárcel de Caseros": {
        "C1": ("insufficient", None, "no value at signature"),
        "S1": ("flagged", "critical", None),
        "S4": ("flagged", "critical", None),
        "S5": ("clear", None, None),
    },
    # Planned to end before it starts: both cannot be true.
    "Restauración de Monumentos: Riqueza agropecuaria": {
        "C1": ("clear", None, None),
        "S1": ("contradictory", None, "planned end is not after the start"),
        "S4": None,
        "S5": ("clear", None, None),
    },
}


@pytest.mark.parametrize("code", BY_HAND)
@pytest.mark.parametrize("name", CHOSEN)
def test_the_built_file_says_what_a_hand_computation_says(buenos_aires, publications, name, code):
    said = history(publications, name)
    value, expected = BY_HAND[code](said), CHOSEN[name][code]
    results = buenos_aires.rows(
        """SELECT results.*, projects.project_name FROM indicator_results AS results
        INNER JOIN projects USING (project_id) WHERE results.code = ?""",
        [code],
    )
    found = [row for row in results if letters(row["project_name"]) == letters(name)]
    if expected is None:
        assert (found, value) == ([], None)
        return
    (row,) = found
    assert (row["outcome"], row["severity"], row["skip_reason"]) == expected
    assert row["value"] == (None if value is None else pytest.approx(value, abs=1e-6))


def test_the_price_of_another_contractor_is_not_called_growth(buenos_aires, publications):
    said = history(publications, "Instituto Superior de Arte Teatro Colon")
    contractors = {re.sub(r"\D", "", row["cuit_contratista"]) for _, row in said}
    assert len(contractors) == 2
    assert price_growth(said) == pytest.approx(0.47, abs=0.01)
    judged = buenos_aires.row(
        """SELECT results.* FROM indicator_results AS results INNER JOIN projects USING (project_id)
        WHERE code = 'C1' AND project_name = 'Instituto Superior de Arte Teatro Colon'"""
    )
    assert judged["outcome"] == "insufficient"


# Publications one after the other, works matched by name and programme, as counted by whoever
# collected the files: matched; both amounts known; amounts changed by more than one per cent;
# planned ends changed; moved later.
COUNTED = [
    (0, 1, 809, 732, 3, 43, 40),
    (1, 2, 1_452, 1_327, 2, 37, 30),
    (2, 3, 1_470, 1_347, 12, 17, 16),
]


def changed(before: float, after: float) -> bool:
    return abs(after / before - 1) > 0.01


@pytest.mark.parametrize(
    ("older", "newer", "matched", "both_known", "dearer", "moved", "later"), COUNTED
)
def test_publications_match_and_differ_as_counted_before(
    publications, older, newer, matched, both_known, dearer, moved, later
):
    before, after = by_key(publications[older]), by_key(publications[newer])
    pairs = [(before[key], after[key]) for key in before.keys() & after.keys()]
    amounts = [tuple(amount(row["monto_contrato"]) for row in pair) for pair in pairs]
    ends = [tuple(day(row["fecha_fin_inicial"]) for row in pair) for pair in pairs]
    known = [pair for pair in amounts if all(pair)]
    assert (len(pairs), len(known)) == (matched, both_known)
    assert sum(changed(*pair) for pair in known) == dearer
    assert sum(all(pair) and pair[0] != pair[1] for pair in ends) == moved
    assert sum(all(pair) and pair[0] < pair[1] for pair in ends) == later


@pytest.mark.parametrize(
    ("older", "newer", "matched", "both_known", "dearer", "moved", "later"), COUNTED
)
def test_the_built_file_matches_the_same_rows_and_finds_the_same_changes(
    buenos_aires, publications, older, newer, matched, both_known, dearer, moved, later
):
    sources = buenos_aires.rows(
        "SELECT fact_id, file_name, source_line FROM lineage WHERE fact_kind = 'project'"
    )
    project_of = {(row["file_name"][-11:-4], row["source_line"]): row["fact_id"] for row in sources}
    said = {
        (row["project_id"], row["published_date"]): row
        for row in buenos_aires.rows("SELECT * FROM project_publications")
    }
    before, after = by_key(publications[older]), by_key(publications[newer])
    pairs, from_bare_years = [], 0
    for key in before.keys() & after.keys():
        project = project_of[before[key]["month"], before[key]["line"]]
        assert project == project_of[after[key]["month"], after[key]["line"]], key
        pairs.append([said[project, PUBLICATIONS[which][3]] for which in (older, newer)])
        # A bare year that a spreadsheet took for a day (1905-07-14) is no planned end.
        ends = [day(row["fecha_fin_inicial"]) for row in (before[key], after[key])]
        from_bare_years += all(ends) and ends[0] != ends[1] and min(ends).year < 1990
    amounts = [tuple(row["contract_amount"] for row in pair) for pair in pairs]
    ends = [tuple(row["planned_end_date"] for row in pair) for pair in pairs]
    assert len(pairs) == matched
    assert sum(all(pair) and changed(*map(float, pair)) for pair in amounts) == dearer
    assert sum(all(pair) and pair[0] != pair[1] for pair in ends) == moved - from_bare_years
    assert sum(all(pair) and pair[0] < pair[1] for pair in ends) == later - from_bare_years
