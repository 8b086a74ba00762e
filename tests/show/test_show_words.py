"""Words for numbers: calibrated, rounded and dated the same way everywhere."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from rekindle.show import words
from rekindle.show.terminal.outcomes import outcome_table


@pytest.mark.parametrize(
    ("count", "of", "word"),
    [
        (1000, 1000, "virtually certain"), (990, 1000, "virtually certain"), (95, 100, "extremely likely"),
        (94, 100, "very likely"), (90, 100, "very likely"), (89, 100, "likely"), (66, 100, "likely"),
        (65, 100, "about as likely as not"), (33, 100, "about as likely as not"), (32, 100, "unlikely"),
        (10, 100, "very unlikely"), (11, 100, "unlikely"),
        (5, 100, "extremely unlikely"), (1, 100, "exceptionally unlikely"),
        (0, 500, "exceptionally unlikely"), (29, 29, ""), (0, 1, ""),
        (50, 50, "extremely likely"), (0, 50, "extremely unlikely"),
    ],
)  # fmt: skip
def test_likelihood_follows_the_scale_and_needs_worlds(count: int, of: int, word: str) -> None:
    assert words.likelihood(count, of) == word


def test_worlds_never_says_zero_per_cent() -> None:
    assert words.worlds(0, 500) == "none of 500 worlds"
    assert words.worlds(500, 500) == "all 500 worlds"
    assert words.worlds(94, 100) == "94 of 100 worlds"
    assert words.worlds(1, 1) == "the one world of this run"
    assert words.worlds(12_000, 20_000) == "12,000 of 20,000 worlds"


def test_dates() -> None:
    assert words.day(np.datetime64("2017-07-10T00:00:00", "ns")) == "10 July 2017"
    assert words.deadline(date(2017, 12, 31)) == "the end of 2017"
    assert words.deadline("2017-03-15") == "15 March 2017"
    assert words.days(date(2016, 12, 5), date(2016, 12, 12)) == "5 and 12 December 2016"
    assert words.days(date(2016, 12, 30), date(2017, 1, 2)) == "30 December 2016 and 2 January 2017"


def test_a_table_tells_shares_in_per_cent_and_what_happens_or_not_by_its_worlds() -> None:
    """A share within a world (unit "share") is not the share of worlds in which something happens (unit "1")."""
    levels = dict(zip(("p05", "p25", "p50", "p75", "p95"), (0.14, 0.161, 0.177, 0.191, 0.216), strict=True))
    row = {"worlds": 300, "mean": 0.18, **levels}
    outcomes = {"returned_foreign_2017_12": {"unit": "share", **row}, "mosul_retaken": {"unit": "1", **row, "mean": 0.99}}
    table = outcome_table({"scenario": "mosul-2016", "policy": "historical", "worlds": 300, "outcomes": outcomes})
    shown = {line.split()[0]: line for line in table.splitlines()[4:]}
    assert shown["returned_foreign_2017_12"].split()[1:] == ["18", "%", "16", "to", "19", "%", "14", "to", "22", "%"]
    assert shown["mosul_retaken"].endswith("297 of 300 worlds")
    assert max(map(len, table.splitlines())) <= 80
