"""The front door: the Streamlit app with its routes, headers and warm start."""

from pathlib import Path

import streamlit as st

from dashboard import server

server.send_without_delay()
app = st.App(
    Path(__file__).parent / "dashboard" / "front" / "navigation.py",
    lifespan=server.lifespan,
    routes=server.ROUTES,
    middleware=server.MIDDLEWARE,
)
