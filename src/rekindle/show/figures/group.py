"""Pictures of the group: how many fight openly, how many live clandestinely, where they come from, what holds it up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from rekindle.show import words
from rekindle.show.figures.bands import Fan, quantiles
from rekindle.show.figures.data import Numbers
from rekindle.show.figures.panels import KEY_RECORD, Panel, Series, fan_on, grid, headed, label_ends, recorded_on
from rekindle.show.figures.picture import Material, Picture, brief, inside
from rekindle.show.figures.points import at, tell
from rekindle.show.figures.style import GROUP, HIDDEN, PALETTE, STATE, counted, dated, lighter, styled
from rekindle.show.figures.telling import beside, captioned, course, result, told
from rekindle.show.figures.values import numbers, tell_values

STANCES = ("stands", "withdraws", "goes underground")
ORIGIN = 22
"""Letters of an origin's name that there is room for beside the chart."""


def pictures(material: Material) -> Iterator[Picture]:
    """Every picture of the group that the results allow."""
    results = material.results
    if not results.worlds:
        return
    if material.of(material.countries, "overt", "covert"):
        yield members(material)
    by_origin = results.has("overt_by_origin", "covert_by_origin") and len(results.origins) > 1
    if by_origin and len(results.by_origin("overt_by_origin")):
        yield origins(material)
    if results.has("detained", "away"):
        yield removed(material)
    if results.has("stance"):
        yield stances(material)
    if results.has("leadership", "appeal", "funds"):
        yield pillars(material)


def members(material: Material) -> Picture:
    """Members fighting openly and living clandestinely, by country, and all of them together."""
    results = material.results
    countries = material.of(material.countries, "overt", "covert")
    panels = _of_all(material, countries)
    for country, label in countries.items():
        both = results.stock(f"overt_{country}", plus=[f"covert_{country}"])
        panels.append(_members(material, f"{brief(label)}: all members", both, PALETTE[6], "members", country))
    for what, title, colour in (("overt", "fighting openly", GROUP), ("covert", "living clandestinely", HIDDEN)):
        for country, label in countries.items():
            fan = results.stock(f"{what}_{country}")
            panels.append(_members(material, f"{brief(label)}: {title}", fan, colour, what, country))
    text = _crossover(material, *next(iter(countries.items())))
    text = f"{text} {_covert_sentence(material, *next(iter(countries.items())))}".strip()
    rests = material.rests("cities.*.overt", "places.*.overt", "places.*.covert")
    return material.picture(
        "group_members", "group", "Members fighting openly and living clandestinely", text, panels, rests,
        columns=2 if len(countries) == 2 else 3, note=material.left_out(material.countries),
    )  # fmt: skip


def _of_all(material: Material, countries: Mapping[str, str]) -> list[Panel]:
    """All members of all countries, where a figure of them is recorded that is no single country's."""
    rows = material.happened("members_total", "members", elsewhere=())
    if not rows or len(countries) < len(material.countries) or len(countries) == 1:
        return []
    first, *others = [f"{what}_{country}" for country in countries for what in ("overt", "covert")]
    fan = material.results.stock(first, plus=others)
    return [Panel(f"{_all(countries)}: all members", "members", [Series(fan, PALETTE[6])], rows)]


def _all(countries: Mapping[str, str]) -> str:
    return "Both countries" if len(countries) == 2 else "All countries"


def _members(material: Material, title: str, fan: Fan, colour: str, variable: str, country: str) -> Panel:
    alone = ["members_total"] if variable == "members" and len(material.countries) == 1 else []
    names = [variable, "covert_members"] if variable == "covert" else [variable, *alone]
    return Panel(title, "members", [Series(fan, colour)], material.happened(*names, place=country))


def _covert_sentence(material: Material, country: str, label: str) -> str:
    """How many members live clandestinely at the end of a year: an outcome, or read off the weekly series."""
    if material.year is None:
        return ""
    period = f"{material.year}_12"
    values = material.outcome("covert_members", country, period)
    if not len(values):
        values = fan_values(material, f"covert_{country}", material.results.week_at(date(material.year, 12, 31)))
    rows = material.recorded_in(period, "covert_members", country)
    text = f"At the end of {material.year} the number of clandestine members in {inside(label)} is {result(values)}."
    return text + beside(values, rows)


