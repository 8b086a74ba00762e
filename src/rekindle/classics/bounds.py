"""What a number may be; errors name the number, say what it was and what it has to be."""

from __future__ import annotations

import math


def not_negative(**numbers: float) -> None:
    """Raise ValueError for the first of these numbers that is below 0 or not finite."""
    for name, number in numbers.items():
        if not (math.isfinite(number) and number >= 0):
            raise ValueError(f"{name} is {number!r}: it must be 0 or more")


def positive(**numbers: float) -> None:
    """Raise ValueError for the first of these numbers that is not above 0 or not finite."""
    for name, number in numbers.items():
        if not (math.isfinite(number) and number > 0):
            raise ValueError(f"{name} is {number!r}: it must be more than 0")


def shares(**numbers: float) -> None:
    """Raise ValueError for the first of these numbers that is not within 0 and 1."""
    for name, number in numbers.items():
        if not 0 <= number <= 1:
            raise ValueError(f"{name} is {number!r}: it must lie within 0 and 1")
