"""The build as an OC4IDS 0.9 project package, written project by project.

What the standard cannot carry (lower tiers, invoices, versions of a plan, a signature's day) stands
under the one property `x_clearworks`, which the schema lets pass and every other reader ignores.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import orjson

from dashboard.export import oc4ids_project, writing
from dashboard.export.build_reading import Build
from dashboard.export.oc4ids_values import EXTENSION, day, filled, is_uri
from dashboard.export.project_rows import ProjectRows, project_ids, read
from dashboard.messages import InputError

VERSION = "0.9"
PROJECTS_AT_ONCE = 500


@dataclass
class Counts:
    """What a package holds."""

    projects: int = 0
    processes: int = 0
    transactions: int = 0


def write(build: Build, path: Path) -> Counts:
    """Write the package to `path`; the same build gives the same bytes.

    Raises InputError for a build without projects, or where nothing can be written.
    """
    ids = project_ids(build)
    if not ids:
        raise InputError(
            f"workspace '{build.workspace.name}'",
            "it holds no project, and a package needs one",
            "",
            "Load a source with projects and build again",
        )
    counts = Counts()
    with writing.new_file(path) as stream:
        head = orjson.dumps(_head(build))
        stream.write(head[:-1] + b',\n"projects":[\n')
        for start in range(0, len(ids), PROJECTS_AT_ONCE):
            chunk = ids[start : start + PROJECTS_AT_ONCE]
            rows = read(build, chunk[0], chunk[-1])
            for project_id in chunk:
                stream.write(b",\n" if counts.projects else b"")
                stream.write(orjson.dumps(_counted(rows, project_id, counts)))
        stream.write(b"\n]}\n")
    return counts


def _counted(rows: ProjectRows, project_id: str, counts: Counts) -> dict:
    content = oc4ids_project.project(rows, project_id)
    processes = content.get("contractingProcesses", [])
    counts.projects += 1
    counts.processes += len(processes)
    counts.transactions += len(content.get("transactions", []))
    for process in processes:
        counts.transactions += len(process.get("summary", {}).get("transactions", []))
    return content


def _head(build: Build) -> dict:
    """The package around the projects; who published what it was made from stands in it."""
    sources = build.rows(
        "SELECT source, title, owner, licence, file_name, sha256, "
        "CAST(published_date AS VARCHAR) AS published_date "
        "FROM source_files ORDER BY source, published_date, sha256"
    )
    owners = dict.fromkeys(one["owner"] for one in sources if one["owner"])
    licences = {one["licence"] for one in sources}
    licence = licences.pop() if len(licences) == 1 else None
    return filled(
        uri=f"urn:clearworks:{build.workspace.name}:{build.as_of}:{build.run_id}",
        publishedDate=day(build.as_of),
        version=VERSION,
        publisher={"name": "; ".join(owners) or build.workspace.title},
        license=licence if is_uri(licence) else None,
        **{
            EXTENSION: filled(
                workspace=build.workspace.title,
                isMadeUp=build.workspace.is_made_up or None,
                runId=build.run_id,
                sources=[
                    filled(
                        title=one["title"],
                        owner=one["owner"],
                        licence=one["licence"],
                        fileName=one["file_name"],
                        sha256=one["sha256"],
                        publishedDate=one["published_date"],
                    )
                    for one in sources
                ],
            )
        },
    )
