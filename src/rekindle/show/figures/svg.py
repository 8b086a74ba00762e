"""Figures as SVG: small, searchable, the same bytes every time."""

from __future__ import annotations

import io
import re
from weakref import WeakKeyDictionary

import matplotlib
from matplotlib.figure import Figure

from rekindle.show.figures.style import styled

_PATH = re.compile(r' d="([^"]*)"')
_DECIMALS = re.compile(r"(\d+\.\d)\d+")


_DRAWN: WeakKeyDictionary[Figure, bytes] = WeakKeyDictionary()
"""Figures that were drawn: a page and a PDF hold the same one."""


def svg(figure: Figure, title: str = "") -> bytes:
    """A figure as SVG, the same bytes every time; it must not be changed after it was drawn once.

    Letters stay text, in a font that every machine has or has a twin of: half the size of drawn outlines, and it can be
    searched and copied.
    """
    if figure not in _DRAWN:
        _DRAWN[figure] = _drawn(figure, title)
    return _DRAWN[figure]


def _drawn(figure: Figure, title: str) -> bytes:
    buffer = io.StringIO()
    about = {"Date": None, "Creator": None} | ({"Title": title} if title else {})
    with styled(), matplotlib.rc_context({"svg.fonttype": "none"}):
        figure.savefig(buffer, format="svg", metadata=about)
    text = _PATH.sub(lambda path: f' d="{_shortened(path[1])}"', buffer.getvalue())
    text = re.sub(r">\s+<", "><", text)
    return text.replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, Arial, sans-serif").encode()


def _shortened(path: str) -> str:
    """A path's coordinates cut to a tenth of a point, which no eye or printer tells apart, on a single line."""
    return _DECIMALS.sub(r"\1", path).replace("\n", " ").strip()
