"""The map: where the model's places lie, and which share of their residents the group controls at the start and later."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rekindle.ensemble.frame import THEATRE
from rekindle.languages.speech import MARKS, direction
from rekindle.record.outlines import Outline, outlines
from rekindle.show import words
from rekindle.show.figures.data import Numbers
from rekindle.show.figures.panels import blank, wrapped
from rekindle.show.figures.picture import Material, Picture, inside
from rekindle.show.figures.points import tell
from rekindle.show.figures.spoken import unset
from rekindle.show.figures.style import GROUP, INK, QUIET, lighter, styled

EDGES = (0.05, 0.25, 0.5, 0.75)
"""Shares at which the colour changes."""
SHADES: tuple[str | tuple[float, float, float], ...] = (
    "#ffffff",
    *(lighter(GROUP, towards) for towards in (0.75, 0.5, 0.25)),
    GROUP,
)
LAND, WATER = "#f3f1ec", "#dbe7ef"
LOOKS = {"border": ("#8d8d8d", 0.9), "admin1": ("#d0cdc6", 0.5), "coast": ("#8d8d8d", 0.6), "river": ("#9fc0d6", 0.6)}
SPAN = 1.5
"""Least degrees that a map shows each way."""
DEGREE = 111.2
"""Kilometres of a degree of latitude."""
NOTE = "Outlines: Natural Earth (public domain); borders are de facto and say nothing of whose they are."


@dataclass(frozen=True)
class Spot:
    """A place or a city on the map: its number there, name, position, and the levels of its share on each of the days."""

    number: int
    label: str
    x: float
    y: float
    levels: tuple[np.ndarray, ...]


def pictures(material: Material) -> Iterator[Picture]:
    """The map, where the results hold the share of residents under the group's control by place."""
    results = material.results
    if not results.worlds or not results.has("control") or not len(results.times):
        return
    days = _days(material)
    spots = list(_spots(material, days))
    if not spots:
        return
    worlds = int(np.isfinite(results.placed("control", results.places[0])[:, -1]).sum())
    told = [words.day(days[0]), *(results.told(day) for day in days[1:])]
    title = f"Places in {material.theatre}"
    yield Picture(
        "map", title, _sentence(spots, told, worlds), partial(draw, spots, told, worlds), _alt(spots, material.theatre, told),
        material.rests("places.*.control"), "map",
        caption=f"{title}: share of each place's residents under the group's control on {words.listed(told)}, "
        f"median of {words.count(worlds, 'simulated worlds')}.",
        numbers=_numbers(spots, told),
    )  # fmt: skip


def _days(material: Material) -> list[date]:
    """The first day and the last of the results that tell of places."""
    times = material.results.times
    first, last = words.as_date(times[0]), words.as_date(times[-1])
    return [first] if first == last else [first, last]


def _spots(material: Material, days: Sequence[date]) -> Iterator[Spot]:
    """Cities first, each as one mark, then the other places of the theatre."""
    known, results = material.scenario.places, material.results
    marks = [(inside(label), material.sectors(city)) for city, label in material.cities.items()]
    marks += [
        (inside(material.place(name)), [name])
        for name in results.places
        if name in known and known[name].kind in THEATRE and known[name].kind != "sector"
    ]
    located = [(label, names) for label, names in marks if names and all(hasattr(known[name], "latitude") for name in names)]
    for number, (label, names) in enumerate(located, 1):
        fan = results.together("control", {name: _weight(material, name) for name in names})
        x, y = (float(np.mean([getattr(known[name], part) for name in names])) for part in ("longitude", "latitude"))
        yield Spot(number, label, x, y, tuple(fan.at(day) for day in days))


def _weight(material: Material, place: str) -> float:
    """A sector's share of its city's residents; equal where it is not given."""
    quantity = material.scenario.quantities().get(f"places.{place}.residents_share")
    return float(quantity.best) if quantity is not None and quantity.best else 1.0


def _sentence(spots: Sequence[Spot], days: Sequence[str], worlds: int) -> str:
    """How many places are mostly under the group's control on each day."""
    of = "in this one world" if worlds == 1 else f"medians of {worlds:,} worlds"
    counts = [sum(float(spot.levels[index][2]) > 0.5 for spot in spots) for index in range(len(days))]
    said = [f"{f'{count} of them' if count else 'none'} {_on(day)}" for count, day in zip(counts, days, strict=True)]
    return (
        f"The map has {len(spots)} cities and other places. The group controls most residents of {words.listed(said)} ({of})."
    )


def _on(day: str) -> str:
    return f"in {day}" if day.startswith("the week") else f"on {day}"


def _alt(spots: Sequence[Spot], where: str, days: Sequence[str]) -> str:
    maps = "A map" if len(days) == 1 else "Two maps"
    most = [spot.label for spot in spots if float(spot.levels[0][2]) > 0.75]
    text = f"{maps} of {where} with {len(spots)} numbered circles, darker where the group controls a larger share of residents."
    return f"{text} The darkest at the start: {'; '.join(most[:6]) or 'none'}."


