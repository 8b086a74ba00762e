"""The one table of variables: what each number is called, counted in and judged by, wherever it is read or shown.

A row is one variable. Its pattern has room for a place and a period, `attacks_{place}_{year}`; which places and periods there
are is the scenario's affair: its countries, cities, places abroad, clock, and what its `outcomes:` says. Vocabulary and wording
of claims, labels of figures and tables, directions of comparisons and the causal chain are read off this table.
"""

from __future__ import annotations

from rekindle.variables.outcomes import (
    CIVILIAN,
    COST,
    GROUP,
    LESS,
    LOST_WEEKS,
    MONEY,
    MORE,
    OUTCOMES,
    RETURN_YEARS,
    STATE,
    UNJUDGED,
    WORDS,
    Matters,
    Variable,
    caveat,
    current,
    find,
    latest,
    outcome,
    returns,
    row,
    spelled,
)
from rekindle.variables.series import FLOWS, SERIES, Series, series_of

__all__ = [
    "CIVILIAN",
    "COST",
    "FLOWS",
    "GROUP",
    "LESS",
    "LOST_WEEKS",
    "MONEY",
    "MORE",
    "Matters",
    "OUTCOMES",
    "RETURN_YEARS",
    "SERIES",
    "STATE",
    "Series",
    "UNJUDGED",
    "Variable",
    "WORDS",
    "caveat",
    "current",
    "find",
    "latest",
    "outcome",
    "read_from",
    "returns",
    "row",
    "series_of",
    "spelled",
]


def read_from(metric: str) -> tuple[str, ...]:
    """Where an outcome or a series is read off: fields of the model's state, or the mechanism whose flow it is."""
    found = find(metric)
    return found[0].read_from if found else series_of(metric)[0].read_from
