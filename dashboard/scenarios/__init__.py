"""What a tier would be under other thresholds, points, weights and peers.

A scenario works on the values that a build stored and changes no official parameter: its results
lie beside the build, its settings in a file of their own.
"""

from __future__ import annotations

from dashboard.scenarios.draws import stability
from dashboard.scenarios.named import Scenario, apply, names, read, save
from dashboard.scenarios.stored import make, stored
from dashboard.scenarios.tornado import tornado

__all__ = ["Scenario", "apply", "make", "names", "read", "save", "stability", "stored", "tornado"]