def _numbers(spots: Sequence[Spot], days: Sequence[str]) -> Numbers:
    """Places with their shares on each day."""
    heads, rows = ["Number", "Place"], []
    for day in days:
        heads += [f"{day}: median", "90 % range"]
    for spot in spots:
        cells = [(words.percent(float(one[2])), words.percents(float(one[0]), float(one[4]))) for one in spot.levels]
        rows.append((str(spot.number), spot.label, *(text for pair in cells for text in pair)))
    return Numbers(tuple(heads), tuple(rows), (True, False) + (True,) * (2 * len(days)))


def draw(spots: Sequence[Spot], days: Sequence[str], worlds: int, width: float) -> Figure:
    """A map for each day: side by side on a wide page, one under the other on a narrow one."""
    box = _box(spots)
    narrow = width < 6
    columns = 1 if narrow else len(days)
    cell = width / columns - 0.12
    tall = cell * (box[3] - box[1]) / ((box[2] - box[0]) * _shrink(box))
    apart = MARKS["; "] if direction() == "rtl" else "; "
    key = apart.join(f"{spot.number}\u00a0{unset(spot.label)}" for spot in spots) + "."
    note = wrapped(f"{words.world_count(worlds)}: medians. {key} {NOTE}", 0.95 * width)
    foot, head, rows = 0.135 * len(note) + 0.12, 0.3, len(days) if narrow else 1
    legend = 0.64 if narrow else 0.3
    height = rows * (tall + head) + legend + foot
    drawn = outlines(*box)
    with styled():
        figure = blank(width, height)
        for index, day in enumerate(days):
            column, row = (0, index) if narrow else (index, 0)
            bottom = height - (row + 1) * (tall + head)
            axes = figure.add_axes(((column * (cell + 0.12) + 0.06) / width, bottom / height, cell / width, tall / height))
            _map(axes, box, drawn)
            _circles(axes, spots, index, day)
            axes.set_title(day[:1].upper() + day[1:], fontsize=9.5, fontweight="bold", color=INK, loc="left", pad=4)
        _scale(figure.axes[0], box, spots)
        _legend(figure, foot, legend, narrow)
        figure.text(0.06 / width, 0.05 / height, "\n".join(note), fontsize=7.5, color=QUIET, va="bottom", linespacing=1.3)
    return figure


def _box(spots: Sequence[Spot]) -> tuple[float, float, float, float]:
    """West, south, east and north of the map, with room around its places."""
    x, y = [spot.x for spot in spots], [spot.y for spot in spots]
    wide, high = max(SPAN, max(x) - min(x)), max(SPAN, max(y) - min(y))
    return min(x) - 0.1 * wide, min(y) - 0.1 * high, max(x) + 0.1 * wide, max(y) + 0.1 * high


def _shrink(box: tuple[float, float, float, float]) -> float:
    """How much shorter a degree of longitude is than one of latitude in the middle of the map."""
    return math.cos(math.radians((box[1] + box[3]) / 2))


def _map(axes: Axes, box: tuple[float, float, float, float], drawn: Sequence[Outline]) -> None:
    axes.set_xlim(box[0], box[2])
    axes.set_ylim(box[1], box[3])
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(False)
    axes.set_facecolor(WATER)
    for side in axes.spines.values():
        side.set(visible=True, color="#bdbdbd")
    for one in drawn:
        if one.area:
            fill = LAND if one.kind == "land" else WATER
            axes.add_collection(PolyCollection([_clipped(ring, box) for ring in one.rings], facecolors=fill, edgecolors="none"))
        elif one.kind in LOOKS:
            colour, line = LOOKS[one.kind]
            axes.add_collection(LineCollection([part for ring in one.rings for part in _parts(ring, box)], colors=colour,
                                               linewidths=line))  # fmt: skip


def _clipped(ring: Sequence[tuple[float, float]], box: tuple[float, float, float, float]) -> np.ndarray:
    """The edge of an area with what lies far outside the map drawn in: the file stays small, and nothing seen changes."""
    wide, high = box[2] - box[0], box[3] - box[1]
    west, south, east, north = box[0] - wide, box[1] - high, box[2] + wide, box[3] + high
    points = np.asarray(ring)
    points = np.column_stack([np.clip(points[:, 0], west, east), np.clip(points[:, 1], south, north)])
    points = points[np.append(True, (points[1:] != points[:-1]).any(axis=1))]  # a corner stays, once
    on = points[1:-1]
    onward = ((on == points[:-2]) & (on == points[2:])).any(axis=1)  # in the middle of a straight run along the frame
    return points[np.concatenate([[True], ~onward, [True]])]


def _parts(ring: Sequence[tuple[float, float]], box: tuple[float, float, float, float]) -> Iterator[np.ndarray]:
    """The parts of a line that run within the map, with a point more at either end."""
    points = np.asarray(ring)
    x, y = points[:, 0], points[:, 1]
    seen = (x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3])
    near = seen | np.append(seen[1:], False) | np.append(False, seen[:-1])
    for part in np.split(np.arange(len(points)), np.flatnonzero(np.diff(near.astype(int))) + 1):
        if near[part[0]] and len(part) > 1:
            yield points[part]


