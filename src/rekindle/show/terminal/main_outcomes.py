"""The dozen outcomes that matter of a run, with what was recorded, as plain text for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from rekindle import variables
from rekindle.numbers import amount, count, interval
from rekindle.scenario.record_check import record_of
from rekindle.show.figures.bands import Results, quantiles
from rekindle.show.figures.material import Material
from rekindle.show.figures.outcomes import Charted, Line, charted, middle_of, where
from rekindle.show.terminal.outcomes import headed

WIDTH = 80
DOZEN = 13
"""So many outcomes are shown at the least, where a run has them: those of the first city and the first country."""
LABEL, MEDIAN, RANGE, RECORD, LIES = 36, 8, 17, 10, 9
"""Widths of the columns."""
INSIDE, ABOVE, BELOW = "inside", "above", "below"


def main_table(summary: Mapping[str, Any], dataset: Any, scenario: Any) -> str:
    """Median and 90 % range of the outcomes that matter, the recorded figure, and whether it lies inside the range."""
    material = Material(Results(dataset, scenario.start), scenario, record_of(scenario))
    rows = [(one, line) for one in chosen(list(charted(material))) if (line := _line(material, one)) is not None]
    lines = [*headed(summary), ""]
    if not rows:
        return "\n".join([*lines, *textwrap.wrap("The run has none of the main outcomes. --all prints every outcome.", WIDTH)])
    lines.append(f"{'outcome':<{LABEL}}{'median':>{MEDIAN}}{'90 % range':>{RANGE}}{'recorded':>{RECORD}}{'lies':>{LIES}}")
    lines.append("-" * WIDTH)
    for one, line in rows:
        lines += _row(one, line)
    return "\n".join([*lines, "", *_ending([line for _, line in rows], summary)])


def chosen(found: Sequence[Charted]) -> list[Charted]:
    """Of each variable its first place; of the next places as well, while there are fewer than a dozen."""
    rank: dict[str, int] = {}
    ranked = []
    for at, one in enumerate(found):
        rank[one.variable] = rank.get(one.variable, -1) + 1
        ranked.append((rank[one.variable], at, one))
    some = sorted(ranked, key=lambda each: each[:2])
    first = sum(place == 0 for place, _, _ in some)
    kept = some[: max(first, DOZEN)]
    return [one for _, _, one in sorted(kept, key=lambda each: each[1])]


def _line(material: Material, one: Charted) -> Line | None:
    """An outcome with its levels and its recorded figures; a year's may be the sum of its months."""
    values = material.results.outcome(one.name)
    if not len(values):
        return None
    elsewhere = material.cities if one.place else ()
    told = material.recorded_in(one.period, one.variable, one.place) if one.period else material.happened(
        one.variable, place=one.place, elsewhere=elsewhere)  # fmt: skip
    return Line(one.label, quantiles(values), len(values), material.results.unit(one.name), one.colour, told)


def _row(one: Charted, line: Line) -> list[str]:
    """One outcome; a label that leaves no room has lines of its own."""
    low, _, median, _, high = (float(level) for level in line.levels)
    recorded = next((_written(row.ends[0], line, one) for row in line.recorded if row.floor), "")
    recorded = f"≥ {recorded}" if recorded else ""
    if any(not row.floor for row in line.recorded):
        recorded = _written(middle_of(line), line, one)
    ends = interval(low, high, write=lambda value: _written(value, line, one))
    right = f"{_written(median, line, one):>{MEDIAN}}{ends:>{RANGE}}{recorded:>{RECORD}}{_lies(line):>{LIES}}"
    *above, last = textwrap.wrap(line.label, LABEL - 1, subsequent_indent="  ")
    return [*above, f"{last:<{LABEL}}{right}"]


def _written(value: float | None, line: Line, one: Charted) -> str:
    kind = variables.outcome(one.name)
    return amount(value, "share" if kind.yes_or_no else line.unit, brief=True, missing="never")


def _lies(line: Line) -> str:
    """Whether the recorded figure lies inside the 90 % range, above or below it; nothing where there is none."""
    told = where(line)
    return INSIDE if told.startswith("within") else ABOVE if told.startswith("above") else BELOW if told else ""


def _ending(lines: Sequence[Line], summary: Mapping[str, Any]) -> list[str]:
    """How many recorded figures lie inside their range, what the ranges are, and how many outcomes there are besides."""
    told = [_lies(line) for line in lines]
    with_record = sum(map(bool, told))
    found = f"{told.count(INSIDE)} of {with_record} recorded figures lie inside the 90 % range. " if with_record else ""
    more = len(summary["outcomes"]) - len(lines)
    return textwrap.wrap(f"{found}The 90 % range holds the middle 90 % of the simulated worlds. ≥ marks a recorded minimum. "
                         f"--all prints {count(more, 'more outcomes')}.", WIDTH)  # fmt: skip
