"""The real cities, loaded and built once, for all tests that ask."""

from __future__ import annotations

import functools
import os
from pathlib import Path

import pytest

from tests import real_cities
from tests.real_cities import ROWS, City, run_command

VARIABLE = "CLEARWORKS_REAL_DATA"


@pytest.fixture(scope="session")
def command():
    """A function that runs one command with a folder of local data and returns what it prints."""
    return run_command


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of published files; skips without it, but fails where CI is set."""
    folder = os.environ.get(VARIABLE)
    if folder and Path(folder).is_dir():
        return Path(folder)
    reason = f"{VARIABLE} names no folder with the published files of the real cities"
    if os.environ.get("CI"):
        pytest.fail(f"{reason}; in CI it must", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def city(real_data, shared_folder):
    """A function that gives a city by its workspace's name; the first call loads and builds it."""
    return functools.cache(lambda name: real_cities.made(name, real_data, shared_folder))


@pytest.fixture(scope="session")
def buenos_aires(city) -> City:
    return city("buenos-aires")


@pytest.fixture(scope="session")
def new_york(city) -> City:
    return city("new-york")


@pytest.fixture(scope="session")
def bengaluru(city) -> City:
    return city("bengaluru")


@pytest.fixture(scope="session")
def seoul(city) -> City:
    return city("seoul")


@pytest.fixture(params=ROWS)
def any_city(request, city) -> City:
    """Each of the real cities in turn."""
    return city(request.param)


@pytest.fixture
def rows_counted(any_city) -> dict[str, int]:
    """The rows of every file of the city, as counted before this project read them."""
    return ROWS[any_city.name]
