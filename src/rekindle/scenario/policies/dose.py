"""How much of a policy: a range in place of one number, drawn once a world, so that what a policy does is uncertain too.

A dose is addressed by the names of its policy and of what it changes. So a world has the same dose in every arm with that
policy, and another change or policy moves no draw.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import Field

from rekindle.scenario.quantity import Part


class Dose(Part):
    """A range that a change sets, scales by or adds; evenly over it, or over its logarithm where it scales."""

    low: float
    high: float
    name: str = Field(default="", description="Left out: that of its policy and of what is changed.")

    def __format__(self, form: str) -> str:
        return f"{self.low:{form}} to {self.high:{form}}"


@dataclass(frozen=True)
class DosePrior:
    """What worlds draw of a dose."""

    low: float
    high: float
    logarithmic: bool = False

    def quantile(self, u: Any) -> Any:
        if self.logarithmic:
            low, high = math.log(self.low), math.log(self.high)
            return np.exp(low + np.asarray(u) * (high - low))
        return self.low + np.asarray(u) * (self.high - self.low)

    def bounds(self) -> tuple[float, float]:
        return self.low, self.high

    def words(self) -> str:
        return f"{'log-uniform' if self.logarithmic else 'uniform'} {self.low:g} to {self.high:g}"


def prior_of(dose: Dose, verb: str) -> DosePrior:
    """What worlds draw of the dose of a change with a verb."""
    return DosePrior(dose.low, dose.high, verb == "scale")


def middle(value: Any, verb: str) -> float:
    """A number as it is, and of a dose the middle of what worlds draw."""
    return float(prior_of(value, verb).quantile(0.5)) if isinstance(value, Dose) else float(value)


def ends(value: Any) -> tuple[float, float]:
    """Both ends of a number or of a dose."""
    return (value.low, value.high) if isinstance(value, Dose) else (float(value), float(value))
