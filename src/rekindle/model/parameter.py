"""Parameters and their priors: declared once, beside the mechanism that uses them.

A mechanism declares its parameters as one NamedTuple whose fields are annotated with a `Parameter`:

    class Raid(NamedTuple):
        reach: Annotated[float, Parameter("1/week", LogNormal(0.02, 0.5), "Kress & Szechtman 2009, sec. 2")]

That one declaration feeds the priors, the tables of the documentation, `rekindle cite` and the ranges of the tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, get_type_hints

import numpy as np
from scipy.special import ndtr, ndtri

CUT = 2.5
"""Log-normal priors are cut at this many standard deviations of the logarithm, so that both ends exist."""


class Prior(Protocol):
    """A distribution drawn by inversion: one uniform number in, one value out."""

    def quantile(self, u: Any) -> Any:
        """Value(s) below which a share `u` (0-1) of the prior lies."""

    def bounds(self) -> tuple[float, float]:
        """The two ends of the prior."""

    def words(self) -> str:
        """The prior in words, for tables."""


@dataclass(frozen=True)
class Fixed:
    """A value that is known, or taken as known."""

    value: float

    def quantile(self, u: Any) -> Any:
        return np.full(np.shape(u), self.value) if np.shape(u) else self.value

    def bounds(self) -> tuple[float, float]:
        return self.value, self.value

    def words(self) -> str:
        return f"{self.value:g}"


@dataclass(frozen=True)
class Uniform:
    """Every value between `low` and `high` is equally likely."""

    low: float
    high: float

    def quantile(self, u: Any) -> Any:
        return self.low + (self.high - self.low) * np.asarray(u, float)

    def bounds(self) -> tuple[float, float]:
        return self.low, self.high

    def words(self) -> str:
        return f"uniform {self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class LogNormal:
    """Median and standard deviation of the logarithm, cut at 2.5 standard deviations."""

    median: float
    spread: float

    def quantile(self, u: Any) -> Any:
        tail = ndtr(-CUT)
        return self.median * np.exp(self.spread * ndtri(tail + (1 - 2 * tail) * np.asarray(u, float)))

    def bounds(self) -> tuple[float, float]:
        return self.median * float(np.exp(-CUT * self.spread)), self.median * float(np.exp(CUT * self.spread))

    def words(self) -> str:
        return f"log-normal, median {self.median:g}, sd of log {self.spread:g}"


@dataclass(frozen=True)
class Triangular:
    """Between `low` and `high` with its peak at `best`; on the scale of logarithms where `log` is true."""

    low: float
    best: float
    high: float
    log: bool = False

    def quantile(self, u: Any) -> Any:
        u = np.asarray(u, float)
        low, best, high = (np.log(x) if self.log else x for x in (self.low, self.best, self.high))
        if high == low:
            return np.full(u.shape, self.low) if u.shape else self.low
        peak = (best - low) / (high - low)
        rising = low + np.sqrt(u * (high - low) * (best - low))
        falling = high - np.sqrt((1 - u) * (high - low) * (high - best))
        drawn = np.clip(np.where(u < peak, rising, falling), low, high)
        return np.clip(np.exp(drawn), self.low, self.high) if self.log else drawn

    def bounds(self) -> tuple[float, float]:
        return self.low, self.high

    def words(self) -> str:
        scale = " on a log scale" if self.log else ""
        return f"triangular{scale}, {self.low:g} to {self.high:g}, peak {self.best:g}"


@dataclass(frozen=True)
class Choice:
    """One of some named variants, each with a weight; a value is the variant's number, counted from 0."""

    options: Mapping[str, float]

    def __post_init__(self) -> None:
        if len(self.options) < 2 or min(self.options.values()) <= 0:
            raise ValueError("a choice needs at least two options, each with a weight above 0")

    @property
    def names(self) -> tuple[str, ...]:
        """The variants in the order of their numbers."""
        return tuple(self.options)

    @property
    def weights(self) -> tuple[float, ...]:
        """Share of the worlds that each variant is to have; they sum to 1."""
        return tuple(weight / sum(self.options.values()) for weight in self.options.values())

    def quantile(self, u: Any) -> Any:
        steps = np.cumsum(self.weights)[:-1]
        return np.searchsorted(steps, np.asarray(u, float), side="right").astype(float)

    def bounds(self) -> tuple[float, float]:
        return 0.0, len(self.options) - 1.0

    def words(self) -> str:
        return ", ".join(f"{name} {weight:.0%}" for name, weight in zip(self.names, self.weights, strict=True))


@dataclass(frozen=True)
class Parameter:
    """What a mechanism's number means: its unit, its prior and where the prior comes from."""

    unit: str
    prior: Prior
    source: str
    meaning: str


@cache
def declared(group: type) -> dict[str, Parameter]:
    """Parameters of one mechanism's NamedTuple, by field name; read once, not to be changed.

    Raises TypeError if a field carries no `Parameter`.
    """
    found: dict[str, Parameter] = {}
    for name, hint in get_type_hints(group, include_extras=True).items():
        notes = [note for note in getattr(hint, "__metadata__", ()) if isinstance(note, Parameter)]
        if len(notes) != 1:
            raise TypeError(f"{group.__name__}.{name} must be annotated with exactly one Parameter")
        found[name] = notes[0]
    return found
