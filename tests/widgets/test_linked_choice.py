"""A choice stands in the address by its id, and links that name an id are followed."""

from streamlit.testing.v1 import AppTest


def page():
    import streamlit as st

    from dashboard.widgets import linked_choice

    labels = {"a": "First (3)", "b": "Second (5)"}
    st.write(linked_choice.select("Kind", labels, key="kind", default="a"))
    st.write(linked_choice.select("Filter", labels, key="filter"))


def opened(**address: str) -> AppTest:
    app = AppTest.from_function(page)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def test_an_id_in_the_address_is_chosen():
    app = opened(kind="b", filter="a")
    assert app.selectbox(key="kind").value == "b"
    assert app.selectbox(key="filter").value == "a"


def test_what_is_chosen_stands_in_the_address_by_its_id():
    app = opened()
    app.selectbox(key="filter").set_value("b").run()
    assert app.query_params["filter"] == ["b"] or app.query_params["filter"] == "b"
    app.selectbox(key="filter").set_value(None).run()
    assert "filter" not in app.query_params


def test_an_unknown_id_is_passed_over():
    app = opened(kind="z", filter="First (3)")
    assert app.selectbox(key="kind").value == "a"
    assert app.selectbox(key="filter").value is None
    assert not app.exception


def test_a_later_address_wins_over_an_earlier_choice():
    app = opened(kind="b")
    app.query_params["kind"] = "a"
    app.run()
    assert app.selectbox(key="kind").value == "a"
