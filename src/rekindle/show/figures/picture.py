"""A picture is a figure with the sentence that says what it shows; pictures of panels are made here from their panels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, partial

from matplotlib.figure import Figure

from rekindle.record.recorded import Recorded
from rekindle.show import words
from rekindle.show.figures.data import Numbers
from rekindle.show.figures.material import MOST, Material, brief, inside
from rekindle.show.figures.panels import Panel, draw
from rekindle.show.figures.style import WIDE
from rekindle.show.figures.svg import Drawn, drawn
from rekindle.show.figures.telling import captioned, compared, described
from rekindle.show.figures.values import numbers

__all__ = ["MOST", "SECTIONS", "Material", "Picture", "brief", "inside", "panelled"]

SECTIONS = ("map", "battle", "group", "after", "outcomes")


@dataclass(frozen=True)
class Picture:
    """A figure, what it shows in one sentence, the same for those who cannot see it, and the numbers it rests on."""

    name: str
    title: str
    sentence: str
    make: Callable[[float], Figure]
    """The figure at a width in inches, WIDE or NARROW: a function of a module with its arguments, so that another process can
    draw it too."""
    alt: str
    rests_on: list[str]
    section: str
    recorded: tuple[Recorded, ...] = ()
    caption: str = ""
    """What is seen, of whom, when and where, for those who meet the picture without the page."""
    numbers: Numbers | None = field(default=None, repr=False, compare=False)
    drawn: dict[float, Drawn] = field(default_factory=dict, repr=False, compare=False)
    """Drawings by width: a file and a page hold the same picture, and drawing takes most of a short run's time."""

    @cached_property
    def figure(self) -> Figure:
        """The wide figure."""
        return self.make(WIDE)

    def svg(self, width: float = WIDE) -> bytes:
        """The picture as SVG, the same bytes every time."""
        return self.at(width).image

    def at(self, width: float) -> Drawn:
        """The picture drawn at a width, with the values that can be pointed at."""
        if width not in self.drawn:
            self.drawn[width] = drawn(self.figure if width == WIDE else self.make(width), self.title)
        return self.drawn[width]


def panelled(
    material: Material,
    name: str,
    section: str,
    title: str,
    sentence: str,
    panels: Sequence[Panel],
    rests_on: list[str],
    columns: int = 2,
    height: float = 1.75,
    note: str = "",
    narrow_columns: int = 1,
    where: str = "",
    judged: bool = False,
) -> Picture:
    """A picture of panels over dates, with a variant for narrow screens; `where` is of whom, if not of the whole theatre.

    Unless the sentence has `judged` the record itself, it is followed by how the recorded figures lie.
    """
    day = material.results.told
    results = material.results
    ends = (results.end, day(results.end))
    panels = [_within_axis(replace(panel, since=panel.since or results.start, ends=ends)) for panel in panels]
    return Picture(
        name=name,
        title=title,
        sentence=sentence if judged else sentence + compared(panels),
        make=partial(_panels_at, panels, columns, narrow_columns, height, note),
        alt=described(panels, day),
        rests_on=rests_on,
        section=section,
        recorded=tuple(dict.fromkeys(row for panel in panels for row in panel.recorded)),
        caption=captioned(title, where or material.theatre, panels, day),
        numbers=numbers(panels),
    )


def _panels_at(panels: Sequence[Panel], columns: int, narrow_columns: int, height: float, note: str, width: float) -> Figure:
    """Panels on a wide page, or on a narrow one in fewer columns and lower."""
    return draw(panels, columns, width, height, note) if width >= WIDE else draw(panels, narrow_columns, width, 1.5, note)


def _within_axis(panel: Panel) -> Panel:
    """A panel without the recorded figures that lie before its first or after its last day."""
    last = words.as_date(panel.until or max(one.fan.dates[-1] for one in panel.series)) + timedelta(days=7)

    def at(row: Recorded) -> date:
        return row.start + (row.end - row.start) / 2 if panel.period else row.end

    shown = [row for row in panel.recorded if (panel.since or date.min) <= at(row) <= last]
    return replace(panel, recorded=shown)
