"""A running app over real builds, and a browser that notes everything it should not have done."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests import real_cities

ROOT = Path(__file__).parents[2]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Maps draw with WebGL; without a graphics card it is computed.
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]
# Streamlit looks for its server below the page's own address first; the browser reports the miss.
LOOKING_FOR_THE_SERVER = ("/_stcore/health", "/_stcore/host-config")
SECONDS = 60_000


def chromium() -> str:
    """The system's Chromium. Without one the test fails in CI and is skipped elsewhere."""
    found = os.environ.get("CLEARWORKS_CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if not found:
        reason = "no Chromium found: install it (Debian: apt-get install chromium)"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def built(sample_city_in_service, shared_folder, tmp_path_factory) -> Path:
    """A folder with the sample city built, and Buenos Aires where the real data are at hand."""
    local = tmp_path_factory.mktemp("browser") / "local"
    shutil.copytree(sample_city_in_service, local)
    real = os.environ.get("CLEARWORKS_REAL_DATA")
    if real:
        city = real_cities.made("buenos-aires", Path(real), shared_folder)
        shutil.copytree(city.local / city.name, local / city.name)
    elif os.environ.get("CI"):
        pytest.fail("CLEARWORKS_REAL_DATA is not set")
    return local


@pytest.fixture(scope="session")
def address(built):
    """The app, served on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = os.environ | {"CLEARWORKS_LOCAL": str(built)}
    server = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    base = f"http://127.0.0.1:{port}"
    try:
        wait_until_served(f"{base}/health")
        yield base
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_until_served(url: str, seconds: float = 90) -> None:
    """Returns when `url` answers. Raises TimeoutError."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise TimeoutError(url)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(params=[1440, 390], ids=["wide", "narrow"])
def any_width(request) -> int:
    """Both widths that every page is made for."""
    return request.param


@pytest.fixture
def open_page(browser, address):
    """Opens an address of the app; afterwards nothing may have gone wrong or gone elsewhere."""
    faults: list[str] = []
    contexts = []

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("console", lambda message: note_console(message))
        page.on("request", lambda request: note_request(request.url))

    def note_console(message) -> None:
        source = (message.location or {}).get("url", "")
        if message.type == "error" and not source.endswith(LOOKING_FOR_THE_SERVER):
            faults.append(f"console: {message.text} ({source})")

    def note_request(url: str) -> None:
        if not url.startswith((address, address.replace("http", "ws"), "data:", "blob:")):
            faults.append(f"request to another host: {url}")

    def opened(path: str, width: int = 1440) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 1000})
        context.set_default_timeout(SECONDS)
        contexts.append(context)
        context.on("page", watch)
        page = context.new_page()
        page.goto(f"{address}{path}")
        wait_until_drawn(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults


def wait_until_drawn(page: Page) -> None:
    """Returns when the script of the page has run to its end and its title stands there."""
    page.wait_for_selector('[data-testid="stHeading"] h1')
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
