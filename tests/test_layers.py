"""Imports and queries point one way; this file is the drawing of the arrows."""

import ast
import re
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from dashboard.engine import catalogue

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "dashboard"

COMMANDS = {
    *("engine", "ingest", "publish", "compare", "export", "desk", "decisions"),
    *("sample", "scenarios", "status", "messages", "workspaces"),
    *("cardinal", "scenarios", "evaluation"),
}
# What each part of the package may import of the others. A dotted name is one module of a part.
MAY_IMPORT = {
    "app": {"server", "front"},
    "server": {"pages", "session", "messages", "workspaces"},
    "front": {"pages", "widgets", "session", "i18n", "messages", "workspaces"},
    "__main__": {"commands", *COMMANDS},
    "commands": COMMANDS,
    "pages": {"session", "desk", "widgets", "charts", "i18n", "messages", "workspaces"},
    "widgets": {"session", "desk", "charts", "i18n", "messages", "workspaces"},
    "charts": {"i18n", "messages", "workspaces"},
    "session": {"engine", "compare", "ingest.source_row", "messages", "workspaces"},
    # What a reader may do besides reading: map a file, judge a match, ask for a build, try out.
    "desk": {
        *("publish", "ingest", "engine", "decisions", "scenarios", "messages", "workspaces"),
    },
    # Another tool's published method over one file of OCDS, for those who move over from it.
    "cardinal": {"engine", "messages"},
    # What moves when thresholds and weights do: over stored values, never over the official ones.
    "scenarios": {"engine", "messages", "workspaces"},
    # How often flags were right, where the truth is known.
    "evaluation": {"cardinal", "engine", "ingest", "publish", "sample", "messages", "workspaces"},
    "export": {"engine", "ingest.tables", "messages", "workspaces"},
    "compare": {"engine", "messages", "workspaces"},
    "status": {"engine", "publish", "messages", "workspaces"},
    "publish": {
        *("engine", "ingest", "decisions", "frozen_baselines", "messages", "workspaces"),
    },
    "frozen_baselines": {"engine", "messages", "workspaces"},
    "decisions": {"messages", "workspaces"},
    "sample": {"ingest.tables", "messages", "workspaces"},
    "ingest": {"engine", "messages", "workspaces"},
    "engine": {"messages"},
    "i18n": {"messages", "workspaces"},
    "workspaces": {"messages"},
    "messages": set(),
}
MAY_IMPORT_STREAMLIT = {"app", "front", "pages", "widgets", "session"}

# `latest_<table>` is the border's own view of src_<table>: each record as last published.
SOURCE_PREFIXES = ("src_", "latest_", "ref_")
RESULT_RELATIONS = {
    *("indicator_results", "indicator_counts", "indicator_counts_by_contract"),
    "indicator_measures",
}
# What a build says of itself; for pages only, so that no result depends on it.
BUILD_RELATIONS = {
    *("build", "indicator_definitions", "indicator_inputs", "indicator_fields"),
    *(
        "peer_baselines",
        "peer_alternatives",
        "indicator_thresholds",
        "indicator_runs",
        "run_manifest",
    ),
}


def python_files() -> dict[Path, str]:
    """Every Python file of the product and the part it belongs to."""
    parts = {
        path: path.relative_to(PACKAGE).with_suffix("").parts[0]
        for path in sorted(PACKAGE.rglob("*.py"))
        if path != PACKAGE / "__init__.py"
    }
    front_door = ROOT / "app.py"
    return parts | ({front_door: "app"} if front_door.exists() else {})


def imported_names(path: Path, root: Path = ROOT) -> set[str]:
    """Full dotted names that a file imports: `dashboard.engine.catalogue`, `polars`, …"""
    package = path.relative_to(root).with_suffix("").parts[:-1]
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            origin = ".".join([*above, *([node.module] if node.module else [])])
            names |= {f"{origin}.{alias.name}" for alias in node.names}
    return names


def is_allowed(part: str, name: str) -> bool:
    """Whether a file of `part` may import `name`, a dotted name below the package."""
    own_or_listed = {part, "__version__", *MAY_IMPORT.get(part, ())}
    return any(name == allowed or name.startswith(f"{allowed}.") for allowed in own_or_listed)


