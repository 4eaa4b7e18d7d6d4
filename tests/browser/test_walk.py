"""Every page opens; and the way from a neighbourhood to a source row can be walked."""

import re
from urllib.parse import parse_qs, urlparse

import pytest

from tests.browser.conftest import wait_until_drawn

pytestmark = pytest.mark.browser

PAGES = {
    "/": "Overview",
    "/neighbourhoods": "Neighbourhoods",
    "/projects": "Projects",
    "/payments": "Payments",
    "/indicators": "Indicators",
    "/data": "Data and method",
    "/indicator?code=C1": None,
}

WAY = (
    ("neighbourhoods_", "neighbourhood"),
    ("neighbourhood_projects", "project"),
    ("source-rows", "source"),
)


def with_workspace(path: str, workspace: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}workspace={workspace}"


@pytest.mark.parametrize("workspace", ["sample", "buenos-aires"])
@pytest.mark.parametrize("path", PAGES)
def test_page_opens_at_both_widths(open_page, built, any_width, workspace, path):
    if not (built / workspace).exists():
        pytest.skip("CLEARWORKS_REAL_DATA is not set, so Buenos Aires was not built")
    page = open_page(with_workspace(path, workspace), any_width)
    assert page.locator('[data-testid="stException"]').count() == 0
    title = page.locator('[data-testid="stHeading"] h1').first.inner_text()
    assert title == PAGES[path] if PAGES[path] else title
    assert "Data as of" in page.inner_text('[data-testid="stMain"]')
    # Nothing is cut off: the page is never wider than its window.
    assert page.evaluate("document.documentElement.scrollWidth") <= any_width


def open_first_row(page, table: str) -> None:
    """Chooses the first row of a table by the box at its left end."""
    grid = page.locator(f'[class*="st-key-table_{table}"] [data-testid="stDataFrame"]')
    grid.scroll_into_view_if_needed()
    grid.locator("canvas").first.wait_for()
    page.wait_for_timeout(500)  # the grid draws its rows a moment after its canvas is there
    grid.click(position={"x": 18, "y": 52})


def parameter(page, name: str) -> str:
    return parse_qs(urlparse(page.url).query)[name][0]


@pytest.mark.parametrize("workspace", ["sample", "buenos-aires"])
def test_from_a_neighbourhood_to_a_project_to_its_source_row(open_page, built, workspace):
    if not (built / workspace).exists():
        pytest.skip("CLEARWORKS_REAL_DATA is not set, so Buenos Aires was not built")
    page = open_page(with_workspace("/neighbourhoods", workspace))
    for table, name in WAY:
        open_first_row(page, table)
        page.wait_for_url(f"**/{name}?**")
        wait_until_drawn(page)
        assert parameter(page, "workspace") == workspace
    text = page.inner_text('[data-testid="stMain"]')
    assert re.search(r"[0-9a-f]{64}", text), "the SHA-256 of the file stands on the page"
    assert parameter(page, "line") in text


def test_a_neighbourhood_opens_from_the_map(open_page):
    page = open_page("/neighbourhoods?workspace=sample&measure=C1")
    drawn = page.locator('[data-testid="stPlotlyChart"]').first
    drawn.locator("canvas.maplibregl-canvas").wait_for()
    page.wait_for_timeout(4000)  # the polygons are drawn after their file has come
    box = drawn.bounding_box()
    # The city fills its map, so a point a little off the middle lies in some neighbourhood.
    page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.4)
    page.wait_for_url("**/neighbourhood?**")
    wait_until_drawn(page)


def test_a_neighbourhood_opens_by_its_name(open_page):
    page = open_page("/neighbourhoods?workspace=sample")
    page.get_by_role("combobox", name=re.compile("by name")).click()
    page.keyboard.type("a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/neighbourhood?**")
    wait_until_drawn(page)