def _circles(axes: Axes, spots: Sequence[Spot], index: int, day: str) -> None:
    """Numbered circles by the median share; those that would cover each other are moved apart a little."""
    for spot, (x, y) in zip(spots, _apart(axes, spots), strict=True):
        share = float(spot.levels[index][2])
        shade = sum(share > edge for edge in EDGES)
        if (x, y) != (spot.x, spot.y):
            axes.plot([spot.x, x], [spot.y, y], color=QUIET, linewidth=0.5, zorder=4)
        axes.plot(
            [x], [y], marker="o", markersize=11.5, color=SHADES[shade], markeredgecolor=INK, markeredgewidth=0.7, zorder=5
        )
        axes.text(x, y, str(spot.number), fontsize=6.3, color="white" if shade > 3 else INK, ha="center", va="center_baseline",
                  zorder=6)  # fmt: skip
        low, high = float(spot.levels[index][0]), float(spot.levels[index][4])
        text = f"{spot.number} {spot.label}, {day}: median {words.percent(share)}; 90 % range {words.percents(low, high)}"
        tell(axes, [x], [y], [text])


def _apart(axes: Axes, spots: Sequence[Spot]) -> list[tuple[float, float]]:
    """Where circles go: on their places, or pushed away from each other until none covers another by much."""
    least = 0.15  # inches between middles
    figure = axes.figure
    wide = axes.get_position().width * figure.get_figwidth()  # type: ignore[union-attr]
    high = axes.get_position().height * figure.get_figheight()  # type: ignore[union-attr]
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    unit = np.array([(east - west) / wide, (north - south) / high])
    start = np.array([[spot.x, spot.y] for spot in spots]) / unit
    places = start.copy()
    for _ in range(60):
        moved = False
        for i in range(len(places)):
            for j in range(i):
                gap = places[i] - places[j]
                far = float(np.hypot(*gap))
                if far < least - 1e-9:
                    way = gap / far if far > 1e-6 else np.array([1.0, 0.0])
                    places[i] += way * (least - far) / 2
                    places[j] -= way * (least - far) / 2
                    moved = True
        if not moved:
            break
    kept = np.hypot(*(places - start).T) < 1e-9
    return [(spot.x, spot.y) if same else (float(x), float(y))
            for spot, same, (x, y) in zip(spots, kept, places * unit, strict=True)]  # fmt: skip


def _scale(axes: Axes, box: tuple[float, float, float, float], spots: Sequence[Spot]) -> None:
    """A bar of so many kilometres in the corner that is furthest from any place."""
    degree = DEGREE * _shrink(box)
    wide, high = box[2] - box[0], box[3] - box[1]
    room = wide * degree / 4
    size = 10 ** math.floor(math.log10(room))
    long = max(step * size for step in (1, 2, 5) if step * size <= room)
    lefts, bottoms = (box[0] + 0.03 * wide, box[2] - 0.03 * wide - long / degree), (box[1] + 0.04 * high, box[3] - 0.1 * high)
    corners = [(x, y) for y in bottoms for x in lefts]
    x, y = max(corners, key=lambda at: min(_far(at, spot, long / degree, wide, high) for spot in spots))
    axes.plot([x, x + long / degree], [y, y], color=INK, linewidth=2, solid_capstyle="butt", zorder=7)
    axes.text(x, y + 0.015 * high, f"{long:,.0f} km", fontsize=7.5, color=INK, va="bottom", zorder=7)


def _far(corner: tuple[float, float], spot: Spot, long: float, wide: float, high: float) -> float:
    """How far a place lies from the middle of a bar in a corner, in shares of the map."""
    return math.hypot((spot.x - corner[0] - long / 2) / wide, (spot.y - corner[1]) / high)


def _legend(figure: Figure, foot: float, room: float, narrow: bool) -> None:
    """What the colours mean."""
    width, height = figure.get_size_inches()
    ends = (0.0, *EDGES, 1.0)
    texts = [
        f"up to {words.percent(ends[1])}",
        *(words.percents(low, high) for low, high in zip(ends[1:-1], ends[2:], strict=True)),
    ]
    figure.text(0.06 / width, (foot + room - 0.12) / height, "Share of residents under the group's control:", fontsize=8,
                color=INK, va="center")  # fmt: skip
    for number, (shade, text) in enumerate(zip(SHADES, texts, strict=True)):
        row, column = divmod(number, 3) if narrow else (0, number)  # on a narrow page in two rows beneath
        x, y = (0.12 + 1.15 * column, foot + 0.3 - 0.18 * row) if narrow else (2.75 + 1.05 * column, foot + room - 0.12)
        figure.add_artist(Line2D([x / width], [y / height], marker="o", markersize=7, color=shade, markeredgecolor=INK,
                                 markeredgewidth=0.7, linestyle="none"))  # fmt: skip
        figure.text((x + 0.08) / width, y / height, text, fontsize=7.5, color=INK, va="center")
