"""Rekindle: what happens after an armed group that holds territory loses it?

import rekindle
scenario = rekindle.load("mosul-2016")
results = rekindle.run("mosul-2016", worlds=100)      # an xarray.Dataset
results["battle_weeks_mosul"].median()

The functions below are those of `rekindle.api`; they load on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from rekindle.version import VERSION

if TYPE_CHECKING:
    from rekindle.api import (
        backtest,
        calibrate,
        charts,
        check,
        claims,
        compare,
        compare_policies,
        describe,
        discover,
        effects,
        explain,
        export,
        gather,
        levers,
        list_scenarios,
        live,
        load,
        names,
        new,
        opening,
        policies,
        policy_changes,
        read,
        read_bytes,
        run,
        sensitivity,
        shard,
        simulate,
        statement,
        story,
        verdicts,
        verify,
        world,
    )

__version__ = VERSION
WORLDS_FROM = ""
"""Where worlds are drawn from unless it is said: the packaged posterior of scenarios that it was learnt on, else the priors."""
__all__ = [
    "__version__",
    "backtest",
    "calibrate",
    "charts",
    "check",
    "claims",
    "compare",
    "compare_policies",
    "describe",
    "discover",
    "effects",
    "explain",
    "export",
    "gather",
    "levers",
    "list_scenarios",
    "live",
    "load",
    "names",
    "new",
    "opening",
    "policies",
    "policy_changes",
    "read",
    "read_bytes",
    "run",
    "sensitivity",
    "shard",
    "simulate",
    "statement",
    "story",
    "verdicts",
    "verify",
    "world",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("rekindle.api"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
