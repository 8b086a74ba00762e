"""The public door: what the command line, notebooks and pages call, and nothing deeper.

Functions take plain arguments. Each of them that may take long has `progress` (see `rekindle.progress`), which is told what
is being done; the default says nothing. All raise the errors of `rekindle.errors`, whose messages name options as the command
line writes them. Nothing heavy is loaded before a function is called.
"""

from __future__ import annotations

from rekindle.api.checks import check_seed_and_threads
from rekindle.api.comparisons import Compared, compare, compare_policies
from rekindle.api.description import describe
from rekindle.api.notebooks import charts
from rekindle.api.outcomes import discover, sensitivity
from rekindle.api.published_effects import effects
from rekindle.api.reading import accept_draft, read, read_bytes
from rekindle.api.ready import levers, live, opening, statement, story, verdicts
from rekindle.api.runs import World, export, gather, question, run, shard, simulate, verify, world
from rekindle.api.scenarios import check, list_scenarios, load, names, new, policies, policy_changes, problem_report, schema
from rekindle.api.statements import claims, explain, load_with_sources
from rekindle.api.validation import backtest, calibrate

__all__ = [
    "Compared",
    "World",
    "accept_draft",
    "backtest",
    "calibrate",
    "charts",
    "check",
    "check_seed_and_threads",
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
    "load_with_sources",
    "names",
    "new",
    "opening",
    "policies",
    "policy_changes",
    "problem_report",
    "question",
    "read",
    "read_bytes",
    "run",
    "schema",
    "sensitivity",
    "shard",
    "simulate",
    "statement",
    "story",
    "verdicts",
    "verify",
    "world",
]