def crossing_weeks(overt: np.ndarray, covert: np.ndarray) -> np.ndarray:
    """First week of each world in which more members live clandestinely than fight openly; infinite if never."""
    more = covert > overt
    return np.where(more.any(axis=1), more.argmax(axis=1), np.inf)


def _crossover(material: Material, country: str, label: str) -> str:
    results = material.results
    overt = results.weekly(f"overt_{country}")
    covert = results.weekly(f"covert_{country}")
    weeks = crossing_weeks(overt, covert)
    count, of = int(np.isfinite(weeks).sum()), len(weeks)
    text = f"Clandestine members in {inside(label)} come to outnumber those who fight openly in {words.worlds(count, of)}"
    middle = float(np.quantile(weeks, 0.5, method="inverted_cdf"))
    if np.isfinite(middle):
        when = words.day(results.weeks[int(middle)])
        text += f"; the median date is {when}" if of > 1 else f", on {when}"
    return words.sentence(text)


def removed(material: Material) -> Picture:
    """Members captured, and members who have left the theatre."""
    results = material.results
    detained, away = results.stock("detained"), results.stock("away")
    held, gone = (told(fan_values(material, name)) for name in ("detained", "away"))
    text = (
        f"{results.on(detained.dates[-1])}, the number of members in detention is {held.median_of()}. "
        f"The number of members who have left {material.theatre} is {gone.again()}."
    )
    panels = [
        Panel("Detained", "members", [Series(detained, STATE)], material.happened("detained", elsewhere=material.countries)),
        Panel(
            f"Left {brief(material.theatre)}",
            "members",
            [Series(away, GROUP)],
            material.happened("away", elsewhere=material.countries),
        ),
    ]
    rests = material.rests("organisation.detained", "origins.*.border", "origins.*.share", "places.*.foreign")
    return material.picture("group_removed", "group", "Members detained or gone elsewhere", text, panels, rests)


def fan_values(material: Material, name: str, week: int = -1) -> np.ndarray:
    """Values of a national series in one week over the worlds that have it."""
    values = material.results.weekly(name, week)
    return values[np.isfinite(values)]


def stances(material: Material) -> Picture:
    """Share of worlds in which the leadership stands, withdraws or goes underground, by date."""
    results = material.results
    until = material.battle_until()
    upto = max(1, int((results.weeks <= np.datetime64(until)).sum()))
    stance = np.round(results.weekly("stance", slice(0, upto)))
    dates = results.weeks[:upto]
    shares = np.array([(stance == number).mean(axis=0) for number in range(3)])
    of = len(stance)
    text = _stance_sentence(stance, results.told(dates[-1]))
    ended = [int((stance[:, -1] == number).sum()) for number in range(3)]
    counts = words.listed([f"{verb} in {count:,}" for verb, count in zip(STANCES, ended, strict=True) if count])
    make = partial(_stance_figure, dates, shares, of)
    return Picture(
        "group_stance",
        "What the leadership decides",
        text,
        make,
        f"Three stacked areas: the share of worlds in which the leadership stands its ground, withdraws or goes underground. "
        f"At the end it {counts} of {of:,} worlds.",
        material.rests("organisation.leadership", "cities.*.openness", "corridors.*"),
        "group",
        caption=f"Share of {words.count(of, 'simulated worlds')} in which the group's leadership stands its ground, withdraws "
        f"or goes underground, {words.day(dates[0])} to {results.told(dates[-1])}.",
        numbers=_stance_numbers(dates, shares),
    )


def _stance_sentence(stance: np.ndarray, last: str) -> str:
    """In how many worlds the leadership gives up its stand at some time, and what it does in those worlds at the end."""
    left = (stance > 0).any(axis=1)
    ever, of = int(left.sum()), len(stance)
    often = words.with_likelihood(words.worlds(ever, of), ever, of)
    text = f"The leadership gives up standing its ground at some time by {last} in {often}."
    if not ever or of == 1:
        return text
    back, withdrawn, hidden = (int((stance[left, -1] == number).sum()) for number in range(3))
    then = f"stands its ground again in {back:,} of them, withdraws in {withdrawn:,} and is underground in {hidden:,}"
    return f"{text} On that day it {then}."


