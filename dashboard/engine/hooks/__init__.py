"""What SQL alone cannot compute: one module per method, named in a header as `module.function`.

A hook takes the rows of its query as a frame, and `Settings`; it returns a frame with the columns
that the relation shall have. For an indicator these are the columns of the contract (subject_id,
project_id, value, skip_reason), the measures of its header, and evidence. The number itself comes
from a library (SciPy, statsmodels, esda, networkx), and every draw from `settings.random()`, so
that the same inputs give the same bytes. A hook never drops a subject: what cannot be computed gets
a reason.
"""

from __future__ import annotations

import hashlib
import importlib
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from dashboard.messages import InputError

SEED = 20_240_101
NAME = re.compile(r"[a-z_]+\.[a-z_]+")
IMPORT = re.compile(rf"^from {re.escape(__name__)}(?:\.(\w+))? import (\([^)]*\)|.*)", re.MULTILINE)
Hook = Callable[[pl.DataFrame, "Settings"], pl.DataFrame]
NO_BASELINES = pl.DataFrame(
    schema={
        "code": pl.String,
        "baseline_date": pl.Date,  # only what happened up to this day is in it
        "peer_group": pl.String,
        "rung": pl.Int64,  # 1 is the most alike, the last is everyone
        "peer_count": pl.Int64,
        "first_quartile": pl.Float64,
        "median": pl.Float64,
        "third_quartile": pl.Float64,
        # By the other of the two definitions in use, for what depends on the choice.
        "other_first_quartile": pl.Float64,
        "other_third_quartile": pl.Float64,
        "query_digest": pl.String,
    }
)
# Where a subject would lie by the other definition of quartiles, or among the next wider group of
# peers: what a scenario asks. Only subjects that come near a fence have rows.
NO_OTHER_PEERS = pl.DataFrame(
    schema={
        "code": pl.String,
        "subject_id": pl.String,
        "is_other_type": pl.Boolean,
        "is_wider": pl.Boolean,
        "above_distance": pl.Float64,
        "below_distance": pl.Float64,
    }
)


@dataclass
class Settings:
    """What a hook may know besides its rows. `made_baselines` collects what it freezes."""

    as_of: date = date(2025, 1, 1)
    code: str = ""  # of the indicator; empty for a model or rollup
    params: Mapping[str, Any] = field(default_factory=dict)
    seed: int = SEED
    quartile_type: int = 7
    query_digest: str = ""
    frozen_baselines: pl.DataFrame = field(default_factory=lambda: NO_BASELINES)
    made_baselines: list[pl.DataFrame] = field(default_factory=list)
    other_peers: list[pl.DataFrame] = field(default_factory=list)  # columns of NO_OTHER_PEERS

    def random(self, stream: str = "") -> np.random.Generator:
        """A source of draws of its own for each code and `stream`; the same in every run."""
        name = hashlib.sha256(f"{self.code} {stream}".encode()).digest()[:8]
        return np.random.default_rng([self.seed, int.from_bytes(name, "big")])


# Queries run side by side, hooks do not: esda seeds the one generator that NumPy has for everyone,
# and most of what they do holds Python's own lock anyway.
_ALONE = threading.Lock()


def call(name: str, where: str, rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """What the hook of a header makes of `rows`. Raises InputError as `find` does."""
    with _ALONE:
        return find(name, where)(rows, settings)


def find(name: str, where: str) -> Hook:
    """The function that a header names, such as `peers.fences`. Raises InputError if there is none.

    Only modules of this package can be named, so a query file reaches no other code.
    """
    if not NAME.fullmatch(name):
        raise InputError(where, f"'{name}' is no hook", "expected module.function")
    module_name, function_name = name.split(".")
    try:
        module = importlib.import_module(f"{__name__}.{module_name}")
    except ModuleNotFoundError as error:
        raise InputError(where, f"there is no module of hooks '{module_name}'") from error
    found = getattr(module, function_name, None)
    if not callable(found) or function_name.startswith("_"):
        raise InputError(where, f"'{module_name}' has no hook '{function_name}'")
    return found


def digest(name: str, folder: Path = Path(__file__).parent) -> str:
    """A SHA-256 of the module that a header names and of all that it imports from this package."""
    found: dict[str, str] = {}
    open_names = [name.partition(".")[0]]
    while open_names:
        module = open_names.pop()
        path = folder / f"{module}.py"
        if module not in found and path.exists():
            found[module] = path.read_text(encoding="utf-8")
            open_names += _imported(found[module])
    return hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()


def _imported(text: str) -> set[str]:
    """The names that come from this package: modules, and what has no file of its own.

    Not by `ast`, which in Python 3.11 fails when two threads parse at once.
    """
    found: set[str] = set()
    for module, names in IMPORT.findall(text):
        found |= {module} if module else set(re.findall(r"\w+", names))
    return found
