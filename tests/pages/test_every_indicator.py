"""The page of every indicator: its rule, its source, its query, and the card of its first flag."""

import pytest

from dashboard.engine import catalogue

CODES = [query.header["code"] for query in catalogue.indicators().values()]


@pytest.fixture(scope="module")
def opened_before() -> dict:
    """The pages that were opened, by code; tests only look at them."""
    return {}


@pytest.fixture(params=CODES)
def code(request) -> str:
    """Each indicator in turn."""
    return request.param


@pytest.fixture
def page(open_page, opened_before, code):
    """The page of the indicator."""
    if code not in opened_before:
        opened_before[code] = open_page("indicator", code=code)
    return opened_before[code]


def words(*elements) -> str:
    return "\n".join(str(one.value) for group in elements for one in group)


def test_it_has_its_rule_its_source_and_its_query(page, code):
    header = catalogue.by_code(code).header
    text = words(page.markdown, page.caption, page.info, page.warning, page.subheader, page.title)
    assert page.title[0].value == f"{code} {header['title']}"
    for part in ("why", "formula", "source"):
        assert header[part] in text
    for explanation in header["innocent"]:
        assert explanation in text
    assert f"[{header['verification']}]" in text
    assert any(header["title"] in block.value or "SELECT" in block.value for block in page.code)


def test_the_card_is_whole_where_it_raises_anything(page, facts, code):
    flagged = facts.single(
        "SELECT COALESCE(SUM(n), 0) FROM indicator_counts"
        f" WHERE code = '{code}' AND outcome = 'flagged'"
    )
    text = words(page.markdown, page.caption, page.info)
    assert ("**The sum.**" in text) == bool(flagged)
    if flagged:
        for part in ("**What would clear it.**", "**Innocent", "**Threshold from.**"):
            assert part in text
        assert "**Rows used.**" in text
