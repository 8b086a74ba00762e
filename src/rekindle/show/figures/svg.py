"""Figures as SVG: small, searchable, the same bytes every time."""

from __future__ import annotations

import io
import re
from typing import NamedTuple
from weakref import WeakKeyDictionary

import matplotlib
from matplotlib.figure import Figure

from rekindle.languages.speech import ENGLISH, language, say
from rekindle.show.figures.points import Point, points
from rekindle.show.figures.spoken import spoken
from rekindle.show.figures.style import styled

_PATH = re.compile(r' d="([^"]*)"')
_DECIMALS = re.compile(r"(\d+\.\d)\d+")


class Drawn(NamedTuple):
    """A figure as SVG, and the values that can be pointed at in it."""

    image: bytes
    points: tuple[Point, ...]


_DRAWN: WeakKeyDictionary[Figure, Drawn] = WeakKeyDictionary()
"""Figures that were drawn: a page and a PDF hold the same one."""


def svg(figure: Figure, title: str = "") -> bytes:
    """A figure as SVG, the same bytes every time; it must not be changed after it was drawn once.

    Letters stay text, in a font that every machine has or has a twin of: half the size of drawn outlines, and it can be
    searched and copied.
    """
    return drawn(figure, title).image


def drawn(figure: Figure, title: str = "") -> Drawn:
    """A figure as SVG with its points."""
    if figure not in _DRAWN:
        _DRAWN[figure] = Drawn(_image(figure, title), points(figure))
    return _DRAWN[figure]


def outlined(figure: Figure, title: str = "") -> bytes:
    """A figure as SVG with its letters drawn: for a PDF, which may not hold joined letters of a picture as text."""
    return _image(figure, title, "path")


def joins_letters() -> bool:
    """Whether matplotlib joins the letters of Arabic when it draws them: from 3.11 on, which comes with libraqm."""
    from matplotlib import ft2font

    return hasattr(ft2font, "__libraqm_version__")


def _image(figure: Figure, title: str, letters: str = "none") -> bytes:
    buffer = io.StringIO()
    if language() != ENGLISH:
        spoken(figure)
    about = {"Date": None, "Creator": None} | ({"Title": say(title)} if title else {})
    with styled(), matplotlib.rc_context({"svg.fonttype": letters}):
        figure.savefig(buffer, format="svg", metadata=about)
    text = _PATH.sub(lambda path: f' d="{_shortened(path[1])}"', buffer.getvalue())
    text = re.sub(r">\s+<", "><", text)
    return text.replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, Arial, sans-serif").encode()


def _shortened(path: str) -> str:
    """A path's coordinates cut to a tenth of a point, which no eye or printer tells apart, on a single line."""
    return _DECIMALS.sub(r"\1", path).replace("\n", " ").strip()
