"""Days in the flow of a sentence."""

from __future__ import annotations

from datetime import date

from rekindle.show import words


def upto(last: date) -> str:
    """A last day after "to" or "after": "2018" where it ends the year, "15 November 2015" elsewhere."""
    return str(last.year) if (last.month, last.day) == (12, 31) else words.day(last)
