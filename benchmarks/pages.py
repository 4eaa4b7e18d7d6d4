"""How long a page takes on the server, and how fifty readers fare at once.

Uses Streamlit's own interface for programs on a real server, on this machine only, and divides by
the rerun of a page with one widget under Streamlit's default settings.
"""

from __future__ import annotations

import json
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SMALLEST_PAGE = """import streamlit as st
st.write(st.slider("One widget", 0, 100, key="one"))
"""
REPEATS = 12
USERS = 50
THINK_SECONDS = 5.0
CHANGES_PER_USER = 6
# Each page with the box that is changed on it.
PAGES = {
    "": "agency",
    "neighbourhoods": "measure",
    "projects": "agency",
    "payments": "agency",
    "indicators": "agency",
    "data": "choice_part",
}


def measure(environment: dict[str, str]) -> dict[str, float]:
    """The two page figures, and what they were made of (milliseconds)."""
    with tempfile.TemporaryDirectory() as folder:
        smallest = Path(folder) / "smallest.py"
        smallest.write_text(SMALLEST_PAGE)
        with serving(smallest, environment, cwd=folder) as address:
            yardstick = rerun_times(address, "", "one", list(range(1, REPEATS + 1)))
    with serving(ROOT / "app.py", environment, cwd=ROOT) as address:
        times: list[float] = []
        for page, key in PAGES.items():
            times += rerun_times(address, page, key, choices(address, page, key))
        users = fifty_users(address)
    unit = statistics.median(yardstick)
    return {
        "rerun of a one-widget page, median, ms": unit * 1000,
        "page with a filter changed, p95 over all pages, ms": percentile(times, 95) * 1000,
        "page, p95 in reruns of a one-widget page": percentile(times, 95) / unit,
        "50 users, p95 of a filter change, seconds": percentile(users, 95),
    }


@contextmanager
def serving(script: Path, environment: dict[str, str], cwd):
    """A Streamlit server on a free port, with its interface for programs switched on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1"]
    options += ["--server.headless", "true", "--server.enableAgentApi", "true"]
    options += ["--browser.gatherUsageStats", "false"]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), *options],
        env=environment,
        cwd=cwd,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(address: str, seconds: float = 60) -> None:
    """Returns when the server answers. Raises TimeoutError."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise TimeoutError(address)


def interact(address: str, body: dict) -> dict:
    """One request to the server's interface for programs: the finished page as JSON."""
    request = urllib.request.Request(
        f"{address}/_stcore/agent/interact",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


def opened(address: str, page: str) -> dict:
    """A new session on a page."""
    return interact(address, {"page": page} if page else {})


def choices(address: str, page: str, key: str) -> list:
    """What the box `key` of a page offers. Raises RuntimeError if it is not there."""
    options = find_options(opened(address, page).get("tree"), key)
    if len(options) < 2:
        raise RuntimeError(f"page '{page}' has no box '{key}' to change")
    return options


def find_options(tree, key: str) -> list:
    """The options of the widget `key` anywhere in a page's tree."""
    if isinstance(tree, dict):
        if tree.get("key") == key and tree.get("props", {}).get("options"):
            return list(tree["props"]["options"])
        tree = list(tree.values())
    if isinstance(tree, list):
        for branch in tree:
            found = find_options(branch, key)
            if found:
                return found
    return []


def rerun_times(address: str, page: str, key: str, values: list) -> list[float]:
    """Seconds of each rerun while the widget `key` goes through `values`, most of them unseen.

    The very first change is left out: it also pays for what only a first visit needs.
    """
    session = opened(address, page)["session_id"]
    times = []
    for turn in range(REPEATS):
        body = {"session_id": session, "widget_state": {key: values[turn % len(values)]}}
        started = time.perf_counter()
        answer = interact(address, body)
        times.append(time.perf_counter() - started)
        if answer.get("status") != "ready":
            raise RuntimeError(f"page '{page}' answered {answer.get('status')}")
    return times[1:]


def fifty_users(address: str) -> list[float]:
    """Seconds of every filter change of fifty readers who think five seconds in between."""
    times: list[float] = []
    lock = threading.Lock()
    values = choices(address, "projects", "agency")

    def reader(number: int) -> None:
        time.sleep(THINK_SECONDS * number / USERS)
        session = opened(address, "projects")["session_id"]
        for turn in range(CHANGES_PER_USER):
            time.sleep(THINK_SECONDS)
            body = {
                "session_id": session,
                "widget_state": {"agency": values[(number + turn) % len(values)]},
            }
            started = time.perf_counter()
            interact(address, body)
            with lock:
                times.append(time.perf_counter() - started)

    readers = [threading.Thread(target=reader, args=(number,)) for number in range(USERS)]
    for thread in readers:
        thread.start()
    for thread in readers:
        thread.join()
    return times


def percentile(times: list[float], percent: int) -> float:
    """The `percent`th percentile of at least two times."""
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]
