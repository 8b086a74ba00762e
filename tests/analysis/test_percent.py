"""Shares in per cent: near nothing, near all, and near an edge; and that there is no second place in which they are rounded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import rekindle
from rekindle.analysis.statistics.percent import WORDS, between, brief, figure, percent

PACKAGE = Path(rekindle.__file__).parent
AXES = ("set_major_formatter", "FuncFormatter")


@pytest.mark.parametrize(("share", "text"), [
    (0, "0 %"), (1, "100 %"), (0.5, "50 %"), (0.047, "5 %"), (0.0071, "0.7 %"), (0.01, "1 %"), (0.002, "0.2 %"),
    (0.0003, "under 0.1 %"), (0.9995, "over 99.9 %"), (0.99, "99 %"), (0.994, "99.4 %"), (0.9999, "over 99.9 %"),
    (1.5, "150 %"), (float("nan"), "unknown"),
])  # fmt: skip
def test_what_sometimes_happens_is_never_0_or_100(share, text):
    assert percent(share) == text


@pytest.mark.parametrize(("count", "of", "edge", "text"), [
    (888, 988, 0.9, "89.9 %"), (899_999, 1_000_000, 0.9, "89.9999 %"), (900, 1000, 0.9, "90 %"), (901, 1000, 0.9, "90.1 %"),
    (659, 1000, 0.66, "65.9 %"), (660, 1000, 0.66, "66 %"), (2890, 6000, 0.5, "48 %"), (1001, 2000, 0.5, "50.05 %"),
    (9_999_999, 10_000_000, 0.99, "over 99.9 %"), (1, 1000, 0.0, "0.1 %"),
])  # fmt: skip
def test_a_share_is_never_rounded_to_or_over_the_edge_beside_it(count, of, edge, text):
    assert percent(count / of, edge) == text


def test_for_every_count_the_figure_lies_on_the_side_of_the_bar_that_the_share_lies_on():
    for bar in WORDS:
        for of in (60, 988, 2000):
            for count in range(of + 1):
                shown = percent(count / of, bar)
                number = float(re.sub(r"[^0-9.]", "", shown)) / 100
                assert (number >= bar - 1e-12) == (count / of >= bar - 1e-12), (count, of, bar, shown)


def test_ranges_and_short_forms():
    assert between(0.97, 0.99) == "97 to 99 %"
    assert between(0.901, 0.903) == "about 90 %" and between(0.899, 0.903, 0.9) == "89.9 to 90.3 %"
    assert brief(0.0001) == "<0.1 %" and brief(0.99999) == ">99.9 %"
    assert figure(0.9, digits=1) == "90" and figure(0.9512, digits=1) == "95.1"


def test_nobody_else_rounds_a_share_to_per_cent():
    """Marks of axes apart, which are exact, a share becomes per cent in one file."""
    own = re.compile(r"100 \* [^:{}]*:[^{}]*f\} ?%|:\d*\.\d%\}")
    found = [
        f"{file.relative_to(PACKAGE)}: {line.strip()}"
        for room in ("analysis", "show") for file in sorted((PACKAGE / room).glob("*.py"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if own.search(line) and not any(axis in line for axis in AXES)
    ]  # fmt: skip
    assert [one for one in found if not one.startswith("analysis/claims/percent.py")] == []
