"""Commands with a module of their own: each has `add_parser(commands)` and runs what it adds.

A module imports at its top only what argparse needs, so that `--help` is quick.
"""

from __future__ import annotations

from types import ModuleType

from dashboard.commands import (
    cardinal,
    changes,
    digest,
    evaluate,
    export,
    parties,
    propose,
    scenarios,
    template,
)

COMMANDS: tuple[ModuleType, ...] = (
    cardinal,
    changes,
    digest,
    evaluate,
    export,
    parties,
    propose,
    scenarios,
    template,
)
