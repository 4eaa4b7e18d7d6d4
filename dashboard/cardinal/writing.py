"""The results as one JSON object, in the shape of Cardinal's."""

from __future__ import annotations

from typing import TextIO

from dashboard.cardinal import fences
from dashboard.cardinal.results import Found
from dashboard.cardinal.settings import INDICATORS
from dashboard.engine.duck import Duck

PARTIES = ("Buyer", "ProcuringEntity", "Tenderer")
MAPS = (
    *("ocid_buyer_r038", "ocid_procuringentity_r038", "ocid_tenderer"),
    *("ocid_tenderer_r024", "ocid_tenderer_r028", "ocid_tenderer_r030"),
    *("ocid_tenderer_r035", "ocid_tenderer_r058"),
)
# A decimal in its shortest form, as Rust writes it: exponents below 0.00001 and from 1e16.
# What is not finite has no number in JSON.
NUMBER = r"""
CREATE TEMP MACRO number_text(x) AS CASE
    WHEN NOT isfinite(x) THEN 'null'
    WHEN NOT contains(CAST(x AS VARCHAR), 'e') THEN CAST(x AS VARCHAR)
    WHEN abs(x) < 1e-4 AND abs(x) >= 1e-5 THEN
        CASE WHEN x < 0 THEN '-' ELSE '' END || '0.0000'
        || replace(split_part(CAST(abs(x) AS VARCHAR), 'e', 1), '.', '')
    ELSE regexp_replace(CAST(x AS VARCHAR), 'e\+?(-?)0*', 'e\1')
END
"""
# One text per process and per organization, with a column for each indicator.
OF_PROCESSES = """
SELECT ocid || ':' || outputs({outputs}) AS text
FROM (
    SELECT ocid, min(line) AS line, {columns} FROM found_processes GROUP BY ocid
)
ORDER BY line
"""
OF_PARTIES = """
SELECT id || ':' || outputs({outputs}) AS text
FROM (
    SELECT id, {columns} FROM found_parties WHERE party = $party GROUP BY id
)
ORDER BY id
"""
OF_MAP = """
SELECT ocid || ':' || CASE
    WHEN any_value(is_list) THEN '[' || string_agg(id, ',' ORDER BY id) || ']'
    ELSE any_value(id)
END AS text
FROM found_pairs
WHERE map = $name
GROUP BY ocid
ORDER BY ocid
"""


def write(found: Found, out: TextIO, *, has_meta: bool) -> dict[str, int]:
    """Writes the object as one line; how many results each group has."""
    found.duck.run(NUMBER)
    found.duck.run("CREATE TEMP MACRO outputs(x) AS '{' || array_to_string(x, ',') || '}'")
    counts: dict[str, int] = {}
    parts = []
    for group, texts in _groups(found.duck):
        if texts:
            counts[group] = len(texts)
            parts.append(f'"{group}":{{{",".join(texts)}}}')
    if has_meta:
        parts.append(f'"Meta":{_meta(found.meta)}')
    if found.has_maps:
        maps = (f'"{name}":{{{",".join(_map(found.duck, name))}}}' for name in MAPS)
        parts.append(f'"Maps":{{{",".join(maps)}}}')
    out.write("{" + ",".join(parts) + "}\n")
    return counts


def _groups(duck: Duck):
    """Each group with the texts of its members."""
    filled = duck.rows("SELECT DISTINCT code FROM found_processes").to_series().to_list()
    yield "OCID", _texts(duck, OF_PROCESSES, filled, "arg_max(value, line)") if filled else []
    for party in PARTIES:
        filled = duck.rows(
            "SELECT DISTINCT code FROM found_parties WHERE party = $party", {"party": party}
        )
        codes = filled.to_series().to_list()
        yield party, _texts(duck, OF_PARTIES, codes, "max(value)", party) if codes else []


def _texts(duck: Duck, sql: str, codes: list[str], value: str, party: str = "") -> list[str]:
    shown = [code for code in INDICATORS if code in codes]
    columns = ", ".join(f"{value} FILTER (code = '{code}') AS {code}" for code in shown)
    outputs = ", ".join(f"""'"{code}":' || number_text({code})""" for code in shown)
    query = sql.format(columns=columns, outputs=f"[{outputs}]")
    return duck.rows(query, {"party": party}).to_series().to_list()


def _map(duck: Duck, name: str) -> list[str]:
    return duck.rows(OF_MAP, {"name": name}).to_series().to_list()


def _meta(meta: dict[str, dict[str, float]]) -> str:
    """Quartiles and fences; what is not finite has no number in JSON."""
    texts = []
    for code in (code for code in INDICATORS if code in meta):
        figures = ((name, fences.shown(value)) for name, value in meta[code].items())
        listed = ",".join(
            f'"{name}":{"null" if value is None else _number(value)}' for name, value in figures
        )
        texts.append(f'"{code}":{{{listed}}}')
    return "{" + ",".join(texts) + "}"


def _number(value: float) -> str:
    """A decimal as `number_text` writes it; rounded ones are never so small as to need more."""
    return repr(float(value)).replace("e+", "e")
