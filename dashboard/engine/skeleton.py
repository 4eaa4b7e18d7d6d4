"""Writes the two files that a new indicator starts as: its query and its sheet of cases."""

from __future__ import annotations

import re
from pathlib import Path

from dashboard.engine import catalogue
from dashboard.messages import UsageError

QUERY = """/* indicator
code           = "{code}"
title          = "Up to five words"
condition      = "One sentence that names the limit as {{watch}}, {{high}} or {{critical}}."
subject        = "project"
unit           = "ratio"
flag           = {{ when = "at_least", high = 0.10 }}
formula        = "what value is, in words"
why            = "Why a reader should care."
innocent       = ["an explanation that is not a problem"]
skips          = {{ insufficient = ["no value"] }}
source         = "House default."
verification   = "D"
evidence_class = "R"
cluster        = "k01"
core           = false
sentence       = "What was measured, in one sentence with columns of the row: {{value}}."
worked         = "The formula with its numbers: {{value}}"
clears         = "The document or data that would clear the flag."

[remedies]
"no value" = "projects.status"
*/
SELECT
    projects.project_id AS subject_id,
    projects.project_id,
    CAST(NULL AS DOUBLE) AS value,
    CASE WHEN projects.project_id IS NOT NULL THEN 'no value' END AS skip_reason
FROM projects
"""

CASES = """# The first case is the worked example on the indicator's page.
as_of = 2025-06-30

[[case]]
name = "say in one sentence what happened and what should come out"
given.projects = [{{ project_id = "FLAGGED" }}]
expect = [{{ subject_id = "FLAGGED", outcome = "flagged", severity = "high" }}]
"""


def write(name: str, family: str, root: Path = catalogue.ROOT) -> list[Path]:
    """Writes `queries/indicators/<family>/<name>.sql` and its sheet; returns both paths.

    Raises UsageError for a name that is taken or is not snake_case, or an unknown family.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]+", name):
        raise UsageError(f"'{name}'", "an indicator is named in snake_case", "such as late_payment")
    if name in catalogue.queries():
        raise UsageError(f"'{name}'", "a query of this name exists already")
    folder = root / "queries" / "indicators" / family
    if not folder.is_dir():
        known = sorted(path.name for path in folder.parent.iterdir() if path.is_dir())
        raise UsageError(f"'{family}'", "there is no such family", f"Known are: {', '.join(known)}")
    letters = {"cost": "C", "schedule": "S", "payment": "P", "disclosure": "Q"}.get(family, "A")
    taken = [
        catalogue.code_order(query.header["code"])[1]
        for query in catalogue.indicators().values()
        if query.header["code"].startswith(letters)
    ]
    # The catalogue of the design ends at 99 in every family; house additions come after it.
    code = f"{letters}{max([100, *taken]) + 1}"
    query = folder / f"{name}.sql"
    cases = root / "tests" / "indicators" / f"{name}.toml"
    query.write_text(QUERY.format(code=code), encoding="utf-8")
    cases.write_text(CASES.format(), encoding="utf-8")
    return [query, cases]
