"""The words of a picture in the language that is spoken: every text of a figure, and what its axes write when it is drawn.

A picture is not mirrored: time runs from left to right in it, as in the sources' own. Its texts run their own way.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import Formatter

from rekindle.languages.speech import direction, runs, whole
from rekindle.numbers import MONTHS

RIGHTWARD, LEFTWARD, END = "\u202b", "\u202a", "\u202c"
"""Around a text that runs from the right, and around a piece that does not: older than isolates, so fonts know them."""
OLDER = str.maketrans({"\u2066": LEFTWARD, "\u2067": RIGHTWARD, "\u2068": LEFTWARD, "\u2069": END})
SHORT = frozenset(month[:3] for month in MONTHS)


class Spoken(Formatter):
    """What an axis writes at its ticks, in the language that was spoken when the picture was made."""

    def __init__(self, inner: Formatter) -> None:
        self.inner = inner

    def __call__(self, x: float, pos: int | None = None) -> str:
        return told(self.inner(x, pos))

    def format_ticks(self, values: Any) -> list[str]:
        return [told(one) for one in self.inner.format_ticks(values)]

    def set_locs(self, locs: Any) -> None:
        self.inner.set_locs(locs)

    def set_axis(self, axis: Any) -> None:
        super().set_axis(axis)
        self.inner.set_axis(axis)

    def get_offset(self) -> str:
        return self.inner.get_offset()


def spoken(figure: Figure) -> None:
    """Put a figure's texts into the language that is spoken; what nobody translated stays."""
    axes: Sequence[Axis] = [axis for one in figure.axes for axis in (one.xaxis, one.yaxis)]
    ticks = {label for axis in axes for label in (*axis.get_ticklabels(), *axis.get_ticklabels(minor=True))}
    for text in figure.findobj(Text):
        if isinstance(text, Text) and text not in ticks and text.get_text():
            text.set_text(told(text.get_text()))
            if direction() == "rtl" and text.get_horizontalalignment() == "left":
                text.set_multialignment("right")
    for axis in axes:
        if not isinstance(axis.get_major_formatter(), Spoken):
            axis.set_major_formatter(Spoken(axis.get_major_formatter()))


def told(text: str) -> str:
    """A text of a picture: its lines one by one where all are known, else as one text set anew in lines as long."""
    lines = text.split("\n")
    known = [_month(one) or whole(one) for one in lines]
    if all(one is not None for one in known):
        return "\n".join(_set(one) for each in known if each for one in each.split("\n"))
    said = "".join(one for one, _ in runs(" ".join(lines)))
    if len(lines) == 1:
        return _set(said)
    return "\n".join(map(_set, textwrap.wrap(said, max(map(len, lines)), break_long_words=False)))


def unset(text: str) -> str:
    """A text in the language that is spoken, not yet set: before it is cut to lines, for half a sentence is in no catalogue."""
    return "".join(one for one, _ in runs(text))


def _month(text: str) -> str | None:
    """A month on an axis, its two names beneath each other: side by side they take the room of the next."""
    said = whole(text) if text in SHORT else None
    return said.replace("/", "\n") if said else None


def _set(text: str) -> str:
    """A line with its direction."""
    return f"{RIGHTWARD}{text.translate(OLDER)}{END}" if direction() == "rtl" and not text.isascii() else text
