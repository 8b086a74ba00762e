"""What happens over time: each policy with the baseline in grey behind it, and the paired difference between the two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import xarray
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from rekindle.show import words
from rekindle.show.figures.bands import Fan, Results, try_fan
from rekindle.show.figures.data import Numbers
from rekindle.show.figures.panels import Series, fan_on, grid, headed
from rekindle.show.figures.picture import Picture, inside
from rekindle.show.figures.style import CIVILIAN, GROUP, HIDDEN, INK, QUIET, counted, dated, styled
from rekindle.show.words.comparison import Side, ends, groups, signed

COLUMNS = 3
OTHERS = 3
"""So many countries and cities have rows of their own."""
BANDS = "line: median; dark and light band: half of the worlds and the 90 % range; thin lines: single worlds."
KEY = f"Colour: the policy; {BANDS} Dashed: {{baseline}}, median; dotted: ends of its 90 % range."
KEY_DIFFERENCE = f"Policy minus {{baseline}} in the same world; {BANDS} The scale is that of the row."


@dataclass(frozen=True)
class Course:
    """One quantity over time: its fans by policy, and those of the paired differences to the baseline."""

    title: str
    colour: str
    fans: Mapping[str, Fan]
    differences: Mapping[str, Fan]


def pictures(side: Side) -> Iterator[Picture]:
    """Levels and differences, a figure for every three policies; series that a result lacks leave their row out."""
    courses = list(_courses(side))
    others = side.comparison.others
    for kind, title in (("courses", "Over time"), ("changes", "Difference over time")):
        for number, chosen in enumerate(groups(others, COLUMNS) if courses else []):
            named = [side.title(name) for name in chosen]
            heading = title if len(others) <= COLUMNS else f"{title}: {words.listed(named)}"
            make = partial(_figure, side, courses, chosen, kind == "changes")
            said = (_sentence if kind == "courses" else _sentence_of_changes)(side, courses[0], chosen)
            alt = _alt(side, courses, named, kind == "changes")
            caption = f"{heading}: {words.listed(named)} beside {side.title(side.comparison.baseline)}."
            beside = _numbers(side, courses, chosen, kind == "changes")
            yield Picture(f"{kind}_{number + 1}", heading, said, make, alt, [], "courses", caption=caption, numbers=beside)


def _rows(scenario: Any) -> Iterator[tuple[str, str, str, str]]:
    """Series, title, colour and way of adding up of each row. Civilians first; the first country has more rows than others."""

    def labelled(axis: Any) -> dict[str, str]:
        return {name: inside(words.within_text(str(axis[name].label))) for name in list(axis or {})[:OTHERS]}

    cities, countries = labelled(getattr(scenario, "cities", None)), labelled(scenario.countries)
    first = dict(list(countries.items())[:1])
    for series, title, colour, way, places in (
        ("civilians_killed", "Civilians killed in all", CIVILIAN, "running_total", {**cities, **countries}),
        ("displaced", "Displaced people", CIVILIAN, "stock", countries),
        ("attacks", "Attacks in four weeks", GROUP, "four_weeks", countries),
        ("covert", "Covert members", HIDDEN, "stock", first),
        ("held", "Living under the group", GROUP, "stock", first),
    ):
        for place, label in places.items():
            yield f"{series}_{place}", f"{title}, {label}", colour, way


def _courses(side: Side) -> Iterator[Course]:
    """Courses of the rows that every policy's results have."""
    for series, title, colour, way in _rows(side.scenario):
        if all(series in dataset for dataset in side.results.values()):
            fans = {name: _fan(dataset, side, series, way) for name, dataset in side.results.items()}
            under = side.results[side.comparison.baseline]
            apart = {
                name: _fan(_minus(side.results[name], under, series), side, series, way) for name in side.comparison.others
            }
            found = {name: fan for name, fan in fans.items() if fan}
            changed = {name: fan for name, fan in apart.items() if fan}
            if len(found) == len(fans) and len(changed) == len(apart):
                yield Course(title, colour, found, changed)


def _fan(dataset: xarray.Dataset, side: Side, series: str, way: str) -> Fan | None:
    return try_fan(getattr(Results(dataset, side.scenario.start), way), series)


def _minus(policy: xarray.Dataset, baseline: xarray.Dataset, series: str) -> xarray.Dataset:
    """A Dataset of the paired differences of one weekly series, over the worlds of both."""
    first, second = xarray.align(policy[[series]], baseline[[series]], join="inner")
    return first - second


def _levels(fan: Fan) -> tuple[float, float, float]:
    """5 %, median and 95 % at the last date."""
    return float(fan.levels[0, -1]), float(fan.median[-1]), float(fan.levels[4, -1])


def _sentence(side: Side, course: Course, policies: Sequence[str]) -> str:
    """Where the first course ends under the baseline and each policy."""
    told = []
    for name in (side.comparison.baseline, *policies):
        low, middle, high = _levels(course.fans[name])
        within = words.interval(low, high, write=words.people)
        told.append(f"{course.title}: {words.people(middle)} ({within}) under {side.title(name)}.")
    fan = course.fans[policies[0]]
    count = words.world_count(fan.worlds)
    return " ".join([*told, f"These are medians and 90 % ranges of {count} on {words.day(fan.dates[-1])}."])