def test_every_part_of_the_package_has_its_place_in_the_table():
    assert set(python_files().values()) <= set(MAY_IMPORT)


def test_imports_point_one_way():
    against_the_arrow = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path, part in python_files().items()
        for name in sorted(imported_names(path))
        if name.startswith("dashboard.") and not is_allowed(part, name.removeprefix("dashboard."))
    ]
    assert not against_the_arrow


def test_only_pages_widgets_session_and_the_front_door_import_streamlit():
    others = [
        str(path.relative_to(ROOT))
        for path, part in python_files().items()
        if part not in MAY_IMPORT_STREAMLIT
        and any(name.split(".")[0] == "streamlit" for name in imported_names(path))
    ]
    assert not others


def test_an_import_against_the_arrow_would_be_seen(tmp_path):
    module = tmp_path / "dashboard" / "charts" / "ranking.py"
    module.parent.mkdir(parents=True)
    module.write_text(
        "from dashboard import session\nfrom ..engine import duck\nimport dashboard.ingest.tables\n"
        "from dashboard.i18n import t\n"
    )
    seen = {name.removeprefix("dashboard.") for name in imported_names(module, tmp_path)}
    assert seen == {"session", "engine.duck", "ingest.tables", "i18n.t"}
    assert {name for name in seen if not is_allowed("charts", name)} == seen - {"i18n.t"}
    assert is_allowed("sample", "ingest.tables.TABLES")
    assert not is_allowed("sample", "ingest.read")


def test_pages_widgets_and_charts_hold_no_sql():
    query = re.compile(r"\b(SELECT|WITH)\b.*\bFROM\b", re.DOTALL)
    holding = [
        f"{path.relative_to(ROOT)}, line {node.lineno}"
        for path, part in python_files().items()
        if part in {"app", "server", "front", "pages", "widgets", "charts"}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and query.search(node.value)
    ]
    assert not holding


@pytest.mark.parametrize("folder", ["queries", "data"])
def test_queries_and_data_hold_no_python(folder):
    local = ROOT / "data" / "local"
    assert not [path for path in (ROOT / folder).rglob("*.py") if not path.is_relative_to(local)]


def relations_of(*kinds: str) -> set[str]:
    """The names of all queries of these kinds."""
    return {name for name, query in catalogue.queries().items() if query.kind in kinds}


def may_read(query: catalogue.Query) -> set[str]:
    """The relations, besides the sources, that a query of this kind may name after FROM."""
    models = relations_of("model")
    if query.kind == "model":
        return models | {"indicator_fields"}  # which columns are worth counting
    if query.kind == "rollup":
        return models | RESULT_RELATIONS | BUILD_RELATIONS | relations_of("rollup")
    if query.kind == "view":  # an indicator's own relation is its results with the evidence
        found = RESULT_RELATIONS | BUILD_RELATIONS | relations_of("indicator")
        return models | found | relations_of("rollup", "view")
    if not query.is_second_stage:
        return models
    return models | RESULT_RELATIONS | BUILD_RELATIONS | relations_of("rollup")


@pytest.mark.parametrize("kind", ["model", "indicator", "rollup", "view"])
def test_queries_read_only_what_lies_before_them(kind):
    against_the_arrow = [
        f"{query.path.relative_to(ROOT)} reads {relation}"
        for query in catalogue.queries().values()
        if query.kind == kind
        for relation in sorted(query.reads - may_read(query))
        if not (kind == "model" and relation.startswith(SOURCE_PREFIXES))
    ]
    assert not against_the_arrow


def test_no_step_of_a_query_borrows_the_name_of_a_relation():
    # A CTE called `payments` would hide what the query reads from the build order.
    taken = set(catalogue.queries()) | RESULT_RELATIONS | BUILD_RELATIONS
    borrowed = [
        f"{query.path.relative_to(ROOT)}: {step.alias}"
        for query in catalogue.queries().values()
        for step in sqlglot.parse_one(query.sql, read="duckdb").find_all(exp.CTE)
        if step.alias in taken or step.alias.startswith(SOURCE_PREFIXES)
    ]
    assert not borrowed


def test_the_engine_lists_the_result_relations_that_these_arrows_know():
    assert set(catalogue.RESULT_RELATIONS) == RESULT_RELATIONS
