"""The mapping desk as a page: hand in, answer, correct, save, load; contacts are never shown."""

import pytest

from dashboard import workspaces
from dashboard.desk import mapping
from dashboard.i18n import t

FILE = (
    b"Project code,Project name,Status,Thing,Contract amount,Contract date,Contact phone\n"
    b"W1,Wall,Ongoing,North,500000,03/04/2024,555-010-2030\n"
    b"W2,<b>Roof</b>,Completed,South,700000.50,05/06/2024,555-010-2031\n"
    b",,,,,,\n"
)


def shown(app) -> str:
    """Everything that the page says, values of tables included."""
    parts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.success, *app.subheader]
    tables = [str(table.value) for table in [*app.dataframe, *app.data_editor]]
    return "\n".join([*(str(part.value) for part in parts), *tables])


@pytest.fixture
def desk(open_page):
    """The page with a file handed in."""

    def handed_in(content: bytes = FILE, name: str = "works_2025-01-15.csv"):
        app = open_page("mapping")
        app.file_uploader[0].set_value((name, content, "text/csv")).run()
        assert not app.exception, app.exception
        return app

    yield handed_in
    own = workspaces.read("sample").own_sources
    for path in own.glob("desk-*.toml"):
        path.unlink()


def press(app, label: str):
    next(button for button in app.button if button.label == label).click()
    app.run()
    assert not app.exception, app.exception
    return app


def test_the_page_begins_with_a_field_for_a_file(open_page):
    app = open_page("mapping")
    assert app.title[0].value == t("pages.mapping")
    assert len(app.file_uploader) == 1 and not app.radio


def test_a_file_is_described_and_its_question_asked(desk):
    app = desk()
    assert "projects" in shown(app) and "contracts" in shown(app)
    questions = [radio for radio in app.radio if "begin with the day" in radio.label]
    assert len(questions) == 1 and questions[0].value is None


def test_rows_read_are_rows_loaded_and_set_aside(desk):
    app = desk()
    sentence = next(part.value for part in app.markdown if "rows read" in part.value)
    assert sentence.startswith("**3** rows read = **2** would be loaded + **1**")


def test_contacts_are_never_shown(desk):
    app = desk()
    assert "555" not in shown(app)
    assert "555" not in "".join(area.value for area in app.text_area)


def test_an_answer_reads_the_column(desk):
    app = desk()
    radio = next(radio for radio in app.radio if "begin with the day" in radio.label)
    radio.set_value("day-first").run()
    assert not app.exception
    contracts = next(t for t in app.dataframe if "signed_date" in t.value.columns)
    assert list(contracts.value["signed_date"]) == ["2024-04-03", "2024-06-05"]


def test_markup_in_a_file_is_shown_as_text(desk):
    app = desk(b'Project name,"[x](http://a.example) **y**",Status\nA,1,Ongoing\nB,2,Ongoing\n')
    assert not any("[x](http" in str(part.value) for part in [*app.markdown, *app.caption])


@pytest.mark.parametrize(
    ("content", "words"), [(b"%PDF-1.4", "PDF"), (b"MZ\x90", "program"), (b"a\0b", "no text")]
)
def test_what_is_no_source_gets_a_message(desk, content, words):
    app = desk(content)
    assert words in app.warning[0].value.replace("\\", "")
    assert not app.radio


def test_it_is_saved_loaded_and_said_that_a_build_is_needed(desk):
    app = desk()
    name = next(field for field in app.text_input if field.label == t("mapping.name"))
    name.set_value("desk-works").run()
    app = press(app, t("mapping.save"))
    assert "desk-works" in workspaces.read("sample").sources
    app = press(app, t("mapping.load"))
    said = " ".join(part.value for part in app.success)
    assert "3 rows read = 2 loaded + 1 quarantined" in said
    assert t("mapping.needs_build") in shown(app)
    assert t("mapping.build") in [button.label for button in app.button]


def test_a_name_that_is_taken_is_refused(desk):
    app = desk()
    name = next(field for field in app.text_input if field.label == t("mapping.name"))
    name.set_value("sample-projects").run()
    app = press(app, t("mapping.save"))
    assert "of that name already" in app.warning[0].value.replace("\\", "")


def test_the_text_of_the_manifest_may_be_changed(desk):
    app = desk()
    area = app.text_area[0]
    area.set_value(area.value + "\n[tables.nonsense]\nx = 1\n").run()
    assert not app.exception
    assert "no border table" in app.warning[0].value.replace("\\", "")


def test_a_city_without_a_build_can_map_too(open_page):
    app = open_page("mapping", workspace="seoul")
    assert len(app.file_uploader) == 1


def test_uploads_lie_in_the_workspace_only(desk):
    desk()
    folder = workspaces.read("sample").folder / mapping.UPLOADS
    assert all(path.parent.parent == folder for path in folder.rglob("*.csv"))