def _sentence_of_changes(side: Side, course: Course, policies: Sequence[str]) -> str:
    """When the first course is furthest from the baseline under each policy, in the median."""
    told = []
    for name in policies:
        fan = course.differences[name]
        at = int(np.argmax(np.abs(fan.median)))
        within = ends(float(fan.levels[0, at]), float(fan.levels[4, at]))
        when, mid = words.month(fan.dates[at]), signed(float(fan.median[at]))
        told.append(f"{course.title}: {mid} ({within}) in {when} under {side.title(name)}.")
    count, baseline = words.world_count(course.differences[policies[0]].worlds), side.title(side.comparison.baseline)
    return " ".join([*told, f"These are the largest median differences to {baseline}, with 90 % ranges of {count}."])


def _alt(side: Side, courses: Sequence[Course], titles: Sequence[str], apart: bool) -> str:
    """What is drawn; the numbers stand in the table."""
    what = f"Differences to {side.title(side.comparison.baseline)}" if apart else "Levels"
    return (f"{what} by date under {words.listed(titles)}: {words.count(len(courses), 'rows')} of line charts. "
            "The table beneath gives where each ends.")  # fmt: skip


def _numbers(side: Side, courses: Sequence[Course], policies: Sequence[str], apart: bool) -> Numbers:
    """Where each course ends, to read; every date of it as CSV."""
    rows: list[tuple[str, ...]] = []
    data: list[tuple[str | float, ...]] = []
    for course in courses:
        for name in policies if apart else (side.comparison.baseline, *policies):
            fan = (course.differences if apart else course.fans)[name]
            low, middle, high = (signed(x) if apart else words.people(x) for x in _levels(fan))
            rows.append((course.title, side.title(name), words.day(fan.dates[-1]), middle, f"{low} to {high}"))
            for at, when in enumerate(fan.dates):
                data.append((course.title, name, str(words.as_date(when)), *map(float, fan.levels[:, at])))
    columns = ("what", "policy", "date", "p05", "p25", "median", "p75", "p95")
    heads = ("What", "Policy", "Date", "Median", "90 % range")
    return Numbers(heads, tuple(rows), (False, False, False, True, True), columns, tuple(data))


def _figure(side: Side, courses: Sequence[Course], policies: Sequence[str], apart: bool, width: float) -> Figure:
    """Rows of courses, columns of policies, one scale for each row."""
    columns = 1 if width < 6 else len(policies)
    counts = {fan.worlds for course in courses for fan in course.fans.values()}
    behind = " and ".join(f"{count:,}" for count in sorted(counts, reverse=True))
    note = f"{behind} worlds. {(KEY_DIFFERENCE if apart else KEY).format(baseline=side.title(side.comparison.baseline))}"
    with styled():
        figure, panels = grid(len(courses) * len(policies), columns, width, 1.15, note)
        pairs = [(course, name) for course in courses for name in policies]
        for axes, (course, name) in zip(panels, pairs, strict=True):
            baseline = side.comparison.baseline
            unit = _change(axes, course, name) if apart else _level(axes, course, name, baseline)
            dates = course.fans[name].dates
            wide = axes.get_position().width * width
            dated(axes, dates[0], dates[-1], most=max(3, int(wide / 0.52)))
            headed(axes, course.title, f"{side.title(name)}{unit}", bare=False)
    return figure


def _level(axes: Axes, course: Course, policy: str, baseline: str) -> str:
    """A policy's fan over the baseline's; returns what the heading has to say of the unit."""
    fan_on(axes, Series(course.fans[policy], course.colour))
    under = course.fans[baseline]
    dates = date2num(under.dates)
    axes.plot(dates, under.median, color=INK, linewidth=1.2, linestyle=(0, (4, 2)), zorder=4)
    for level in (0, 4):
        axes.plot(dates, under.levels[level], color=QUIET, linewidth=0.8, linestyle=(0, (1, 1.5)), zorder=3.5)
    top = 1.06 * max(float(np.nanmax(fan.levels[4])) for fan in course.fans.values())
    return "; million" if counted(axes, top, "people").startswith("million") else ""


def _change(axes: Axes, course: Course, policy: str) -> str:
    """The fan of paired differences around a line at zero; returns what the heading has to say of the unit."""
    fan_on(axes, Series(course.differences[policy], course.colour))
    low = min(float(fan.levels[0].min()) for fan in course.differences.values())
    high = max(float(fan.levels[4].max()) for fan in course.differences.values())
    low, high = (min(low, 0.0), max(high, 0.0)) if high > low else (-1.0, 1.0)
    room = 0.06 * (high - low)
    axes.set_ylim(low - room, high + room)
    axes.axhline(0, color=INK, linewidth=0.9, zorder=2.5)
    size = max(-low, high)
    million = size >= 5e5
    divisor, end = (1e6, "") if million else (1e3, "k") if size >= 5e3 else (1.0, "")
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value / divisor, end)))
    axes.tick_params(axis="y", labelsize=8)
    return "; million" if million else ""


def _tick(value: float, end: str) -> str:
    return words.signed(value, words.exact) + end if value else "0"