def _stance_numbers(dates: np.ndarray, shares: np.ndarray) -> Numbers:
    """Shares by stance on a few days, and on all of them as CSV."""
    chosen = sorted({round(float(x)) for x in np.linspace(0, len(dates) - 1, 9)})
    rows = [(words.day(dates[index]), *(words.percent(float(x)) for x in shares[:, index])) for index in chosen]
    data: list[tuple[str | float, ...]] = [
        (words.as_date(day).isoformat(), *map(float, column)) for day, column in zip(dates, shares.T, strict=True)
    ]
    heads = ("When", "Stands its ground", "Withdraws", "Is underground")
    return Numbers(heads, tuple(rows), (False, True, True, True), ("date", "stands", "withdraws", "underground"), tuple(data))


def _stance_figure(dates: np.ndarray, shares: np.ndarray, worlds: int, width: float) -> Figure:
    colours = (lighter(GROUP, 0.62), lighter(PALETTE[0], 0.4), lighter(HIDDEN, 0.15))
    with styled():
        figure, (axes,) = grid(
            1, 1, width, 1.5, f"{words.world_count(worlds)}. Areas add up to all of them.", right=1.3, above=0.33
        )
        axes.stackplot(date2num(dates), shares, colors=colours, linewidth=0)
        counted(axes, 1.0, "1")
        dated(axes, dates[0], dates[-1] + (7 if len(dates) < 2 else 0), int((width - 1.6) / 0.55))
        headed(axes, "Share of worlds in which the leadership ...", "")
        _name_areas(axes, shares[:, -1])
        days = sorted({round(float(x)) for x in np.linspace(0, len(dates) - 1, 9)})
        tops = np.cumsum(shares, axis=0)
        for name, share, top in zip(STANCES, shares, tops, strict=True):
            texts = [f"{words.day(dates[index])}: {name} in {words.percent(float(share[index]))} of worlds" for index in days]
            tell(axes, [at(dates[index]) for index in days], [float(top[index] - share[index] / 2) for index in days], texts)
    return figure


def _name_areas(axes: Axes, ends: np.ndarray) -> None:
    """Name each area beside its right end, pushed apart where areas are thin."""
    tops = np.cumsum(ends)
    middles = tops - ends / 2
    floor = 0.04
    for name, height, colour in zip(STANCES, middles, (GROUP, PALETTE[0], HIDDEN), strict=True):
        at = max(float(height), floor)
        floor = at + 0.13
        axes.annotate(
            name,
            (1, min(at, 1.05)),
            (4, 0),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=8,
            color=colour,
            va="center",
            fontweight="bold",
        )


def pillars(material: Material) -> Picture:
    """Leadership, pull of the idea and money."""
    results = material.results
    parts = (
        ("leadership", "Top leadership's capability", "1"),
        ("appeal", "Global pull of the idea", "1"),
        ("funds", "Treasury", "weeks of pay"),
    )
    panels = [
        Panel(title, unit, [Series(results.stock(name), GROUP)], material.happened(name), top=1.0 if unit == "1" else None)
        for name, title, unit in parts
    ]
    appeal = fan_values(material, "appeal")
    began, ends = float(panels[1].series[0].fan.median[0]), told(appeal, "1")
    way = course(words.percent(began), ends.median, float(np.median(appeal)) < began if len(appeal) else None)
    text = f"The global pull of the group's idea {way} {ends.median_of()} at the end of the run."
    rests = material.rests("organisation.*", "levels.*")
    return material.picture("group_pillars", "group", "What holds the group up", text, panels, rests, columns=3, height=1.4)


