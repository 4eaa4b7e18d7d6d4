"""Everything public is described, and what is generated is fresh."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from dashboard.engine import catalogue

ROOT = Path(__file__).resolve().parent.parent
GENERATED = ROOT / "docs" / "indicators.md"
DECISIONS = ROOT / "docs" / "decisions"
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "queries" / "README.md",
    ROOT / "data" / "README.md",
]
MANIFESTS = sorted((ROOT / "data" / "sources").glob("*.toml"))
MODULES = sorted((ROOT / "dashboard").rglob("*.py"))


def guides() -> str:
    """The text of the pages that a person writes, README first."""
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES if page != GENERATED)


def commands() -> set[str]:
    """The words that `python -m dashboard` understands, read from its source."""
    source = ast.parse((ROOT / "dashboard" / "__main__.py").read_text(encoding="utf-8"))
    return {
        node.args[0].value
        for node in ast.walk(source)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "add_parser"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def settings() -> set[str]:
    """Every environment variable of ours that the code, its tests or the Makefile read."""
    files = [*MODULES, *(ROOT / "tests").rglob("*.py"), ROOT / "Makefile", ROOT / ".ci" / "run"]
    return {
        name
        for path in files
        for name in re.findall(r"\bCLEARWORKS_[A-Z]+(?:_[A-Z]+)*\b", path.read_text("utf-8"))
    }


def without_docstring(path: Path) -> list[str]:
    """The module, public functions and public classes of a file that do not say what they are."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    public = [
        node
        for node in module.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
    ]
    silent = [node.name for node in public if not ast.get_docstring(node)]
    is_empty = not module.body
    return silent if is_empty or ast.get_docstring(module) else ["the module itself", *silent]


def test_every_indicator_is_described():
    page = GENERATED.read_text(encoding="utf-8")
    missing = [
        query.header["code"]
        for query in catalogue.indicators().values()
        if not re.search(rf"\b{query.header['code']}\b", page) or query.header["title"] not in page
    ]
    assert not missing, "make docs"


def test_the_generated_page_is_fresh():
    from dashboard.engine import reference

    assert GENERATED.read_text(encoding="utf-8") == reference.indicator_page(), "make docs"


def test_every_command_is_described():
    known = commands()
    assert {"sample", "load", "build", "status", "new-indicator", "docs"} <= known
    text = guides()
    assert not [word for word in known if f"python -m dashboard {word}" not in text]


def test_every_setting_is_described():
    text = guides()
    assert not [name for name in settings() if name not in text]


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.stem)
def test_a_manifest_says_what_whose_and_under_which_licence(path):
    manifest = tomllib.loads(path.read_text(encoding="utf-8"))
    for key in ("title", "owner", "licence"):
        assert manifest.get(key, "").strip(), f"{path.name} lacks '{key}'"


def test_every_workspace_names_only_described_sources():
    described = {path.stem for path in MANIFESTS}
    named = {
        source
        for path in (ROOT / "data" / "workspaces").glob("*/workspace.toml")
        for key in ("sources", "boundaries")
        for source in tomllib.loads(path.read_text(encoding="utf-8")).get(key, [])
    }
    assert named - described == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_is_public_says_what_it_is(path):
    assert not without_docstring(path)


def test_a_silent_function_would_be_heard(tmp_path):
    module = tmp_path / "module.py"
    module.write_text(
        '"""Module."""\n\n\ndef said():\n    """Said."""\n\n\ndef silent():\n    pass\n'
    )
    assert without_docstring(module) == ["silent"]
    module.write_text("def _own():\n    pass\n")
    assert without_docstring(module) == ["the module itself"]


def test_every_decision_is_listed_and_says_what_would_undo_it():
    listed = (DECISIONS / "README.md").read_text(encoding="utf-8")
    pages = sorted(DECISIONS.glob("[0-9]*.md"))
    assert [page.name[:4] for page in pages] == [f"{n:04}" for n in range(1, len(pages) + 1)]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert f"({page.name})" in listed
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert headings == ["Context", "Choice", "Consequences", "What would undo it"], page.name


def test_the_changelog_has_a_section_for_what_is_coming_or_the_first_release():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## (Unreleased|\[?0\.1\.0)", changelog, re.MULTILINE)


def test_every_make_target_has_a_line_of_help():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    declared = re.search(r"^\.PHONY:((?:.*\\\n)*.*)$", makefile, re.MULTILINE)[1]
    targets = set(declared.replace("\\", " ").split())
    shown = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True
    ).stdout
    assert targets == set(re.findall(r"^  make ([a-z-]+)", shown, re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_inside_the_project_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


def test_the_readme_names_the_two_commands():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make run" in readme
    assert "make test" in readme
