"""Changes: the radar counts what is stored, and any page can be shown as of another build."""

from datetime import date

import pytest

from dashboard import publish


def words(app) -> str:
    parts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.subheader]
    return "\n".join(str(part.value) for part in parts)


def table_with(app, *columns: str):
    return next(table.value for table in app.dataframe if set(columns) <= set(table.value.columns))


def test_the_radar_counts_edits_by_publication_and_lists_them_with_both_rows(open_page, facts):
    app = open_page("changes")
    counted = table_with(app, "edit_count", "vanished_count", "published_date")
    stored = facts.single("SELECT COUNT(*) FROM retroactive_edits WHERE is_unexplained")
    assert counted["edit_count"].sum() == stored > 0
    listed = table_with(app, "value_before", "value_after", "row_before", "row_after")
    assert listed["row_before"].str.contains("file=sample-").all()
    assert listed["row_before"].str.contains("workspace=sample").all()


def test_a_filter_of_the_address_leaves_only_its_edits(open_page, facts):
    app = open_page("changes", field="original_amount")
    counted = table_with(app, "edit_count", "vanished_count", "published_date")
    stored = facts.single(
        "SELECT COUNT(*) FROM retroactive_edits WHERE field = 'original_amount' AND is_unexplained"
    )
    assert counted["edit_count"].sum() == stored > 0


def test_how_projects_were_recognised_is_shown(open_page):
    shown = table_with(open_page("changes", part="links"), "status", "method", "project_count")
    assert (shown["method"] == "project_id").any()


@pytest.fixture
def earlier(sample_city, open_page):
    """A build as of an earlier day, made aside."""

    return publish.build(sample_city, as_of=date(2025, 9, 30), aside=True)


def test_a_page_can_be_shown_as_the_data_stood_and_says_so_and_links_keep_it(earlier, open_page):
    app = open_page("projects", build=earlier.run_id)
    assert "as they stood on 30 Sep 2025" in words(app)
    links = table_with(app, "open_link")["open_link"]
    assert links.str.contains(f"build={earlier.run_id}").all()
    now = open_page("projects")
    assert "as they stood" not in words(now)


def test_flags_that_changed_between_two_builds_are_counted_with_their_cause(earlier, open_page):
    app = open_page("changes", part="flags", since=earlier.run_id)
    counted = table_with(app, "new", "cleared", "changed", "by_data")
    moved = counted[["by_data", "by_rule", "by_peers"]].sum().sum()
    assert counted[["new", "cleared", "changed"]].sum().sum() == moved > 0


def test_a_build_that_is_not_kept_gives_the_latest_and_a_message(open_page):
    app = open_page("changes", build="0000000000000000")
    assert "is no longer kept" in words(app)