def origins(material: Material) -> Picture:
    """Members at large by where they come from: stacked medians, with the spread of the total."""
    results = material.results
    at_large = results.by_origin("overt_by_origin") + results.by_origin("covert_by_origin")
    names = [_origin(material, name) for name in results.origins]
    local = at_large[:, :, :1].sum(axis=2)
    foreign = at_large[:, :, 1:]
    stack = np.median(foreign, axis=0)
    stack = _matched(stack, np.median(foreign.sum(axis=2), axis=0))
    total = Fan(results.times, quantiles(foreign.sum(axis=2)), np.empty((0, len(results.times))), len(foreign))
    own = Fan(results.times, quantiles(local), local[:: max(1, len(local) // 5)][:5], len(local))
    first, last = (told(foreign.sum(axis=2)[:, week]) for week in (0, -1))
    begin, end = words.day(results.times[0]), results.on(results.times[-1])
    text = f"The number of foreign members at large is {first.median_of()} on {begin}. {end}, it is {last.again()}."
    recorded = tuple(material.happened("foreign_members"))
    until = (words.as_date(results.times[-1]), results.told(results.times[-1]))
    parts = [(name, _constant(total, np.median(foreign[:, :, index], axis=0))) for index, name in enumerate(names[1:])]
    panels = [
        Panel("Local members", "members", [Series(own, GROUP)], ends=until),
        Panel("Foreign members", "members", [Series(total)], recorded, ends=until),
        *(Panel(f"Members from {name}", "members", [Series(fan)], ends=until) for name, fan in parts),
    ]
    make = partial(_origin_figure, panels[0], panels[1], stack, [brief(name, ORIGIN) for name in names[1:]])
    ends = words.listed(
        [f"{name} {words.people(round(float(x)))}" for name, x in zip(names, np.median(at_large[:, -1], axis=0), strict=True)]
    )
    return Picture(
        "group_origins",
        "Members at large by origin",
        text,
        make,
        f"A line chart of local members and a stacked chart of foreign members at large, by origin. Medians "
        f"{end[:1].lower()}{end[1:]}: {ends}.",
        material.rests("origins.*", "places.*.foreign"),
        "group",
        recorded,
        caption=captioned("Members at large by origin", material.theatre, panels, results.told),
        numbers=numbers(panels),
    )


def _matched(stack: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Medians of the parts scaled to the median of their sum: medians do not add up by themselves."""
    sums = stack.sum(axis=1)
    return stack * np.where(sums > 0, total / np.where(sums > 0, sums, 1), 0)[:, None]


def _origin(material: Material, name: str) -> str:
    return words.within_text(str(getattr(material.scenario.origins.get(name), "label", name.replace("_", " ").capitalize())))


def _origin_figure(local: Panel, abroad: Panel, stack: np.ndarray, names: list[str], width: float) -> Figure:
    own, total, recorded = local.series[0].fan, abroad.series[0].fan, abroad.recorded
    note = (
        f"{words.world_count(total.worlds)}. Local: median, 50 % and 90 % ranges. Foreign: medians by origin, "
        "scaled to the median of their sum; dashed: 90 % range of that sum."
    )
    if recorded:
        note += KEY_RECORD
    with styled():
        figure, (left, right) = grid(2, 2 if width > 6 else 1, width, 1.75, note, right=1.75)  # room for the longest name
        top = 1.06 * float(own.levels[4].max())
        fan_on(left, Series(own, GROUP))
        headed(left, "Local members", counted(left, top, "members"))
        dates = date2num(total.dates)
        colours = [lighter(PALETTE[index % len(PALETTE)], (0.62, 0.1)[index % 2]) for index in range(len(names))]
        right.stackplot(dates, stack.T, colors=colours, linewidth=0.4, edgecolor="white")
        for ends in (total.levels[0], total.levels[4]):
            right.plot(dates, ends, color="#333333", linewidth=1.0, linestyle=(0, (4, 2)))
        top = 1.06 * float(max(total.levels[4].max(), stack.sum(axis=1).max()))
        for row in recorded:
            recorded_on(right, row)
            top = max(top, 1.06 * row.ends[1])
        headed(right, "Foreign members, by origin", counted(right, top, "members"))
        tops = np.cumsum(stack, axis=1)
        centres = [_constant(total, tops[:, index] - stack[:, index] / 2) for index in range(len(names))]
        label_ends(
            right,
            [
                Series(fan, PALETTE[index % len(PALETTE)], name)
                for index, (fan, name) in enumerate(zip(centres, names, strict=True))
            ],
            top,
        )
        for axes in (left, right):
            dated(axes, total.dates[0], total.dates[-1] + (28 if len(dates) < 2 else 0), 5)
        tell_values(left, local)
        tell_values(right, abroad)
    return figure


def _constant(like: Fan, line: np.ndarray) -> Fan:
    return Fan(like.dates, np.tile(line, (5, 1)), np.empty((0, len(line))), like.worlds)
